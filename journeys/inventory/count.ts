/** Cycle counts: in the evening, when nothing moves; what differs much is counted again, and what differs is posted. */
import { defineAction, lineAmount, weighted, type Context } from '../../src/index.ts';
import { dateOfDay, DAY_MS, dayOfDate } from '../world/dates.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
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

/** Local hour at which a count begins: what leaves has left. */
const STARTS = 18.25;
const HOUR_MS = 3_600_000;
const RECORDED_MS = HOUR_MS / 2;
const RECOUNTED_MS = HOUR_MS;
const POSTED_MS = 1.5 * HOUR_MS;
/** Counted again above five in a hundred of the books, or this value in dollars. */
const RECOUNT_SHARE = 0.05;
const RECOUNT_VALUE = 500;
/** Dollars above which the controller approves. */
const APPROVAL_VALUE = 1000;

const REASON = weighted({ 'mis-pick': 0.4, damage: 0.25, 'unit error': 0.15, unknown: 0.2 });

/** Starts the counts of a span of days, and the planning of the next month. */
export function planCountsAction(desk: Desk) {
  return defineAction({
    id: 'plan-counts',
    emits: [],
    handler: (ctx): readonly never[] => {
      const controller = controllerOf(ctx, desk);
      const { company, clock, kept } = controller;
      const from = ctx.input<{ readonly from: number }>()?.from ?? utcDay(ctx);
      const before = nextMonth(from);
      const days = new Set(kept.flatMap(({ material }) => desk.counts.daysOf(company, material, { from, before })));
      for (const day of [...days].sort((a, b) => a - b)) {
        if (isEve(controller, day)) continue;
        ctx.start('cycle-count', { at: clock.at(day, STARTS), input: { day } });
      }
      ctx.start('stock-care', { at: clock.at(before, 0), input: { from: before } });
      return [];
    },
  });
}

/**
 * Whether a count is of the day before the first, and not over when the period begins: west of Greenwich that evening is the
 * first of the period. Stock is opened then, at the standards of the new year, and nobody counts what is being opened.
 */
function isEve({ clock, startMs }: Controller, day: number): boolean {
  return day < Math.floor(startMs / DAY_MS) && clock.at(day, STARTS) + POSTED_MS >= startMs;
}

/** First day of the month after that of a day. */
function nextMonth(day: number): number {
  const [year = 0, month = 0] = dateOfDay(day).split('-').map(Number);
  const [y, m] = month === 12 ? [year + 1, 1] : [year, month + 1];
  return dayOfDate(`${y}-${String(m).padStart(2, '0')}-01`);
}

/** A line of a count: what the books say, and what is there. */
interface Counted {
  readonly line: number;
  readonly material: Material;
  readonly book: number;
  readonly difference: number;
  readonly unitCost: number;
}

function countedOn(ctx: Context, desk: Desk, controller: Controller, day: number): readonly Counted[] {
  const { company, clock, kept, isStocked } = controller;
  if (!isStocked) return [];
  const books = bookQuantities(ctx, controller);
  const { year } = clock.fiscal.yearOf(day);
  const due = kept
    .map(({ material }) => material)
    .filter((material) => desk.counts.daysOf(company, material, { from: day, before: day + 1 }).length > 0);
  return (
    due
      .map((material) => ({
        material,
        book: books.get(material.materialId) ?? 0,
        difference: desk.counts.difference(ctx, company, { material, day }),
        unitCost: standardCostIn(material, year),
      }))
      // Where nobody supplies what is sold, books may say less than nothing: there is nothing to count.
      .filter(({ book, difference }) => book >= 0 && book + difference >= 0)
      .map((one, i) => ({ line: i + 1, ...one }))
  );
}

export function countAction(desk: Desk) {
  return defineAction({
    id: 'count',
    emits: ['cycle_count.started', 'cycle_count.recorded', 'cycle_count.recounted', 'count_difference.posted'],
    handler: (ctx): InventoryEvent[] => {
      const controller = controllerOf(ctx, desk);
      const { company, plant } = controller;
      const lines = countedOn(ctx, desk, controller, ctx.input<{ readonly day: number }>()?.day ?? 0);
      if (lines.length === 0) return [];
      const head = headOf(ctx, controller, 'CC');
      const { documentId } = head;
      const step = { documentId, documentType: 'CC', company: company.code, plant };
      const again = lines.filter((line) => isRecounted(controller, line));
      const different = lines.filter(({ difference }) => difference !== 0);
      const countedBy = (pool: 'receiver' | 'planner', counted: readonly Counted[]) =>
        Object.assign({}, step, { performedBy: doer(ctx, controller, pool, documentId), lines: countsOf(counted) });
      const events: InventoryEvent[] = [
        ctx.event('cycle_count.started', startOf(ctx, controller, head, lines)),
        ctx.event('cycle_count.recorded', countedBy('receiver', lines), { after: RECORDED_MS }),
      ];
      if (again.length > 0)
        events.push(ctx.event('cycle_count.recounted', countedBy('planner', again), { after: RECOUNTED_MS }));
      if (different.length > 0) {
        const payload = differenceOf(ctx, controller, { documentId, lines: different });
        events.push(ctx.event('count_difference.posted', payload, { after: POSTED_MS }));
      }
      return events;
    },
  });
}

function startOf(ctx: Context, controller: Controller, head: ReturnType<typeof headOf>, lines: readonly Counted[]) {
  return Object.assign({}, head, {
    performedBy: doer(ctx, controller, 'planner', head.documentId),
    status: 'started',
    references: [],
    lines: lines.map(({ line, material, book, unitCost }) =>
      Object.assign(goodsOf(material, line), { bookQuantity: book, unitCost }),
    ),
  });
}

function countsOf(lines: readonly Counted[]) {
  return lines.map(({ line, material: { materialId }, book, difference }) => ({
    line,
    materialId,
    countedQuantity: book + difference,
  }));
}

function valueOf({ material, difference, unitCost }: Counted): number {
  return lineAmount({ quantity: Math.abs(difference), unitPrice: unitCost, uomScale: UOM_SCALE[material.uom] });
}

function isRecounted({ company }: Controller, line: Counted): boolean {
  const much = Math.abs(line.difference) > RECOUNT_SHARE * line.book;
  return line.difference !== 0 && (much || valueOf(line) > minorInCurrency(RECOUNT_VALUE, company.currency));
}

function differenceOf(
  ctx: Context,
  controller: Controller,
  { documentId, lines }: { readonly documentId: string; readonly lines: readonly Counted[] },
): PayloadOf<'count_difference.posted'> {
  const { company, costCenter } = controller;
  const head = headOf(ctx, controller, 'CD');
  const total = lines.reduce((sum, line) => sum + valueOf(line), 0);
  const isApproved = total > minorInCurrency(APPROVAL_VALUE, company.currency);
  const approval = isApproved ? { approvedBy: doer(ctx, controller, 'controller', head.documentId) } : {};
  return Object.assign({}, head, { performedBy: doer(ctx, controller, 'planner', documentId) }, approval, {
    references: [{ documentId, documentType: 'CC', relation: 'follows' as const }],
    lines: lines.map((line, i) =>
      Object.assign(goodsOf(line.material, i + 1), {
        reference: { documentId, line: line.line },
        direction: line.difference > 0 ? ('in' as const) : ('out' as const),
        quantity: Math.abs(line.difference),
        unitCost: line.unitCost,
        value: valueOf(line),
        reason: ctx.draw(`reason.${i}`, REASON),
        costCenter,
      }),
    ),
  });
}
