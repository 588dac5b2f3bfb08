/** What `generate` takes beside a scenario, and what a scenario says itself. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import * as synode from '../../src/index.ts';
import {
  defineAction,
  defineAdventure,
  defineCheck,
  defineJourney,
  definePopulation,
  defineProcess,
  every,
  generate,
  InMemoryAdapter,
  int,
  poissonProcess,
  scenario,
  SynodeError,
  wait,
  type AnyEvent,
  type Event,
  type Process,
  type Projection,
  type RunOptions,
  type Scenario,
} from '../../src/index.ts';
import { failureOf } from '../journeys/world.ts';
import { chainOn } from './chain.ts';

/** Customers of a shop who buy now and then; a population as large as its option says. */
const shop = defineProcess({
  id: 'shop',
  emits: ['sold'],
  populations: [
    definePopulation({
      id: 'customer',
      size: 7,
      starts: 'together',
      journeys: [
        defineJourney({
          id: 'buy',
          arrivals: poissonProcess({ rate: 1, per: '4d' }),
          adventures: [
            defineAdventure({
              id: 'visit',
              actions: [
                wait({ min: '1m', max: '2h' }),
                defineAction({ id: 'sell', name: 'sold', fields: { cents: int({ min: 1, max: 999 }) } }),
              ],
            }),
          ],
        }),
      ],
    }),
  ],
});

const turnover: Projection<Map<string, number>, Map<string, number>, Event> = {
  id: 'turnover',
  of: ['sold'],
  init: () => new Map(),
  apply: (byUser, { userId, payload }) => void byUser.set(userId, (byUser.get(userId) ?? 0) + Number(payload['cents'])),
  merge: (a, b) => {
    for (const [user, cents] of b) a.set(user, (a.get(user) ?? 0) + cents);
    return a;
  },
  finish: (byUser) => byUser,
};

const world = (more: Partial<Parameters<typeof scenario>[0]> = {}): Scenario =>
  scenario({ period: { start: '2025-01-01', end: '2025-02-01' }, processes: [shop()], ...more });

async function run(input: Scenario, options: Partial<RunOptions> = {}) {
  const adapter = new InMemoryAdapter<AnyEvent>();
  const result = await generate(input, { logger: false, ...options, adapter } as never);
  return { events: adapter.events as readonly Event[], result };
}

