/** The account table as a reader of the output sees it: looked up, step by step, by what is written there. */
import { compileFiscal, type CompiledFiscal } from '../time/fiscal.ts';
import type { Account, Chart, Determination, LedgerCompany, RoleRule } from '../model/ledger.ts';

export interface CompanyAccounts {
  readonly company: LedgerCompany;
  readonly fiscal: CompiledFiscal;
  readonly byNumber: ReadonlyMap<string, Account>;
  readonly parents: ReadonlySet<string>;
  /** The account of a role for these dimensions, as the table says; undefined where it says nothing. */
  choose(role: string, dimensions: Readonly<Record<string, unknown>>): Account | undefined;
}

/** Accounts by company. */
export function readAccounts({ companies, charts, roles }: Determination): ReadonlyMap<string, CompanyAccounts> {
  return new Map(
    companies.map((company) => {
      const chart = charts.find(({ id }) => id === company.chart) ?? { id: company.chart, accounts: [] };
      return [company.id, accountsOf(company, chart, roles)];
    }),
  );
}

function accountsOf(company: LedgerCompany, { accounts }: Chart, roles: readonly RoleRule[]): CompanyAccounts {
  const parents = new Set(accounts.flatMap(({ parent }) => (parent === undefined ? [] : [parent])));
  // Roles that no dimension leads further: most of them.
  const direct = new Map(
    accounts
      .filter((account) => account.parent === undefined && !parents.has(account.number))
      .filter(({ role }) => !roles.some((step) => step.role === role))
      .map((account) => [account.role, account]),
  );
  // Choices made before: the same dimensions lead to the same account.
  const chosen = new Map<string, Account | undefined>();
  const asked = [...new Set([...roles, ...accounts].flatMap(({ when = {} }) => Object.keys(when)))];
  const choice = (role: string, dimensions: Readonly<Record<string, unknown>>): Account | undefined => {
    let special = role;
    for (let steps = 0; steps <= roles.length; steps++) {
      const step = roles.find((one) => one.role === special && one.to !== special && fits(one.when ?? {}, dimensions));
      if (step === undefined) break;
      special = step.to;
    }
    let found = accounts.find((account) => account.parent === undefined && account.role === special);
    for (;;) {
      const below = accounts.filter(({ parent }) => parent !== undefined && parent === found?.number);
      if (below.length === 0) return found;
      const sorted = below
        .filter(({ when = {} }) => Object.entries(when).every(([key, value]) => dimensions[key] === value))
        .sort((a, b) => Object.keys(b.when ?? {}).length - Object.keys(a.when ?? {}).length);
      [found] = sorted;
      if (found === undefined) return undefined;
    }
  };
  return {
    company,
    fiscal: compileFiscal(company.fiscalCalendar ?? { type: 'calendar' }),
    byNumber: new Map(accounts.map((account) => [account.number, account])),
    parents,
    choose: (role, dimensions) => {
      const known = direct.get(role);
      if (known !== undefined) return known;
      const key = `${role}|${asked.map((name) => String(dimensions[name])).join('|')}`;
      const before = chosen.get(key);
      if (before !== undefined) return before;
      const found = choice(role, dimensions);
      chosen.set(key, found);
      return found;
    },
  };
}

function fits(when: NonNullable<RoleRule['when']>, dimensions: Readonly<Record<string, unknown>>): boolean {
  return Object.entries(when).every(([key, values]) => values.some((value) => value === dimensions[key]));
}

/** Whether an account has a flag. */
export function hasFlag(account: Account | undefined, flag: 'C' | 'A' | 'N' | 'X'): boolean {
  return account?.flags?.includes(flag) === true;
}
