/** What one process sees of another, and of itself: every instant of a small world, worked out by hand or by filter. */
import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  every,
  generate,
  InMemoryAdapter,
  once,
  scenario,
  type AnyEvent,
  type Arrivals,
  type Context,
  type Event,
  type Process,
  type Projection,
  type RunResult,
} from '../../src/index.ts';
import { failureOf } from '../journeys/world.ts';

type Instants = readonly string[];
type Seen = Projection<number[], Instants, Event, unknown>;

const HOUR = 3_600_000;
const short = (ms: number): string => new Date(ms).toISOString().slice(5, 16).replace('T', ' ');

/** Remembers when things happened: the plainest projection there is. */
const happened = (options: Partial<Seen> = {}): Seen => ({
  id: 'happened',
  init: () => [],
  apply: (instants, { timestamp }) => void instants.push(timestamp.getTime()),
  merge: (a, b) => [...a, ...b],
  finish: (instants, asOf) =>
    instants
      .filter((ms) => ms < asOf)
      .sort((a, b) => a - b)
      .map(short),
  ...options,
});

/** A process of one actor that does one thing by a schedule. */
const doing = (
  id: string,
  arrivals: Arrivals,
  handler: (ctx: Context) => readonly Event[],
  more: Partial<Parameters<typeof defineProcess>[0]> = {},
): Process =>
  defineProcess({
    id,
    emits: [`${id}.done`],
    populations: [
      definePopulation({
        id: 'one',
        size: 1,
        starts: 'together',
        journeys: [
          defineJourney({
            id: 'work',
            arrivals,
            adventures: [defineAdventure({ id: 'shift', actions: [defineAction({ id: 'do', handler })] })],
          }),
        ],
      }),
    ],
    ...more,
  } as never)();

const source = (arrivals: Arrivals, more: object = {}): Process =>
  doing('source', arrivals, (ctx) => [ctx.event('source.done')], more);

/** A reader that tells what it sees. */
const reader = (arrivals: Arrivals, look: (ctx: Context) => unknown, more: object = {}): Process =>
  doing('reader', arrivals, (ctx) => [ctx.event('reader.done', { seen: look(ctx) })], {
    reads: ['happened'],
    ...more,
  });

interface Period {
  readonly end?: string;
  readonly runInDays?: number;
  readonly order?: 'user' | 'time';
}

async function run(processes: readonly Process[], { end = '2025-01-05', runInDays = 0, order = 'time' }: Period = {}) {
  const sink = new InMemoryAdapter<AnyEvent>();
  const result: RunResult = await generate(scenario({ period: { start: '2025-01-01', end }, runInDays, processes }), {
    adapter: sink,
    logger: false,
    order,
  });
  return { events: sink.events as readonly Event[], result };
}

/** What the reader saw, by when. */
const sights = (events: readonly Event[]): readonly (readonly [string, unknown])[] =>
  events
    .filter(({ name }) => name === 'reader.done')
    .map(({ timestamp, payload }) => [short(timestamp.getTime()), payload['seen']]);

const earlier = (ctx: Context): unknown => ctx.view<{ readonly earlier: Instants }>('happened').earlier;

