/** What an author's code can get wrong while it runs, a case for each code. */
import { z } from 'zod';

import { fixture } from '../../src/testing/index.ts';
import {
  defineAction,
  defineDataset,
  never,
  repeat,
  sequence,
  wait,
  type Context,
  type Journey,
} from '../../src/index.ts';
import { action, adventure, flow, journey, silent, simulate, type Options } from '../journeys/world.ts';
import type { Fault } from './faults.ts';

/** The second step of a journey, an hour in. */
const doing = (does: (ctx: Context) => unknown, options: Options = {}, others: readonly Journey[] = []) =>
  simulate(
    [
      journey('shop', [
        adventure('browse', [action('view')]),
        adventure('buy', [wait('1h'), silent('pay', (ctx) => void does(ctx))]),
      ]),
      ...others,
    ],
    { seed: 42, ...options },
  );
const returning = (returned: (ctx: Context) => unknown) =>
  simulate(flow('shop', [defineAction({ id: 'pay', handler: (ctx) => returned(ctx) as never })]));
const judged = (eventSchema: NonNullable<Options['eventSchema']>) =>
  simulate(flow('shop', [action('pay', { name: 'order.placed', fields: { total: '12' } })]), { eventSchema });

const products = defineDataset({ id: 'products', count: 500, fields: { n: sequence() } });
const none = defineDataset({ id: 'none', count: 0, fields: { n: sequence() } });
const chicken = defineDataset({ id: 'chicken', count: 2, fields: { egg: (ctx) => ctx.dataset('egg').row(0)['of'] } });
const egg = defineDataset({ id: 'egg', count: 2, fields: { of: (ctx) => ctx.dataset('chicken').row(1)['egg'] } });
const child = flow('child', [], { arrivals: never() });

