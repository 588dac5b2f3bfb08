/** What a customer pays of each item: all of it, a part, less than it owes, or money without a word. */
import { clearing, mulDiv, partOf, type Context } from '../../src/index.ts';
import { adjustsDiscount } from '../world/tax/determine.ts';
import type { PayMethod, Remittance } from './documents.ts';
import type { Options } from './options.ts';
import type { Receivable, Relation } from './relation.ts';
import { dollars } from './tables.ts';

/** What somebody pays of one item. */
export interface Paid {
  readonly receivable: Receivable;
  readonly cash: number;
  readonly discount: number;
  readonly discountTax: number;
  readonly tolerated: number;
  readonly shortPaid: number;
  readonly how: 'full' | 'partial' | 'short' | 'onAccount';
}

/** Debits and cards are collected by us: nothing is held back there, and nothing is too much. */
const COLLECTED: readonly PayMethod[] = ['debit', 'card'];
/** Money without an invoice comes by these. */
const FREE: readonly PayMethod[] = ['transfer', 'wire'];
const PARTS = { from: 30, to: 80 } as const;
const ON_ACCOUNT = { from: 80, to: 120 } as const;
/** Times as often as others. */
const HIGH_RISK_PARTIAL = 3;
const MOST_SHORT_BP = 1000;

/** What a customer pays of an item today. */
export function payItem(
  ctx: Context,
  relation: Relation,
  { receivable, day, options }: { readonly receivable: Receivable; readonly day: number; readonly options: Options },
): Paid {
  const { amount, kind, isTried } = receivable;
  const full: Paid = { receivable, cash: amount, discount: 0, discountTax: 0, tolerated: 0, shortPaid: 0, how: 'full' };
  if (kind === 'charge') return full;
  const u = ctx.random.float();
  const v = ctx.random.float();
  const free = !isTried && !COLLECTED.includes(relation.method);
  const partial = options.partialReceiptChance * (relation.behavior === 'highRisk' ? HIGH_RISK_PARTIAL : 1);
  const short = partial + options.shortPaymentChance;
  if (free && u < partial) return partOfItem(full, PARTS.from + v * (PARTS.to - PARTS.from));
  if (free && u < short) return lessThanItem(relation, full, { v, options });
  if (free && FREE.includes(relation.method) && u < short + options.onAccountChance) {
    const percent = ON_ACCOUNT.from + v * (ON_ACCOUNT.to - ON_ACCOUNT.from);
    return Object.assign({}, full, { cash: Math.max(1, Math.round((amount * percent) / 100)), how: 'onAccount' });
  }
  return isDiscounted(receivable, day) ? withDiscount(relation, full) : full;
}

function partOfItem(full: Paid, percent: number): Paid {
  const { amount } = full.receivable;
  const cash = Math.max(1, Math.round((amount * percent) / 100));
  return cash >= amount ? full : Object.assign({}, full, { cash, how: 'partial' });
}

/** A little is forgiven; more is a dispute. */
function lessThanItem(
  { customer }: Relation,
  full: Paid,
  { v, options }: { readonly v: number; readonly options: Options },
): Paid {
  const { amount } = full.receivable;
  const least = dollars(1, customer.currency);
  const held = Math.max(least, Math.round((amount * v * MOST_SHORT_BP) / 10_000));
  if (held * 2 > amount) return full;
  const { bp, max } = options.shortPaymentTolerance;
  const tolerable = Math.min(partOf(amount, bp), max === 0 ? 0 : dollars(max, customer.currency));
  const paid: Paid = Object.assign({}, full, { cash: amount - held, how: 'short' });
  const isForgiven = held <= tolerable;
  return isForgiven ? Object.assign({}, paid, { tolerated: held }) : Object.assign({}, paid, { shortPaid: held });
}

/** Who takes a discount pays in time. */
export function isDiscounted({ takesDiscount, discountDay, isTried }: Receivable, day: number): boolean {
  return takesDiscount && !isTried && day <= discountDay;
}

function withDiscount({ trade }: Relation, full: Paid): Paid {
  const { amount, discountBp, tax, gross } = full.receivable;
  const taken = partOf(amount, discountBp);
  const discountTax = adjustsDiscount(trade.company.region, trade.tax) ? mulDiv(taken, tax, gross) : 0;
  return Object.assign({}, full, { cash: amount - taken, discount: taken, discountTax });
}

/** The line of a remittance; the item is not touched. */
export function remittanceOf({ receivable, cash, discount, discountTax, tolerated, shortPaid, how }: Paid): Remittance {
  const { item, invoice, amount, localAmount } = receivable;
  const { clears } = clearing({ id: item, amount, localAmount }, cash + discount + tolerated);
  const reason = how === 'full' ? '' : how === 'short' ? 'held back' : 'part payment';
  return { invoice, item, amount: cash, discount, discountTax, tolerated, shortPaid, reason, clears };
}

/** Takes off an item what a line of a remittance clears. */
export function take(receivable: Receivable, { clears }: Pick<Remittance, 'clears'>): void {
  receivable.amount -= clears.amount;
  receivable.localAmount -= clears.localAmount;
}
