import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import {
  defineAction,
  defineAdventure,
  defineCheck,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  InMemoryAdapter,
  type Event,
} from '../../src/index.ts';
import { fixture, shrink } from '../../src/testing/index.ts';
import '../../src/testing/vitest.ts';
import { errorOf } from './errors.ts';
import { company, sales, turnover } from './processes.ts';

describe('a fixture of a scenario', () => {
  it('collects what generate gives', async () => {
    const sink = new InMemoryAdapter();
    await generate(company, { seed: 'test', adapter: sink });

    const { events, result } = await fixture(company).collect();

    expect(events.length).toBeGreaterThan(20);
    expect(events).toEqual(sink.events);
    expect(result.checks).toMatchObject([{ id: 'S1', outcome: 'passed' }]);
    expect(result.projections).toHaveProperty('turnover');
  });

  it("takes the scenario's own seed, unless it is given another", async () => {
    const own = { ...company, seed: 42 };

    expect((await fixture(own).collect()).result.seed).toBe('42');
    expect((await fixture(own).seed('x').collect()).result.seed).toBe('x');
  });

  it('changes its period', async () => {
    const { events, result } = await fixture(company).at('2025-03-10').until('2025-03-20').collect();

    expect(result.window).toMatchObject({ start: '2025-03-10T00:00:00.000Z', end: '2025-03-20T00:00:00.000Z' });
    expect(events.every(({ timestamp }) => timestamp >= new Date('2025-03-10'))).toBe(true);
  });

  it('builds an actor of a process that reads nobody, by user id', async () => {
    const { byUser } = await fixture(company).collect();

    expect(fixture(company).build({ actor: 'sales/shopper-3' })).toEqual(byUser['sales/shopper-3']);
    expect(fixture(company).build({ actor: 'sales/reseller-1' })).toEqual(byUser['sales/reseller-1']);
    expect(fixture(company).build()).toEqual(byUser['sales/shopper-0']);
  });

  it('cannot build a reader alone, but awaits the whole for it', async () => {
    const error = errorOf(() => fixture(company).build({ actor: 'reporting/clerk-0' }));

    expect(error.code).toBe('ASYNC_FIXTURE');
    expect(error.rawMessage).toBe("'reporting' reads what other processes did, so nobody in it is alone");
    expect(await fixture(company).buildAsync({ actor: 'reporting/clerk-0' })).toEqual(
      (await fixture(company).collect()).byUser['reporting/clerk-0'],
    );
  });

  it('refuses options that stand in the scenario, and actors that are not there', () => {
    expect(errorOf(() => fixture(company).users(3).build())).toMatchObject({ code: 'INVALID_RUN_OPTIONS' });
    expect(errorOf(() => fixture(company).build({ actor: 'sales/shoper-1' }))).toMatchObject({
      code: 'INVALID_SHAPE',
      expected:
        "an index from 0 to 9,999,999, or a user id such as 'sales/shopper-0', 'sales/reseller-0', 'reporting/clerk-0'",
    });
  });

  it('pins decisions of all populations, or of one', () => {
    const path = 'order/buy/place/cents';
    const both = fixture(company);

    expect(errorOf(() => both.pin(path, 5).build()).suggestion).toBe(
      `Write 'sales/shopper/${path}' or 'sales/reseller/${path}'.`,
    );
    const pinned = both.pin(`sales/shopper/${path}`, 5);
    expect(pinned.build({ actor: 'sales/shopper-1' })).toHaveEvent('order.placed', { cents: 5 });
    expect(pinned.build({ actor: 'sales/reseller-1' })).not.toHaveEvent('order.placed', { cents: 5 });
  });

  it('runs with some of its actors, which changes what readers see', async () => {
    const part = await fixture(company)
      .only({ actors: ['sales/shopper-3', 'reporting/clerk-0'] })
      .collect();
    const whole = await fixture(company).collect();

    expect(Object.keys(part.byUser).sort()).toEqual(['reporting/clerk-0', 'sales/shopper-3']);
    expect(part.byUser['sales/shopper-3']).toEqual(whole.byUser['sales/shopper-3']);
    const own = part.events.filter(({ name }) => name === 'order.placed') as readonly Event[];
    const last = part.byUser['reporting/clerk-0']?.at(-1) as Event;
    const before = own.filter(({ timestamp }) => timestamp < last.timestamp);
    expect(last.payload['cents']).toBe(before.reduce((sum, { payload }) => sum + Number(payload['cents']), 0));
  });

  it('names its actors by user id in the line of a failure', () => {
    expect(() => expect(fixture(company).build({ actor: 'sales/reseller-0' })).toHaveEvent('x')).toThrow(
      "seed 'test', actor sales/reseller-0\nfixture(company).seed('test').only({ actors: ['sales/reseller-0'] })",
    );
  });
});

