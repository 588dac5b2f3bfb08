import type { JourneyPlan } from '../plan/journey.ts';

/** How an instance came to be. */
export type Origin = 'chain' | 'arrival' | 'started';

/** One run of a journey by an actor. Plain state: a snapshot of it is enough to go on elsewhere. */
export class Instance {
  readonly journey: JourneyPlan;
  readonly kind: Origin;
  /** The two words that key its draws. */
  readonly number: number;
  readonly origin: number;
  /** Order among instances of one journey that are due at one instant: number of arrival, or order of start. */
  readonly rank: number;
  readonly label: string;
  readonly input: unknown;
  /** Position of its journey among those due at one instant; an opening one comes first of all. */
  place: number;
  /** Index of the next step. */
  pc = 0;
  /** When the next step is due, ms. */
  due: number;
  sessionId = '';
  rotation = 0;
  /** Whether a bounce has ended the journey. */
  hasBounced = false;
  /** The one due behind it, while it waits. */
  next: Instance | undefined = undefined;
  /** Entry counters, where the journey needs any; a short array costs a tenth of a typed one. */
  readonly counters: number[] | undefined;
  /** Rounds done and to do of each loop. */
  readonly rounds: number[] | undefined;
  /** Scoped values: of the action, the adventure, the journey. */
  scopes: (Map<string, unknown> | undefined)[] | undefined = undefined;

  constructor(
    journey: JourneyPlan,
    kind: Origin,
    due: number,
    identity: {
      readonly number: number;
      readonly origin: number;
      readonly rank: number;
      readonly label: string;
      readonly input: unknown;
      readonly opens?: boolean;
    },
  ) {
    this.journey = journey;
    this.kind = kind;
    this.due = due;
    this.number = identity.number;
    this.origin = identity.origin;
    this.rank = identity.rank;
    this.label = identity.label;
    this.input = identity.input;
    this.place = identity.opens === true ? -1 : journey.index;
    this.counters = journey.counters === 0 ? undefined : new Array<number>(journey.counters).fill(0);
    this.rounds = journey.loops === 0 ? undefined : new Array<number>(2 * journey.loops).fill(0);
  }

  /** Lets go of a session id that can be told again. */
  forgetSession(): void {
    if (this.rotation === 0) this.sessionId = '';
  }
}

/** Total order of an actor's instances: due time, journey's position, chain and arrivals before started ones, rank. */
export function comesBefore(a: Instance, b: Instance): boolean {
  if (a.due !== b.due) return a.due < b.due;
  if (a.place !== b.place) return a.place < b.place;
  const [late, later] = [a.kind === 'started', b.kind === 'started'];
  if (late !== later) return later;
  return a.rank < b.rank;
}
