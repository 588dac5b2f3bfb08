import { describe, expect, it } from 'vitest';

import { defineCheck, type Event, type Projection, type Transform } from '../../src/index.ts';
import { action, expectEvents, failureOf, flow, simulate } from '../journeys/world.ts';

const order = action('order', { fields: { total: 100 } });
const shop = flow('shop', [order, action('pay', { fields: { total: 100 } })]);

/** Sum of totals by event name. */
const totals: Projection<Record<string, number>, Record<string, number>> = {
  id: 'totals',
  init: () => ({}),
  apply: (sums, { name, payload }) => void (sums[name] = (sums[name] ?? 0) + Number(payload['total'])),
  merge: (a, b) => {
    const sum = { ...a };
    for (const [name, total] of Object.entries(b)) sum[name] = (sum[name] ?? 0) + total;
    return sum;
  },
  finish: (sums) => sums,
};

const noise = (id: string, apply: Transform['apply']): Transform => ({ id, stage: 'noise', apply });
const run = (transforms: readonly Transform[], options = {}) =>
  simulate(shop, { transforms, projections: [totals], ...options });

/** What noise may never change, and how it tries. */
const forgeries: readonly (readonly [string, (event: Event) => Partial<Event>])[] = [
  ['its sessionId', () => ({ sessionId: 'user-0:other:0' })],
  ['its name', () => ({ name: 'refund' })],
  ['its timestamp', (event) => ({ timestamp: new Date(event.timestamp.getTime() + 1) })],
  ['its userId', () => ({ userId: 'user-9' })],
  ['it is new', () => ({ id: 'other' })],
];

describe('noise', () => {
  it('changes payloads, and projections never see it', async () => {
    const { events, result } = await run([
      noise('blur', (batch) => batch.map((event) => ({ ...event, payload: { total: 7 } }))),
    ]);

    expect(events.map(({ payload }) => payload['total'])).toEqual([7, 7]);
    expect(result.projections['totals']).toEqual({ order: 100, pay: 100 });
    expect(result.counts.events).toMatchObject({ emitted: 2, written: 2, added: 0, removed: 0 });
  });

  it('may change what it is given in place, and projections that keep events have the clean ones', async () => {
    const kept: Projection<Event[], readonly unknown[]> = {
      id: 'kept',
      init: () => [],
      apply: (events, event) => void events.push(event),
      merge: (a, b) => [...a, ...b],
      finish: (events) => events.map(({ payload }) => payload['total']),
    };
    const blur = noise('blur', (batch) => {
      for (const { payload } of batch) (payload as Record<string, unknown>)['total'] = 7;
      return batch;
    });

    const { events, result } = await run([blur], { projections: [kept] });

    expect(events.map(({ payload }) => payload['total'])).toEqual([7, 7]);
    expect(result.projections['kept']).toEqual([100, 100]);
  });

  it('drops events on their way, and projections have them', async () => {
    const { events, result } = await run([noise('gap', (batch) => batch.filter(({ name }) => name !== 'order'))]);

    expect(events.map(({ name }) => name)).toEqual(['pay']);
    expect(result.projections['totals']).toEqual({ order: 100, pay: 100 });
    expect(result.counts.events).toMatchObject({ emitted: 2, written: 1, added: 0, removed: 1 });
  });

  it('hands events on twice, under one id, and projections have them once', async () => {
    const { events, result } = await run([noise('twice', (batch) => batch.flatMap((event) => [event, event]))]);

    expect(events.map(({ name }) => name)).toEqual(['order', 'order', 'pay', 'pay']);
    expect(events[0]?.id).toBe(events[1]?.id);
    expect(result.projections['totals']).toEqual({ order: 100, pay: 100 });
    expect(result.counts.events).toMatchObject({ emitted: 2, written: 4, added: 2, removed: 0 });
  });

  it('comes behind all anomalies, wherever it is given', async () => {
    const double: Transform = {
      id: 'double',
      stage: 'anomaly',
      apply: (batch) => batch.map((event) => ({ ...event, payload: { total: 2 * Number(event.payload['total']) } })),
    };
    const seen: unknown[] = [];

    const { result } = await run([
      noise('watch', (batch) => (seen.push(...batch.map(({ payload }) => payload['total'])), batch)),
      double,
    ]);

    expect(seen).toEqual([200, 200]);
    expect(result.projections['totals']).toEqual({ order: 200, pay: 200 });
  });

  it('tells what it did by labels, which projections do not see', async () => {
    const label = { type: 'typo', category: 'E', targetKind: 'event', change: 'removed' } as const;
    const { events, result } = await run([
      {
        ...noise('gap', () => []),
        apply: (batch, t) => (batch.forEach(({ id }) => t.label({ ...label, targetId: id })), []),
      },
    ]);

    expectEvents(
      events,
      `name            change
       label.assigned  removed
       label.assigned  removed`,
    );
    expect(result.projections['totals']).toEqual({ order: 100, pay: 100 });
  });

  it.each(forgeries)('that changes who, when or what is INVALID_EVENT: %s', async (what, change) => {
    const forge = noise('forge', (batch) => batch.map((event) => ({ ...event, ...change(event) })));

    expect(await failureOf(run([forge]))).toMatchObject({
      code: 'INVALID_EVENT',
      message: expect.stringContaining(what) as string,
      path: expect.arrayContaining(["transform 'forge'"]) as string[],
    });
  });

  it('that adds an event is INVALID_EVENT', async () => {
    const adding: Transform = { id: 'more', stage: 'noise', apply: (batch, t) => [...batch, t.event('ghost')] };

    expect(await failureOf(run([adding]))).toMatchObject({
      code: 'INVALID_EVENT',
      message: expect.stringContaining('it is new') as string,
    });
  });

  it('does not go together with a projection of the written order', async () => {
    const numbered: Projection<number, number> = {
      id: 'numbered',
      ordered: true,
      init: () => 0,
      apply: (count) => count + 1,
      merge: (a, b) => a + b,
      finish: (count) => count,
    };

    expect(await failureOf(run([noise('same', (batch) => batch)], { projections: [numbered] }))).toMatchObject({
      code: 'INVALID_RUN_OPTIONS',
      message: expect.stringContaining("noise 'same' would reach projection 'numbered'") as string,
    });
  });
});

