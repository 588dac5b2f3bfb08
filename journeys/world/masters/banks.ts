/** Banks of the regions, and the accounts a company has at them. */
import {
  defineDataset,
  fake,
  regionCodes,
  type Context,
  type DatasetDefinition,
  type RegionCode,
} from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { currencyOfBankAccount } from '../chart/chart.ts';
import { accountFrom, bankCodeFrom, type BankAccount } from './bank-account.ts';
import { twelveDigits, type RowField } from './draws.ts';
import { datasetId, scoreOf } from './keys.ts';

/** A bank: row of the dataset `banks`, eight of each region. */
export interface Bank {
  readonly bankId: string;
  readonly name: string;
  readonly region: RegionCode;
  /** ISO 9362: four letters, country, place. */
  readonly bic: string;
  readonly code: string;
}

/** A company's account: row of `bankAccounts.<company>`. */
export interface HouseAccount {
  readonly bankAccountId: string;
  readonly company: string;
  readonly bankId: string;
  readonly currency: string;
  readonly purpose: 'operating' | 'tax';
  readonly account: BankAccount;
  readonly validFrom: string;
}

export const BANKS_PER_REGION = 8;
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

const regionAt = (index: number): RegionCode => regionCodes[Math.floor(index / BANKS_PER_REGION)] ?? 'US';

/** Banks of every region. */
export function bankDataset(): DatasetDefinition<Bank> {
  const letters: RowField<string> = (ctx) =>
    [...ctx.draw('letters', twelveDigits).slice(0, 8).matchAll(/\d\d/g)]
      .map(([pair]) => LETTERS[Number(pair) % LETTERS.length] ?? 'A')
      .join('');
  return defineDataset({
    id: 'banks',
    name: 'Banks',
    count: regionCodes.length * BANKS_PER_REGION,
    fields: {
      bankId: (_ctx: Context, { index }: { readonly index: number }) =>
        `BK-${regionAt(index)}-${(index % BANKS_PER_REGION) + 1}`,
      name: fake((f) => `${f.person.lastName()} Bank`),
      region: (_ctx: Context, { index }: { readonly index: number }) => regionAt(index),
      bic: (ctx: Context, row: { readonly index: number; readonly data: Readonly<Record<string, unknown>> }) =>
        `${letters(ctx, row)}${regionAt(row.index)}2X`,
      code: (ctx: Context, { index }: { readonly index: number }) =>
        bankCodeFrom(regionAt(index), ctx.draw('digits', twelveDigits)),
    },
  });
}

/** A bank of a region, by a lot. */
export function bankOf(ctx: Pick<Context, 'typedDataset'>, region: RegionCode, lot: number): Bank {
  const at = regionCodes.indexOf(region) * BANKS_PER_REGION + Math.floor(scoreOf(lot, 1) * BANKS_PER_REGION);
  return ctx.typedDataset<Bank>('banks').row(at);
}

/** An account at a bank of a region, from the row's digits. */
export function accountIn(ctx: Context, region: RegionCode): BankAccount {
  const digits = ctx.draw('account', twelveDigits);
  const bank = bankOf(ctx, region, Number(digits.slice(0, 9)));
  return accountFrom({ region, code: bank.code, bankLetters: bank.bic.slice(0, 4) }, digits);
}

/** The accounts of a company: one per currency, and one for taxes. */
export function houseAccounts(company: Company, validFrom: string): DatasetDefinition<HouseAccount> {
  const idAt = (index: number): string => company.bankAccounts[index] ?? '';
  return defineDataset({
    id: datasetId('bankAccounts', company.code),
    name: `Bank accounts of ${company.name}`,
    count: company.bankAccounts.length,
    fields: {
      bankAccountId: (_ctx: Context, { index }: { readonly index: number }) => idAt(index),
      company: company.code,
      // All accounts are at one bank of the company's region.
      bankId: (ctx: Context) => bankOf(ctx, company.region, Number(company.code)).bankId,
      currency: (_ctx: Context, { index }: { readonly index: number }) => currencyOfBankAccount(company, idAt(index)),
      purpose: (_ctx: Context, { index }: { readonly index: number }) =>
        idAt(index).endsWith('-TAX') ? ('tax' as const) : ('operating' as const),
      account: (ctx: Context) => {
        const bank = bankOf(ctx, company.region, Number(company.code));
        return accountFrom(
          { region: company.region, code: bank.code, bankLetters: bank.bic.slice(0, 4) },
          ctx.draw('account', twelveDigits),
        );
      },
      validFrom,
    },
  });
}
