/** Rows of the books, as folds over entries give them and exports write them. */
import type { Side } from './ledger.ts';

/** An amount and the side it stands on; 0 stands on the debit side. */
export interface Balance {
  readonly balance: number;
  readonly balanceSide: Side;
}

/** Debits, credits and what they leave, in minor units of company currency. */
export interface BalanceRow extends Balance {
  readonly company: string;
  readonly glAccount: string;
  readonly debit: number;
  readonly credit: number;
  /** By entry currency, on accounts kept in several (`X`). */
  readonly currencies: Readonly<Record<string, Balance>>;
}

/** A row of the trial balance: movements of a period, and what the account holds at its end. */
export interface TrialBalanceRow extends BalanceRow {
  readonly fiscalYear: number;
  readonly fiscalPeriod: number;
}

/** What stands open with a partner on a control account. */
export interface PartnerRow extends BalanceRow {
  /** `vendor/V-1`; of a line without a partner ''. */
  readonly partner: string;
}

/** What is open of an item. */
export interface OpenItemRow {
  readonly company: string;
  readonly item: string;
  readonly glAccount: string;
  /** `vendor/V-1`; '' without a partner. */
  readonly partner: string;
  readonly side: Side;
  readonly currency: string;
  /** What is open, in minor units of entry currency and of company currency. */
  readonly amount: number;
  readonly localAmount: number;
  readonly documentId: string;
  readonly postingDate: string;
  /** '' without one. */
  readonly dueDate: string;
}
