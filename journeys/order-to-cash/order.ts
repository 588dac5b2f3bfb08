/** Orders: created, checked for credit, confirmed, now and then changed or cancelled. */
import { defineAction, defineAdventure, lognormal, when, type Context, type Generator } from '../../src/index.ts';
import { at, caseOf, type Case } from './case.ts';
import { until, workHour } from './days.ts';
import { whoApproves } from './authority.ts';
import { controlOf } from './control.ts';
import { tell, type Told } from './documents.ts';
import { blockedBy, exposureOf } from './exposure.ts';
import { drawLines, orderLine, totalsOf, withQuantity } from './lines.ts';
import { head, inSession, localOf, newDocument, step, today, untilDone, who, type Seat } from './relation.ts';
import { ONE } from './tables.ts';

const RELEASE_CHANCE = 0.7;
/** Upper bounds of the shares of EXW, FCA and DAP. */
const INCOTERMS = [
  ['EXW', 0.2],
  ['FCA', 0.5],
  ['DAP', 1],
] as const;
/** Customers ask for the goods within three to thirty days. */
const WISHED_DAYS = { from: 3, to: 30 } as const;

/** What every event of the order says. */
export function orderStep(ctx: Context, { relation, orderId }: Case, performedBy?: string) {
  const touch = { documentId: orderId, documentType: 'SO' };
  return step(relation, Object.assign({}, touch, { performedBy: performedBy ?? who(ctx, relation, 'sales', orderId) }));
}

/** Business days from an order to its goods issue. */
export function shipDays({ orderToShip }: Seat['options']): Generator<number> | undefined {
  const { medianBusinessDays: median, p95 } = orderToShip;
  // A law without spread, or at zero, is a number.
  return median > 0 && p95 > median ? lognormal({ median, p95 }) : undefined;
}

function createOrder() {
  return defineAction({
    id: 'create-order',
    emits: ['sales_order.created', 'sales_order.credit_checked', 'sales_order.credit_blocked', 'control.performed'],
    handler: (ctx): readonly Told[] => {
      const opened = caseOf(ctx);
      const created = orderEvent(ctx, opened);
      return [created, ...creditCheck(ctx, opened, created.payload.gross), creditControl(ctx, opened)];
    },
  });
}

function orderEvent(ctx: Context, opened: Case) {
  const { relation, quoteId } = opened;
  const { days, company } = relation.trade;
  const day = today(ctx, relation);
  if (opened.orderId === '') opened.orderId = newDocument(ctx, relation, 'SO');
  opened.orderDay = day;
  const u = ctx.random.float();
  opened.incoterm = INCOTERMS.find(([, upTo]) => u < upTo)?.[0] ?? 'DAP';
  const requested = days.business(day + ctx.random.int(WISHED_DAYS.from, WISHED_DAYS.to), 0);
  const requestedDate = days.date(requested);
  opened.customerPo = `PO-${ctx.random.int(10_000, 99_999)}`;
  const isQuoted = quoteId !== '';
  const priceSource = isQuoted ? 'quote' : 'list';
  opened.lines = (isQuoted ? opened.quoted : drawLines(ctx, relation)).map((line) =>
    orderLine(line, { priceSource, confirmedDate: requestedDate }),
  );
  const performedBy = who(ctx, relation, 'sales', opened.orderId);
  const references = isQuoted ? [{ documentId: quoteId, documentType: 'QT', relation: 'follows' as const }] : [];
  const begun = { documentId: opened.orderId, documentType: 'SO', performedBy, status: 'open', references };
  const headed = head(ctx, relation, begun);
  opened.rate9 = relation.customer.currency === company.currency ? ONE : headed.rate9;
  const { net, tax, gross } = totalsOf(opened.lines);
  return tell(
    ctx,
    'sales_order.created',
    Object.assign(headed, {
      net,
      tax,
      gross,
      customerPo: opened.customerPo,
      requestedDate,
      terms: relation.customer.terms,
      incoterm: opened.incoterm,
      creditStatus: 'unchecked' as const,
      lines: opened.lines,
    }),
  );
}

