/** A blocked invoice that goes back to its vendor: taken out of the books as it went in; a right one comes in its place. */
import { chance, type Context, lognormal } from '../../src/index.ts';
import { billOf, type BillingInput } from './open-bill.ts';
import type { InvoiceLine, P2pEvent, PayloadOf } from './documents.ts';
import { openedValues } from './locals.ts';
import { postings } from './postings.ts';
import { doer, isOutlay, type Order, type OrderLine, postedOn, type Relation, SHARE } from './relation.ts';

const GOES_BACK = chance(0.3);
const CORRECTED_DAYS = lognormal({ median: 4, p95: 12, max: 30 });

type Invoice = PayloadOf<'vendor_invoice.posted'>;

interface Returning {
  readonly order: Order;
  readonly invoice: Invoice;
}

/** Whether it goes back: what is used up alone, while its units stand as it found them. */
export function goesBack(ctx: Context, { order, invoice }: Returning): boolean {
  if (!order.lines.every(isOutlay) || order.advance !== undefined) return false;
  const isClean = invoice.lines.every((line) => {
    const ordered = lineOf(order, line);
    if (ordered === undefined) return true;
    const isUnreceived = line.cleared === undefined && line.opened === undefined;
    return (
      isUnreceived ||
      (line.opened === undefined && (ordered.units.side === 'credit' || ordered.units.layers.length === 0))
    );
  });
  return isClean && ctx.draw('goes-back', GOES_BACK);
}

export function sendBack(
  ctx: Context,
  relation: Relation,
  { order, invoice }: Returning,
): P2pEvent<'vendor_invoice.returned_to_vendor' | 'vendor_invoice.reversed'>[] {
  const { clock, company, partner, payables } = relation;
  const payable = payables.get(invoice.documentId);
  if (payable === undefined) return [];
  payables.delete(invoice.documentId);
  const day = clock.dayOf(ctx.nowMs);
  const performedBy = doer(ctx, relation, 'invoiceClerk', invoice.documentId);
  const step = { documentId: invoice.documentId, documentType: 'VI', company: company.code, partner, performedBy };
  const reversed: PayloadOf<'vendor_invoice.reversed'> = Object.assign({}, invoice, postedOn(ctx, relation, day), {
    documentDate: invoice.documentDate,
    performedBy,
    status: 'reversed',
    references: [{ documentId: invoice.documentId, documentType: 'VI', relation: 'reverses' }],
    lines: invoice.lines.map(swapped),
    reverses: `${billOf(ctx).postedId}-1`,
    clears: { item: payable.item, amount: payable.amount, localAmount: payable.localAmount },
    reason: 'sent back to the vendor',
  });
  // What was put together field by field is a hash table to V8, its copy is not: encoders are faster without any.
  const payload = { ...reversed };
  const isSame = invoice.currency === company.currency;
  const values = isSame ? undefined : openedValues(relation, postings['PP12'], payload);
  for (const line of payload.lines) takeBack(order, line, { values, day });
  const days = ctx.draw('corrected', CORRECTED_DAYS);
  const quantities = rightQuantities(order, invoice);
  const input: BillingInput = { orderId: order.orderId, quantities, isCorrected: true };
  const at = clock.at(clock.following(day + Math.max(1, Math.round(days))), 8 + 8 * ctx.draw('corrected.hour', SHARE));
  if (Object.values(quantities).some((quantity) => quantity > 0)) ctx.start('billing', { at, input });
  else order.invoices--;
  return [
    ctx.event('vendor_invoice.returned_to_vendor', Object.assign({}, step, { reasons: [...invoice.blockReasons] })),
    ctx.event('vendor_invoice.reversed', payload),
  ];
}

function lineOf(order: Order, { reference }: Pick<InvoiceLine, 'reference'>): OrderLine | undefined {
  return order.lines.find(({ line }) => line === reference?.line);
}

/** Units that were billed are unbilled again. */
function swapped(billed: InvoiceLine): InvoiceLine {
  if (billed.cleared === undefined) return billed;
  const { line, cleared, ...rest } = billed;
  const { item, quantity, amount } = cleared;
  return { line, ...rest, opened: { item, quantity, amount } };
}

function takeBack(
  order: Order,
  line: InvoiceLine,
  { values, day }: { readonly values: ReadonlyMap<string, number> | undefined; readonly day: number },
): void {
  const ordered = lineOf(order, line);
  if (ordered === undefined) return;
  ordered.invoiced -= line.quantity;
  ordered.touched = day;
  const { opened } = line;
  if (opened === undefined) return;
  const layer = { quantity: opened.quantity, localAmount: values?.get(opened.item) ?? opened.amount };
  ordered.units = { side: 'credit', layers: [...ordered.units.layers, layer] };
}

/** What came and is not billed otherwise; of what is billed without a receipt, what was ordered. */
function rightQuantities(order: Order, { lines }: Invoice): Readonly<Record<number, number>> {
  const billed = new Set(lines.map(({ reference }) => reference?.line));
  const right = order.lines
    .filter(({ line }) => billed.has(line))
    .map(({ line, quantity, received, returned, invoiced, credited }) => {
      const due = order.policy === 'afterReceipt' ? received - returned : quantity;
      const asked = lines.find(({ reference }) => reference?.line === line)?.quantity ?? 0;
      return [line, Math.max(0, Math.min(asked, due - (invoiced - credited)))] as const;
    });
  return Object.fromEntries(right);
}
