/** Open items of customers as a file tells them: by its entries, from the day they come to be until nothing is left. */
import type { FileEntry } from '../../../src/index.ts';

/** An item on 1100. */
export interface OpenItem {
  readonly item: string;
  readonly documentId: string;
  readonly customer: string;
  readonly dueDate: string;
  readonly discountDate: string;
  readonly discountBp: number;
  amount: number;
  localAmount: number;
}

const ROLE = 'receivables.trade';

/** What customers owe, item by item. */
export class Receivables {
  readonly items = new Map<string, OpenItem>();
  readonly #byCustomer = new Map<string, Set<OpenItem>>();

  /** Follows an entry. */
  post({ lines, documentId }: FileEntry): void {
    for (const { role, partner, openItem, clears, amount, localAmount } of lines) {
      if (role !== ROLE || partner === undefined) continue;
      if (openItem !== undefined) {
        const { id: item, dueDate = '', discountDate = '', discountBp = 0 } = openItem;
        const { id: customer } = partner;
        this.#add({ item, documentId, customer, dueDate, discountDate, discountBp, amount, localAmount });
      }
      for (const one of clears ?? []) this.#take(one.item, one.amount, one.localAmount);
    }
  }

  /** Open items of a customer; charges apart, they count for nothing in credit. */
  of(customer: string): readonly OpenItem[] {
    return [...(this.#byCustomer.get(customer) ?? [])].filter(({ item }) => !item.startsWith(CHARGES));
  }

  /** What was open before the first day may be told in parts, each at a rate of its own. */
  #add(item: OpenItem): void {
    const known = this.items.get(item.item);
    if (known !== undefined) {
      known.amount += item.amount;
      known.localAmount += item.localAmount;
      return;
    }
    this.items.set(item.item, item);
    const own = this.#byCustomer.get(item.customer);
    if (own === undefined) this.#byCustomer.set(item.customer, new Set([item]));
    else own.add(item);
  }

  #take(id: string, amount: number, localAmount: number): void {
    const item = this.items.get(id);
    if (item === undefined) return;
    item.amount -= amount;
    item.localAmount -= localAmount;
    if (item.amount > 0) return;
    this.items.delete(id);
    this.#byCustomer.get(item.customer)?.delete(item);
  }
}

/** Begins the ids of charges, also of those that were opened again. */
const CHARGES = 'CH-';
