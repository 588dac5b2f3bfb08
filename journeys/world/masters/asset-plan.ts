/** What a company means to put to use: a share of planned revenue a year, in a handful of things. */
import {
  defineDataset,
  int,
  lognormal,
  share,
  weighted,
  type Context,
  type DatasetDefinition,
} from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { dateOfDay, dayOfDate } from '../dates.ts';
import type { PlanYears } from './contracts.ts';
import { costCenters } from './cost-centers.ts';
import { plannedRevenue } from './demand.ts';
import { type RowPlace } from './draws.ts';
import { datasetId, hash32, rowId, winners } from './keys.ts';
import { standingVendors } from './rows.ts';

export const ASSET_CLASSES = Object.freeze({
  machinery: 0.25,
  it: 0.25,
  vehicles: 0.15,
  furniture: 0.15,
  software: 0.1,
  buildings: 0.05,
  leasehold: 0.05,
});
export type AssetClass = keyof typeof ASSET_CLASSES;

/** A thing that is to be bought: row of `assetPlan.<company>`. */
export interface PlannedAsset {
  /** The asset it becomes. */
  readonly assetId: string;
  readonly company: string;
  readonly year: number;
  readonly assetClass: AssetClass;
  readonly costCenter: string;
  /** `''` where the company has no vendors of capital goods. */
  readonly vendorId: string;
  /** Day on which it is asked for. */
  readonly date: string;
  /** Minor units. */
  readonly amount: number;
}

const CLASS = weighted({ ...ASSET_CLASSES });
/** How costs differ, dollars; only the proportions count. */
const COST = lognormal({ median: 15_000, p95: 300_000, min: 1000, max: 2_000_000 });
const DAY = int({ min: 0, max: 330 });
const [FEWEST, MOST] = [5, 15];
const PEOPLE_PER_THING = 9;

/** Things a year: one for every nine people, five to fifteen. */
export function assetsPerYear({ employees }: Pick<Company, 'employees'>): number {
  return Math.max(FEWEST, Math.min(MOST, Math.round(employees / PEOPLE_PER_THING)));
}

/** Planned assets of a company. Those of a year sum to its share of planned revenue. */
export function assetPlanDataset(
  company: Company,
  { capexShareOfRevenue, startYear, years }: PlanYears & { readonly capexShareOfRevenue: number },
): DatasetDefinition<PlannedAsset> {
  const { code } = company;
  const perYear = assetsPerYear(company);
  const yearOf = (index: number): number => startYear + Math.floor(index / perYear);
  return defineDataset({
    id: datasetId('assetPlan', code),
    name: `Asset plan of ${company.name}`,
    count: years * perYear,
    fields: {
      assetId: (_ctx: Context, { index }: RowPlace) => rowId('assetPlan', code, index),
      company: code,
      year: (_ctx: Context, { index }: RowPlace) => yearOf(index),
      assetClass: CLASS,
      costCenter: (_ctx: Context, { index }: RowPlace) => centerOf(company, index),
      vendorId: (ctx: Context, { index }: RowPlace) =>
        winners(standingVendors(ctx, company, 'capex'), rowId('assetPlan', code, index))[0]?.vendorId ?? '',
      date: (ctx: Context, { index }: RowPlace) =>
        dateOfDay(dayOfDate(`${yearOf(index)}-01-05`) + ctx.draw('day', DAY)),
      amount: (ctx: Context, { index }: RowPlace) => {
        const first = index - (index % perYear);
        const weights = Array.from({ length: perYear }, (_, i) =>
          Math.round(ctx.shared('planned-asset', rowId('assetPlan', code, first + i), COST)),
        );
        const total = Math.round(plannedRevenue(ctx, company, yearOf(index)) * capexShareOfRevenue);
        return share(total, weights)[index % perYear] ?? 0;
      },
    },
  }) as unknown as DatasetDefinition<PlannedAsset>;
}

/** By heads, as budgets are. */
function centerOf(company: Company, index: number): string {
  const centers = costCenters(company).rows.map((row) => ({
    ...row,
    lot: hash32(row.costCenter),
    sizeWeight: row.headShare,
  }));
  return winners(centers, rowId('assetPlan', company.code, index))[0]?.costCenter ?? '';
}
