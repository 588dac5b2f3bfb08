/**
 * The variant `fields`: the same 48 events by 48 actions that have no handler, each with fields of its own. Every field
 * is drawn on a stream of its own, so that editing one leaves the others as they are.
 */
import { after, defineAction, defineAdventure, defineJourney, int, oneOf } from '../src/index.ts';
import type { Context, Fields } from '../src/index.ts';
import { postings, taxOf } from './model-job.ts';
import { COMPANY_CODES, CURRENCIES, MATERIALS, PLANTS, VENDORS } from './model-text.ts';

type Sofar = Readonly<Record<string, unknown>>;

const companyCode = oneOf(COMPANY_CODES);
const vendorName = oneOf(VENDORS);
const material = oneOf(MATERIALS);
const plant = oneOf(PLANTS);
const currency = oneOf(CURRENCIES);
const purchaseOrder = int({ min: 4_500_000_000, max: 4_599_999_999 });
const quantity = int({ min: 1, max: 500 });
const unitPrice = int({ min: 100, max: 99_999 });
const date = after({ min: '1d', max: '60d' }, { as: 'date' });
const documentNumber = (prefix: string) =>
  int({ min: 1_000_000, max: 9_999_999 }).map((number) => `${prefix}-${number}`);
const amount = (_ctx: Context, sofar: Sofar): number => Number(sofar['quantity']) * Number(sofar['unitPrice']);
const tax = (_ctx: Context, sofar: Sofar): number => taxOf(Number(sofar['amount']));
const lines = (ctx: Context, sofar: Sofar) => postings(ctx.random, Number(sofar['amount']), Number(sofar['tax']));

const money = { quantity, unitPrice, amount, tax };

/** One shape for each part of the purchase: another order of keys, and other names for the number and the date. */
const SHAPES: readonly Fields[] = [
  {
    requisitionNumber: documentNumber('PR'),
    companyCode,
    vendorName,
    material,
    plant,
    purchaseOrder,
    ...money,
    currency,
    neededBy: date,
    lines,
  },
  {
    purchaseOrder,
    orderNumber: documentNumber('PO'),
    vendorName,
    companyCode,
    plant,
    material,
    ...money,
    currency,
    deliveryDate: date,
    lines,
  },
  {
    receiptNumber: documentNumber('GR'),
    purchaseOrder,
    plant,
    material,
    ...money,
    postingDate: date,
    vendorName,
    companyCode,
    currency,
    lines,
  },
  {
    documentNumber: documentNumber('RE'),
    companyCode,
    vendorName,
    currency,
    ...money,
    dueDate: date,
    purchaseOrder,
    material,
    plant,
    lines,
  },
  {
    paymentNumber: documentNumber('ZP'),
    valueDate: date,
    currency,
    ...money,
    vendorName,
    companyCode,
    purchaseOrder,
    material,
    plant,
    lines,
  },
  {
    ...money,
    lines,
    clearingNumber: documentNumber('KZ'),
    clearedOn: date,
    companyCode,
    vendorName,
    purchaseOrder,
    currency,
    plant,
    material,
  },
];

const PARTS = [
  { noun: 'requisition', verbs: 'drafted priced sourced budgeted submitted reviewed approved released' },
  { noun: 'purchase_order', verbs: 'drafted checked approved sent acknowledged confirmed scheduled dispatched' },
  { noun: 'goods_receipt', verbs: 'announced arrived unloaded counted inspected accepted stored posted' },
  { noun: 'vendor_invoice', verbs: 'scanned captured matched coded reviewed approved posted archived' },
  { noun: 'payment', verbs: 'proposed checked approved signed transmitted accepted executed confirmed' },
  { noun: 'clearing', verbs: 'proposed matched discounted rounded posted reported reconciled closed' },
];

const DELAYS = [
  { min: '1d', max: '10d' },
  { min: '1bd', max: '5bd' },
  { min: '3d', max: '30d' },
  { min: '1d', max: '14d' },
  { min: '5bd', max: '20bd' },
  { min: '1d', max: '3d' },
] as const;

/** Adventures and actions by id, with the fields of each in order: what the reference loop has to know. */
export const ADVENTURES = PARTS.map(({ noun, verbs }, part) => ({
  id: noun,
  actions: verbs.split(' ').map((verb) => `${noun}.${verb}`),
  fields: SHAPES[part] ?? {},
  delay: DELAYS[part],
}));

export const fieldsJob = defineJourney({
  id: 'purchasing',
  adventures: ADVENTURES.map(({ id, actions, fields, delay }) =>
    defineAdventure({
      id,
      actions: actions.map((name, i) =>
        defineAction({ id: name, fields, ...(i === 0 && delay !== undefined ? { timeSpan: delay } : {}) }),
      ),
    }),
  ),
});
