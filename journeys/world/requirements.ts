/**
 * What is needed of each material on each day, told by those who take it out of stock: sales of goods. Simulated ahead of
 * those who buy, so that supply can be planned to meet it.
 */
import type { Event, Projection } from '../../src/index.ts';
import { dayOfDate } from './dates.ts';

const DAY_MS = 86_400_000;
/** Key of what is no longer asked for by day. */
const LONG_AGO = -1;

/** By `company/material`: days of need, each with what is needed on it. */
type Needs = Map<string, Map<number, number>>;

/** Needs as planners ask for them. */
export interface Requirements {
  /** Whether anybody told a need: if nobody does, planners make a forecast. */
  readonly isTold: boolean;
  /** What is needed from one day to before another, 10^−`uomScale` of the unit, and the first day of it. */
  needed(
    material: { readonly company: string; readonly materialId: string },
    days: { readonly from: number; readonly before: number },
  ): { readonly quantity: number; readonly firstDay: number };
}

interface Taken {
  readonly company: string;
  readonly goodsIssueDate: string;
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
function isToldBefore(needs: Needs, asOf: number): boolean {
  for (const days of needs.values()) for (const code of days.keys()) if (isBefore(code, asOf)) return true;
  return false;
}

/** Needs by material and day; see `Requirements`. */
export const requirements: Projection<Needs, Readonly<Record<string, number>> | Requirements, Event, Requirements> = {
  id: 'requirements',
  of: ['delivery.goods_issued'],
  lookAhead: true,
  lookBackDays: 30,
  init: () => new Map(),
  apply: (needs, { payload, timestamp }) => {
    const { company, goodsIssueDate, lines } = payload as unknown as Taken;
    const code = codeOf(dayOfDate(goodsIssueDate), timestamp.getTime());
    for (const { materialId, quantity } of lines) {
      if (materialId !== undefined) add(needs, `${company}/${materialId}`, code, quantity);
    }
  },
  merge: (a, b) => {
    for (const [key, days] of b) for (const [code, quantity] of days) add(a, key, code, quantity);
    return a;
  },
  finish: (needs, asOf) => {
    const totals = [...needs].map(([key, days]) => {
      const before = [...days].filter(([code]) => isBefore(code, asOf));
      return [key, before.reduce((sum, [, quantity]) => sum + quantity, 0)] as const;
    });
    return Object.fromEntries(totals.filter(([, sum]) => sum !== 0).sort(([a], [b]) => (a < b ? -1 : 1)));
  },
  view: (needs, asOf) => ({
    isTold: isToldBefore(needs, asOf),
    needed: ({ company, materialId }, { from, before }) => {
      let [quantity, firstDay] = [0, Infinity];
      const days = needs.get(`${company}/${materialId}`);
      if (days === undefined) return { quantity, firstDay };
      for (let day = from; day < before; day++) {
        for (const code of [day * 2, day * 2 + 1]) {
          const needed = days.get(code) ?? 0;
          if (needed === 0 || !isBefore(code, asOf)) continue;
          quantity += needed;
          firstDay = Math.min(firstDay, day);
        }
      }
      return { quantity, firstDay };
    },
  }),
  combine: (earlier) => earlier as Requirements,
  forget: (needs, before) => {
    for (const [key, days] of needs) {
      for (const [code, quantity] of days) {
        if (code === LONG_AGO || !isBefore(code, before)) continue;
        days.delete(code);
        add(needs, key, LONG_AGO, quantity);
      }
    }
  },
};

function add(needs: Needs, key: string, code: number, quantity: number): void {
  let days = needs.get(key);
  if (days === undefined) needs.set(key, (days = new Map()));
  days.set(code, (days.get(code) ?? 0) + quantity);
}
