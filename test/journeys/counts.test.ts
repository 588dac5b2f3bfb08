import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  branch,
  every,
  generate,
  InMemoryAdapter,
  never,
  once,
  poissonProcess,
  repeat,
  SynodeError,
  wait,
  when,
  type AnyEvent,
  type Context,
  type Event,
  type Journey,
  type RunResult,
} from '../../src/index.ts';
import { action, adventure, failureOf, flow, journey, simulate, type Options } from './world.ts';

/** Sizes and chances of a random journey; everything else follows from it. */
interface Recipe {
  readonly bounce: number;
  readonly steps: readonly number[];
  readonly arrivals: number;
  readonly requires: boolean;
  readonly suppressed: boolean;
  readonly skip: boolean;
}

const recipe = fc.record<Recipe>({
  bounce: fc.constantFrom(0, 0, 0.2, 0.7),
  steps: fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 6 }),
  arrivals: fc.integer({ min: 0, max: 5 }),
  requires: fc.boolean(),
  suppressed: fc.boolean(),
  skip: fc.boolean(),
});

/** A step of each kind: actions with delays, chances, failures, later events, starts, and verbs around them. */
function stepOf(kind: number, k: number, bounceChance: number) {
  const id = `a${k}`;
  const say = (ctx: Context) => [
    ctx.event(`said${kind}`, { n: ctx.random.int(1, 6) }),
    ...(ctx.random.chance(0.3) ? [ctx.event('later', {}, { after: '9h' })] : []),
  ];
  switch (kind) {
    case 0:
      return wait({ min: '1m', max: '2d' });
    case 1:
      return when((ctx) => ctx.random.chance(0.5), [action(id)], [wait('3h')]);
    case 2:
      return branch({ a: { weight: 1, steps: [action(id)] }, b: { weight: 2, steps: [] } });
    case 3:
      return repeat((ctx) => ctx.random.int(0, 3), [action(id, { handler: say, timeSpan: '2h' })]);
    case 4:
      return action(id, { handler: (ctx: Context) => (ctx.start('extra', { after: '5h' }), say(ctx)) });
    case 5:
      return action(id, { handler: (ctx: Context) => (ctx.random.chance(0.1) ? fail() : say(ctx)) });
    case 6:
      return action(id, { handler: async (ctx: Context) => say(ctx) });
    default:
      return action(id, { handler: say, timeSpan: { min: 0, max: '6h' }, bounceChance });
  }
}

function fail(): never {
  throw new Error('out of order');
}

function journeyOf({ bounce, steps, arrivals, requires, suppressed, skip }: Recipe, i: number): Journey {
  const schedule = [
    undefined,
    undefined,
    once({ at: '1d' }),
    every('1d', { jitter: 0.4 }),
    poissonProcess({ rate: 2, per: '1d' }),
    never(),
  ][arrivals];
  return journey(
    `j${i}`,
    [
      adventure(
        'first',
        steps.slice(0, 3).map((kind, k) => stepOf(kind, k, bounce)),
        { onBounce: skip ? 'skip' : 'stop', bounceChance: bounce / 2 },
      ),
      adventure(
        'second',
        steps.slice(3).map((kind, k) => stepOf(kind, k, bounce)),
      ),
    ],
    {
      bounceChance: bounce / 3,
      ...(requires && i > 0 ? { requires: ['j0'] } : {}),
      ...(suppressed ? { suppressionPeriod: { min: '1h', max: '3d' } } : {}),
      ...(schedule === undefined ? {} : { arrivals: schedule }),
    },
  );
}

/** What runs after a step of kind 4, wherever it stands. */
const extra = flow('extra', [action('extra', { timeSpan: '1h' })], { arrivals: never() });

const world = fc.record({
  recipes: fc.array(recipe, { minLength: 1, maxLength: 4 }),
  users: fc.integer({ min: 0, max: 4 }),
  days: fc.integer({ min: 1, max: 6 }),
  afterEnd: fc.constantFrom('drop' as const, 'keep' as const),
  seed: fc.integer({ min: 0, max: 1_000_000 }),
});

function identities({ counts, status }: RunResult): void {
  const { journeys, events } = counts;
  const all = { ...journeys.byId, whole: journeys };
  for (const [id, count] of Object.entries(all)) {
    const { scheduled, started, skipped, suppressed, completed, bounced, censored, failed, open } = count;
    expect({ id, scheduled }).toEqual({ id, scheduled: started + skipped + suppressed });
    expect({ id, started }).toEqual({ id, started: completed + bounced + censored + failed + open });
    if (status === 'completed') expect({ id, open }).toEqual({ id, open: 0 });
  }
  for (const key of ['scheduled', 'started', 'completed', 'bounced', 'censored', 'failed', 'open'] as const) {
    expect(journeys[key]).toBe(Object.values(journeys.byId).reduce((sum, count) => sum + count[key], 0));
  }
  expect(events.emitted).toBe(Object.values(events.byName).reduce((sum, count) => sum + count, 0));
  if (status === 'completed') {
    expect(events.written).toBe(events.emitted - events.droppedBySchema + events.added - events.removed);
  }
}

/** Per actor: time never goes back, and events stand together; over all: no id twice. */
function orderly(events: readonly Event[]): void {
  const last = new Map<string, number>();
  let user = '';
  for (const event of events) {
    if (event.userId !== user) expect(last.has(event.userId)).toBe(false);
    user = event.userId;
    const ms = event.timestamp.getTime();
    expect(ms).toBeGreaterThanOrEqual(last.get(user) ?? -Infinity);
    last.set(user, ms);
  }
  expect(new Set(events.map(({ id }) => id)).size).toBe(events.length);
}

