/** What is kept of an actor between its turns. */
import type { ArrivalCursor } from '../plan/arrival-plan.ts';
import type { Event } from '../model/event.ts';
import { comesBefore, type Instance } from './instance.ts';

/** An event dated later than the clock that made it. */
export interface PendingEvent {
  readonly event: Event;
  readonly ms: number;
}

/** What transforms know of an actor. */
export interface Transformed {
  /** Their states, of those that have asked for one. */
  readonly states: ({ readonly value: unknown } | undefined)[];
  /** Whether something lies behind the end of the run: a start that was not made, or more of a schedule. */
  goesOn: boolean;
  /** Nothing is left and nothing to come, and they have not been told. */
  ending: { readonly ms: number; readonly sessionId: string } | undefined;
  /** Whether they have nothing more to be told. */
  isOver: boolean;
}

/** Only actors of processes with transforms carry it. */
export function transformed(state: ActorState): Transformed {
  return (state.transforms ??= { states: [], goesOn: false, ending: undefined, isOver: false });
}

/** What few actors have. */
interface Rare {
  /** Until when arrivals of a journey are suppressed, by journey index. */
  suppressedUntil: number[] | undefined;
  /** Uses of sequences: those of the plan by number, those met at run time by name. */
  sequenceUses: Map<number | string, number> | undefined;
  /** The actor's own folds, by projection. */
  own: Map<string, unknown> | undefined;
}

/** Lives as long as its actor, so it is small: what few actors need is made when they do. */
export class ActorState {
  readonly index: number;
  userId: string;
  start = 0;
  persona = '';
  locale = 'en';
  /** Unscoped values by slot; see `KeySlots`. */
  values: unknown[] | undefined = undefined;
  /** Journeys completed: few, so a list costs a fifth of a set. */
  #completed: string[] | undefined = undefined;
  /** Instances by due time: a chain of them, because an array keeps room for sixteen. */
  first: Instance | undefined = undefined;
  #last: Instance | undefined = undefined;
  /** How many instances wait. */
  waiting = 0;
  /** Events waiting for their date, by (date, emission). */
  pending: PendingEvent[] | undefined = undefined;
  /** Position in the chain. */
  chainAt = 0;
  /** Where the schedules of its population stand. */
  cursors: ArrivalCursor[] | undefined = undefined;
  #rare: Rare | undefined = undefined;
  /** Instances this actor has started: their order. */
  starts = 0;
  /** Events emitted: the next one's sequence. */
  emitted = 0;
  /** What transforms know of it; see `transformed`. */
  transforms: Transformed | undefined = undefined;

  constructor(index: number, userId: string) {
    this.index = index;
    this.userId = userId;
  }

  /** When there is something to do or to emit next; `Infinity` when there is not. */
  get due(): number {
    const step = this.first?.due ?? this.transforms?.ending?.ms ?? Infinity;
    const event = this.pending?.[0]?.ms ?? Infinity;
    return Math.min(step, event);
  }

  hasCompleted(journey: string): boolean {
    return this.#completed?.includes(journey) === true;
  }

  complete(journey: string): void {
    if (!this.hasCompleted(journey)) (this.#completed ??= []).push(journey);
  }

  /** How often this sequence was used before. */
  useSequence(of: number | string): number {
    const uses = (this.#made().sequenceUses ??= new Map<number | string, number>());
    const k = uses.get(of) ?? 0;
    uses.set(of, k + 1);
    return k;
  }

  /** Until when arrivals of a journey are suppressed; before all time where they are not. */
  suppressedUntil(journey: number): number {
    return this.#rare?.suppressedUntil?.[journey] ?? -Infinity;
  }

  suppress(journey: number, until: number): void {
    const all = (this.#made().suppressedUntil ??= []);
    while (all.length <= journey) all.push(-Infinity);
    all[journey] = until;
  }

  /** This actor's own fold of a projection. */
  ownFold(projection: string): unknown {
    return this.#rare?.own?.get(projection);
  }

  setOwnFold(projection: string, fold: unknown): void {
    (this.#made().own ??= new Map<string, unknown>()).set(projection, fold);
  }

  #made(): Rare {
    return (this.#rare ??= { suppressedUntil: undefined, sequenceUses: undefined, own: undefined });
  }

  /** Takes out the instance that is due first. */
  shift(): Instance | undefined {
    const { first } = this;
    if (first === undefined) return undefined;
    this.first = first.next;
    if (first.next === undefined) this.#last = undefined;
    first.next = undefined;
    this.waiting--;
    return first;
  }

  /** Puts an instance ahead of all others. */
  unshift(instance: Instance): void {
    instance.next = this.first;
    this.first = instance;
    this.#last ??= instance;
    this.waiting++;
  }

  /** Puts an instance where it belongs; what is due last, at once. */
  enqueue(instance: Instance): void {
    const last = this.#last;
    if (last === undefined || (this.first !== undefined && comesBefore(instance, this.first)))
      return this.unshift(instance);
    let before = last;
    if (comesBefore(instance, last)) {
      before = this.first ?? last;
      while (before.next !== undefined && !comesBefore(instance, before.next)) before = before.next;
    }
    instance.next = before.next;
    before.next = instance;
    if (before === last) this.#last = instance;
    this.waiting++;
  }

  /** Those that wait, in order. */
  each(visit: (instance: Instance) => void): void {
    for (let waiting = this.first; waiting !== undefined; waiting = waiting.next) visit(waiting);
  }

  /** Drops all that wait. */
  clear(): void {
    this.first = undefined;
    this.#last = undefined;
    this.waiting = 0;
  }

  /** Keeps an event until its date comes. */
  hold(event: Event, ms: number): void {
    const pending = (this.pending ??= []);
    let at = pending.length;
    for (; at > 0; at--) {
      const before = pending[at - 1];
      if (before === undefined || before.ms <= ms) break;
      pending[at] = before;
    }
    pending[at] = { event, ms };
  }
}
