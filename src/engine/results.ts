/** Projections of a run: folds over what is emitted, finished at its end, and the checks over them. */
import { describeValue, SynodeError } from '../errors.ts';
import type { Event } from '../model/event.ts';
import type { AnyProjection, Check, Projection } from '../model/projection.ts';
import type { CheckResult } from '../model/result.ts';
import { LABEL_EVENT } from './label.ts';

type Fold = Projection<unknown, unknown, Event, unknown>;

interface FoldState {
  readonly fold: Fold;
  state: unknown;
  /** Events folded since it was last settled. */
  folded: number;
}

/** States of projections by id: plain data. */
export type FoldStates = readonly (readonly [id: string, state: unknown])[];

export class ResultFolds {
  readonly #folds: readonly FoldState[];
  /** Those that fold events of a name, for names met so far. */
  readonly #byName = new Map<string, readonly FoldState[]>();

  /** @param checks whether labels are kept, which say what checks are expected to find */
  constructor(projections: readonly AnyProjection[], checks = false) {
    const all = checks ? [...projections, LABELS] : projections;
    this.#folds = all.map((projection) => {
      const fold = projection as unknown as Fold;
      return { fold, state: begun(fold), folded: 0 };
    });
  }

  /** Folds an event in stream order. */
  apply(event: Event): void {
    for (const each of this.#byName.get(event.name) ?? this.#meet(event.name)) {
      each.state = each.fold.apply(each.state, event) ?? each.state;
      if (each.fold.settle !== undefined && ++each.folded >= SETTLE_EVERY) settle(each);
    }
  }

  #meet(name: string): readonly FoldState[] {
    const folds = this.#folds.filter(({ fold }) => fold.of === undefined || fold.of.includes(name));
    this.#byName.set(name, folds);
    return folds;
  }

  /** The states, to be merged by another thread. */
  states(): FoldStates {
    return this.#folds.map(({ fold, state }) => [fold.id, state]);
  }

  /** Adds what another thread has folded. */
  merge(states: FoldStates): void {
    const others = new Map(states);
    for (const each of this.#folds) {
      if (others.has(each.fold.id)) {
        const { fold, state } = each;
        each.state = calling(`projection '${fold.id}'`, 'merge', () => fold.merge(state, others.get(fold.id)));
      }
    }
  }

  /** The results by projection id. */
  finish(): Readonly<Record<string, unknown>> {
    const own = this.#folds.filter(({ fold }) => fold.id !== LABELS.id);
    return Object.fromEntries(
      own.map(({ fold, state }) => [
        fold.id,
        calling(`projection '${fold.id}'`, 'finish', () => fold.finish(state, Infinity)),
      ]),
    );
  }

  /** What labels say that checks will find. */
  get expected(): ExpectedTargets {
    const labels = this.#folds.find(({ fold }) => fold.id === LABELS.id);
    return (labels?.state ?? {}) as ExpectedTargets;
  }
}

/** Often enough that memory holds what matters, seldom enough that it costs nothing. */
const SETTLE_EVERY = 16_384;

function settle(each: FoldState): void {
  each.fold.settle?.(each.state);
  each.folded = 0;
}

function begun(fold: Fold): unknown {
  return calling(`projection '${fold.id}'`, 'init', () => fold.init());
}

/** Calls what an author wrote beside the journeys: no actor failed, so the error names what did. */
function calling<T>(owner: string, method: string, call: () => T): T {
  try {
    return call();
  } catch (cause) {
    if (cause instanceof SynodeError) throw cause;
    throw new SynodeError(
      'HANDLER_ERROR',
      `${method} of ${owner} threw: ${cause instanceof Error ? cause.message : describeValue(cause)}`,
      { path: [owner, `'${method}'`], cause, suggestion: 'See the cause.' },
    );
  }
}

/** By check: the targets that labels name for it. */
type ExpectedTargets = Readonly<Record<string, readonly string[]>>;

/** Folds `breaks` of labels. No projection of an author has such an id. */
const LABELS: Projection<Record<string, string[]>, ExpectedTargets> = {
  id: '@labels',
  of: [LABEL_EVENT],
  init: () => Object.create(null) as Record<string, string[]>,
  apply: (checks, { payload: { breaks, targetId } }) => {
    if (!Array.isArray(breaks) || typeof targetId !== 'string') return;
    for (const check of breaks as readonly unknown[]) (checks[String(check)] ??= []).push(targetId);
  },
  merge: (a, b) => {
    for (const [check, targets] of Object.entries(b)) (a[check] ??= []).push(...targets);
    return a;
  },
  finish: (checks) => checks,
};

/** A check and the process it belongs to; `''` for one of the run. */
export interface OwnedCheck {
  readonly process: string;
  readonly check: Check;
}

const KEPT_SAMPLES = 20;

/** Asks each check for each row of its projection. Without results nothing can be said. */
export function runChecks(
  checks: readonly OwnedCheck[],
  results: Readonly<Record<string, unknown>> | undefined,
  expected: ExpectedTargets = {},
): readonly CheckResult[] {
  return checks.map(({ process, check }) => {
    const over = typeof check.over === 'string' ? check.over : check.over.id;
    const rows = rowsOf(results?.[over], check.id);
    return judge(process, check as unknown as Check<unknown>, rows, new Set(expected[check.id]));
  });
}

function judge(
  process: string,
  check: Check<unknown>,
  rows: readonly (readonly [string, unknown])[],
  labelled: ReadonlySet<string>,
): CheckResult {
  const violations = rows.flatMap(([key, row]) => {
    const held = calling(`check '${check.id}'`, 'holds', () => check.holds(row, key));
    if (held === true) return [];
    return [held === false ? { targets: [key], message: `${check.name} does not hold` } : held];
  });
  const explained = violations.filter(({ targets }) => targets.every((target) => labelled.has(target)));
  return {
    id: check.id,
    name: check.name,
    process,
    outcome: outcomeOf(rows.length, violations.length, explained.length),
    rows: rows.length,
    violated: violations.length,
    expected: explained.length,
    samples: violations
      .flatMap(({ targets, message }) => targets.map((target) => ({ target, message, expected: labelled.has(target) })))
      .slice(0, KEPT_SAMPLES),
  };
}

/** A violation is explained when labels name the check for each of its targets. */
function outcomeOf(rows: number, violated: number, explained: number): CheckResult['outcome'] {
  if (rows === 0) return 'notAvailable';
  if (violated === 0) return 'passed';
  return explained === violated ? 'expected' : 'failed';
}

function rowsOf(table: unknown, check: string): readonly (readonly [string, unknown])[] {
  if (table === undefined) return [];
  if (table instanceof Map) return [...(table as Map<unknown, unknown>)].map(([key, row]) => [String(key), row]);
  if (typeof table === 'object' && table !== null) return Object.entries(table);
  throw new SynodeError('INVALID_SHAPE', `check '${check}' stands over a projection that gives no table`, {
    path: [`check '${check}'`, "'over'"],
    expected: 'a projection whose result is a record or a Map',
    received: typeof table,
    suggestion: 'Let finish() return one row per key.',
  });
}
