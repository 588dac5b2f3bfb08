/** What an invoice says: what came at the price of the order, and now and then something else on one line. */
import { chance, type Context, type Generator, lineAmount, lognormal, partOf, uniform } from '../../src/index.ts';
import { dateOn } from '../world/clock.ts';
import type { InvoiceLine, PayloadOf } from './documents.ts';
import { match } from './match.ts';
import type { Bill } from './open-bill.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { taxOf } from './order.ts';
import { billedAs, costCenterOfLine, outlayTax } from './outlay.ts';
import {
  doer,
  type Order,
  type OrderLine,
  pickIndex,
  isOutlay,
  isStock,
  postedOn,
  rateOn,
  type Relation,
  UOM_SCALE,
} from './relation.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import { unorderedLine } from './unordered-line.ts';
import { moveUnits, type PostedUnits } from './units.ts';

const UPWARD = chance(0.7);

const PRICE_OFF = lognormal({ median: 0.02, p95: 0.1 });

const OVER_BILLED = uniform({ low: 0.03, high: 0.2 });

const FREIGHT = uniform({ low: 0.01, high: 0.03 });

export interface Faults {
  readonly price: Generator<boolean>;
  readonly quantity: Generator<boolean>;
  readonly freight: Generator<boolean>;
}

interface Invoicing {
  readonly order: Order;
  readonly bill: Bill;
  readonly quantities: Readonly<Record<number, number>>;
  readonly faults: Faults;
  readonly options: ResolvedP2pOptions;
}

export function invoiceOf(
  ctx: Context,
  relation: Relation,
  { order, bill, quantities, faults, options }: Invoicing,
): PayloadOf<'vendor_invoice.posted'> {
  const { clock, vendor } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const rate9 = rateOn(ctx, relation, date);
  const billed = billedLines(ctx, order, quantities, faults);
  const lines: InvoiceLine[] = billed.map((one, i) =>
    invoiceLine(relation, order, Object.assign({}, one, { n: i + 1, rate9, day, date })),
  );
  const goods = lines.reduce((sum, line) => sum + line.net, 0);
  // Nobody carries work.
  const isCarried = order.kind === 'standard' || order.kind === 'asset';
  if (isCarried && ctx.draw('freight', faults.freight))
    lines.push(freightLine(relation, lines, partOfAmount(goods, ctx.draw('freight.part', FREIGHT))));
  const net = lines.reduce((sum, line) => sum + line.net, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  const gross = net + tax;
  return Object.assign(
    invoiceHead(ctx, relation, bill),
    {
      references: [{ documentId: order.orderId, documentType: 'PO', relation: 'invoices' as const }],
      net,
      tax,
      gross,
      statedGross: gross,
      lines,
    },
    matchOf({ lines, gross, statedGross: gross, currency: vendor.currency }, options),
  );
}

/** What every invoice says: whose it is, when it came, and when it is due. */
export function invoiceHead(ctx: Context, relation: Relation, bill: Bill) {
  const { clock, company, vendor, partner, terms } = relation;
  const [day, date] = [clock.dayOf(ctx.nowMs), clock.dateOf(ctx.nowMs)];
  const received = dateOn(bill.receivedDay);
  return {
    documentId: bill.invoiceId,
    documentType: 'VI',
    company: company.code,
    partner,
    performedBy: doer(ctx, relation, 'invoiceClerk', bill.invoiceId),
    ...postedOn(ctx, relation, day),
    documentDate: received,
    currency: vendor.currency,
    rate9: rateOn(ctx, relation, date),
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'posted',
    vendorInvoiceNumber: bill.number,
    receivedDate: received,
    baselineDate: received,
    terms: terms.code,
    dueDate: dateOn(bill.receivedDay + terms.dueDays),
    ...(terms.discountBp > 0 ? { discountDate: dateOn(bill.receivedDay + terms.discountDays) } : {}),
    discountBp: terms.discountBp,
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
    if (one !== undefined)
      changed[at] = Object.assign({}, one, { unitPrice: Math.max(1, Math.round(one.unitPrice * (1 + off))) });
  }
  if (ctx.draw('quantity', faults.quantity)) {
    const at = pick('quantity.line');
    const one = changed[at];
    const more = ctx.draw('quantity.off', OVER_BILLED);
    if (one !== undefined)
      changed[at] = Object.assign({}, one, { quantity: one.quantity + Math.ceil(one.quantity * more) });
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
  const units = order.policy === 'noReceipt' ? NONE : billedUnits(relation, order, { line, quantity, rate9, day });
  line.invoiced += quantity;
  line.touched = day;
  const uomScale = UOM_SCALE[line.material.uom];
  const net = lineAmount({ quantity, unitPrice, uomScale });
  const tax = taxOfLine(relation, line, date);
  return {
    line: n,
    ...billedAs(line),
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
    costCenter: costCenterOfLine(relation, line),
  };
}

/** What is billed without a receipt never stands between the two. */
const NONE: PostedUnits = Object.freeze({});

function billedUnits(
  relation: Relation,
  order: Order,
  { line, quantity, rate9, day }: Pick<Posted, 'line' | 'quantity' | 'rate9' | 'day'>,
): PostedUnits {
  const { value: _value, ...units } = moveUnits(relation, order, line, {
    side: 'debit',
    quantity,
    rate9,
    isLocal: false,
    day,
  });
  return units;
}

export function taxOfLine(relation: Relation, line: OrderLine, date: string): TaxCode {
  if (isStock(line)) return taxOf(relation, line.material, date);
  if (isOutlay(line)) return outlayTax(relation, line.outlay, date);
  throw new TypeError('a line is of goods or of an outlay');
}

/** Freight that nobody ordered is taxed like the goods it came with. */
function freightLine({ costCenters }: Relation, [first, ...rest]: readonly InvoiceLine[], net: number): InvoiceLine {
  if (first === undefined) throw new TypeError('an invoice has a line');
  const { assetId } = first;
  return unorderedLine({
    line: rest.length + 2,
    // What brings an asset into place is part of its cost.
    says: { kind: 'freight', ...(assetId === undefined ? {} : { assetId }) },
    net,
    tax: first,
    costCenter: costCenters.purchasing,
  });
}

function partOfAmount(amount: number, part: number): number {
  return Math.max(1, Math.round(amount * part));
}
