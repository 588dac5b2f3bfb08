/** Checks of one entry at a time: what it says has to hold by itself and by the account table. */
import type { EntryLine } from '../model/ledger.ts';
import { compileFiscal, periodIn, type CompiledFiscal } from '../time/fiscal.ts';
import { hasFlag, readAccounts, type CompanyAccounts } from './accounts.ts';
import {
  ENTRIES,
  FindingLog,
  nameOf,
  targetsOf,
  type FileCheck,
  type FileEntry,
  type Seen,
  type VerifyContext,
} from './check.ts';
import { dateOfDay, dayOfDate, localDay, postingDay } from './instants.ts';

const NO_BOOKS = 'the output has no ledger/books.json';

/** L1: debits equal credits, in entry currency and in company currency. */
export function balancedEntries(): FileCheck {
  const log = new FindingLog();
  return {
    id: 'L1',
    name: 'debits-equal-credits',
    log,
    of: ENTRIES,
    see: ({ at, entry }) => {
      if (entry === undefined) return;
      log.rows++;
      for (const key of ['amount', 'localAmount'] as const) {
        const debits = sumOf(entry.lines, 'debit', key);
        const credits = sumOf(entry.lines, 'credit', key);
        if (debits === credits) continue;
        const where = key === 'amount' ? entry.currency : 'company currency';
        log.add({
          targets: targetsOf(entry),
          message: `${nameOf(at, entry)}: debits ${debits}, credits ${credits} in ${where}`,
        });
      }
    },
  };
}

function sumOf(lines: readonly EntryLine[], side: string, key: 'amount' | 'localAmount'): number {
  let sum = 0;
  for (const line of lines) if (line.side === side) sum += line[key];
  return sum;
}

/** L2: the account exists, can be posted to, is valid on the date, and is that of the role. */
export function knownAccounts({ books }: VerifyContext): FileCheck {
  const log = new FindingLog();
  const accounts = books === undefined ? undefined : readAccounts(books);
  return {
    id: 'L2',
    name: 'accounts-by-determination',
    log,
    of: ENTRIES,
    ...(books === undefined ? { missing: NO_BOOKS } : {}),
    see: ({ at, entry }) => {
      if (entry === undefined || accounts === undefined) return;
      for (const line of entry.lines) {
        log.rows++;
        const fault = accountFault(accounts.get(entry.company), entry, line);
        if (fault !== '')
          log.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)} line ${line.line}: ${fault}` });
      }
    },
  };
}

function accountFault(
  accounts: CompanyAccounts | undefined,
  { company, postingDate }: FileEntry,
  line: EntryLine,
): string {
  if (accounts === undefined) return `company ${company} is not in the books`;
  const account = accounts.byNumber.get(line.glAccount);
  if (account === undefined) return `account ${line.glAccount} is not in chart '${accounts.company.chart}'`;
  if (accounts.parents.has(account.number)) return `account ${account.number} has parts and takes no postings itself`;
  if (account.role !== line.role) return `account ${account.number} is '${account.role}', the line says '${line.role}'`;
  const { validFrom = '', validTo = '9999-12-31' } = account;
  if (postingDate >= validFrom && postingDate <= validTo) return '';
  return `account ${account.number} is valid from ${validFrom} to ${validTo}, not on ${postingDate}`;
}

/** L3: one side per line, no amount below 0, not both amounts 0; and whatever claims to be an entry is one. */
export function soundLines(): FileCheck & { malformed(seen: Seen, fault: string): void } {
  const log = new FindingLog();
  return {
    id: 'L3',
    name: 'lines-have-one-side',
    log,
    of: ENTRIES,
    malformed: ({ at, event }, fault) => {
      log.rows++;
      log.add({ targets: [event.id], message: `line ${at}: ${event.id} is no entry: ${fault}` });
    },
    see: ({ at, entry }) => {
      if (entry === undefined) return;
      for (const line of entry.lines) {
        log.rows++;
        const fault = lineFault(line);
        if (fault !== '')
          log.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)} line ${line.line}: ${fault}` });
      }
    },
  };
}

function lineFault({ side, amount, localAmount }: EntryLine): string {
  if (side !== 'debit' && side !== 'credit') return `its side is '${String(side)}'`;
  if (amount < 0 || localAmount < 0) return `its amount is ${amount} (${localAmount} in company currency)`;
  return amount === 0 && localAmount === 0 ? 'both its amounts are 0' : '';
}

