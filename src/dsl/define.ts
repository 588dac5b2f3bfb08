/** The builders: frozen plain values, no I/O. They check what makes a value unusable; the plan checks the rest. */
import type { Context } from '../model/context.ts';
import type { DatasetDefinition, DatasetFieldValue, ResolvedRow } from '../model/dataset.ts';
import type { AnyEvent, Event, EventOf } from '../model/event.ts';
import type {
  Action,
  Adventure,
  BounceChance,
  Delay,
  HandlerResult,
  Journey,
  Step,
  SuppressionPeriod,
} from '../model/flow.ts';
import type { Fields, FieldValue, ResolvedFields } from '../model/generator.ts';
import type { FieldGroup } from '../model/group.ts';
import type { Arrivals } from '../model/arrivals.ts';
import type { PersonaDefinition, PersonaMix } from '../model/persona.ts';
import type { Population, Starts } from '../model/scenario.ts';
import type { Persona } from '../model/persona.ts';
import type { Calendar } from '../model/calendar.ts';
import type { StandardSchema } from '../model/schema.ts';
import { invalidShape } from './generator.ts';
import { PERFORM, type Performer } from '../model/perform.ts';

/** What `defineAction` takes. */
export interface ActionDefinition<Id extends string, Name extends string, F extends Fields, E extends AnyEvent> {
  readonly id: Id;
  /** Name of the event; default the id. */
  readonly name?: Name;
  /** Resolved in order. Alone they are the payload of one event; with a handler they are its second argument. */
  readonly fields?: F & Readonly<Record<string, FieldValue>>;
  /** What fields have to do with each other: `correlate` and `conditional`. */
  readonly groups?: readonly FieldGroup[];
  readonly handler?: (ctx: Context, fields: ResolvedFields<F>) => HandlerResult<E>;
  /** Delay before this action. */
  readonly timeSpan?: Delay;
  readonly bounceChance?: BounceChance;
  readonly emits?: readonly string[];
  readonly description?: string;
}

/**
 * `Action<E>`, written so that TypeScript cannot infer E from it: where an action is expected among others, the expected
 * type would otherwise widen what the handler says.
 */
type DefinedAction<E extends AnyEvent> = [E] extends [infer Said extends AnyEvent] ? Action<Said> : never;

/**
 * One thing an actor does. `fields` alone: one event with these fields. `handler` alone: the events it returns. Both:
 * the handler gets the resolved fields. Neither: one event with an empty payload.
 *
 * @example defineAction({ id: 'view', name: 'page.viewed', fields: { url: oneOf(['/a', '/b']), mobile: chance(0.5) } })
 */
export function defineAction<
  const Id extends string,
  const Name extends string = Id,
  const F extends Fields = Readonly<Record<never, never>>,
  E extends AnyEvent = Event<Name, ResolvedFields<F>>,
>(definition: ActionDefinition<Id, Name, F, E>): DefinedAction<E> {
  const { handler, name, ...rest } = asDefinition('defineAction', definition);
  const eventName = name ?? rest.id;
  if (rest.fields === undefined) {
    return Object.freeze({
      ...rest,
      name: eventName,
      handler: handler ?? ((ctx: Context) => [ctx.event(eventName)]),
    }) as never;
  }
  const action: object = Object.freeze({
    ...rest,
    name: eventName,
    // The plan resolves fields itself; a direct call, as in a unit test of an action, asks the context to.
    handler: (ctx: Context) => (ctx as Performer)[PERFORM](action as Action<E>),
    ...(handler === undefined ? {} : { compose: handler }),
  });
  return action as never;
}

/** Actions that belong together. */
export function defineAdventure<const A extends readonly Step<Action>[]>(definition: {
  readonly id: string;
  readonly name?: string;
  readonly actions: A;
  readonly timeSpan?: Delay;
  readonly bounceChance?: BounceChance;
  readonly onBounce?: 'stop' | 'skip';
  readonly description?: string;
}): Adventure<EventOf<A>> {
  const value = asDefinition('defineAdventure', definition);
  return Object.freeze({ ...value, name: value.name ?? value.id, actions: frozenList(value.actions) }) as never;
}

/** A whole flow of one actor, from first event to last. */
export function defineJourney<const A extends readonly Step<Adventure>[], I = unknown>(definition: {
  readonly id: string;
  readonly name?: string;
  readonly requires?: readonly string[];
  readonly adventures: A;
  readonly bounceChance?: BounceChance;
  readonly suppressionPeriod?: SuppressionPeriod;
  readonly arrivals?: Arrivals;
  readonly inputSchema?: StandardSchema<I>;
  readonly description?: string;
}): Journey<EventOf<A>, I> {
  const value = asDefinition('defineJourney', definition);
  return Object.freeze({ ...value, name: value.name ?? value.id, adventures: frozenList(value.adventures) }) as never;
}

/** A kind of actor. `locale` among the attributes steers faker. */
export function definePersona<const F extends Fields>(definition: {
  readonly id: string;
  readonly name?: string;
  readonly attributes: F & Readonly<Record<string, FieldValue>>;
  readonly groups?: readonly FieldGroup[];
}): PersonaDefinition<F> {
  const value = asDefinition('definePersona', definition);
  return Object.freeze({ ...value, name: value.name ?? value.id });
}

/** Several personas by weight: one is drawn for each actor. */
export function personaMix(parts: readonly (readonly [persona: PersonaDefinition, weight: number])[]): PersonaMix {
  if (!Array.isArray(parts)) throw invalidShape('personaMix', 'a list of [persona, weight]', parts);
  return Object.freeze({ kind: 'personaMix', parts: Object.freeze([...parts]) as PersonaMix['parts'] });
}

/** An entity table by its rule; row i is a pure function of (seed, dataset, i). */
export function defineDataset<const F extends Readonly<Record<string, DatasetFieldValue>>>(definition: {
  readonly id: string;
  readonly name?: string;
  readonly count: number;
  readonly fields: F & Readonly<Record<string, DatasetFieldValue>>;
  readonly keep?: number;
  readonly groups?: readonly FieldGroup[];
}): DatasetDefinition<ResolvedRow<F>> {
  const value = asDefinition('defineDataset', definition);
  return Object.freeze({ ...value, name: value.name ?? value.id }) as never;
}

/** Actors of one kind and what they do. */
export function definePopulation<const J extends readonly Journey[]>(definition: {
  readonly id: string;
  readonly size: number;
  readonly persona?: Persona;
  readonly journeys: J;
  readonly starts?: Starts;
  readonly calendar?: string | Calendar;
}): Population<EventOf<J>> {
  const value = asDefinition('definePopulation', definition);
  return Object.freeze({ ...value, journeys: frozenList(value.journeys) }) as never;
}

function asDefinition<T extends object>(builder: string, definition: T): T {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    throw invalidShape(builder, 'an object', definition);
  }
  return definition;
}

// What is no list stays as it is: the plan reports it together with all other faults.
function frozenList(value: unknown): unknown {
  return Array.isArray(value) ? Object.freeze([...(value as unknown[])]) : value;
}
