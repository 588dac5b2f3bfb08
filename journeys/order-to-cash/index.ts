/** Order to cash: what customers order, get, are billed for and pay, as one process that posts. */
import { definePopulation, defineProcess, SynodeError, type Surroundings } from '../../src/index.ts';
import type { Company } from '../world/companies.ts';
import { givenRows } from '../world/own-masters.ts';
import { datasetId } from '../world/masters/keys.ts';
import { CUSTOMER_SEGMENTS, segmentMix, type CustomerSegment } from '../world/masters/segments.ts';
import { world, type WorldFacts } from '../world/world.ts';
import { fileChecksOf } from './checks.ts';
import { eventNames, schemas } from './documents.ts';
import { journeysOf } from './journey.ts';
import { openingSchemas } from '../world/opening/documents.ts';
import { OPENING_EVENTS, openingJourney, tellsOpening } from '../world/opening/open-items.ts';
import { openingPostings } from '../world/opening/postings.ts';
import { activities, objectTypes } from './log.ts';
import { options, type Options } from './options.ts';
import { postings } from './postings.ts';
import { PLAN_DAYS } from '../world/clock.ts';
import { freight } from '../world/freight.ts';
import { deliveries } from './projections.ts';
import type { Seat } from './relation.ts';
import { customerTeller, standing } from './standing.ts';

const SEGMENTS = Object.keys(CUSTOMER_SEGMENTS) as readonly CustomerSegment[];
/** Days that planning looks ahead on what is ordered. */
const LOOK_AHEAD_DAYS = 90;

/**
 * Order to cash as a process: quotes, orders, credit, deliveries, invoices, receipts, reminders, returns and losses of every
 * customer of every company of the world it stands in.
 *
 * @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, all faults at once
 * @example scenario({ ...world({ preset: 'distributor' }), processes: [o2c({ returnChance: 0.05 })] })
 */
export const o2c = defineProcess({
  id: 'order-to-cash',
  options,
  defaults: () => world(),
  reads: (_options, surroundings) => (tellsOpening(surroundings) ? [standing.id] : []),
  emits: (_options, surroundings) => [...eventNames, ...(tellsOpening(surroundings) ? OPENING_EVENTS : [])],
  schemas: (_options, surroundings) => ({ ...schemas, ...(tellsOpening(surroundings) ? openingSchemas : {}) }),
  postings: (_options, surroundings) => ({
    ...postings,
    ...(tellsOpening(surroundings) ? { OP01: openingPostings.OP01 } : {}),
  }),
  activities,
  objectTypes,
  fileChecks: fileChecksOf,
  projections: (_options, surroundings) => [deliveries, freight, ...(tellsOpening(surroundings) ? [standing] : [])],
  lookAheadDays: LOOK_AHEAD_DAYS,
  planDays: PLAN_DAYS,
  populations: (completed: Options, surroundings: Surroundings) =>
    companiesIn(surroundings).flatMap((company) =>
      SEGMENTS.map((segment) => populationOf({ completed, company, segment, surroundings })),
    ),
});

function companiesIn({ datasets }: Surroundings): readonly Company[] {
  const found = datasets.find(({ id }) => id === 'world');
  if (found === undefined || !('rows' in found)) return [];
  const [facts] = found.rows as readonly WorldFacts[];
  return (facts?.companies ?? []).filter(({ role }) => role !== 'holding');
}

interface Place {
  readonly completed: Options;
  readonly company: Company;
  readonly segment: CustomerSegment;
  readonly surroundings: Surroundings;
}

function populationOf({ completed, company, segment, surroundings }: Place) {
  const count = completed.customers ?? company.customers;
  if (count > company.customers) throw tooMany(company, count);
  const rows = rowsOf({ company, segment, surroundings }, count);
  const runsIn = tellsOpening(surroundings);
  const seat: Seat = { options: completed, company, segment, runsIn, rowOf: rows.rowOf };
  return definePopulation({
    id: `${segment}-${company.code}`,
    size: rows.size,
    starts: 'together',
    journeys: [...(runsIn ? [openingJourney(customerTeller(seat))] : []), ...journeysOf(seat)],
  });
}

function tooMany({ code, customers }: Company, asked: number): SynodeError {
  return new SynodeError('INVALID_OPTION', `company ${code} has ${customers} customers, not ${asked}`, {
    path: ["process 'order-to-cash'", "'customers'"],
    expected: `at most ${customers}, the rows of its table`,
    received: String(asked),
    suggestion: `Give the company more rows: world({ companies: [{ code: '${code}', customers: ${asked} }] }).`,
  });
}

/** Rows of the customers of a segment: by the mix where they are made, by looking where they are given. */
function rowsOf(
  { company, segment, surroundings }: Omit<Place, 'completed'>,
  count: number,
): { readonly size: number; readonly rowOf: (k: number) => number } {
  if (!company.given.includes('customers')) {
    return { size: segmentMix.count(segment, count), rowOf: (k) => segmentMix.indexOf(segment, k) };
  }
  const table = surroundings.datasets.find(({ id }) => id === datasetId('customers', company.code));
  const given = table === undefined ? [] : givenRows(table);
  const rows = given.slice(0, count).flatMap((row, i) => (row.segment === segment ? [i] : []));
  return { size: rows.length, rowOf: (k) => rows[k] ?? 0 };
}

export { deliveries, freight };
