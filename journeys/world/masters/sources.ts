/** Who supplies a bought material: vendors of its category by weighted rendezvous, with shares and perhaps agreed prices. */
import { chance, normal, weighted, type Context } from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import type { MaterialType } from '../industries.ts';
import { winners } from './keys.ts';
import { standingVendors } from './rows.ts';
import type { Vendor } from './vendors.ts';

/** A vendor a material is bought from. */
export interface Source {
  readonly vendorId: string;
  /** Share of what is needed; those of a material sum to 10,000. */
  readonly quotaBp: number;
  readonly from: string;
  /** `''`: without end. */
  readonly to: string;
  /** Agreed price against standard cost of the starting year, basis points; 0 without a contract. */
  readonly contractBp: number;
}

interface Sourced {
  readonly type: MaterialType;
  readonly abcClass: 'A' | 'B' | 'C';
  readonly materialId: string;
  readonly from: string;
}

const COUNT = weighted([
  [1, 0.6],
  [2, 0.3],
  [3, 0.1],
]);
const QUOTAS: Readonly<Record<number, readonly number[]>> = { 1: [10_000], 2: [6000, 4000], 3: [5000, 3000, 2000] };
const HAS_CONTRACT = chance(0.6);
const AGREED = normal({ mean: -0.02, sd: 0.02, min: -0.06, max: 0.02 });

/** Sources of a material; made ones have some too, for companies that do not make. */
export function sourcesOf(
  ctx: Context,
  company: Company,
  { type, abcClass, materialId, from }: Sourced,
): readonly Source[] {
  const candidates = suppliers(ctx, company, type === 'trading' ? 'trading' : 'material');
  const least = abcClass === 'A' ? 2 : 1;
  const count = Math.min(candidates.length, Math.max(least, ctx.draw('count', COUNT)));
  const quotas = QUOTAS[count] ?? [];
  return winners(candidates, materialId, count).map(({ vendorId }, i) => ({
    vendorId,
    quotaBp: quotas[i] ?? 0,
    from,
    to: '',
    contractBp: ctx.draw(`contract.${i}`, HAS_CONTRACT)
      ? Math.round((1 + ctx.draw(`agreed.${i}`, AGREED)) * 10_000)
      : 0,
  }));
}

/** Vendors of a category; of the other goods category where a company has none of it. */
function suppliers(ctx: Context, company: Company, category: 'trading' | 'material'): readonly Vendor[] {
  const active = (kind: 'trading' | 'material'): readonly Vendor[] =>
    standingVendors(ctx, company, kind).filter(({ status }) => status === 'active');
  const own = active(category);
  return own.length > 0 ? own : active(category === 'trading' ? 'material' : 'trading');
}
