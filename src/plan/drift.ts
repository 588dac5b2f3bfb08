/** Declared change points of a scenario → their size in force at an instant. */
import { describeValue, didYouMean, SynodeError, type IssueList } from '../errors.ts';
import type { DriftKind, ScenarioDrift } from '../model/scenario.ts';
import { readInstant } from '../time/instant.ts';

/** What is in force. */
export interface DriftTable {
  /** @throws SynodeError `INVALID_OPTION` for an unknown kind or an instant that is none */
  sizeOf(kind: DriftKind, target: string, ms: number): number;
}

/** What a kind measures, and its usual size. */
interface Measure {
  readonly neutral: 0 | 1;
  readonly size?: number;
}

const MEASURES: Readonly<Record<DriftKind, Measure>> = {
  volume: { neutral: 1, size: 0.25 },
  price: { neutral: 1, size: 0.08 },
  behavior: { neutral: 0, size: 10 },
  process: { neutral: 1, size: 1 },
  control: { neutral: 1 },
  system: { neutral: 0, size: 3 },
  organisation: { neutral: 1 },
  regulation: { neutral: 1 },
  supplier: { neutral: 1 },
  market: { neutral: 1, size: 0.08 },
  season: { neutral: 1 },
};
const KINDS = Object.keys(MEASURES);
const SHAPES = ['step', 'ramp', 'pulse'];
const KEYS = ['kind', 'target', 'at', 'until', 'size', 'shape'];

/** How much of a drift is in force at an instant: 0..1. */
type Progress = (ms: number) => number;

interface CompiledDrift {
  readonly size: number;
  readonly progress: Progress;
}

/** Without any drift. */
export const NO_DRIFT: DriftTable = tableOf(new Map());

/** Compiles declared drifts; their faults are `INVALID_OPTION` and `UNKNOWN_KEY`. */
export function compileDrifts(drifts: unknown, issues: IssueList): DriftTable {
  if (drifts === undefined) return NO_DRIFT;
  const path = ['scenario', "'drift'"];
  if (!Array.isArray(drifts)) {
    report({ path, issues }, { message: 'drift is no list', expected: 'a list of drifts', received: drifts });
    return NO_DRIFT;
  }
  const byTarget = new Map<string, CompiledDrift[]>();
  (drifts as readonly ScenarioDrift[]).forEach((drift, i) => {
    const compiled = compileDrift(drift, { path: [...path, `drift ${i + 1}`], issues });
    if (compiled === undefined) return;
    const key = keyOf(drift.kind, drift.target);
    byTarget.set(key, [...(byTarget.get(key) ?? []), compiled]);
  });
  return tableOf(byTarget);
}

function tableOf(byTarget: ReadonlyMap<string, readonly CompiledDrift[]>): DriftTable {
  return {
    sizeOf: (kind, target, ms) => {
      const measure = Object.hasOwn(MEASURES, kind) ? MEASURES[kind] : undefined;
      if (measure === undefined) throw misused('kind', kind, `one of ${KINDS.join(', ')}`, didYouMean(kind, KINDS));
      if (!Number.isFinite(ms)) throw misused('instant', ms, 'a Date or milliseconds', 'Leave it out for now.');
      const inForce = (byTarget.get(keyOf(kind, target)) ?? []).map(({ size, progress }) => size * progress(ms));
      return measure.neutral === 1
        ? inForce.reduce((factor, size) => factor * (1 + size), 1)
        : inForce.reduce((shift, size) => shift + size, 0);
    },
  };
}

function keyOf(kind: string, target: string): string {
  return `${kind} ${target}`;
}

interface Place {
  readonly path: readonly string[];
  readonly issues: IssueList;
}

interface Fault {
  readonly key?: string;
  readonly message: string;
  readonly expected: string;
  readonly received: unknown;
  readonly suggestion?: string;
}

function report({ path, issues }: Place, { key, received, suggestion, ...fault }: Fault): void {
  issues.add({
    code: 'INVALID_OPTION',
    path: key === undefined ? path : [...path, `'${key}'`],
    ...fault,
    received: received === undefined ? 'nothing' : describeValue(received),
    suggestion: suggestion ?? `Give ${fault.expected}.`,
  });
}

