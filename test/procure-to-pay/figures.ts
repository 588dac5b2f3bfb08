/** Figures of a run as controllers and process miners read them, from its events alone. */
import type { Event } from '../../src/index.ts';
import { named } from './support.ts';

const DAY_MS = 86_400_000;

interface Told {
  readonly documentId?: string;
  readonly documentType?: string;
  readonly references?: readonly { readonly documentId: string }[];
  readonly purchaseOrder?: string;
}

/** Steps of each order that is closed, in order: its requisition, itself, its receipts, returns, invoices and credits. */
export function coursesOf(events: readonly Event[]): ReadonlyMap<string, readonly string[]> {
  const steps = events.filter(({ name }) => name !== 'journal_entry.posted' && name !== 'control.performed');
  const followed = new Map<string, string>();
  for (const { payload } of steps) {
    const { documentId = '', documentType, references, purchaseOrder } = payload as Told;
    const next =
      purchaseOrder ?? (documentType === 'PO' || documentType === 'PR' ? undefined : references?.[0]?.documentId);
    if (next !== undefined && !followed.has(documentId)) followed.set(documentId, next);
  }
  const orderOf = (id: string): string => {
    const next = followed.get(id);
    return next === undefined ? id : orderOf(next);
  };
  const courses = new Map<string, string[]>();
  const closed = new Set<string>();
  for (const { name, payload } of steps) {
    const { documentId = '', documentType } = payload as Told;
    if (documentType === 'PY') continue;
    const order = orderOf(documentId);
    courses.set(order, [...(courses.get(order) ?? []), name]);
    if (name === 'purchase_order.closed') closed.add(order);
  }
  return new Map([...courses].filter(([order]) => closed.has(order)));
}

export interface Figures {
  readonly orders: number;
  readonly firstPass: number;
  /** By amount, and by item. */
  readonly daysPayable: number;
  readonly daysPerItem: number;
  readonly lateShare: number;
  readonly eventsPerItem: number;
  readonly variants: number;
  readonly topTenShare: number;
  readonly invoiceFirstShare: number;
  readonly batchShare: number;
}

export function figuresOf(events: readonly Event[]): Figures {
  const courses = [...coursesOf(events).values()].map((steps) => steps.join(' → '));
  const counts = new Map<string, number>();
  for (const course of courses) counts.set(course, (counts.get(course) ?? 0) + 1);
  const top = [...counts.values()]
    .sort((a, b) => b - a)
    .slice(0, 10)
    .reduce((sum, one) => sum + one, 0);
  const invoices = named(events, 'vendor_invoice.posted');
  const baseline = new Map(invoices.map(({ payload }) => [payload.documentId, payload]));
  let [weighted, paid, days, late, items] = [0, 0, 0, 0, 0];
  for (const { payload } of named(events, 'vendor_payment.released')) {
    for (const { invoice, amount, kind } of payload.items) {
      const owed = baseline.get(invoice);
      if (kind !== 'invoice' || owed === undefined) continue;
      const taken = (Date.parse(payload.valueDate) - Date.parse(owed.baselineDate)) / DAY_MS;
      weighted += amount * taken;
      days += taken;
      paid += amount;
      items++;
      if (payload.valueDate > owed.dueDate) late++;
    }
  }
  const lines = named(events, 'purchase_order.created').reduce((sum, { payload }) => sum + payload.lines.length, 0);
  const business = events.filter(({ name }) => name !== 'journal_entry.posted' && name !== 'control.performed');
  const isBatch = ({ payload }: Event): boolean => String(payload['performedBy']).startsWith('system:');
  return {
    orders: named(events, 'purchase_order.created').length,
    firstPass: named(events, 'vendor_invoice.matched').length / invoices.length,
    daysPayable: weighted / paid,
    daysPerItem: days / items,
    lateShare: late / items,
    eventsPerItem: business.length / lines,
    variants: counts.size,
    topTenShare: top / courses.length,
    invoiceFirstShare:
      named(events, 'purchase_order.created').filter(({ payload }) => payload.invoicePolicy === 'beforeReceipt')
        .length / named(events, 'purchase_order.created').length,
    batchShare: business.filter(isBatch).length / business.length,
  };
}
