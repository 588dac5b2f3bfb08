import { describe, expect, it, vi } from 'vitest';

import {
  DEFAULT_START,
  generate,
  InMemoryAdapter,
  repeat,
  SynodeError,
  type RunOptions,
  type Event,
} from '../../src/index.ts';
import { action, failureOf, flow, look, silent, simulate, type Options } from './world.ts';

const shop = flow('shop', [look('view', (ctx) => ({ n: ctx.random.int(1, 100), id: ctx.generateId() }))]);

describe('the options of a run', () => {
  it('need a number of users from 0 to 10,000,000', async () => {
    const missing = await failureOf(generate(shop, { adapter: new InMemoryAdapter(), logger: false }));

    expect(missing).toMatchObject({ code: 'INVALID_RUN_OPTIONS', path: ["option 'users'"] });
    expect(missing.message).toContain('users is missing');
    for (const users of [-1, 1.5, 10_000_001, '5', Number.NaN]) {
      expect(await failureOf(simulate(shop, { users: users as number }))).toMatchObject({
        code: 'INVALID_RUN_OPTIONS',
      });
    }
  });

  it.each<[keyof Options, readonly unknown[]]>([
    ['lanes', [0, 1025, 1.5, '2']],
    ['maxEvents', [-1, 0.5]],
    ['errorLimit', [-1, 0.5]],
    ['closeTimeoutMs', [0, 3_600_001]],
    ['batchSize', [0, 65_537]],
    ['onError', ['ignore']],
    ['onAbort', ['throw']],
    ['afterEnd', ['cut']],
    ['order', ['actor']],
    ['debug', ['yes']],
    ['meta', [1]],
    ['digest', ['md5']],
    ['shard', [{ index: 0, count: 2 }, { index: 3, count: 2 }, 'all']],
    ['signal', [{}]],
    ['clock', [{ now: 5 }]],
    ['logger', [true]],
    ['idGenerator', ['uuid']],
  ])('refuse a bad %s', async (key, values) => {
    for (const value of values) {
      const error = await failureOf(simulate(shop, { [key]: value } as Options));

      expect(error).toMatchObject({ code: 'INVALID_RUN_OPTIONS', path: [`option '${key}'`] });
      expect((error as SynodeError).received).toBeTypeOf('string');
    }
  });

  it.each([['', 'x'.repeat(257), -1, 1.5, Number.NaN, null, {}]])('refuse a bad seed', async (...seeds) => {
    for (const seed of seeds)
      expect(await failureOf(simulate(shop, { seed: seed as string }))).toMatchObject({ code: 'INVALID_SEED' });
  });

  it('refuse one that nobody knows, with what was meant', async () => {
    const error = await failureOf(simulate(shop, { user: 3 } as Options));

    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'users'?" });
  });

  it('have their documented defaults', async () => {
    const spelled: RunOptions<Event> = {
      seed: 'synode',
      order: 'user',
      meta: false,
      starts: 'uniform',
      afterEnd: 'drop',
      calendar: 'weekdays',
      onError: 'fail',
      errorLimit: 100,
      lanes: 1,
      debug: false,
      onAbort: 'reject',
      pacing: 'none',
      digest: 'none',
      shard: { index: 1, count: 1 },
    };

    const [plain, full] = await Promise.all([simulate(shop, { users: 3 }), simulate(shop, { users: 3, ...spelled })]);

    expect(full.events).toEqual(plain.events);
    expect(plain.result).toMatchObject({
      seed: 'synode',
      window: { start: DEFAULT_START.toISOString(), end: null, order: 'user' },
    });
  });
});

