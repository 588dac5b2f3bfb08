/** The account table ready to be asked: companies with their charts, roles led to accounts, dates to periods. */
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type {
  Account,
  AccountChoice,
  Determination,
  Dimensions,
  LedgerCompany,
  Role,
  RoleRule,
} from '../model/ledger.ts';
import { minorDecimals } from '../random/currency.ts';
import { civilDate, DAY_MS, dayNumber, MINUTE_MS } from '../time/civil.ts';
import { compileFiscal, periodIn, type CompiledFiscal } from '../time/fiscal.ts';

/** More steps than any table needs: roles that lead in a circle are refused when a plan is made. */
const MAX_STEPS = 16;

export interface FiscalDay {
  readonly year: number;
  readonly period: number;
}

/** One company's books: its currency, calendar and accounts. */
export class CompanyBooks {
  readonly company: LedgerCompany;
  readonly decimals: number;
  readonly #fiscal: CompiledFiscal;
  readonly #offsetMs: number;
  readonly #steps: ReadonlyMap<Role, readonly RoleRule[]>;
  readonly #accounts: ReadonlyMap<Role, Account>;
  readonly #children: ReadonlyMap<string, readonly Account[]>;
  /** Dates of days met before: a pure function's results kept. */
  readonly #dates = new Map<number, string>();
  readonly #periods = new Map<string, FiscalDay>();

  /** Where the period begins: no earlier day takes postings of what happens from then on. */
  readonly #startMs: number;

  constructor(company: LedgerCompany, { charts, roles }: Determination, startMs = -Infinity) {
    this.company = company;
    this.#startMs = startMs;
    this.decimals = minorDecimals(company.currency);
    this.#fiscal = compileFiscal(company.fiscalCalendar ?? { type: 'calendar' });
    this.#offsetMs = (company.utcOffsetMinutes ?? 0) * MINUTE_MS;
    const accounts = charts.find(({ id }) => id === company.chart)?.accounts ?? [];
    this.#steps = grouped(roles, ({ role }) => role);
    const tops = accounts.filter(({ parent }) => parent === undefined);
    this.#accounts = new Map(tops.map((account) => [account.role, account]));
    this.#children = grouped(
      accounts.filter(({ parent }) => parent !== undefined),
      ({ parent }) => parent ?? '',
    );
  }

  /** The account of a role, led by the dimensions to the most special one there is. */
  choose(role: Role, dimensions: Dimensions): AccountChoice {
    const special = this.#specialRole(role, dimensions);
    const top = this.#accounts.get(special);
    if (top === undefined) throw unknownRole(role, special, this.company, [...this.#accounts.keys()]);
    const account = this.#deepest(top, dimensions);
    return { account, role: special, dimensions };
  }

  /** Whether a role leads to an account, by whatever dimensions. */
  hasRole(role: Role): boolean {
    return this.#accounts.has(role) || this.#steps.has(role);
  }

  /** The date of an instant in the company's zone. */
  dateOf(ms: number): string {
    return this.#textOf(this.#dayOf(ms));
  }

  /** The date on which what happens at an instant is posted: the local one, or the first day of the books after it. */
  postingDateOf(ms: number): string {
    const day = this.#dayOf(ms);
    return this.#textOf(ms < this.#startMs ? day : Math.max(day, Math.floor(this.#startMs / DAY_MS)));
  }

  #dayOf(ms: number): number {
    return Math.floor((ms + this.#offsetMs) / DAY_MS);
  }

  #textOf(day: number): string {
    let text = this.#dates.get(day);
    if (text === undefined) this.#dates.set(day, (text = dateText(day)));
    return text;
  }

  /** Fiscal year and period of a date `YYYY-MM-DD`; undefined for what is no date. */
  periodOf(date: string): FiscalDay | undefined {
    let found = this.#periods.get(date);
    if (found !== undefined) return found;
    const day = parseDate(date);
    if (day === undefined) return undefined;
    const year = this.#fiscal.yearOf(day);
    this.#periods.set(date, (found = { year: year.year, period: periodIn(year, day) }));
    return found;
  }

  #specialRole(role: Role, dimensions: Dimensions): Role {
    let special = role;
    for (let step = 0; step < MAX_STEPS; step++) {
      const next = this.#steps.get(special)?.find(({ when = {} }) => holds(when, dimensions));
      if (next === undefined || next.to === special) return special;
      special = next.to;
    }
    return special;
  }

  #deepest(top: Account, dimensions: Dimensions): Account {
    let account = top;
    for (let children = this.#children.get(top.number); children !== undefined;) {
      let best: Account | undefined;
      for (const child of children) {
        const when = child.when ?? {};
        if (!says(when, dimensions)) continue;
        if (best === undefined || Object.keys(when).length > Object.keys(best.when ?? {}).length) best = child;
      }
      if (best === undefined) throw notPostable(account, this.company, children);
      account = best;
      children = this.#children.get(account.number);
    }
    return account;
  }
}

