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
  int,
  scenario,
  SynodeContext,
  type Context,
  type DriftKind,
  type Event,
  type ScenarioDrift,
  type SynodeError,
} from '../../src/index.ts';
import { failureOf, flow, look, simulate } from '../journeys/world.ts';

/** Clerks who write down daily what `ctx.drift` tells them. */
function clerks(tell: (ctx: Context) => object) {
  const write = defineAction({
    id: 'write',
    fields: { n: int({ min: 1, max: 1000 }) },
    handler: (ctx, { n }) => [ctx.event('day.noted', { n, ...tell(ctx) })],
  });
  const daily = defineJourney({
    id: 'daily',
    arrivals: every('1d'),
    adventures: [defineAdventure({ id: 'desk', actions: [write] })],
  });
  const population = definePopulation({ id: 'clerk', size: 2, starts: 'together', journeys: [daily] });
  return defineProcess({ id: 'office', emits: ['day.noted'], populations: [population] })();
}

async function run(
  drift: readonly ScenarioDrift[] | undefined,
  tell: (ctx: Context) => object,
): Promise<readonly Event[]> {
  const sink = new InMemoryAdapter();
  const period = { start: '2025-03-01', end: '2025-03-11' };
  const company = scenario({ period, processes: [clerks(tell)], ...(drift === undefined ? {} : { drift }) });
  await generate(company, { adapter: sink });
  return sink.events as readonly Event[];
}

/** What one clerk is told, day by day from 1 March. */
async function sizes(drift: readonly ScenarioDrift[], kind: DriftKind, target = 'retail'): Promise<readonly unknown[]> {
  const events = await run(drift, (ctx) => ({ size: ctx.drift(kind, target) }));
  return events.filter(({ userId }) => userId.endsWith('-0')).map(({ payload }) => payload['size']);
}

const at = '2025-03-04';
const until = '2025-03-08';

describe('a declared drift', () => {
  it.each<[string, ScenarioDrift, readonly number[]]>([
    [
      'a step, from its instant on',
      { kind: 'volume', target: 'retail', at, size: 0.5 },
      [1, 1, 1, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5, 1.5],
    ],
    ['a fall', { kind: 'price', target: 'retail', at, size: -0.2 }, [1, 1, 1, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8]],
    [
      'a ramp, which stays',
      { kind: 'market', target: 'retail', at, until, shape: 'ramp', size: 0.4 },
      [1, 1, 1, 1, 1.1, 1.2, 1.3, 1.4, 1.4, 1.4],
    ],
    [
      'a pulse, which ends',
      { kind: 'control', target: 'retail', at, until, shape: 'pulse', size: 1 },
      [1, 1, 1, 2, 2, 2, 2, 1, 1, 1],
    ],
    ['a shift in days', { kind: 'behavior', target: 'retail', at, size: 12 }, [0, 0, 0, 12, 12, 12, 12, 12, 12, 12]],
    [
      'a shift that ends',
      { kind: 'system', target: 'retail', at, until, shape: 'pulse' },
      [0, 0, 0, 3, 3, 3, 3, 0, 0, 0],
    ],
  ])('is in force as %s', async (_what, drift, expected) => {
    expect(await sizes([drift], drift.kind)).toEqual(expected.map((size) => expect.closeTo(size, 12)));
  });

  it.each<[DriftKind, number]>([
    ['volume', 1.25],
    ['price', 1.08],
    ['behavior', 10],
    ['process', 2],
    ['system', 3],
    ['market', 1.08],
  ])('of %s has a usual size', async (kind, size) => {
    expect((await sizes([{ kind, target: 'retail', at }], kind)).at(-1)).toBeCloseTo(size, 12);
  });

  it('multiplies with others of its target; shifts add up', async () => {
    const twice = (kind: DriftKind, size: number) => [1, 2].map(() => ({ kind, target: 'retail', at, size }));

    expect((await sizes(twice('volume', 0.5), 'volume')).at(-1)).toBeCloseTo(2.25, 12);
    expect((await sizes(twice('behavior', 5), 'behavior')).at(-1)).toBe(10);
  });

  it('says nothing of other targets and other kinds', async () => {
    const drift = [{ kind: 'volume', target: 'retail', at }] as const;

    expect(new Set(await sizes(drift, 'volume', 'wholesale'))).toEqual(new Set([1]));
    expect(new Set(await sizes(drift, 'price'))).toEqual(new Set([1]));
    expect(new Set(await sizes(drift, 'behavior'))).toEqual(new Set([0]));
  });

  it('may be asked for any instant, as a Date or milliseconds', async () => {
    const drift = [{ kind: 'volume', target: 'retail', at, size: 1 }] as const;

    const [first] = await run(drift, (ctx) => ({
      sizes: ['2025-03-03T23:59:59.999Z', '2025-03-04'].flatMap((text) => [
        ctx.drift('volume', 'retail', new Date(text)),
        ctx.drift('volume', 'retail', Date.parse(text)),
      ]),
    }));

    expect(first?.payload['sizes']).toEqual([1, 1, 2, 2]);
  });

  it('leaves everything before its instant byte for byte as it was, and all draws after', async () => {
    const orders = (ctx: Context) => ({ orders: 100 * ctx.drift('volume', 'retail') });

    const [without, withDrift] = await Promise.all([
      run(undefined, orders),
      run([{ kind: 'volume', target: 'retail', at, size: 0.5 }], orders),
    ]);

    const before = ({ timestamp }: Event): boolean => timestamp < new Date(at);
    expect(JSON.stringify(withDrift.filter(before))).toBe(JSON.stringify(without.filter(before)));
    expect(withDrift.filter((event) => !before(event))).toEqual(
      without
        .filter((event) => !before(event))
        .map((event) => ({ ...event, payload: { ...event.payload, orders: 150 } })),
    );
    expect(without.filter(before)).toHaveLength(6);
  });
});

