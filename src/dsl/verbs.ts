/** Flow verbs: plain values that stand next to actions in `actions` and next to adventures in `adventures`. */
import type { Context } from '../model/context.ts';
import type { AnyEvent, Emits, EventOf } from '../model/event.ts';
import type { Action, Adventure, Branch, Delay, Repeat, Step, Wait, When } from '../model/flow.ts';
import type { NumberValue } from '../model/generator.ts';
import type { RecurringRule } from '../model/arrivals.ts';
import { isGenerator } from './generator.ts';

type Part = Action | Adventure;
type Steps<T> = readonly Step<T>[];
type Carrying<V, S> = V & Emits<EventOf<S> extends infer E extends AnyEvent ? E : never>;

/**
 * Moves the instance's clock: by a delay, or until an instant. An instant already past waits 0.
 *
 * @example wait('1m') · wait({ min: '2s', max: '5s' }) · wait({ until: { every: 'month', day: 'last business day' } })
 */
export function wait(delay: Delay, options?: { readonly id?: string }): Wait;
export function wait(options: {
  readonly until: Date | ((ctx: Context) => Date) | RecurringRule;
  readonly id?: string;
}): Wait;
export function wait(what: Delay | Until, options: { readonly id?: string } = {}): Wait {
  if (isUntil(what)) return Object.freeze({ kind: 'wait', ...what });
  return Object.freeze({ kind: 'wait', delay: what, ...options });
}

type Until = { readonly until: NonNullable<Wait['until']> };

function isUntil(what: Delay | Until): what is Until {
  return typeof what === 'object' && !isGenerator(what) && 'until' in what;
}

/** Runs `then` when the condition holds on entry, else `otherwise`. No draw of its own. */
export function when<const S extends Steps<Part>, const O extends Steps<Part> = readonly []>(
  condition: (ctx: Context) => boolean,
  then: S,
  otherwise?: O,
): Carrying<When<PartOf<S> | PartOf<O>>, S | O> {
  const value = {
    kind: 'when',
    condition,
    // oxlint-disable-next-line unicorn/no-thenable -- the authored name; a verb is data and nobody awaits it
    then: Object.freeze([...then]),
    otherwise: Object.freeze([...(otherwise ?? [])]),
  };
  return Object.freeze(value) as never;
}

/** One arm of a branch as authored. */
interface AuthoredArm<S extends Steps<Part>> {
  readonly weight: NumberValue;
  readonly steps: S;
}

/**
 * Runs one of several named arms, drawn by weight with one keyed draw.
 *
 * @example branch({ pay: { weight: 0.9, steps: [pay] }, dispute: { weight: 0.1, steps: [dispute] } })
 */
export function branch<const A extends Readonly<Record<string, AuthoredArm<Steps<Part>>>>>(
  arms: A,
  options: { readonly id?: string } = {},
): Carrying<Branch<PartOf<A[keyof A]['steps']>>, A[keyof A]['steps']> {
  return Object.freeze({ kind: 'branch', arms: Object.freeze({ ...arms }), ...options }) as never;
}

/** How long to repeat while a condition holds. */
export interface RepeatWhile {
  readonly while: (ctx: Context) => boolean;
  /** Rounds after which it is a fault that the condition still holds. Default 1,000. */
  readonly max?: number;
  /** Waited between rounds, before the condition is asked again; not before the first. */
  readonly every?: Delay;
}

/**
 * Runs steps several times: so often (0..1,000,000, evaluated once on entry), or while a condition holds.
 *
 * @example repeat(3, [remind]) · repeat({ while: (ctx) => !ctx.get('paid'), every: '7d' }, [remind])
 */
export function repeat<const S extends Steps<Part>>(
  times: NumberValue | RepeatWhile,
  steps: S,
  options: { readonly id?: string } = {},
): Carrying<Repeat<PartOf<S>>, S> {
  const rule = typeof times === 'object' && !isGenerator(times) ? times : { times };
  return Object.freeze({ kind: 'repeat', ...rule, steps: Object.freeze([...steps]), ...options }) as never;
}

/** The actions (or adventures) inside steps, with the events they emit. */
type PartOf<S> = S extends readonly (infer Item)[]
  ? Item extends { readonly kind: 'wait' | 'when' | 'branch' | 'repeat' }
    ? Item extends When<infer T>
      ? T
      : Item extends Branch<infer T>
        ? T
        : Item extends Repeat<infer T>
          ? T
          : never
    : Item
  : never;
