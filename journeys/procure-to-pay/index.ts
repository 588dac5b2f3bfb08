/** Procure to pay: from the need to the bank, for every vendor of every company of a world. */
import { defineProcess } from '../../src/index.ts';
import { p2pChecks } from './checks.ts';
import { eventSchemas } from './documents.ts';
import { relations } from './journey.ts';
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
  populations: (options, surroundings) => [relations(options, surroundings)],
  emits: Object.keys(eventSchemas),
  schemas: eventSchemas,
  postings: allPostings,
  fileChecks: p2pChecks,
});

export type { P2pEvent, P2pEventName, PayloadOf } from './documents.ts';
export type { P2pOptions, ResolvedP2pOptions } from './options.ts';
