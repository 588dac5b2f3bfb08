/**
 * What the judges of a run found, in parts that merge in any order: lanes and workers judge apart, and the summary must
 * not tell how many there were.
 */
import type { RunWarning } from '../model/result.ts';
import type { ValidationIssue, ValidationSummary } from '../model/schema.ts';
import { didYouMean } from '../errors.ts';
import type { ResolvedEventSchemas } from './schema-options.ts';

/** Faults kept word for word. */
const MAX_SAMPLES = 20;

/** A fault and its place in the output: numbers compared one after the other. */
export interface ValidationSample {
  readonly order: readonly number[];
  readonly issue: ValidationIssue;
}

/** Counts of one event name. A row and not a record: an event may be named `__proto__`. */
export interface EventCounts {
  readonly name: string;
  readonly checked: number;
  readonly invalid: number;
  readonly unknown: number;
}

/** Part of a summary: plain data, for messages between threads and for checkpoints. */
export interface ValidationPart {
  readonly mode: ValidationSummary['mode'];
  readonly dropped: number;
  /** By name. */
  readonly events: readonly EventCounts[];
  /** The first 20 in output order. */
  readonly samples: readonly ValidationSample[];
}

/** The part of a judge that has judged nothing. */
export function emptyPart(mode: ValidationPart['mode']): ValidationPart {
  return { mode, dropped: 0, events: [], samples: [] };
}

/** One part from two; grouping and order of merging do not change it. */
export function mergeSummaries(a: ValidationPart, b: ValidationPart): ValidationPart {
  const events = new Map(a.events.map((counts) => [counts.name, counts]));
  for (const counts of b.events) events.set(counts.name, addCounts(counts, events.get(counts.name)));
  return {
    mode: a.mode,
    dropped: a.dropped + b.dropped,
    events: [...events.values()].sort((x, y) => compareNames(x.name, y.name)),
    samples: firstSamples([...a.samples, ...b.samples]),
  };
}

/** The first 20 faults in output order. */
export function firstSamples(samples: readonly ValidationSample[]): readonly ValidationSample[] {
  return samples.toSorted((a, b) => compareOrder(a.order, b.order)).slice(0, MAX_SAMPLES);
}

/** The summary as the result of the run shows it. */
export function finishSummary({ mode, dropped, events, samples }: ValidationPart): ValidationSummary {
  const total = (key: 'checked' | 'invalid' | 'unknown'): number =>
    events.reduce((sum, counts) => sum + counts[key], 0);
  const judged = events.filter((counts) => counts.checked > 0);
  return {
    mode,
    checked: total('checked'),
    valid: total('checked') - total('invalid'),
    invalid: total('invalid'),
    dropped,
    unknown: total('unknown'),
    byEvent: Object.fromEntries(judged.map(({ name, checked, invalid }) => [name, { checked, invalid }])),
    samples: samples.map(({ issue }) => issue),
  };
}

/** The warnings of a run: one per event name that broke its schema in mode `warn`, or that had none. */
export function validationWarnings(part: ValidationPart, schemas: ResolvedEventSchemas): readonly RunWarning[] {
  const invalid = part.events.filter((counts) => part.mode === 'warn' && counts.invalid > 0);
  const unknown = part.events.filter((counts) => schemas.unknown === 'warn' && counts.unknown > 0);
  const names = schemas.schemas instanceof Map ? [...schemas.schemas.keys()] : [];
  return [
    ...invalid.map((counts) => ({
      code: 'SCHEMA_INVALID',
      message: `event '${counts.name}' breaks its schema`,
      count: counts.invalid,
    })),
    ...unknown.map((counts) => ({
      code: 'EVENT_UNKNOWN',
      message: `event '${counts.name}' has no schema. ${didYouMean(counts.name, names)}`,
      count: counts.unknown,
    })),
  ];
}

function addCounts(a: EventCounts, b: EventCounts | undefined): EventCounts {
  if (b === undefined) return a;
  return {
    name: a.name,
    checked: a.checked + b.checked,
    invalid: a.invalid + b.invalid,
    unknown: a.unknown + b.unknown,
  };
}

/** By code unit, as every machine sorts. */
function compareNames(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareOrder(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}
