/* oxlint-disable unicorn/no-thenable -- `then` of a case is a distribution, never a function */
import { describe, expectTypeOf, it } from 'vitest';

import {
  amount,
  benford,
  branch,
  chance,
  conditional,
  correlate,
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  definePersona,
  definePopulation,
  defineProcess,
  fromDataset,
  int,
  list,
  lognormal,
  maybe,
  money,
  object,
  oneOf,
  repeat,
  scenario,
  sequence,
  defineTransform,
  stream,
  volume,
  wait,
  weighted,
  when,
  type Context,
  type Arrivals,
  type Duration,
  type Event,
  type EventOf,
  type Generator,
  type InferDatasetRow,
  type Money,
  type OutputAdapter,
  type RunResult,
  type WorkerPoolOptions,
  WorkerPool,
} from '../src/index.ts';

const place = defineAction({
  id: 'place',
  fields: { amount: lognormal({ median: 120, sigma: 0.6 }) },
  handler: (ctx, f) => [ctx.event('order.placed', { total: f.amount, currency: 'EUR' }), ctx.event('mail.sent')],
});
const view = defineAction({
  id: 'view',
  name: 'page.viewed',
  fields: { url: oneOf(['/a', '/b']), mobile: chance(0.5), length: (ctx) => ctx.userId.length },
});
const plain = defineAction({ id: 'plain' });
const late = defineAction({ id: 'late', handler: async (ctx) => [ctx.event('late.done', { ok: true })] });
const buy = defineAdventure({
  id: 'buy',
  name: 'Buy',
  timeSpan: { min: '2s', max: '5s' },
  actions: [view, wait('1m'), place],
});
const shop = defineJourney({ id: 'shop', name: 'Shop', adventures: [buy] });

type NameOf<T> = EventOf<T> extends infer E ? (E extends { readonly name: infer N } ? N : never) : never;
type PayloadOf<T, N extends string> =
  Extract<EventOf<T>, { readonly name: N }> extends { readonly payload: infer P } ? P : never;

describe('types flow without annotations', () => {
  it('from fields to the payload of the one event', () => {
    expectTypeOf<NameOf<typeof view>>().toEqualTypeOf<'page.viewed'>();
    expectTypeOf<PayloadOf<typeof view, 'page.viewed'>>().toEqualTypeOf<{
      readonly url: '/a' | '/b';
      readonly mobile: boolean;
      readonly length: number;
    }>();
  });

  it('from the handler to the union of its events', () => {
    expectTypeOf<NameOf<typeof place>>().toEqualTypeOf<'order.placed' | 'mail.sent'>();
    expectTypeOf<PayloadOf<typeof place, 'order.placed'>['total']>().toEqualTypeOf<number>();
    expectTypeOf<PayloadOf<typeof place, 'order.placed'>['currency']>().toEqualTypeOf<'EUR'>();
    expectTypeOf<NameOf<typeof late>>().toEqualTypeOf<'late.done'>();
  });

  it('from the id when there is nothing else', () => {
    expectTypeOf<NameOf<typeof plain>>().toEqualTypeOf<'plain'>();
  });

  it('through adventures, journeys and arrays of them', () => {
    expectTypeOf<NameOf<typeof buy>>().toEqualTypeOf<'page.viewed' | 'order.placed' | 'mail.sent'>();
    expectTypeOf<NameOf<typeof shop>>().toEqualTypeOf<'page.viewed' | 'order.placed' | 'mail.sent'>();
    const journeys = [
      shop,
      defineJourney({ id: 'other', adventures: [defineAdventure({ id: 'a', actions: [late] })] }),
    ] as const;
    expectTypeOf<NameOf<typeof journeys>>().toEqualTypeOf<'page.viewed' | 'order.placed' | 'mail.sent' | 'late.done'>();
  });

  it('through steps that wait, which emit nothing', () => {
    const waiting = defineAdventure({
      id: 'waiting',
      actions: [
        view,
        wait('1m'),
        branch({ soon: { weight: 1, steps: [wait('1d'), place] }, never: { weight: 1, steps: [wait('2d')] } }),
      ],
    });
    expectTypeOf<NameOf<typeof waiting>>().toEqualTypeOf<'page.viewed' | 'order.placed' | 'mail.sent'>();
  });

  it('through when, branch and repeat, all arms included', () => {
    const verbs = defineAdventure({
      id: 'verbs',
      actions: [
        when((ctx) => ctx.nowMs > 0, [view], [plain]),
        branch({ pay: { weight: 0.9, steps: [place] }, wait: { weight: 0.1, steps: [] } }),
        repeat(3, [late, when(() => true, [defineAction({ id: 'deep' })])]),
      ],
    });
    expectTypeOf<NameOf<typeof verbs>>().toEqualTypeOf<
      'page.viewed' | 'plain' | 'order.placed' | 'mail.sent' | 'late.done' | 'deep'
    >();
    const outer = defineJourney({ id: 'outer', adventures: [repeat(2, [verbs]), when(() => true, [buy])] });
    expectTypeOf<NameOf<typeof outer>>().toEqualTypeOf<
      'page.viewed' | 'plain' | 'order.placed' | 'mail.sent' | 'late.done' | 'deep'
    >();
  });

  it('narrows events by name and refuses names nobody emits', () => {
    const check = (e: EventOf<typeof shop>): number => {
      if (e.name === 'order.placed') return e.payload.total;
      // @ts-expect-error: no event of this journey has that name
      return e.name === 'nope' ? 1 : 0;
    };
    expectTypeOf(check).returns.toBeNumber();
  });

  it('accepts payloads that are interfaces', () => {
    interface Invoice {
      readonly number: string;
      readonly total: number;
    }
    const invoice: Invoice = { number: 'A-1', total: 3 };
    const post = defineAction({ id: 'post', handler: (ctx) => [ctx.event('invoice.posted', invoice)] });
    expectTypeOf<PayloadOf<typeof post, 'invoice.posted'>['total']>().toEqualTypeOf<number>();
    const journey = defineJourney({ id: 'j', adventures: [defineAdventure({ id: 'a', actions: [post] })] });
    expectTypeOf<NameOf<typeof journey>>().toEqualTypeOf<'invoice.posted'>();
  });
});

