/** What documents of every process are made of, as zod schemas: amounts, dates, names, items, and what a head says. */
import { z } from 'zod';

/** Minor units of the currency that stands with it. */
export const money = z.int().min(0);
/** 10^−`uomScale` of the unit. */
export const quantity = z.int().min(0);
/** Basis points. */
export const bp = z.int().min(0);
/** Billionths of company currency for a unit of document currency. */
export const rate9 = z.int().min(1);
/** `YYYY-MM-DD`. */
export const date = z.string().length(10);
export const code = z.string().min(1);
/** Number of a line, from 1 on. */
export const line = z.int().min(1);
/** Units a price is for. */
export const pricePer = z.int().min(1);

export const lineReference = z.strictObject({ documentId: code, line });

/** What an open item loses, in its own currency and in that of the company. */
export const clearing = z.strictObject({ item: code, amount: money, localAmount: money });
export const openItem = z.strictObject({
  id: code,
  dueDate: date.optional(),
  discountDate: date.optional(),
  discountBp: bp.optional(),
});

/** When a document was made and is booked, its currency, and the rate it is booked at. */
export const dated = {
  documentDate: date,
  postingDate: date,
  fiscalYear: z.int(),
  fiscalPeriod: z.int(),
  currency: code,
  rate9,
  rateDate: date,
};
export const totals = { net: money, tax: money, gross: money };
