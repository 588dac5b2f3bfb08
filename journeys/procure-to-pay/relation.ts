/** One vendor of one company: who they are, what is supplied, and what stands open between the two. */
import {
  convertAmount,
  id,
  minorDecimals,
  uniform,
  type Context,
  type Partner,
  type Surroundings,
  type UnitBalance,
} from '../../src/index.ts';
import type { Company } from '../world/companies.ts';
import { costCenterOf } from '../world/masters/cost-centers.ts';
import { datasetId, scoreOf } from '../world/masters/keys.ts';
import { standardCostIn, UOM_SCALE as MATERIAL_SCALE, type Material } from '../world/masters/materials.ts';
import { type Person, personIn } from '../world/masters/people.ts';
import { sessionBefore } from '../world/masters/sessions.ts';
import { TERMS, type Terms } from '../world/masters/terms.ts';
import type { Vendor } from '../world/masters/vendors.ts';
import { yearPlan, type YearPlan } from '../world/masters/demand.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import type { DutyPool } from '../world/masters/duties.ts';
import { spotRate9, usdRates } from '../world/rates/rates.ts';
import { leadOf, type Lead } from '../world/supply.ts';
import { worldOf, type WorldFacts } from '../world/world.ts';
import { clockOf, dateOn, postingDay, type Clock } from '../world/clock.ts';
import type { PayMethod } from './documents.ts';
import type { Advance } from './down-payment.ts';
import type { Spending } from './spending.ts';
import type { ResolvedP2pOptions } from './options.ts';

/** A material as one of its sources supplies it. */
export interface Supplied {
  readonly material: Material;
  /** Number of this source among those of the material. */
  readonly source: number;
}

/** What an order line is for where nothing is kept: it is used up at once, or put to use as an asset. */
export interface Outlay {
  readonly description: string;
  /** Chooses the account of expense. */
  readonly spendCategory: string;
  readonly costCenter: string;
  readonly supply: 'goods' | 'service';
  /** The asset it becomes a part of. */
  readonly assetId?: string;
}

/** An order line as it stands. */
export interface OrderLine {
  readonly line: number;
  /** What is counted: goods of a master row, or a bare unit. */
  readonly material: { readonly uom: Unit };
  quantity: number;
  unitPrice: number;
  readonly taxCode: string;
  readonly taxBp: number;
  readonly selfAssessedBp: number;
  readonly deductible: boolean;
  readonly needDay: number;
  promisedDay: number;
  readonly grBased: boolean;
  received: number;
  returned: number;
  invoiced: number;
  credited: number;
  /** Units received and not invoiced, or the other way round. */
  units: UnitBalance;
  /** Day of the last receipt, invoice, return or credit memo. */
  touched: number;
}

/** A line of goods that are kept. */
export interface StockLine extends OrderLine {
  readonly material: Material;
}

/** A line of what is used up or put to use. */
export interface OutlayLine extends OrderLine {
  readonly outlay: Outlay;
}

export type InvoicePolicy = 'afterReceipt' | 'beforeReceipt' | 'noReceipt';

export interface Order<L extends OrderLine = OrderLine> {
  readonly orderId: string;
  readonly kind: 'standard' | 'framework' | 'service' | 'asset';
  /** On which it was made. */
  readonly day: number;
  readonly currency: string;
  readonly policy: InvoicePolicy;
  readonly buyer: string;
  readonly lines: readonly L[];
  /** What of it is paid already. */
  advance?: Advance;
  /** Deliveries to come, and invoices. */
  deliveries: number;
  invoices: number;
}

/** An item that is to be paid, or netted. */
export interface Payable {
  readonly item: string;
  readonly invoice: string;
  readonly kind: 'invoice' | 'creditMemo';
  amount: number;
  localAmount: number;
  /** Of the whole document: the tax part of a discount follows from it. */
  readonly gross: number;
  readonly tax: number;
  readonly dueDay: number;
  readonly discountDay: number | undefined;
  readonly discountBp: number;
  /** Times its payment was taken back. */
  reopened: number;
  /** Run that will pay it. */
  run: number | undefined;
  /** Of a disputed part: not before this day. */
  heldUntil: number;
}

