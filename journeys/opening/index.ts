/** Opening balances: what a company has on its first day, and the equity that follows from it. */
import { defineProcess } from '../../src/index.ts';
import { eventNames, schemas } from './documents.ts';
import { controllers } from './journey.ts';
import { opened } from './opened.ts';
import { activities, objectTypes } from './log.ts';
import { postings } from './postings.ts';
import { movedBefore, neededFirst } from './stock.ts';

/**
 * Opening balances as a process: on the first day cash and stock, on the second midnight the equity that follows from all
 * that was opened, posted to the first day.
 *
 * @throws SynodeError `OPENING_EQUITY_NEGATIVE` on the second midnight, with what it is made of
 * @example scenario({ ...world({ preset: 'distributor' }), processes: [opening(), o2c(), p2p()] })
 */
export const opening = defineProcess({
  id: 'opening',
  // Longer than any order, delivery or payment of a customary course: what is open by then is what a company has open.
  runInDays: 120,
  emits: eventNames,
  schemas,
  postings,
  activities,
  objectTypes,
  projections: [opened, neededFirst, movedBefore],
  reads: [
    'opened',
    { id: 'opening_document.recorded', fallback: 'nothing but cash and stock is open on the first day' },
    { id: 'needed-first', own: false },
    { id: 'moved-before', own: false },
    { id: 'delivery.goods_issued', fallback: 'stock on the first day for demand as planned by the masters' },
    { id: 'goods_receipt.posted', fallback: 'nothing is bought, before the first day or behind it' },
    { id: 'count_difference.posted', fallback: 'nothing is counted, before the first day or behind it' },
  ],
  populations: (_options, surroundings) => [controllers(surroundings)],
});
