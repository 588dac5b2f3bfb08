/**
 * What an actor has open when the period begins, where simulation begins before it: told on the first day item by item, each
 * with the account, side and rate at which it stands open.
 */
import {
  convertAmount,
  defineAction,
  defineAdventure,
  defineJourney,
  once,
  type Context,
  type Surroundings,
} from '../../../src/index.ts';
import { clockOf, dateOn } from '../clock.ts';
import type { Company } from '../companies.ts';
import { DAY_MS } from '../dates.ts';
import type { OpeningDocument, OpeningItem } from './documents.ts';
import { isUnits, type Standing, type StandingItems } from './standing-items.ts';

/** Id of the process that turns what is open into equity. */
export const OPENING_PROCESS = 'opening';
const SAME_CURRENCY = 1_000_000_000;

/** Whether what is open is told: where simulation begins earlier than the books, and somebody opens these. */
export function tellsOpening({ runInDays, processes }: Surroundings): boolean {
  return runInDays > 0 && processes.some(({ id }) => id === OPENING_PROCESS);
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
  const items = Object.values(standing.items).flatMap((item) => partsOf(company, item));
  const documents = new Map([...items, ...teller.documents].map((one) => [one.documentId, one]));
  return [
    ...[...documents.values()].map((item) => ctx.event('opening_document.recorded', documentOf(company, item))),
    ...items.map((item) => ctx.event('opening_item.recorded', itemOf(ctx, teller, item))),
    ...Object.entries(standing.balances)
      .filter(([, balance]) => balance !== 0)
      .map(([role, balance]) => ctx.event('opening_item.recorded', balanceOf(ctx, teller, role, balance))),
  ];
}

/** Small enough for one billionth of a rate to be less than a unit of company currency. */
const SMALL_PART = 1_000_000;

/**
 * Units that were posted together are worth what they were posted at, whatever those before and behind them were. And no
 * rate in billionths may give what is left of a large amount: then a small part of it has a rate of its own.
 */
function partsOf(company: Company, item: Standing): readonly Standing[] {
  const { layers, amount, localAmount } = item;
  if (layers.length > 0) return layers.map((layer) => Object.assign({}, item, layer, { layers: [layer] }));
  if (isUnits(item.role) || item.currency === company.currency) return [item];
  const rate9 = rateOf(company, item);
  const places = { from: item.currency, to: company.currency };
  if (amount <= SMALL_PART || convertAmount(amount, rate9, places) === localAmount) return [item];
  const most = amount - SMALL_PART;
  const worth = convertAmount(most, rate9, places);
  return [
    Object.assign({}, item, { amount: most, localAmount: worth, rate9 }),
    Object.assign({}, item, { amount: SMALL_PART, localAmount: localAmount - worth }),
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
  const { documentId, documentDate, role, side, amount, localAmount, partner, openItem, layers } = item;
  const quantity = layers.reduce((sum, layer) => sum + layer.quantity, 0);
  const isLocal = isUnits(role) || item.currency === company.currency;
  const worth = isLocal
    ? { currency: company.currency, rate9: SAME_CURRENCY, amount: localAmount }
    : { currency: item.currency, rate9: rateOf(company, item), amount };
  return Object.assign(
    placed(ctx, teller),
    { documentId, documentType: typeOf(documentId), documentDate },
    worth,
    { role, side },
    partner === undefined ? undefined : { partner },
    { openItem },
    quantity > 0 ? { quantity } : undefined,
  );
}

/** The rate of its document; of what is left of an item, that at which its books come to what they hold. */
function rateOf(company: Company, { amount, localAmount, currency, rate9 }: Standing): number {
  if (convertAmount(amount, rate9, { from: currency, to: company.currency }) === localAmount) return rate9;
  const one = convertAmount(1_000_000_000, SAME_CURRENCY, { from: currency, to: company.currency });
  return Math.round((localAmount / amount) * (SAME_CURRENCY / one) * 1_000_000_000);
}

function balanceOf(ctx: Context, teller: Teller, role: string, balance: number): OpeningItem {
  const base = placed(ctx, teller);
  return Object.assign(base, {
    documentId: `OB-${teller.company.code}-${ctx.userId.replace(/\W/g, '-')}`,
    documentType: 'OB',
    documentDate: base.postingDate,
    currency: teller.company.currency,
    rate9: SAME_CURRENCY,
    role,
    side: balance > 0 ? ('debit' as const) : ('credit' as const),
    amount: Math.abs(balance),
  });
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
