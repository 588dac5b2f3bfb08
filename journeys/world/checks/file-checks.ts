/** The checks of the world in the form that `synode verify` takes: over the exported tables, and over documents for their rates. */
import {
  FindingLog,
  type FileCheck,
  type FileCheckMaker,
  type MasterTables,
  type TablePart,
} from '../../../src/index.ts';
import { DAY_MS } from '../dates.ts';
import { weekendOf } from '../masters/sessions.ts';
import { checkAccounts } from './accounts.ts';
import { checkBankAccounts } from './bank-accounts.ts';
import { textOf, type CheckOutcome, type Row } from './finding.ts';
import { checkKeys, type CompanyTables } from './keys.ts';
import { Partners } from './partners.ts';
import { checkPositions } from './people.ts';
import { RateBook } from './rate-book.ts';
import { checkRates } from './rates.ts';
import { stockCheck } from './stock.ts';
import { WorkWeek } from './work-week.ts';

/** What is known where no table is: one for each reading, as tables are. */
export function eventsAlone(): MasterTables {
  return { firstDay: undefined, has: () => false, rows: () => [] };
}

/** Exported with every run of a world: what the checks read. */
export const worldTables: readonly (string | TablePart)[] = Object.freeze([
  'accounts',
  'roleRules',
  'companies',
  'banks',
  'currencies',
  'vendors.*',
  'customers.*',
  'materials.*',
  'services.*',
  'employees.*',
  'costCenters.*',
  'bankAccounts.*',
  'contracts.*',
  'budgets.*',
  'assetPlan.*',
  periodRates(),
  periodNodes(),
  periodWeekends(),
]);

/** I1–I4, I6, Z1 and B4. */
export const worldChecks: readonly FileCheckMaker[] = Object.freeze([
  ofTables('I1', 'accounts-have-roles-and-captions', (masters) => [
    checkAccounts([...masters.rows('accounts')], [...masters.rows('roleRules')]),
  ]),
  keysResolve,
  ofTables('I3', 'managers-form-one-tree', (masters) =>
    eachCompany(masters).map((company) => checkPositions(rowsOf(masters, 'employees', company))),
  ),
  ofTables('I4', 'bank-accounts-pass-their-check-digits', (masters) =>
    eachCompany(masters).map((company) => {
      const of = (kind: string): readonly Row[] => rowsOf(masters, kind, company);
      const positions = of('employees');
      const banks = [...masters.rows('banks')];
      return checkBankAccounts({ company, banks, vendors: of('vendors'), bankAccounts: of('bankAccounts'), positions });
    }),
  ),
  ratesAgain,
  workDays,
  (masters = eventsAlone()) => stockCheck(masters),
]);

const NO_TABLES = 'the output has no tables of a world (master/)';

function ofTables(id: string, name: string, check: (masters: MasterTables) => readonly CheckOutcome[]): FileCheckMaker {
  return (masters = eventsAlone()) => {
    const log = new FindingLog();
    const end = (): void => {
      for (const outcome of check(masters)) tell(outcome, log);
    };
    return { id, name, log, ...missingIn(masters), see: () => undefined, end };
  };
}

/** I2: keys of the tables lead to rows, and those of documents to partners who are there by then. */
function keysResolve(masters: MasterTables = eventsAlone()): FileCheck {
  const log = new FindingLog();
  const partners = new Partners(masters);
  const isMissing = !masters.has('companies');
  let isRead = false;
  // What a row says comes before what documents show of it.
  const readTables = (): void => {
    if (isRead || masters.firstDay === undefined) return;
    isRead = true;
    for (const company of eachCompany(masters)) tell(checkKeys(tablesOf(company, masters), masters.firstDay), log);
  };
  return {
    id: 'I2',
    name: 'keys-of-masters-resolve',
    log,
    ...missingIn(masters),
    see: ({ at, event }) => {
      readTables();
      const fault = isMissing ? undefined : partners.faultOf(event);
      if (fault === undefined) return;
      log.rows++;
      if (fault === '') return;
      const documentId = String(event.payload['documentId']);
      log.add({ targets: [event.id, documentId], message: `line ${at}: ${event.name} ${documentId} ${fault}` });
    },
    end: readTables,
  };
}

