/**
 * Goods received and invoices received of one order line, in units and company currency, first in, first out. What one
 * side has built up the other clears at the value it was built with, and the last unit takes the rest: quantity 0 means
 * value 0. Plain data, kept by whoever posts.
 */
import type { Side } from '../model/ledger.ts';
import { mulDiv } from './amounts.ts';

/** Units that were posted together, and what is left of their value. */
export interface UnitLayer {
  readonly quantity: number;
  readonly localAmount: number;
}

/** What of an order line is not balanced: units on one side, oldest first. */
export interface UnitBalance {
  /** Credit: received and not invoiced. Debit: invoiced and not received. */
  readonly side: Side;
  readonly layers: readonly UnitLayer[];
}

/** Nothing received, nothing invoiced. */
export const NO_UNITS: UnitBalance = Object.freeze({ side: 'credit', layers: Object.freeze([]) });

/** What posting units gives: what to clear, what to open, and how the order line then stands. */
export interface UnitPosting {
  /** Units that clear what the other side has built up, at its value; quantity 0 for none. */
  readonly cleared: UnitLayer;
  /** Units above that, at the value given. */
  readonly opened: UnitLayer;
  readonly balance: UnitBalance;
}

/** Units to post. */
export interface UnitsPosted {
  readonly side: Side;
  readonly quantity: number;
  /** What so many of them are worth in company currency; asked for those that clear nothing. */
  readonly valueOf: (quantity: number) => number;
}

/**
 * Posts units to one side: receipts and credit memos to the credit side, invoices and returns to the debit side. Those that
 * the other side has built up are cleared at the value they were built with; the rest opens an item of its own value.
 *
 * @example postUnits(NO_UNITS, { side: 'credit', quantity: 10, valueOf: (units) => units * 1000 }).balance
 */
export function postUnits(balance: UnitBalance, { side, quantity, valueOf }: UnitsPosted): UnitPosting {
  const isSame = balance.side === side || balance.layers.length === 0;
  const { cleared, layers } = isSame ? { cleared: NOTHING, layers: balance.layers } : take(balance.layers, quantity);
  const left = quantity - cleared.quantity;
  const opened = left === 0 ? NOTHING : { quantity: left, localAmount: valueOf(left) };
  const rest: UnitBalance =
    left === 0 ? { side: balance.side, layers } : { side, layers: isSame ? [...balance.layers, opened] : [opened] };
  return { cleared, opened, balance: rest };
}

const NOTHING: UnitLayer = Object.freeze({ quantity: 0, localAmount: 0 });

/** Takes up to so many units off the oldest layers. */
function take(
  layers: readonly UnitLayer[],
  quantity: number,
): { readonly cleared: UnitLayer; readonly layers: readonly UnitLayer[] } {
  let wanted = quantity;
  let value = 0;
  const left: UnitLayer[] = [];
  for (const layer of layers) {
    const units = Math.min(wanted, layer.quantity);
    const taken = units === 0 ? 0 : mulDiv(layer.localAmount, units, layer.quantity);
    wanted -= units;
    value += taken;
    if (units < layer.quantity) left.push({ quantity: layer.quantity - units, localAmount: layer.localAmount - taken });
  }
  return { cleared: { quantity: quantity - wanted, localAmount: value }, layers: left };
}
