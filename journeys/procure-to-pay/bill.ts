/** The vendor's invoice: received, posted with what may be wrong with it, matched against order and receipts. */
import {
  chance,
  defineAction,
  int,
  lineAmount,
  lognormal,
  partOf,
  uniform,
  type Context,
  type Generator,
} from '../../src/index.ts';
import { dateOn } from './clock.ts';
import { closing } from './close.ts';
import type { InvoiceLine, P2pEvent, PayloadOf } from './documents.ts';
import { openedValues } from './locals.ts';
import { match } from './match.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { taxOf } from './order.ts';
import { addPayable } from './pay-plan.ts';
import { postings } from './postings.ts';
import {
  documentId,
  doer,
  pickIndex,
  postedOn,
  rateOn,
  relationOf,
  UOM_SCALE,
  type Order,
  type OrderLine,
  type Relation,
} from './relation.ts';
import { moveUnits, settleOpened } from './units.ts';

/** What is billed: by line of the order. */
export interface BillingInput {
  readonly orderId: string;
  readonly quantities: Readonly<Record<number, number>>;
}

/** An invoice on its way through the house. */
export interface Bill {
  readonly invoiceId: string;
  readonly number: string;
  readonly receivedDay: number;
  next: number;
  posted: PayloadOf<'vendor_invoice.posted'> | undefined;
}

const BILL = 'bill';
export const billOf = (ctx: Context): Bill => {
  const bill = ctx.get<Bill>(BILL);
  if (bill === undefined) throw new TypeError('no invoice is here');
  return bill;
};
export const nextBillStep = (ctx: Context): Date => new Date(billOf(ctx).next);
export const isBlocked = (ctx: Context): boolean => {
  const { posted } = billOf(ctx);
  return posted !== undefined && posted.matchStatus !== 'matched';
};

const ENTRY_DAYS = uniform({ low: 0, high: 2.9 });
const NUMBER_STEP = int({ min: 1, max: 40 });

export function receiveInvoiceAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'receive-invoice',
    emits: ['vendor_invoice.received'],
    handler: (ctx): P2pEvent<'vendor_invoice.received'>[] => {
      const relation = relationOf(ctx, options);
      const { clock, company, partner, vendor } = relation;
      const invoiceId = documentId(ctx, 'VI', relation);
      relation.invoiceNumber += ctx.draw('number', NUMBER_STEP);
      const number = `${vendor.taxId.slice(-2)}-${relation.invoiceNumber}`;
      const receivedDay = clock.dayOf(ctx.nowMs);
      const next = clock.workAfter(ctx.nowMs, ctx.draw('entry', ENTRY_DAYS));
      ctx.set(BILL, { invoiceId, number, receivedDay, next, posted: undefined }, { scope: 'journey' });
      const step = { documentId: invoiceId, documentType: 'VI', company: company.code, partner };
      return [
        ctx.event('vendor_invoice.received', {
          ...step,
          performedBy: 'system:inbox',
          vendorInvoiceNumber: number,
          receivedDate: dateOn(receivedDay),
        }),
      ];
    },
  });
}

const UPWARD = chance(0.7);
const PRICE_OFF = lognormal({ median: 0.02, p95: 0.1 });
const OVER_BILLED = uniform({ low: 0.03, high: 0.2 });
const FREIGHT = uniform({ low: 0.01, high: 0.03 });

interface Faults {
  readonly price: Generator<boolean>;
  readonly quantity: Generator<boolean>;
  readonly freight: Generator<boolean>;
}

