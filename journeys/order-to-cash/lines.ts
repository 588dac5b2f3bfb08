/** Lines of quotes and orders: what is asked for, how much of it, at which price and tax. */
import { convertAmount, lineAmount, lognormal, mulDiv, partOf, type Context, type Generator } from '../../src/index.ts';
import { yearOfDate } from '../world/dates.ts';
import type { Material } from '../world/masters/materials.ts';
import { price } from '../world/masters/prices.ts';
import { CUSTOMER_SEGMENTS, type CustomerSegment } from '../world/masters/segments.ts';
import type { Service } from '../world/masters/services.ts';
import type { TaxClass } from '../world/products.ts';
import { groupOf } from '../world/products.ts';
import { usdRates } from '../world/rates/rates.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import { salesTaxCode } from '../world/tax/determine.ts';
import type { OrderLine, QuoteLine } from './documents.ts';
import { today, type Relation } from './relation.ts';
import { goodAt, ONE, rateOn, unitsFactor } from './tables.ts';

/** How many lines an order has. Mean 2.4. */
const FEW_LINES = [0.45, 0.7, 0.82, 0.89] as const;
const QUANTITIES = Object.fromEntries(
  Object.entries(CUSTOMER_SEGMENTS).map(([segment, { quantity }]) => [segment, lognormal({ ...quantity })]),
) as Readonly<Record<CustomerSegment, Generator<number>>>;
/** An order that hits on the same good again asks for another; after so many tries it takes it twice. */
const TRIES = 8;
const HUNDREDTHS = 2;

/** Draws what a customer asks for today, at today's prices. Ids of lines count from 1. */
export function drawLines(ctx: Context, relation: Relation): readonly QuoteLine[] {
  const { trade } = relation;
  const count = lineCount(ctx);
  const taken = new Set<string>();
  const lines: QuoteLine[] = [];
  for (let line = 1; line <= count; line++) {
    const isService = trade.services.length > 0 && ctx.random.float() < trade.serviceShare;
    const made = isService ? serviceLine(ctx, relation, line) : goodsLine(ctx, relation, { line, taken });
    if (made !== undefined) lines.push(made);
  }
  return lines;
}

function lineCount(ctx: Context): number {
  const u = ctx.random.float();
  const at = FEW_LINES.findIndex((upTo) => u < upTo);
  return at === -1 ? ctx.random.int(5, 10) : at + 1;
}

function goodsLine(
  ctx: Context,
  relation: Relation,
  { line, taken }: { readonly line: number; readonly taken: Set<string> },
): QuoteLine | undefined {
  const { trade, customer } = relation;
  let material: Material | undefined;
  for (let i = 0; i < TRIES; i++) {
    material = goodAt(trade, ctx.random.float());
    if (material === undefined || !taken.has(material.materialId)) break;
  }
  if (material === undefined) return undefined;
  taken.add(material.materialId);
  const date = trade.days.date(today(ctx, relation));
  const units = ctx.draw('quantity', QUANTITIES[customer.segment]) * unitsFactor(trade, material, yearOfDate(date));
  const unitPrice = price(
    { company: trade.company, material, customer, date, currency: customer.currency },
    usdRates(ctx),
  );
  const { line: number, market, salesRegion, costCenter } = place(relation, line);
  const sold: Sold = {
    line: number,
    materialId: material.materialId,
    materialType: material.type as 'finished' | 'trading',
    productGroup: material.group,
    segment: groupOf(material.group).segment,
    market,
    salesRegion,
    costCenter,
    plant: material.plant,
    uom: material.uom,
    uomScale: 0,
    quantity: Math.max(1, Math.round(units)),
  };
  return priced(ctx, relation, { sold, unitPrice, taxClass: material.taxClass });
}

function serviceLine(ctx: Context, relation: Relation, at: number): QuoteLine | undefined {
  const { trade } = relation;
  const service = ctx.random.pick(trade.services);
  const { line, market, salesRegion, costCenter } = place(relation, at);
  const sold: Sold = {
    line,
    serviceId: service.serviceId,
    segment: SERVICE_SEGMENT,
    market,
    salesRegion,
    costCenter,
    plant: trade.company.plants[0] ?? '',
    uom: 'H',
    uomScale: HUNDREDTHS,
    quantity: Math.max(1, service.hours100),
  };
  return priced(ctx, relation, { sold, unitPrice: servicePrice(ctx, relation, service), taxClass: service.taxClass });
}

/** Price of a service in the customer's currency, less its discount. */
export function servicePrice(ctx: Context, relation: Relation, service: Service): number {
  const { trade, customer } = relation;
  const net = mulDiv(service.price, 10_000 - customer.discountBp, 10_000);
  if (customer.currency === trade.company.currency) return net;
  const rate9 = rateOn(ctx, trade, customer.currency, today(ctx, relation));
  const inverse = mulDiv(ONE, ONE, rate9);
  return convertAmount(net, inverse, { from: trade.company.currency, to: customer.currency });
}

