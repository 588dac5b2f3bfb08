/** What is paid by contract, again and again, without an order: rent by the quarter, energy by what was used, cover by the year. */
import { type Context, defineAction, mulDiv, normal, share, uniform } from '../../src/index.ts';
import { dayOfDate, yearOfDate } from '../world/dates.ts';
import type { RecurringContract, RecurringItem } from '../world/masters/contracts.ts';
import { costCenterOf } from '../world/masters/cost-centers.ts';
import { rowsOfVendor } from '../world/masters/rows.ts';
import type { Company } from '../world/companies.ts';
import { purchaseTaxCode } from '../world/tax/determine.ts';
import { startBill } from './bill.ts';
import { dateOn } from '../world/clock.ts';
import type { InvoiceLine, P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { type Relation, relationOf } from './relation.ts';
import { postUnordered } from './unordered-invoice.ts';
import { lineTax, unorderedLine } from './unordered-line.ts';

/** Working days until a bill is in the house. */
const ARRIVES = uniform({ low: 0.1, high: 6 });
/** What a month uses more or less than planned. */
const USED = normal({ mean: 1, sd: 0.05, min: 0.8, max: 1.2 });
const MONTHS = 12;
const QUARTERS = 4;
const TARIFF_SCALE = 10_000;

/** A contract and the time that is billed. */
interface Due {
  readonly contract: RecurringContract;
  /** First and last day. */
  readonly from: string;
  readonly to: string;
  readonly planned: number;
}

/** At the beginning of a month: what is billed of the one before, and of what has just begun. */
export function planRecurringAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'plan-recurring',
    emits: [],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const { company, vendor } = relation;
      const { category, vendorId } = vendor;
      if (category !== 'utility') return [];
      for (const contract of rowsOfVendor<RecurringContract>(ctx, company, { kind: 'contracts', vendorId })) {
        const due = dueOf(contract, relation.clock.dateOf(ctx.nowMs));
        if (due === undefined || due.planned === 0) continue;
        const at = relation.clock.workAfter(ctx.nowMs, ctx.draw(contract.contractId, ARRIVES));
        ctx.start('recurring-bill', { at, input: due });
      }
      return [];
    },
  });
}

function dueOf(contract: RecurringContract, date: string): Due | undefined {
  const [year, month] = [yearOfDate(date), Number(date.slice(5, 7)) - 1];
  const yearly = contract.yearAmounts;
  if (contract.payment === 'monthlyArrears') {
    const [y, m] = month === 0 ? [year - 1, MONTHS - 1] : [year, month - 1];
    return { contract, ...span(y, m, 1), planned: partOfYear(yearly[y] ?? 0, MONTHS, m) };
  }
  if (contract.payment === 'quarterly') {
    if (month % 3 !== 0) return undefined;
    return { contract, ...span(year, month, 3), planned: partOfYear(yearly[year] ?? 0, QUARTERS, month / 3) };
  }
  return month === 0 ? { contract, ...span(year, 0, MONTHS), planned: yearly[year] ?? 0 } : undefined;
}

/** Months of a year from one of them on. */
function span(year: number, month: number, months: number): Pick<Due, 'from' | 'to'> {
  const first = (at: number): string =>
    `${year + Math.floor(at / MONTHS)}-${String((at % MONTHS) + 1).padStart(2, '0')}-01`;
  return { from: first(month), to: dateOn(dayOfDate(first(month + months)) - 1) };
}

function partOfYear(total: number, parts: number, n: number): number {
  return share(total, Array<number>(parts).fill(1))[n] ?? 0;
}

export function receiveRecurringAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'receive-recurring',
    emits: ['vendor_invoice.received'],
    handler: (ctx): P2pEvent<'vendor_invoice.received'>[] => [startBill(ctx, relationOf(ctx, options))],
  });
}

/** There is no order and no receipt to match it with: it is posted and paid. */
export function postRecurringAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'post-recurring',
    emits: ['vendor_invoice.posted', 'vendor_invoice.matched'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const due = ctx.input<Due>();
      if (due === undefined) return [];
      return postUnordered(ctx, relation, { line: recurringLine(ctx, relation, due), options });
    },
  });
}

/** Energy by what was used at its tariff, the rest as agreed. */
function recurringLine(ctx: Context, relation: Relation, { contract, from, to, planned }: Due): InvoiceLine {
  const { contractId, item, tariff10000 } = contract;
  const { company, vendor, facts, clock } = relation;
  const used = tariff10000 === 0 ? 0 : Math.round((planned * ctx.draw('used', USED) * TARIFF_SCALE) / tariff10000);
  const net = tariff10000 === 0 ? planned : Math.max(1, mulDiv(used, tariff10000, TARIFF_SCALE));
  const taxClass = UNTAXED.includes(item) ? ('exempt' as const) : ('standard' as const);
  const date = clock.dateOf(ctx.nowMs);
  const purchase = { vendor, buyer: company, taxClass, supply: 'service' as const, use: 'own' as const, date };
  return unorderedLine({
    line: 1,
    says: {
      kind: 'recurring',
      description: item,
      spendCategory: item,
      contractId,
      servicePeriod: { from, to },
      ...(tariff10000 === 0 ? {} : { consumption: { kilowattHours: used, tariff10000 } }),
    },
    net,
    tax: lineTax(purchaseTaxCode(purchase, facts.tax)),
    costCenter: bearerOf(company, contract),
  });
}

/** Rent of buildings and cover bear no value added tax. */
const UNTAXED: readonly RecurringItem[] = ['rent', 'insurance'];

/** Who uses it. */
function bearerOf(company: Company, { item, plant }: RecurringContract): string {
  if (item === 'software' || item === 'telecom') return costCenterOf(company, 'IT', 0);
  if (item === 'insurance') return costCenterOf(company, 'FIN', 0);
  if (company.role === 'manufacturer') return costCenterOf(company, 'PRD', company.plants.indexOf(plant));
  return costCenterOf(company, 'LOG', 0);
}
