/** Invoices: one for each delivery, within a business day. What is owed begins here. */
import { defineAction, lineAmount, partOf, type Context } from '../../src/index.ts';
import { TERMS } from '../world/masters/terms.ts';
import { caseOf, type Case } from './case.ts';
import { until, workHour } from './days.ts';
import { controlOf } from './control.ts';
import { tell, type InvoiceLine, type OrderLine, type Payload, type Told } from './documents.ts';
import { pricedOf, totalsOf, withQuantity } from './lines.ts';
import { orderStep } from './order.ts';
import { planPayment } from './pay.ts';
import {
  head,
  inSession,
  localOf,
  newDocument,
  step,
  today,
  who,
  type Receivable,
  type Relation,
  type Seat,
} from './relation.ts';

const MINUTE_MS = 60_000;

/** An invoice to be written. */
export interface Billing {
  readonly documentId: string;
  readonly kind: 'product' | 'service' | 'subscription' | 'rebill';
  readonly salesOrder: string;
  readonly lines: readonly InvoiceLine[];
  readonly references: Payload<'customer_invoice.posted'>['references'];
  /** What its biller is chosen by, where that is known before it is written. Default: the invoice. */
  readonly biller?: string;
}

/** Writes an invoice: its event, and the item that it opens. */
export function postInvoice(ctx: Context, relation: Relation, billing: Billing) {
  const { trade, customer } = relation;
  const { days } = trade;
  const { documentId, kind, salesOrder, lines, references } = billing;
  const day = today(ctx, relation);
  const { dueDays, discountDays, discountBp } = TERMS[customer.terms];
  const performedBy = who(ctx, relation, 'biller', billing.biller ?? documentId);
  const headed = head(ctx, relation, { documentId, documentType: 'CI', performedBy, status: 'posted', references });
  const totals = totalsOf(lines);
  const posted = tell(
    ctx,
    'customer_invoice.posted',
    Object.assign(headed, {
      net: totals.net,
      tax: totals.tax,
      gross: totals.gross,
      billingDate: days.date(day),
      dueDate: days.date(day + dueDays),
      ...(discountBp === 0 ? {} : { discountDate: days.date(day + discountDays), discountBp }),
      terms: customer.terms,
      kind,
      salesOrder,
      lines,
    }),
  );
  const receivable: Receivable = {
    item: documentId,
    invoice: documentId,
    kind: 'invoice',
    amount: totals.gross,
    localAmount: localOf(relation, totals.gross, headed.rate9),
    rate9: headed.rate9,
    gross: totals.gross,
    tax: totals.tax,
    lines,
    salesOrder,
    billedDay: day,
    dueDay: day + dueDays,
    discountDay: discountBp === 0 ? 0 : day + discountDays,
    discountBp,
    payDay: 0,
    takesDiscount: false,
    isTried: false,
    isReserved: false,
    isDisputed: false,
    level: 0,
    noticeDay: 0,
  };
  relation.receivables.push(receivable);
  const delivery = references.find(({ documentType }) => documentType === 'DL')?.documentId;
  if (delivery !== undefined && relation.invoiced.has(delivery)) {
    relation.invoiced.set(delivery, { invoice: documentId, rate9: headed.rate9, day, lines });
  }
  relation.billed.push({ day, gross: receivable.localAmount });
  return { posted, receivable };
}

/** The invoice on its way to the customer. */
export function sent(ctx: Context, relation: Relation, documentId: string) {
  const { channel, segment } = relation.customer;
  const by = segment === 'enterprise' ? ('edi' as const) : channel === 'web' ? ('email' as const) : ('post' as const);
  return tell(
    ctx,
    'customer_invoice.sent',
    Object.assign(invoiceStep(ctx, relation, documentId, 'system:billing'), { status: 'sent', channel: by }),
    { after: ctx.random.int(5, 45) * MINUTE_MS },
  );
}

/** What every event of an invoice says. */
export function invoiceStep(ctx: Context, relation: Relation, documentId: string, performedBy?: string) {
  return step(relation, {
    documentId,
    documentType: 'CI',
    performedBy: performedBy ?? who(ctx, relation, 'biller', documentId),
  });
}

