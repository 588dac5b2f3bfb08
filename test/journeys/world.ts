/** A small world for tests of journeys: short authoring words, runs in memory, and events as the text of a table. */
import { expect } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  generate,
  InMemoryAdapter,
  type Action,
  type AnyEvent,
  type Context,
  type Event,
  type Journey,
  type RunOptions,
  type RunResult,
} from '../../src/index.ts';
import { keyOf, RandomStream } from '../../src/random/keyed.ts';

type ActionOptions = Omit<Parameters<typeof defineAction>[0], 'id'>;
type AdventureOptions = Omit<Parameters<typeof defineAdventure>[0], 'id' | 'actions'>;
type JourneyOptions = Omit<Parameters<typeof defineJourney>[0], 'id' | 'adventures'>;

/** What stands in `actions`. */
export type Steps = Parameters<typeof defineAdventure>[0]['actions'];
/** What stands in `adventures`. */
export type Parts = Parameters<typeof defineJourney>[0]['adventures'];

/** An action whose one event has its name. */
export const action = (id: string, options: ActionOptions = {}): Action => defineAction({ id, ...options });

/** An action that does something and emits nothing. */
export const silent = (id: string, does: (ctx: Context) => void = () => undefined): Action =>
  defineAction({ id, handler: (ctx) => (does(ctx), []) });

/** An action that emits one event with what a look at the context gives. */
export const look = (id: string, payload: (ctx: Context) => object, options: ActionOptions = {}): Action =>
  defineAction({ id, ...options, handler: (ctx) => [ctx.event(id, payload(ctx))] });

export const adventure = (id: string, actions: Steps, options: AdventureOptions = {}) =>
  defineAdventure({ id, actions, ...options });

export const journey = (id: string, adventures: Parts, options: JourneyOptions = {}): Journey =>
  defineJourney({ id, adventures, ...options });

/** A journey of one adventure. */
export const flow = (id: string, actions: Steps, options: JourneyOptions = {}): Journey =>
  journey(id, [adventure('main', actions)], options);

export type Options = Omit<RunOptions<Event>, 'adapter'>;

/** Runs journeys for one user (or as many as said) and gives events and result. */
export async function simulate(
  journeys: Journey | readonly Journey[],
  options: Options = {},
): Promise<{ readonly events: readonly Event[]; readonly result: RunResult }> {
  const sink = new InMemoryAdapter<AnyEvent>();
  const result = await generate(journeys, { users: 1, logger: false, ...options, adapter: sink });
  return { events: sink.events as readonly Event[], result };
}

/** The error of a run that must fail. */
export async function failureOf(run: Promise<unknown>): Promise<Error> {
  try {
    await run;
  } catch (error) {
    if (error instanceof Error) return error;
  }
  throw new Error('the run did not fail');
}

/**
 * Compares events with a table. The header says which columns are shown: time, user, session, id, name, payload, or a
 * key of the payload. Columns are two blanks or more apart.
 */
export function expectEvents(events: readonly AnyEvent[], text: string): void {
  const rows = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => line.split(/\s{2,}/));
  const [columns = [], ...expected] = rows;
  const received = events.map((event) => columns.map((column) => cell(event, column)));
  expect(aligned([columns, ...received])).toBe(aligned([columns, ...expected]));
}

/** Instants of events, as the tables show them. */
export function timesOf(events: readonly AnyEvent[]): readonly string[] {
  return events.map((event) => cell(event, 'time'));
}

export const namesOf = (events: readonly AnyEvent[]): readonly string[] => events.map(({ name }) => name);

function cell(event: AnyEvent, column: string): string {
  switch (column) {
    case 'time':
      return event.timestamp
        .toISOString()
        .replace(/^2025-/, '')
        .replace('T', ' ')
        .replace(/(\.000)?Z$/, '');
    case 'user':
      return event.userId;
    case 'session':
      return event.sessionId;
    case 'id':
      return event.id;
    case 'name':
      return event.name;
    case 'payload':
      return JSON.stringify(event.payload);
    default: {
      const value: unknown = (event.payload as Readonly<Record<string, unknown>>)[column];
      return value === undefined ? '-' : typeof value === 'string' ? value : JSON.stringify(value);
    }
  }
}

function aligned(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => (row[i] ?? '').length)));
  return rows
    .map((row) =>
      row
        .map((text, i) => text.padEnd(widths[i] ?? 0))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The uniforms of a documented stream, drawn without the engine. */
export function uniformsAt(
  path: readonly string[],
  [actor = 0, instance = 0, occurrence = 0, origin = 0]: readonly number[],
  seed = 'synode',
): () => number {
  const stream = new RandomStream().openAt(
    keyOf(['synode/1', seed, '', '', ...path]),
    actor,
    instance,
    occurrence,
    origin,
  );
  return () => stream.uniform();
}

/** The first uniform of a documented stream. */
export const uniformAt = (path: readonly string[], words: readonly number[] = [], seed?: string): number =>
  uniformsAt(path, words, seed)();
