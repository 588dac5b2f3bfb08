/**
 * What the bank does to payments, the same for every process: payments wait on outgoing cash and receipts on incoming cash
 * until the bank has moved the money, so the bank account mirrors the statement.
 */
import type { Event } from '../model/event.ts';
import type { Accounts, Clearing, LineDetails, LineDraft, OpenItem, Partner, Postings } from '../model/ledger.ts';
import { credit, debit, definePostings, entry } from './entry.ts';

/** The payload of the bank's events; all amounts in minor units of `currency`. */
export interface BankMovement {
  readonly company: string;
  readonly documentId: string;
  readonly currency: string;
  readonly rate9: number;
  /** What the payment or receipt amounts to, without the fee. */
  readonly amount: number;
  /** What the bank takes for it. Default 0. */
  readonly fee?: number;
  /** Items of payments under way that this settles; together with `opens` it says all of `amount`. */
  readonly clears?: readonly Clearing[];
  /** The item that this leaves open: of a receipt that nobody has applied yet, of a payment that came back. */
  readonly opens?: OpenItem;
  /** Which account moves, where a chart keeps them apart. */
  readonly bankAccount?: string;
  readonly partner?: Partner;
}

/**
 * The rules of the bank, for the `postings` of every process that pays or is paid: BK01 `payment.cleared`, BK02
 * `receipt.banked`, BK03 `payment.returned`, BK04 `receipt.returned`. A process lists those whose events it emits.
 *
 * @example postings: { ...ownPostings, BK01: bankPostings.BK01 }
 */
export const bankPostings = Object.freeze({
  BK01: definePostings<Event<'payment.cleared', BankMovement>>({
    BK01: {
      on: 'payment.cleared',
      roles: ['cash.outgoing', 'bank.charges', 'cash.bank'],
      rule: ({ payload: p }, a) => [
        entry('BNK', [
          ...underWay(debit, 'cash.outgoing', p, a),
          debit(a('bank.charges', p), p.fee ?? 0),
          bank(credit, p, a),
        ]),
      ],
    },
  })['BK01'] as Postings[string],
  BK02: definePostings<Event<'receipt.banked', BankMovement>>({
    BK02: {
      on: 'receipt.banked',
      roles: ['cash.bank', 'cash.incoming'],
      rule: ({ payload: p }, a) => [
        entry('BNK', [debit(a('cash.bank', p), p.amount), ...underWay(credit, 'cash.incoming', p, a)]),
      ],
    },
  })['BK02'] as Postings[string],
  BK03: definePostings<Event<'payment.returned', BankMovement>>({
    BK03: {
      on: 'payment.returned',
      roles: ['cash.bank', 'cash.outgoing'],
      rule: ({ payload: p }, a) => [
        entry('BNK', [debit(a('cash.bank', p), p.amount), ...underWay(credit, 'cash.outgoing', p, a)]),
      ],
    },
  })['BK03'] as Postings[string],
  BK04: definePostings<Event<'receipt.returned', BankMovement>>({
    BK04: {
      on: 'receipt.returned',
      roles: ['cash.incoming', 'bank.charges', 'cash.bank'],
      rule: ({ payload: p }, a) => [
        entry('BNK', [
          ...underWay(debit, 'cash.incoming', p, a),
          debit(a('bank.charges', p), p.fee ?? 0),
          bank(credit, p, a),
        ]),
      ],
    },
  })['BK04'] as Postings[string],
});

type Side = typeof debit;

/** The bank account moves by the amount and the fee. */
function bank(side: Side, payload: BankMovement, a: Accounts): LineDraft {
  return side(a('cash.bank', payload), payload.amount + (payload.fee ?? 0));
}

/** What was under way is settled; what is above that is under way from now on. */
function underWay(side: Side, role: string, payload: BankMovement, a: Accounts): readonly LineDraft[] {
  const { clears = [], opens, amount, partner } = payload;
  const settled = clears.reduce((sum, clearing) => sum + clearing.amount, 0);
  const of: LineDetails = partner === undefined ? {} : { partner };
  const lines = settled === 0 ? [] : [side(a(role, payload), settled, Object.assign({}, of, { clears }))];
  if (opens === undefined) return lines;
  return [...lines, side(a(role, payload), amount - settled, Object.assign({}, of, { openItem: opens }))];
}
