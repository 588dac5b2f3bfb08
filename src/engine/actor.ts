/** What is kept of an actor between its turns. */
import type { ArrivalCursor } from '../plan/arrivals.ts';
import type { Event } from '../model/event.ts';
import { comesBefore, type Instance } from './instance.ts';

/** An event dated later than the clock that made it. */
export interface PendingEvent {
  readonly event: Event;
  readonly ms: number;
}

export class ActorState {
  readonly index: number;
  userId: string;
  start = 0;
  persona = '';
  locale = 'en';
  /** Unscoped values by slot; see `ContextSlots`. */
  readonly values: unknown[] = [];
  /** Journeys completed: few, so a list costs a fifth of a set. */
  readonly #completed: string[] = [];
  /** Instances by due time. */
  readonly queue: Instance[] = [];
  /** Events waiting for their date, by (date, emission). */
  pending: PendingEvent[] | undefined = undefined;
  /** Position in the chain. */
  chainAt = 0;
  readonly cursors: ArrivalCursor[] = [];
  /** Until when arrivals of a journey are suppressed, by journey index. */
  suppressedUntil: number[] | undefined = undefined;
  /** Uses of sequences: those of the plan by number, those met at run time by name. */
  sequenceUses: number[] | undefined = undefined;
  /** This actor's own folds, by projection. */
  own: Map<string, unknown> | undefined = undefined;
  namedSequenceUses: Map<string, number> | undefined = undefined;
  /** Engines that ran on this actor's context, by journey. */
  runs: Map<string, number> | undefined = undefined;
  /** Instances this actor has started: their order. */
  starts = 0;
  /** Events emitted: the next one's sequence. */
  emitted = 0;
  hasFailed = false;

  constructor(index: number, userId: string) {
    this.index = index;
    this.userId = userId;
  }

  /** When there is something to do or to emit next; `Infinity` when there is not. */
  get due(): number {
    const step = this.queue[0]?.due ?? Infinity;
    const event = this.pending?.[0]?.ms ?? Infinity;
    return Math.min(step, event);
  }

  hasCompleted(journey: string): boolean {
    return this.#completed.includes(journey);
  }

  complete(journey: string): void {
    if (!this.hasCompleted(journey)) this.#completed.push(journey);
  }

  /** How often this sequence was used before. */
  useNumbered(slot: number): number {
    const uses = (this.sequenceUses ??= []);
    while (uses.length <= slot) uses.push(0);
    const k = uses[slot] ?? 0;
    uses[slot] = k + 1;
    return k;
  }

  useNamed(name: string): number {
    const uses = (this.namedSequenceUses ??= new Map<string, number>());
    const k = uses.get(name) ?? 0;
    uses.set(name, k + 1);
    return k;
  }

  /** Puts an instance where it belongs. Few are alive at once, so a search from the end is enough. */
  enqueue(instance: Instance): void {
    const { queue } = this;
    let at = queue.length;
    for (; at > 0; at--) {
      const before = queue[at - 1];
      if (before === undefined || !comesBefore(instance, before)) break;
      queue[at] = before;
    }
    queue[at] = instance;
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
