/** Opening balances in the words of a log. */
import type { ObjectType } from '../../src/index.ts';
import type { OpeningEvent } from './documents.ts';

/** Activities by event; of what others open too. */
export const activities: Readonly<Record<OpeningEvent['name'] | 'opening_document.recorded', string>> = Object.freeze({
  'opening_document.recorded': 'Record opening document',
  'opening_item.recorded': 'Record opening item',
  'opening_equity.recorded': 'Record opening equity',
});

/** Documents by their types. */
export const objectTypes: Readonly<Record<string, ObjectType>> = Object.freeze({
  OB: { name: 'OpeningItem', document: 'opening_item.recorded', life: 'opening_item.recorded' },
  OE: { name: 'OpeningEquity', document: 'opening_equity.recorded', life: 'opening_equity.recorded' },
});
