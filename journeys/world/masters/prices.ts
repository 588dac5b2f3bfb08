/** Prices as pure functions: whoever asks for the same customer, material and day gets the same. */
import { convertAmount, mulDiv, normal, type Context } from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { quarterOfDate, yearOfDate } from '../dates.ts';
import { spotRate9, type UsdRate9 } from '../rates/rates.ts';
import type { Customer } from './customers.ts';
import { listPriceIn, standardCostIn, type Material } from './materials.ts';
import type { Vendor } from './vendors.ts';

/** List prices against those of January, by quarter, thousandths. */
const QUARTER_INDEX = [1000, 1005, 1010, 1015] as const;

/** A sale whose price is asked for. `currency`: that of the document; default the company's. */
export interface Sale {
  readonly company: Company;
  readonly material: Material;
  readonly customer: Pick<Customer, 'discountBp'>;
  readonly date: string;
  readonly currency?: string;
}

/**
 * Minor units for a unit: the list price of the year, times the index of its quarter, less the customer's discount; in
 * another currency at the spot rate of the date.
 */
export function price({ company, material, customer, date, currency }: Sale, usd: UsdRate9): number {
  const list = listPriceIn(material, yearOfDate(date));
  const index = QUARTER_INDEX[quarterOfDate(date) - 1] ?? 1000;
  const net = mulDiv(list * index, 10_000 - customer.discountBp, 10_000_000);
  return inDocumentCurrency(net, { company, date, currency, usd });
}

/** A purchase whose price is asked for. */
export interface Purchase {
  readonly company: Company;
  readonly material: Material;
  readonly vendor: Pick<Vendor, 'vendorId'>;
  readonly date: string;
  /** First and last year of contracts. */
  readonly startYear: number;
  readonly currency?: string;
}

const QUOTED = normal({ mean: 0, sd: 0.03, min: -0.08, max: 0.08 });

/**
 * Minor units for a unit: the agreed price where vendor and material have a contract, else standard cost of the year moved
 * by what this vendor quotes for it in this quarter.
 */
export function purchasePrice(
  ctx: Pick<Context, 'shared' | 'typedDataset'>,
  purchase: Purchase,
  usd: UsdRate9,
): number {
  const { company, material, vendor, date, currency } = purchase;
  const agreed = contractPrice(purchase);
  const net = agreed ?? quotedPrice(ctx, { material, vendor, date });
  return inDocumentCurrency(net, { company, date, currency, usd });
}

/** The agreed price of a vendor for a material, minor units; undefined without one. */
export function contractPrice({
  material,
  vendor,
  date,
  startYear,
}: Omit<Purchase, 'company' | 'currency'>): number | undefined {
  const source = material.sources.find(
    ({ vendorId, from, to }) => vendorId === vendor.vendorId && from <= date && (to === '' || date <= to),
  );
  if (source === undefined || source.contractBp === 0) return undefined;
  return mulDiv(standardCostIn(material, startYear), source.contractBp, 10_000);
}

function quotedPrice(
  ctx: Pick<Context, 'shared'>,
  {
    material,
    vendor,
    date,
  }: { readonly material: Material; readonly vendor: Pick<Vendor, 'vendorId'>; readonly date: string },
): number {
  const year = yearOfDate(date);
  const key = `${vendor.vendorId}/${material.materialId}/${year}Q${quarterOfDate(date)}`;
  const cost = standardCostIn(material, year);
  return Math.max(1, Math.round(cost * (1 + ctx.shared('quoted-price', key, QUOTED))));
}

interface InDocument {
  readonly company: Company;
  readonly date: string;
  readonly currency: string | undefined;
  readonly usd: UsdRate9;
}

function inDocumentCurrency(net: number, { company, date, currency, usd }: InDocument): number {
  if (currency === undefined || currency === company.currency) return net;
  const rate9 = spotRate9({ from: company.currency, to: currency }, date, usd);
  return convertAmount(net, rate9, { from: company.currency, to: currency });
}