/** Before the order counts itself: exposure, and a block where there is one. */
function creditCheck(ctx: Context, opened: Case, gross: number) {
  const { relation, orderId, rate9 } = opened;
  const exposure = exposureOf(relation, localOf(relation, gross, rate9), today(ctx, relation));
  const reason = blockedBy(exposure);
  const exposureCurrency = relation.trade.company.currency;
  relation.orders.set(orderId, { gross, rate9, day: today(ctx, relation) });
  opened.stage = reason === undefined ? 'accepted' : 'blocked';
  const base = orderStep(ctx, opened, 'system:credit');
  const creditStatus = reason === undefined ? ('released' as const) : ('blocked' as const);
  const checked = tell(
    ctx,
    'sales_order.credit_checked',
    Object.assign({}, base, {
      openItems: exposure.openItems,
      undeliveredOrders: exposure.undeliveredOrders,
      thisOrder: exposure.thisOrder,
      creditLimit: exposure.creditLimit,
      oldestOverdueDays: exposure.oldestOverdueDays,
      exposureCurrency,
      creditStatus,
    }),
  );
  if (reason === undefined) return [checked];
  return [
    checked,
    tell(ctx, 'sales_order.credit_blocked', Object.assign({}, base, { creditStatus: 'blocked' as const, reason })),
  ];
}

/** C021: the limit was looked at before the order was taken. */
function creditControl(ctx: Context, { relation, orderId }: Case) {
  return controlOf(ctx, relation, {
    controlId: 'C021',
    objectId: orderId,
    performedBy: 'system:credit',
    evidence: [orderId],
    holds: true,
  });
}

const decideCredit = defineAction({
  id: 'decide-credit',
  emits: ['sales_order.credit_released', 'sales_order.rejected'],
  timeSpan: (ctx) => {
    const { relation, orderId } = caseOf(ctx);
    return untilDone(ctx, relation, ctx.random.int(1, 3), { pool: 'creditManager', key: orderId });
  },
  handler: (ctx): readonly Told[] => {
    const opened = caseOf(ctx);
    const { relation, orderId } = opened;
    const isReleased = ctx.random.chance(RELEASE_CHANCE) && !relation.isInsolvent;
    opened.stage = isReleased ? 'accepted' : 'ended';
    const performedBy = who(ctx, relation, 'creditManager', orderId);
    const base = orderStep(ctx, opened, performedBy);
    if (isReleased) {
      const approvedBy = whoApproves(ctx, relation, { performedBy, amount: localGross(opened) });
      const approved = { creditStatus: 'approved' as const, reason: 'payment promised' };
      const signed =
        approvedBy === undefined
          ? approved
          : { approvedBy, creditStatus: approved.creditStatus, reason: approved.reason };
      return [tell(ctx, 'sales_order.credit_released', Object.assign({}, base, signed))];
    }
    relation.orders.delete(orderId);
    const reason = 'risk too high';
    return [tell(ctx, 'sales_order.rejected', Object.assign({}, base, { creditStatus: 'rejected' as const, reason }))];
  },
});

/** What an order is worth to the company that sells. */
function localGross({ relation, orderId, rate9 }: Case): number {
  return localOf(relation, relation.orders.get(orderId)?.gross ?? 0, rate9);
}