describe('a fixture of a process', () => {
  it('runs the process alone, for its period', async () => {
    const { events, result } = await fixture(sales()).until('2025-02-01').collect();

    expect(result.window).toMatchObject({ start: '2025-01-01T00:00:00.000Z', end: '2025-02-01T00:00:00.000Z' });
    expect(new Set(events.map(({ name }) => name))).toEqual(new Set(['order.placed', 'order.returned']));
    expect(fixture(sales()).until('2025-02-01').all('order.returned').length).toBe(
      events.filter(({ name }) => name === 'order.returned').length,
    );
  });

  it('judges every event by the schemas of the process', async () => {
    const act = defineAction({
      id: 'act',
      handler: (ctx) => [ctx.event('act.done', { n: ctx.actor.index === 7 ? 'seven' : 1 })],
    });
    const job = defineJourney({ id: 'job', adventures: [defineAdventure({ id: 'a', actions: [act] })] });
    const strict = defineProcess({
      id: 'strict',
      emits: ['act.done'],
      schemas: { 'act.done': z.object({ n: z.number() }) },
      populations: [definePopulation({ id: 'worker', size: 9, journeys: [job] })],
    });

    expect(errorOf(() => fixture(strict()).build({ actor: 7 })).code).toBe('EVENT_INVALID');
    await expect(fixture(strict()).collect()).rejects.toMatchObject({ code: 'EVENT_INVALID' });
  });
});

describe('projections and checks of a fixture', () => {
  it('are those of the run that collects', async () => {
    const check = defineCheck({
      id: 'C1',
      name: 'little-turnover',
      over: turnover,
      holds: (cents: number) => cents < 1000,
    });
    const order = fixture(sales(), { checks: [check] }).until('2025-03-01');

    expect((await order.collect()).result.checks.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual([
      'S1 passed',
      'C1 failed',
    ]);
  });
});

describe('shrinking a scenario', () => {
  it('leaves the actors that a failure needs, across processes', async () => {
    const { code, events } = await shrink(
      fixture(company),
      (all) =>
        !all.some(
          ({ name, payload }) =>
            name === 'turnover.reported' && Number((payload as { readonly cents: number }).cents) > 20_000,
        ),
    );

    expect(code).toMatch(/only\(\{ actors: \['sales\/\w+-\d', 'reporting\/clerk-0'\], instances: \[/);
    expect(events.map(({ name, payload }) => [name, (payload as { readonly cents: number }).cents])).toEqual([
      ['order.placed', 6667],
      ['order.placed', 6667],
      ['order.placed', 6667],
      ['turnover.reported', 20_001],
    ]);
  });

  it('passes over worlds that break a check', async () => {
    const enough = defineCheck({
      id: 'C1',
      name: 'some-turnover',
      over: turnover,
      holds: (cents: number) => cents >= 30_000,
    });
    const world = fixture(sales(), { checks: [enough] }).until('2025-03-01');

    const { events } = await shrink(world, () => false);

    const cents = events.reduce(
      (sum, { payload }) => sum + Number((payload as { readonly cents?: number }).cents ?? 0),
      0,
    );
    expect(cents).toBeGreaterThanOrEqual(30_000);
    expect((await shrink(fixture(sales()).until('2025-03-01'), () => false)).events).toEqual([]);
  });
});