/**
 * L4: fiscal year and period are those of the posting date, which is the date of the event, or the first day of the period
 * where that lies before it, but for closing and opening.
 */
export function fiscalDates({ books, firstDay }: VerifyContext): FileCheck {
  const log = new FindingLog();
  const companies = new Map(
    books?.companies.map((company) => [
      company.id,
      {
        fiscal: compileFiscal(company.fiscalCalendar ?? { type: 'calendar' }),
        offset: company.utcOffsetMinutes ?? 0,
        firstDay,
      },
    ]),
  );
  return {
    id: 'L4',
    name: 'period-of-the-posting-date',
    log,
    of: ENTRIES,
    ...(books === undefined ? { missing: NO_BOOKS } : {}),
    see: ({ at, event, entry }) => {
      if (entry === undefined || books === undefined) return;
      log.rows++;
      const company = companies.get(entry.company);
      const fault =
        company === undefined ? `company ${entry.company} is not in the books` : dateFault(entry, event.ms, company);
      if (fault !== '') log.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)}: ${fault}` });
    },
  };
}

/** The days of a company's books. */
interface CompanyDays {
  readonly fiscal: CompiledFiscal;
  /** Minutes ahead of UTC. */
  readonly offset: number;
  readonly firstDay: string | undefined;
}

function dateFault(entry: FileEntry, ms: number, { fiscal, offset, firstDay }: CompanyDays): string {
  const { postingDate, fiscalYear, fiscalPeriod, ruleId } = entry;
  const day = dayOfDate(postingDate);
  if (Number.isNaN(day)) return `its posting date is '${postingDate}'`;
  const eventDay = localDay(ms, offset);
  const booked = postingDay(eventDay, firstDay);
  if (day !== booked && !/^(CL|OP)/.test(ruleId)) {
    const opened = booked === eventDay ? '' : `, and the books begin on ${dateOfDay(booked)}`;
    return `posted to ${postingDate}, but its event is of ${dateOfDay(eventDay)}${opened}`;
  }
  const year = fiscal.yearOf(day);
  // Opening and closing entries have periods of their own at the ends of the year.
  const isApart = (fiscalPeriod === 0 && ruleId.startsWith('OP')) || (fiscalPeriod === 13 && ruleId.startsWith('CL'));
  if (fiscalYear === year.year && (isApart || fiscalPeriod === periodIn(year, day))) return '';
  return `period ${fiscalYear}-${fiscalPeriod}, but ${postingDate} lies in ${year.year}-${periodIn(year, day)}`;
}

/** L7: lines on control accounts name their partner and open or clear an item; nobody posts by hand where only documents do. */
export function controlLines({ books }: VerifyContext): FileCheck {
  const log = new FindingLog();
  const accounts = books === undefined ? undefined : readAccounts(books);
  return {
    id: 'L7',
    name: 'control-accounts-have-partners',
    log,
    of: ENTRIES,
    ...(books === undefined ? { missing: NO_BOOKS } : {}),
    see: ({ at, entry }) => {
      if (entry === undefined || accounts === undefined) return;
      for (const line of entry.lines) {
        const account = accounts.get(entry.company)?.byNumber.get(line.glAccount);
        const [isControl, isBarred] = [hasFlag(account, 'C'), entry.kind === 'manual' && hasFlag(account, 'N')];
        if (!isControl && entry.kind !== 'manual') continue;
        log.rows++;
        const fault = isBarred
          ? `account ${line.glAccount} takes no manual entries`
          : isControl
            ? controlFault(line, hasFlag(account, 'A'))
            : '';
        if (fault !== '')
          log.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)} line ${line.line}: ${fault}` });
      }
    },
  };
}

function controlFault({ glAccount, partner, openItem, clears, assetId }: EntryLine, isAsset: boolean): string {
  if (isAsset) return assetId === undefined && openItem === undefined ? `account ${glAccount} asks for an asset` : '';
  if (partner === undefined) return `account ${glAccount} asks for a partner`;
  return openItem === undefined && clears === undefined
    ? `account ${glAccount} asks for an open item or a clearing`
    : '';
}
