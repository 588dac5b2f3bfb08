/** What is between a company and one of its customers: the state of an actor, as plain data that its journeys share. */
import { convertAmount, id, weighted, type Context } from '../../src/index.ts';
import { postingDay } from '../world/clock.ts';
import type { Company } from '../world/companies.ts';
import type { Customer, CustomerPersona } from '../world/masters/customers.ts';
import type { DutyPool } from '../world/masters/duties.ts';
import { datasetId } from '../world/masters/keys.ts';
import { sessionBefore } from '../world/masters/sessions.ts';
import type { CustomerSegment } from '../world/masters/segments.ts';
import type { TaxClass } from '../world/products.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import { untilWorkday } from './days.ts';
import type { InvoiceLine, PayMethod } from './documents.ts';
import type { Options } from './options.ts';
import { fiscalOf, personFor, rateOn, tradeOf, workerFor, type Trade } from './tables.ts';

/** Whose customers the actors of a population are. */
export interface Seat {
  readonly options: Options;
  readonly company: Company;
  readonly segment: CustomerSegment;
  /** Whether simulation begins before the books do, and what is open then is told. */
  readonly runsIn: boolean;
  /** Row of the k-th customer of the segment. */
  readonly rowOf: (k: number) => number;
}

/** An item on 1100 that is not paid, or what is left of one. */
export interface Receivable {
  readonly item: string;
  /** The document that opened it. */
  readonly invoice: string;
  readonly kind: 'invoice' | 'charge';
  amount: number;
  localAmount: number;
  readonly rate9: number;
  readonly gross: number;
  readonly tax: number;
  readonly lines: readonly InvoiceLine[];
  readonly salesOrder: string;
  readonly billedDay: number;
  readonly dueDay: number;
  /** 0 without a discount. */
  readonly discountDay: number;
  readonly discountBp: number;
  /** Day on which the customer means to pay. */
  payDay: number;
  takesDiscount: boolean;
  /** Whether anything has been paid or tried yet: customers deviate once. */
  isTried: boolean;
  /** In a payment that is on its way. */
  isReserved: boolean;
  isDisputed: boolean;
  level: number;
  noticeDay: number;
}

/** Money of a customer that belongs to no invoice yet: an item on 2070. */
export interface Unapplied {
  readonly item: string;
  amount: number;
  localAmount: number;
  readonly day: number;
}

/** An order that is not billed to its end. */
export interface Unbilled {
  gross: number;
  readonly rate9: number;
  /** On which it was made. */
  readonly day: number;
}

/** The invoice of a delivery. */
export interface Billed {
  readonly invoice: string;
  readonly rate9: number;
  readonly day: number;
  readonly lines: readonly InvoiceLine[];
}

/** One customer of one company. */
export interface Relation {
  readonly trade: Trade;
  readonly customer: Customer;
  readonly behavior: CustomerPersona;
  readonly method: PayMethod;
  readonly isForeign: boolean;
  readonly receivables: Receivable[];
  readonly unapplied: Unapplied[];
  readonly orders: Map<string, Unbilled>;
  /** What was billed, for the yearly review: day and gross in company currency. */
  readonly billed: { readonly day: number; readonly gross: number }[];
  /** Runs that are under way, by kind and day: one run serves all that is due. */
  readonly planned: Set<string>;
  /** How often items of a document were opened again. */
  readonly reopened: Map<string, number>;
  /** Deliveries of which something will come back, and what they were billed with. */
  readonly invoiced: Map<string, Billed | undefined>;
  /** Tax codes by class: which one it is does not change, only how long its rate holds. */
  readonly taxCodes: Map<TaxClass, TaxCode>;
  creditLimit: number;
  isInsolvent: boolean;
  /** When books were opened that began without it; 0 where nothing was before them. */
  openedMs: number;
}

const KEY = 'relation';
const DOCUMENT_ID = id();
const BY_TRANSFER: readonly PayMethod[] = ['transfer', 'wire'];

/** The relation of the actor that acts. */
export function relationOf(ctx: Context, seat: Seat): Relation {
  const known = ctx.get<Relation>(KEY);
  if (known !== undefined) return known;
  const made = makeRelation(ctx, seat);
  ctx.set(KEY, made);
  return made;
}

function makeRelation(ctx: Context, { options, company, rowOf }: Seat): Relation {
  const customer = ctx.typedDataset<Customer>(datasetId('customers', company.code)).row(rowOf(ctx.actor.index));
  const { customerId: key } = customer;
  const { behaviors, payMethods } = options;
  const method =
    payMethods === undefined ? customer.payMethod : ctx.shared('pay-method', key, weighted({ ...payMethods }));
  const isForeign = customer.currency !== company.currency;
  return {
    trade: tradeOf(ctx, company),
    customer,
    behavior: behaviors === undefined ? customer.persona : ctx.shared('behavior', key, weighted({ ...behaviors })),
    // Checks, debits and cards stay at home: who owes another currency sends it.
    method: isForeign && !BY_TRANSFER.includes(method) ? 'wire' : method,
    isForeign,
    receivables: [],
    unapplied: [],
    orders: new Map(),
    billed: [],
    planned: new Set(),
    reopened: new Map(),
    invoiced: new Map(),
    taxCodes: new Map(),
    creditLimit: customer.creditLimit,
    isInsolvent: false,
    openedMs: 0,
  };
}

