/** Inventory: what is counted, what differs from the books, and what stock is worth in a new fiscal year. */
import { defineProcess } from '../../src/index.ts';
import { PLAN_DAYS } from '../world/clock.ts';
import { world } from '../world/world.ts';
import { inventoryChecks } from './checks.ts';
import { neededInStore, stock } from './controller.ts';
import { eventNames, schemas } from './documents.ts';
import { controllers } from './journey.ts';
import { activities, objectTypes } from './log.ts';
import { inventoryOptions } from './options.ts';
import { postings } from './postings.ts';

/**
 * Inventory as a process: cycle counts and new standards of every plant of the world it stands in.
 *
 * @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, all faults of the options at once
 * @example scenario({ ...world(), processes: [opening(), o2c(), p2p(), inventory({ countDifference: { chance: 0.05 } })] })
 */
export const inventory = defineProcess({
  id: 'inventory',
  options: inventoryOptions,
  defaults: () => world(),
  populations: (options, surroundings) => [controllers(options, surroundings)],
  reads: [
    'stock',
    { id: 'needed-in-store', own: false },
    { id: 'delivery.goods_issued', fallback: 'nothing leaves the store' },
    { id: 'goods_receipt.posted', fallback: 'nothing comes into the store' },
  ],
  projections: [stock, neededInStore],
  emits: eventNames,
  schemas,
  postings,
  activities,
  objectTypes,
  planDays: PLAN_DAYS,
  fileChecks: inventoryChecks,
});

export type { InventoryEvent, InventoryEventName, PayloadOf } from './documents.ts';
export type { InventoryOptions, ResolvedInventoryOptions } from './options.ts';
