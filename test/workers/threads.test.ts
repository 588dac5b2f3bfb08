import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { threadId } from 'node:worker_threads';

import { describe, expect, it } from 'vitest';

import { defineAction, defineAdventure, defineJourney, generate, InMemoryAdapter } from '../../dist/src/index.js';

const workerModule = new URL('./threads-module.ts', import.meta.url);

/** The threads that events of enough actors for all of them come from. */
async function threadsOf(options: object): Promise<ReadonlySet<unknown>> {
  const adapter = new InMemoryAdapter();
  await generate([], { users: 10_000, workerModule, logger: false, ...options, adapter } as never);
  return new Set(adapter.events.map(({ payload }) => (payload as { readonly threadId: number }).threadId));
}

describe('the number of workers', () => {
  it('is that of the cores where there is a module and nothing is said', async () => {
    const threads = await threadsOf({});

    expect(threads.size).toBe(Math.min(64, availableParallelism()));
    expect(threads).not.toContain(threadId);
    expect((await threadsOf({ workers: 'auto' })).size).toBe(threads.size);
  });

  it('is what it is told to be, and 0 is the main thread', async () => {
    expect((await threadsOf({ workers: 3 })).size).toBe(3);
    expect([...(await threadsOf({ workers: 0 }))]).toEqual([threadId]);
  });

  it('is 0 without a module', async () => {
    const adapter = new InMemoryAdapter();
    const tell = defineAction({ id: 'tell', handler: (ctx) => [ctx.event('told', { threadId })] });
    const journey = defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [tell] })] });

    await generate(journey, { users: 1, logger: false, adapter: adapter as never });

    expect(adapter.events.map(({ payload }) => payload)).toEqual([{ threadId }]);
  });

  it.each([-1, 1.5, 257, Number.NaN, '2'])('cannot be %o', async (workers) => {
    await expect(threadsOf({ workers })).rejects.toMatchObject({
      code: 'INVALID_RUN_OPTIONS',
      path: ["option 'workers'"],
    });
  });
});

describe('telemetry', () => {
  it.each(['user', 'time'] as const)('says how many events each thread made, in %s order', async (order) => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-threads-'));
    try {
      const adapter = new InMemoryAdapter();
      const told = { debug: true, telemetryPath: join(folder, 'telemetry.json') };

      const run = { users: 300, order, workerModule, workers: 2, logger: false, adapter, ...told } as const;
      const { telemetry, counts } = await generate([], run);

      const made = new Map<number, number>();
      for (const { payload } of adapter.events) {
        const thread = Number(payload['threadId']);
        made.set(thread, (made.get(thread) ?? 0) + 1);
      }
      const span = telemetry?.spans.find(({ phase }) => phase === 'journeys');
      expect(span?.workers.map(({ id }) => id)).toEqual([0, 1]);
      expect(new Set(span?.workers.map(({ events }) => events))).toEqual(new Set(made.values()));
      expect(span?.events).toBe(counts.events.written);
      expect(telemetry?.timing.loadMs).toBeGreaterThan(0);
      const { telemetry: alone } = await generate([], { ...run, workers: 0, adapter: new InMemoryAdapter() });
      const lanes = telemetry?.lanes ?? [];
      const sum = (all: typeof lanes) => all.reduce((n, { actors, steps, events }) => n + actors + steps + events, 0);
      expect(lanes.map(({ worker, lane }) => [worker, lane])).toEqual([
        [0, 0],
        [1, 0],
      ]);
      expect(new Set(lanes.map(({ events }) => events))).toEqual(new Set(made.values()));
      expect(sum(lanes)).toBe(sum(alone?.lanes ?? []));
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
