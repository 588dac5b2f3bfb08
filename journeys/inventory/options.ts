/** What an author may say of inventory, with defaults and descriptions. Completed and checked once, here. */
import { z } from 'zod';

/** No more than once a month, one after another. */
const times = z.int().min(0).max(12);

export const inventoryOptions = z.strictObject({
  countFrequency: z
    .strictObject({ A: times.default(4), B: times.default(2), C: times.default(1) })
    .prefault({})
    .describe('Counts a year of each material, by its class'),
  countDifference: z
    .strictObject({
      chance: z.number().min(0).max(1).default(0.02).describe('Counted lines that differ from the books'),
      sd: z.number().min(0).max(0.2).default(0.015).describe('By how much of typical stock: a standard deviation'),
    })
    .prefault({})
    .describe('What counts find'),
});

/** Options of `inventory()` as an author writes them. */
export type InventoryOptions = z.input<typeof inventoryOptions>;
/** Options of `inventory()`, completed. */
export type ResolvedInventoryOptions = z.output<typeof inventoryOptions>;
