/** Which code a line gets: from where it goes, what it is and who buys. Pure, so that anybody can do it again. */
import { SynodeError, type RegionCode } from '../../../src/index.ts';
import type { ResolvedTaxOptions } from '../options.ts';
import type { TaxClass } from '../products.ts';
import { REGIONS } from '../regions.ts';
import type { TaxCode } from './codes.ts';
import { US_STATES } from './us-states.ts';

/** Where somebody is. `state` of US addresses, else `''`. */
export interface TaxPlace {
  readonly region: RegionCode;
  readonly state: string;
}

/** The table of codes and what options say of the US. */
export interface TaxTable {
  readonly codes: readonly TaxCode[];
  readonly nexusStates: readonly string[];
  readonly useTax: boolean;
  readonly adjustDiscounts: boolean;
}

/** States in which sales are taxed: the company's own, then the largest. */
export function nexusOf({
  stateOfCompany,
  nexusStates,
}: Pick<ResolvedTaxOptions, 'stateOfCompany' | 'nexusStates'>): readonly string[] {
  const others = US_STATES.filter(({ state, rateBp }) => state !== stateOfCompany && rateBp > 0).map(
    ({ state }) => state,
  );
  return [stateOfCompany, ...others].slice(0, nexusStates);
}

/** A line that is sold. */
export interface TaxedSale {
  readonly seller: TaxPlace;
  /** A reseller has a certificate; a business is registered; a final customer is neither. */
  readonly buyer: TaxPlace & { readonly status: 'final' | 'reseller' };
  readonly taxClass: TaxClass;
  readonly date: string;
}

/**
 * The code of a sale. At home by class; abroad nothing, in the EU with reverse charge at a business that buys. In the US
 * only final customers in states with nexus are taxed.
 *
 * @throws SynodeError `INVALID_OPTION` on a date before the first rate
 */
export function salesTaxCode({ seller, buyer, taxClass, date }: TaxedSale, table: TaxTable): TaxCode {
  const find = (code: string): TaxCode => codeOn(table, code, date);
  const { region } = seller;
  if (region === 'US') {
    if (buyer.region !== 'US') return find('US-X');
    if (buyer.status === 'reseller') return find('US-RS');
    if (taxClass === 'exempt') return find('US-E');
    return table.nexusStates.includes(buyer.state) ? find(`US-${buyer.state}-S`) : find('US-N');
  }
  const atHome = buyer.region === region || (bothInEu(region, buyer.region) && buyer.status === 'final');
  if (!atHome) return find(bothInEu(region, buyer.region) ? `${region}-IC` : `${region}-X`);
  return find(taxClass === 'exempt' ? `${region}-E` : `${region}-${taxClass === 'standard' ? 'S' : 'R'}`);
}

/** A line that is bought. */
export interface TaxedPurchase {
  readonly vendor: TaxPlace;
  readonly buyer: TaxPlace;
  readonly taxClass: TaxClass;
  readonly supply: 'goods' | 'service';
  /** What it is for: goods sold on or used in production are exempt in the US, supplies are not. */
  readonly use: 'resale' | 'production' | 'own';
  readonly date: string;
}

/**
 * The code of a purchase. At home what the vendor charges; services from abroad and goods from the EU are assessed by the
 * buyer; goods from elsewhere are imports (their tax is paid at customs, which is not modelled). In the US goods for own
 * use bear use tax, everything else none.
 */
export function purchaseTaxCode(
  { vendor, buyer, taxClass, supply, use, date }: TaxedPurchase,
  table: TaxTable,
): TaxCode {
  const find = (code: string): TaxCode => codeOn(table, code, date);
  const { region } = buyer;
  if (region === 'US') {
    const bears = table.useTax && supply === 'goods' && use === 'own' && taxClass !== 'exempt';
    return find(bears ? `US-${buyer.state}-U` : use === 'own' ? 'US-E' : 'US-RS');
  }
  if (taxClass === 'exempt') return find(`${region}-E`);
  const letter = taxClass === 'standard' ? 'S' : 'R';
  if (vendor.region === region) return find(`${region}-${letter}`);
  const assessed = supply === 'service' || bothInEu(region, vendor.region);
  return find(assessed ? `${region}-RC-${letter}` : `${region}-M`);
}

/** Whether a cash discount takes its part of the tax with it: not in the US. */
export function adjustsDiscount(region: RegionCode, { adjustDiscounts }: TaxTable): boolean {
  return adjustDiscounts && region !== 'US';
}

/** The row of a code that holds on a date. */
export function codeOn({ codes }: Pick<TaxTable, 'codes'>, code: string, date: string): TaxCode {
  const found = codes.find(
    (row) => row.code === code && row.validFrom <= date && (row.validTo === '' || date <= row.validTo),
  );
  if (found !== undefined) return found;
  throw new SynodeError('INVALID_OPTION', `there is no tax code ${code} on ${date}`, {
    path: ['world', "'tax'"],
    expected: 'a code of the table on a day it holds',
    received: `'${code}' on ${date}`,
    suggestion: 'Add its rate with an earlier validFrom to tax.rates.',
  });
}

function bothInEu(a: RegionCode, b: RegionCode): boolean {
  return a !== b && REGIONS[a].inEu && REGIONS[b].inEu;
}
