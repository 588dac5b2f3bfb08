/** O4, O6: orders on credit, and what is given up. */
import { convertAmount, type FileCheck } from '../../../src/index.ts';
import { dayNumber, fileCheck, judge, type Read } from './reading.ts';
import { Receivables } from './receivables.ts';

const MOST_OVERDUE_DAYS = 60;

/** An order not billed to its end. */
interface Unbilled {
  readonly customer: string;
  readonly currency: string;
  readonly rate9: number;
  readonly createdBy: string;
  gross: number;
  isBlocked: boolean;
  isChecked: boolean;
  /** Made before the file begins: what became of its credit until then is not told. */
  readonly isOlder: boolean;
}

/** What a check of credit remembers. */
class Exposures {
  readonly receivables = new Receivables();
  readonly orders = new Map<string, Unbilled>();
  readonly limits = new Map<string, number>();

  localOf({ currency, gross, rate9 }: Pick<Unbilled, 'currency' | 'gross' | 'rate9'>, own: string): number {
    return currency === own ? gross : convertAmount(gross, rate9, { from: currency, to: own });
  }

  /** What a customer owes and has ordered beside one order. */
  beside(documentId: string, customer: string, own: string): { readonly open: number; readonly undelivered: number } {
    let open = 0;
    for (const { localAmount } of this.receivables.of(customer)) open += localAmount;
    let undelivered = 0;
    for (const [id, order] of this.orders) {
      if (order.customer === customer && id !== documentId) undelivered += this.localOf(order, own);
    }
    return { open, undelivered };
  }

  overdue(customer: string, date: string): number {
    const today = dayNumber(date);
    const days = this.receivables.of(customer).map(({ dueDate }) => today - dayNumber(dueDate));
    return Math.max(0, ...days);
  }
}

/**
 * O4: an order is blocked exactly when what is owed, ordered and asked for is above the limit, or an item is too old, all of
 * it recomputed; nothing blocked is delivered; who sold does not release.
 */
export function creditIsKept(): FileCheck {
  const known = new Exposures();
  const dates = new Map<string, string>();
  return fileCheck({ id: 'O4', name: 'blocked-when-over-the-limit', seesAll: true }, (log) => ({
    'sales_order.created': ({ payload }) => {
      const { documentId, partner, currency, rate9, gross, performedBy, documentDate } = payload;
      const order = { customer: partner.id, currency, rate9, createdBy: performedBy, gross };
      known.orders.set(documentId, { ...order, isBlocked: false, isChecked: false, isOlder: false });
      dates.set(documentId, documentDate);
    },
    'opening_document.recorded': ({ payload }) => {
      const { documentId, documentType, partner, currency, rate9, gross } = payload;
      if (documentType !== 'SO' || partner === undefined || gross === undefined) return;
      const order = { customer: partner.id, currency, rate9, createdBy: '', gross };
      known.orders.set(documentId, { ...order, isBlocked: false, isChecked: true, isOlder: true });
    },
    'sales_order.credit_checked': (event) => {
      if (known.orders.get(event.payload.documentId)?.isOlder === true) return;
      judge(log, event, creditFaults(event, { known, dates }));
      const order = known.orders.get(event.payload.documentId);
      if (order === undefined) return;
      order.isChecked = true;
      order.isBlocked = event.payload.creditStatus === 'blocked';
    },
    'sales_order.credit_released': (event) => {
      const order = known.orders.get(event.payload.documentId);
      if (order?.isOlder === true) return;
      judge(log, event, [
        order?.isBlocked !== true && 'released, but not blocked',
        order?.createdBy === event.payload.performedBy && `released by ${event.payload.performedBy}, who sold it`,
      ]);
      if (order !== undefined) order.isBlocked = false;
    },
    'sales_order.changed': ({ payload }) => {
      const order = known.orders.get(payload.documentId);
      if (order !== undefined) order.gross = payload.gross;
    },
    'delivery.goods_issued': (event) => {
      const order = known.orders.get(event.payload.salesOrder);
      judge(log, event, [
        order?.isBlocked === true && `delivered while ${event.payload.salesOrder} is blocked`,
        order?.isChecked === false && `delivered before the credit of ${event.payload.salesOrder} was checked`,
      ]);
    },
    'customer_invoice.posted': ({ payload }) => {
      const order = known.orders.get(payload.salesOrder);
      if (order !== undefined && payload.kind !== 'rebill') order.gross = Math.max(0, order.gross - payload.gross);
    },
    'sales_order.closed': ({ payload }) => void known.orders.delete(payload.documentId),
    'sales_order.rejected': ({ payload }) => void known.orders.delete(payload.documentId),
    'sales_order.cancelled': ({ payload }) => void known.orders.delete(payload.documentId),
    'customer.onboarded': ({ payload }) => void known.limits.set(payload.partner.id, payload.creditLimit),
    'customer.credit_limit_changed': ({ payload }) => void known.limits.set(payload.partner.id, payload.to),
    entry: (posted) => known.receivables.post(posted),
  }));
}

