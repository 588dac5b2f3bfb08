/** What an author may say of procure to pay, with defaults and descriptions. Completed and checked once, here. */
import { z } from 'zod';

const chance = z.number().min(0).max(1);
const bp = z.int().min(0).max(10_000);
const weight = z.number().min(0);

/** Of weights one at least has to count. */
const isSome = (weights: object): boolean => Object.values(weights).some((one) => Number(one) > 0);
const SOME = { message: 'one weight above 0' };

export const p2pOptions = z.strictObject({
  partialReceiptChance: chance.default(0.15).describe('Orders that arrive in two deliveries, now and then in three'),
  overDeliveryChance: chance.default(0.02).describe('Deliveries with more than was ordered, by up to a tenth'),
  inspectionRejectChance: chance.default(0.01).describe('Deliveries of which a part goes back'),
  orderChangeChance: chance.default(0.08).describe('Orders changed before they arrive'),
  orderCancelChance: chance.default(0.01).describe('Orders of what is not kept, cancelled before it comes'),
  priceDeviationChance: chance.default(0.08).describe('Invoices with another price than ordered on one line'),
  quantityDeviationChance: chance.default(0.025).describe('Invoices for more than was received on one line'),
  freightAddedChance: chance.default(0.06).describe('Invoices with freight that nobody ordered'),
  tolerances: z
    .strictObject({
      priceBp: bp.default(500).describe('Price above that of the order, of the line'),
      priceMax: z.number().min(0).default(500).describe('The same in dollars per line; the smaller counts'),
      quantityBp: bp.default(200).describe('Invoiced above received'),
      overDeliveryBp: bp.default(1000).describe('Received above ordered; more is refused at the door'),
    })
    .prefault({})
    .describe('What a match lets pass'),
  paymentRuns: z
    .array(z.enum(['monday', 'tuesday', 'wednesday', 'thursday', 'friday']))
    .min(1)
    .max(5)
    .default(['tuesday', 'thursday'])
    .describe('Weekdays of payment runs'),
  hurdleBp: z.int().min(0).default(800).describe('Yearly yield above which a discount is taken'),
  stretchDays: z.int().min(0).max(60).default(0).describe('Days paid behind the due date on purpose'),
  partialPaymentChance: chance.default(0.01).describe('Invoices of which a disputed part is paid later'),
  receiptToInvoiceDays: z
    .strictObject({ median: z.number().gt(0).max(90).default(5), p95: z.number().gt(0).max(90).default(14) })
    .prefault({})
    .refine(({ median, p95 }) => p95 > median, { message: 'p95 above the median' })
    .describe('From the receipt of goods to that of their invoice'),
  messiness: z.number().min(0).max(2).default(1).describe('Scales changes, partial deliveries, deviations together'),
  downPayment: z
    .strictObject({
      share: chance.default(0.3),
      threshold: z.number().min(0).default(50_000),
      chance: chance.default(0.3),
    })
    .prefault({})
    .describe('Of orders of assets above so many dollars, how many are paid in advance, and which part of them'),
  vendorChanges: z
    .strictObject({
      bankPerYear: z.number().min(0).max(12).default(0.03),
      addressPerYear: z.number().min(0).max(12).default(0.05),
    })
    .prefault({})
    .describe('How often a vendor changes its bank account, and its address'),
  invoicePolicies: z
    .strictObject({
      afterReceipt: weight.default(0.85),
      beforeReceipt: weight.default(0.1),
      noReceipt: weight.default(0.05),
    })
    .prefault({})
    .refine(isSome, SOME)
    .describe('When orders are invoiced; what is kept or put to use is always received'),
  payMethods: z
    .strictObject({
      transfer: weight.default(0.6),
      check: weight.default(0.25),
      wire: weight.default(0.1),
      card: weight.default(0.05),
    })
    .prefault({})
    .refine(isSome, SOME)
    .describe('How vendors at home are paid; others by wire'),
});

/** Options of `p2p()` as an author writes them. */
export type P2pOptions = z.input<typeof p2pOptions>;
/** Options of `p2p()`, completed. */
export type ResolvedP2pOptions = z.output<typeof p2pOptions>;
