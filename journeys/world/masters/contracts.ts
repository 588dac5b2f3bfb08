/** What a company pays again and again, and what it plans to spend: both follow from its planned revenue. */
import { defineDataset, minorDecimals, share, type Context, type DatasetDefinition } from '../../../src/index.ts';
import { tenTo } from '../arithmetic.ts';
import type { Company } from '../companies.ts';
import { costCenters } from './cost-centers.ts';
import { plannedRevenue } from './demand.ts';
import { inCurrency, type RowPlace } from './draws.ts';
import { datasetId, rowId, winners } from './keys.ts';
import { standingVendors } from './rows.ts';

/** What is paid by contract. */
export type RecurringItem = 'rent' | 'electricity' | 'software' | 'insurance' | 'gas' | 'telecom';

interface ItemFacts {
  /** Of all recurring cost. */
  readonly share: number;
  readonly payment: 'monthlyArrears' | 'quarterly' | 'yearlyAdvance';
  /** Dollars a kilowatt-hour; 0 for what is paid by contract alone. */
  readonly tariffUsd: number;
}

/** Items by their share of planned revenue: .9, .5, .45, .4, .15 and .1 % of 2.5 %. */
export const RECURRING_ITEMS: Readonly<Record<RecurringItem, ItemFacts>> = Object.freeze({
  rent: { share: 0.36, payment: 'quarterly', tariffUsd: 0 },
  electricity: { share: 0.2, payment: 'monthlyArrears', tariffUsd: 0.12 },
  software: { share: 0.18, payment: 'yearlyAdvance', tariffUsd: 0 },
  insurance: { share: 0.16, payment: 'yearlyAdvance', tariffUsd: 0 },
  gas: { share: 0.06, payment: 'monthlyArrears', tariffUsd: 0.05 },
  telecom: { share: 0.04, payment: 'monthlyArrears', tariffUsd: 0 },
});
const ITEMS = Object.keys(RECURRING_ITEMS) as readonly RecurringItem[];

/** A recurring contract: row of `contracts.<company>`, one per plant and item. */
export interface RecurringContract {
  readonly contractId: string;
  readonly company: string;
  readonly kind: 'recurring';
  readonly plant: string;
  readonly item: RecurringItem;
  /** `''` where the company has no utilities. */
  readonly vendorId: string;
  readonly payment: ItemFacts['payment'];
  /** Ten-thousandths of a minor unit for a kilowatt-hour; 0 without a tariff. */
  readonly tariff10000: number;
  /** Minor units by year, before what a month uses more or less. */
  readonly yearAmounts: Readonly<Record<string, number>>;
  readonly validFrom: string;
  readonly validTo: string;
}

/** Years that plans are made for. */
export interface PlanYears {
  readonly startYear: number;
  readonly years: number;
}

const yearsOf = ({ startYear, years }: PlanYears): readonly number[] =>
  Array.from({ length: years }, (_, i) => startYear + i);

interface Contracting extends PlanYears {
  readonly recurringShare: number;
  /** Without a vendor for them there are no contracts. */
  readonly hasUtilities: boolean;
}

