import { describe, expect, it } from 'vitest';

import {
  defineCheck,
  definePopulation,
  defineProcess,
  int,
  scenario,
  type Duration,
  type Event,
  type SynodeError,
  type Transform,
} from '../../src/index.ts';
import { action, failureOf, flow, simulate, uniformAt } from '../journeys/world.ts';
import { counter, doing, maker, reader, run, starter, told, values } from './company.ts';

const period = { start: '2025-03-01', end: '2025-03-04' };

describe('a population', () => {
  it.each([-1, 1.5, 10_000_001])('may not have %d actors', async (size) => {
    const crowd = definePopulation({ id: 'crowd', size, journeys: [flow('shop', [action('visit')])] });
    const shop = defineProcess({ id: 'shop', populations: [crowd] });

    expect(await failureOf(run([shop()]))).toMatchObject({
      expected: expect.stringContaining('10,000,000') as string,
      path: expect.arrayContaining(["population 'crowd'"]) as string[],
    });
  });

  it('may be empty', async () => {
    const nobody = definePopulation({ id: 'nobody', size: 0, journeys: [flow('shop', [action('visit')])] });

    const { events, result } = await run([defineProcess({ id: 'shop', populations: [nobody] })()]);

    expect(events).toEqual([]);
    expect(result.counts.users.planned).toBe(0);
  });

  it("is called 'user' where journeys run alone", async () => {
    const { events } = await simulate(flow('shop', [action('visit')]), { meta: true });

    expect(events[0]).toMatchObject({ userId: 'user-0', meta: { process: '', population: 'user' } });
  });

  it('names its actors by process, population and index', async () => {
    const { events } = await run([maker('sales', 'sold')], { period });

    expect(events.map(({ userId, meta }) => [userId, meta?.process, meta?.population, meta?.actor])).toEqual(
      Array.from({ length: 3 }, () => ['sales/worker-0', 'sales', 'worker', 0]),
    );
  });
});

describe('a scenario', () => {
  it('says that a factory of a process has to be called', () => {
    const dice = defineProcess({ id: 'dice', populations: [] });

    expect(() => scenario({ period, processes: [dice as never] })).toThrow(
      expect.objectContaining({
        code: 'INVALID_SHAPE',
        path: ['scenario', "'processes'", 'item 1'],
        suggestion: 'Call it: o2c(), with its options if any.',
      }),
    );
  });

  it('without a period has twelve months from the default start', async () => {
    const { result } = await run([starter('shop', ['opened'])], { period: undefined as never });

    expect(result.window).toMatchObject({ start: '2025-01-01T00:00:00.000Z', end: '2026-01-01T00:00:00.000Z' });
  });

  it('without an id keys draws by none, and with one by it', async () => {
    const roll = defineProcess({
      id: 'dice',
      populations: [doing((ctx) => [ctx.event('rolled', { n: ctx.random.float() })])],
    });
    const path = ['worker', 'journey', 'work', 'adventure', 'day', 'action', 'do', '@handler'];
    const first = async (id?: string) =>
      (await run([roll()], { period, ...(id === undefined ? {} : { id }) })).events[0]?.payload['n'];

    // Scenario and process stand in the path; `uniformAt` has them empty, so the two runs here are compared with it apart.
    expect(await first()).toBe(await first(''));
    expect(await first('x')).not.toBe(await first());
    expect(await first()).not.toBe(uniformAt(path));
  });
});