function optionsOf({ users, days, afterEnd, seed }: typeof world extends fc.Arbitrary<infer W> ? W : never): Options {
  return { users, duration: `${days}d`, afterEnd, seed, onError: 'skipUser' };
}

describe('the counts of any run', () => {
  it('add up, its events are in order, and no id comes twice', async () => {
    await fc.assert(
      fc.asyncProperty(world, async (made) => {
        const { events, result } = await simulate([...made.recipes.map(journeyOf), extra], optionsOf(made));

        identities(result);
        orderly(events);
        expect(events).toHaveLength(result.counts.events.written);
      }),
      { numRuns: 150, seed: 1 },
    );
  });

  it('add up where the run is stopped, and what was written is a prefix', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.integer({ min: 0, max: 30 }), async (made, maxEvents) => {
        const journeys = [...made.recipes.map(journeyOf), extra];
        const whole = await simulate(journeys, optionsOf(made));

        const { events, result } = await simulate(journeys, { ...optionsOf(made), maxEvents, batchSize: 3 });

        identities(result);
        expect(events).toEqual(whole.events.slice(0, maxEvents));
      }),
      { numRuns: 60, seed: 2 },
    );
  });

  it('add up where a failure ends the run, and what was written is a prefix', async () => {
    await fc.assert(
      fc.asyncProperty(world, fc.constantFrom('user' as const, 'time' as const), async (made, order) => {
        const journeys = [...made.recipes.map(journeyOf), extra];
        const sink = new InMemoryAdapter<AnyEvent>();
        const options = { ...optionsOf(made), order };
        const whole = await simulate(journeys, options);

        const result = await generate(journeys, { ...options, onError: 'fail', adapter: sink, logger: false }).catch(
          (error: unknown) => (error as SynodeError).result as RunResult,
        );

        identities(result);
        expect(result.status).toBe(whole.result.counts.users.failed > 0 ? 'failed' : 'completed');
        expect(sink.events).toEqual(whole.events.slice(0, sink.events.length));
        const failedAt = Math.min(...whole.result.failures.map(({ timestamp }) => Date.parse(timestamp)));
        // Nothing that stands before the failure is missing.
        const before = whole.events.filter(({ timestamp }) => order === 'time' && timestamp.getTime() < failedAt);
        expect(sink.events.length).toBeGreaterThanOrEqual(before.length);
      }),
      { numRuns: 100, seed: 3 },
    );
  });

  it('and its events are the same in order of time, in any number of lanes', async () => {
    const rank = ({ timestamp, meta }: Event) => [timestamp.getTime(), meta?.actor ?? 0, meta?.sequence ?? 0] as const;
    const inTime = (a: Event, b: Event): number => {
      const [x, y] = [rank(a), rank(b)];
      return x[0] - y[0] || x[1] - y[1] || x[2] - y[2];
    };

    await fc.assert(
      fc.asyncProperty(world, fc.constantFrom(1, 3), fc.constantFrom(1, 4, 1000), async (made, lanes, batchSize) => {
        const journeys = [...made.recipes.map(journeyOf), extra];
        const options = { ...optionsOf(made), meta: true };
        const plain = await simulate(journeys, options);

        const byUser = await simulate(journeys, { ...options, lanes, batchSize });
        const byTime = await simulate(journeys, { ...options, lanes, batchSize, order: 'time' });

        expect(byUser.events).toEqual(plain.events);
        expect(byUser.result.counts).toEqual(plain.result.counts);
        expect(byTime.events).toEqual([...plain.events].sort(inTime));
        expect(byTime.result.counts).toEqual(plain.result.counts);
      }),
      { numRuns: 80, seed: 4 },
    );
  });

  it('say how many a schema kept back', async () => {
    const odd = {
      '~standard': {
        version: 1 as const,
        vendor: 'test',
        validate: (value: unknown) =>
          (value as { n: number }).n % 2 === 1 ? { value } : { issues: [{ message: 'even' }] },
      },
    };
    const shop = flow('shop', [
      repeat(50, [action('roll', { fields: { n: (ctx: Context) => ctx.random.int(1, 6) } })]),
    ]);

    const { events, result } = await simulate(shop, { eventSchema: { schema: odd, mode: 'skip' } });

    identities(result);
    expect(result.counts.events).toMatchObject({
      emitted: 50,
      written: events.length,
      droppedBySchema: 50 - events.length,
    });
    expect(events.every(({ payload }) => Number(payload['n']) % 2 === 1)).toBe(true);
  });

  it('hold for an instance whose suppression fails after it was complete', async () => {
    const shop = flow('shop', [action('view')], { suppressionPeriod: fail });

    const error = await failureOf(simulate(shop));

    const { result } = error as SynodeError;
    identities(result as RunResult);
    expect(result?.counts.journeys).toMatchObject({ started: 1, completed: 0, failed: 1 });
  });

  it('hold for an instance that never got a session', async () => {
    const shop = flow('shop', [action('view')]);

    const error = await failureOf(simulate(shop, { idGenerator: (_, { kind }) => (kind === 'session' ? '' : 'u') }));

    const { result } = error as SynodeError;
    identities(result as RunResult);
    expect(error).toMatchObject({ code: 'INVALID_EVENT' });
  });
});
