/** P3, P7, P12: invoices matched again, that none is there twice, and what carriers bill. */
import type { PayloadOf } from '../documents.ts';
import { OrderLines, type Written } from './reading.ts';
import { aboveOrder, dearestOf, mostOf, type Tolerances } from './tolerances.ts';

type Invoice = PayloadOf<'vendor_invoice.posted'>;

export const P3 = (tolerances: Tolerances): Written => ({
  id: 'P3',
  name: 'three-way-match-recomputed',
  begin: (judge) => {
    const orders = new OrderLines();
    const blocked = new Set<string>();
    return {
      on: {
        'purchase_order.created': (payload) => orders.created(payload),
        'purchase_order.changed': (payload) => orders.changed(payload),
        'goods_receipt.posted': (payload) => orders.received(payload),
        'service_entry.accepted': (payload) => orders.received(payload),
        'purchase_order.cancelled': ({ documentId }) => void orders.close(documentId),
        'vendor_return.posted': (payload) => orders.returned(payload),
        'vendor_credit_memo.posted': (payload) => orders.credited(payload),
        'purchase_order.closed': ({ documentId }) => void orders.close(documentId),
        'vendor_invoice.posted': (invoice) => {
          orders.invoiced(invoice);
          const found = statusAgain(invoice, orders, tolerances);
          const { documentId, matchStatus } = invoice;
          judge(
            found === matchStatus,
            [documentId],
            () => `${documentId} says ${matchStatus}, its order and receipts say ${found}`,
          );
          if (matchStatus !== 'matched' && matchStatus !== 'notRelevant') blocked.add(documentId);
        },
        'vendor_invoice.block_released': ({ documentId }) => void blocked.delete(documentId),
        'vendor_invoice.reversed': (payload) => {
          orders.uninvoiced(payload);
          blocked.delete(payload.documentId);
        },
        'vendor_payment.released': ({ documentId, items }) => {
          for (const { invoice } of items) {
            judge(
              !blocked.has(invoice),
              [documentId, invoice],
              () => `payment ${documentId} pays ${invoice}, which is blocked`,
            );
          }
        },
      },
    };
  },
});

function statusAgain(invoice: Invoice, orders: OrderLines, tolerances: Tolerances): string {
  if (invoice.lines.every(({ reference }) => reference === undefined)) return 'notRelevant';
  let [price, quantity, missing] = [false, false, false];
  for (const line of invoice.lines) {
    const order = line.reference === undefined ? undefined : orders.get(line.reference.documentId, line.reference.line);
    if (order === undefined) continue;
    const kept = order.received - order.returned;
    const billed = order.invoiced - order.credited;
    const priced = { line, orderPrice: order.price, currency: invoice.currency };
    price ||= aboveOrder(priced) > dearestOf(priced, tolerances);
    if (order.grBased && kept === 0) missing = true;
    else quantity ||= billed > mostOf({ grBased: order.grBased, kept, ordered: order.ordered }, tolerances);
  }
  if (missing) return 'noReceipt';
  if (quantity) return 'quantityBlocked';
  return price || invoice.gross !== invoice.statedGross ? 'priceBlocked' : 'matched';
}

export const P7: Written = {
  id: 'P7',
  name: 'vendor-invoices-once',
  begin: (judge) => {
    const numbers = new Map<string, string>();
    const once = ({
      documentId,
      company,
      partner,
      vendorInvoiceNumber,
    }: Pick<Invoice, 'documentId' | 'company' | 'partner' | 'vendorInvoiceNumber'>): void => {
      const key = `${company}/${partner.id}/${vendorInvoiceNumber}`;
      const first = numbers.get(key);
      judge(
        first === undefined,
        [documentId],
        () => `${documentId} and ${first ?? ''} are both invoice ${vendorInvoiceNumber} of ${partner.id}`,
      );
      numbers.set(key, first ?? documentId);
    };
    // What went back may come again.
    const forget = ({
      company,
      partner,
      vendorInvoiceNumber,
    }: Pick<Invoice, 'company' | 'partner' | 'vendorInvoiceNumber'>) =>
      void numbers.delete(`${company}/${partner.id}/${vendorInvoiceNumber}`);
    return {
      on: { 'vendor_invoice.posted': once, 'vendor_credit_memo.posted': once, 'vendor_invoice.reversed': forget },
    };
  },
};

/** P12: what a carrier bills is what was accrued of the month, and the difference is told. */
export const P12: Written = {
  id: 'P12',
  seesAll: true,
  name: 'carriers-bill-what-was-accrued',
  begin: (judge) => {
    const accrued = new Map<string, number>();
    return {
      on: {
        'opening_item.recorded': ({ role, openItem: { id } = { id: '' }, amount, quantity }) => {
          if (role === 'grir' && quantity === undefined) accrued.set(id, (accrued.get(id) ?? 0) + amount);
        },
        'outbound_freight.accrued': ({ item, amount }) => void accrued.set(item, (accrued.get(item) ?? 0) + amount),
        'vendor_invoice.posted': ({ documentId, lines }) => {
          for (const { accrued: taken } of lines) {
            if (taken === undefined) continue;
            const owed = accrued.get(taken.item) ?? 0;
            judge(
              taken.amount === owed,
              [documentId, taken.item],
              () => `${documentId} settles ${taken.amount} of ${taken.item}, of which ${owed} was accrued`,
            );
            accrued.delete(taken.item);
          }
        },
      },
    };
  },
};
