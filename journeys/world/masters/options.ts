/** Rows of an author's own masters, as they stand in a file: text or numbers. What a row leaves out is made as for others. */
import { z } from 'zod';

import { regionCodes } from '../../../src/index.ts';
import { CURRENCIES } from '../regions.ts';
import { parseAccount, type BankAccount } from './bank-account.ts';
import { TERMS } from './terms.ts';

const region = z.enum(regionCodes as readonly [string, ...string[]]);
const currency = z.enum(CURRENCIES as readonly [string, ...string[]]);
const terms = z.enum(Object.keys(TERMS) as [string, ...string[]]);
const id = z.string().min(1).max(64);
const count = z.coerce.number().int().min(0);
const bp = count.max(10_000);
const date = z.iso.date();
/** Files say true and false in words. */
const flag = z.union([z.boolean(), z.stringbool()]);

/** An account as one text (`DE89…`, `021000021/123456789`) or in parts. */
const bankAccount = z.union([
  z.string().min(1).transform(parseAccount),
  z.strictObject({ scheme: z.enum(['iban', 'aba', 'clabe', 'local']), bankCode: z.string(), number: z.string() }),
]) as z.ZodType<BankAccount>;

const place = {
  name: z.string().min(1).optional(),
  company: z.string().optional(),
  region: region.optional(),
  state: z.string().optional(),
  currency: currency.optional(),
  terms: terms.optional(),
  taxId: z.string().optional(),
  since: date.optional(),
};

/** A vendor of the author's. */
export const ownVendor = z.strictObject({
  vendorId: id,
  category: z.enum(['material', 'trading', 'service', 'mro', 'utility', 'capex', 'freight']),
  ...place,
  persona: z.enum(['reliable', 'standard', 'transactional', 'problematic']).optional(),
  bankAccount: bankAccount.optional(),
  withholdingBp: bp.optional(),
  oneTime: flag.optional(),
  status: z.enum(['active', 'blocked']).optional(),
});

/** A customer of the author's. */
export const ownCustomer = z.strictObject({
  customerId: id,
  segment: z.enum(['enterprise', 'mid', 'smb', 'consumer']),
  ...place,
  persona: z.enum(['early', 'onTime', 'slightlyLate', 'oftenLate', 'highRisk']).optional(),
  rating: z.enum(['AAA', 'AA', 'A', 'BBB', 'BB', 'B', 'CCC', 'D']).optional(),
  creditLimit: count.optional(),
  discountBp: bp.optional(),
  channel: z.enum(['field', 'inside', 'web']).optional(),
  status: z.enum(['final', 'reseller']).optional(),
  dunningProcedure: z.enum(['standard', 'gentle']).optional(),
  payMethod: z.enum(['transfer', 'debit', 'check', 'wire', 'card']).optional(),
  payWeekday: count.max(5).optional(),
});

/** A material of the author's, bought or made elsewhere: it brings no parts list. Amounts in minor units for a unit. */
export const ownMaterial = z.strictObject({
  materialId: id,
  type: z.enum(['finished', 'semi', 'raw', 'trading', 'packaging', 'supply']),
  standardCost: count.min(1),
  listPrice: count.optional(),
  name: z.string().min(1).optional(),
  company: z.string().optional(),
  group: z.string().min(1).optional(),
  uom: z.enum(['EA', 'KG', 'M', 'L']).optional(),
  plant: z.string().optional(),
  taxClass: z.enum(['standard', 'reduced', 'exempt']).optional(),
  valuation: z.enum(['standard', 'periodicAverage', 'fifo']).optional(),
  abcClass: z.enum(['A', 'B', 'C']).optional(),
  leadTimeDays: count.min(1).max(38).optional(),
  lotSize: count.optional(),
  weight: count.optional(),
});
