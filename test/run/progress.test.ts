import { describe, expect, it } from 'vitest';

import { NullAdapter } from '../../adapters/null.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  InMemoryAdapter,
  repeat,
  scenario,
  wait,
  type AnyEvent,
  type Progress,
  type RunOptions,
} from '../../src/index.ts';

const tick = defineAction({ id: 'tick' });
const ticks = defineJourney({
  id: 'ticks',
  adventures: [defineAdventure({ id: 'day', actions: [repeat(10, [tick, wait('1d')])] })],
});
const failing = defineJourney({
  id: 'failing',
  adventures: [
    defineAdventure({
      id: 'work',
      actions: [
        defineAction({
          id: 'break',
          handler: (ctx) => {
            if (ctx.actor.index === 3) throw new Error('no paper');
            return [ctx.event('printed')];
          },
        }),
      ],
    }),
  ],
});

async function progressOf(options: RunOptions<AnyEvent>): Promise<Progress[]> {
  const calls: Progress[] = [];
  await generate(ticks, {
    users: 20,
    adapter: new NullAdapter(),
    batchSize: 10,
    progressIntervalMs: 0,
    startDate: '2025-01-01',
    endDate: '2025-01-31',
    starts: 'together',
    onProgress: (progress) => calls.push(progress),
    ...options,
  });
  return calls;
}

describe('onProgress', () => {
  it('hears of every batch with what the adapter has taken, and of 100 % once, at the end', async () => {
    const calls = await progressOf({});

    const events = calls.map((progress) => progress.events);
    expect(events).toEqual([...events].sort((a, b) => a - b));
    expect(events.length).toBeGreaterThanOrEqual(20);
    expect(calls.filter(({ percent }) => percent === 100)).toHaveLength(1);
    const last = calls.at(-1);
    expect(last).toMatchObject({ state: 'done', percent: 100, current: 600, total: 600, unit: 'actor-day' });
    expect(last?.events).toBe(events.at(-2));
  });

  it('never goes back', async () => {
    for (const order of ['user', 'time'] as const) {
      const percents = (await progressOf({ order })).map(({ percent }) => percent);

      expect(percents).toEqual([...percents].sort((a, b) => a - b));
      expect(percents.some((percent) => percent > 20 && percent < 100)).toBe(true);
    }
  });

  it('counts one day per actor in a run without a window', async () => {
    const calls: Progress[] = [];
    await generate(ticks, { users: 7, adapter: new NullAdapter(), onProgress: (progress) => calls.push(progress) });

    expect(calls.at(-1)?.total).toBe(7);
  });

  it('names the phases in order', async () => {
    const phases = new Set((await progressOf({})).map(({ phase, phaseIndex }) => `${phaseIndex} ${phase}`));

    expect([...phases]).toEqual(['1 journeys', '2 close']);
  });

  it('names the process at work, whatever projections and checks come behind it', async () => {
    const calls: string[] = [];
    const shop = defineProcess({
      id: 'shop',
      emits: ['tick'],
      projections: [
        { id: 'count', init: () => 0, apply: (n: number) => n + 1, merge: (a, b) => a + b, finish: (n) => n },
      ],
      populations: [definePopulation({ id: 'clock', size: 3, journeys: [ticks] })],
    });
    await generate(scenario({ processes: [shop()] }), {
      adapter: new NullAdapter(),
      logger: false,
      onProgress: ({ phase }) => calls.push(phase),
    });

    expect([...new Set(calls)]).toEqual(['process:shop', 'close']);
  });

  it('is called no more often than the interval allows', async () => {
    let wall = 0;
    const clock = { now: () => (wall += 1), sleep: async () => undefined };

    const often = await progressOf({ clock, progressIntervalMs: 0 });
    const seldom = await progressOf({ clock, progressIntervalMs: 60_000 });

    expect(often.length).toBeGreaterThan(20);
    expect(seldom.map(({ phase, state }) => `${phase} ${state}`)).toEqual([
      'journeys running',
      'close running',
      'close done',
    ]);
  });

  it('fails the run when it throws', async () => {
    const run = progressOf({
      onProgress: () => {
        throw new Error('no display');
      },
    });

    await expect(run).rejects.toMatchObject({ code: 'HANDLER_ERROR', path: ["option 'onProgress'"] });
  });

  it('says that a failed run failed', async () => {
    const states: string[] = [];
    const run = generate(failing, {
      users: 10,
      adapter: new NullAdapter(),
      onProgress: ({ state }) => states.push(state),
    });

    await expect(run).rejects.toMatchObject({ code: 'HANDLER_ERROR' });
    expect(states.at(-1)).toBe('failed');
  });

  it('does not count towards the plan', async () => {
    const adapter = (): InMemoryAdapter<AnyEvent> => new InMemoryAdapter();
    const plain = await generate(ticks, { users: 2, adapter });
    const told = await generate(ticks, { users: 2, adapter, onProgress: () => undefined, progressIntervalMs: 0 });

    expect(told.planHash).toBe(plain.planHash);
  });

  it('must be a function', async () => {
    await expect(progressOf({ onProgress: true as never })).rejects.toMatchObject({
      code: 'INVALID_RUN_OPTIONS',
      path: ["option 'onProgress'"],
    });
  });
});

describe('progress says', () => {
  it('how many events go together, and that nobody but the main thread is at work', async () => {
    const calls = await progressOf({ batchSize: 7 });
    const asFed = await progressOf({
      batchSize: undefined as never,
      adapter: { write: () => undefined, feed: { batchSize: 33 } },
    });

    expect(new Set(calls.map(({ batchSize, workers }) => `${batchSize} ${workers}`))).toEqual(new Set(['7 0']));
    expect(new Set(asFed.map(({ batchSize }) => batchSize))).toEqual(new Set([33]));
    expect(calls.every((progress) => !('lagMs' in progress))).toBe(true);
  });

  it('how many threads are at work', async () => {
    const calls: number[] = [];
    const { generate: built } = await import('../../dist/src/index.js');
    await built([], {
      users: 20,
      startDate: '2025-03-01',
      endDate: '2025-04-01',
      workers: 2,
      workerModule: new URL('../workers/shop-module.ts', import.meta.url),
      logger: false,
      adapter: { write: () => undefined },
      progressIntervalMs: 0,
      onProgress: ({ workers }) => calls.push(workers),
    });

    expect(new Set(calls)).toEqual(new Set([2]));
  });

  it('how late the last event was, once one was due', async () => {
    let wall = 1_000_000;
    const clock = { now: () => wall, sleep: async (ms: number) => void (wall += ms) };
    // Each write takes two minutes, and an event is due every minute.
    const adapter = { write: () => void (wall += 120_000), feed: { batchSize: 1 } };
    const paced = { order: 'time', pacing: { mode: 'fixed', delayMs: 60_000 }, maxEvents: 4 } as const;

    const lags = (await progressOf({ ...paced, users: 4, clock, adapter, batchSize: 1 })).map(({ lagMs }) => lagMs);

    expect(lags[0]).toBeUndefined();
    expect([...new Set(lags)].slice(1)).toEqual([0, 60_000, 120_000, 180_000]);
  });
});

describe('a run that never waits', () => {
  it('is stopped by a signal that fires meanwhile', async () => {
    const stop = new AbortController();
    setImmediate(() => stop.abort(new Error('enough')));

    const result = await generate(ticks, {
      users: 200_000,
      adapter: new NullAdapter(),
      signal: stop.signal,
      onAbort: 'resolve',
    });

    expect(result.status).toBe('interrupted');
    expect(result.counts.users.simulated).toBeLessThan(200_000);
  });
});
