/** Units of order lines between receipt and invoice: what a document clears of them, what it opens, and when all is even. */
import { lineAmount, postUnits, type Side } from '../../src/index.ts';
import { localValue, UOM_SCALE, type Order, type OrderLine, type Relation } from './relation.ts';

/** As documents name them. */
export interface PostedUnits {
  readonly cleared?: {
    readonly item: string;
    readonly quantity: number;
    readonly amount: number;
    readonly localAmount: number;
  };
  readonly opened?: { readonly item: string; readonly quantity: number; readonly amount: number };
}

/** The item of units received (credit) or invoiced (debit) of an order line. */
export function unitsItem({ orderId }: Pick<Order, 'orderId'>, line: number, side: Side): string {
  return side === 'credit' ? `${orderId}/${line}` : `${orderId}/${line}/I`;
}

/** Units a document moves. */
export interface MovedUnits {
  readonly side: Side;
  readonly quantity: number;
  readonly rate9: number;
  /** Currency of the document: amounts are in that one. */
  readonly isLocal: boolean;
  readonly day: number;
}

/** Value of units at the price of their order, document currency. */
export function orderValue({ material, unitPrice }: OrderLine, quantity: number): number {
  return lineAmount({ quantity, unitPrice, uomScale: UOM_SCALE[material.uom] });
}

/**
 * Moves units of an order line. In company currency amounts are values; in another one units count at the price of the
 * order, and what is opened is worth what its entry makes of it (`openedValues`).
 */
export function moveUnits(
  relation: Relation,
  order: Order,
  line: OrderLine,
  { side, quantity, rate9, isLocal, day }: MovedUnits,
): PostedUnits & { readonly value: number } {
  const valueOf = (units: number): number => localValue(relation, orderValue(line, units), rate9);
  const { cleared, opened, balance } = postUnits(line.units, { side, quantity, valueOf });
  line.units = balance;
  line.touched = day;
  const other: Side = side === 'credit' ? 'debit' : 'credit';
  const isValued = isLocal || relation.vendor.currency === relation.company.currency;
  const first = isValued ? cleared.localAmount : orderValue(line, cleared.quantity);
  const rest = isValued ? opened.localAmount : orderValue(line, quantity) - orderValue(line, cleared.quantity);
  return {
    value: cleared.localAmount + opened.localAmount,
    ...(cleared.quantity === 0
      ? {}
      : { cleared: { item: unitsItem(order, line.line, other), ...cleared, amount: first } }),
    ...(opened.quantity === 0
      ? {}
      : { opened: { item: unitsItem(order, line.line, side), quantity: opened.quantity, amount: rest } }),
  };
}

/** Corrects what was opened last to what its entry made of it. */
export function settleOpened(line: OrderLine, localAmount: number): void {
  const { side, layers } = line.units;
  const last = layers.at(-1);
  if (last !== undefined)
    line.units = { side, layers: [...layers.slice(0, -1), Object.assign({}, last, { localAmount })] };
}

/** Whether receipts and invoices of an order have come to the same. */
export function isEven({ lines }: Order): boolean {
  return lines.every(({ units }) => units.layers.length === 0);
}