describe('a scenario', () => {
  it('runs as it is, in order of time and with meta', async () => {
    const { events, result } = await run(world());

    expect(events.length).toBeGreaterThan(20);
    const times = events.map(({ timestamp }) => timestamp.getTime());
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    expect(new Set(events.map(({ userId }) => userId)).size).toBeGreaterThan(3);
    expect(events[0]?.meta).toEqual({
      process: 'shop',
      population: 'customer',
      actor: expect.any(Number) as number,
      journey: 'buy',
      instance: expect.any(String) as string,
      adventure: 'visit',
      action: 'sell',
      occurrence: 0,
      sequence: 0,
    });
    expect(result.window).toEqual({
      start: '2025-01-01T00:00:00.000Z',
      end: '2025-02-01T00:00:00.000Z',
      order: 'time',
    });
  });

  it('may be asked for in order of actors and without meta', async () => {
    const { events } = await run(world(), { order: 'user', meta: false });

    const users = events.map(({ userId }) => userId);
    expect(users).toEqual(users.toSorted());
    expect(events.some((event) => 'meta' in event)).toBe(false);
  });

  it('has a seed, which that of the call overrules', async () => {
    const lines = async (seed: string | undefined, call?: string) =>
      (await run(world(seed === undefined ? {} : { seed }), call === undefined ? {} : { seed: call })).events;

    expect(await lines('a')).not.toEqual(await lines(undefined));
    expect(await lines('a', 'b')).toEqual(await lines('b'));
    expect((await run(world({ seed: 'a' }), { seed: 'b' })).result.seed).toBe('b');
  });

  it.each([
    ['users', 5, 'size of its populations'],
    ['persona', { id: 'p', name: 'p', attributes: {} }, 'persona of its populations'],
    ['startDate', '2025-01-01', 'period.start'],
    ['endDate', '2025-01-01', 'period.end'],
    ['duration', '1d', 'period.end'],
  ])('refuses %s, and says where it lives', async (key, value, place) => {
    const error = await failureOf(run(world(), { [key]: value }));

    expect(error).toMatchObject({
      code: 'INVALID_RUN_OPTIONS',
      path: [`option '${key}'`],
      suggestion: `Say it in the scenario, as its ${place}.`,
    });
    expect(error.message).toContain(`${key} is given, but a scenario has its own`);
  });

  it('refuses a key that its period does not have', () => {
    const period = { start: '2025-01-01', ende: '2025-02-01' };

    expect(() => world({ period })).toThrow(
      expect.objectContaining({
        code: 'UNKNOWN_KEY',
        path: ["'period' of the scenario", "'ende'"],
        suggestion: "Did you mean 'end'?",
      }),
    );
  });

  it('tells a fault of its calendar once, however many processes it has', async () => {
    const error = await failureOf(run(world({ calendar: 'Atlantis' })));

    expect(error).toMatchObject({ code: 'UNKNOWN_CALENDAR', path: ['scenario', "'calendar'"] });
  });

  it('keeps the draws of its processes as long as it has no name', async () => {
    const other = defineProcess({
      id: 'other',
      emits: ['noted'],
      populations: [
        definePopulation({
          id: 'clerk',
          size: 1,
          journeys: [
            defineJourney({
              id: 'note',
              adventures: [defineAdventure({ id: 'a', actions: [defineAction({ id: 'note', name: 'noted' })] })],
            }),
          ],
        }),
      ],
    });
    const sold = ({ events }: { readonly events: readonly Event[] }) => events.filter(({ name }) => name === 'sold');

    const [one, two, named] = await Promise.all([
      run(world()),
      run(world({ processes: [other(), shop()], calendar: 'DE' })),
      run(world({ id: 'named' })),
    ]);

    expect(sold(two)).toEqual(sold(one));
    expect(sold(named)).not.toEqual(sold(one));
  });
});

describe("afterEnd 'keep' of a scenario", () => {
  const slow = (id: string, more: object = {}) =>
    defineProcess({
      id,
      emits: [`${id}.begun`, `${id}.done`],
      populations: [
        definePopulation({
          id: 'one',
          size: 1,
          starts: 'together',
          journeys: [
            defineJourney({
              id: 'work',
              arrivals: every('1d'),
              adventures: [
                defineAdventure({
                  id: 'shift',
                  actions: [
                    defineAction({ id: 'begin', name: `${id}.begun` }),
                    wait('50h'),
                    defineAction({ id: 'end', name: `${id}.done` }),
                  ],
                }),
              ],
            }),
          ],
        }),
      ],
      ...more,
    } as never)();
  const processes = [
    slow('first', { tailDays: 1, tail: () => false }),
    slow('second', { reads: ['first.done'], lookAheadDays: 3 }),
  ];
  const daysOf = (events: readonly Event[], name: string) =>
    events.filter((event) => event.name === name).map(({ timestamp }) => timestamp.toISOString().slice(5, 10));

  it.each(['time', 'user'] as const)('lets what runs finish, and nothing new begin, in order of %s', async (order) => {
    const world = scenario({ period: { start: '2025-01-01', end: '2025-01-04' }, processes });

    const kept = await run(world, { afterEnd: 'keep', order });
    const dropped = await run(world, { order });

    for (const process of ['first', 'second']) {
      expect(daysOf(kept.events, `${process}.begun`)).toEqual(['01-01', '01-02', '01-03']);
      expect(daysOf(kept.events, `${process}.done`)).toEqual(['01-03', '01-04', '01-05']);
      expect(daysOf(dropped.events, `${process}.done`)).toEqual(['01-03']);
    }
    expect(kept.result.counts.journeys).toMatchObject({ scheduled: 6, completed: 6, censored: 0 });
  });
});