describe('the order of processes', () => {
  const order = async (processes: Parameters<typeof run>[0]): Promise<readonly string[]> => {
    const { events } = await run(processes, { period, options: { order: 'user' } as never });
    return [...new Set(events.map(({ userId }) => userId.split('/')[0] ?? ''))];
  };

  it('puts those that are read by their events first', async () => {
    expect(await order([reader('a', ['sold'], () => ({})), maker('z', 'sold')])).toEqual(['z', 'a']);
  });

  it('puts those that are read by their projections first, through others too', async () => {
    const made = (id: string) => counter(id, { of: [`${id}.none`] });
    const chain = [
      reader('a', ['of-b'], () => ({})),
      reader('b', ['of-c'], () => ({}), { projections: [made('of-b')] }),
      maker('c', 'sold', { projections: [made('of-c')] }),
    ];

    expect(await order(chain)).toEqual(['c', 'b', 'a']);
  });

  it('settles ties by id, in code-unit order, however they are listed', async () => {
    expect(await order(['b', 'a10', 'a9', 'B'].map((id) => maker(id, `${id}.done`)))).toEqual(['B', 'a10', 'a9', 'b']);
  });

  it('is not changed by a projection of one’s own, or of the scenario', async () => {
    const shared = counter('shared', { of: ['z.done'] });
    const processes = [
      reader('a', ['own', 'shared'], () => ({}), { projections: [counter('own')] }),
      maker('z', 'z.done'),
    ];

    const { events } = await run(processes, { period, projections: [shared], options: { order: 'user' } as never });

    expect(events[0]?.userId).toBe('a/worker-0');
  });

  it('uses the fallback of a read that nobody emits, and says so', async () => {
    const { result } = await run([reader('close', [{ id: 'invoice.posted', fallback: 'no invoices' }], () => ({}))], {
      period,
    });

    expect(result.assumptions).toEqual([{ process: 'close', read: 'invoice.posted', fallback: 'no invoices' }]);
  });

  it('takes no fallback where somebody emits it', async () => {
    const { result } = await run(
      [reader('close', [{ id: 'sold', fallback: 'nothing sold' }], () => ({})), maker('sales', 'sold')],
      { period },
    );

    expect(result.assumptions).toEqual([]);
  });

  it('refuses a read that nobody emits and nothing stands in for', async () => {
    expect(await failureOf(run([reader('close', ['slod'], () => ({})), maker('sales', 'sold')]))).toMatchObject({
      code: 'UNKNOWN_READ',
      rawMessage: "'close' reads 'slod' that nobody emits",
      suggestion: "Did you mean 'sold'?",
    });
  });

  it('refuses processes that read each other, by their names', async () => {
    const error = (await failureOf(
      run([reader('buy', ['sell.told'], () => ({})), reader('sell', ['buy.told'], () => ({}))]),
    )) as SynodeError;

    expect(error).toMatchObject({ code: 'PROCESS_CYCLE', rawMessage: 'processes read each other: buy → sell → buy' });
  });
});

describe('the tail', () => {
  it('emits everything by default', async () => {
    const { events } = await run([maker('sales', 'sold', { tailDays: 2 })], { period });

    expect(told(events)).toEqual(['03-01T12 sold', '03-02T12 sold', '03-03T12 sold', '03-04T12 sold', '03-05T12 sold']);
  });

  it('emits what the process chooses, told where the period ends', async () => {
    const ends: string[] = [];
    const tail = (event: Event, end: Date): boolean => (
      ends.push(end.toISOString()),
      event.timestamp.getUTCDate() !== 4
    );

    const { events } = await run([maker('sales', 'sold', { tailDays: 2, tail })], { period });

    expect(told(events)).toEqual(['03-01T12 sold', '03-02T12 sold', '03-03T12 sold', '03-05T12 sold']);
    expect(new Set(ends)).toEqual(new Set(['2025-03-04T00:00:00.000Z']));
  });

  it('of the scenario stands instead of those of its processes', async () => {
    const { events } = await run([maker('sales', 'sold', { tailDays: 5 })], { period, tailDays: 1 });

    expect(told(events).at(-1)).toBe('03-04T12 sold');
  });
});

