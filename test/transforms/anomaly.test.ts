import { describe, expect, it } from 'vitest';

import { defineTransform, every, ids, never, type Event, type Transform } from '../../src/index.ts';
import { action, expectEvents, flow, look, simulate, uniformAt } from '../journeys/world.ts';
import { idAt } from './at.ts';

const order = action('order', { fields: { total: 100 } });
const shop = flow('shop', [order]);
const path = ['user', 'journey', 'shop', 'adventure', 'main', 'action', 'order', 'transform'];

const run = (transforms: readonly Transform[], options = {}) => simulate(shop, { transforms, ...options });

describe('an anomaly', () => {
  it('sees the events of one handler call, and who acts', async () => {
    const seen: unknown[] = [];
    const two = look('two', () => ({}));
    const pair = flow('pair', [
      action('both', { handler: (ctx) => [ctx.event('left'), ctx.event('right')] }),
      action('none', { handler: () => [] }),
      two,
    ]);

    await simulate(pair, {
      users: 2,
      transforms: [
        {
          id: 'watch',
          stage: 'anomaly',
          apply: (batch, t) => (seen.push([t.actor.index, ...batch.map(({ name }) => name)]), batch),
        },
      ],
    });

    expect(seen).toEqual([[0, 'left', 'right'], [0], [0, 'two'], [1, 'left', 'right'], [1], [1, 'two']]);
  });

  it('adds an event, dated later, under an id of its own stream', async () => {
    const { events, result } = await run([
      {
        id: 'twice',
        stage: 'anomaly',
        apply: (batch, t) => [...batch, t.event('order', { total: 100 }, { after: '2d' }), t.event('note')],
      },
    ]);

    expectEvents(
      events,
      `time              session        name   payload
       01-01 00:00:00    user-0:shop:0  order  {"total":100}
       01-01 00:00:00    user-0:shop:0  note   {}
       01-03 00:00:00    user-0:shop:0  order  {"total":100}`,
    );
    expect([events[2]?.id, events[1]?.id]).toEqual([
      idAt([...path, 'twice', '@id'], [0], 0),
      idAt([...path, 'twice', '@id'], [0], 1),
    ]);
    expect(result.counts.events).toMatchObject({ emitted: 1, written: 3, added: 2, removed: 0, byName: { order: 1 } });
  });

  it('adds a copy by leaving its id out', async () => {
    const { events } = await run([
      { id: 'copy', stage: 'anomaly', apply: (batch) => batch.flatMap((event) => [event, { ...event, id: '' }]) },
    ]);

    expect(events.map(({ id }) => id)).toEqual([events[0]?.id, idAt([...path, 'copy', '@id'], [0], 0)]);
  });

  it('changes name, payload and time, and the event keeps its id', async () => {
    const [clean] = (await run([])).events;
    const { events, result } = await run([
      {
        id: 'shift',
        stage: 'anomaly',
        apply: (batch) =>
          batch.map((event) => ({
            ...event,
            name: 'order.late',
            timestamp: new Date(event.timestamp.getTime() + 3_600_000),
            payload: { total: 1000 },
          })),
      },
    ]);

    expect(events).toEqual([
      { ...clean, name: 'order.late', timestamp: new Date('2025-01-01T01:00:00Z'), payload: { total: 1000 } },
    ]);
    expect(result.counts.events).toMatchObject({ emitted: 1, written: 1, added: 0, removed: 0 });
  });

  it('may change what it is given in place, and what the handler keeps stays as it was', async () => {
    const kept: { total: number }[] = [];
    const keeping = action('keep', {
      handler: (ctx) => {
        const payload = { total: 1 };
        kept.push(payload);
        return [ctx.event('kept', payload)];
      },
    });

    const { events } = await simulate(flow('keeper', [keeping]), {
      transforms: [
        {
          id: 'raise',
          stage: 'anomaly',
          apply: (batch) => {
            for (const { payload } of batch) (payload as { total: number }).total = 2;
            return batch;
          },
        },
      ],
    });

    expect(events[0]?.payload).toEqual({ total: 2 });
    expect(kept).toEqual([{ total: 1 }]);
  });

  it('drops events, which counts them as removed', async () => {
    const { events, result } = await run([{ id: 'lose', stage: 'anomaly', apply: () => [] }], { users: 3 });

    expect(events).toEqual([]);
    expect(result.counts.events).toMatchObject({ emitted: 3, written: 0, added: 0, removed: 3 });
  });

  it('draws from a stream of its own, opened anew for each call', async () => {
    const draws: number[] = [];
    const dice = (id: string): Transform => ({
      id,
      stage: 'anomaly',
      apply: (batch, t) => (draws.push(t.random.float()), batch),
    });

    await simulate(flow('shop', [order, order]), { transforms: [dice('one'), dice('two')] });

    const at = (id: string, occurrence: number) => uniformAt([...path, id, '@random'], [0, 0, occurrence]);
    expect(draws).toEqual([at('one', 0), at('two', 0), at('one', 1), at('two', 1)]);
  });

  it('keeps a state for each actor', async () => {
    const counting = defineTransform({
      id: 'count',
      stage: 'anomaly',
      init: ({ index }) => ({ orders: 10 * index }),
      apply: (batch, t) => {
        t.state.orders += batch.length;
        return batch.map((event) => ({ ...event, payload: { nth: t.state.orders } }));
      },
    });

    const { events } = await simulate(flow('shop', [order, order]), { users: 2, lanes: 2, transforms: [counting] });

    expect(events.map(({ payload }) => payload['nth'])).toEqual([1, 2, 11, 12]);
  });

  it('may put another state in the place of the one before', async () => {
    const last = defineTransform<string>({
      id: 'last',
      stage: 'anomaly',
      init: () => 'nothing',
      apply: (batch, t) => {
        const before = t.state;
        t.state = batch[0]?.name ?? before;
        return batch.map((event) => ({ ...event, payload: { before } }));
      },
    });

    const { events } = await simulate(flow('shop', [order, action('pay')]), { transforms: [last] });

    expect(events.map(({ payload }) => payload['before'])).toEqual(['nothing', 'order']);
  });

  it('comes in the order in which it is given, each upon the outcome of the one before', async () => {
    const say = (id: string): Transform => ({
      id,
      stage: 'anomaly',
      apply: (batch) =>
        batch.map((event) => ({
          ...event,
          payload: { ...event.payload, said: [...((event.payload['said'] as string[] | undefined) ?? []), id] },
        })),
    });

    const { events } = await run([say('b'), say('a')]);

    expect(events[0]?.payload['said']).toEqual(['b', 'a']);
  });

  it('takes its ids from the generator of the run, where there is one', async () => {
    const { events } = await run(
      [{ id: 'more', stage: 'anomaly', apply: (batch, t) => [...batch, t.event('note'), t.event('note')] }],
      { idGenerator: ids.readable() },
    );

    expect(events.map(({ id }) => id)).toEqual([
      'user-0:shop:0:order.0',
      'user-0:shop:0:order.more.0',
      'user-0:shop:0:order.more.0.1',
    ]);
  });

  it('keeps meta in the order of emission, and tells where an added event comes from', async () => {
    const { events } = await run(
      [{ id: 'first', stage: 'anomaly', apply: (batch, t) => [t.event('note'), ...batch, t.event('note')] }],
      { meta: true },
    );

    expect(events.map(({ name, meta }) => [name, meta?.action, meta?.sequence])).toEqual([
      ['note', 'order', 0],
      ['order', 'order', 1],
      ['note', 'order', 2],
    ]);
  });
});