/** Today, as the company counts. */
export function today(ctx: Pick<Context, 'nowMs'>, { trade }: Relation): number {
  return trade.days.dayOf(ctx.nowMs);
}

/** A new document's id. */
export function newDocument(ctx: Pick<Context, 'draw'>, { trade }: Relation, type: string): string {
  return `${type}-${trade.company.code}-${ctx.draw(type, DOCUMENT_ID).slice(0, 12).toUpperCase()}`;
}

/** Who of a pool does something today. */
export function who(ctx: Context, relation: Relation, pool: DutyPool, key: string): string {
  return personFor(ctx, relation.trade, { pool, key, day: today(ctx, relation) });
}

/** From now to when somebody of a pool does what is due after a span: on the weekend before, where they work on it. */
export function inSession(ctx: Context, { trade }: Relation, span: number, work: Work): number {
  const at = ctx.nowMs + span;
  const workerOn = (day: number) => workerFor(ctx, trade, Object.assign({ day }, work));
  return sessionBefore(trade.days, { from: ctx.nowMs, at }, workerOn) - ctx.nowMs;
}

/** The same for a workday so many business days from today. */
export function untilDone(ctx: Context, relation: Relation, later: number, work: Work): number {
  return inSession(ctx, relation, untilWorkday(ctx, relation.trade.days, later), work);
}

interface Work {
  readonly pool: DutyPool;
  readonly key: string;
}

/** A document and who touches it. */
export interface Touch {
  readonly documentId: string;
  readonly documentType: string;
  readonly performedBy: string;
}

/** What every event says. */
export function step({ trade, customer }: Relation, { documentId, documentType, performedBy }: Touch) {
  return {
    documentId,
    documentType,
    company: trade.company.code,
    partner: { kind: 'customer' as const, id: customer.customerId },
    performedBy,
  };
}

/** A document that begins. */
export interface Begun extends Touch {
  readonly status: string;
  readonly references?: readonly Reference[];
  /** Default: the rate of today. A document that corrects another has that one's. */
  readonly rate9?: number;
  /** Day of that rate. */
  readonly rateDay?: number;
}

type Reference = {
  readonly documentId: string;
  readonly documentType: string;
  readonly relation: 'follows' | 'partOf' | 'invoices' | 'pays' | 'reverses' | 'returns' | 'credits' | 'settles';
};

/** The head of a document, dated today. */
export function head(ctx: Context, relation: Relation, begun: Begun) {
  const { trade, customer } = relation;
  const day = today(ctx, relation);
  const date = trade.days.date(day);
  const booked = postingDay(ctx, day);
  const { fiscalYear, fiscalPeriod } = fiscalOf(trade, booked);
  // Written out: spreading a second object into a literal costs more than the rest of it.
  return {
    documentId: begun.documentId,
    documentType: begun.documentType,
    company: trade.company.code,
    partner: { kind: 'customer' as const, id: customer.customerId },
    performedBy: begun.performedBy,
    documentDate: date,
    postingDate: trade.days.date(booked),
    fiscalYear,
    fiscalPeriod,
    currency: customer.currency,
    rate9: begun.rate9 ?? rateOn(ctx, trade, customer.currency, day),
    rateDate: begun.rateDay === undefined ? date : trade.days.date(begun.rateDay),
    partnerGroup: customer.segment,
    status: begun.status,
    references: begun.references ?? [],
  };
}

/** An amount of the customer's currency in that of the company. */
export function localOf({ trade, customer }: Relation, amount: number, rate9: number): number {
  return customer.currency === trade.company.currency
    ? amount
    : convertAmount(amount, rate9, { from: customer.currency, to: trade.company.currency });
}

/** The house bank account for a currency. */
export function bankAccountOf({ trade, customer }: Relation): string {
  const { code, bankAccounts } = trade.company;
  const own = `${code}-BK-${customer.currency}`;
  return bankAccounts.includes(own) ? own : (bankAccounts[0] ?? own);
}

/** Starts a run of a journey on a day unless one is under way for it. */
export function plan(
  ctx: Context,
  { trade, planned }: Relation,
  run: { readonly journey: string; readonly day: number; readonly hour: number },
): void {
  const key = `${run.journey}/${run.day}`;
  if (planned.has(key)) return;
  planned.add(key);
  ctx.start(run.journey, { at: Math.max(ctx.nowMs, trade.days.at(run.day, run.hour)), input: { key } });
}

/** Marks the run as begun: what comes up from now on for its day gets a run of its own. */
export function begin(ctx: Context, { planned }: Relation): void {
  planned.delete(ctx.input<{ readonly key: string }>()?.key ?? '');
}

/** Takes an item off the list once nothing of it is open. */
export function settle(relation: Relation, receivable: Receivable): void {
  if (receivable.amount > 0) return;
  const at = relation.receivables.indexOf(receivable);
  if (at !== -1) relation.receivables.splice(at, 1);
}