/** Recurring contracts of a company. */
export function contractDataset(
  company: Company,
  { recurringShare, hasUtilities, ...span }: Contracting,
): DatasetDefinition<RecurringContract> {
  const { code, currency, plants } = company;
  const itemAt = (index: number): RecurringItem => ITEMS[index % ITEMS.length] ?? 'rent';
  const plantAt = (index: number): string => plants[Math.floor(index / ITEMS.length)] ?? '';
  const scale = tenTo(minorDecimals(currency)) * 10_000;
  return defineDataset({
    id: datasetId('contracts', code),
    name: `Recurring contracts of ${company.name}`,
    count: hasUtilities ? plants.length * ITEMS.length : 0,
    fields: {
      contractId: (_ctx: Context, { index }: RowPlace) => rowId('contracts', code, index),
      company: code,
      kind: 'recurring' as const,
      plant: (_ctx: Context, { index }: RowPlace) => plantAt(index),
      item: (_ctx: Context, { index }: RowPlace) => itemAt(index),
      vendorId: (ctx: Context, { index }: RowPlace) => utilityOf(ctx, company, `${plantAt(index)}/${itemAt(index)}`),
      payment: (_ctx: Context, { index }: RowPlace) => RECURRING_ITEMS[itemAt(index)].payment,
      tariff10000: (_ctx: Context, { index }: RowPlace) => {
        const { tariffUsd } = RECURRING_ITEMS[itemAt(index)];
        return tariffUsd === 0 ? 0 : Math.round(inCurrency(tariffUsd, currency) * scale);
      },
      yearAmounts: (ctx: Context, { index }: RowPlace) =>
        Object.fromEntries(
          yearsOf(span).map((year) => {
            const total = plannedRevenue(ctx, company, year) * recurringShare * RECURRING_ITEMS[itemAt(index)].share;
            return [String(year), Math.round(total / plants.length)];
          }),
        ),
      validFrom: `${span.startYear}-01-01`,
      validTo: `${span.startYear + span.years - 1}-12-31`,
    },
  }) as unknown as DatasetDefinition<RecurringContract>;
}

function utilityOf(ctx: Context, company: Company, key: string): string {
  const utilities = standingVendors(ctx, company, 'utility');
  return winners(utilities, key)[0]?.vendorId ?? '';
}

/** What budgets are for, and the share of each. */
export const BUDGET_SHARES = Object.freeze({
  it: 0.2,
  professional: 0.2,
  supplies: 0.2,
  marketing: 0.15,
  maintenance: 0.15,
  other: 0.1,
});
export type BudgetCategory = keyof typeof BUDGET_SHARES;
const CATEGORIES = Object.keys(BUDGET_SHARES) as readonly BudgetCategory[];

/** A budget: row of `budgets.<company>`, one per year, category and cost center. */
export interface Budget {
  readonly budgetId: string;
  readonly company: string;
  readonly year: number;
  readonly category: BudgetCategory;
  readonly costCenter: string;
  /** Minor units. */
  readonly amount: number;
}

/** Budgets of a company. Those of a category and year sum to its share of planned revenue, over cost centers by heads. */
export function budgetDataset(
  company: Company,
  { indirectBudgetShare, ...span }: PlanYears & { readonly indirectBudgetShare: number },
): DatasetDefinition<Budget> {
  const centers = costCenters(company).rows;
  const weights = centers.map(({ headShare }) => Math.round(headShare * 1_000_000));
  const place = (
    index: number,
  ): { readonly year: number; readonly category: BudgetCategory; readonly center: number } => {
    const perYear = CATEGORIES.length * centers.length;
    return {
      year: span.startYear + Math.floor(index / perYear),
      category: CATEGORIES[Math.floor((index % perYear) / centers.length)] ?? 'other',
      center: index % centers.length,
    };
  };
  return defineDataset({
    id: datasetId('budgets', company.code),
    name: `Budgets of ${company.name}`,
    count: span.years * CATEGORIES.length * centers.length,
    fields: {
      budgetId: (_ctx: Context, { index }: RowPlace) => rowId('budgets', company.code, index),
      company: company.code,
      year: (_ctx: Context, { index }: RowPlace) => place(index).year,
      category: (_ctx: Context, { index }: RowPlace) => place(index).category,
      costCenter: (_ctx: Context, { index }: RowPlace) => centers[place(index).center]?.costCenter ?? '',
      amount: (ctx: Context, { index }: RowPlace) => {
        const { year, category, center } = place(index);
        const total = Math.round(plannedRevenue(ctx, company, year) * indirectBudgetShare * BUDGET_SHARES[category]);
        return share(total, weights)[center] ?? 0;
      },
    },
  }) as unknown as DatasetDefinition<Budget>;
}