describe('a view', () => {
  const seen = (ctx: { view(id: string): unknown }) => ({ seen: ctx.view('sales') });
  const combine = { combine: (earlier: number) => earlier };
  const sold = (parts = {}) => counter('sales', { of: ['sold'], ...combine, ...parts });

  const look = async (
    projection: ReturnType<typeof counter>,
    { reads = ['sales'], maker: parts = {} }: { reads?: Parameters<typeof reader>[1]; maker?: object } = {},
  ) => {
    const { events } = await run([
      reader('desk', reads, seen),
      maker('shop', 'sold', { projections: [projection], ...parts }),
    ]);
    return values(events, 'desk.told', 'seen');
  };

  it('has the grain of a day: at nine nobody knows of this morning', async () => {
    const morning = async (parts: object) => {
      const { events } = await run([
        reader('desk', ['sales'], seen),
        maker('shop', 'sold', { projections: [sold(parts)] }, '8h'),
      ]);
      return values(events, 'desk.told', 'seen').slice(0, 3);
    };

    expect(await morning({})).toEqual([0, 1, 2]);
    expect(await morning({ grain: '1d' })).toEqual([0, 1, 2]);
    expect(await morning({ grain: '1ms' })).toEqual([1, 2, 3]);
    expect(await morning({ grain: '12h' })).toEqual([0, 1, 2]);
  });

  it('with a grain of 1 ms is exact: what happens at the very instant is not seen yet', async () => {
    const at = async (offset: Duration) => {
      const { events } = await run([
        reader('desk', ['sales'], seen),
        maker('shop', 'sold', { projections: [sold({ grain: '1ms' })] }, offset),
      ]);
      return values(events, 'desk.told', 'seen')[0];
    };

    expect([await at(9 * 3_600_000 - 1), await at('9h')]).toEqual([1, 0]);
  });

  it('ignores what was folded already and lies behind it', async () => {
    // Looking ten days ahead for planning, the shop is simulated far beyond what the desk may ask.
    const planner = reader('planner', [{ id: 'plan' }], (ctx) => ({ seen: ctx.view('plan') }));
    const plan = counter('plan', { of: ['sold'], ...combine, lookAhead: true });
    const { events } = await run([
      reader('desk', ['sales'], seen),
      planner,
      maker('shop', 'sold', { projections: [sold(), plan], lookAheadDays: 10 }),
    ]);

    expect(values(events, 'planner.told', 'seen').slice(0, 3)).toEqual([10, 11, 12]);
    expect(values(events, 'desk.told', 'seen').slice(0, 3)).toEqual([0, 1, 2]);
  });

  it('sees as far ahead as the read narrows it', async () => {
    const ahead = sold({ lookAhead: true });

    expect((await look(ahead, { maker: { lookAheadDays: 10 } }))[0]).toBe(10);
    expect((await look(ahead, { maker: { lookAheadDays: 10 }, reads: [{ id: 'sales', lookAheadDays: 4 }] }))[0]).toBe(
      4,
    );
    expect((await look(ahead, { maker: { lookAheadDays: 3 }, reads: [{ id: 'sales', lookAheadDays: 9 }] }))[0]).toBe(3);
    expect((await look(sold(), { maker: { lookAheadDays: 10 } }))[0]).toBe(0);
  });

  it('sees as far ahead as the least of those that emit what it folds', async () => {
    const both = counter('both', { of: ['sold', 'rented'], ...combine, lookAhead: true });
    const { events } = await run([
      reader('desk', ['both', 'sold', 'rented'], (ctx) => ({ seen: ctx.view('both') })),
      maker('shop', 'sold', { lookAheadDays: 10, projections: [both] }),
      maker('hire', 'rented', { lookAheadDays: 4, projections: [both] }),
    ]);

    // Four days ahead of both: on the first morning until midnight of the fifth day.
    expect(values(events, 'desk.told', 'seen')[0]).toBe(8);
  });

  it('folds the names of `of` alone, and all without it', async () => {
    const twice = starter('shop', ['sold', 'mailed'], { projections: [sold(), counter('all', combine)] });
    const { events, result } = await run([
      reader('desk', ['sales', 'all'], (ctx) => ({ sales: ctx.view('sales'), all: ctx.view('all') })),
      twice,
    ]);

    expect([values(events, 'desk.told', 'sales')[1], values(events, 'desk.told', 'all')[1]]).toEqual([1, 2]);
    // At the end of the run `all` has what the desk told as well.
    expect(result.projections).toMatchObject({ sales: 1, all: 12 });
  });

  it('is what the projection shows to readers, its result is for the end', async () => {
    const projection = sold({ view: (times: number[], asOf: number) => -times.filter((ms) => ms < asOf).length });
    const { events, result } = await run([
      reader('desk', ['sales'], seen),
      maker('shop', 'sold', { projections: [projection] }),
    ]);

    expect(values(events, 'desk.told', 'seen').slice(0, 3)).toEqual([-0, -1, -2]);
    expect(result.projections['sales']).toBe(10);
  });

  it('goes back 400 days unless the projection says otherwise', async () => {
    const back = (days: number, parts: object) =>
      run(
        [
          reader('desk', ['sales'], (ctx) => ({ seen: ctx.view('sales', { asOf: ctx.nowMs - days * 86_400_000 }) })),
          maker('shop', 'sold', { projections: [sold(parts)] }),
        ],
        { period },
      );

    expect((await back(400, {})).events.length).toBeGreaterThan(0);
    expect(await failureOf(back(401, {}))).toMatchObject({ code: 'INVALID_FIELD_VALUE' });
    expect(await failureOf(back(31, { lookBackDays: 30 }))).toMatchObject({
      code: 'INVALID_FIELD_VALUE',
      suggestion: 'Raise lookBackDays of the projection.',
    });
  });

  it('is the same after its projection forgot what nobody may ask any more', async () => {
    let forgotten = 0;
    // What lies before is one cell at the instant before which it was forgotten.
    const forget = (times: number[], before: number): void => {
      const old = times.filter((ms) => ms < before - 86_400_000).length;
      forgotten += old;
      for (let i = 0; i < old; i++) times[i] = before - 86_400_000;
    };
    const asked = async (parts: object) => {
      const { events } = await run(
        [
          reader('desk', ['sales'], (ctx) => ({
            now: ctx.view('sales'),
            before: ctx.view('sales', { asOf: ctx.nowMs - 2 * 86_400_000 }),
          })),
          maker('shop', 'sold', { projections: [sold({ lookBackDays: 2, ...parts })] }),
        ],
        { period: { start: '2025-03-01', end: '2025-05-01' } },
      );
      return events.filter(({ name }) => name === 'desk.told').map(({ payload }) => payload);
    };

    expect(await asked({ forget })).toEqual(await asked({}));
    expect(forgotten).toBeGreaterThan(0);
  });

  it('that restarts begins again with the period, opening events included', async () => {
    const start = Date.UTC(2025, 2, 1);
    const books = defineProcess({
      id: 'books',
      emits: ['entry', 'opening_balance'],
      projections: [counter('all', combine), counter('since', { ...combine, restart: true })],
      populations: [
        doing((ctx) => [...(ctx.nowMs === start ? [ctx.event('opening_balance')] : []), ctx.event('entry')]),
      ],
    });
    const looks: string[] = [];
    const desk = reader('desk', ['all', 'since'], (ctx) => {
      looks.push(`${ctx.now().toISOString().slice(5, 10)} ${String(ctx.view('all'))} ${String(ctx.view('since'))}`);
      return {};
    });

    await run([desk, books()], { runInDays: 2, period });

    // Run-in: an entry a day. From the start on `since` has the opening and what comes, `all` runs through without it.
    expect(looks).toEqual(['02-27 0 0', '02-28 1 1', '03-01 2 0', '03-02 3 2', '03-03 4 3']);
  });

  it('is told in a context by the begin of the period: what is before it is run in', async () => {
    const looks: string[] = [];
    const desk = reader('desk', [], (ctx) => {
      looks.push(`${ctx.now().toISOString().slice(5, 10)} ${ctx.nowMs < ctx.startMs ? 'run in' : 'told'}`);
      return {};
    });

    await run([desk], { runInDays: 2, period });

    expect(looks).toEqual(['02-27 run in', '02-28 run in', '03-01 told', '03-02 told', '03-03 told']);
  });

  it('of what the actor did itself is not kept where the read says so', async () => {
    const mine = counter('mine', { of: ['desk.told'] });
    const tellOwn = async (own: boolean | undefined) => {
      const { events } = await run([
        reader(
          'desk',
          [{ id: 'mine', ...(own === undefined ? {} : { own }) }],
          (ctx) => ({ ...(ctx.view('mine') as object) }),
          {
            projections: [mine],
          },
        ),
      ]);
      return values(events, 'desk.told', 'own').slice(0, 3);
    };

    expect(await tellOwn(undefined)).toEqual([0, 1, 2]);
    expect(await tellOwn(false)).toEqual([0, 0, 0]);
  });
});

