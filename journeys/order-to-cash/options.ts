/** What an author may say of order to cash, with defaults and descriptions. Completed and checked once, here. */
import { z } from 'zod';

const chance = z.number().min(0).max(1);
const weight = z.number().min(0);
const perMonth = z.number().min(0).max(1000);

/** Orders of a year by month: a quiet summer, a busy end of the year. */
const MONTHS = [0.9, 0.92, 1, 0.97, 0.98, 1.02, 0.93, 0.92, 1.04, 1.07, 1.1, 1.15];
const isSomething = (weights: Readonly<Record<string, number>>): boolean =>
  Object.values(weights).some((value) => value > 0);

const orders = z.strictObject({
  enterprise: perMonth.default(12),
  mid: perMonth.default(4),
  smb: perMonth.default(1.2),
  consumer: perMonth.default(0.5),
});

const orderToShip = z.strictObject({
  medianBusinessDays: z.number().min(0).max(120).default(7),
  p95: z.number().min(0).max(120).default(14),
});

const behaviors = z.strictObject({
  early: weight.default(0),
  onTime: weight.default(0),
  slightlyLate: weight.default(0),
  oftenLate: weight.default(0),
  highRisk: weight.default(0),
});

const payMethods = z.strictObject({
  transfer: weight.default(0),
  debit: weight.default(0),
  check: weight.default(0),
  wire: weight.default(0),
  card: weight.default(0),
});

const tolerance = z.strictObject({
  bp: z.int().min(0).max(10_000).default(100),
  max: z.number().min(0).max(1_000_000).default(25),
});

const dunning = z.strictObject({
  days: z
    .array(z.int().min(1).max(720))
    .length(4)
    .refine((days) => days.every((day, i) => i === 0 || day > (days[i - 1] ?? 0)), 'days that ascend')
    .default([14, 28, 42, 60]),
  interestBp: z.int().min(0).max(10_000).default(900),
  charge: z.number().min(0).max(1_000_000).default(25),
  deadlineDays: z.int().min(1).max(90).default(14),
  payAfter: z.array(chance).length(4).default([0.4, 0.3, 0.15, 0.05]),
});

/** All options of `o2c()`. */
export const options = z.strictObject({
  ordersPerMonth: orders.prefault({}).describe('Orders of one customer in a month, by segment; 0 to 1,000'),
  customers: z
    .int()
    .min(0)
    .max(1_000_000)
    .optional()
    .describe("How many of each company's customers trade; default all of its rows"),
  quoteShare: chance.default(0.15).describe('Orders that begin with a quote'),
  quoteWinChance: chance.default(0.35).describe('Quotes that become an order'),
  orderToShip: orderToShip
    .refine(({ medianBusinessDays, p95 }) => p95 >= medianBusinessDays, 'a p95 of at least the median')
    .prefault({})
    .describe('Business days from order to goods issue: median and 95th percentile'),
  partialShipmentChance: chance.default(0.1).describe('Orders that are delivered in two parts'),
  orderChangeChance: chance.default(0.03).describe('Orders changed before they are picked'),
  cancellationChance: chance.default(0.015).describe('Orders cancelled before they are picked'),
  returnChance: chance.default(0.03).describe('Deliveries of which something comes back'),
  billingErrorChance: chance.default(0.01).describe('Invoices with a wrong price or quantity'),
  discountTakenChance: chance.default(0.6).describe('Invoices with a cash discount that is taken'),
  behaviors: behaviors
    .refine(isSomething, 'weights above 0')
    .optional()
    .describe('How customers pay, by weight; default what their rows say'),
  payMethods: payMethods
    .refine(isSomething, 'weights above 0')
    .optional()
    .describe('What customers pay by, by weight; default what their rows say'),
  partialReceiptChance: chance.default(0.08).describe('Invoices first paid in part; three times as often at high risk'),
  shortPaymentChance: chance.default(0.03).describe('Invoices of which something is held back'),
  onAccountChance: chance.default(0.02).describe('Invoices paid without naming them'),
  returnedPaymentChance: chance.default(0.012).describe('Direct debits and checks that come back'),
  unidentifiedChance: chance.default(0.005).describe('Receipts that nobody can place at first'),
  shortPaymentTolerance: tolerance
    .prefault({})
    .describe('What may be held back without a dispute: basis points of the invoice, and dollars at most'),
  dunning: dunning
    .prefault({})
    .describe('Days overdue by level, yearly interest, dollars of charge from level 2, deadline, and who pays then'),
  writeOffAfterDays: z.int().min(60).max(720).default(180).describe('Days overdue after which an item is given up'),
  seasonality: z.array(z.number().gt(0)).length(12).default(MONTHS).describe('Factors by month, scaled to mean 1'),
});

export type Options = z.output<typeof options>;
export type OptionsInput = z.input<typeof options>;