describe('generators are typed by what they give', () => {
  it('keeps literal options', () => {
    expectTypeOf(weighted({ card: 3, iban: 1 })).toEqualTypeOf<Generator<'card' | 'iban'>>();
    expectTypeOf(
      weighted([
        [10, 1],
        [20, 2],
      ]),
    ).toEqualTypeOf<Generator<10 | 20>>();
    expectTypeOf(oneOf(['a', 'b']).map((text) => text.length)).toEqualTypeOf<Generator<number>>();
    expectTypeOf(sequence({ prefix: 'A-' })).toEqualTypeOf<Generator<string>>();
    expectTypeOf(sequence({ start: 10 })).toEqualTypeOf<Generator<number>>();
  });

  it('unwraps nested generators', () => {
    const lines = list(2, object({ sku: oneOf(['x', 'y']), note: maybe(0.5, 'gift') }));
    expectTypeOf(lines).toEqualTypeOf<
      Generator<readonly { readonly sku: 'x' | 'y'; readonly note: 'gift' | undefined }[]>
    >();
  });

  it('reads rows and columns of datasets', () => {
    const products = defineDataset({
      id: 'products',
      count: 10,
      fields: {
        sku: sequence({ prefix: 'P-' }),
        price: lognormal({ median: 9, sigma: 1 }),
        rank: (_ctx, { index }) => index,
        stock: (_ctx, { index }) => Promise.resolve(index > 3),
      },
    });
    type Product = { readonly sku: string; readonly price: number; readonly rank: number; readonly stock: boolean };
    expectTypeOf<InferDatasetRow<typeof products>>().toEqualTypeOf<Product>();
    expectTypeOf(fromDataset(products)).toEqualTypeOf<Generator<Product>>();
    expectTypeOf(fromDataset(products, 'price')).toEqualTypeOf<Generator<number>>();
    // @ts-expect-error: no such column
    fromDataset(products, 'prize');
  });

  it('gives money its currency, and lets groups leave the fields as they are', () => {
    const pay = defineAction({
      id: 'pay',
      fields: {
        total: money(lognormal({ median: 9, sigma: 1 }), { currency: 'EUR' }),
        fee: amount({ model: benford(), currency: 'USD', pareto: { alpha: 2 } }),
        days: lognormal({ median: 9, sigma: 1 }),
      },
      groups: [
        correlate({ id: 'size', fields: ['total', 'days'], copula: { family: 'gaussian', tau: 0.4 } }),
        conditional({ field: 'fee', given: 'month', cases: [{ when: [1, 13], then: 'base' }] }),
      ],
      handler: (ctx, { total, fee }) => [ctx.event('paid', { total, code: fee.currency })],
    });
    type Paid = PayloadOf<typeof pay, 'paid'>;
    expectTypeOf<Paid['total']>().toEqualTypeOf<Money<'EUR'>>();
    expectTypeOf<Paid['total']['amount']>().toEqualTypeOf<number>();
    expectTypeOf<Paid['code']>().toEqualTypeOf<'USD'>();
  });

  it('keeps personas and datasets with groups as they are', () => {
    const groups = [correlate({ id: 'g', fields: ['a', 'b'], copula: { family: 'clayton', theta: 2 } })];
    const law = lognormal({ median: 9, sigma: 1 });
    const persona = definePersona({ id: 'p', attributes: { a: law, b: law }, groups });
    const table = defineDataset({ id: 't', count: 1, fields: { a: law, b: law }, groups });
    expectTypeOf(persona.attributes.a).toEqualTypeOf<Generator<number>>();
    expectTypeOf<InferDatasetRow<typeof table>>().toEqualTypeOf<{ readonly a: number; readonly b: number }>();
  });

  it('asks a volume for one size, a rate or a total', () => {
    expectTypeOf(volume({ rate: 3, months: true })).toExtend<Arrivals>();
    expectTypeOf(volume({ rate: (ctx) => ctx.actor.index })).toExtend<Arrivals>();
    expectTypeOf(volume({ total: 3 })).toExtend<Arrivals>();
    // @ts-expect-error: neither
    volume({ months: true });
    // @ts-expect-error: both
    volume({ rate: 3, total: 3 });
    // @ts-expect-error: no such regime
    volume({ rate: 3, regimes: [{ kind: 'war', from: '2025-01-01' }] });
  });

  it('keeps personas usable with functions of the context', () => {
    const shopper = definePersona({ id: 'shopper', attributes: { locale: 'de', age: (ctx) => ctx.nowMs } });
    expectTypeOf(shopper.attributes.locale).toEqualTypeOf<'de'>();
  });
});