describe('projections and checks of the call', () => {
  it('are finished over what was emitted, and asked', async () => {
    const cheap = defineCheck({
      id: 'cheap',
      name: 'nobody-spends-much',
      over: turnover,
      holds: (cents: number) => cents < 4000,
    });

    const { events, result } = await run(world(), { projections: [turnover], checks: [cheap] } as never);

    const spent = new Map<string, number>();
    for (const { userId, payload } of events) spent.set(userId, (spent.get(userId) ?? 0) + Number(payload['cents']));
    expect(result.projections['turnover']).toEqual(spent);
    const much = [...spent].filter(([, cents]) => cents >= 4000).map(([user]) => user);
    expect(much.length).toBeGreaterThan(0);
    expect(result.checks).toEqual([
      expect.objectContaining({
        id: 'cheap',
        process: '',
        outcome: 'failed',
        rows: spent.size,
        violated: much.length,
      }),
    ]);
    expect(result.checks[0]?.samples.map(({ target }) => target).toSorted()).toEqual(much.toSorted());
  });
});

describe('shards of a scenario', () => {
  it('have the actors from ⌊(i−1)N/n⌋ to before ⌊iN/n⌋ each, and together all of them', async () => {
    const whole = await run(world(), { order: 'user' });
    const actorsOf = (events: readonly Event[]) => [...new Set(events.map(({ meta }) => meta?.actor))];
    expect(actorsOf(whole.events)).toEqual([0, 1, 2, 3, 4, 5, 6]);

    const parts = await Promise.all(
      [1, 2, 3].map((index) => run(world(), { order: 'user', shard: { index, count: 3 } })),
    );

    expect(parts.map(({ events }) => actorsOf(events))).toEqual([
      [0, 1],
      [2, 3],
      [4, 5, 6],
    ]);
    expect(parts.flatMap(({ events }) => events)).toEqual(whole.events);
    const emitted = parts.reduce((sum, { result }) => sum + result.counts.events.emitted, 0);
    expect(emitted).toBe(whole.result.counts.events.emitted);
    expect(parts.map(({ result }) => result.counts.users.simulated)).toEqual([2, 2, 3]);
  });

  it('are refused where processes read each other: a view would show one shard alone', async () => {
    const error = await failureOf(run(chainOn(synode).chainOfFour(), { shard: { index: 1, count: 2 } }));

    expect(error).toMatchObject({ code: 'INVALID_RUN_OPTIONS', path: ["option 'shard'"] });
    expect(error.message).toContain("'paying'");
  });
});

