/** A program on the built package that builds one of everything, between two marks in the trace. */
import { symlinkSync } from 'node:fs';

import {
  defineAction,
  defineAdventure,
  defineCheck,
  defineDataset,
  defineEventSchema,
  defineJourney,
  definePersona,
  definePopulation,
  defineProcess,
  fake,
  fromDataset,
  personaMix,
  readDataset,
  repeat,
  scenario,
  wait,
  weighted,
} from 'synode';

/** Asks for a link nobody else asks for: it fails, and stands in the trace. */
function mark() {
  try {
    symlinkSync('', '');
  } catch {
    // It is asked for the trace alone.
  }
}

mark();
const products = defineDataset({ id: 'products', count: 5, fields: { name: fake((f) => f.commerce.product()) } });
const view = defineAction({ id: 'view', fields: { product: fromDataset(products, 'name'), kind: weighted({ a: 1 }) } });
const visit = defineAdventure({ id: 'visit', actions: [view, wait('1d'), repeat(2, [view])] });
const journey = defineJourney({ id: 'shop', adventures: [visit] });
const buyer = definePersona({ id: 'buyer', attributes: { name: fake((f) => f.person.fullName()) } });
const persona = personaMix([[buyer, 1]]);
const populations = [definePopulation({ id: 'customer', size: 9, persona, journeys: [journey] })];
const count = { id: 'count', init: () => 0, apply: (n) => n + 1, merge: (a, b) => a + b, finish: (n) => ({ n }) };
const check = defineCheck({ id: 'some', name: 'some', over: count, holds: (n) => n > 0 });
const shop = defineProcess({ id: 'shop', populations, datasets: [products], projections: [count], checks: [check] });
scenario({ processes: [shop()] });
defineEventSchema({});
mark();

// What does read a file shows in the trace.
if (process.argv.includes('read')) {
  await readDataset(process.argv[1], { id: 'x', format: 'ndjson' }).catch(() => undefined);
  mark();
}
