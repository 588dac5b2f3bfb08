/** The invoice that is under way: what the journey knows of it. */
import type { Context } from '../../src/index.ts';
import type { PayloadOf } from './documents.ts';

/** What is billed: by line of the order. */
export interface BillingInput {
  readonly orderId: string;
  readonly quantities: Readonly<Record<number, number>>;
  /** One in place of an invoice that went back: nothing is wrong with it. */
  readonly isCorrected?: boolean;
}

/** An invoice on its way through the house. */
export interface Bill {
  readonly invoiceId: string;
  readonly number: string;
  readonly receivedDay: number;
  next: number;
  /** Id of the event that told it. */
  postedId: string;
  posted: PayloadOf<'vendor_invoice.posted'> | undefined;
}

const BILL = 'bill';

export function keepBill(ctx: Context, bill: Bill): void {
  ctx.set(BILL, bill, { scope: 'journey' });
}

export const billOf = (ctx: Context): Bill => {
  const bill = ctx.get<Bill>(BILL);
  if (bill === undefined) throw new TypeError('no invoice is here');
  return bill;
};

export const nextBillStep = (ctx: Context): Date => new Date(billOf(ctx).next);

export const isBlocked = (ctx: Context): boolean => {
  const { posted } = billOf(ctx);
  return posted !== undefined && posted.matchStatus !== 'matched';
};