describe('an ordered projection', () => {
  const numbered = {
    ...counter('numbered'),
    ordered: true,
    apply: (times: number[], { timestamp }: Event) => void times.push(timestamp.getTime()),
    finish: (times: number[]) => times.every((ms, i) => i === 0 || ms >= (times[i - 1] ?? 0)) as never,
  };

  it('is folded in the order of the stream', async () => {
    // Process by process the days of one come behind those of the other; in time order they do not.
    const processes = [maker('a', 'a.done'), maker('b', 'b.done', {}, '13h')];
    const resultOf = async (order: 'user' | 'time') =>
      (await run(processes, { projections: [numbered], options: { order } as never })).result.projections['numbered'];

    expect([await resultOf('time'), await resultOf('user')]).toEqual([true, false]);
  });

  it('cannot be read', async () => {
    expect(
      await failureOf(
        run([reader('desk', ['numbered'], () => ({})), maker('shop', 'sold', { projections: [numbered] })]),
      ),
    ).toMatchObject({
      code: 'UNKNOWN_READ',
      rawMessage: "'desk' reads 'numbered', which is ordered and cannot be read",
    });
  });
});

describe('a projection that cannot be asked for an instant', () => {
  const timeless = { ...counter('timeless'), finish: (times: number[]) => times.length as never };
  const shop = (projection: object) => maker('shop', 'sold', { projections: [projection as never] });

  it('cannot be read: it would tell what has not happened yet', async () => {
    const desk = reader('desk', ['timeless'], () => ({}));

    expect(await failureOf(run([desk, shop(timeless)]))).toMatchObject({
      code: 'INVALID_SHAPE',
      path: ["process 'desk'", "'reads'", "projection 'timeless'", "'finish'"],
      expected: 'finish(state, asOf)',
    });
  });

  it('may be read by a view that can, and stand at the end of a run', async () => {
    const view = (times: number[], asOf: number) => times.filter((ms) => ms < asOf).length as never;
    const desk = reader('desk', ['timeless'], () => ({}));

    await expect(run([desk, shop({ ...timeless, view })])).resolves.toBeDefined();
    await expect(run([shop(timeless)])).resolves.toBeDefined();
  });
});

