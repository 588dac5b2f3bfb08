/**
 * Objects of one kind have few hidden classes. On Node 20 a literal that goes on behind a spread, `{ ...head, amount }`,
 * gives every single object a class of its own: it costs 5 µs to make and slows down everyone who reads it later.
 */
import { setFlagsFromString } from 'node:v8';
import { runInThisContext } from 'node:vm';

import { expect, it } from 'vitest';

import { inventory, o2c, opening, p2p, world } from '../../journeys/index.ts';
import { generate, InMemoryAdapter, scenario } from '../../src/index.ts';

setFlagsFromString('--allow-natives-syntax');
const haveSameClass = runInThisContext('(a, b) => %HaveSameMap(a, b)') as (a: object, b: object) => boolean;

/** Optional fields, whole numbers and fractions, and frozen ones tell more classes apart than lists of keys do. */
const MOST = 12;

/** Hidden classes of the objects found at one place of the payloads, by that place. */
class Classes {
  readonly found = new Map<string, object[]>();

  look(value: unknown, place: string): void {
    if (typeof value !== 'object' || value === null || value instanceof Date) return;
    if (Array.isArray(value)) return value.forEach((item) => this.look(item, `${place}[]`));
    const known = this.found.get(place) ?? [];
    this.found.set(place, known);
    if (known.length <= MOST && !known.some((one) => haveSameClass(one, value))) known.push(value);
    for (const [key, inner] of Object.entries(value)) this.look(inner, `${place}.${key}`);
  }
}

it('payloads of the processes that come with Synode, and their entries, share their hidden classes', async () => {
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

  const many = [...classes.found].filter(([, found]) => found.length > MOST).map(([place]) => place);
  expect(classes.found.size).toBeGreaterThan(50);
  // The details of a line of a journal are many optional fields, in one order.
  expect(many).toEqual(['journal_entry.posted.lines[]']);
});
