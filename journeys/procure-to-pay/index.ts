/** Procure to pay: from the need to the bank, for every vendor of every company of a world. */
import { defineProcess } from '../../src/index.ts';
import { world } from '../world/world.ts';
import { vendorCare } from './care.ts';
import { p2pChecks } from './checks.ts';
import { PLAN_DAYS } from '../world/clock.ts';
import { freight } from '../world/freight.ts';
import { openingSchemas } from '../world/opening/documents.ts';
import { OPENING_EVENTS, tellsOpening } from '../world/opening/open-items.ts';
import { openingPostings } from '../world/opening/postings.ts';
import { requirements } from '../world/requirements.ts';
import { standing } from './standing.ts';
import { eventSchemas } from './documents.ts';
import { relations } from './journey.ts';
import { activities, objectTypes } from './log.ts';
import { p2pOptions } from './options.ts';
import { allPostings } from './postings.ts';

/**
 * The process for a scenario with a world.
 *
 * @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, all faults of the options at once
 * @example scenario({ ...world({ preset: 'distributor' }), processes: [p2p({ messiness: 0.5 })] })
 */
export const p2p = defineProcess({
  id: 'procure-to-pay',
  options: p2pOptions,
  defaults: () => world(),
  populations: (options, surroundings) => [relations(options, surroundings), vendorCare(options, surroundings)],
  reads: (_options, surroundings) => [
    ...(tellsOpening(surroundings) ? [standing.id] : []),
    { id: 'requirements', own: false },
    { id: 'freight', own: false },
    { id: 'outbound_freight.accrued', fallback: 'no freight is owed' },
    { id: 'delivery.goods_issued', fallback: 'demand as planned by the masters, week by week' },
  ],
  projections: (_options, surroundings) => [requirements, freight, ...(tellsOpening(surroundings) ? [standing] : [])],
  emits: (_options, surroundings) => [
    ...Object.keys(eventSchemas),
    ...(tellsOpening(surroundings) ? OPENING_EVENTS : []),
  ],
  schemas: (_options, surroundings) => ({ ...eventSchemas, ...(tellsOpening(surroundings) ? openingSchemas : {}) }),
  postings: (_options, surroundings) => ({
    ...allPostings,
    ...(tellsOpening(surroundings) ? { OP01: openingPostings.OP01 } : {}),
  }),
  activities,
  objectTypes,
  planDays: PLAN_DAYS,
  fileChecks: p2pChecks,
});

export type { P2pEvent, P2pEventName, PayloadOf } from './documents.ts';
export type { P2pOptions, ResolvedP2pOptions } from './options.ts';