function compileDrift(drift: ScenarioDrift, place: Place): CompiledDrift | undefined {
  const before = place.issues.issues.length;
  if (typeof drift !== 'object' || drift === null) {
    report(place, { message: 'a drift is no object', expected: '{ kind, target, at, … }', received: drift });
    return undefined;
  }
  const { kind, target, shape = 'step' } = drift;
  checkKeys(drift, place);
  const measure = Object.hasOwn(MEASURES, kind) ? MEASURES[kind] : undefined;
  if (measure === undefined) {
    const fault = {
      message: `there is no drift of kind ${describeValue(kind)}`,
      expected: `one of ${KINDS.join(', ')}`,
    };
    report(place, { key: 'kind', ...fault, received: kind, suggestion: didYouMean(String(kind), KINDS) });
  }
  if (typeof target !== 'string' || target === '') {
    report(place, { key: 'target', message: 'a drift has no target', expected: 'a text', received: target });
  }
  if (!SHAPES.includes(shape)) {
    const fault = { message: `shape is ${describeValue(shape)}`, expected: `one of ${SHAPES.join(', ')}` };
    report(place, { key: 'shape', ...fault, received: shape, suggestion: didYouMean(String(shape), SHAPES) });
  }
  const size = sizeOf(drift, measure, place);
  const progress = progressOf(drift, shape, place);
  return place.issues.issues.length > before ? undefined : { size, progress };
}

function checkKeys(drift: object, { path, issues }: Place): void {
  for (const key of Object.keys(drift).filter((name) => !KEYS.includes(name))) {
    issues.add({
      code: 'UNKNOWN_KEY',
      path: [...path, `'${key}'`],
      message: `unknown key '${key}' of a drift`,
      expected: `one of ${KEYS.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, KEYS),
    });
  }
}

/** A factor may not fall below 0; a shift may be anything. */
function sizeOf({ kind, size }: ScenarioDrift, measure: Measure | undefined, place: Place): number {
  const value = size ?? measure?.size;
  if (measure === undefined) return 0;
  const least = measure.neutral === 1 ? -1 : -Infinity;
  if (typeof value === 'number' && Number.isFinite(value) && value >= least) return value;
  report(place, {
    key: 'size',
    message: value === undefined ? `a drift of kind ${kind} has no usual size` : `size is ${describeValue(value)}`,
    expected: measure.neutral === 1 ? 'a relative change of −1 or more' : 'a number of days',
    received: value,
    suggestion: measure.neutral === 1 ? 'Write size: 0.25 for 25 % more.' : 'Write size: 10 for ten days later.',
  });
  return 0;
}

function progressOf({ at, until }: ScenarioDrift, shape: string, place: Place): Progress {
  const from = readAt(at, 'at', place);
  if (shape === 'step') {
    if (until !== undefined) {
      report(place, {
        key: 'until',
        message: 'a step has no end',
        expected: "no until, or shape 'pulse' or 'ramp'",
        received: until,
        suggestion: "Use shape: 'pulse' for what ends.",
      });
    }
    return (ms) => (ms >= from ? 1 : 0);
  }
  const end = readAt(until, 'until', place);
  if (end <= from) {
    report(place, { key: 'until', message: 'until is not after at', expected: 'an instant after at', received: until });
  }
  if (shape === 'pulse') return (ms) => (ms >= from && ms < end ? 1 : 0);
  return (ms) => Math.min(1, Math.max(0, (ms - from) / (end - from)));
}

function readAt(value: unknown, key: string, { path, issues }: Place): number {
  const reading = readInstant(value);
  if (reading.ok) return reading.ms;
  issues.add({ code: 'INVALID_OPTION', path: [...path, `'${key}'`], ...reading.fault });
  return Number.NaN;
}

function misused(what: string, received: unknown, expected: string, suggestion: string): SynodeError {
  return new SynodeError('INVALID_OPTION', `ctx.drift got the ${what} ${describeValue(received)}`, {
    path: ["'drift'"],
    expected,
    received: describeValue(received),
    suggestion,
  });
}