/** What an actor knows of itself; made once. */
export interface Relation {
  readonly company: Company;
  readonly vendor: Vendor;
  readonly facts: WorldFacts;
  readonly clock: Clock;
  readonly terms: Terms;
  readonly partner: Partner & { readonly kind: 'vendor' };
  readonly isForeign: boolean;
  readonly method: PayMethod;
  /** Decimals of company and document currency. */
  readonly decimals: { readonly company: number; readonly document: number };
  /** Where differences of purchase and payment belong. */
  readonly costCenters: { readonly purchasing: string; readonly finance: string };
  readonly supplied: readonly Supplied[];
  /** Of all that it supplies. */
  readonly lead: Lead;
  /** Delivered above need, by material. */
  readonly surplus: Map<string, number>;
  /** Plans of the years it has looked at. */
  readonly plans: Map<number, YearPlan>;
  /** Tax codes of what it supplies, by class and use, as they held last. */
  readonly taxes: Map<string, TaxCode>;
  /** What it gets of the budgets of the years it has looked at. */
  readonly spending: Map<number, Spending>;
  readonly orders: Map<string, Order>;
  readonly payables: Map<string, Payable>;
  /** Runs that are already under way, by their instant. */
  readonly runs: Set<number>;
  invoiceNumber: number;
}

const KEY = 'relation';

export function isOutlay(line: OrderLine): line is OutlayLine {
  return 'outlay' in line;
}

export function isStock(line: OrderLine): line is StockLine {
  return !isOutlay(line);
}

/** An order of goods that are kept. */
export function stockOrderOf({ orders }: Relation, orderId: string | undefined): Order<StockLine> | undefined {
  const order = orders.get(orderId ?? '');
  return order?.lines.every(isStock) === true ? (order as Order<StockLine>) : undefined;
}

/** An order of what is used up or put to use. */
export function outlayOrderOf({ orders }: Relation, orderId: string | undefined): Order<OutlayLine> | undefined {
  const order = orders.get(orderId ?? '');
  return order?.lines.every(isOutlay) === true ? (order as Order<OutlayLine>) : undefined;
}

/** Sources by vendor: a pure function of the masters, which lives as long as their rows. */
const suppliers = new WeakMap<object, ReadonlyMap<string, readonly Supplied[]>>();

/** How many relations there are: the vendors of all companies. */
export function countRelations({ datasets }: Surroundings): number {
  const world = datasets.find((one) => one.id === 'world');
  if (world === undefined || !('rows' in world)) return 0;
  const [facts] = world.rows as readonly WorldFacts[];
  return (facts?.companies ?? []).reduce((sum, { vendors }) => sum + vendors, 0);
}

/** The relation of the running actor. */
export function relationOf(ctx: Context, options: ResolvedP2pOptions): Relation {
  let relation = ctx.get<Relation>(KEY);
  if (relation === undefined) ctx.set(KEY, (relation = makeRelation(ctx, options)));
  return relation;
}

function makeRelation(ctx: Context, options: ResolvedP2pOptions): Relation {
  const facts = worldOf(ctx);
  const { company, row } = placeOf(ctx.actor.index, facts.companies);
  const vendor = ctx.typedDataset<Vendor>(datasetId('vendors', company.code)).row(row);
  const supplied = suppliedBy(ctx, company).get(vendor.vendorId) ?? [];
  const isForeign = vendor.region !== company.region;
  return {
    company,
    vendor,
    facts,
    clock: clockOf(company),
    terms: TERMS[vendor.terms],
    partner: { kind: 'vendor', id: vendor.vendorId },
    isForeign,
    method: isForeign ? 'wire' : methodOf(vendor.lot, options),
    decimals: { company: minorDecimals(company.currency), document: minorDecimals(vendor.currency) },
    costCenters: { purchasing: costCenterOf(company, 'LOG', 0), finance: costCenterOf(company, 'FIN', 0) },
    supplied,
    lead: leadOf(supplied.map(({ material }) => material)),
    surplus: new Map(),
    plans: new Map(),
    taxes: new Map(),
    spending: new Map(),
    orders: new Map(),
    payables: new Map(),
    runs: new Set(),
    invoiceNumber: 1000 + (vendor.lot % 90_000),
  };
}

/** Actors are numbered company by company. */
export function placeOf(
  index: number,
  companies: readonly Company[],
): { readonly company: Company; readonly row: number } {
  let row = index;
  for (const company of companies) {
    if (row < company.vendors) return { company, row };
    row -= company.vendors;
  }
  throw new RangeError(`no company has relation ${index}`);
}

function suppliedBy(ctx: Context, { code }: Company): ReadonlyMap<string, readonly Supplied[]> {
  const rows = ctx.typedDataset<Material>(datasetId('materials', code)).getAllRows();
  const [first] = rows;
  if (first === undefined) return new Map();
  let found = suppliers.get(first);
  if (found === undefined) {
    const made = new Map<string, Supplied[]>();
    for (const material of rows) {
      for (const [source, { vendorId }] of material.sources.entries()) {
        const known = made.get(vendorId);
        if (known === undefined) made.set(vendorId, [{ material, source }]);
        else known.push({ material, source });
      }
    }
    suppliers.set(first, (found = made));
  }
  return found;
}

