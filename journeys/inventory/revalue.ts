/** New standards of a fiscal year: released before it by two people, and what is on hand revalued as it begins. */
import { defineAction, lineAmount, type Context } from '../../src/index.ts';
import { dateOn } from '../world/clock.ts';
import { datasetId } from '../world/masters/keys.ts';
import { standardCostIn, UOM_SCALE, type Material } from '../world/masters/materials.ts';
import {
  bookQuantities,
  controllerOf,
  doer,
  goodsOf,
  headOf,
  utcDay,
  type Controller,
  type Desk,
} from './controller.ts';
import type { InventoryEvent, PayloadOf } from './documents.ts';

/** Days before the year on which its standards are released, or a business day before. */
const RELEASED_DAYS = 5;
const RELEASE_HOUR = 15;
/** Local hour of the revaluation: before anything moves. */
const REVALUE_HOUR = 0.5;

interface Turn {
  /** First day of the fiscal year. */
  readonly day: number;
}

/** Starts what the next fiscal year asks for. */
export function planYearAction(desk: Desk) {
  return defineAction({
    id: 'plan-year',
    emits: [],
    handler: (ctx): readonly never[] => {
      planAfter(ctx, controllerOf(ctx, desk), utcDay(ctx));
      return [];
    },
  });
}

function planAfter(ctx: Context, { clock }: Controller, day: number): void {
  const { year } = clock.fiscal.yearOf(day);
  const input: Turn = { day: clock.fiscal.year(year + 1).firstDay };
  const release = clock.at(clock.preceding(input.day - RELEASED_DAYS), RELEASE_HOUR);
  if (release > ctx.nowMs) ctx.start('release-standards', { at: release, input });
  ctx.start('revalue-stock', { at: Math.max(ctx.nowMs, clock.at(input.day, REVALUE_HOUR)), input });
}

/** What is on hand on the first day is opened at its standard: nothing is revalued on that day. */
export function noteFirstDayAction(desk: Desk) {
  return defineAction({
    id: 'note-first-day',
    emits: [],
    handler: (ctx): readonly never[] => {
      controllerOf(ctx, desk).firstDay = utcDay(ctx);
      return [];
    },
  });
}

/** Both standards of a material around the turn of a fiscal year. */
function costsOf({ clock }: Controller, material: Material, day: number) {
  const { year } = clock.fiscal.yearOf(day);
  return { oldCost: standardCostIn(material, year - 1), newCost: standardCostIn(material, year) };
}

export function releaseAction(desk: Desk) {
  return defineAction({
    id: 'release',
    emits: ['material.standard_cost_released'],
    handler: (ctx): InventoryEvent<'material.standard_cost_released'>[] => {
      const controller = controllerOf(ctx, desk);
      const { company, plant, clock } = controller;
      const day = ctx.input<Turn>()?.day ?? 0;
      const { year: fiscalYear } = clock.fiscal.yearOf(day);
      const rows = ctx.typedDataset<Material>(datasetId('materials', company.code)).getAllRows();
      const released = { company: company.code, plant, fiscalYear, validFrom: dateOn(day), currency: company.currency };
      const key = `standards-${fiscalYear}`;
      const people = {
        performedBy: doer(ctx, controller, 'planner', key),
        approvedBy: doer(ctx, controller, 'controller', key),
      };
      return rows
        .filter((material) => material.plant === plant)
        .map((material) => ({ materialId: material.materialId, ...costsOf(controller, material, day) }))
        .filter(({ oldCost, newCost }) => oldCost !== newCost)
        .map((costs) => ctx.event('material.standard_cost_released', Object.assign({}, released, people, costs)));
    },
  });
}

export function revalueAction(desk: Desk) {
  return defineAction({
    id: 'revalue',
    emits: ['standard_cost.revalued'],
    handler: (ctx): InventoryEvent<'standard_cost.revalued'>[] => {
      const controller = controllerOf(ctx, desk);
      const day = ctx.input<Turn>()?.day ?? 0;
      planAfter(ctx, controller, day);
      if (day === controller.firstDay) return [];
      const lines = revalued(ctx, controller, day);
      if (lines.length === 0) return [];
      const more = { performedBy: 'system:costing', references: [], lines };
      return [ctx.event('standard_cost.revalued', Object.assign(headOf(ctx, controller, 'SV'), more))];
    },
  });
}

function revalued(ctx: Context, controller: Controller, day: number): PayloadOf<'standard_cost.revalued'>['lines'] {
  const books = bookQuantities(ctx, controller);
  return controller.kept
    .map(({ material }) => ({
      material,
      quantity: books.get(material.materialId) ?? 0,
      ...costsOf(controller, material, day),
    }))
    .filter(({ quantity, oldCost, newCost }) => quantity > 0 && oldCost !== newCost)
    .map(({ material, quantity, oldCost, newCost }, i) =>
      Object.assign(goodsOf(material, i + 1), {
        quantity,
        oldCost,
        newCost,
        direction: newCost > oldCost ? ('in' as const) : ('out' as const),
        amount: lineAmount({ quantity, unitPrice: Math.abs(newCost - oldCost), uomScale: UOM_SCALE[material.uom] }),
        costCenter: controller.costCenter,
      }),
    );
}