function creditFaults(
  { payload }: Read<'sales_order.credit_checked'>,
  { known, dates }: { readonly known: Exposures; readonly dates: Map<string, string> },
): readonly (string | false)[] {
  const {
    documentId,
    partner,
    openItems,
    undeliveredOrders,
    thisOrder,
    creditLimit,
    creditStatus,
    exposureCurrency: own,
  } = payload;
  const order = known.orders.get(documentId);
  if (order === undefined) return ['checked before it is created'];
  const { open, undelivered } = known.beside(documentId, partner.id, own);
  const overdue = known.overdue(partner.id, dates.get(documentId) ?? '');
  dates.delete(documentId);
  // The first limit stands in the master data; from then on every change is an event.
  const limit = known.limits.get(partner.id) ?? creditLimit;
  known.limits.set(partner.id, limit);
  const local = known.localOf(order, own);
  const isOver = open + undelivered + local > limit || overdue > MOST_OVERDUE_DAYS;
  return [
    openItems !== open && `says open items of ${openItems}, the entries say ${open}`,
    undeliveredOrders !== undelivered && `says ${undeliveredOrders} ordered, the orders say ${undelivered}`,
    thisOrder !== local && `says ${thisOrder} for itself, it is ${local}`,
    creditLimit !== limit && `says a limit of ${creditLimit}, it is ${limit}`,
    payload.oldestOverdueDays !== overdue && `says ${payload.oldestOverdueDays} days overdue, it is ${overdue}`,
    isOver !== (creditStatus === 'blocked') &&
      `is ${creditStatus} with ${open} + ${undelivered} + ${local} against ${limit} and ${overdue} days overdue`,
  ];
}

/** O6: what is written off is the whole of an item, and nothing of it is open or cleared afterwards. */
export function lossesAreWhole(): FileCheck {
  const receivables = new Receivables();
  const given = new Map<string, string>();
  return fileCheck({ id: 'O6', name: 'written-off-items-are-gone' }, (log) => ({
    'receivable.written_off': (event) => {
      const faults = event.payload.clears.map(({ item, amount }) => {
        const open = receivables.items.get(item)?.amount ?? 0;
        given.set(item, event.payload.documentId);
        return open !== amount && `${amount} of item ${item} given up, ${open} are open`;
      });
      judge(log, event, faults);
    },
    entry: (posted, at) => {
      receivables.post(posted);
      const later = posted.lines.flatMap(({ clears }) => clears ?? []);
      for (const { item } of later) {
        const by = given.get(item);
        if (by === undefined || posted.ruleId === 'OC14') continue;
        const { documentId, entryId } = posted;
        judge(log, { at, payload: { documentId } }, [`${entryId} clears item ${item}, which ${by} gave up`]);
      }
    },
  }));
}
