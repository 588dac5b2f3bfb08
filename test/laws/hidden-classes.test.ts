/**
 * Objects of one kind have few hidden classes. On Node 20 a literal that goes on behind a spread, `{ ...head, amount }`,
 * gives every single object a class of its own: it costs 5 µs to make and slows down everyone who reads it later.
 */
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

import { expect, it } from 'vitest';

import { inventory, o2c, opening, p2p, world } from '../../journeys/index.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  generate,
  InMemoryAdapter,
  int,
  scenario,
  SynodeContext,
} from '../../src/index.ts';

setFlagsFromString('--allow-natives-syntax');
const haveSameClass = runInThisContext('(a, b) => %HaveSameMap(a, b)') as (a: object, b: object) => boolean;
const hasClass = runInThisContext('(value) => %HasFastProperties(value)') as (value: object) => boolean;

/** V8 makes up its mind about a literal at the ninth time: a spread one gets a new class each time from then on. */
const RUNS = 12;

/** Optional fields, whole numbers and fractions, and frozen ones tell more classes apart than lists of keys do. */
const MOST = 24;

/** Hidden classes of the objects found at one place of the payloads, by that place. */
class Classes {
  readonly found = new Map<string, object[]>();
  /** Where objects without a class were, which V8 keeps as hash tables. */
  readonly tables = new Set<string>();

  look(value: unknown, place: string): void {
    if (typeof value !== 'object' || value === null || value instanceof Date) return;
    if (Array.isArray(value)) return value.forEach((item) => this.look(item, `${place}[]`));
    if (!hasClass(value)) this.tables.add(place);
    const known = this.found.get(place) ?? [];
    this.found.set(place, known);
    if (known.length <= MOST && !known.some((one) => haveSameClass(one, value))) known.push(value);
    for (const [key, inner] of Object.entries(value)) this.look(inner, `${place}.${key}`);
  }
}

/** A quarter of everything that comes with Synode. */
async function quarter(): Promise<Classes> {
  const adapter = new InMemoryAdapter();
  const period = { start: '2025-01-01', end: '2025-04-01' };
  await generate(
    scenario({ ...world({ preset: 'distributor' }), period, processes: [opening(), o2c(), p2p(), inventory()] }),
    {
      adapter,
      logger: false,
    },
  );
  const classes = new Classes();
  for (const { name, payload } of adapter.events) classes.look(payload, name);
  return classes;
}

const found = quarter();

it('payloads of the processes that come with Synode, and their entries, share their hidden classes', async () => {
  const classes = await found;

  const many = [...classes.found].filter(([, found]) => found.length > MOST).map(([place]) => place);
  expect(classes.found.size).toBeGreaterThan(50);
  // Their details are many optional fields, in one order.
  expect(many).toEqual(['journal_entry.posted.lines[]']);
});

it('none of them is a hash table: the first one slows down the encoder for whatever comes behind it', async () => {
  const { tables } = await found;

  // Fields that are put one by one on what had few make one: `Object.assign({}, head, rest)` with more than sixteen.
  expect([...tables]).toEqual([]);
});

/** Objects that can be reached from one, by the way to them; what the outside gave is left out. */
function reachable(root: object): ReadonlyMap<string, object> {
  const found = new Map<string, object>();
  const seen = new Set<unknown>();
  const visit = (value: unknown, way: string): void => {
    if (typeof value !== 'object' || value === null || seen.has(value) || value instanceof AbortSignal) return;
    seen.add(value);
    found.set(way, value);
    for (const [key, inner] of Object.entries(value)) visit(inner, `${way}.${key}`);
  };
  visit(root, 'turn');
  return found;
}

it('what a run is made of has the hidden classes that it had in the run before: compiled code goes on', async () => {
  const turns: object[] = [];
  const look = defineAction({
    id: 'look',
    fields: { items: int({ min: 1, max: 9 }) },
    handler: (ctx, fields) => {
      if (ctx instanceof SynodeContext) turns.push(ctx.turn);
      return [ctx.event('looked', fields)];
    },
  });
  const journey = defineJourney({ id: 'visit', adventures: [defineAdventure({ id: 'page', actions: [look] })] });
  for (let run = 0; run < RUNS; run++) {
    await generate(journey, { users: 1, adapter: new InMemoryAdapter(), logger: false });
  }

  const [before, last] = turns.slice(-2).map(reachable);
  const other = [...(last ?? [])].filter(([way, found]) => !haveSameClass(found, before?.get(way) ?? {}));
  expect(last?.size).toBeGreaterThan(50);
  expect(other.map(([way]) => way)).toEqual([]);
});
