/**
 * What is needed of each material on each day, told by those who take it out of stock, and what customers bring back: sales
 * of goods. Simulated ahead of those who buy, so that supply can be planned to meet it.
 */
import type { Event, Projection } from '../../src/index.ts';
import { DAY_MS, dayOfDate } from './dates.ts';

/** Key of what is no longer asked for by day. */
const LONG_AGO = -1;

/** By `company/material`: days, each with a quantity. */
export type Days = Map<string, Map<number, number>>;

/** Days of need, and days of return. */
export interface Needs {
  readonly needed: Days;
  readonly returned: Days;
}

/** Needs as planners ask for them. */
export interface Requirements {
  /** Whether anybody told a need: if nobody does, planners make a forecast. */
  readonly isTold: boolean;
  /** What is needed from one day to before another, 10^−`uomScale` of the unit, and the first day of it. */
  needed(material: OfCompany, days: DaySpan): { readonly quantity: number; readonly firstDay: number };
  /** What comes back and stays, in the mornings of these days. */
  returned(material: OfCompany, days: DaySpan): number;
}

export interface OfCompany {
  readonly company: string;
  readonly materialId: string;
}

/** From one day to before another. */
export interface DaySpan {
  readonly from: number;
  readonly before: number;
}

interface Moved {
  readonly company: string;
  /** Of what leaves. */
  readonly goodsIssueDate?: string;
  readonly lines: readonly { readonly materialId?: string; readonly quantity: number }[];
}

/** A local day, and whether the instant lies on the day after in UTC: what is asked by instants has to know both. */
function codeOf(localDay: number, ms: number): number {
  return localDay * 2 + (Math.floor(ms / DAY_MS) > localDay ? 1 : 0);
}

function isBefore(code: number, asOf: number): boolean {
  return code === LONG_AGO || (Math.floor(code / 2) + (code % 2)) * DAY_MS < asOf;
}

/** Whether anything was told for an instant before; what is dated later does not count. */
function isToldBefore({ needed }: Needs, asOf: number): boolean {
  for (const days of needed.values()) for (const code of days.keys()) if (isBefore(code, asOf)) return true;
  return false;
}

/** The quantities of a span of days that are told before an instant, with the first day of them. */
function inSpan(days: Map<number, number> | undefined, { from, before }: DaySpan, asOf: number) {
  let [quantity, firstDay] = [0, Infinity];
  if (days === undefined) return { quantity, firstDay };
  for (let day = from; day < before; day++) {
    for (const code of [day * 2, day * 2 + 1]) {
      const found = days.get(code) ?? 0;
      if (found === 0 || !isBefore(code, asOf)) continue;
      quantity += found;
      firstDay = Math.min(firstDay, day);
    }
  }
  return { quantity, firstDay };
}

/**
 * The fold of needs under a name of its own: processes that stand apart each keep one, since who keeps a fold stands before
 * who reads it.
 */
export function needsFold(
  id: string,
): Projection<Needs, Readonly<Record<string, number>> | Requirements, Event, Requirements> {
  return {
    id,
    of: ['delivery.goods_issued', 'customer_return.received', 'customer_return.scrapped'],
    lookAhead: true,
    lookBackDays: 30,
    init: () => ({ needed: new Map(), returned: new Map() }),
    apply,
    merge: (a, b) => {
      mergeInto(a.needed, b.needed);
      mergeInto(a.returned, b.returned);
      return a;
    },
    // Told to readers; a result of the run it is once, in `requirements`.
    finish: (_needs, _asOf) => ({}),
    view: (needs, asOf) => ({
      isTold: isToldBefore(needs, asOf),
      needed: ({ company, materialId }, span) => inSpan(needs.needed.get(`${company}/${materialId}`), span, asOf),
      returned: ({ company, materialId }, span) =>
        inSpan(needs.returned.get(`${company}/${materialId}`), span, asOf).quantity,
    }),
    combine: (earlier) => earlier as Requirements,
    forget: ({ needed, returned }, before) => {
      for (const of of [needed, returned]) forgetDays(of, before);
    },
  };
}

/** Needs by material and day; see `Requirements`. */
export const requirements = Object.freeze({ ...needsFold('requirements'), finish: totals });

function totals({ needed }: Needs, asOf: number): Readonly<Record<string, number>> {
  const sums = [...needed].map(([key, days]) => {
    const before = [...days].filter(([code]) => isBefore(code, asOf));
    return [key, before.reduce((sum, [, quantity]) => sum + quantity, 0)] as const;
  });
  return Object.fromEntries(sums.filter(([, sum]) => sum !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
}

function apply({ needed, returned }: Needs, { name, payload, timestamp }: Event): void {
  const { company, goodsIssueDate, lines } = payload as unknown as Moved;
  const ms = timestamp.getTime();
  const day = Math.floor(ms / DAY_MS);
  for (const { materialId, quantity } of lines) {
    if (materialId === undefined) continue;
    const key = `${company}/${materialId}`;
    if (goodsIssueDate !== undefined) add(needed, key, codeOf(dayOfDate(goodsIssueDate), ms), quantity);
    // East of Greenwich a morning is the evening before: what has come by then is there.
    else add(returned, key, day * 2, name === 'customer_return.scrapped' ? -quantity : quantity);
  }
}

function mergeInto(a: Days, b: Days): void {
  for (const [key, days] of b) for (const [code, quantity] of days) add(a, key, code, quantity);
}

function forgetDays(of: Days, before: number): void {
  for (const [key, days] of of) {
    for (const [code, quantity] of days) {
      if (code === LONG_AGO || !isBefore(code, before)) continue;
      days.delete(code);
      add(of, key, LONG_AGO, quantity);
    }
  }
}

function add(of: Days, key: string, code: number, quantity: number): void {
  let days = of.get(key);
  if (days === undefined) of.set(key, (days = new Map()));
  days.set(code, (days.get(code) ?? 0) + quantity);
}