const positive = {
  '~standard': {
    version: 1 as const,
    vendor: 'test',
    validate: (value: unknown) =>
      (value as { total: number }).total > 0 ? { value } : { issues: [{ message: 'must be positive' }] },
  },
};

describe('schemas, checks and transforms', () => {
  it('schemas judge what was authored: an anomaly may break them', async () => {
    const negate: Transform = {
      id: 'negate',
      stage: 'anomaly',
      apply: (batch) => batch.map((event) => ({ ...event, payload: { total: -1 } })),
    };

    const { events, result } = await run([negate], { eventSchema: { schema: positive } });

    expect(events.map(({ payload }) => payload['total'])).toEqual([-1, -1]);
    expect(result.validation).toMatchObject({ checked: 2, invalid: 0 });
  });

  it('what a schema drops, no transform sees', async () => {
    const refund = flow('refund', [
      action('order', { fields: { total: 100 } }),
      action('back', { fields: { total: -100 } }),
    ]);
    const seen: string[] = [];
    const watch: Transform = {
      id: 'watch',
      stage: 'anomaly',
      apply: (batch) => (seen.push(...batch.map(({ name }) => name)), batch),
    };

    const { result } = await simulate(refund, { transforms: [watch], eventSchema: { schema: positive, mode: 'skip' } });

    expect(seen).toEqual(['order']);
    expect(result.counts.events).toMatchObject({ emitted: 2, droppedBySchema: 1, added: 0, removed: 0, written: 1 });
  });

  it('checks judge what anomalies made of it, and not the noise', async () => {
    const small = defineCheck<number>({
      id: 'small',
      name: 'Totals stay small',
      over: 'totals',
      holds: (row) => row < 150,
    });
    const set = (id: string, stage: 'anomaly' | 'noise', total: number): Transform => ({
      id,
      stage,
      apply: (batch) => batch.map((event) => ({ ...event, payload: { total } })),
    });

    const noisy = await run([set('blur', 'noise', 1000)], { checks: [small] });
    const odd = await run([set('odd', 'anomaly', 1000)], { checks: [small] });

    expect(noisy.result.checks).toMatchObject([{ outcome: 'passed' }]);
    expect(odd.result.checks).toMatchObject([{ outcome: 'failed', violated: 2 }]);
  });
});

describe('the counts', () => {
  let judged = 0;
  const oddOnly = (value: unknown) =>
    judged++ % 2 === 0 ? { value } : { issues: [{ message: 'every second order is wrong' }] };

  it('add up through a schema, anomalies and noise', async () => {
    const some = (id: string, stage: 'anomaly' | 'noise'): Transform => ({
      id,
      stage,
      apply: (batch, t) =>
        batch.flatMap((event) => {
          if (t.random.chance(0.3)) return [];
          return t.random.chance(0.4) ? [event, stage === 'noise' ? event : { ...event, id: '' }] : [event];
        }),
    });

    const half = { ...positive['~standard'], validate: oddOnly };
    const { result } = await run([some('a', 'anomaly'), some('n', 'noise')], {
      users: 200,
      eventSchema: { schema: { order: { '~standard': half } }, mode: 'skip' },
    });

    const { emitted, written, added, removed, droppedBySchema } = result.counts.events;
    expect(added).toBeGreaterThan(100);
    expect(removed).toBeGreaterThan(50);
    expect(droppedBySchema).toBe(100);
    expect(written).toBe(emitted - droppedBySchema + added - removed);
  });
});
