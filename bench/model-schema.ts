/** One schema for all payloads of the model job, as an author would write it with zod. */
import type * as zod from 'zod';

/** The fields that all six shapes share; the number and the date have other names in each and stay unchecked. */
export function payloadSchema(z: typeof zod) {
  const line = z.object({
    account: z.string(),
    costCenter: z.string(),
    side: z.enum(['debit', 'credit']),
    amount: z.int().min(0),
    text: z.string().min(1),
  });
  return z.object({
    companyCode: z.string().length(4),
    vendorName: z.string().min(1),
    material: z.string(),
    plant: z.string(),
    purchaseOrder: z.int(),
    quantity: z.int().min(1),
    unitPrice: z.int().min(0),
    amount: z.int().min(0),
    tax: z.int().min(0),
    currency: z.enum(['EUR', 'USD', 'GBP', 'CHF']),
    lines: z.array(line).min(2),
  });
}