describe('a check', () => {
  const sales = {
    id: 'by-day',
    init: (): Record<string, number> => ({}),
    apply: (days: Record<string, number>, { timestamp }: Event) => {
      const day = timestamp.toISOString().slice(0, 10);
      days[day] = (days[day] ?? 0) + 1;
    },
    merge: (a: Record<string, number>, b: Record<string, number>) => ({ ...a, ...b }),
    finish: (days: Record<string, number>) => days,
  };

  it('asks once for each row', async () => {
    const asked: string[] = [];
    const check = defineCheck<number>({
      id: 'one-a-day',
      name: 'One a day',
      over: sales,
      holds: (row, key) => (asked.push(`${key} ${row}`), true),
    });

    const { result } = await run([maker('shop', 'sold', { projections: [sales], checks: [check] })], { period });

    expect(asked).toEqual(['2025-03-01 1', '2025-03-02 1', '2025-03-03 1']);
    expect(result.checks).toMatchObject([
      { id: 'one-a-day', process: 'shop', outcome: 'passed', rows: 3, violated: 0 },
    ]);
  });

  it('names targets and says why, and its row where it does not', async () => {
    const check = (id: string, holds: (row: number, key: string) => never) =>
      defineCheck<number>({ id, name: id, over: 'by-day', holds });
    const named = check('named', ((_row: number, key: string) => ({
      targets: [`sale of ${key}`],
      message: 'too few',
    })) as never);
    const plain = check('plain', (() => false) as never);

    const { result } = await run([maker('shop', 'sold', { projections: [sales], checks: [named, plain] })], {
      period: { start: '2025-03-01', end: '2025-03-02' },
    });

    expect(result.checks.map(({ samples }) => samples)).toEqual([
      [{ target: 'sale of 2025-03-01', message: 'too few', expected: false }],
      [{ target: '2025-03-01', message: 'plain does not hold', expected: false }],
    ]);
  });

  it('expects the violations that labels explain, target by target', async () => {
    const check = defineCheck<number>({ id: 'one-a-day', name: 'One a day', over: sales, holds: (row) => row === 1 });
    const twice = (days: readonly number[], labelled: readonly number[]): Transform => ({
      id: 'twice',
      stage: 'anomaly',
      apply: (batch, t) =>
        batch.flatMap((event) => {
          const day = event.timestamp.getUTCDate();
          if (!days.includes(day)) return [event];
          const target = { targetKind: 'document', targetId: `2025-03-0${day}`, change: 'added' } as const;
          const breaks = labelled.includes(day) ? ['one-a-day'] : [];
          return [event, t.event('sold'), t.label({ type: 'E.twice', category: 'E', ...target, breaks })];
        }),
    });
    const sold = { ...sales, of: ['sold'] };
    const outcome = async (days: readonly number[], labelled: readonly number[]) =>
      (
        await run(
          [maker('shop', 'sold', { projections: [sold], checks: [check], transforms: [twice(days, labelled)] })],
          {
            period,
          },
        )
      ).result.checks[0];

    expect(await outcome([], [])).toMatchObject({ outcome: 'passed', violated: 0, expected: 0 });
    expect(await outcome([1, 3], [1, 3])).toMatchObject({ outcome: 'expected', violated: 2, expected: 2 });
    expect(await outcome([1, 3], [3])).toMatchObject({
      outcome: 'failed',
      violated: 2,
      expected: 1,
      samples: [
        { target: '2025-03-01', expected: false },
        { target: '2025-03-03', expected: true },
      ],
    });
  });

  it('keeps 20 samples at most', async () => {
    const never = defineCheck<number>({ id: 'never', name: 'Never', over: sales, holds: () => false });

    const { result } = await run([maker('shop', 'sold', { projections: [sales], checks: [never] })], {
      period: { start: '2025-03-01', end: '2025-04-01' },
    });

    expect(result.checks).toMatchObject([{ outcome: 'failed', rows: 31, violated: 31 }]);
    expect(result.checks[0]?.samples).toHaveLength(20);
  });

  it('without rows is not available, and so after a run that was stopped', async () => {
    const check = defineCheck<number>({ id: 'c', name: 'C', over: sales, holds: () => false });
    const outcomes = async (parts: object, options = {}) =>
      (
        await run([maker('shop', 'sold', { projections: [sales], checks: [check] })], {
          ...parts,
          options: options as never,
        })
      ).result;

    const stopped = await outcomes({}, { maxEvents: 2 });

    expect((await outcomes({ period: { start: '2025-03-01', end: '2025-03-01T06:00:00Z' } })).checks).toMatchObject([
      { outcome: 'notAvailable', rows: 0 },
    ]);
    expect(stopped).toMatchObject({
      status: 'limited',
      projections: {},
      checks: [{ outcome: 'notAvailable', rows: 0 }],
    });
  });
});

describe('the counts of a scenario', () => {
  it('add up by name and by process', async () => {
    const shop = defineProcess({
      id: 'shop',
      populations: [
        doing((ctx) => [ctx.event('sold', { n: ctx.draw('n', int({ min: 1, max: 3 })) }), ctx.event('mailed')]),
      ],
    });

    const { result } = await run([shop(), maker('hire', 'rented')], { period });

    expect(result.counts.events).toMatchObject({
      emitted: 9,
      written: 9,
      byName: { mailed: 3, rented: 3, sold: 3 },
      byProcess: { hire: 3, shop: 6 },
    });
  });
});
