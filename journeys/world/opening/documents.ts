/** What was open before the period, as whoever has it open tells it on the first day. */
import { z } from 'zod';

const code = z.string();
const date = z.iso.date();
const money = z.int().min(0);

/** The payload of `opening_item.recorded`, the same in every process. Amounts are minor units of `currency`. */
export const openingItem = z.strictObject({
  documentId: code,
  documentType: code,
  company: code,
  performedBy: code,
  /** Of the document that opened it; the first day where there is none. */
  documentDate: date,
  /** The first day of the period. */
  postingDate: date,
  fiscalYear: z.int(),
  fiscalPeriod: z.literal(0),
  currency: code,
  /** Rate of the document, billionths of company currency. */
  rate9: z.int().min(1),
  /** Account by its role, and the side on which it is open. */
  role: code,
  side: z.enum(['debit', 'credit']),
  amount: money,
  partner: z
    .strictObject({ kind: z.enum(['vendor', 'customer', 'employee', 'company', 'authority', 'bank']), id: code })
    .optional(),
  partnerGroup: code.optional(),
  openItem: z
    .strictObject({ id: code, dueDate: date.optional(), discountDate: date.optional(), discountBp: z.int().optional() })
    .optional(),
  bankAccount: code.optional(),
  materialId: code.optional(),
  materialType: code.optional(),
  plant: code.optional(),
  uom: code.optional(),
  uomScale: z.int().min(0).optional(),
  quantity: money.optional(),
  /** Standard cost of a unit. */
  unitCost: money.optional(),
});

export type OpeningItem = z.output<typeof openingItem>;

/** The payload of `opening_document.recorded`: a document that stands open, with its own dates. */
export const openingDocument = z.strictObject({
  documentId: code,
  documentType: code,
  company: code,
  performedBy: code,
  documentDate: date,
  currency: code,
  rate9: z.int().min(1),
  status: code,
  partner: openingItem.shape.partner,
  /** What of it is still to be billed, its currency. */
  gross: money.optional(),
});

export type OpeningDocument = z.output<typeof openingDocument>;

/** Schemas of what processes tell on the first day. */
export const openingSchemas = {
  'opening_document.recorded': openingDocument,
  'opening_item.recorded': openingItem,
} as const;
