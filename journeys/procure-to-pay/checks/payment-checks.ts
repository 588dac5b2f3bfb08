/** P4, P6, P11: what early payment takes off, what payments come to, and advances. */
import { mulDiv, partOf, type MasterTables } from '../../../src/index.ts';
import { numberOf, textOf } from '../../world/checks/finding.ts';
import type { PaidItem, PayloadOf } from '../documents.ts';
import type { Judge, Written } from './reading.ts';

interface Owed {
  readonly discountDate: string | undefined;
  readonly discountBp: number;
  readonly tax: number;
  readonly gross: number;
  /** The invoice that a memo gives back of; '' for an invoice. */
  readonly credits: string;
}

export const P4: Written = {
  id: 'P4',
  name: 'terms-and-discounts',
  begin: (judge) => {
    const owed = new Map<string, Owed>();
    return {
      on: {
        'vendor_invoice.posted': ({ documentId, discountDate, discountBp, tax, gross }) => {
          owed.set(documentId, { discountDate, discountBp, tax, gross, credits: '' });
        },
        'vendor_credit_memo.posted': ({ documentId, references, tax, gross }) => {
          const credits = references[0]?.documentId ?? '';
          owed.set(documentId, { discountDate: undefined, discountBp: 0, tax, gross, credits });
        },
        'vendor_payment.released': (payment) => {
          for (const item of payment.items) judgeDiscount(payment, item, { owed, judge });
        },
      },
    };
  },
};

function judgeDiscount(
  { documentId, valueDate, items }: PayloadOf<'vendor_payment.released'>,
  { invoice, kind, amount, discount, discountTax }: PaidItem,
  { owed, judge }: { readonly owed: ReadonlyMap<string, Owed>; readonly judge: Judge },
): void {
  const one = owed.get(invoice);
  if (one === undefined || kind !== 'invoice') return;
  const credits = items.reduce(
    (sum, other) => (owed.get(other.invoice)?.credits === invoice ? sum + other.amount : sum),
    0,
  );
  const isEarly = one.discountDate !== undefined && valueDate <= one.discountDate;
  const expected = isEarly ? partOf(Math.max(0, amount - credits), one.discountBp) : 0;
  judge(
    discount === expected,
    [documentId, invoice],
    () => `payment ${documentId} of value ${valueDate} takes ${discount} off ${invoice}, its terms give ${expected}`,
  );
  // Whether a discount takes its tax with it, a country says, and the author for all of its companies.
  const part = discountTax === 0 ? 0 : mulDiv(discount, one.tax, one.gross);
  judge(
    discountTax === part,
    [documentId, invoice],
    () => `payment ${documentId} takes ${discountTax} of tax with the discount of ${invoice}, its part is ${part}`,
  );
}