describe('without a declared drift', () => {
  it('factors are 1 and shifts 0: in journeys alone, in scenarios, in a context of one’s own', async () => {
    const all = (ctx: Pick<Context, 'drift'>): object => ({
      volume: ctx.drift('volume', 'x'),
      season: ctx.drift('season', 'x'),
      behavior: ctx.drift('behavior', 'x'),
      system: ctx.drift('system', 'x'),
    });
    const neutral = { volume: 1, season: 1, behavior: 0, system: 0 };

    const [alone] = (await simulate(flow('shop', [look('ask', all)]))).events;
    const [company] = await run(undefined, all);

    expect(alone?.payload).toEqual(neutral);
    expect(company?.payload).toMatchObject(neutral);
    expect(all(new SynodeContext())).toEqual(neutral);
  });

  it.each<[string, (ctx: Context) => unknown, string]>([
    ['a kind there is not', (ctx) => ctx.drift('volum' as never, 'x'), "ctx.drift got the kind 'volum'"],
    ['an instant that is none', (ctx) => ctx.drift('volume', 'x', Number.NaN), 'ctx.drift got the instant NaN'],
    ['a text for an instant', (ctx) => ctx.drift('volume', 'x', '2025' as never), "ctx.drift got the instant '2025'"],
  ])('asking for %s fails', async (_what, ask, says) => {
    const error = await failureOf(simulate(flow('shop', [look('ask', (ctx) => ({ x: ask(ctx) }))])));

    expect(error).toMatchObject({ code: 'INVALID_OPTION' });
    expect(error.message).toContain(says);
  });
});

describe('a faulty drift', () => {
  it.each<[unknown, string]>([
    [{ kind: 'volum', target: 'x', at }, "INVALID_OPTION scenario > 'drift' > drift 1 > 'kind'"],
    [{ kind: 'volume', at }, "INVALID_OPTION scenario > 'drift' > drift 1 > 'target'"],
    [{ kind: 'volume', target: 'x', at: 'soon' }, "INVALID_OPTION scenario > 'drift' > drift 1 > 'at'"],
    [{ kind: 'volume', target: 'x', at, size: -1.5 }, "INVALID_OPTION scenario > 'drift' > drift 1 > 'size'"],
    [{ kind: 'supplier', target: 'x', at }, "INVALID_OPTION scenario > 'drift' > drift 1 > 'size'"],
    [{ kind: 'volume', target: 'x', at, until }, "INVALID_OPTION scenario > 'drift' > drift 1 > 'until'"],
    [{ kind: 'volume', target: 'x', at, shape: 'ramp' }, "INVALID_OPTION scenario > 'drift' > drift 1 > 'until'"],
    [
      { kind: 'volume', target: 'x', at, until: at, shape: 'pulse' },
      "INVALID_OPTION scenario > 'drift' > drift 1 > 'until'",
    ],
    [{ kind: 'volume', target: 'x', at, shape: 'jump' }, "INVALID_OPTION scenario > 'drift' > drift 1 > 'shape'"],
    [{ kind: 'volume', target: 'x', at, sise: 1 }, "UNKNOWN_KEY scenario > 'drift' > drift 1 > 'sise'"],
    [7, "INVALID_OPTION scenario > 'drift' > drift 1"],
  ])('%j is told with its place', async (drift, expected) => {
    const error = (await failureOf(run([drift as never], () => ({})))) as SynodeError;

    expect(error.issues.map(({ code, path }) => `${code} ${path.join(' > ')}`)).toContain(expected);
  });

  it('that is no list is one too', async () => {
    expect(await failureOf(run('eventful' as never, () => ({})))).toMatchObject({
      code: 'INVALID_OPTION',
      rawMessage: 'drift is no list',
    });
  });
});
