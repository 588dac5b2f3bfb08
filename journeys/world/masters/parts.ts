/**
 * What made materials consist of. A finished product has the semi-finished parts that stand between it and the finished
 * product before it: they are its own. Everything else is bought: raw materials and packaging of rows before it, or of the
 * first rows, which every manufacturer has.
 */
import { int, uniform, type Context } from '../../../src/index.ts';
import { tenTo } from '../arithmetic.ts';
import type { Company } from '../companies.ts';
import type { MaterialType } from '../industries.ts';
import { REGIONS } from '../regions.ts';
import type { Strata } from '../strata.ts';
import { inCurrency } from './draws.ts';
import { minorDecimals } from '../../../src/index.ts';

/** A component of a parts list. */
export interface Component {
  /** Row of the material. */
  readonly index: number;
  readonly qtyPer: number;
  /** More that is taken because some is lost. */
  readonly scrapBp: number;
}

/** A step of production. Hours in hundredths, rates in minor units an hour. */
export interface Operation {
  readonly no: number;
  readonly workCenter: string;
  readonly setupHours100: number;
  readonly runHours100: number;
  readonly rate: number;
  readonly overheadBp: number;
}

/** Rows whose bought materials any product may use, however early it stands. */
const FIRST_ROWS = 40;
const FINISHED_PARTS = int({ min: 3, max: 8 });
const SEMI_PARTS = int({ min: 2, max: 5 });
const QTY_PER = int({ min: 1, max: 6 });
const SCRAP_BP = int({ min: 50, max: 300 });

/** The parts of row `index`; none for what is bought. */
export function partsOf(ctx: Context, mix: Strata<MaterialType>, index: number): readonly Component[] {
  const type = mix.kindOf(index);
  if (type !== 'finished' && type !== 'semi') return [];
  const own = type === 'finished' ? semisOf(mix, index) : [];
  const wanted = ctx.draw('count', type === 'finished' ? FINISHED_PARTS : SEMI_PARTS);
  const bought = pickBought(ctx, { mix, index, count: Math.max(1, wanted - own.length), packed: type === 'finished' });
  return [...own, ...bought].map((part, i) => ({
    index: part,
    qtyPer: ctx.draw(`qty.${i}`, QTY_PER),
    scrapBp: ctx.draw(`scrap.${i}`, SCRAP_BP),
  }));
}

/** The semi-finished rows between a finished one and the finished one before it. */
export function semisOf(mix: Strata<MaterialType>, index: number): readonly number[] {
  const rows: number[] = [];
  for (let at = index - 1; at >= 0 && mix.kindOf(at) !== 'finished'; at--) {
    if (mix.kindOf(at) === 'semi') rows.unshift(at);
  }
  return rows;
}

interface Wanted {
  readonly mix: Strata<MaterialType>;
  readonly index: number;
  readonly count: number;
  readonly packed: boolean;
}

/** Distinct bought rows; the last part of a finished product is what it is packed in. */
function pickBought(ctx: Context, { mix, index, count, packed }: Wanted): readonly number[] {
  const until = Math.max(index, FIRST_ROWS);
  const raws = mix.count('raw', until);
  const chosen = new Set<number>();
  for (let i = 0; chosen.size < Math.min(count - (packed ? 1 : 0), raws); i++) {
    chosen.add(mix.indexOf('raw', Math.floor(ctx.draw(`part.${i}`, UNIT) * raws)));
  }
  const packs = mix.count('packaging', until);
  if (packed && packs > 0) chosen.add(mix.indexOf('packaging', Math.floor(ctx.draw('packaging', UNIT) * packs)));
  return [...chosen];
}

const UNIT = uniform({ low: 0, high: 1 });
const OPERATIONS = int({ min: 2, max: 5 });
const RUN_HOURS100 = int({ min: 2, max: 15 });
const SETUP_HOURS100 = 150;
const LABOR_RATE_USD = 35;
const OVERHEAD_BP = 15_000;

/** Two to five operations: 1.5 hours of setup, .02 to .15 hours a unit, at the region's wages. */
export function routingOf(ctx: Context, { region, currency }: Company): readonly Operation[] {
  const rate = Math.round(
    inCurrency(LABOR_RATE_USD * REGIONS[region].wageFactor, currency) * tenTo(minorDecimals(currency)),
  );
  return Array.from({ length: ctx.draw('operations', OPERATIONS) }, (_, i) => ({
    no: (i + 1) * 10,
    workCenter: `WC${i + 1}`,
    setupHours100: SETUP_HOURS100,
    runHours100: ctx.draw(`run.${i}`, RUN_HOURS100),
    rate,
    overheadBp: OVERHEAD_BP,
  }));
}

/** Standard cost of a made unit, minor units: parts with their loss, and work with its overhead. */
export function rollUp(
  parts: readonly { readonly part: Pick<Component, 'qtyPer' | 'scrapBp'>; readonly cost: number }[],
  { routing, lotSize }: { readonly routing: readonly Operation[]; readonly lotSize: number },
): number {
  const material = parts.reduce((sum, { part, cost }) => sum + part.qtyPer * (1 + part.scrapBp / 10_000) * cost, 0);
  const work = routing.reduce((sum, { setupHours100, runHours100, rate, overheadBp }) => {
    const hours = (setupHours100 / lotSize + runHours100) / 100;
    return sum + hours * rate * (1 + overheadBp / 10_000);
  }, 0);
  return Math.max(1, Math.round(material + work));
}