describe('a label', () => {
  const fields = { type: 'E.duplicateInvoice', category: 'E', targetKind: 'event', change: 'added' } as const;

  it('is an event of its own behind what the transform returns', async () => {
    const { events } = await run([
      {
        id: 'duplicate',
        stage: 'anomaly',
        apply: (batch, t) => {
          const copy = t.event('order', { total: 100 });
          t.label({ ...fields, targetId: copy.id, amount: 100, currency: 'EUR', breaks: ['P7'], difficulty: 2 });
          return [...batch, copy];
        },
      },
    ]);

    const [, copy, label] = events;
    expect(label?.name).toBe('label.assigned');
    expect(JSON.parse(JSON.stringify(label?.payload))).toEqual({
      labelId: label?.id,
      type: 'E.duplicateInvoice',
      category: 'E',
      targetKind: 'event',
      targetId: copy?.id,
      change: 'added',
      amount: 100,
      currency: 'EUR',
      injectedAt: '2025-01-01T00:00:00.000Z',
      concealed: false,
      breaks: ['P7'],
      detectableBy: [],
      difficulty: 2,
      seed: 'synode',
      generatorVersion: 'synode/1',
    });
  });

  it('stands where it is returned, once', async () => {
    const { events } = await run([
      { id: 'x', stage: 'anomaly', apply: (batch, { label }) => [label({ ...fields, targetId: 'a' }), ...batch] },
    ]);

    expect(events.map(({ name }) => name)).toEqual(['label.assigned', 'order']);
  });

  it.each([
    ['a category nobody knows', { category: 'X' }, 'category'],
    ['a target nobody knows', { targetKind: 'thing' }, 'targetKind'],
    ['no target', { targetId: '' }, 'targetId'],
    ['a change without its field', { change: { kind: 'altered' } }, 'change'],
    ['a difficulty beyond 5', { difficulty: 6 }, 'difficulty'],
    ['a field nobody knows', { brakes: [] }, 'brakes'],
  ])('with %s is INVALID_EVENT', async (_case, fault, key) => {
    const label = { ...fields, targetId: 'a', ...fault };

    await expect(
      run([{ id: 'x', stage: 'anomaly', apply: (batch, t) => (t.label(label as never), batch) }]),
    ).rejects.toMatchObject({
      code: 'INVALID_EVENT',
      message: expect.stringContaining(`the label is invalid: ${key}`) as string,
    });
  });
});

