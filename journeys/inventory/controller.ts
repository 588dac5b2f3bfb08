/** The stock controller of a plant: which plant, what is kept there, and what the books of stock say. */
import { id, type Context, type Surroundings } from '../../src/index.ts';
import { clockOf, dateOn, type Clock } from '../world/clock.ts';
import type { Company } from '../world/companies.ts';
import { withShrinkage, type CountPlan, type SupplyNeeds } from '../world/counts.ts';
import { DAY_MS } from '../world/dates.ts';
import { initialStock, stockAtStart, type OnHand, type RunIn } from '../world/initial-stock.ts';
import { costCenterOf } from '../world/masters/cost-centers.ts';
import { UOM_SCALE, type Material } from '../world/masters/materials.ts';
import { personIn } from '../world/masters/people.ts';
import type { DutyPool } from '../world/masters/duties.ts';
import { needsFold } from '../world/requirements.ts';
import { stockFold } from '../world/stock-fold.ts';
import { worldOf, type WorldFacts } from '../world/world.ts';

/** Needs as controllers see them, once: what was on hand when simulation began follows from them. */
export const neededInStore = Object.freeze(needsFold('needed-in-store'));

/** What has moved since. */
export const stock = stockFold('stock');

/** What controllers are told by the scenario. */
export interface Desk {
  readonly counts: CountPlan;
  /** Whether books begin with what is on hand, or at zero. */
  readonly isOpened: boolean;
  readonly runIn: RunIn;
}

export interface Controller {
  readonly company: Company;
  readonly plant: string;
  readonly clock: Clock;
  /** What is kept in the plant, with what was there when simulation began: what has moved since is added. */
  kept: readonly OnHand[];
  /** Whether that is known already, or is planned for on the first day. */
  isStocked: boolean;
  /** Where differences belong. */
  readonly costCenter: string;
  /** When the period begins. */
  readonly startMs: number;
  /** Day of the opening balances, in UTC; unknown before. */
  firstDay: number | undefined;
}

function plantsOf({ companies }: Pick<WorldFacts, 'companies'>): readonly { company: Company; plant: string }[] {
  return companies
    .filter(({ role }) => role !== 'holding')
    .flatMap((company) => company.plants.map((plant) => ({ company, plant })));
}

/** How many there are: one for each plant of all companies. */
export function countControllers({ datasets }: Surroundings): number {
  const world = datasets.find((one) => one.id === 'world');
  const [facts] = world !== undefined && 'rows' in world ? (world.rows as readonly WorldFacts[]) : [];
  return facts === undefined ? 0 : plantsOf(facts).length;
}

const KEY = 'controller';

/** The controller of the running actor; asked first when simulation begins. */
export function controllerOf(ctx: Context, desk: Desk): Controller {
  let known = ctx.get<Controller>(KEY);
  if (known === undefined) ctx.set(KEY, (known = makeController(ctx, desk)));
  return known;
}

function makeController(ctx: Context, desk: Desk): Controller {
  const place = plantsOf(worldOf(ctx))[ctx.actor.index];
  if (place === undefined) throw new RangeError(`no plant has controller ${ctx.actor.index}`);
  const { company, plant } = place;
  const needs = needsOf(ctx, company, desk);
  const first = stockAtStart(ctx, company, { needs, runIn: desk.runIn });
  const stocked = first ?? initialStock(ctx, company, { day: utcDay(ctx), needs });
  return {
    company,
    plant,
    clock: clockOf(company),
    kept: stocked
      .filter(({ material }) => material.plant === plant)
      .map(({ material, quantity }) => ({ material, quantity: desk.isOpened ? quantity : 0 })),
    isStocked: first !== undefined || !desk.isOpened,
    costCenter: costCenterOf(company, 'LOG', 0),
    startMs: ctx.nowMs + desk.runIn.runInDays * DAY_MS,
    firstDay: undefined,
  };
}

function needsOf(ctx: Context, company: Company, { counts }: Desk): SupplyNeeds {
  return withShrinkage(ctx, company, { needs: ctx.view(neededInStore), counts });
}

/** The first day: what is on hand is opened, and where nobody has followed it until now it is planned for. */
export function beginBooks(ctx: Context, desk: Desk): void {
  const controller = controllerOf(ctx, desk);
  controller.firstDay = utcDay(ctx);
  if (controller.isStocked) return;
  const { company, plant } = controller;
  const moved = ctx.view(stock);
  const planned = initialStock(ctx, company, { day: utcDay(ctx), needs: needsOf(ctx, company, desk) });
  controller.kept = planned
    .filter(({ material }) => material.plant === plant)
    .map(({ material, quantity }) => ({
      material,
      quantity: quantity - (moved[`${company.code}/${material.materialId}`] ?? 0),
    }));
  controller.isStocked = true;
}

export function utcDay({ nowMs }: Pick<Context, 'nowMs'>): number {
  return Math.floor(nowMs / DAY_MS);
}

/** What the books say is in store now. */
export function bookQuantities(ctx: Context, { company, kept }: Controller): ReadonlyMap<string, number> {
  const moved = ctx.view(stock);
  return new Map(
    kept.map(({ material: { materialId }, quantity }) => [
      materialId,
      quantity + (moved[`${company.code}/${materialId}`] ?? 0),
    ]),
  );
}

const LETTERS = id();

/** A new document, dated today in company currency. */
export function headOf(ctx: Context, { company, plant, clock }: Controller, documentType: string) {
  const day = clock.dayOf(ctx.nowMs);
  const date = dateOn(day);
  return {
    documentId: `${documentType}-${company.code}-${ctx.draw(documentType, LETTERS).slice(0, 12).toUpperCase()}`,
    documentType,
    company: company.code,
    plant,
    documentDate: date,
    postingDate: date,
    fiscalYear: clock.fiscal.yearOf(day).year,
    fiscalPeriod: clock.fiscal.periodOf(day),
    currency: company.currency,
    rate9: 1_000_000_000,
    rateDate: date,
    status: 'posted',
  };
}

/** Who of a pool does a piece of work today. */
export function doer(ctx: Context, { company, clock }: Controller, pool: DutyPool, key: string): string {
  return personIn(ctx, company, { pool, key, date: clock.dateOf(ctx.nowMs) }).employeeId;
}

/** What a line says of its goods. */
export function goodsOf({ materialId, type, plant, uom }: Material, line: number) {
  return { line, materialId, materialType: type, plant, uom, uomScale: UOM_SCALE[uom] };
}
