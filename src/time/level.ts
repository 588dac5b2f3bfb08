/** How much happens, over the years: drift, regimes, business cycle and recessions as factors of simulated time. */
import { DAY_MS, dayNumber, civilDate, dayOf, daysInMonth } from './civil.ts';
import { readInstant } from './instant.ts';
import type { AuthoredInstant, Cycle, Drift, LevelOptions, Recession, Regime, RegimeKind } from '../model/volume.ts';

/** What a named regime does to volumes and to amounts. */
export const REGIMES = {
  acquisition: { volume: 1.35, amount: 1.15 },
  divestiture: { volume: 0.7, amount: 0.9 },
  priceIncrease: { volume: 0.95, amount: 1.25 },
  policyChange: { volume: 1, amount: 1 },
  priceDecrease: { volume: 1.1, amount: 0.8 },
  productLaunch: { volume: 1.2, amount: 0.9 },
  discontinuation: { volume: 0.85, amount: 1.1 },
  competitorEntry: { volume: 0.9, amount: 0.95 },
} as const satisfies Readonly<Record<RegimeKind, { readonly volume: number; readonly amount: number }>>;

/** The level at an instant: 1 without any effect. */
export type Level = (ms: number) => number;

const YEAR_MS = 365.25 * DAY_MS;
/** Steepness of a logistic transition: 10 over its length, so that it is 1 % and 99 % near its ends. */
const TRANSITION_STEEPNESS = 10;

/** Prepares checked level options for volumes or for amounts. */
export function compileLevel(options: LevelOptions, target: 'volume' | 'amount'): Level {
  const drifts = options.drift === undefined ? [] : isList(options.drift) ? options.drift : [options.drift];
  const factors: Level[] = [
    ...drifts.map(compileDrift),
    ...(options.regimes ?? []).map((regime) => compileRegime(regime, target)),
    ...(options.cycle === undefined ? [] : [compileCycle(options.cycle)]),
    ...(options.recessions ?? []).map(compileRecession),
  ];
  return (ms) => factors.reduce((level, factor) => level * factor(ms), 1);
}

/** `YYYY-MM` → months since the year 0. */
export function readMonth(text: string): number | undefined {
  const match = /^(\d{4})-(\d{2})$/.exec(text);
  const month = Number(match?.[2] ?? 0);
  return month >= 1 && month <= 12 ? Number(match?.[1]) * 12 + month - 1 : undefined;
}

/** One drift as a factor; a spread is scaled by the same functions. */
export function compileDrift(drift: Drift): Level {
  switch (drift.kind) {
    case 'linear': {
      const from = msOf(drift.from);
      return (ms) => Math.max(0, 1 + drift.rate * yearsSince(ms, from));
    }
    case 'exponential': {
      const from = msOf(drift.from);
      const growth = Math.log1p(drift.rate ?? 0.02);
      return (ms) => Math.exp(growth * yearsSince(ms, from));
    }
    case 'logistic': {
      const midpoint = msOf(drift.midpoint);
      const { factor, steepness = 4 } = drift;
      return (ms) => 1 + (factor - 1) / (1 + Math.exp((-steepness * (ms - midpoint)) / YEAR_MS));
    }
    case 'step': {
      const at = msOf(drift.at);
      return (ms) => (ms < at ? 1 : drift.factor);
    }
    default:
      return drift satisfies never;
  }
}

function compileRegime(regime: Regime, target: 'volume' | 'amount'): Level {
  const from = msOf(regime.from);
  const length = regime.transition === 'step' ? 0 : (regime.days ?? 0) * DAY_MS;
  const lnFactor = Math.log(regime[target] ?? REGIMES[regime.kind][target]);
  const progress = regime.transition === 'logistic' ? logisticProgress : (x: number) => x;
  return (ms) => {
    if (ms < from) return 1;
    return Math.exp(lnFactor * (ms >= from + length ? 1 : progress((ms - from) / length)));
  };
}

/** From 0 to 1 in an S, exactly 0 and 1 at the ends. */
function logisticProgress(x: number): number {
  const raw = (y: number): number => 1 / (1 + Math.exp(-TRANSITION_STEEPNESS * (y - 0.5)));
  return (raw(x) - raw(0)) / (raw(1) - raw(0));
}

function compileCycle({ amplitude = 0.15, months = 48, phase = 0 }: Cycle): Level {
  return (ms) => 1 + amplitude * Math.sin((2 * Math.PI * (monthsSince2000(ms) + phase)) / months);
}

function compileRecession({ from, until, severity = 0.2 }: Recession): Level {
  const first = (readMonth(from) ?? 0) - 24_000;
  const end = (readMonth(until) ?? 0) - 24_000 + 1;
  return (ms) => {
    const month = monthsSince2000(ms);
    const depth = Math.min(month - (first - 1), end + 1 - month);
    return 1 - severity * Math.min(1, Math.max(0, depth));
  };
}

/** Months since 2000-01-01 with the part of the month that has passed. */
function monthsSince2000(ms: number): number {
  const { year, month } = civilDate(dayOf(ms));
  const passed = ms / DAY_MS - dayNumber(year, month, 1);
  return (year - 2000) * 12 + month - 1 + passed / daysInMonth(year, month);
}

function yearsSince(ms: number, from: number): number {
  return Math.max(0, (ms - from) / YEAR_MS);
}

function msOf(instant: AuthoredInstant): number {
  const reading = readInstant(instant);
  return reading.ok ? reading.ms : Number.NaN;
}

function isList(drift: Drift | readonly Drift[]): drift is readonly Drift[] {
  return Array.isArray(drift);
}
