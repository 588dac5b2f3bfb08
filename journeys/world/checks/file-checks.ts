/** The checks of the world in the form that `synode verify` takes: over the exported tables, and over documents for their rates. */
import type { FileCheckDefinition, FileFindings, FileReading, MasterTables, TableNeed } from '../../../src/index.ts';
import { checkAccounts } from './accounts.ts';
import { checkBankAccounts } from './bank-accounts.ts';
import { textOf, type CheckOutcome, type Row } from './finding.ts';
import { checkKeys, type CompanyTables } from './keys.ts';
import { checkPositions } from './people.ts';
import { RateBook } from './rate-book.ts';
import { checkRates } from './rates.ts';

/** I1–I4 and I6. What they need of the tables of a world is exported with every run of one. */
export const worldChecks: readonly FileCheckDefinition[] = Object.freeze([
  ofTables('I1', 'accounts-have-roles-and-captions', ['accounts', 'roleRules'], (masters) => [
    checkAccounts([...masters.rows('accounts')], [...masters.rows('roleRules')]),
  ]),
  ofTables(
    'I2',
    'keys-of-masters-resolve',
    [
      'companies',
      'banks',
      ...['vendors', 'customers', 'materials', 'services', 'employees'].map(ofEach),
      ...['costCenters', 'bankAccounts', 'contracts', 'budgets'].map(ofEach),
    ],
    (masters) =>
      masters.firstDay === undefined
        ? []
        : eachCompany(masters).map((company) => checkKeys(tablesOf(company, masters), masters.firstDay ?? '')),
  ),
  ofTables('I3', 'managers-form-one-tree', ['companies', ofEach('employees')], (masters) =>
    eachCompany(masters).map((company) => checkPositions(rowsOf(masters, 'employees', company))),
  ),
  ofTables(
    'I4',
    'bank-accounts-pass-their-check-digits',
    ['companies', ofEach('vendors'), ofEach('bankAccounts'), ofEach('employees')],
    (masters) =>
      eachCompany(masters).map((company) => {
        const [vendors, bankAccounts] = [rowsOf(masters, 'vendors', company), rowsOf(masters, 'bankAccounts', company)];
        return checkBankAccounts({ vendors, bankAccounts, positions: rowsOf(masters, 'employees', company) });
      }),
  ),
  {
    id: 'I6',
    name: 'rates-recomputed-and-used',
    of: 'all',
    needs: ['companies', 'currencies', periodRates(), periodNodes()],
    begin: ratesAgain,
  },
]);

function ofEach(kind: string): string {
  return `${kind}.*`;
}

function ofTables(
  id: string,
  name: string,
  needs: readonly string[],
  check: (masters: MasterTables) => readonly CheckOutcome[],
): FileCheckDefinition {
  return {
    id,
    name,
    of: [],
    needs,
    begin: (findings, masters) => ({
      see: () => undefined,
      end: () => {
        for (const outcome of check(masters)) tell(outcome, findings);
      },
    }),
  };
}

function tell({ rows, findings: found }: CheckOutcome, findings: FileFindings): void {
  for (let i = 0; i < rows; i++) findings.row();
  for (const { row, message } of found) findings.fault([row.split(' ').at(-1) ?? row], `${row} ${message}`);
}

function eachCompany(masters: MasterTables): readonly Row[] {
  return [...masters.rows('companies')];
}

function rowsOf(masters: MasterTables, kind: string, company: Row): readonly Row[] {
  return [...masters.rows(`${kind}.${textOf(company, 'code')}`)];
}

function tablesOf(company: Row, masters: MasterTables): CompanyTables {
  const of = (kind: string): readonly Row[] => rowsOf(masters, kind, company);
  return {
    company,
    banks: [...masters.rows('banks')],
    vendors: of('vendors'),
    customers: of('customers'),
    materials: of('materials'),
    services: of('services'),
    positions: of('employees'),
    costCenters: of('costCenters'),
    bankAccounts: of('bankAccounts'),
    contracts: of('contracts'),
    budgets: of('budgets'),
  };
}

const DAY_MS = 86_400_000;
const EPOCH = Date.parse('2000-01-01T00:00:00.000Z');
/** Documents of the run-in, and dates that lie behind the last day, have rates too. */
const BEFORE_DAYS = 400;
const BEHIND_DAYS = 130;
const OCTAVES = 13;
const LONGEST_DAYS = 4096;

/** Days of the tables of rates, 0 on 2000-01-01, that a period can ask for. */
function daysOf({ firstDay, lastDay }: Parameters<TableNeed['rows']>[0]): readonly [number, number] {
  const dayOf = (date: string): number => Math.round((Date.parse(`${date}T00:00:00.000Z`) - EPOCH) / DAY_MS);
  return [Math.max(0, dayOf(firstDay) - BEFORE_DAYS), dayOf(lastDay) + BEHIND_DAYS];
}

function periodRates(): TableNeed {
  return { id: 'exchangeRates.*', rows: (period) => [daysOf(period)] };
}

/** Of each octave the nodes around those days: 4·2^p + 1 in octave p. */
function periodNodes(): TableNeed {
  return {
    id: 'rateNoise.*',
    rows: (period) => {
      // A rate of a day without one is that of a day before.
      const [first, last] = [Math.max(0, daysOf(period)[0] - 7), daysOf(period)[1]];
      return Array.from({ length: OCTAVES }, (_, octave) => {
        const days = LONGEST_DAYS / (1 << octave);
        const start = 4 * ((1 << octave) - 1) + octave;
        const lastNode = 4 * (1 << octave);
        const nodeOf = (day: number): number => start + Math.min(Math.floor(day / days), lastNode);
        return [nodeOf(first), Math.min(nodeOf(last) + 1, start + lastNode)] as const;
      });
    },
  };
}

/** The table from its nodes; and the rate of every document from the table. */
function ratesAgain(findings: FileFindings, masters: MasterTables): FileReading {
  const book = new RateBook(masters);
  return {
    see: ({ id, payload }, line) => {
      const judged = book.judge(payload);
      if (judged === undefined) return;
      findings.row();
      if (judged !== '') findings.fault([id, textOf(payload, 'documentId')], `line ${line}: ${judged}`);
    },
    end: () => {
      for (const anchor of masters.rows('currencies')) {
        const currency = textOf(anchor, 'currency');
        if (!masters.has(`exchangeRates.${currency}`)) continue;
        const nodes = [...masters.rows(`rateNoise.${currency}`)];
        tell(checkRates({ anchor, nodes, rates: [...masters.rows(`exchangeRates.${currency}`)] }), findings);
      }
    },
  };
}
