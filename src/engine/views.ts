/**
 * Views: folds that processes read while they are simulated. A view has a time: at simulated time t it answers from what
 * is dated before t, rounded down to the projection's grain, whatever the fold has already seen. So windows never show.
 */
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { Event } from '../model/event.ts';
import { ENTRY_EVENT } from '../model/ledger.ts';
import type { Projection } from '../model/projection.ts';
import type { ProcessPlan, ViewPlan } from '../plan/process.ts';
import { DAY_MS } from '../time/civil.ts';
import type { ActorState } from './actor.ts';

/** A projection as the engine handles it: states and results are whatever the author made them. */
type Fold = Projection<unknown, unknown, Event, unknown>;

/** Names of events that carry what was before the period. */
const OPENING = 'opening_';

/** A fold from the run-in on, and one from the period's start on: plain data. */
export interface ViewSums {
  through: unknown;
  restarted: unknown;
}

/** What was folded for each view of a process; `undefined` where nothing was. */
export type Additions = readonly (ViewSums | undefined)[];

/** Puts together what threads have folded for the views of one process. */
export function mergeAdditions(views: readonly ViewPlan[], parts: readonly Additions[]): Additions {
  return views.map(({ projection }, i) => {
    const fold = projection as unknown as Fold;
    return parts.map((part) => part[i]).reduce((a, b) => mergeSums(fold, a, b), undefined);
  });
}

function mergeSums(fold: Fold, a: ViewSums | undefined, b: ViewSums | undefined): ViewSums | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { through: fold.merge(a.through, b.through), restarted: fold.merge(a.restarted, b.restarted) };
}

/** The views of all processes of a run, in one thread. */
export class Views {
  readonly #states: readonly (readonly ViewState[])[];
  /** Which states the events of a process feed, by rank. */
  readonly #fedBy: readonly (readonly ViewState[])[];

  /** `isApart`: other threads fold a part of the events, so what is folded here is kept apart until all have it. */
  constructor(processes: readonly ProcessPlan[], { isApart = false }: { readonly isApart?: boolean } = {}) {
    this.#states = processes.map(({ views, emitFrom }) => views.map((plan) => new ViewState(plan, emitFrom, isApart)));
    const all = this.#states.flat();
    this.#fedBy = processes.map(({ rank }) => all.filter(({ plan }) => plan.earlier.includes(rank)));
  }

  /** What one process sees and feeds. */
  of(rank: number): ProcessViews | undefined {
    const reads = this.#states[rank] ?? [];
    const feeds = this.#fedBy[rank] ?? [];
    return reads.length === 0 && feeds.length === 0 ? undefined : new ProcessViews(reads, feeds);
  }