export const faults: readonly Fault[] = [
  {
    code: 'HANDLER_ERROR',
    provoke: () =>
      doing(() => {
        throw new TypeError("Cannot read properties of undefined (reading 'sku')");
      }),
    says: `
      [HANDLER_ERROR] user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): Cannot read properties of undefined (reading 'sku')
      Path:     journey 'shop' > adventure 'buy' > action 'pay'
      Fix:      Run the replay line to see this actor alone.
      Cause:    TypeError: Cannot read properties of undefined (reading 'sku')
      Replay:   npx synode replay --seed 42 --actor user:0
    `,
  },
  {
    code: 'INVALID_HANDLER_RETURN',
    provoke: () => returning(() => undefined),
    says: `
      [INVALID_HANDLER_RETURN] user-0 · 2025-01-01T00:00:00.000Z · shop › main › pay (occurrence 0): handler returned undefined
      Path:     journey 'shop' > adventure 'main' > action 'pay'
      Expected: an array of events
      Received: undefined
      Fix:      Return [] or [ctx.event(…)].
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'INVALID_EVENT',
    provoke: () => returning((ctx) => [{ ...ctx.event('paid'), timestamp: new Date('2024-12-31T22:00:00Z') }]),
    says: `
      [INVALID_EVENT] user-0 · 2025-01-01T00:00:00.000Z · shop › main › pay (occurrence 0): event 'paid' is invalid: it is dated 2 h before now
      Path:     journey 'shop' > adventure 'main' > action 'pay'
      Expected: a Date from 2025-01-01T00:00:00.000Z on
      Received: it is dated 2 h before now
      Fix:      Use payload fields for backdated documents.
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'INVALID_FIELD_VALUE',
    provoke: () => simulate(flow('shop', [action('pay', { fields: { amount: () => 0 / 0 } })])),
    says: `
      [INVALID_FIELD_VALUE] user-0 · 2025-01-01T00:00:00.000Z · shop › main › pay (occurrence 0): field 'amount' is NaN
      Path:     journey 'shop' > adventure 'main' > action 'pay' > field 'amount'
      Expected: a JSON value or Date
      Received: NaN
      Fix:      Check what computes 'amount'.
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'EVENT_INVALID',
    provoke: () => judged({ schema: { 'order.placed': z.object({ total: z.number() }) } }),
    says: `
      [EVENT_INVALID] order.placed total: Invalid input: expected number, received string
      Path:     event 'order.placed' > 'total'
      Received: '12'
      Fix:      Correct the handler that makes it, or the schema.
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'EVENT_UNKNOWN',
    provoke: () => judged({ schema: { 'order.paid': z.object({}) }, unknown: 'reject' }),
    says: `
      [EVENT_UNKNOWN] event 'order.placed' has no schema
      Path:     event 'order.placed'
      Fix:      Did you mean 'order.paid'? Or give it a schema.
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'EVENT_SCHEMA_ASYNC',
    provoke: () => judged({ schema: z.object({}).refine(() => Promise.resolve(true)) }),
    says: `
      [EVENT_SCHEMA_ASYNC] user-0 · 2025-01-01T00:00:00.000Z · shop › main › pay (occurrence 0): the schema of event 'order.placed' answers with a promise
      Path:     event 'order.placed'
      Expected: a schema that answers at once
      Received: a promise
      Fix:      Leave out asynchronous refinements and transforms. zod also answers with a promise when a refinement throws.
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'DATASET_NOT_FOUND',
    provoke: () => doing((ctx) => ctx.dataset('product'), { datasets: [products] }),
    says: `
      [DATASET_NOT_FOUND] user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): no dataset is called 'product'
      Path:     dataset 'product'
      Expected: one of products
      Received: 'product'
      Fix:      Did you mean 'products'?
      Replay:   npx synode replay --seed 42 --actor user:0
    `,
  },
  {
    code: 'DATASET_EMPTY',
    provoke: () => doing((ctx) => ctx.dataset('none').randomRow(), { datasets: [none] }),
    says: `
      [DATASET_EMPTY] user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): dataset 'none' has no rows
      Path:     dataset 'none'
      Expected: at least one row
      Received: none
      Fix:      Raise its count, or do not draw from it.
      Replay:   npx synode replay --seed 42 --actor user:0
    `,
  },
  {
    code: 'DATASET_ROW_OUT_OF_RANGE',
    provoke: () => doing((ctx) => ctx.dataset('products').row(500), { datasets: [products] }),
    says: `
      [DATASET_ROW_OUT_OF_RANGE] user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): row 500 of 500 in 'products'
      Path:     dataset 'products'
      Expected: a row from 0 to 499
      Received: row 500 of 500
      Fix:      Use randomRow() for any row, size() for their number.
      Replay:   npx synode replay --seed 42 --actor user:0
    `,
  },
  {
    code: 'DATASET_CYCLE',
    provoke: () => doing((ctx) => ctx.dataset('egg').row(0), { datasets: [egg, chicken] }),
    says: `
      [DATASET_CYCLE] a row needs itself: egg[0] → chicken[1] → egg[0]
      Path:     dataset 'egg'
      Expected: rows that do not need themselves
      Received: egg[0] → chicken[1] → egg[0]
      Fix:      Read rows with a lower index only.
    `,
  },
  {
    code: 'VIEW_NOT_FOUND',
    provoke: () => doing((ctx) => ctx.view('open-items')),
    says: `
      [VIEW_NOT_FOUND] user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): 'open-items' is not in \`reads\` of this process
      Path:     view 'open-items'
      Expected: a projection that the process reads
      Received: 'open-items'
      Fix:      Add reads: ['open-items'] to the process.
      Replay:   npx synode replay --seed 42 --actor user:0
    `,
  },
  {
    code: 'INVALID_START',
    provoke: () => doing((ctx) => ctx.start('child', { at: new Date('2025-01-01') }), {}, [child]),
    says: `
      [INVALID_START] user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): start at 2025-01-01T00:00:00.000Z lies before now
      Path:     'start'
      Expected: an instant from 2025-01-01T01:00:00.000Z on, or after
      Received: 2025-01-01T00:00:00.000Z
      Fix:      Use { after: … } for a time from now.
      Replay:   npx synode replay --seed 42 --actor user:0
    `,
  },
  {
    code: 'INSTANCE_LIMIT',
    provoke: () =>
      doing((ctx) => Array.from({ length: 10_000 }, () => ctx.start('child', { after: '1d' })), {}, [child]),
    says: `
      [INSTANCE_LIMIT] user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): user-0 has more than 10,000 instances alive
      Path:     'start'
      Expected: at most 10,000 instances alive in one actor
      Received: 10,001
      Fix:      Does a journey start itself without end?
      Replay:   npx synode replay --seed 42 --actor user:0
    `,
  },
  {
    code: 'REPEAT_LIMIT',
    provoke: () => simulate(flow('shop', [repeat({ while: () => true }, [silent('retry')], { id: 'retry' })])),
    says: `
      [REPEAT_LIMIT] user-0 · 2025-01-01T00:00:00.000Z · shop › main (occurrence 1000): 'retry' repeated 1000 times and its condition still holds
      Path:     journey 'shop' > adventure 'main' > 'retry'
      Expected: at most 1000 rounds
      Received: 1001 rounds
      Fix:      Raise max or fix its condition.
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'SEQUENCE_EXHAUSTED',
    provoke: () => simulate(flow('shop', [repeat(3, [action('pay', { fields: { no: sequence({ block: 2 }) } })])])),
    says: `
      [SEQUENCE_EXHAUSTED] user-0 · 2025-01-01T00:00:00.000Z · shop › main › pay (occurrence 2): a sequence with block 2 was used more than 2 times by one actor
      Path:     journey 'shop' > adventure 'main' > action 'pay' > field 'no' > sequence
      Expected: at most 2 uses per actor
      Received: 3 uses
      Fix:      Raise block.
      Replay:   npx synode replay --seed synode --actor user:0
    `,
  },
  {
    code: 'ERROR_LIMIT',
    provoke: () =>
      doing(
        () => {
          throw new Error('no card');
        },
        { users: 5, onError: 'skipUser', errorLimit: 2 },
      ),
    says: `
      [ERROR_LIMIT] 3 actors failed, limit 2; first: user-0 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): no card
      Path:     option 'errorLimit'
      Expected: at most 2 failed actors
      Received: 3
      Fix:      Fix the handler, or raise errorLimit.
      Cause:    SynodeError: [HANDLER_ERROR] user-2 · 2025-01-01T01:00:00.000Z · shop › buy › pay (occurrence 0): no card
      Replay:   npx synode replay --seed 42 --actor user:0
    `,
  },
  {
    code: 'ASYNC_FIXTURE',
    provoke: () => fixture(flow('shop', [action('pay', { fields: { n: () => Promise.resolve(1) } })])).build(),
    says: `
      [ASYNC_FIXTURE] user 0 awaits in action 'pay' of journey 'shop'
      Path:     fixture
      Expected: handlers, attributes and datasets that answer at once
      Received: a promise
      Fix:      Use await fixture.buildAsync(), or await fixture.collect().
    `,
  },
  {
    code: 'FIXTURE_NOT_FOUND',
    provoke: () => fixture(flow('shop', [action('refunded')])).first('refund' as never),
    says: `
      [FIXTURE_NOT_FOUND] no 'refund' in 1,000 actors
      Path:     event 'refund'
      Expected: one of refunded
      Received: none
      Fix:      Did you mean 'refunded'? Or pin the branch that leads to it.
    `,
  },
];