describe('the window', () => {
  const daily = flow('shop', [order], { arrivals: every('1d') });
  const window = { startDate: '2025-01-01', endDate: '2025-01-04', starts: 'together' } as const;
  const later: Transform = {
    id: 'later',
    stage: 'anomaly',
    apply: (batch, t) => [...batch, t.event('reminder', {}, { after: '36h' })],
  };
  const days = (events: readonly Event[]): string[] =>
    events.map(({ name, timestamp }) => `${timestamp.toISOString().slice(5, 13)} ${name}`);

  it('holds for the events of a transform: what is dated past its end is not written, and counted', async () => {
    const { events, result } = await simulate(daily, { ...window, transforms: [later] });

    expect(days(events)).toEqual([
      '01-01T00 order',
      '01-02T00 order',
      '01-02T12 reminder',
      '01-03T00 order',
      '01-03T12 reminder',
    ]);
    expect(result.counts.events).toMatchObject({ emitted: 3, written: 5, added: 2, removed: 0, droppedAfterEnd: 1 });
  });

  it("lets them through with afterEnd: 'keep'", async () => {
    const { result } = await simulate(daily, { ...window, afterEnd: 'keep', transforms: [later] });

    expect(result.counts.events).toMatchObject({ emitted: 3, written: 6, added: 3, droppedAfterEnd: 0 });
  });

  it('counts an event that a transform moves past the end as removed', async () => {
    const { events, result } = await simulate(daily, {
      ...window,
      transforms: [
        {
          id: 'delay',
          stage: 'anomaly',
          apply: (batch) =>
            batch.map((event) => ({ ...event, timestamp: new Date(event.timestamp.getTime() + 129_600_000) })),
        },
      ],
    });

    expect(days(events)).toEqual(['01-02T12 order', '01-03T12 order']);
    expect(result.counts.events).toMatchObject({ emitted: 3, written: 2, removed: 1, droppedAfterEnd: 1 });
  });
});