export function postInvoiceAction(options: ResolvedP2pOptions) {
  const scaled = (p: number): Generator<boolean> => chance(Math.min(1, p * options.messiness));
  const faults: Faults = {
    price: scaled(options.priceDeviationChance),
    quantity: scaled(options.quantityDeviationChance),
    freight: scaled(options.freightAddedChance),
  };
  return defineAction({
    id: 'post-invoice',
    emits: [
      'vendor_invoice.posted',
      'vendor_invoice.matched',
      'vendor_invoice.blocked',
      'control.performed',
      'purchase_order.closed',
    ],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const input = ctx.input<BillingInput>();
      const order = relation.orders.get(input?.orderId ?? '');
      const bill = billOf(ctx);
      if (input === undefined || order === undefined) return [];
      const payload = invoiceOf(ctx, relation, { order, bill, quantities: input.quantities, faults, options });
      bill.posted = payload;
      const step = {
        documentId: bill.invoiceId,
        documentType: 'VI',
        company: relation.company.code,
        partner: relation.partner,
      };
      const { matchStatus, blockReasons } = payload;
      const isFree = matchStatus === 'matched';
      const isSame = payload.currency === relation.company.currency;
      const values = isSame ? undefined : openedValues(relation, postings['PP05'], payload);
      if (values !== undefined) settleUnits(order, payload, values);
      addPayable(relation, { kind: 'invoice', payload, localAmount: values?.get(bill.invoiceId) ?? payload.gross });
      if (isFree) order.invoices--;
      else bill.next = relation.clock.workAfter(ctx.nowMs, ctx.draw('blocked', BLOCKED_DAYS));
      const performedBy = 'system:matching';
      return [
        ctx.event('vendor_invoice.posted', payload),
        ctx.event('control.performed', {
          company: relation.company.code,
          controlId: 'C010',
          objectId: bill.invoiceId,
          result: 'effective',
          performedBy,
          evidence: [bill.invoiceId, order.orderId],
        }),
        isFree
          ? ctx.event('vendor_invoice.matched', { ...step, performedBy, matchStatus })
          : ctx.event('vendor_invoice.blocked', { ...step, performedBy, matchStatus, blockReasons }),
        ...(isFree ? closing(ctx, relation, order) : []),
      ];
    },
  });
}

const BLOCKED_DAYS = lognormal({ median: 4, p95: 20 });

/** In another currency, what an invoice opens is worth what its entry makes of it. */
function settleUnits(
  order: Order,
  { lines }: PayloadOf<'vendor_invoice.posted'>,
  values: ReadonlyMap<string, number>,
): void {
  for (const { opened, reference } of lines) {
    const line = order.lines.find((one) => one.line === reference?.line);
    if (opened !== undefined && line !== undefined) settleOpened(line, values.get(opened.item) ?? 0);
  }
}

interface Invoicing {
  readonly order: Order;
  readonly bill: Bill;
  readonly quantities: Readonly<Record<number, number>>;
  readonly faults: Faults;
  readonly options: ResolvedP2pOptions;
}

