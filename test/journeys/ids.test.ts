import { describe, expect, it } from 'vitest';

import {
  defineDataset,
  id,
  ids,
  list,
  repeat,
  SynodeContext,
  wait,
  type Context,
  type IdGenerator,
  type IdRequest,
} from '../../src/index.ts';
import { keyOf, RandomStream } from '../../src/random/keyed.ts';
import { action, expectEvents, failureOf, flow, journey, adventure, look, silent, simulate } from './world.ts';

const CROCKFORD = /^[0-9a-hjkmnp-tv-z]{20}$/;

const twice = action('order', { handler: (ctx: Context) => [ctx.event('placed'), ctx.event('mailed')] });

describe('built-in ids', () => {
  it('of users name population and index; of sessions the user, the journey and its number', async () => {
    const { events } = await simulate(flow('shop', [action('view')]), { users: 2 });

    expectEvents(
      events,
      `
      user    session
      user-0  user-0:shop:0
      user-1  user-1:shop:0
      `,
    );
  });

  it('of events are 20 characters of the stream of their action, one group after another', async () => {
    const { events } = await simulate(flow('shop', [repeat(2, [twice])]), { users: 2, seed: 42 });

    const path = ['synode/1', '42', '', '', 'user', 'journey', 'shop', 'adventure', 'main', 'action', 'order', '@id'];
    const expected = [0, 1].flatMap((actor) =>
      [0, 1].flatMap((occurrence) => {
        const stream = new RandomStream().openAt(keyOf(path), actor, 0, occurrence, 0);
        return [stream.id(), stream.id()];
      }),
    );
    expect(events.map((event) => event.id)).toEqual(expected);
    for (const { id: one } of events) expect(one).toMatch(CROCKFORD);
  });

  it('of events do not depend on time, neighbours or what else is made', async () => {
    const plain = await simulate(flow('shop', [action('view'), action('pay')]));
    const busy = await simulate(
      journey('shop', [
        adventure('before', [action('wake')]),
        adventure('main', [wait('3d'), action('view'), silent('think', (ctx) => void ctx.generateId()), action('pay')]),
      ]),
    );

    const idsOf = (names: readonly string[], events: typeof plain.events) =>
      events.filter(({ name }) => names.includes(name)).map((event) => event.id);
    expect(idsOf(['view', 'pay'], busy.events)).toEqual(idsOf(['view', 'pay'], plain.events));
  });

  it('of an event may be given, which leaves those of the others as they were', async () => {
    const plain = await simulate(flow('shop', [twice]));
    const given = await simulate(
      flow('shop', [
        action('order', {
          handler: (ctx: Context) => [ctx.event('first', {}, { id: 'mine' }), ctx.event('placed'), ctx.event('mailed')],
        }),
      ]),
    );

    expect(given.events.map((event) => event.id)).toEqual(['mine', ...plain.events.map((event) => event.id)]);
  });

  it('of a field are a draw of that field', async () => {
    const { events } = await simulate(
      flow('shop', [action('pay', { fields: { ref: id('pay'), tags: list(2, id()) } })]),
    );

    const path = ['synode/1', 'synode', '', '', 'user', 'journey', 'shop', 'adventure', 'main', 'action', 'pay'];
    const at = (...field: string[]) =>
      new RandomStream().openAt(keyOf([...path, 'field', ...field, 'value']), 0, 0, 0, 0).id();
    expect(events[0]?.payload).toEqual({
      ref: `pay_${at('ref')}`,
      tags: [at('tags', 'sub', '0'), at('tags', 'sub', '1')],
    });
  });
});