/** The books of all companies of a scenario. */
export class Books {
  readonly #companies: ReadonlyMap<string, CompanyBooks>;

  /** `startMs`: begin of the period, if the books open with one. */
  constructor(determination: Determination, startMs?: number) {
    this.#companies = new Map(
      determination.companies.map((company) => [company.id, new CompanyBooks(company, determination, startMs)]),
    );
  }

  /** @throws SynodeError `UNKNOWN_COMPANY` */
  of(company: unknown): CompanyBooks {
    const found = this.#companies.get(company as string);
    if (found !== undefined) return found;
    const known = [...this.#companies.keys()];
    throw new SynodeError('UNKNOWN_COMPANY', `no books are kept for company ${describeValue(company)}`, {
      expected: `one of ${known.join(', ')}`,
      received: describeValue(company),
      suggestion: didYouMean(String(company), known),
    });
  }

  all(): readonly CompanyBooks[] {
    return [...this.#companies.values()];
  }
}

/** Day number of `YYYY-MM-DD`; undefined for what is no date. */
export function parseDate(text: string): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const day = dayNumber(Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8, 10)));
  return dateText(day) === text ? day : undefined;
}

function dateText(dayNo: number): string {
  const { year, month, day } = civilDate(dayNo);
  return `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
}

function holds(when: NonNullable<RoleRule['when']>, dimensions: Dimensions): boolean {
  for (const key in when) {
    if (when[key]?.includes(dimensions[key] as string) !== true) return false;
  }
  return true;
}

function says(when: NonNullable<Account['when']>, dimensions: Dimensions): boolean {
  for (const key in when) if (when[key] !== dimensions[key]) return false;
  return true;
}

function grouped<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}

function unknownRole(asked: Role, role: Role, { id, chart }: LedgerCompany, known: readonly Role[]): SynodeError {
  const via = asked === role ? '' : ` (asked for as '${asked}')`;
  return new SynodeError('UNKNOWN_ACCOUNT_ROLE', `chart '${chart}' of company ${id} has no account '${role}'${via}`, {
    expected: 'a role of the chart',
    received: describeValue(role),
    suggestion: didYouMean(role, known),
  });
}

function notPostable(account: Account, { id }: LedgerCompany, children: readonly Account[]): SynodeError {
  const dimensions = [...new Set(children.flatMap(({ when = {} }) => Object.keys(when)))];
  return new SynodeError(
    'ACCOUNT_NOT_POSTABLE',
    `account ${account.number} of company ${id} is kept by ${dimensions.join(', ')}, and the line fits none of its parts`,
    {
      expected: `one of ${children
        .slice(0, 8)
        .map(({ number }) => number)
        .join(', ')}`,
      received: account.number,
      suggestion: `Give the line ${dimensions.join(' and ')}.`,
    },
  );
}