describe('what must not compile', () => {
  it('a misspelt duration', () => {
    // @ts-expect-error: no such unit
    const wrong: Duration = '4 houres';
    const right: Duration[] = ['4 hours', '1.5h', '3 business days', 250];
    expectTypeOf(wrong).toEqualTypeOf<Duration>();
    expectTypeOf(right).toEqualTypeOf<Duration[]>();
  });

  it('an adapter for other events', () => {
    const run = (_adapter: OutputAdapter<EventOf<typeof shop>>): void => undefined;
    run({ write: (event) => void event.payload } satisfies OutputAdapter<EventOf<typeof shop>>);
    const untyped: OutputAdapter<Event<string, object>> = { write: () => undefined };
    run(untyped);
    const foreign: OutputAdapter<Event<'other', { readonly x: number }>> = { write: () => undefined };
    // @ts-expect-error: this adapter takes none of the journey's events
    run(foreign);
  });

  it('an action among adventures', () => {
    // @ts-expect-error: an action is no adventure
    defineJourney({ id: 'j', adventures: [place] });
  });
});

describe('processes and scenarios', () => {
  const shoppers = definePopulation({ id: 'shopper', size: 3, journeys: [shop] });
  const clerks = definePopulation({
    id: 'clerk',
    size: 1,
    journeys: [defineJourney({ id: 'note', adventures: [defineAdventure({ id: 'a', actions: [plain] })] })],
  });
  const sales = defineProcess({ id: 'sales', populations: [shoppers, clerks] });
  const notes = defineProcess({ id: 'notes', populations: [clerks] });

  it('tell their events as their journeys do', () => {
    expectTypeOf<NameOf<typeof shoppers>>().toEqualTypeOf<'page.viewed' | 'order.placed' | 'mail.sent'>();
    const process = sales();
    expectTypeOf<NameOf<typeof process>>().toEqualTypeOf<'page.viewed' | 'order.placed' | 'mail.sent' | 'plain'>();
    expectTypeOf<PayloadOf<typeof process, 'order.placed'>['total']>().toEqualTypeOf<number>();
    const world = scenario({ processes: [process, notes()] });
    expectTypeOf<NameOf<typeof world>>().toEqualTypeOf<'page.viewed' | 'order.placed' | 'mail.sent' | 'plain'>();
    const noted = scenario({ processes: [notes()] });
    expectTypeOf<NameOf<typeof noted>>().toEqualTypeOf<'plain'>();
  });

  it('take options that may be left out', () => {
    expectTypeOf(sales).toBeCallableWith();
    expectTypeOf(sales).toBeCallableWith({ customers: 3 });
  });
});