describe('an own generator of ids', () => {
  const asked = async (shop: ReturnType<typeof flow>, options: Parameters<typeof simulate>[1] = {}) => {
    const requests: (Omit<IdRequest, 'bits'> & { readonly prefix: string })[] = [];
    const idGenerator: IdGenerator = (prefix, request) => {
      // JSON leaves the function out.
      requests.push({ prefix, ...(JSON.parse(JSON.stringify(request)) as Omit<IdRequest, 'bits'>) });
      return `${prefix}/${requests.length}`;
    };
    const { events } = await simulate(shop, { ...options, idGenerator });
    return { events, requests };
  };

  it('makes the ids of users, sessions, events and generateId', async () => {
    const shop = flow('shop', [
      wait('1h'),
      repeat(2, [
        action('pay', {
          fields: { ref: id('ref') },
          handler: (ctx: Context, { ref }: { ref?: unknown }) => [
            ctx.event('paid', { ref, receipt: ctx.generateId('receipt') }),
            ctx.event('mailed'),
          ],
        }),
      ]),
    ]);

    const { events, requests } = await asked(shop);

    expectEvents(
      events,
      `
      id        user    session    name    payload
      event/5   user/1  session/2  paid    {"ref":"ref/3","receipt":"receipt/4"}
      event/6   user/1  session/2  mailed  {}
      event/9   user/1  session/2  paid    {"ref":"ref/7","receipt":"receipt/8"}
      event/10  user/1  session/2  mailed  {}
      `,
    );
    const hour = Date.UTC(2025, 0, 1, 1);
    const start = Date.UTC(2025, 0, 1);
    const population = ['synode/1', 'synode', '', '', 'user'];
    const pay = [...population, 'journey', 'shop', 'adventure', 'main', 'action', 'pay'];
    const inShop = { actor: 0, userId: 'user/1', sessionId: 'session/2' };
    expect(requests.slice(0, 6)).toEqual([
      {
        prefix: 'user',
        kind: 'user',
        path: population,
        timestamp: start,
        actor: 0,
        sequence: 0,
        userId: 'user-0',
        sessionId: '',
        occurrence: 0,
        index: 0,
      },
      {
        prefix: 'session',
        kind: 'session',
        path: pay.slice(0, 7),
        timestamp: start,
        ...inShop,
        sessionId: 'user/1:shop:0',
        sequence: 0,
        occurrence: 0,
        index: 0,
      },
      {
        prefix: 'ref',
        kind: 'custom',
        path: [...pay, 'field', 'ref'],
        timestamp: hour,
        ...inShop,
        sequence: 0,
        occurrence: 0,
        index: 0,
      },
      {
        prefix: 'receipt',
        kind: 'custom',
        path: pay,
        timestamp: hour,
        ...inShop,
        sequence: 0,
        occurrence: 0,
        index: 0,
      },
      { prefix: 'event', kind: 'event', path: pay, timestamp: hour, ...inShop, sequence: 0, occurrence: 0, index: 0 },
      { prefix: 'event', kind: 'event', path: pay, timestamp: hour, ...inShop, sequence: 1, occurrence: 0, index: 1 },
    ]);
    expect(requests.at(-1)).toMatchObject({ kind: 'event', sequence: 3, occurrence: 1, index: 1 });
  });

  it('names a started session once, as ctx.start returns it', async () => {
    const child = flow('child', [action('born')], { arrivals: { kind: 'never' } });
    const parent = flow('parent', [
      look('bear', (ctx) => ({ before: ctx.random.float(), session: ctx.start('child'), after: ctx.random.float() })),
    ]);

    const plain = await simulate([parent, child]);
    const { events, requests } = await asked([parent, child] as never);

    const [bear, born] = events;
    expect(born?.sessionId).toBe(bear?.payload['session']);
    expect(requests.filter(({ kind }) => kind === 'session')).toHaveLength(2);
    // Naming it takes nothing from the streams of the handler.
    expect([bear?.payload['before'], bear?.payload['after']]).toEqual([
      plain.events[0]?.payload['before'],
      plain.events[0]?.payload['after'],
    ]);
  });

  it('serves a context of one’s own too', () => {
    const context = new SynodeContext(undefined, (prefix) => `${prefix}!`, 'en', { population: 'vendor' });

    expect(context.userId).toBe('vendor!');
    expect(context.generateId('inv')).toBe('inv!');
  });

  it.each([
    ['an empty text', ''],
    ['a number', 7],
    ['nothing', undefined],
  ])('that gives %s is at fault', async (_what, given) => {
    const idGenerator = ((_prefix, { kind }) => (kind === 'event' ? given : kind)) as IdGenerator;

    const error = await failureOf(simulate(flow('shop', [action('view')]), { idGenerator }));

    expect(error).toMatchObject({ code: 'INVALID_EVENT', path: ["option 'idGenerator'"] });
    expect(error.message).toContain('for the id of an event');
  });
});

describe('ids.uuid7', () => {
  const shop = flow('shop', [repeat(30, [twice, wait({ min: 1, max: '1h' })])]);

  it('makes UUIDs of version 7 that hold the simulated time and sort by it', async () => {
    const { events } = await simulate(shop, { idGenerator: ids.uuid7() });

    for (const { id: uuid, timestamp } of events) {
      expect(uuid).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
      expect(parseInt(uuid.replace('-', '').slice(0, 12), 16)).toBe(timestamp.getTime());
    }
    expect(new Set(events.map(({ id: uuid }) => uuid)).size).toBe(60);
    const times = [...new Set(events.map(({ timestamp }) => timestamp.getTime()))];
    expect(times).toHaveLength(30);
  });

  it('makes the same for equal runs, and others for another seed or actor', async () => {
    const [first, again, other] = await Promise.all([
      simulate(shop, { users: 2, idGenerator: ids.uuid7() }),
      simulate(shop, { users: 2, idGenerator: ids.uuid7() }),
      simulate(shop, { users: 2, idGenerator: ids.uuid7(), seed: 'other' }),
    ]);

    expect(again.events).toEqual(first.events);
    const all = [...first.events, ...other.events];
    expect(new Set(all.map(({ id: uuid }) => uuid)).size).toBe(240);
    expect(new Set(all.map(({ userId }) => userId)).size).toBe(4);
  });

  it('keeps the prefix of generateId', async () => {
    const { events } = await simulate(flow('shop', [look('pay', (ctx) => ({ id: ctx.generateId('inv') }))]), {
      idGenerator: ids.uuid7(),
    });

    expect(events[0]?.payload['id']).toMatch(/^inv_[0-9a-f]{8}-/);
  });
});

describe('ids.readable', () => {
  it('names session, action, occurrence and the place in the call', async () => {
    const products = defineDataset({ id: 'products', count: 2, fields: { ref: id('p') } });
    const persona = { id: 'buyer', name: 'Buyer', attributes: { card: id() } };
    const shop = flow('shop', [
      repeat(2, [twice]),
      action('pay', {
        fields: {
          ref: id('ref'),
          more: (ctx: Context) => [ctx.generateId(), ctx.generateId()],
          card: (ctx: Context) => ctx.get('card'),
          product: (ctx: Context) => ctx.dataset('products').row(1)['ref'],
        },
      }),
    ]);

    const { events } = await simulate(shop, { idGenerator: ids.readable(), datasets: [products], persona });

    expect(events.map((event) => event.id)).toEqual([
      'user-0:shop:0:order.0',
      'user-0:shop:0:order.0.1',
      'user-0:shop:0:order.1',
      'user-0:shop:0:order.1.1',
      'user-0:shop:0:pay.0',
    ]);
    expect(events.at(-1)?.payload).toEqual({
      ref: 'ref_user-0:shop:0:pay.ref.0',
      more: ['user-0:shop:0:pay.more.0', 'user-0:shop:0:pay.more.0.1'],
      card: 'user-0:card.0',
      product: 'p_1:products.ref.0',
    });
  });
});
