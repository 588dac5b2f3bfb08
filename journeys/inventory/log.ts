/** Inventory in the words of a log: what each event does, and to which document. */
import type { ObjectType } from '../../src/index.ts';
import type { InventoryEventName } from './documents.ts';

/** Activities by event. */
export const activities: Readonly<Record<InventoryEventName, string>> = Object.freeze({
  'cycle_count.started': 'Start cycle count',
  'cycle_count.recorded': 'Record cycle count',
  'cycle_count.recounted': 'Count again',
  'count_difference.posted': 'Post count difference',
  'material.standard_cost_released': 'Release standard cost',
  'standard_cost.revalued': 'Revalue stock',
});

/** Documents by their types. */
export const objectTypes: Readonly<Record<string, ObjectType>> = Object.freeze({
  CC: {
    name: 'CycleCount',
    document: 'cycle_count.started',
    life: [
      'cycle_count.started',
      'cycle_count.recorded',
      { optional: 'cycle_count.recounted' },
      { optional: 'count_difference.posted' },
    ],
  },
  CD: { name: 'CountDifference', document: 'count_difference.posted', life: 'count_difference.posted' },
  SV: { name: 'StockRevaluation', document: 'standard_cost.revalued', life: 'standard_cost.revalued' },
});