const METHOD_KEY = 0x70617973;

function methodOf(lot: number, { payMethods }: ResolvedP2pOptions): PayMethod {
  const entries = Object.entries(payMethods) as [PayMethod, number][];
  return pickByScore(scoreOf(lot, METHOD_KEY), entries);
}

/** One of weighted choices by a number in (0, 1). */
export function pickByScore<T>(score: number, entries: readonly (readonly [T, number])[]): T {
  let left = score * entries.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of entries) if ((left -= weight) < 0) return value;
  const last = entries.at(-1);
  if (last === undefined) throw new RangeError('there is nothing to choose from');
  return last[0];
}

export const SHARE = uniform({ low: 0, high: 1 });

/** A place in a list of so many, drawn; generators cost more to make than to ask. */
export function pickIndex(ctx: Context, name: string, count: number): number {
  return Math.min(count - 1, Math.floor(ctx.draw(name, SHARE) * count));
}

/** Twelve characters that name a document. */
const LETTERS = id();
export function documentId(ctx: Context, type: string, { company }: Pick<Relation, 'company'>): string {
  return `${type}-${company.code}-${ctx.draw(type, LETTERS).slice(0, 12).toUpperCase()}`;
}

/** Who of a pool does a piece of work now. */
export function doer(ctx: Context, relation: Pick<Relation, 'company' | 'clock'>, pool: DutyPool, key: string): string {
  return doerAt(ctx, relation, { pool, key, ms: ctx.nowMs });
}

/** Who of a pool will do it at an instant. */
export function doerAt(
  ctx: Context,
  { company, clock }: Pick<Relation, 'company' | 'clock'>,
  { pool, key, ms }: { readonly pool: DutyPool; readonly key: string; readonly ms: number },
): string {
  return personIn(ctx, company, { pool, key, date: clock.dateOf(ms) }).employeeId;
}

interface Work {
  readonly pool: DutyPool;
  readonly key: string;
}

/** The same as a person, on a day. */
export function workerOn(ctx: Context, { company }: Relation, { pool, key }: Work, day: number): Person {
  return personIn(ctx, company, { pool, key, date: dateOn(day) });
}

/** Who takes a step of a number on a day; undefined where nobody of the company does. */
type StepWorker = (i: number, day: number) => Pick<Person, 'lot'> | undefined;

/** When steps are taken that are due one after another: on the weekend before, where who takes one works on it. */
export function inSessions(ctx: Context, { clock }: Relation, due: readonly number[], stepBy: StepWorker): number[] {
  let from = ctx.nowMs;
  return due.map((at, i) => (from = sessionBefore(clock, { from, at }, (day) => stepBy(i, day))));
}

/** The same for one step that somebody of a pool takes. */
export function inSession(ctx: Context, relation: Relation, due: number, work: Work): number {
  const { clock } = relation;
  return sessionBefore(clock, { from: ctx.nowMs, at: due }, (day) => workerOn(ctx, relation, work, day));
}

/** Dates and period of what is made on a day. */
export function postedOn(ctx: Context, { clock }: Relation, day: number) {
  const booked = postingDay(ctx, day);
  return {
    documentDate: dateOn(day),
    postingDate: dateOn(booked),
    fiscalYear: clock.fiscal.yearOf(booked).year,
    fiscalPeriod: clock.fiscal.periodOf(booked),
  };
}

/** The rate of a day from document to company currency. */
export function rateOn(ctx: Context, { company, vendor }: Relation, date: string): number {
  return spotRate9({ from: vendor.currency, to: company.currency }, date, usdRates(ctx));
}

/** An amount of document currency in company currency. */
export function localValue({ company, vendor }: Relation, amount: number, rate9: number): number {
  return convertAmount(amount, rate9, { from: vendor.currency, to: company.currency });
}

/** Decimals of quantities; work is counted in hours. */
export const UOM_SCALE = Object.freeze({ ...MATERIAL_SCALE, H: 2 });
export type Unit = keyof typeof UOM_SCALE;

/** Standard cost of a unit of a material that moves on a day. */
export function standardOn(ctx: Context, { clock }: Relation, material: Material, day: number): number {
  return standardCostIn(material, clock.fiscal.yearOf(postingDay(ctx, day)).year);
}

/** The plan of a year; asked for with every need. */
export function planOf(ctx: Pick<Context, 'typedDataset'>, { company, plans }: Relation, year: number): YearPlan {
  let plan = plans.get(year);
  if (plan === undefined) plans.set(year, (plan = yearPlan(ctx, company, year)));
  return plan;
}
