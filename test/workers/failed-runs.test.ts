import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { NullAdapter } from '../../dist/adapters/null.js';
import {
  generate,
  type EncodedBatch,
  type RunOptions,
  type RunResult,
  type SynodeError,
} from '../../dist/src/index.js';
import { told, VISITS } from './told.ts';

const visits = new URL('./limits-module.mjs', import.meta.url);
const odd = new URL('./odd-value-module.mjs', import.meta.url);
const dying = new URL('./dying-module.ts', import.meta.url);

/** What the error of a failed run says of the run. */
async function failed(workerModule: URL, options: object): Promise<RunResult> {
  const run = { workerModule, logger: false, adapter: new NullAdapter(), ...options } as unknown as RunOptions;
  const error = (await generate([], run).catch((thrown: unknown) => thrown)) as SynodeError;
  expect(error.result?.status).toBe('failed');
  return error.result as RunResult;
}

function mustAddUp({ counts: { journeys, events }, stream }: RunResult): void {
  const { started, completed, bounced, censored, failed: abandoned, open } = journeys;
  expect(started).toBe(completed + bounced + censored + abandoned + open);
  expect(events.emitted - events.droppedBySchema).toBeGreaterThanOrEqual(stream.events);
}

/** Fails once it was handed so many events. */
class Full extends NullAdapter {
  #room: number;

  constructor(room: number) {
    super();
    this.#room = room;
  }

  override writeEncoded(batch: EncodedBatch): void {
    this.#room -= batch.count;
    if (this.#room < 0) throw new Error('full');
  }
}

describe.each(['user', 'time'] as const)('the counts of a run that fails on threads, in %s order', (order) => {
  it.each([
    ['at the first actor that fails', visits, { ...VISITS, onError: 'fail' }],
    ['at one failure too many', visits, { ...VISITS, errorLimit: 8 }],
    ['at an event that cannot be written', odd, { users: 120, duration: '30d' }],
  ] as const)('are those without threads: %s', async (_where, module, how) => {
    const alone = await failed(module, { ...how, order, workers: 0 });
    mustAddUp(alone);
    expect(alone.counts.events.emitted).toBeGreaterThan(0);
    expect(alone.stream.events).toBeGreaterThan(0);

    for (const workers of [1, 3]) {
      expect({ workers, ...told(await failed(module, { ...how, order, workers })) }).toEqual({
        workers,
        ...told(alone),
      });
    }
  });

  it('add up where the destination fails', async () => {
    const run = { ...VISITS, order, batchSize: 100 };
    const whole = await generate([], {
      ...run,
      workers: 0,
      workerModule: visits,
      logger: false,
      adapter: new NullAdapter(),
    });

    for (const workers of [0, 2]) {
      const result = await failed(visits, { ...run, workers, adapter: new Full(1000) });
      mustAddUp(result);
      expect(result.stream.events).toBeGreaterThan(0);
      expect(result.counts.journeys.open).toBeGreaterThan(0);
      expect(result.counts.events.emitted).toBeLessThan(whole.counts.events.emitted);
    }
  });
});

describe('the counts of a run on threads', () => {
  it('stand behind the last event that its failing destination was handed, in user order', async () => {
    const run = { ...VISITS, order: 'user', batchSize: 100 } as const;
    for (const workers of [0, 2]) {
      let handed = 0;
      const adapter = new (class extends Full {
        override writeEncoded(batch: EncodedBatch): void {
          handed += batch.count;
          super.writeEncoded(batch);
        }
      })(1000);
      const { counts } = await failed(visits, { ...run, workers, adapter });
      const upTo = { ...run, workers: 0, maxEvents: handed, workerModule: visits, logger: false } as const;
      const limited = await generate([], { ...upTo, adapter: new NullAdapter() });

      expect({ ...counts, events: { ...counts.events, written: handed } }).toEqual(limited.counts);
    }
  });

  it('tell of a thread that died what it had told before', async () => {
    const result = await failed(dying, { users: 3000, order: 'user', workers: 1 });

    expect(result.counts.events.emitted).toBe(result.stream.events);
    mustAddUp(result);
  });

  it('that cannot be told once more are missed with a warning: the failure stands', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-once-'));
    try {
      const once = new URL('./once-module.mjs', import.meta.url);
      once.searchParams.set('file', join(folder, 'has-run'));
      const { warnings, failures } = await failed(once, { users: 10, order: 'user', workers: 1 });

      expect(failures).toMatchObject([{ cause: 'once' }]);
      expect(warnings).toMatchObject([{ code: 'COUNTS_INCOMPLETE' }]);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