describe('what earlier processes did', () => {
  it('is seen before now, rounded down to midnight', async () => {
    const { events } = await run([
      source(every('12h', { offset: '1h' }), { projections: [happened({ of: ['source.done'] })] }),
      reader(every('20h', { offset: '2h', count: 3 }), earlier),
    ]);

    expect(sights(events)).toEqual([
      ['01-01 02:00', []],
      ['01-01 22:00', []],
      ['01-02 18:00', ['01-01 01:00', '01-01 13:00']],
    ]);
  });

  it.each([
    ['1h', ['01-01 00:30', '01-01 01:30', '01-01 02:30']],
    ['2h', ['01-01 00:30', '01-01 01:30']],
    ['1ms', ['01-01 00:30', '01-01 01:30', '01-01 02:30', '01-01 03:30']],
  ] as const)('is seen to a grain of %s', async (grain, seen) => {
    const { events } = await run([
      source(every('1h', { offset: '30m' }), { projections: [happened({ of: ['source.done'], grain })] }),
      reader(once({ at: '2h' }), () => undefined),
      doing(
        'watcher',
        once({ at: 3 * HOUR + 50 * 60_000 }),
        (ctx) => [ctx.event('reader.done', { seen: earlier(ctx) })],
        {
          emits: [],
          reads: ['happened'],
        },
      ),
    ]);

    expect(sights(events).at(-1)).toEqual(['01-01 03:50', seen]);
  });

  it('is seen ahead by the days it declares, which a reader may narrow', async () => {
    const projections = [happened({ of: ['source.done'], lookAhead: true })];
    const far = source(every('1d', { offset: '3h' }), { projections, lookAheadDays: 2 });
    const look = (reads: readonly unknown[]) => run([far, reader(once({ at: '6h' }), earlier, { reads })]);

    const [whole, narrowed, blind] = [
      await look(['happened']),
      await look([{ id: 'happened', lookAheadDays: 1 }]),
      await run([
        source(every('1d', { offset: '3h' }), {
          projections: [happened({ of: ['source.done'] })],
          lookAheadDays: 2,
        }),
        reader(once({ at: '6h' }), earlier),
      ]),
    ];

    expect(sights(whole.events)).toEqual([['01-01 06:00', ['01-01 03:00', '01-02 03:00']]]);
    expect(sights(narrowed.events)).toEqual([['01-01 06:00', ['01-01 03:00']]]);
    expect(sights(blind.events)).toEqual([['01-01 06:00', []]]);
  });

  it('is simulated past the end to be seen there, and not emitted', async () => {
    const { events, result } = await run([
      source(every('1d', { offset: '3h' }), {
        projections: [happened({ of: ['source.done'], lookAhead: true })],
        lookAheadDays: 3,
      }),
      reader(once({ at: '3d' }), earlier),
    ]);

    expect(sights(events)[0]?.[1]).toEqual([
      '01-01 03:00',
      '01-02 03:00',
      '01-03 03:00',
      '01-04 03:00',
      '01-05 03:00',
      '01-06 03:00',
    ]);
    expect(result.counts.events.byName['source.done']).toBe(4);
    expect(
      events.filter(({ name }) => name === 'source.done').every(({ timestamp }) => timestamp < new Date('2025-01-05')),
    ).toBe(true);
    // The same projection, finished at the end of the run, folds what was emitted alone.
    expect(result.projections['happened']).toHaveLength(4);
  });

  it('is seen from the run-in on, which is not emitted either', async () => {
    const { events, result } = await run(
      [
        source(every('1d', { offset: '3h' }), { projections: [happened({ of: ['source.done'] })] }),
        reader(once({ at: new Date('2025-01-02T12:00:00Z') }), earlier),
      ],
      { runInDays: 2 },
    );

    expect(sights(events)).toEqual([['01-02 12:00', ['12-30 03:00', '12-31 03:00', '01-01 03:00']]]);
    expect(result.projections['happened']).toEqual(['01-01 03:00', '01-02 03:00', '01-03 03:00', '01-04 03:00']);
  });

  it('is no different for asking at another instant before, or twice', async () => {
    const projections = [happened({ of: ['source.done'], grain: '1h' })];
    const world = (ask: (ctx: Context) => unknown) => [
      source(every('5h'), { projections }),
      reader(every('7h', { offset: '90m' }), (ctx) => (ask(ctx), earlier(ctx))),
    ];
    const ask = (ctx: Context): unknown => [ctx.view('happened', { asOf: ctx.nowMs - 3 * HOUR }), earlier(ctx)];

    expect(sights((await run(world(ask))).events)).toEqual(sights((await run(world(() => undefined))).events));
  });
});

