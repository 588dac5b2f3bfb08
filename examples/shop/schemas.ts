/** What the shop's books rely on. Every event of these names is checked before it is written. */
import { defineEventSchema } from 'synode';
import * as z from 'zod';

const cents = z.int().min(0);
const orderId = z.string().regex(/^\d{5}-\d{3}$/);
const line = z.strictObject({
  sku: z.string().regex(/^[A-Z]{2}-\d{5}$/),
  quantity: z.int().min(1).max(500),
  unitPrice: cents,
  taxBp: z.literal([700, 1900]),
});

export const schemas = {
  order_placed: defineEventSchema({
    orderId,
    customerId: z.string().regex(/^\d{5}$/),
    country: z.enum(['DE', 'AT', 'NL']),
    lines: z.array(line).min(1),
    goods: cents,
    shipping: cents,
    total: cents,
    taxIncluded: cents,
    currency: z.literal('EUR'),
    paymentMethod: z.enum(['wallet', 'invoice', 'card', 'direct_debit', 'prepayment']),
  }),
  customer_registered: defineEventSchema({
    customerId: z.string().regex(/^\d{5}$/),
    name: z.string().min(3),
    postcode: z.string().min(4),
    country: z.enum(['DE', 'AT', 'NL']),
  }),
  payment_failed: defineEventSchema({ amount: cents, attempt: z.int().min(1).max(3) }),
  refund_issued: defineEventSchema({ orderId, amount: cents, currency: z.literal('EUR') }),
};