describe('a process', () => {
  const sized = (build: (options?: { readonly customers?: number }) => Process, options?: { customers: number }) =>
    build(options).populations.map(({ size }) => size);

  it('is made by a factory whose options may be left out, and its parts may follow them', async () => {
    const { z } = await import('zod');
    const seen: unknown[] = [];
    const build = defineProcess({
      id: 'sized',
      options: z.object({ customers: z.number().int().default(3) }),
      emits: ['sold'],
      populations: (options) => {
        seen.push(options);
        return [definePopulation({ id: 'customer', size: options.customers, journeys: [] })];
      },
    });

    expect(sized(build)).toEqual([3]);
    expect(sized(build, { customers: 9 })).toEqual([9]);
    // Parts see the options completed.
    expect(seen).toEqual([{ customers: 3 }, { customers: 9 }]);
  });

  it('knows its parts, and says what was meant', () => {
    const define = () => defineProcess({ id: 'p', populations: [], emit: ['sold'] } as never);

    expect(define).toThrow(expect.objectContaining({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'emits'?" }));
  });
});

describe('options of a process', () => {
  const options = z.strictObject({
    share: z.number().min(0).max(1).default(0.5),
    runs: z.strictObject({ weekday: z.string().default('Tuesday') }).prefault({}),
  });
  const desk = defineProcess({ id: 'desk', options, populations: [] });
  const faultsOf = (given: unknown): readonly Partial<SynodeError>[] => {
    try {
      desk(given);
    } catch (error) {
      if (error instanceof SynodeError) return error.issues;
    }
    return [];
  };

  it('that nobody knows are told by name, with what was meant, also further in', () => {
    expect(faultsOf({ shar: 0.5, wekday: 1, runs: { weekdy: 'Monday' } })).toMatchObject([
      {
        code: 'UNKNOWN_KEY',
        path: ["process 'desk'", "'runs'", "'weekdy'"],
        message: "unknown option 'runs.weekdy' of desk",
        expected: 'one of weekday',
        suggestion: "Did you mean 'weekday'?",
      },
      {
        code: 'UNKNOWN_KEY',
        path: ["process 'desk'", "'shar'"],
        expected: 'one of share, runs',
        received: "'shar'",
        suggestion: "Did you mean 'share'?",
      },
      { code: 'UNKNOWN_KEY', path: ["process 'desk'", "'wekday'"] },
    ]);
  });

  it('that are out of range say which is theirs', () => {
    expect(faultsOf({ share: 2 })).toMatchObject([
      { code: 'INVALID_OPTION', path: ["process 'desk'", "'share'"], expected: 'number to be <=1', received: '2' },
    ]);
  });
});

describe('days of a scenario', () => {
  const faultsOf = async (more: Parameters<typeof world>[0]): Promise<readonly string[]> => {
    const failure = await failureOf(run(world(more)));
    if (!(failure instanceof SynodeError)) throw failure;
    const issues = failure.issues.length === 0 ? [failure] : failure.issues;
    return issues.map(({ code, path, message }) => `${code} ${(path ?? []).join(' ')}: ${message}`);
  };

  it('are numbers of 0 or more, and all that are not are told at once', async () => {
    expect(await faultsOf({ runInDays: -5, tailDays: Number.NaN, lookAheadDays: 'ten' as never })).toEqual([
      "INVALID_OPTION scenario 'runInDays': runInDays is -5",
      "INVALID_OPTION scenario 'lookAheadDays': lookAheadDays is 'ten'",
      "INVALID_OPTION scenario 'tailDays': tailDays is NaN",
    ]);
  });

  it('are judged where a process gives them, too', async () => {
    const late = defineProcess({ id: 'late', tailDays: -1, lookAheadDays: Infinity, populations: [] });

    expect(await faultsOf({ processes: [shop(), late()] })).toEqual([
      "INVALID_OPTION process 'late' 'lookAheadDays': lookAheadDays is Infinity",
      "INVALID_OPTION process 'late' 'tailDays': tailDays is -1",
    ]);
  });
});

describe('calendars', () => {
  it('of a population come before that of the scenario', async () => {
    const waiting = (id: string, calendar: object) =>
      definePopulation({
        id,
        size: 1,
        starts: 'together',
        journeys: [
          defineJourney({
            id: 'wait',
            adventures: [
              defineAdventure({ id: 'a', actions: [wait('1bd'), defineAction({ id: 'go', name: 'sold' })] }),
            ],
          }),
        ],
        ...calendar,
      });
    const sevenDays = { id: 'always', weekend: [] };
    const process = defineProcess({
      id: 'shop',
      emits: ['sold'],
      populations: [waiting('own', { calendar: 'weekdays' }), waiting('plain', {})],
    });

    // The third of January 2025 is a Friday.
    const { events } = await run(
      scenario({ period: { start: '2025-01-03', end: '2025-02-01' }, calendar: sevenDays, processes: [process()] }),
    );

    expect(
      Object.fromEntries(events.map(({ userId, timestamp }) => [userId, timestamp.toISOString().slice(0, 10)])),
    ).toEqual({
      'shop/own-0': '2025-01-06',
      'shop/plain-0': '2025-01-04',
    });
  });
});
