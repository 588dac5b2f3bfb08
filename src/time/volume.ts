/**
 * Level × shape: how many things happen in a year, and on which day and at what time each of them does.
 * The level (drift, regime, cycle, recession) changes totals; the shape (weekday, holiday, period end, season) moves
 * work inside a fiscal year and leaves its total. Everything here is a pure function of uniforms.
 */
import type { CompiledCalendar } from './calendar.ts';
import { DAY_MS } from './civil.ts';
import { at, cellReaching, runningSums, totalOf } from './cumulative.ts';
import { compileFiscal } from './fiscal.ts';
import { compileIntraday } from './intraday.ts';
import { compileLevel } from './level.ts';
import { dayWeights } from './shape.ts';
import type { VolumePattern } from '../model/volume.ts';

/** A stretch of time, start included, end not. */
export interface TimeWindow {
  readonly start: number;
  readonly end: number;
}

/** The two uniforms of one instance. */
export interface InstantDraw {
  readonly day: number;
  readonly time: number;
}

/** The weights of a fiscal year's days. */
export interface YearWeights {
  readonly year: number;
  readonly firstDay: number;
  /** Shape alone; sums to 1. */
  readonly shape: Float64Array;
  /** Shape × level: expected instances of the day at a rate of 1 a year. */
  readonly weights: Float64Array;
}

/** A pattern ready to draw from. Amounts are expected instances at a rate of 1 a year. */
export interface CompiledVolume {
  /** Number of the fiscal year of an instant. */
  yearOf(ms: number): number;
  /** First instant of a fiscal year. */
  startOfYear(year: number): number;
  /** Expected instances of a whole fiscal year: its level. */
  meanOfYear(year: number): number;
  /** Expected instances of a window, part days by their share. */
  meanBetween(window: TimeWindow): number;
  /** An instant of a fiscal year by its weights. It does not depend on any window, so a longer run only adds. */
  instantOfYear(year: number, draw: InstantDraw): number;
  /** An instant inside a window by its weights; its start where it has none. */
  instantBetween(window: TimeWindow, draw: InstantDraw): number;
  /** The table of a fiscal year, for the resolved configuration. */
  weightsOfYear(year: number): YearWeights;
}

interface YearTable extends YearWeights {
  /** Sum of the weights before each day; one entry more than there are days. */
  readonly before: Float64Array;
}

/** Prepares a checked pattern; the calendar is its own or the population's. */
export function compileVolume(pattern: VolumePattern, calendar: CompiledCalendar): CompiledVolume {
  const { utcOffsetMs } = calendar;
  const fiscal = compileFiscal(pattern.fiscalCalendar ?? { type: 'calendar' });
  const intraday = compileIntraday(pattern.intraday ?? 'people');
  const tableOf = yearTables(pattern, calendar);
  const localDay = (ms: number): number => Math.floor((ms + utcOffsetMs) / DAY_MS);

  /** Expected instances of its fiscal year before an instant. */
  const position = (ms: number): number => {
    const day = localDay(ms);
    const { firstDay, before, weights } = tableOf(fiscal.yearOf(day).year);
    const share = intraday.shareBefore(ms + utcOffsetMs - day * DAY_MS);
    return at(before, day - firstDay) + at(weights, day - firstDay) * share;
  };
  const startOfYear = (year: number): number => fiscal.year(year).firstDay * DAY_MS - utcOffsetMs;
  const endOfYear = (year: number): number => startOfYear(year + 1);
  const meanOfYear = (year: number): number => totalOf(tableOf(year).before);
  const yearOf = (ms: number): number => fiscal.yearOf(localDay(ms)).year;

  const meanBetween = ({ start, end }: TimeWindow): number => {
    if (end <= start) return 0;
    const last = yearOf(end - 1);
    let mean = -position(start);
    for (let year = yearOf(start); year < last; year++) mean += meanOfYear(year);
    return mean + (end === endOfYear(last) ? meanOfYear(last) : position(end));
  };

  const instantOfYear = (year: number, draw: InstantDraw): number => {
    const { firstDay, before } = tableOf(year);
    const day = firstDay + cellReaching(before, draw.day * totalOf(before));
    return day * DAY_MS + Math.floor(intraday.timeAt(draw.time)) - utcOffsetMs;
  };

  const instantBetween = (window: TimeWindow, draw: InstantDraw): number => {
    const mean = meanBetween(window);
    if (mean <= 0) return window.start;
    let year = yearOf(window.start);
    let target = position(window.start) + draw.day * mean;
    for (; target > meanOfYear(year) && endOfYear(year) < window.end; year++) target -= meanOfYear(year);
    const { firstDay, before } = tableOf(year);
    const midnight = (firstDay + cellReaching(before, target)) * DAY_MS - utcOffsetMs;
    const from = intraday.shareBefore(Math.max(0, window.start - midnight));
    const until = intraday.shareBefore(Math.min(DAY_MS, window.end - midnight));
    const found = midnight + Math.floor(intraday.timeAt(from + draw.time * (until - from)));
    return Math.min(window.end - 1, Math.max(window.start, found));
  };

  const weightsOfYear = (number: number): YearWeights => {
    const { year, firstDay, shape, weights } = tableOf(number);
    return { year, firstDay, shape, weights };
  };
  return { yearOf, startOfYear, meanOfYear, meanBetween, instantOfYear, instantBetween, weightsOfYear };
}

/** Tables by fiscal year, kept once computed: they are a pure function of pattern and calendar. */
function yearTables(pattern: VolumePattern, calendar: CompiledCalendar): (year: number) => YearTable {
  const fiscal = compileFiscal(pattern.fiscalCalendar ?? { type: 'calendar' });
  const level = compileLevel(pattern, 'volume');
  const known = new Map<number, YearTable>();
  const build = (number: number): YearTable => {
    const year = fiscal.year(number);
    const raw = dayWeights(pattern, year, calendar);
    const sum = raw.reduce((total, weight) => total + weight, 0);
    const shape = raw.map((weight) => (sum === 0 ? 0 : weight / sum));
    const weights = shape.map((share, i) => share * level((year.firstDay + i) * DAY_MS - calendar.utcOffsetMs));
    return { year: number, firstDay: year.firstDay, shape, weights, before: runningSums(weights) };
  };
  return (number) => {
    let table = known.get(number);
    if (table === undefined) {
      table = build(number);
      known.set(number, table);
    }
    return table;
  };
}

/** How a population's total is split. */
export interface TotalSplit {
  readonly total: number;
  /** Actors of the population. */
  readonly size: number;
  /** The actor asked for. */
  readonly index: number;
  /** The uniform of a node of the tree: 1 is the whole population, 2n and 2n + 1 are the halves of n. */
  readonly uniform: (node: number) => number;
  /** Smallest k with F(k) ≥ u of the binomial law. */
  readonly binomialQuantile: (law: { readonly n: number; readonly p: number }, u: number) => number;
}

/**
 * The share of one actor in a population's total, found alone in log₂ size steps: at each node the total goes to the
 * halves of the actor range by a binomial draw, so all shares together are exactly the total.
 */
export function splitTotal({ total, size, index, uniform, binomialQuantile }: TotalSplit): number {
  let [first, end, node, left] = [0, size, 1, total];
  while (end - first > 1 && left > 0) {
    const middle = first + ((end - first) >> 1);
    const lower = binomialQuantile({ n: left, p: (middle - first) / (end - first) }, uniform(node));
    const isLower = index < middle;
    [first, end] = isLower ? [first, middle] : [middle, end];
    node = isLower ? 2 * node : 2 * node + 1;
    left = isLower ? lower : left - lower;
  }
  return left;
}