describe('functions see what they are given', () => {
  it('the context of a field function', () => {
    defineAction({
      id: 'a',
      fields: {
        who: (ctx) => {
          expectTypeOf(ctx).toEqualTypeOf<Context>();
          return ctx.userId;
        },
      },
    });
  });

  it('the resolved fields in a handler', () => {
    defineAction({
      id: 'a',
      fields: { count: int({ min: 1, max: 2 }), kind: weighted({ card: 1, iban: 2 }), later: async () => 'x' },
      handler: (ctx, fields) => {
        expectTypeOf(ctx).toEqualTypeOf<Context>();
        expectTypeOf(fields).toEqualTypeOf<{
          readonly count: number;
          readonly kind: 'card' | 'iban';
          readonly later: string;
        }>();
        // @ts-expect-error: no field is called so
        return [ctx.event('done', { n: fields.amount as number })];
      },
    });
  });

  it('ids and names of what is defined, as they are written', () => {
    const done = defineAction({ id: 'done', handler: (ctx) => [ctx.event('it.is.done', { ok: true })] });
    expectTypeOf<NameOf<typeof done>>().toEqualTypeOf<'it.is.done'>();
    expectTypeOf<NameOf<typeof view>>().toEqualTypeOf<'page.viewed'>();
    expectTypeOf<NameOf<typeof plain>>().toEqualTypeOf<'plain'>();
  });
});

describe('a stream', () => {
  it('gives the events of what is run', () => {
    const events = stream(shop, { users: 1 });

    expectTypeOf(events).toExtend<AsyncIterable<EventOf<typeof shop>>>();
    expectTypeOf(events.result).toEqualTypeOf<Promise<RunResult>>();
  });

  it('of a scenario needs no options, and of a journey it does', () => {
    const sales = defineProcess({
      id: 'sales',
      populations: [definePopulation({ id: 'c', size: 1, journeys: [shop] })],
    });
    const company = scenario({ processes: [sales()] });

    expectTypeOf(stream(company)).toExtend<AsyncIterable<EventOf<typeof shop>>>();
    // @ts-expect-error: how many users?
    stream(shop);
  });
});

describe('a transform', () => {
  it('knows its state from init', () => {
    defineTransform({
      id: 'count',
      stage: 'anomaly',
      init: () => ({ seen: 0 }),
      apply: (batch, t) => {
        expectTypeOf(t.state).toEqualTypeOf<{ seen: number }>();
        return batch;
      },
    });
  });

  it('says what its labels are', () => {
    defineTransform({
      id: 'label',
      stage: 'noise',
      apply: (batch, { label }) => {
        // @ts-expect-error: an unknown category
        label({ type: 'x', category: 'Z', targetKind: 'event', targetId: 'a', change: 'added' });
        return batch;
      },
    });
  });
});

describe('a worker pool', () => {
  it('takes a module and a range, and gives a result', () => {
    expectTypeOf<Pick<WorkerPoolOptions, 'module' | 'range'>>().toEqualTypeOf<{
      readonly module: string | URL;
      readonly range: readonly [first: number, last: number];
    }>();
    expectTypeOf<WorkerPool['run']>().returns.toEqualTypeOf<Promise<RunResult>>();
  });
});