function invoiceOf(
  ctx: Context,
  relation: Relation,
  { order, bill, quantities, faults, options }: Invoicing,
): PayloadOf<'vendor_invoice.posted'> {
  const { clock, company, vendor, partner, terms } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const rate9 = rateOn(ctx, relation, date);
  const billed = billedLines(ctx, order, quantities, faults);
  const lines: InvoiceLine[] = billed.map((one, i) =>
    invoiceLine(relation, order, { ...one, n: i + 1, rate9, day, date }),
  );
  const goods = lines.reduce((sum, line) => sum + line.net, 0);
  if (ctx.draw('freight', faults.freight))
    lines.push(freightLine(relation, lines, partOfAmount(goods, ctx.draw('freight.part', FREIGHT))));
  const net = lines.reduce((sum, line) => sum + line.net, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  const gross = net + tax;
  const received = dateOn(bill.receivedDay);
  const hasDiscount = terms.discountBp > 0;
  return {
    documentId: bill.invoiceId,
    documentType: 'VI',
    company: company.code,
    partner,
    performedBy: doer(ctx, relation, 'invoiceClerk', bill.invoiceId),
    ...postedOn(relation, day, date),
    documentDate: received,
    currency: vendor.currency,
    rate9,
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'posted',
    references: [{ documentId: order.orderId, documentType: 'PO', relation: 'invoices' }],
    net,
    tax,
    gross,
    vendorInvoiceNumber: bill.number,
    receivedDate: received,
    baselineDate: received,
    terms: terms.code,
    dueDate: dateOn(bill.receivedDay + terms.dueDays),
    ...(hasDiscount ? { discountDate: dateOn(bill.receivedDay + terms.discountDays) } : {}),
    discountBp: terms.discountBp,
    statedGross: gross,
    lines,
    ...matchOf({ lines, gross, statedGross: gross, currency: vendor.currency }, options),
  };
}

function matchOf(invoice: Parameters<typeof match>[0], { tolerances }: ResolvedP2pOptions) {
  const { matchStatus, blockReasons } = match(invoice, tolerances);
  return { matchStatus, blockReasons: [...blockReasons] };
}

interface Billed {
  readonly line: OrderLine;
  readonly quantity: number;
  readonly unitPrice: number;
}

/** What the vendor writes down: what came, at the price of the order, and now and then something else on one line. */
function billedLines(
  ctx: Context,
  order: Order,
  quantities: Readonly<Record<number, number>>,
  faults: Faults,
): readonly Billed[] {
  const billed = order.lines.flatMap((line): Billed[] => {
    const quantity = quantities[line.line] ?? 0;
    return quantity === 0 ? [] : [{ line, quantity, unitPrice: line.unitPrice }];
  });
  const pick = (name: string): number => pickIndex(ctx, name, billed.length);
  const changed = [...billed];
  if (ctx.draw('price', faults.price)) {
    const at = pick('price.line');
    const one = changed[at];
    const off = ctx.draw('price.off', PRICE_OFF) * (ctx.draw('price.up', UPWARD) ? 1 : -1);
    if (one !== undefined) changed[at] = { ...one, unitPrice: Math.max(1, Math.round(one.unitPrice * (1 + off))) };
  }
  if (ctx.draw('quantity', faults.quantity)) {
    const at = pick('quantity.line');
    const one = changed[at];
    const more = ctx.draw('quantity.off', OVER_BILLED);
    if (one !== undefined) changed[at] = { ...one, quantity: one.quantity + Math.ceil(one.quantity * more) };
  }
  return changed;
}

interface Posted extends Billed {
  readonly n: number;
  readonly rate9: number;
  readonly day: number;
  readonly date: string;
}

function invoiceLine(
  relation: Relation,
  order: Order,
  { line, quantity, unitPrice, n, rate9, day, date }: Posted,
): InvoiceLine {
  const { material } = line;
  const { value: _value, ...units } = moveUnits(relation, order, line, {
    side: 'debit',
    quantity,
    rate9,
    isLocal: false,
    day,
  });
  line.invoiced += quantity;
  const uomScale = UOM_SCALE[material.uom];
  const net = lineAmount({ quantity, unitPrice, uomScale });
  const tax = taxOf(relation, material, date);
  return {
    line: n,
    kind: 'goods',
    materialId: material.materialId,
    materialType: material.type,
    uomScale,
    quantity,
    unitPrice,
    pricePer: 1,
    net,
    taxCode: tax.code,
    taxBp: tax.chargedBp,
    tax: partOf(net, tax.chargedBp),
    selfAssessedBp: tax.selfAssessedBp,
    deductible: tax.deductible,
    selfAssessed: partOf(net, tax.selfAssessedBp),
    reference: { documentId: order.orderId, line: line.line },
    orderPrice: line.unitPrice,
    ordered: line.quantity,
    received: line.received - line.returned,
    invoiced: line.invoiced - line.credited,
    grBased: line.grBased,
    ...units,
    costCenter: relation.costCenters.purchasing,
  };
}

/** Freight that nobody ordered is taxed like the goods it came with. */
function freightLine({ costCenters }: Relation, [first, ...rest]: readonly InvoiceLine[], net: number): InvoiceLine {
  if (first === undefined) throw new TypeError('an invoice has a line');
  const { taxCode, taxBp, selfAssessedBp, deductible } = first;
  return {
    line: rest.length + 2,
    kind: 'freight',
    uomScale: 0,
    quantity: 1,
    unitPrice: net,
    pricePer: 1,
    net,
    taxCode,
    taxBp,
    tax: partOf(net, taxBp),
    selfAssessedBp,
    deductible,
    selfAssessed: partOf(net, selfAssessedBp),
    orderPrice: 0,
    ordered: 0,
    received: 0,
    invoiced: 0,
    grBased: false,
    costCenter: costCenters.purchasing,
  };
}

function partOfAmount(amount: number, part: number): number {
  return Math.max(1, Math.round(amount * part));
}