/** The segment that services are reported in. */
export const SERVICE_SEGMENT = 'A';

/** Where a line is booked. */
export function place({ trade, customer }: Relation, line: number) {
  const { company, salesCenters } = trade;
  return {
    line,
    market: customer.region === company.region ? ('domestic' as const) : ('foreign' as const),
    salesRegion: customer.region,
    costCenter: salesCenters[customer.lot % Math.max(1, salesCenters.length)] ?? company.code,
  };
}

/** What a line of any document says of what is sold, prices apart. */
export type Sold = Pick<
  QuoteLine,
  | 'line'
  | 'materialId'
  | 'serviceId'
  | 'materialType'
  | 'productGroup'
  | 'segment'
  | 'market'
  | 'salesRegion'
  | 'costCenter'
  | 'plant'
  | 'uom'
  | 'uomScale'
  | 'quantity'
>;

/**
 * That part of a line, under a number and in a quantity of its own. Written out, so that all lines of goods have one shape,
 * and all of services another.
 */
export function soldOf(from: Sold, line: number, quantity: number): Sold {
  const { segment, market, salesRegion, costCenter, plant, uom, uomScale } = from;
  const { materialId, materialType, productGroup, serviceId } = from;
  if (materialId !== undefined && materialType !== undefined && productGroup !== undefined) {
    return {
      line,
      materialId,
      materialType,
      productGroup,
      segment,
      market,
      salesRegion,
      costCenter,
      plant,
      uom,
      uomScale,
      quantity,
    };
  }
  return {
    line,
    serviceId: serviceId ?? '',
    segment,
    market,
    salesRegion,
    costCenter,
    plant,
    uom,
    uomScale,
    quantity,
  };
}

/** What a line costs and how it is taxed. */
type Price = Pick<QuoteLine, 'unitPrice' | 'net' | 'taxCode' | 'taxBp' | 'tax'>;
type PricedLine = Sold & Price & Pick<QuoteLine, 'pricePer'>;

/** What is sold with its price, under a number and in a quantity of its own. */
export function pricedOf(from: Sold, line: number, quantity: number, price: Price): PricedLine {
  const { unitPrice, net, taxCode, taxBp, tax } = price;
  return Object.assign(soldOf(from, line, quantity), { unitPrice, pricePer: 1, net, taxCode, taxBp, tax });
}

interface Asked {
  readonly sold: Sold;
  readonly unitPrice: number;
  readonly taxClass: TaxClass;
}

function priced(ctx: Context, relation: Relation, { sold, unitPrice, taxClass }: Asked): QuoteLine {
  const { code, chargedBp } = taxOn(relation, taxClass, relation.trade.days.date(today(ctx, relation)));
  const { line, quantity, uomScale } = sold;
  const net = lineAmount({ quantity, unitPrice, uomScale });
  const price = { unitPrice, net, taxCode: code, taxBp: chargedBp, tax: partOf(net, chargedBp) };
  return Object.assign(pricedOf(sold, line, quantity, price), { listPrice: unitPrice });
}

/** The tax code of what a customer buys on a date. */
export function taxOn(relation: Relation, taxClass: TaxClass, date: string): TaxCode {
  const { trade, customer, taxCodes } = relation;
  const known = taxCodes.get(taxClass);
  if (known !== undefined && known.validFrom <= date && (known.validTo === '' || date <= known.validTo)) return known;
  const { region, state } = trade.company;
  const { status } = customer;
  const buyer = { region: customer.region, state: customer.state, status };
  const code = salesTaxCode({ seller: { region, state }, buyer, taxClass, date }, trade.tax);
  taxCodes.set(taxClass, code);
  return code;
}

/** What is asked for as an order has it: without the list price, which only quotes show. */
export function orderLine(
  asked: QuoteLine,
  { priceSource, confirmedDate }: Pick<OrderLine, 'priceSource' | 'confirmedDate'>,
): OrderLine {
  return Object.assign(pricedOf(asked, asked.line, asked.quantity, asked), { priceSource, confirmedDate });
}

/** A line with another quantity, its amounts computed anew. */
export function withQuantity<
  L extends Pick<OrderLine, 'quantity' | 'unitPrice' | 'uomScale' | 'taxBp' | 'net' | 'tax'>,
>(line: L, quantity: number, unitPrice: number = line.unitPrice): L {
  const net = lineAmount({ quantity, unitPrice, uomScale: line.uomScale });
  return Object.assign({ ...line }, { quantity, unitPrice, net, tax: partOf(net, line.taxBp) });
}

/** Sums of a document. */
export function totalsOf(lines: readonly { readonly net: number; readonly tax: number }[]): {
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
} {
  let [net, tax] = [0, 0];
  for (const line of lines) {
    net += line.net;
    tax += line.tax;
  }
  return { net, tax, gross: net + tax };
}