describe('equal runs', () => {
  it('have equal results but for names, times and counts of batches, and results survive JSON', async () => {
    const run = async () => {
      const { result } = await simulate(
        flow('shop', [
          repeat(3, [look('view', (ctx) => ({ n: ctx.random.int(1, 9) }))]),
          silent('pay', (ctx) => ctx.actor.index === 2 && fail()),
        ]),
        { users: 5, onError: 'skipUser', startDate: '2025-01-01', endDate: '2025-02-01' },
      );
      return result;
    };

    const [first, second] = await Promise.all([run(), run()]);

    const { runId, timing, telemetry, pacing, adapter, ...same } = first;
    expect(runId).not.toBe(second.runId);
    expect([timing.wallMs >= 0, telemetry, pacing, adapter.events]).toEqual([true, null, null, 15]);
    expect(second).toMatchObject(same);
    expect(JSON.parse(JSON.stringify(first))).toEqual(first);
  });

  it('have the same hash of their plan, whatever the seed; another parameter has another', async () => {
    const hash = async (amount: number, options: Options = {}) =>
      (await simulate(flow('shop', [action('pay', { fields: { amount } })]), options)).result.planHash;

    expect(await hash(1)).toMatch(/^[0-9a-f]{64}$/);
    expect(await hash(1, { seed: 'other', lanes: 2 })).toBe(await hash(1));
    expect(await hash(2)).not.toBe(await hash(1));
    expect(await hash(1, { users: 2 })).not.toBe(await hash(1));
  });

  it('have the same hash of their plan whatever their functions do: those count by their place', async () => {
    const hash = async (word: unknown, age: unknown) => {
      const shop = flow('shop', [action('pay', { fields: { word } as never })]);
      const persona = { id: 'p', name: 'P', attributes: { age } } as never;
      return (await simulate(shop, { persona })).result.planHash;
    };
    const plain = await hash('a', 30);
    const made = await hash(
      () => 'a',
      () => 30,
    );

    expect(
      await hash(
        () => 'b',
        () => 31,
      ),
    ).toBe(made);
    expect(new Set([plain, made, await hash('a', () => 30), await hash(() => 'a', 30)]).size).toBe(4);
  });

  it('have the same hash of their plan whatever the call folds of the stream', async () => {
    const count = {
      id: 'count',
      init: () => 0,
      apply: (n: number) => n + 1,
      merge: (a: number, b: number) => a + b,
      finish: (n: number) => n,
    };
    const hash = async (options: Options) =>
      (await simulate(flow('shop', [action('pay', {})]), options)).result.planHash;

    expect(await hash({ projections: [count] })).toBe(await hash({}));
  });

  it('do not ask what day it is', async () => {
    const today = await simulate(shop, { users: 3 });
    vi.useFakeTimers({ toFake: ['Date'], now: new Date('2031-05-05T05:05:05Z') });
    try {
      expect((await simulate(shop, { users: 3 })).events).toEqual(today.events);
    } finally {
      vi.useRealTimers();
    }
  });

  it('never tell their name in an event', async () => {
    const { events, result } = await simulate(shop, { users: 3, meta: true });

    expect(result.runId.length).toBeGreaterThan(10);
    expect(JSON.stringify(events)).not.toContain(result.runId);
  });
});

describe('warnings', () => {
  const persona = { id: 'p', name: 'P', attributes: { locale: () => 'zz' } };

  it('are told once for each code and text, and counted', async () => {
    const said: string[] = [];

    const { result } = await simulate(shop, {
      users: 4,
      persona,
      logger: { ...console, warn: (text: string) => void said.push(text) },
    });

    expect(said).toEqual(["[LOCALE_FALLBACK] locale 'zz' is unknown to faker; 'en' is used"]);
    expect(result.warnings).toEqual([
      { code: 'LOCALE_FALLBACK', message: "locale 'zz' is unknown to faker; 'en' is used", count: 4 },
    ]);
  });

  it('go to stderr without a logger, and nowhere if it is off', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    try {
      await generate(shop, { users: 1, persona, adapter: new InMemoryAdapter() });
      await generate(shop, { users: 1, persona, adapter: new InMemoryAdapter(), logger: false });

      expect(stderr.mock.calls.map(([text]) => text)).toEqual([
        "[LOCALE_FALLBACK] locale 'zz' is unknown to faker; 'en' is used\n",
      ]);
    } finally {
      stderr.mockRestore();
    }
  });
});

describe('the clock of the machine', () => {
  it('serves timing alone', async () => {
    let ticks = 0;
    const clock = { now: () => (ticks += 1000), sleep: () => Promise.resolve() };

    const { events, result } = await simulate(shop, { users: 3, clock });

    expect(events).toEqual((await simulate(shop, { users: 3 })).events);
    expect(result.timing.wallMs % 1000).toBe(0);
    expect(result.timing.wallMs).toBeGreaterThan(0);
  });
});

function fail(): never {
  throw new Error('no card');
}
