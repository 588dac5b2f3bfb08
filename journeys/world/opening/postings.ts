/** How what was open before the period comes into the books: one rule for all processes. */
import {
  credit,
  debit,
  definePostings,
  entry,
  type Event,
  type LineDetails,
  type Postings,
} from '../../../src/index.ts';
import type { OpeningItem } from './documents.ts';

/** The account against which everything opens; the opening equity brings it to 0. */
export const OPENING_ROLE = 'equity.opening';

/** What can be open on the first day. */
const ROLES = [
  'cash.bank',
  'cash.outgoing',
  'cash.incoming',
  'inventory',
  'receivables.trade',
  'receipts.unapplied',
  'payables.trade',
  'grir',
  'contract.liability',
  'prepaid',
  OPENING_ROLE,
] as const;

/**
 * OP01 `opening_item.recorded`: an account against opening balances, on the side on which it is open. For the `postings` of
 * every process that has something open on the first day.
 *
 * @example postings: { ...ownPostings, OP01: openingPostings.OP01 }
 */
export const openingPostings: { readonly OP01: Postings[string] } = Object.freeze({
  OP01: definePostings<Event<'opening_item.recorded', OpeningItem>>({
    OP01: {
      on: 'opening_item.recorded',
      roles: ROLES,
      rule: ({ payload: p }, a) => {
        const [own, other] = p.side === 'debit' ? [debit, credit] : [credit, debit];
        const item = { flow: 'opening', ...(p.openItem === undefined ? {} : { openItem: p.openItem }) } as LineDetails;
        const lines = [own(a(p.role, p), p.amount, item), other(a(OPENING_ROLE), p.amount, { flow: 'opening' })];
        return [entry('OPN', lines, { kind: 'opening', fiscalPeriod: 0 })];
      },
    },
  })['OP01'] as Postings[string],
});