  /** What this thread has folded for the readers of a process since the last call. */
  takeAdded(rank: number): Additions {
    return (this.#states[rank] ?? []).map((state) => state.takeAdded());
  }

  /** Lets a process see what all threads have folded for it. */
  add(rank: number, additions: Additions): void {
    for (const [i, state] of (this.#states[rank] ?? []).entries()) state.add(additions[i]);
  }

  /** Lets the views of a process drop what its readers can ask no more, at or after `now`. */
  forget(rank: number, now: number): void {
    for (const state of this.#states[rank] ?? []) state.forget(now);
  }
}

/** What carries what was before the period, or books it. */
function isOpening({ name, payload }: Event): boolean {
  if (name !== ENTRY_EVENT) return name.startsWith(OPENING);
  const { sourceEvent } = payload;
  return typeof sourceEvent === 'string' && sourceEvent.startsWith(OPENING);
}

/** Views that fold an event. */
interface Folding {
  readonly feeds: readonly ViewState[];
  readonly own: readonly ViewState[];
}

export class ProcessViews {
  readonly #reads: ReadonlyMap<string, ViewState>;
  readonly #feeds: readonly ViewState[];
  readonly #own: readonly ViewState[];
  /** Which of them fold events of a name, for names met so far. */
  readonly #byName = new Map<string, Folding>();

  constructor(reads: readonly ViewState[], feeds: readonly ViewState[]) {
    this.#reads = new Map(reads.map((state) => [state.plan.projection.id, state]));
    this.#feeds = feeds;
    this.#own = reads.filter(({ plan }) => plan.own);
  }

  /** Folds an event that an actor of this process emitted. */
  fold(event: Event, ms: number, state: ActorState): void {
    const { feeds, own } = this.#byName.get(event.name) ?? this.#meet(event.name);
    for (const view of feeds) view.fold(event, ms);
    for (const view of own) view.foldOwn(event, state);
  }

  #meet(name: string): Folding {
    const folds = (view: ViewState): boolean => view.folds(name);
    const found = { feeds: this.#feeds.filter(folds), own: this.#own.filter(folds) };
    this.#byName.set(name, found);
    return found;
  }

  /** What a handler sees now. */
  read(id: string, nowMs: number, asOf: Date | number | undefined, state: ActorState): unknown {
    const view = this.#reads.get(id);
    if (view === undefined) throw notReadable(id, [...this.#reads.keys()]);
    return view.read(nowMs, asOf, state);
  }
}

class ViewState {
  readonly plan: ViewPlan;
  readonly #fold: Fold;
  readonly #emitFrom: number;
  /**
   * What readers see. `through`: everything simulated, opening events aside; `restarted`, with `restart`: from the
   * period's start on, opening events included.
   */
  #seen: ViewSums;
  /** Where events are folded: kept apart until all threads have it, or seen at once. */
  #added: ViewSums;
  readonly #isApart: boolean;
  #hasAdded = false;
  /** Up to where what is old was dropped. To look through all keys takes time, and windows may be short. */
  #forgotten = -Infinity;
  /** The last answers of each sum, by instant: made once per rounded instant until something is folded. */
  readonly #answers = { through: new Map<number, unknown>(), restarted: new Map<number, unknown>() };

  constructor(plan: ViewPlan, emitFrom: number, isApart: boolean) {
    this.plan = plan;
    this.#fold = plan.projection as unknown as Fold;
    this.#emitFrom = emitFrom;
    this.#isApart = isApart;
    this.#seen = this.#nothing();
    this.#added = isApart ? this.#nothing() : this.#seen;
  }

  /** Whether it is made of events of this name. */
  folds(name: string): boolean {
    return this.#fold.of === undefined || this.#fold.of.includes(name);
  }

  fold(event: Event, ms: number): void {
    this.#forgetAnswers();
    const added = this.#added;
    this.#hasAdded = true;
    if (!isOpening(event)) added.through = this.#fold.apply(added.through, event) ?? added.through;
    if (this.#fold.restart === true && ms >= this.#emitFrom) {
      added.restarted = this.#fold.apply(added.restarted, event) ?? added.restarted;
    }
  }

  takeAdded(): ViewSums | undefined {
    if (!this.#isApart || !this.#hasAdded) return undefined;
    const added = this.#added;
    this.#added = this.#nothing();
    this.#hasAdded = false;
    return added;
  }

  add(sums: ViewSums | undefined): void {
    if (sums === undefined) return;
    this.#seen = mergeSums(this.#fold, this.#seen, sums) ?? this.#seen;
    this.#forgetAnswers();
  }

  foldOwn(event: Event, state: ActorState): void {
    const { id } = this.#fold;
    const before = state.ownFold(id) ?? this.#fold.init();
    state.setOwnFold(id, this.#fold.apply(before, event) ?? before);
  }

  read(nowMs: number, asOf: Date | number | undefined, state: ActorState): unknown {
    const latest = floorTo(nowMs + this.plan.lookAheadMs, this.plan.grainMs);
    const earlier = this.#earlier(asOf === undefined ? latest : this.#instant(asOf, latest, nowMs), nowMs);
    const own = this.#ownAt(nowMs, state);
    return this.#fold.combine === undefined ? { earlier, own } : this.#fold.combine(earlier, own);
  }

  forget(now: number): void {
    this.#forgetAnswers();
    const before = floorTo(now - this.plan.lookBackMs, this.plan.grainMs);
    if (before < this.#forgotten + Math.max(DAY_MS, this.plan.lookBackMs / 4)) return;
    this.#forgotten = before;
    this.#fold.forget?.(this.#seen.through, before);
    if (this.#fold.restart === true) this.#fold.forget?.(this.#seen.restarted, before);
  }

  #forgetAnswers(): void {
    const { through, restarted } = this.#answers;
    if (through.size > 0) through.clear();
    if (restarted.size > 0) restarted.clear();
  }

  #earlier(asOf: number, nowMs: number): unknown {
    const which = this.#fold.restart === true && nowMs >= this.#emitFrom ? 'restarted' : 'through';
    const answers = this.#answers[which];
    const known = answers.get(asOf);
    if (known !== undefined) return known;
    const answer = this.#answer(this.#seen[which], asOf);
    answers.set(asOf, answer);
    return answer;
  }

  #nothing(): ViewSums {
    return { through: this.#fold.init(), restarted: this.#fold.init() };
  }

  #ownAt(nowMs: number, state: ActorState): unknown {
    const own = state.ownFold(this.#fold.id) ?? this.#fold.init();
    // Dated until now, to the millisecond; `asOf` is exclusive.
    return this.#answer(own, nowMs + 1);
  }

  #answer(state: unknown, asOf: number): unknown {
    return this.#fold.view === undefined ? this.#fold.finish(state, asOf) : this.#fold.view(state, asOf);
  }

  #instant(asOf: Date | number, latest: number, nowMs: number): number {
    const ms = floorTo(asOf instanceof Date ? asOf.getTime() : asOf, this.plan.grainMs);
    const first = floorTo(nowMs - this.plan.lookBackMs, this.plan.grainMs);
    if (ms <= latest && ms >= first) return ms;
    throw new SynodeError('INVALID_FIELD_VALUE', `view '${this.#fold.id}' was asked as of ${describeValue(asOf)}`, {
      path: [`view '${this.#fold.id}'`, "'asOf'"],
      expected: `an instant from ${iso(first)} to ${iso(latest)}`,
      received: describeValue(asOf),
      suggestion:
        ms > latest
          ? 'A view does not see the future; leave asOf out for the latest.'
          : 'Raise lookBackDays of the projection.',
    });
  }
}

function floorTo(ms: number, grainMs: number): number {
  return Math.floor(ms / grainMs) * grainMs;
}

function iso(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : 'ever';
}

export function notReadable(id: string, known: readonly string[]): SynodeError {
  return new SynodeError('VIEW_NOT_FOUND', `'${id}' is not in \`reads\` of this process`, {
    path: [`view '${id}'`],
    expected: known.length === 0 ? 'a projection that the process reads' : `one of ${known.join(', ')}`,
    received: `'${id}'`,
    suggestion: known.length === 0 ? `Add reads: ['${id}'] to the process.` : didYouMean(id, known),
  });
}
