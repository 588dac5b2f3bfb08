/** Matchers for vitest. Importing this module registers them and their types. */
import { expect } from 'vitest';

import type { AnyEvent } from '../model/event.ts';
import { hasEvent } from './match/has-event.ts';
import { hasSequence, hasUniqueIds, isChronological, type SequenceOptions } from './match/order.ts';
import type { Contains, Received } from './match/outcome.ts';
import { matchesSchema, type PayloadSchemas } from './match/schema.ts';
import { hasShare } from './match/share.ts';
import { equalsStream } from './match/stream.ts';
import { matchesEvents } from './match/table.ts';
import type { Collected, Fixture } from './types.ts';

/** Matchers on events, or on what `collect` gave. A failure ends with the seed, the actor and the fixture to paste. */
export interface EventMatchers {
  /** An event of this name whose payload holds this much; with `times`, exactly so many of them. */
  toHaveEvent(name: string, payload?: object, options?: { readonly times?: number }): void;
  /** The names in this order, for one user or every one; `strict`: with nothing between. */
  toHaveSequence(names: readonly string[], options?: SequenceOptions): void;
  /** No actor's events go back in time. */
  toBeChronological(): void;
  /** No two events share an id. */
  toHaveUniqueIds(): void;
  /** Every payload is as the schema (or the schema of its event's name) says. */
  toMatchSchema(schema: PayloadSchemas): void;
  /**
   * Events `name` per event `of`: `p` lies in the exact binomial interval at 99.9 %, or within ± `tolerance`.
   */
  toHaveShare(name: string, of: string, p: number, options?: { readonly tolerance?: number }): void;
  /** The events are this table, in the columns its first row names; columns are at least two spaces apart. */
  toMatchEvents(text: string): void;
  /** The same events in the same order; a failure shows the first difference and where it was decided. */
  toEqualStream(other: Received): void;
}

declare module 'vitest' {
  interface Matchers<T> extends EventMatchers {}
}

/** What a matcher finds in `this`. */
interface State {
  readonly equals: (a: unknown, b: unknown, testers?: unknown[]) => boolean;
  readonly customTesters: readonly unknown[];
  readonly utils: {
    readonly iterableEquality: unknown;
    readonly subsetEquality: unknown;
  };
}

function containsIn({ equals, customTesters, utils }: State): Contains {
  const testers = [...customTesters, utils.iterableEquality, utils.subsetEquality];
  return (actual, expected) => equals(actual, expected, testers);
}

expect.extend({
  toHaveEvent(received: unknown, name: string, payload?: object, options: { readonly times?: number } = {}) {
    return hasEvent(received, { name, payload, times: options.times }, containsIn(this as State));
  },
  toHaveSequence: (received: unknown, names: readonly string[], options: SequenceOptions = {}) =>
    hasSequence(received, names, options),
  toBeChronological: (received: unknown) => isChronological(received),
  toHaveUniqueIds: (received: unknown) => hasUniqueIds(received),
  toMatchSchema: (received: unknown, schema: PayloadSchemas) => matchesSchema(received, schema),
  toHaveShare: (
    received: unknown,
    name: string,
    of: string,
    p: number,
    { tolerance }: { readonly tolerance?: number } = {},
  ) => hasShare(received, { name, of, p, tolerance }),
  toMatchEvents: (received: unknown, text: string) => matchesEvents(received, text),
  toEqualStream: (received: unknown, other: Received) => equalsStream(received, other),
});

/** What `test.extend` takes to give each test a world. */
export interface WorldFixture<E extends AnyEvent> {
  readonly world: (context: object, use: (world: Collected<E>) => Promise<void>) => Promise<void>;
}

/**
 * Gives each test the run of a fixture, made for it alone.
 *
 * @example
 * const it = test.extend(withWorld(fixture(shop).users(100)));
 * it('nobody pays twice', ({ world }) => { expect(world).toHaveShare('order.paid', 'order.placed', 0.9) });
 */
export function withWorld<E extends AnyEvent>(fixture: Fixture<E>): WorldFixture<E> {
  return {
    // The empty pattern tells the runner that nothing else is needed.
    // oxlint-disable-next-line no-empty-pattern
    world: async ({}, use) => {
      await use(await fixture.collect());
    },
  };
}

export type { SequenceOptions } from './match/order.ts';
export type { Received } from './match/outcome.ts';
export type { PayloadSchemas } from './match/schema.ts';