describe('asOf', () => {
  const projections = [happened({ of: ['source.done'], grain: '1h', lookBackDays: 1 })];
  const asked = (asOf: (ctx: Context) => Date | number) =>
    run([
      source(every('6h'), { projections }),
      reader(
        once({ at: '50h' }),
        (ctx) => ctx.view<{ readonly earlier: Instants }>('happened', { asOf: asOf(ctx) }).earlier,
      ),
    ]);

  it('moves the view back, rounded down to the grain', async () => {
    const { events } = await asked(() => new Date('2025-01-02T12:59:59Z'));

    expect(sights(events)[0]?.[1]).toEqual([
      '01-01 00:00',
      '01-01 06:00',
      '01-01 12:00',
      '01-01 18:00',
      '01-02 00:00',
      '01-02 06:00',
    ]);
  });

  it('may be the latest there is, and as far back as lookBackDays', async () => {
    const latest = sights((await asked(({ nowMs }) => nowMs)).events)[0]?.[1] as Instants;
    const oldest = sights((await asked(({ nowMs }) => nowMs - 24 * HOUR)).events)[0]?.[1] as Instants;

    expect(latest.at(-1)).toBe('01-03 00:00');
    expect(oldest.at(-1)).toBe('01-02 00:00');
  });

  it.each([
    ['later than now', ({ nowMs }: Context) => nowMs + HOUR],
    ['older than lookBackDays', ({ nowMs }: Context) => nowMs - 25 * HOUR],
    ['no instant', () => new Date(NaN)],
  ])('cannot be %s', async (_what, asOf) => {
    const error = await failureOf(asked(asOf));

    expect(error).toMatchObject({ code: 'INVALID_FIELD_VALUE', path: ["view 'happened'", "'asOf'"] });
  });
});

describe('what an actor did itself', () => {
  it('is seen up to now, to the millisecond, whatever the grain', async () => {
    const twice = (ctx: Context): readonly Event[] => [
      ctx.event('reader.done', { seen: ctx.view<{ readonly own: Instants }>('happened').own }),
      ctx.event('later', {}, { after: '90m' }),
    ];
    const { events } = await run([
      source(once(), { projections: [happened()] }),
      doing('reader', every('1h', { count: 4 }), twice, { emits: ['later'], reads: ['happened'] }),
    ]);

    expect(sights(events)).toEqual([
      ['01-01 00:00', []],
      ['01-01 01:00', ['01-01 00:00']],
      ['01-01 02:00', ['01-01 00:00', '01-01 01:00', '01-01 01:30']],
      ['01-01 03:00', ['01-01 00:00', '01-01 01:00', '01-01 01:30', '01-01 02:00', '01-01 02:30']],
    ]);
  });

  it('includes what it has emitted this very millisecond', async () => {
    const act = (ctx: Context): readonly Event[] => [
      ctx.event('reader.done', { seen: ctx.view<{ readonly own: Instants }>('happened').own }),
    ];
    const action = defineAction({ id: 'look', handler: act });
    const { events } = await run([
      source(once(), { projections: [happened()] }),
      defineProcess({
        id: 'reader',
        emits: [],
        reads: ['happened'],
        populations: [
          definePopulation({
            id: 'one',
            size: 1,
            starts: 'together',
            journeys: [
              defineJourney({
                id: 'twice',
                adventures: [defineAdventure({ id: 'at-once', actions: [action, action] })],
              }),
            ],
          }),
        ],
      })(),
    ]);

    expect(sights(events)).toEqual([
      ['01-01 00:00', []],
      ['01-01 00:00', ['01-01 00:00']],
    ]);
  });

  it('is put together with the rest as the projection says', async () => {
    const combine = (others: Instants, own: Instants): number => others.length * 100 + own.length;
    const { events } = await run([
      source(every('12h'), { projections: [happened({ combine })] }),
      reader(every('1d', { count: 3 }), (ctx) => ctx.view('happened')),
    ]);

    expect(sights(events)).toEqual([
      ['01-01 00:00', 0],
      ['01-02 00:00', 201],
      ['01-03 00:00', 402],
    ]);
  });

  it('is left out where the reader says so', async () => {
    const { events } = await run([
      source(once(), { projections: [happened()] }),
      reader(every('1h', { count: 2 }), (ctx) => ctx.view<{ readonly own: Instants }>('happened').own, {
        reads: [{ id: 'happened', own: false }],
      }),
    ]);

    expect(sights(events).map(([, seen]) => seen)).toEqual([[], []]);
  });
});