/** Confirms a day of delivery, and what will happen to the order before that. */
function confirm({ options }: Seat) {
  const law = shipDays(options);
  return defineAction({
    id: 'confirm',
    emits: ['sales_order.confirmed'],
    timeSpan: (ctx) => {
      const { relation, orderId } = caseOf(ctx);
      return untilDone(ctx, relation, ctx.random.int(0, 1), { pool: 'sales', key: orderId });
    },
    handler: (ctx): readonly Told[] => {
      const opened = caseOf(ctx);
      const { days } = opened.relation.trade;
      const wait = law === undefined ? options.orderToShip.medianBusinessDays : ctx.draw('ship', law);
      const planned = days.business(opened.orderDay, Math.round(wait));
      opened.nextDay = Math.max(planned, days.business(days.dayOf(ctx.nowMs), 1));
      opened.stage = 'confirmed';
      const u = ctx.random.float();
      const { orderChangeChance: change, cancellationChance: cancel } = options;
      opened.change = u < change ? 'change' : u < change + cancel ? 'cancel' : 'none';
      const confirmedDate = days.date(opened.nextDay);
      return [
        tell(
          ctx,
          'sales_order.confirmed',
          Object.assign(orderStep(ctx, opened), { status: 'confirmed', confirmedDate }),
        ),
      ];
    },
  });
}

/** Before the day of delivery. */
function beforePicking(ctx: Context): number {
  const { relation, orderId, nextDay } = caseOf(ctx);
  const { days } = relation.trade;
  const wished = days.business(days.dayOf(ctx.nowMs), ctx.random.int(1, 4));
  const last = days.at(nextDay, 7) - ctx.random.int(1, 60) * 60_000;
  const span = Math.max(1, Math.min(until(ctx, days.at(wished, workHour(ctx))), last - ctx.nowMs));
  return inSession(ctx, relation, span, { pool: 'sales', key: orderId });
}

const changeOrder = defineAction({
  id: 'change-order',
  emits: ['sales_order.changed'],
  timeSpan: beforePicking,
  handler: (ctx): readonly Told[] => {
    const opened = caseOf(ctx);
    const { relation, orderId } = opened;
    const { days } = relation.trade;
    const isQuantity = ctx.random.chance(0.5);
    if (isQuantity) {
      const chosen = ctx.random.int(0, opened.lines.length - 1);
      const factor = 0.5 + ctx.random.float();
      opened.lines = opened.lines.map((line, i) =>
        i === chosen ? withQuantity(line, Math.max(1, Math.round(line.quantity * factor))) : line,
      );
    } else {
      opened.nextDay = days.business(opened.nextDay, ctx.random.int(1, 5));
    }
    const requestedDate = days.date(opened.nextDay);
    opened.lines = opened.lines.map((line) => Object.assign({ ...line }, { confirmedDate: requestedDate }));
    const totals = totalsOf(opened.lines);
    const day = relation.orders.get(orderId)?.day ?? today(ctx, relation);
    relation.orders.set(orderId, { gross: totals.gross, rate9: opened.rate9, day });
    const reason = isQuantity ? ('quantity' as const) : ('date' as const);
    return [
      tell(
        ctx,
        'sales_order.changed',
        Object.assign(orderStep(ctx, opened), {
          net: totals.net,
          tax: totals.tax,
          gross: totals.gross,
          reason,
          requestedDate,
          lines: opened.lines,
        }),
      ),
    ];
  },
});

/** Ends an order of which nothing is delivered. */
export function cancelled(ctx: Context, opened: Case, reason: string) {
  opened.stage = 'ended';
  opened.relation.orders.delete(opened.orderId);
  return tell(ctx, 'sales_order.cancelled', Object.assign(orderStep(ctx, opened), { status: 'cancelled', reason }));
}

const cancelOrder = defineAction({
  id: 'cancel-order',
  emits: ['sales_order.cancelled'],
  timeSpan: beforePicking,
  handler: (ctx): readonly Told[] => [cancelled(ctx, caseOf(ctx), 'customer')],
});

/** The adventure of an order up to the day of delivery. */
export function orderAdventure(seat: Seat) {
  return defineAdventure({
    id: 'order',
    actions: [
      createOrder(),
      when(at('blocked'), [decideCredit]),
      when(at('accepted'), [confirm(seat)]),
      when((ctx) => caseOf(ctx).change === 'change', [changeOrder]),
      when((ctx) => caseOf(ctx).change === 'cancel', [cancelOrder]),
    ],
  });
}
