/** A payment on its way, as its journey keeps it. */
import { type Context } from '../../src/index.ts';
import type { PayloadOf } from './documents.ts';
import type { Payable } from './relation.ts';

/** A payment on its way. */
export interface Paying {
  readonly paymentId: string;
  readonly items: readonly Payable[];
  next: number;
  /** What leaves the account. */
  amount: number;
  released: PayloadOf<'vendor_payment.released'> | undefined;
  /** Entry of the release; its item under way, and what that is worth. */
  entryId: string;
  transit: { readonly item: string; readonly localAmount: number };
  fate: 'cleared' | 'voided' | 'returned';
}

export const PAYING = 'paying';

export const payingOf = (ctx: Context): Paying => {
  const paying = ctx.get<Paying>(PAYING);
  if (paying === undefined) throw new TypeError('nothing is being paid here');
  return paying;
};

export const isPaying = (ctx: Context): boolean => ctx.get(PAYING) !== undefined;

export const nextPayStep = (ctx: Context): Date => new Date(payingOf(ctx).next);

export const isVoided = (ctx: Context): boolean => payingOf(ctx).fate === 'voided';

export const isReturned = (ctx: Context): boolean => payingOf(ctx).fate === 'returned';
