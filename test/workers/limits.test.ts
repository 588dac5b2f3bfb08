import { existsSync, rmSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { NullAdapter } from '../../dist/adapters/null.js';
import { generate, type RunOptions, type RunResult } from '../../dist/src/index.js';
import { BEGUN } from './silent-module.ts';
import { told, VISITS } from './told.ts';

const visits = new URL('./limits-module.mjs', import.meta.url);
const chain = new URL('./chain-module.ts', import.meta.url);

async function limited(workerModule: URL, options: object): Promise<RunResult> {
  const run = { workerModule, logger: false, ...options, adapter: new NullAdapter() };
  return generate([], run as unknown as RunOptions);
}

describe('a run on threads that maxEvents stops', () => {
  it.each((['user', 'time'] as const).flatMap((order) => [0, 1, 1777].map((maxEvents) => ({ order, maxEvents }))))(
    'tells the same as without threads: $order order, $maxEvents events',
    async (limit) => {
      const options = { ...VISITS, ...limit };
      const alone = await limited(visits, { ...options, workers: 0 });
      const threaded = await limited(visits, { ...options, workers: 2 });

      expect(alone.status).toBe('limited');
      if (limit.maxEvents > 1) {
        expect(alone.counts.journeys.open).toBeGreaterThan(0);
        expect(alone.counts.users.failed).toBeGreaterThan(0);
        expect(alone.validation?.invalid).toBeGreaterThan(0);
      }
      expect(told(threaded)).toEqual(told(alone));
    },
  );

  it.each(['user', 'time'] as const)('tells the same of processes that read each other, in %s order', async (order) => {
    // Late in the run, where in user order the last process reads what all before it told.
    const whole = await limited(chain, { order, workers: 0 });
    const options = { order, maxEvents: whole.stream.events - 20 };
    const alone = await limited(chain, { ...options, workers: 0 });

    expect(alone.status).toBe('limited');
    expect(told(await limited(chain, { ...options, workers: 3 }))).toEqual(told(alone));
  });
});

/** Runs until the first batch has been handed over, then tells the run to stop. */
async function interrupted(order: 'user' | 'time'): Promise<RunResult> {
  const controller = new AbortController();
  const adapter = new (class extends NullAdapter {
    override writeEncoded(): void {
      controller.abort('enough');
    }
  })();
  const run = { ...VISITS, order, workers: 2, batchSize: 100, workerModule: visits, logger: false, adapter };
  const error: unknown = await generate([], { ...run, signal: controller.signal } as unknown as RunOptions).catch(
    (thrown: unknown) => thrown,
  );
  expect(error).toMatchObject({ code: 'INTERRUPTED' });
  return (error as { readonly result: RunResult }).result;
}

describe('a run on threads that is told to stop', () => {
  it('tells in user order what one thread tells that has made as many events', async () => {
    const result = await interrupted('user');
    const { counts } = await limited(visits, { ...VISITS, workers: 0, maxEvents: result.stream.events });

    expect(result.stream.events).toBeGreaterThan(0);
    expect(result.counts).toEqual(counts);
  });

  it('tells in order of time what it has simulated, which adds up', async () => {
    const { counts, stream } = await interrupted('time');
    const { started, completed, bounced, censored, failed, open } = counts.journeys;

    expect(stream.events).toBeGreaterThan(0);
    expect(counts.events.emitted - counts.events.droppedBySchema).toBeGreaterThanOrEqual(stream.events);
    expect(open).toBeGreaterThan(0);
    expect(started).toBe(completed + bounced + censored + failed + open);
  });
});

/** What a run says that is told to stop once what its module waits for has begun. */
async function stoppedOnceBegun(module: string, options: object): Promise<unknown> {
  rmSync(BEGUN, { force: true });
  const controller = new AbortController();
  const look = setInterval(() => existsSync(BEGUN) && controller.abort('enough'), 10);
  const workerModule = new URL(module, import.meta.url);
  const run = { users: 60, workers: 2, workerModule, logger: false, ...options };
  const error: unknown = await generate([], {
    ...run,
    signal: controller.signal,
    adapter: new NullAdapter(),
  } as unknown as RunOptions).catch((thrown: unknown) => thrown);
  clearInterval(look);
  rmSync(BEGUN, { force: true });
  return error;
}

describe('a handler or a row that never comes to an end, on a thread', () => {
  it.each(
    ['./silent-module.ts', './silent-rows-module.ts'].flatMap((module) =>
      (['user', 'time'] as const).map((order) => ({ module, order })),
    ),
  )('is waited for no longer than `closeTimeoutMs`: $module in $order order', async ({ module, order }) => {
    expect(await stoppedOnceBegun(module, { order, closeTimeoutMs: 20 })).toMatchObject({
      code: 'INTERRUPTED',
      result: { status: 'interrupted', warnings: [{ code: 'HANDLER_GIVEN_UP' }] },
    });
  });
});

describe('a handler that heeds ctx.signal, on a thread', () => {
  it.each(['user', 'time'] as const)('hears of the abort and comes to its end in %s order', async (order) => {
    expect(await stoppedOnceBegun('./heeding-module.ts', { order })).toMatchObject({
      code: 'INTERRUPTED',
      result: { status: 'interrupted', warnings: [] },
    });
  });
});
