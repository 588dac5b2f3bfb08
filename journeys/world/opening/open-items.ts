/**
 * What an actor has open when the period begins, where simulation begins before it: folded from its own entries, and told
 * on the first day item by item, each with the account, side and rate at which it stands open.
 */
import {
  convertAmount,
  defineAction,
  defineAdventure,
  defineJourney,
  once,
  type Context,
  type Event,
  type JournalEntry,
  type Projection,
  type Surroundings,
} from '../../../src/index.ts';
import { clockOf, dateOn, DAY_MS } from '../clock.ts';
import type { Company } from '../companies.ts';
import type { OpeningDocument, OpeningItem } from './documents.ts';

/** Id of the process that turns what is open into equity. */
export const OPENING_PROCESS = 'opening';
const SAME_CURRENCY = 1_000_000_000;
/** Counted in units: what is left of them is worth what the books of the company say. */
const isUnits = (role: string): boolean => role === 'grir' || role === 'grir.capex';
/** Balances that are told as one sum. */
const BALANCE_ROLES: readonly string[] = ['contract.liability', 'prepaid'];

type Line = JournalEntry['lines'][number];

/** An item as it stands open. */
export interface Standing {
  readonly id: string;
  readonly role: string;
  readonly side: 'debit' | 'credit';
  amount: number;
  localAmount: number;
  quantity: number;
  readonly currency: string;
  readonly rate9: number;
  readonly documentId: string;
  readonly documentDate: string;
  readonly partner: Line['partner'];
  readonly openItem: NonNullable<Line['openItem']>;
}

/** By item; and what an actor has cleared of items that others opened, in company currency. */
export interface StandingItems {
  readonly items: Readonly<Record<string, Standing>>;
  readonly clearedOfOthers: Readonly<Record<string, number>>;
  /** By role, debits above 0, company currency. */
  readonly balances: Readonly<Record<string, number>>;
}

/** Plain data. */
export interface StandingState {
  items: Record<string, Standing>;
  clearedOfOthers: Record<string, number>;
  balances: Record<string, number>;
  /** Once it is told nobody asks again. */
  isTold: boolean;
}

/** Whether what is open is told: where simulation begins earlier than the books, and somebody opens these. */
export function tellsOpening({ runInDays, processes }: Surroundings): boolean {
  return runInDays > 0 && processes.some(({ id }) => id === OPENING_PROCESS);
}

/** Entries of the actors of a process up to the first day; each asks for its own. */
export function standingFold(
  id: string,
  process: string,
): Projection<StandingState, StandingItems, Event, StandingItems> {
  const init = (): StandingState => ({ items: {}, clearedOfOthers: {}, balances: {}, isTold: false });
  return Object.freeze({
    id,
    of: ['journal_entry.posted'],
    lookBackDays: 1,
    init,
    apply: (state: StandingState, { payload, userId }: Event): StandingState | void => {
      if (state.isTold || !userId.startsWith(`${process}/`)) return;
      const entry = payload as unknown as JournalEntry;
      if (entry.sourceEvent.startsWith('opening_')) return { ...init(), isTold: true };
      for (const line of entry.lines) note(state, entry, line);
    },
    // Only an actor's own entries are asked for: those of others are dropped where they would be put together.
    merge: (): StandingState => init(),
    // Entries are booked when they are dated, and it is asked for once: nothing later is in it.
    finish: ({ items, clearedOfOthers, balances }: StandingState, _asOf: number) => ({
      items,
      clearedOfOthers,
      balances,
    }),
    combine: (_earlier: StandingItems, own: StandingItems) => own,
  });
}

function note(state: StandingState, entry: JournalEntry, line: Line): void {
  const { role, side, amount, localAmount, openItem, partner, quantity = 0 } = line;
  if (BALANCE_ROLES.includes(role)) {
    state.balances[role] = (state.balances[role] ?? 0) + (side === 'debit' ? localAmount : -localAmount);
  }
  for (const { item, amount: cleared, localAmount: local = cleared } of line.clears ?? []) {
    const known = state.items[item];
    if (known === undefined) {
      state.clearedOfOthers[item] = (state.clearedOfOthers[item] ?? 0) + local;
      continue;
    }
    known.amount -= isUnits(role) ? local : cleared;
    known.localAmount -= local;
    known.quantity -= quantity;
    if (known.amount <= 0 && known.localAmount <= 0) delete state.items[item];
  }
  if (openItem === undefined) return;
  const own = isUnits(role) ? localAmount : amount;
  const known = state.items[openItem.id];
  if (known !== undefined) {
    known.amount += own;
    known.localAmount += localAmount;
    known.quantity += quantity;
    return;
  }
  const { currency, rate9, documentId, documentDate } = entry;
  const { id } = openItem;
  const place = { documentId, documentDate, currency, rate9 };
  state.items[id] = { id, role, side, amount: own, localAmount, quantity, partner, openItem, ...place };
}