describe('when an actor ends', () => {
  const farewell = defineTransform({
    id: 'farewell',
    stage: 'anomaly',
    init: () => ({ orders: 0 }),
    apply: (batch, t) => ((t.state.orders += batch.length), batch),
    end: (t) => [t.event('left', { orders: t.state.orders, luck: t.random.float() })],
  });

  it('its transforms end once, on the stream of the population', async () => {
    const { events } = await simulate(flow('shop', [order, order]), { users: 2, transforms: [farewell], meta: true });

    const left = events.filter(({ name }) => name === 'left');
    const luck = (actor: number) => uniformAt(['user', 'transform', 'farewell', '@random'], [actor]);
    expect(left.map(({ id, payload, sessionId }) => ({ id, payload, sessionId }))).toEqual(
      [0, 1].map((actor) => ({
        id: idAt(['user', 'transform', 'farewell', '@id'], [actor], 0),
        payload: { orders: 2, luck: luck(actor) },
        sessionId: `user-${actor}:shop:0`,
      })),
    );
    expect(left[0]?.meta).toMatchObject({ actor: 0, journey: '', action: '', sequence: 2 });
  });

  it('it has when its schedule is used up', async () => {
    const { events } = await simulate(flow('shop', [order], { arrivals: every('1d', { count: 3 }) }), {
      startDate: '2025-01-01',
      endDate: '2025-02-01',
      starts: 'together',
      transforms: [farewell],
    });

    expect(events.at(-1)).toMatchObject({ name: 'left', timestamp: new Date('2025-01-03'), payload: { orders: 3 } });
  });

  it.each(['drop', 'keep'] as const)('it has not because the period does (afterEnd: %s)', async (afterEnd) => {
    const { events } = await simulate(flow('shop', [order], { arrivals: every('1d') }), {
      startDate: '2025-01-01',
      endDate: '2025-02-01',
      afterEnd,
      transforms: [farewell],
    });

    expect(events.length).toBeGreaterThan(0);
    expect(events.filter(({ name }) => name === 'left')).toEqual([]);
  });

  it.each(['user', 'time'] as const)('it has when nothing is ever due for it, in %s order', async (order) => {
    const idle = flow('idle', [action('order')], { arrivals: never() });

    const { events } = await simulate(idle, { order, transforms: [farewell] });

    expect(events.map(({ name, payload }) => [name, payload['orders']])).toEqual([['left', 0]]);
  });

  it('it has not when its chain goes on behind the period', async () => {
    const { events } = await simulate([flow('first', [order], { suppressionPeriod: '60d' }), flow('second', [order])], {
      startDate: '2025-01-01',
      endDate: '2025-02-01',
      starts: 'together',
      transforms: [farewell],
    });

    expect(events.map(({ name }) => name)).toEqual(['order']);
  });

  it('it has when none of its journeys ever ran', async () => {
    const idle = flow('idle', [order], { bounceChance: 1 });

    const { events } = await simulate(idle, { transforms: [farewell] });

    expect(events.map(({ name, payload }) => [name, payload['orders']])).toEqual([['left', 0]]);
  });

  it('what one transform says at the end, the next one sees', async () => {
    const stamp: Transform = {
      id: 'stamp',
      stage: 'anomaly',
      apply: (batch) => batch.map((event) => ({ ...event, payload: { ...event.payload, stamped: true } })),
      end: (t) => [t.event('gone')],
    };

    const { events } = await run([farewell, stamp]);

    expect(events.map(({ name, payload }) => [name, payload['stamped'] ?? false])).toEqual([
      ['order', true],
      ['left', true],
      ['gone', false],
    ]);
  });
});
