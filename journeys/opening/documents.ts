/** The events of opening, by name. */
import { z } from 'zod';

import type { Event } from '../../src/index.ts';
import { openingItem } from '../world/opening/documents.ts';

const code = z.string();
const money = z.int().min(0);

const openingEquity = z.strictObject({
  documentId: code,
  documentType: code,
  company: code,
  performedBy: code,
  documentDate: z.iso.date(),
  /** The first day of the period. */
  postingDate: z.iso.date(),
  fiscalYear: z.int(),
  fiscalPeriod: z.literal(0),
  currency: code,
  capital: money,
  premium: money,
  retained: money,
  /** What it is made of: by account role, debits above 0. */
  contributions: z.array(z.strictObject({ role: code, localAmount: z.int() })),
});

export const schemas = {
  'opening_item.recorded': openingItem,
  'opening_equity.recorded': openingEquity,
} as const;

type Name = keyof typeof schemas;
/** The payload of an event. */
export type PayloadOf<N extends Name> = z.output<(typeof schemas)[N]>;
/** An event of opening. */
export type OpeningEvent<N extends Name = Name> = { [K in N]: Event<K, PayloadOf<K>> }[N];

export const eventNames: readonly Name[] = Object.freeze(Object.keys(schemas) as Name[]);
