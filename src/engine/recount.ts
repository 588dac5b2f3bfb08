/**
 * Counts up to where a run was stopped. In user order threads have run past it by then: the chunk in which it lies is run
 * once more, up to the last event that was taken, by a thread that has counted nothing yet.
 */
import type { Chunk } from './chunks.ts';
import { Pool, type PoolStart } from './pool.ts';
import type { Counted } from './protocol.ts';
import type { Additions } from './views.ts';

/** What a process was shown of those before it. */
export interface Shown {
  readonly rank: number;
  readonly additions: Additions;
}

/** Where a run was stopped. */
export interface Cut {
  readonly chunk: Chunk;
  /** Events of the chunk that were taken. */
  readonly taken: number;
  readonly shown: Shown | undefined;
}

/** Hands on what was counted in the chunk up to there. */
export async function recount(
  start: PoolStart,
  { chunk: { number, population, first, last }, taken, shown }: Cut,
  count: (counted: Counted) => void,
): Promise<void> {
  const pool = await Pool.start({ ...start, threads: 1 }, (_thread, answer) => {
    if (answer.type === 'stopped') count(answer);
  });
  for (const thread of pool.threads) {
    if (shown !== undefined) thread.send({ type: 'views', ...shown });
    thread.send({ type: 'chunk', chunk: number, population, first, last, cutAt: taken });
  }
  try {
    await pool.stop('open');
  } finally {
    await pool.destroy();
  }
}