/** Bills what has just been delivered; with the last invoice the order is closed. */
export function bill({ options }: Seat) {
  return defineAction({
    id: 'bill',
    emits: ['customer_invoice.posted', 'customer_invoice.sent', 'sales_order.closed', 'control.performed'],
    timeSpan: (ctx) => {
      const { relation, deliveryId } = caseOf(ctx);
      const { days } = relation.trade;
      const day = days.dayOf(ctx.nowMs);
      const later = ctx.random.int(0, 1);
      const span = until(ctx, later === 0 ? 0 : days.at(days.business(day, 1), workHour(ctx)));
      return inSession(ctx, relation, span, { pool: 'biller', key: deliveryId });
    },
    handler: (ctx): readonly Told[] => {
      const opened = caseOf(ctx);
      const { relation, orderId, deliveryId } = opened;
      const right = invoiceLines(opened);
      const isWrong = ctx.random.chance(options.billingErrorChance);
      const lines = isWrong ? withError(ctx, right) : right;
      const isService = lines.every(({ serviceId }) => serviceId !== undefined);
      const { posted, receivable } = postInvoice(ctx, relation, {
        documentId: newDocument(ctx, relation, 'CI'),
        kind: isService ? 'service' : 'product',
        salesOrder: orderId,
        lines,
        references: [{ documentId: deliveryId, documentType: 'DL', relation: 'invoices' }],
        biller: deliveryId,
      });
      reduceOrder(relation, orderId, receivable.gross);
      planPayment(ctx, relation, receivable, options);
      if (isWrong) {
        receivable.isDisputed = true;
        const input: BillingErrorInput = { receivable, right, delivery: deliveryId };
        ctx.start('billing-error', { after: `${ctx.random.int(2, 10)}d`, input });
      }
      opened.delivered++;
      return [
        posted,
        sent(ctx, relation, receivable.invoice),
        ...closing(ctx, opened),
        billingControl(ctx, relation, { receivable, right, delivery: deliveryId }),
      ];
    },
  });
}

/** C020: what is billed has the price of the order and the quantity of the delivery; where not, that is an exception. */
export function billingControl(ctx: Context, relation: Relation, { receivable, right, delivery }: BillingErrorInput) {
  const { invoice, lines, salesOrder } = receivable;
  const holds = lines.every(({ unitPrice, quantity }, i) => {
    const agreed = right[i];
    return unitPrice === agreed?.unitPrice && quantity === agreed.quantity;
  });
  return controlOf(ctx, relation, {
    controlId: 'C020',
    objectId: invoice,
    performedBy: 'system:billing',
    evidence: [invoice, salesOrder, delivery],
    holds,
  });
}

/** What is told to the journey that sets an invoice right. */
export interface BillingErrorInput {
  readonly receivable: Receivable;
  readonly right: readonly InvoiceLine[];
  readonly delivery: string;
}

/** Lines of the delivery of this round, at the prices of the order. */
function invoiceLines({ lines, portions, delivered, deliveryId, orderId }: Case): readonly InvoiceLine[] {
  const taken = portions[delivered] ?? [];
  const billed: InvoiceLine[] = [];
  for (const [i, ordered] of lines.entries()) {
    const quantity = taken[i] ?? 0;
    if (quantity === 0) continue;
    billed.push(invoiceLine(ordered, { line: billed.length + 1, quantity, orderId, deliveryId }));
  }
  return billed;
}

interface Portion {
  readonly line: number;
  readonly quantity: number;
  readonly orderId: string;
  readonly deliveryId: string;
}

function invoiceLine(ordered: OrderLine, { line, quantity, orderId, deliveryId }: Portion): InvoiceLine {
  const { unitPrice, taxCode, taxBp, uomScale } = ordered;
  const net = lineAmount({ quantity, unitPrice, uomScale });
  return Object.assign(pricedOf(ordered, line, quantity, { unitPrice, net, taxCode, taxBp, tax: partOf(net, taxBp) }), {
    reference: { documentId: orderId, line: ordered.line },
    deliveryLine: { documentId: deliveryId, line },
  });
}

/** Somebody mistypes a price or a quantity, always upwards: what is too little, no customer disputes. */
function withError(ctx: Context, lines: readonly InvoiceLine[]): readonly InvoiceLine[] {
  const wrong = ctx.random.int(0, lines.length - 1);
  const percent = ctx.random.int(5, 20);
  const isPrice = ctx.random.chance(0.5);
  const more = (value: number): number => value + Math.max(1, Math.round((value * percent) / 100));
  return lines.map((line, i) => {
    if (i !== wrong) return line;
    return isPrice
      ? withQuantity(line, line.quantity, more(line.unitPrice))
      : withQuantity(line, more(line.quantity), line.unitPrice);
  });
}

/** What is billed is no longer to be delivered. */
function reduceOrder({ orders }: Relation, orderId: string, gross: number): void {
  const open = orders.get(orderId);
  if (open !== undefined) open.gross = Math.max(0, open.gross - gross);
}

function closing(ctx: Context, opened: Case) {
  const { relation, orderId, portions, delivered } = opened;
  const { days } = relation.trade;
  if (delivered < portions.length) {
    opened.nextDay = days.business(days.dayOf(ctx.nowMs), ctx.random.int(3, 10));
    return [];
  }
  opened.stage = 'ended';
  relation.orders.delete(orderId);
  return [tell(ctx, 'sales_order.closed', Object.assign(orderStep(ctx, opened, 'system:sales'), { status: 'closed' }))];
}
