/** Where in the run an event comes from; present when the run option `meta` is on. */
export interface EventMeta {
  readonly process: string;
  readonly population: string;
  /** Index of the actor in its population, from 0. */
  readonly actor: number;
  readonly journey: string;
  /** Label of the journey's instance: `'0'`, `'1'`, … or `'ship#dwjk3brcsvn3'` for a started one. */
  readonly instance: string;
  readonly adventure: string;
  readonly action: string;
  /** How often this action was entered in this instance before. */
  readonly occurrence: number;
  /** Position among the events this actor emitted, from 0, in emission order. */
  readonly sequence: number;
}

/**
 * What leaves the engine. The six fields stand in this order in every encoding.
 *
 * @example { id: 'kenw49b7…', userId: 'user-17', sessionId: 'user-17:shop:0', name: 'order.placed', timestamp, payload }
 */
export interface Event<N extends string = string, P extends object = Readonly<Record<string, unknown>>> {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly name: N;
  /** Simulated instant, UTC. */
  readonly timestamp: Date;
  readonly payload: P;
  readonly meta?: EventMeta;
}

/** Any event: the constraint for type parameters, wide enough for payloads that are interfaces. */
export type AnyEvent = Event<string, object>;

declare const EVENTS: unique symbol;

/** Carries the type of the events something emits; never present at run time. */
export interface Emits<out E extends AnyEvent = AnyEvent> {
  readonly [EVENTS]?: E;
}

/**
 * The events of an action, verb, adventure, journey, population, process, scenario or an array of them, as a union
 * discriminated on `name`.
 *
 * @example type ShopEvent = EventOf<typeof shop>
 */
export type EventOf<T> = T extends readonly (infer Item)[]
  ? EventOf<Item>
  : // What emits nothing has nothing to infer from: TypeScript would answer with any event.
    T extends { readonly kind: 'wait' }
    ? never
    : T extends Emits<infer E>
      ? E
      : never;

/** JSON values: what a payload may hold beside `Date`. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };
