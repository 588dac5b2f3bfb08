/**
 * What banks do, booked the same in every process: money leaves by the account of outgoing payments and comes in by that of
 * incoming ones, and only the bank moves the bank account. So that account mirrors the statement, and what stands on the
 * other two is exactly what the bank has not done yet.
 */
import type { Event } from '../model/event.ts';
import type { Accounts, Clearing, EntryDraft, LineDetails, OpenItem, Partner, Postings } from '../model/ledger.ts';
import { credit, debit, definePostings, entry } from './entry.ts';

/** The payload of `payment.cleared`, `payment.returned`, `receipt.banked` and `receipt.returned`, as far as it is booked. */
export interface BankMovement {
  readonly company: string;
  readonly documentId: string;
  /** Of the bank account and of the movement. */
  readonly currency: string;
  /** To company currency, times 10⁹. */
  readonly rate9: number;
  /** House bank account: chooses the account where a chart has one for each. */
  readonly bankAccount: string;
  /** Minor units, without the fee. */
  readonly amount: number;
  /** What the bank keeps for a foreign wire or a returned receipt; minor units of `currency`. Default 0. */
  readonly fee?: number;
  readonly partner?: Partner;
  /** The item on the way that comes into being, or the ones that end here. */
  readonly transit: Transit;
}

/** Whichever of bank and business comes first opens the item, the other clears it. */
export type Transit = { readonly opens: OpenItem } | { readonly clears: readonly Clearing[] };

/** What a line on an account of money on its way has to say. */
export function transitDetails(transit: Transit): LineDetails {
  return 'opens' in transit ? { openItem: transit.opens } : { clears: transit.clears };
}

type Banked = Event<'payment.cleared' | 'payment.returned' | 'receipt.banked' | 'receipt.returned', BankMovement>;
type Direction = 'in' | 'out';

const CASH = 'cash.bank';
const CHARGES = 'bank.charges';

/** Money against one of the two accounts on the way; a fee goes out beside it. */
function movement({ payload }: Banked, a: Accounts, role: string, direction: Direction): readonly EntryDraft[] {
  const { amount, fee = 0, bankAccount, partner, transit } = payload;
  const details = { ...transitDetails(transit), ...(partner === undefined ? {} : { partner }) };
  if (direction === 'in') {
    return [entry('BNK', [debit(a(CASH, { bankAccount }), amount), credit(a(role), amount, details)])];
  }
  const lines = [debit(a(role), amount, details), credit(a(CASH, { bankAccount }), amount + fee)];
  if (fee > 0) lines.splice(1, 0, debit(a(CHARGES), fee));
  return [entry('BNK', lines)];
}

/** Its rules; a process takes those of the events that it emits. */
export type BankRule = 'BK01' | 'BK02' | 'BK03' | 'BK04';

/**
 * Rules of bank movements by id: BK01 a payment goes out, BK02 a receipt comes in, BK03 a payment comes back, BK04 a
 * receipt goes back.
 *
 * @example defineProcess({ …, postings: { ...mine, BK02: bankPostings.BK02 } })
 */
export const bankPostings: Readonly<Record<BankRule, Postings[string]>> = definePostings<Banked>({
  BK01: {
    on: 'payment.cleared',
    roles: [CASH, 'cash.outgoing', CHARGES],
    rule: (event, a) => movement(event, a, 'cash.outgoing', 'out'),
  },
  BK02: {
    on: 'receipt.banked',
    roles: [CASH, 'cash.incoming'],
    rule: (event, a) => movement(event, a, 'cash.incoming', 'in'),
  },
  BK03: {
    on: 'payment.returned',
    roles: [CASH, 'cash.outgoing'],
    rule: (event, a) => movement(event, a, 'cash.outgoing', 'in'),
  },
  BK04: {
    on: 'receipt.returned',
    roles: [CASH, 'cash.incoming', CHARGES],
    rule: (event, a) => movement(event, a, 'cash.incoming', 'out'),
  },
}) as Readonly<Record<BankRule, Postings[string]>>;