function missingIn(masters: MasterTables): { readonly missing?: string } {
  return masters.has('companies') ? {} : { missing: NO_TABLES };
}

function tell({ rows, findings }: CheckOutcome, log: FindingLog): void {
  log.rows += rows;
  for (const { row, message } of findings) {
    log.add({ targets: [row.split(' ').at(-1) ?? row], message: `${row} ${message}` });
  }
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
    accounts: [...masters.rows('accounts')],
    currencies: [...masters.rows('currencies')],
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
    assetPlan: of('assetPlan'),
  };
}

const EPOCH = Date.parse('2000-01-01T00:00:00.000Z');
/** Documents of the run-in, and dates that lie behind the last day, have rates too. */
const BEFORE_DAYS = 400;
const BEHIND_DAYS = 130;
const OCTAVES = 13;
const LONGEST_DAYS = 4096;

/** Days of the tables of rates, 0 on 2000-01-01, that a period can ask for. */
function daysOf({ firstDay, lastDay }: Parameters<TablePart['rows']>[0]): readonly [number, number] {
  const dayOf = (date: string): number => Math.round((Date.parse(`${date}T00:00:00.000Z`) - EPOCH) / DAY_MS);
  return [Math.max(0, dayOf(firstDay) - BEFORE_DAYS), dayOf(lastDay) + BEHIND_DAYS];
}

function periodRates(): TablePart {
  return { id: 'exchangeRates.*', rows: (period) => [daysOf(period)] };
}

/** Weekends of the period, and some days behind it. */
function periodWeekends(): TablePart {
  const dayOf = (date: string): number => Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;
  return {
    id: 'weekendSessions.*',
    rows: ({ firstDay, lastDay }) => [
      [Math.max(0, weekendOf(dayOf(firstDay))), weekendOf(dayOf(lastDay) + BEHIND_DAYS)],
    ],
  };
}

/** Of each octave the nodes around those days: 4·2^p + 1 in octave p. */
function periodNodes(): TablePart {
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

/** I6: the table from its nodes; and the rate of every document from the table. */
function ratesAgain(masters = eventsAlone()): FileCheck {
  const log = new FindingLog();
  const book = masters.has('companies') ? RateBook.of(masters) : undefined;
  return {
    id: 'I6',
    name: 'rates-recomputed-and-used',
    log,
    ...missingIn(masters),
    see: ({ at, event: { id, payload } }) => {
      const judged = book?.judge(payload);
      if (judged === undefined) return;
      log.rows++;
      if (judged !== '') log.add({ targets: [id, textOf(payload, 'documentId')], message: `line ${at}: ${judged}` });
    },
    end: () => {
      for (const anchor of masters.rows('currencies')) {
        const currency = textOf(anchor, 'currency');
        if (!masters.has(`exchangeRates.${currency}`)) continue;
        const nodes = [...masters.rows(`rateNoise.${currency}`)];
        tell(checkRates({ anchor, nodes, rates: [...masters.rows(`exchangeRates.${currency}`)] }), log);
      }
    },
  };
}

/** Z1: people work on business days of their company, and in weekend sessions of the table. A label explains who does not. */
function workDays(masters = eventsAlone()): FileCheck {
  const log = new FindingLog();
  const week = masters.has('companies') ? new WorkWeek(masters) : undefined;
  return {
    id: 'Z1',
    name: 'people-work-on-business-days',
    log,
    ...missingIn(masters),
    see: ({ at, event }) => {
      const judged = week?.judge(event);
      if (judged === undefined) return;
      log.rows++;
      const { id, name, payload } = event;
      if (judged === '') return;
      log.add({ targets: [id, textOf(payload, 'documentId')], message: `line ${at}: ${name} ${id}: ${judged}` });
    },
  };
}
