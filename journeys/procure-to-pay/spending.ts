/**
 * What a vendor gets of the budgets. Supplies, other things and half of maintenance go to those who sell them; of work half
 * is done under a yearly order, the rest and half of the maintenance as it is asked for. Each category is split over its
 * vendors by their size.
 */
import { type Context } from '../../src/index.ts';
import type { Company } from '../world/companies.ts';
import type { Budget, BudgetCategory } from '../world/masters/contracts.ts';
import { datasetId } from '../world/masters/keys.ts';
import { listOf, vendorsOf } from '../world/masters/rows.ts';
import type { Vendor } from '../world/masters/vendors.ts';
import type { Relation } from './relation.ts';

/** Minor units of company currency a year. */
export interface Spending {
  /** As it is asked for, by category. */
  readonly asked: ReadonlyMap<BudgetCategory, number>;
  /** Under the order of the year, by category. */
  readonly framework: ReadonlyMap<BudgetCategory, number>;
}

const SUPPLIED: readonly BudgetCategory[] = ['supplies', 'maintenance', 'other'];
const SERVED: readonly BudgetCategory[] = ['it', 'professional', 'marketing', 'maintenance'];
const HALF = 0.5;

/** Who shares the budgets of a company: pure functions of its masters, which live as long as their rows. */
const tables = new WeakMap<object, SpendTable>();

interface SpendTable {
  /** By year, category. */
  readonly budgets: ReadonlyMap<number, ReadonlyMap<BudgetCategory, readonly Budget[]>>;
  readonly suppliers: readonly Vendor[];
  readonly servers: readonly Vendor[];
}

function tableOf(ctx: Pick<Context, 'typedDataset'>, company: Company): SpendTable {
  const rows = ctx.typedDataset<Budget>(datasetId('budgets', company.code)).getAllRows();
  const [anchor] = rows;
  const known = anchor === undefined ? undefined : tables.get(anchor);
  if (known !== undefined) return known;
  const made = {
    budgets: byYear(rows),
    suppliers: regulars(ctx, company, 'mro'),
    servers: regulars(ctx, company, 'service'),
  };
  if (anchor !== undefined) tables.set(anchor, made);
  return made;
}

function byYear(rows: readonly Budget[]): SpendTable['budgets'] {
  const years = new Map<number, Map<BudgetCategory, Budget[]>>();
  for (const row of rows) {
    let categories = years.get(row.year);
    if (categories === undefined) years.set(row.year, (categories = new Map()));
    categories.set(row.category, [...(categories.get(row.category) ?? []), row]);
  }
  return years;
}

/** Vendors one comes back to. */
function regulars(
  ctx: Pick<Context, 'typedDataset'>,
  company: Company,
  category: 'mro' | 'service',
): readonly Vendor[] {
  return listOf(vendorsOf(ctx, company, category)).filter(({ status, oneTime }) => status === 'active' && !oneTime);
}

/** What of the budgets of a year goes to the vendor of a relation. */
export function spendingOf(ctx: Pick<Context, 'typedDataset'>, relation: Relation, year: number): Spending {
  const { company, vendor, spending } = relation;
  let found = spending.get(year);
  if (found !== undefined) return found;
  const table = tableOf(ctx, company);
  const isSupplier = vendor.category === 'mro';
  const all = isSupplier ? table.suppliers : table.servers;
  const asked = new Map<BudgetCategory, number>();
  const framework = new Map<BudgetCategory, number>();
  for (const category of isSupplier ? SUPPLIED : SERVED) {
    const share = shareOf(vendor, isSupplier ? all : serversOf(all, category));
    const budget = (table.budgets.get(year)?.get(category) ?? []).reduce((sum, { amount }) => sum + amount, 0) * share;
    if (budget === 0) continue;
    const isWhole = isSupplier && category !== 'maintenance';
    if (isSupplier || category !== 'maintenance') asked.set(category, isWhole ? budget : budget * HALF);
    if (!isSupplier) framework.set(category, budget * HALF);
  }
  spending.set(year, (found = { asked, framework }));
  return found;
}

/** Who serves a category: each vendor one of them, or where there are fewer vendors each of them more. */
function serversOf(all: readonly Vendor[], category: BudgetCategory): readonly Vendor[] {
  const c = SERVED.indexOf(category);
  if (all.length < SERVED.length) return all.filter((_, k) => c % all.length === k);
  return all.filter((_, k) => k % SERVED.length === c);
}

function shareOf({ vendorId, sizeWeight }: Vendor, all: readonly Vendor[]): number {
  if (all.every((one) => one.vendorId !== vendorId)) return 0;
  return sizeWeight / all.reduce((sum, one) => sum + one.sizeWeight, 0);
}

/** Cost centers with a budget of a category, and how much. */
export function centersOf(
  ctx: Pick<Context, 'typedDataset'>,
  { company }: Relation,
  { category, year }: { readonly category: BudgetCategory; readonly year: number },
): readonly Budget[] {
  return tableOf(ctx, company).budgets.get(year)?.get(category) ?? [];
}
