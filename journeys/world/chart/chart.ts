/** The chart of one company: the accounts of its framework, divided as finely as the world says. */
import type { Account, AccountType, Chart } from '../../../src/index.ts';
import { transactionCurrencies, type Company, type Framework } from '../companies.ts';
import type { COMPLEXITIES } from '../options.ts';
import { DEPARTMENTS, PRODUCT_GROUPS } from '../products.ts';
import { REGIONS } from '../regions.ts';
import { BASE_ACCOUNTS, type BaseAccount } from './accounts.ts';
import { DE_SKR04 } from './de-skr04.ts';
import { FR_PCG, type FrameworkRow } from './fr-pcg.ts';

export type Complexity = (typeof COMPLEXITIES)[number];

const FOREIGN: Readonly<Partial<Record<Framework, Readonly<Record<string, FrameworkRow>>>>> = { FR_PCG, DE_SKR04 };

/** Roles for which a framework has no account of its own: their numbers are free ones of the nearest heading. */
export function rolesWithoutAccount(framework: Framework): readonly string[] {
  return Object.entries(FOREIGN[framework] ?? {}).flatMap(([role, [, , free]]) => (free === undefined ? [] : [role]));
}

/** The chart of a company; its id is the company's code. */
export function chartOf(company: Company, complexity: Complexity): Chart {
  const tops = BASE_ACCOUNTS.map((account) => topAccount(account, company.framework));
  const children = tops.flatMap((top) => divide(top, DIVISIONS[complexity](top.role, company)));
  return Object.freeze({ id: company.code, accounts: Object.freeze([...tops, ...children]) });
}

function topAccount({ role, caption, flags, ...base }: BaseAccount, framework: Framework): Account {
  const [number, name] = FOREIGN[framework]?.[role] ?? [
    base.number,
    framework === 'US_GAAP' ? base.name : base.ifrsName,
  ];
  return Object.freeze({
    number,
    name,
    role,
    caption,
    type: typeOf(caption, role),
    ...(flags.length === 0 ? {} : { flags }),
  });
}

const LIABILITIES = ['BS.DTL', 'BS.AP', 'BS.ICP', 'BS.ACC', 'BS.TAXP', 'BS.CL', 'BS.DEBT', 'BS.DIV'];
/** What is income under captions that hold both. */
const GAINS = ['other.income', 'disposal.gain', 'interest.income', 'interest.ic.income', 'dividend.income'];

function typeOf(caption: string, role: string): AccountType {
  if (caption === 'BS.EQ') return 'equity';
  if (caption === 'IS.REV' || GAINS.includes(role)) return 'income';
  if (caption.startsWith('IS.')) return 'expense';
  return LIABILITIES.includes(caption) ? 'liability' : 'asset';
}

/** One part of an account: the end of its number, the end of its name, what a line must say. */
interface Part {
  readonly code: string;
  readonly name: string;
  readonly when: Readonly<Record<string, string>>;
}

/**
 * The children of an account. The first takes what fits none of the others: lines of no known dimension, so that every
 * role can be posted to in every chart.
 */
function divide(top: Account, parts: readonly Part[]): readonly Account[] {
  if (parts.length === 0) return [];
  return [{ code: '00', name: 'other', when: {} }, ...parts].map(({ code, name, when }) =>
    Object.freeze({
      ...top,
      number: `${top.number}.${code}`,
      name: `${top.name}, ${name}`,
      parent: top.number,
      when: Object.freeze(when),
    }),
  );
}

const SOLD = ['revenue.product', 'cogs'];
/** In a large chart also what is taken off revenue, and what becomes of goods on their way. */
const SOLD_IN_DETAIL = [
  ...SOLD,
  'revenue.discount',
  'revenue.returns',
  'variance.price',
  'scrap',
  'inventory.difference',
];
const BY_DEPARTMENT = [
  'depreciation',
  'amortization',
  'salaries',
  'bonus',
  'social.employer',
  'benefits.employer',
  'rent',
  'utilities',
  'it',
  'professional',
  'insurance',
  'marketing',
  'supplies',
  'maintenance',
  'travel',
  'other.expense',
];
const STOCK = ['inventory.raw', 'inventory.semifinished', 'inventory.wip', 'inventory.finished', 'inventory.trading'];
const PARTNERS: Readonly<Record<string, readonly string[]>> = {
  'receivables.trade': ['enterprise', 'mid', 'smb', 'consumer'],
  'payables.trade': ['material', 'trading', 'service', 'mro', 'utility', 'capex', 'freight'],
};

const departments = Object.entries(DEPARTMENTS).map(([department, name]) => ({
  code: department,
  name,
  when: { department },
}));

/** Expenses by department, money by bank account, stock by plant, items by group of partners. */
function commonParts(role: string, company: Company): readonly Part[] {
  if (BY_DEPARTMENT.includes(role)) return departments;
  if (role === 'cash.bank') {
    return company.bankAccounts.map((bankAccount, i) => ({
      code: String(i + 1).padStart(2, '0'),
      name: bankAccount,
      when: { bankAccount },
    }));
  }
  if (STOCK.includes(role))
    return company.plants.map((plant) => ({ code: plant.slice(5), name: plant, when: { plant } }));
  return (PARTNERS[role] ?? []).map((partnerGroup) => ({
    code: partnerGroup.toUpperCase(),
    name: partnerGroup,
    when: { partnerGroup },
  }));
}

/** Every product group in every market: two of them in a medium chart, all regions in a large one. */
function salesParts(dimension: 'market' | 'salesRegion', values: Readonly<Record<string, string>>): readonly Part[] {
  return PRODUCT_GROUPS.flatMap(({ group, name }) =>
    Object.entries(values).map(([value, label]) => ({
      code: `${group}-${value.slice(0, 3).toUpperCase()}`,
      name: `${name}, ${label}`,
      when: { productGroup: group, [dimension]: value },
    })),
  );
}

const byMarket = salesParts('market', { domestic: 'domestic', foreign: 'foreign' });
const byRegion = salesParts(
  'salesRegion',
  Object.fromEntries(Object.entries(REGIONS).map(([code, { name }]) => [code, name])),
);

const DIVISIONS: Readonly<Record<Complexity, (role: string, company: Company) => readonly Part[]>> = {
  small: () => [],
  medium: (role, company) => (SOLD.includes(role) ? byMarket : commonParts(role, company)),
  large: (role, company) => (SOLD_IN_DETAIL.includes(role) ? byRegion : commonParts(role, company)),
};

/** Currencies a company's bank accounts are in, by their ids; the account for taxes is in its own. */
export function currencyOfBankAccount(company: Company, bankAccount: string): string {
  const end = bankAccount.slice(-3);
  return transactionCurrencies(company.currency).find((currency) => currency === end) ?? company.currency;
}