/** The month that a company counts now: what is accrued in it goes on. */
export function monthOf(ctx: Pick<Context, 'nowMs'>, company: Company): string {
  return clockOf(company).dateOf(ctx.nowMs).slice(0, 7);
}

/** What an actor knows of itself that its items are told with. */
export interface Teller {
  readonly company: Company;
  /** Group of its partner, which accounts may be divided by. */
  readonly partnerGroup: string;
  /** What it has open; some of it may be somebody else's to tell. */
  readonly standing: StandingItems;
  /** Documents under way of which nothing is in the books yet. */
  readonly documents: readonly UnderWay[];
}

export type UnderWay = Pick<
  OpeningDocument,
  'documentId' | 'documentDate' | 'currency' | 'rate9' | 'partner' | 'gross'
>;

const PERFORMED_BY = 'system:opening';

/** Documents first, then what is open of them. */
export function openingEvents(ctx: Context, teller: Teller) {
  const { standing, company } = teller;
  const items = Object.values(standing.items);
  const documents = new Map([...items, ...teller.documents].map((one) => [one.documentId, one]));
  return [
    ...[...documents.values()].map((item) => ctx.event('opening_document.recorded', documentOf(company, item))),
    ...items.map((item) => ctx.event('opening_item.recorded', itemOf(ctx, teller, item))),
    ...Object.entries(standing.balances)
      .filter(([, balance]) => balance !== 0)
      .map(([role, balance]) => ctx.event('opening_item.recorded', balanceOf(ctx, teller, role, balance))),
  ];
}

function documentOf(
  company: Company,
  { documentId, documentDate, currency, rate9, partner, gross }: UnderWay,
): OpeningDocument {
  return {
    documentId,
    documentType: typeOf(documentId),
    company: company.code,
    performedBy: PERFORMED_BY,
    documentDate,
    currency,
    rate9,
    status: 'open',
    ...(partner === undefined ? {} : { partner }),
    ...(gross === undefined ? {} : { gross }),
  };
}

function typeOf(documentId: string): string {
  return documentId.split('-')[0] ?? '';
}

function placed(ctx: Context, { company, partnerGroup }: Teller) {
  const postingDate = dateOn(Math.floor(ctx.nowMs / DAY_MS));
  return {
    company: company.code,
    performedBy: PERFORMED_BY,
    postingDate,
    fiscalYear: clockOf(company).fiscal.yearOf(Math.floor(ctx.nowMs / DAY_MS)).year,
    fiscalPeriod: 0 as const,
    partnerGroup,
  };
}

function itemOf(ctx: Context, teller: Teller, item: Standing): OpeningItem {
  const { company } = teller;
  const { documentId, documentDate, role, side, amount, localAmount, quantity, partner, openItem } = item;
  const isLocal = isUnits(role) || item.currency === company.currency;
  return {
    ...placed(ctx, teller),
    documentId,
    documentType: typeOf(documentId),
    documentDate,
    ...(isLocal
      ? { currency: company.currency, rate9: SAME_CURRENCY, amount: localAmount }
      : { currency: item.currency, rate9: rateOf(company, item), amount }),
    role,
    side,
    ...(partner === undefined ? {} : { partner }),
    openItem,
    ...(quantity > 0 ? { quantity } : {}),
  };
}

/** The rate of its document; of what is left of an item, that at which its books come to what they hold. */
function rateOf(company: Company, { amount, localAmount, currency, rate9 }: Standing): number {
  if (convertAmount(amount, rate9, { from: currency, to: company.currency }) === localAmount) return rate9;
  const one = convertAmount(1_000_000_000, SAME_CURRENCY, { from: currency, to: company.currency });
  return Math.round((localAmount / amount) * (SAME_CURRENCY / one) * 1_000_000_000);
}

function balanceOf(ctx: Context, teller: Teller, role: string, balance: number): OpeningItem {
  const base = placed(ctx, teller);
  return {
    ...base,
    documentId: `OB-${teller.company.code}-${ctx.userId.replace(/\W/g, '-')}`,
    documentType: 'OB',
    documentDate: base.postingDate,
    currency: teller.company.currency,
    rate9: SAME_CURRENCY,
    role,
    side: balance > 0 ? 'debit' : 'credit',
    amount: Math.abs(balance),
  };
}

export const OPENING_EVENTS = ['opening_document.recorded', 'opening_item.recorded'] as const;

/** The journey that tells what is open, ahead of all else on the first day. */
export function openingJourney(tellerOf: (ctx: Context) => Teller) {
  const tell = defineAction({
    id: 'tell-open',
    emits: [...OPENING_EVENTS],
    handler: (ctx) => openingEvents(ctx, tellerOf(ctx)),
  });
  return defineJourney({
    id: 'what-is-open',
    arrivals: once({ at: 'start' }),
    adventures: [defineAdventure({ id: 'tell', actions: [tell] })],
  });
}
