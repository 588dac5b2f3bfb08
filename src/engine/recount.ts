/**
 * Counts up to where a run was stopped or failed. In user order threads have run past it by then: the chunk in which it
 * lies is run once more, up to there, by a thread that has counted nothing yet.
 */
import type { Chunk } from './chunks.ts';
import { Pool, type PoolStart } from './pool.ts';
import type { Counted, CutPlace } from './protocol.ts';
import type { Additions } from './views.ts';

/** What a process was shown of those before it. */
export interface Shown {
  readonly rank: number;
  readonly additions: Additions;
}

/** Where a run ended. */
export interface Cut {
  readonly chunk: Chunk;
  readonly place: CutPlace;
  readonly shown: Shown | undefined;
}

/** Hands on what was counted in the chunk up to there. */
export async function recount(
  start: PoolStart,
  { chunk: { number, population, first, last }, place, shown }: Cut,
  count: (counted: Counted) => void,
): Promise<void> {
  let done = (): void => undefined;
  const isDone = new Promise<void>((resolve) => (done = resolve));
  const pool = await Pool.start({ ...start, threads: 1 }, (_thread, answer) => {
    if (answer.type === 'done') done();
    if (answer.type === 'stopped') count(answer);
  });
  try {
    for (const thread of pool.threads) {
      if (shown !== undefined) thread.send({ type: 'views', ...shown });
      thread.send({ type: 'chunk', chunk: number, population, first, last, cut: place });
    }
    // One that dies on the way is heard of only while it is not told to stop.
    await Promise.race([isDone, pool.failed]);
    await pool.stop('open');
  } finally {
    await pool.destroy();
  }
}
