/** Vendors of a company. */
import {
  chance,
  defineDataset,
  fake,
  int,
  pareto,
  weighted,
  type Context,
  type DatasetDefinition,
  type RegionCode,
} from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { REGIONS } from '../regions.ts';
import { strata, type Strata } from '../strata.ts';
import { withholdingBp } from '../tax/withholding.ts';
import type { BankAccount } from './bank-account.ts';
import { accountIn } from './banks.ts';
import { lot, twelveDigits, type RowPlace } from './draws.ts';
import { datasetId, rowId } from './keys.ts';
import { abroad, stateByPopulation, taxIdFrom } from './places.ts';
import type { TermsCode } from './terms.ts';

export type VendorCategory = 'material' | 'trading' | 'service' | 'mro' | 'utility' | 'capex' | 'freight';
/** How reliable a vendor is: drives lateness and faults of invoices. */
export type VendorPersona = 'reliable' | 'standard' | 'transactional' | 'problematic';

/** A vendor: row of `vendors.<company>`. */
export interface Vendor {
  readonly vendorId: string;
  readonly name: string;
  readonly company: string;
  readonly category: VendorCategory;
  readonly persona: VendorPersona;
  readonly region: RegionCode;
  /** Of a US vendor, else `''`. */
  readonly state: string;
  readonly currency: string;
  readonly terms: TermsCode;
  readonly bankAccount: BankAccount;
  readonly taxId: string;
  readonly withholdingBp: number;
  /** Role of the account it is reconciled to. */
  readonly reconciliation: 'payables.trade' | 'payables.capex';
  readonly oneTime: boolean;
  readonly status: 'active' | 'blocked';
  readonly sizeWeight: number;
  readonly lot: number;
  readonly since: string;
}

const MADE = { material: 0.4, trading: 0.15, service: 0.15, mro: 0.1, utility: 0.1, capex: 0.06, freight: 0.04 };
const BOUGHT = { ...MADE, material: 0.05, trading: 0.5 };
/** Those who neither make nor sell goods buy none. */
const SERVED = { ...MADE, material: 0, trading: 0 };

/** Which rows are of which category. */
export function vendorMix({ role }: Pick<Company, 'role'>): Strata<VendorCategory> {
  return strata<VendorCategory>(role === 'manufacturer' ? MADE : role === 'distributor' ? BOUGHT : SERVED);
}

const DOMESTIC_SHARE = 0.85;
const isDomestic = chance(DOMESTIC_SHARE);
const ALWAYS_DOMESTIC: readonly VendorCategory[] = ['utility', 'freight'];
const persona = weighted({ reliable: 0.2, standard: 0.5, transactional: 0.25, problematic: 0.05 });
const terms = weighted({ N30: 0.4, N60: 0.2, '2/10N30': 0.25, N15: 0.1, IMM: 0.05 });
const oneTime = chance(0.1);
const blocked = chance(0.01);
/** α 1.16 is the 80–20 rule; the bound keeps the largest of fifty at about a seventh of spend. */
const size = pareto({ xMin: 1, alpha: 1.16, max: 25 });

/** Vendors of a company; row i depends on nothing but i. */
export function vendorDataset(company: Company, startYear: number): DatasetDefinition<Vendor> {
  const { code, region: home } = company;
  const mix = vendorMix(company);
  const foreign = abroad(home);
  const of = <K extends keyof Vendor>({ data }: RowPlace, key: K): Vendor[K] => data[key] as Vendor[K];
  // What is run in, a year at most, finds all of them there.
  const year = int({ min: startYear - 21, max: startYear - 2 });
  const dayOfYear = int({ min: 1, max: 28 });
  return defineDataset({
    id: datasetId('vendors', code),
    name: `Vendors of ${company.name}`,
    count: company.vendors,
    fields: {
      vendorId: (_ctx: Context, { index }: RowPlace) => rowId('vendors', code, index),
      name: fake((f) => f.company.name()),
      company: code,
      category: (_ctx: Context, { index }: RowPlace) => mix.kindOf(index),
      persona,
      region: (ctx: Context, row: RowPlace) =>
        ctx.draw('domestic', isDomestic) || ALWAYS_DOMESTIC.includes(of(row, 'category'))
          ? home
          : ctx.draw('abroad', foreign),
      state: (ctx: Context, row: RowPlace) => (of(row, 'region') === 'US' ? ctx.draw('state', stateByPopulation) : ''),
      currency: (_ctx: Context, row: RowPlace) =>
        of(row, 'region') === home ? company.currency : REGIONS[of(row, 'region')].currency,
      terms,
      bankAccount: (ctx: Context, row: RowPlace) => accountIn(ctx, of(row, 'region')),
      taxId: (ctx: Context, row: RowPlace) => taxIdFrom(of(row, 'region'), ctx.draw('digits', twelveDigits)),
      withholdingBp: (_ctx: Context, row: RowPlace) =>
        of(row, 'category') === 'service' ? withholdingBp('service', { payer: home, payee: of(row, 'region') }) : 0,
      reconciliation: (_ctx: Context, row: RowPlace) =>
        of(row, 'category') === 'capex' ? ('payables.capex' as const) : ('payables.trade' as const),
      oneTime: (ctx: Context, row: RowPlace) =>
        ['service', 'mro'].includes(of(row, 'category')) && ctx.draw('once', oneTime),
      // Sources of goods are never blocked from the start: their materials would have nobody to come from.
      status: (ctx: Context, row: RowPlace) =>
        ['service', 'mro'].includes(of(row, 'category')) && ctx.draw('blocked', blocked)
          ? ('blocked' as const)
          : ('active' as const),
      sizeWeight: size,
      lot,
      since: (ctx: Context) =>
        `${ctx.draw('year', year)}-0${(ctx.draw('month', dayOfYear) % 9) + 1}-${String(ctx.draw('day', dayOfYear)).padStart(2, '0')}`,
    },
  }) as DatasetDefinition<Vendor>;
}