describe('opening events', () => {
  const books = (restart: boolean): Process =>
    defineProcess({
      id: 'source',
      emits: ['opening_balance', 'source.done'],
      lookAheadDays: 3,
      projections: [happened({ of: ['opening_balance', 'source.done'], grain: '1h', restart, lookAhead: true })],
      populations: [
        definePopulation({
          id: 'one',
          size: 1,
          starts: 'together',
          journeys: [
            defineJourney({
              id: 'open',
              arrivals: once({ at: 'start' }),
              adventures: [
                defineAdventure({ id: 'books', actions: [defineAction({ id: 'open', name: 'opening_balance' })] }),
              ],
            }),
            defineJourney({
              id: 'work',
              arrivals: every('1d', { offset: '3h' }),
              adventures: [
                defineAdventure({ id: 'shift', actions: [defineAction({ id: 'do', name: 'source.done' })] }),
              ],
            }),
          ],
        }),
      ],
    })();
  const watch = (restart: boolean, lookAheadDays = 0) =>
    run(
      [books(restart), reader(every('18h', { offset: '6h' }), earlier, { reads: [{ id: 'happened', lookAheadDays }] })],
      { runInDays: 2, end: '2025-01-03' },
    );

  it('are emitted at the first instant of the period, run-in or not', async () => {
    const { events } = await watch(false);

    const opened = events.filter(({ name }) => name === 'opening_balance');
    expect(opened.map(({ timestamp }) => short(timestamp.getTime()))).toEqual(['01-01 00:00']);
    expect(events[0]?.name).toBe('opening_balance');
  });

  it('are not seen by a view that runs through, because it knows what was before', async () => {
    const { events } = await watch(false);

    expect(sights(events)).toEqual([
      ['01-01 12:00', ['12-30 03:00', '12-31 03:00', '01-01 03:00']],
      ['01-02 06:00', ['12-30 03:00', '12-31 03:00', '01-01 03:00', '01-02 03:00']],
    ]);
  });

  it('are where a view that restarts begins again', async () => {
    const { events } = await watch(true);

    expect(sights(events)).toEqual([
      ['01-01 12:00', ['01-01 00:00', '01-01 03:00']],
      ['01-02 06:00', ['01-01 00:00', '01-01 03:00', '01-02 03:00']],
    ]);
  });

  it.each(['time', 'user'] as const)(
    'are seen alike by who looked ahead on the restart before it, in order of %s',
    async (order) => {
      const ahead = await run(
        [
          books(true),
          doing(
            'reader',
            every('12h', { offset: '19h' }),
            (ctx) => [
              ctx.event('reader.done', {
                seen: ctx.view<{ readonly earlier: Instants }>('happened', { asOf: Date.UTC(2025, 0, 1, 18) }).earlier,
              }),
            ],
            { reads: [{ id: 'happened', lookAheadDays: 1 }] },
          ),
        ],
        { runInDays: 1, end: '2025-01-02', order },
      );

      // From the period's start on, whoever asked for the same instant before.
      expect(sights(ahead.events)).toEqual([
        ['01-01 07:00', ['01-01 00:00', '01-01 03:00']],
        ['01-01 19:00', ['01-01 00:00', '01-01 03:00']],
      ]);
    },
  );
});

describe('a tail', () => {
  it('emits past the end what it allows, for as many days as it says', async () => {
    const late = source(every('1d', { offset: '3h' }), {
      tailDays: 4,
      tail: ({ timestamp }: Event, end: Date) => {
        expect(end).toEqual(new Date('2025-01-05'));
        return timestamp.getUTCDate() % 2 === 0;
      },
    });

    const { events } = await run([late, reader(every('1d'), () => null, { reads: [] })]);

    const times = events.map(({ name, timestamp }) => `${name.slice(0, 6)} ${short(timestamp.getTime())}`);
    expect(times.filter((text) => text.startsWith('source'))).toEqual([
      'source 01-01 03:00',
      'source 01-02 03:00',
      'source 01-03 03:00',
      'source 01-04 03:00',
      'source 01-06 03:00',
      'source 01-08 03:00',
    ]);
    expect(times.filter((text) => text.startsWith('reader')).at(-1)).toBe('reader 01-04 00:00');
  });
});
