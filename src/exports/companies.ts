/** The companies of a scenario's books, as formats of others write them; and what those formats miss. */
import { IssueList, SynodeError } from '../errors.ts';
import type { BookAccount, BookCompany } from '../model/export.ts';
import type { Chart, Determination, LedgerCompany } from '../model/ledger.ts';
import type { Scenario } from '../model/scenario.ts';
import { minorDecimals } from '../random/currency.ts';
import type { ExportFormat } from './formats.ts';

/** By id. */
export function bookCompanies(books: Determination): ReadonlyMap<string, BookCompany> {
  return new Map(
    books.companies.map((company) => {
      const chart = books.charts.find(({ id }) => id === company.chart);
      return [company.id, bookCompany(company, chart ?? { id: company.chart, accounts: [] })];
    }),
  );
}

function bookCompany(
  { id, currency, fiscalCalendar, utcOffsetMinutes = 0 }: LedgerCompany,
  { accounts }: Chart,
): BookCompany {
  const parents = new Set(accounts.map(({ parent }) => parent));
  const postable = accounts.filter(({ number }) => !parents.has(number));
  return {
    id,
    currency,
    decimals: minorDecimals(currency),
    fiscalCalendar: fiscalCalendar ?? { type: 'calendar' },
    utcOffsetMinutes,
    accounts: new Map(
      postable
        .map(({ number, name, caption, role, type, flags = [] }): BookAccount => {
          const isControl = flags.includes('C') && !flags.includes('A');
          return { number, name, caption, type, isControl, isCash: role.startsWith('cash.') };
        })
        .sort((a, b) => (a.number < b.number ? -1 : 1))
        .map((account) => [account.number, account]),
    ),
  };
}

/** What each format asks of books, by its id; those that are not here need none. */
const NEEDS: Readonly<Partial<Record<ExportFormat, (format: string, books: Determination) => void>>> = {
  'journal-csv': () => undefined,
  ads: needTypes,
  hledger: (format, books) => {
    needTypes(format, books);
    needPlainNames(format, books, (name) => name);
  },
  beancount: (format, books) => {
    needTypes(format, books);
    needPlainNames(format, books, dashed);
  },
};

/**
 * Whether a scenario has what formats need.
 *
 * @throws SynodeError `EXPORT_NOT_AVAILABLE`, `EXPORT_FIELD_MISSING`, `EXPORT_VALUE`
 */
export function checkBooks({ books }: Scenario, formats: readonly ExportFormat[]): void {
  for (const format of formats) {
    const need = NEEDS[format];
    if (need === undefined) continue;
    if (books === undefined) throw noBooks(format);
    need(format, books);
  }
}

/** As beancount names it. */
function dashed(name: string): string {
  return name.replaceAll(/[._]/g, '-');
}

/** For formats that sort accounts by it. @throws SynodeError `EXPORT_FIELD_MISSING` with every account that lacks it */
function needTypes(format: string, books: Determination): void {
  const issues = new IssueList();
  for (const { id, accounts } of books.charts) {
    const without = accounts.filter(({ type }) => type === undefined).map(({ number }) => number);
    if (without.length === 0) continue;
    const [first = ''] = without;
    issues.add({
      code: 'EXPORT_FIELD_MISSING',
      path: ["option 'formats'", `chart '${id}'`, `account '${first}'`, "'type'"],
      message: `${format} sorts accounts by their type, which ${without.length} accounts of chart '${id}' do not say`,
      expected: "type: 'asset', 'liability', 'equity', 'income' or 'expense'",
      received: `no type: ${without.slice(0, 20).join(', ')}${without.length > 20 ? ', …' : ''}`,
      suggestion: 'Give each account of the chart its type.',
    });
  }
  issues.throwIfAny(`the books for ${format}`);
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;

/** For formats in which an account is a path of names. @throws SynodeError `EXPORT_VALUE` with every name that cannot stand there */
function needPlainNames(format: string, books: Determination, as: (name: string) => string): void {
  const issues = new IssueList();
  for (const { id, accounts } of bookCompanies(books).values()) {
    const taken = new Map<string, string>();
    for (const name of [id, ...accounts.keys()]) {
      const other = name === id ? undefined : taken.get(as(name));
      if (name !== id) taken.set(as(name), name);
      if (NAME.test(name) && other === undefined) continue;
      issues.add({
        code: 'EXPORT_VALUE',
        path: [`company '${id}'`, ...(name === id ? [] : [`account '${name}'`])],
        message: `${format} cannot tell '${name}'${other === undefined ? '' : ` from '${other}'`}`,
        expected: 'letters, digits, dots and dashes, no two numbers alike',
        received: `'${name}'`,
        suggestion: 'Call it otherwise in the books.',
      });
    }
  }
  issues.throwIfAny(`the names of the books for ${format}`);
}

/** @throws SynodeError `EXPORT_NOT_AVAILABLE` */
export function noBooks(format: string): SynodeError {
  return new SynodeError('EXPORT_NOT_AVAILABLE', `${format} is written from books, and the scenario keeps none`, {
    path: ["option 'formats'", `'${format}'`],
    expected: 'a scenario with books',
    received: 'none',
    suggestion: 'Export something else, or give the scenario its books.',
  });
}
