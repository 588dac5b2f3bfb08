/** The authored flow: journey → adventure → action, and the verbs that stand between them. */
import type { Context } from './context.ts';
import type { Duration } from './duration.ts';
import type { AnyEvent, Emits } from './event.ts';
import type { Fields, Generator, NumberValue } from './generator.ts';
import type { FieldGroup } from './group.ts';
import type { StandardSchema } from './schema.ts';
import type { Arrivals, RecurringRule } from './arrivals.ts';

/** A random length of time between two bounds. */
export interface TimeSpan {
  readonly min: Duration;
  readonly max: Duration;
  /** Default `uniform`. */
  readonly distribution?: 'uniform' | 'normal' | 'lognormal' | 'exponential';
}

/** A length of time: fixed, between two bounds, drawn in milliseconds, or computed. */
export type Delay = Duration | TimeSpan | Generator<number> | ((ctx: Context) => Duration);

/** How long a journey does not come again after an instance of it ended. */
export type SuppressionPeriod = Delay;

/** Probability that an instance leaves here, before any time passes. */
export type BounceChance = number | ((ctx: Context) => number);

/** What a handler gives back: the events to emit. */
export type HandlerResult<E extends AnyEvent> = readonly E[] | Promise<readonly E[]>;

/** One thing an actor does. */
export interface Action<out E extends AnyEvent = AnyEvent> extends Emits<E> {
  readonly id: string;
  readonly name: string;
  readonly handler: (ctx: Context) => HandlerResult<E>;
  readonly timeSpan?: Delay;
  readonly bounceChance?: BounceChance;
  readonly description?: string;
  /** Names of the events the handler may return. */
  readonly emits?: readonly string[];
  /** Fields to resolve; without `compose` they are the payload of one event named `name`. */
  readonly fields?: Fields;
  readonly groups?: readonly FieldGroup[];
  /** The authored handler where there are fields too. */
  readonly compose?: (ctx: Context, fields: never) => HandlerResult<E>;
}

/** Moves the instance's clock. */
export interface Wait extends Emits<never> {
  readonly kind: 'wait';
  readonly id?: string;
  readonly delay?: Delay;
  readonly until?: Date | ((ctx: Context) => Date) | RecurringRule;
}

/** Runs one of two lists of steps. */
export interface When<out T> {
  readonly kind: 'when';
  readonly condition: (ctx: Context) => boolean;
  readonly then: readonly Step<T>[];
  readonly otherwise: readonly Step<T>[];
}

/** One way out of a branch. */
export interface Arm<out T> {
  readonly weight: NumberValue;
  readonly steps: readonly Step<T>[];
}

/** Runs one of several named lists of steps, drawn by weight. */
export interface Branch<out T> {
  readonly kind: 'branch';
  readonly id?: string;
  readonly arms: Readonly<Record<string, Arm<T>>>;
}

/** Runs steps several times. */
export interface Repeat<out T> {
  readonly kind: 'repeat';
  readonly id?: string;
  readonly times?: NumberValue;
  readonly while?: (ctx: Context) => boolean;
  readonly max?: number;
  readonly every?: Delay;
  readonly steps: readonly Step<T>[];
}

/** What may stand in `actions` (T = Action) and `adventures` (T = Adventure). */
export type Step<T> = T | Wait | When<T> | Branch<T> | Repeat<T>;

/** Actions that belong together: one sitting, one task. */
export interface Adventure<out E extends AnyEvent = AnyEvent> extends Emits<E> {
  readonly id: string;
  readonly name: string;
  readonly actions: readonly Step<Action<E>>[];
  /** Delay before each of its actions that has none of its own. */
  readonly timeSpan?: Delay;
  readonly bounceChance?: BounceChance;
  /** What leaving this adventure early means for the journey. Default `stop`. */
  readonly onBounce?: 'stop' | 'skip';
  readonly description?: string;
}

/** A whole flow of one actor: a case, from its first event to its last. */
export interface Journey<out E extends AnyEvent = AnyEvent, I = unknown> extends Emits<E> {
  readonly id: string;
  readonly name: string;
  /** Journeys this actor must have completed; else the instance is skipped. */
  readonly requires?: readonly string[];
  readonly adventures: readonly Step<Adventure<E>>[];
  readonly bounceChance?: BounceChance;
  readonly suppressionPeriod?: SuppressionPeriod;
  /** When instances start; without it the journey belongs to the actor's chain. */
  readonly arrivals?: Arrivals;
  readonly inputSchema?: StandardSchema<I>;
  readonly description?: string;
}

/** Any journey, whatever it emits or takes as input. */
export type AnyJourney = Journey;
