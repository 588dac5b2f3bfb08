/** The books of stock as a reader of a file keeps them: by material, from opening balances and movements on. */
import type { FileEvent } from '../../../src/index.ts';

type Row = Readonly<Record<string, unknown>>;

const DIRECTION: Readonly<Record<string, 1 | -1>> = Object.freeze({
  'goods_receipt.posted': 1,
  'customer_return.received': 1,
  'count_difference.posted': 1,
  'delivery.goods_issued': -1,
  'vendor_return.posted': -1,
  'customer_return.scrapped': -1,
});

/** What a store has to see. */
export const STORED: readonly string[] = Object.freeze([...Object.keys(DIRECTION), 'opening_item.recorded']);

export class Store {
  /** Whether anybody said what was there first: without it nothing is known. */
  isOpened = false;
  readonly #held = new Map<string, number>();

  see({ name, payload }: FileEvent): void {
    if (name === 'opening_item.recorded') return this.#open(payload);
    const sign = DIRECTION[name];
    if (sign === undefined) return;
    for (const line of rowsIn(payload)) {
      if (typeof line['materialId'] !== 'string') continue;
      this.#add(payload, line, line['direction'] === 'out' ? -1 : sign);
    }
  }

  held(company: unknown, materialId: unknown): number {
    return this.#held.get(`${String(company)}/${String(materialId)}`) ?? 0;
  }

  /** Materials of a company that are on hand. */
  onHand(company: unknown): readonly string[] {
    const start = `${String(company)}/`;
    return [...this.#held]
      .filter(([key, quantity]) => key.startsWith(start) && quantity > 0)
      .map(([key]) => key.slice(start.length));
  }

  #open(payload: Row): void {
    if (payload['role'] !== 'inventory') return;
    this.isOpened = true;
    this.#add(payload, payload, payload['side'] === 'credit' ? -1 : 1);
  }

  #add({ company }: Row, { materialId, quantity }: Row, sign: 1 | -1): void {
    const key = `${String(company)}/${String(materialId)}`;
    this.#held.set(key, (this.#held.get(key) ?? 0) + sign * Number(quantity));
  }
}

export function rowsIn({ lines }: Row): readonly Row[] {
  return Array.isArray(lines) ? (lines as readonly Row[]) : [];
}