export const P6: Written = {
  id: 'P6',
  seesAll: true,
  name: 'payments-add-up',
  begin: (judge, masters) => {
    const open = new Map<string, number>();
    const withheld = new Withheld(masters);
    return {
      on: {
        'opening_item.recorded': ({ role, openItem, amount }) => {
          const [documentId = ''] = openItem?.id.split('/') ?? [];
          if (role.startsWith('payables.')) open.set(documentId, (open.get(documentId) ?? 0) + amount);
        },
        'vendor_invoice.posted': ({ documentId, gross }) => void open.set(documentId, gross),
        'vendor_credit_memo.posted': ({ documentId, gross }) => void open.set(documentId, gross),
        'vendor_invoice.reversed': ({ documentId, gross, clears }) => {
          const left = open.get(documentId);
          judge(
            left === gross && clears.amount === gross,
            [documentId],
            () =>
              `${documentId} is reversed with ${gross} (${clears.amount} in the books), of which ${left ?? 0} is open`,
          );
          open.delete(documentId);
        },
        'vendor_payment.released': (payment) => {
          const { documentId, items, amount, discount, withholding } = payment;
          const sum = (of: 'amount' | 'discount' | 'withholding'): number =>
            items.reduce((all, item) => all + (item.kind === 'invoice' ? item[of] : -item[of]), 0);
          const paid = sum('amount');
          judge(
            discount === sum('discount') && withholding === sum('withholding'),
            [documentId],
            () =>
              `payment ${documentId} takes ${discount} off and withholds ${withholding}, its items ${sum('discount')} and ${sum('withholding')}`,
          );
          for (const item of items) withheld.judgeItem(payment, item, judge);
          judge(
            paid === amount + discount + withholding,
            [documentId],
            () =>
              `payment ${documentId} clears ${paid} with ${amount}, ${discount} discount and ${withholding} withheld`,
          );
          for (const item of items) {
            // What was paid and voided is owed again under the next number.
            const [document = ''] = item.invoice.split('/');
            const left = (open.get(document) ?? 0) - item.amount;
            judge(
              left >= 0 && item.clears.amount === item.amount,
              [documentId, item.invoice],
              () =>
                `payment ${documentId} takes ${item.amount} (${item.clears.amount} in the books) off ${item.invoice}, which leaves ${left}`,
            );
            if (left === 0) open.delete(document);
            else open.set(document, left);
          }
        },
        'down_payment.cleared': ({ documentId, amount, invoiceClears }) => {
          const left = (open.get(invoiceClears.item) ?? 0) - amount;
          const says = `${documentId} takes ${amount} paid in advance off ${invoiceClears.item}, which leaves ${left}`;
          judge(left >= 0 && invoiceClears.amount === amount, [documentId, invoiceClears.item], () => says);
          if (left === 0) open.delete(invoiceClears.item);
          else open.set(invoiceClears.item, left);
        },
        'vendor_payment.voided': ({ items }) => {
          for (const { invoice, amount } of items) {
            const [document = ''] = invoice.split('/');
            open.set(document, (open.get(document) ?? 0) + amount);
          }
        },
      },
    };
  },
};

/** What is withheld from vendors, by the exported tables. */
class Withheld {
  readonly #masters: MasterTables;
  readonly #tables = new Map<string, ReadonlyMap<string, number>>();

  constructor(masters: MasterTables) {
    this.#masters = masters;
  }

  /** Of what is paid of an invoice, after its discount; nothing of a memo. */
  judgeItem(
    { documentId, company, partner }: PayloadOf<'vendor_payment.released'>,
    { invoice, kind, amount, discount, withholding }: PaidItem,
    judge: Judge,
  ): void {
    const bp = this.#tableOf(company).get(partner.id);
    if (bp === undefined) return;
    const expected = kind === 'invoice' ? partOf(amount - discount, bp) : 0;
    judge(
      withholding === expected,
      [documentId, invoice],
      () => `payment ${documentId} withholds ${withholding} of ${invoice}, ${bp} basis points of it are ${expected}`,
    );
  }

  #tableOf(company: string): ReadonlyMap<string, number> {
    let table = this.#tables.get(company);
    if (table === undefined) {
      const rows = this.#masters.rows(`vendors.${company}`);
      table = new Map(Array.from(rows, (row) => [textOf(row, 'vendorId'), numberOf(row, 'withholdingBp')]));
      this.#tables.set(company, table);
    }
    return table;
  }
}

/** P11: what was paid in advance is cleared by invoices, all of it once the order is closed. */
export const P11: Written = {
  id: 'P11',
  name: 'advances-are-cleared',
  begin: (judge) => {
    const advances = new Map<string, { readonly order: string; open: number }>();
    const judgeOrder = (documentId: string): void => {
      for (const [item, { order, open }] of advances) {
        if (order !== documentId) continue;
        advances.delete(item);
        judge(
          open === 0,
          [documentId, item],
          () => `order ${documentId} is closed with ${open} of ${item} not cleared`,
        );
      }
    };
    return {
      on: {
        'down_payment.released': ({ references, opens, amount }) =>
          void advances.set(opens.id, { order: references[0]?.documentId ?? '', open: amount }),
        'down_payment.cleared': ({ documentId, advanceClears, amount }) => {
          const known = advances.get(advanceClears.item);
          const left = (known?.open ?? 0) - amount;
          judge(
            left >= 0 && advanceClears.amount === amount,
            [documentId, advanceClears.item],
            () => `${documentId} clears ${amount} of ${advanceClears.item}, which leaves ${left}`,
          );
          if (known !== undefined) known.open = left;
        },
        'purchase_order.closed': ({ documentId }) => judgeOrder(documentId),
        'purchase_order.cancelled': ({ documentId }) => judgeOrder(documentId),
      },
    };
  },
};
