/** P5: what was received and not yet invoiced, by order line, is what its account holds. */
import type { FileEntry } from '../../../src/index.ts';
import type { OpeningItem } from '../../world/opening/documents.ts';
import type { PayloadOf } from '../documents.ts';
import type { Judge, Written } from './reading.ts';

interface Between {
  documents: number;
  booked: number;
  value: number;
}

type Referenced = {
  readonly reference?: { readonly documentId: string; readonly line: number } | undefined;
  readonly quantity: number;
};

/** What of each order line was received less what was invoiced: by the documents, and on its account. */
class ReceivedNotInvoiced {
  readonly #judge: Judge;
  readonly #lines = new Map<string, Between>();
  /** Orders that are billed without a receipt never stand there. */
  readonly #unreceived = new Set<string>();
  #total = 0;

  constructor(judge: Judge) {
    this.#judge = judge;
  }

  created({ documentId, invoicePolicy }: PayloadOf<'purchase_order.created'>): void {
    if (invoicePolicy === 'noReceipt') this.#unreceived.add(documentId);
  }

  closed(documentId: string): void {
    this.#unreceived.delete(documentId);
  }

  opened({ role, side, openItem, quantity }: OpeningItem): void {
    if (!role.startsWith('grir') || openItem === undefined || quantity === undefined) return;
    this.#at(openItem.id.replace(/\/I$/, '')).documents += side === 'credit' ? quantity : -quantity;
  }

  note(all: readonly Referenced[], sign: number): void {
    for (const { reference, quantity } of all) {
      if (reference === undefined || this.#unreceived.has(reference.documentId)) continue;
      this.#at(`${reference.documentId}/${reference.line}`).documents += sign * quantity;
    }
  }

  book(entry: FileEntry): void {
    const touched = new Set<string>();
    for (const line of entry.lines) {
      // What carriers are owed stands here by month, without units: it belongs to no order line.
      if (!line.role.startsWith('grir') || line.quantity === undefined) continue;
      const sign = line.side === 'credit' ? 1 : -1;
      this.#total += sign * line.localAmount;
      const key = (line.openItem?.id ?? line.clears?.[0]?.item ?? '').replace(/\/I$/, '');
      const between = this.#at(key);
      between.booked += sign * line.quantity;
      between.value += sign * line.localAmount;
      touched.add(key);
    }
    for (const key of touched) this.#compare(key, entry.documentId);
  }

  end(): void {
    const sum = [...this.#lines.values()].reduce((all, { value }) => all + value, 0);
    this.#judge(sum === this.#total, ['grir'], () => `order lines hold ${sum}, their account ${this.#total}`);
  }

  #compare(key: string, documentId: string): void {
    const { documents, booked, value } = this.#at(key);
    this.#judge(
      documents === booked,
      [key, documentId],
      () =>
        `order line ${key} has ${documents} units received less invoiced, ${booked} after ${documentId} in the books`,
    );
    this.#judge(
      booked !== 0 || value === 0,
      [key, documentId],
      () => `order line ${key} has no units left and ${value} on its account after ${documentId}`,
    );
    if (booked === 0 && value === 0) this.#lines.delete(key);
  }

  #at(key: string): Between {
    let found = this.#lines.get(key);
    if (found === undefined) this.#lines.set(key, (found = { documents: 0, booked: 0, value: 0 }));
    return found;
  }
}

export const P5: Written = {
  id: 'P5',
  seesAll: true,
  name: 'received-less-invoiced-by-order-line',
  begin: (judge) => {
    const between = new ReceivedNotInvoiced(judge);
    return {
      on: {
        'purchase_order.created': (payload) => between.created(payload),
        'purchase_order.closed': ({ documentId }) => between.closed(documentId),
        'opening_item.recorded': (payload) => between.opened(payload),
        'goods_receipt.posted': ({ lines }) => between.note(lines, 1),
        'service_entry.accepted': ({ lines }) => between.note(lines, 1),
        'vendor_return.posted': ({ lines }) => between.note(lines, -1),
        'vendor_invoice.posted': ({ lines }) => between.note(lines, -1),
        'vendor_invoice.reversed': ({ lines }) => between.note(lines, 1),
        'vendor_credit_memo.posted': ({ lines }) => between.note(lines, 1),
        'grir_balance.written_off': ({ lines }) => {
          for (const { reference, side, cleared } of lines)
            between.note([{ reference, quantity: cleared.quantity }], side === 'credit' ? -1 : 1);
        },
        'journal_entry.posted': (entry) => between.book(entry),
      },
      end: () => between.end(),
    };
  },
};
