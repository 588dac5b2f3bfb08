/** Trial balance and aging as they were reported, against the same recomputed from the entries. */
import type { EntryLine } from '../model/ledger.ts';
import { DAY_MS } from '../time/civil.ts';
import { ENTRIES, FindingLog, NONE, type FileCheck, type FileEntry, type VerifyContext } from './check.ts';

type Row = Readonly<Record<string, unknown>>;

/** Tables of the output beside its events; undefined where there is none. */
export interface ReportedTables {
  readonly trialBalance: readonly Row[] | undefined;
  readonly aging: readonly Row[] | undefined;
}

interface Movement {
  readonly company: string;
  readonly glAccount: string;
  readonly period: string;
  debit: number;
  credit: number;
}

/** T1, T2, T4 and B2. */
export function balanceChecks({ books, firstDay }: VerifyContext, tables: ReportedTables): readonly FileCheck[] {
  const movements = new Map<string, Movement>();
  const opening = new OpeningBalance(firstDay);
  const due = new DueItems();
  const [carried, zero] = [new FindingLog(), new FindingLog()];
  const see: FileCheck['see'] = ({ at, entry }) => {
    if (entry === undefined || entry.ledger !== 'operating') return;
    const period = periodOf(entry);
    for (const line of entry.lines) {
      add(movements, { company: entry.company, period }, line);
      opening.see(at, entry, line);
      due.see(entry, line);
    }
  };
  const end = (): void => {
    if (tables.trialBalance !== undefined) compareTrialBalance(carried, movements, tables.trialBalance);
    sumToZero(zero, movements);
    opening.end();
    if (tables.aging !== undefined) due.compare(tables.aging);
  };
  const passive = (): void => undefined;
  const noTable = (file: string) => ({ missing: `the output has no ledger/${file}` });
  return [
    {
      id: 'T1',
      name: 'trial-balance-carries-forward',
      log: carried,
      ...(tables.trialBalance === undefined ? noTable('trial-balance.ndjson') : {}),
      of: ENTRIES,
      see,
      end,
    },
    { id: 'T2', name: 'trial-balance-is-zero', log: zero, of: NONE, see: passive },
    {
      id: 'T4',
      name: 'opening-equity-is-zero',
      log: opening.log,
      ...(books === undefined ? noTable('books.json') : {}),
      of: NONE,
      see: passive,
    },
    {
      id: 'B2',
      name: 'aging-recomputed',
      log: due.log,
      ...(tables.aging === undefined ? noTable('aging.ndjson') : {}),
      of: NONE,
      see: passive,
    },
  ];
}

function add(
  movements: Map<string, Movement>,
  { company, period }: Pick<Movement, 'company' | 'period'>,
  { glAccount, side, localAmount }: EntryLine,
): void {
  const key = `${company}/${glAccount}/${period}`;
  let movement = movements.get(key);
  if (movement === undefined) movements.set(key, (movement = { company, glAccount, period, debit: 0, credit: 0 }));
  movement[side === 'debit' ? 'debit' : 'credit'] += localAmount;
}

/** T1: each row is the one before plus its period's entries; none too many, none too few. */
function compareTrialBalance(log: FindingLog, movements: ReadonlyMap<string, Movement>, rows: readonly Row[]): void {
  const reported = new Map(
    rows.map((row) => [`${String(row['company'])}/${String(row['glAccount'])}/${periodOf(row)}`, row]),
  );
  const balances = new Map<string, number>();
  for (const [key, { company, glAccount, debit, credit }] of [...movements].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const account = `${company}/${glAccount}`;
    const balance = (balances.get(account) ?? 0) + debit - credit;
    balances.set(account, balance);
    if (debit === 0 && credit === 0) continue;
    log.rows++;
    const row = reported.get(key);
    reported.delete(key);
    const side = balance < 0 ? 'credit' : 'debit';
    const expected = `debit ${debit}, credit ${credit}, balance ${Math.abs(balance)} ${side}`;
    const found =
      row === undefined
        ? 'no row'
        : `debit ${String(row['debit'])}, credit ${String(row['credit'])}, balance ${String(row['balance'])} ${String(row['balanceSide'])}`;
    if (found !== expected) log.add({ targets: [key], message: `${key}: reported ${found}; recomputed ${expected}` });
  }
  for (const key of reported.keys()) {
    log.rows++;
    log.add({ targets: [key], message: `${key}: reported, but no entry posts there` });
  }
}

function periodOf({ fiscalYear, fiscalPeriod }: Pick<FileEntry, 'fiscalYear' | 'fiscalPeriod'> | Row): string {
  return `${String(fiscalYear)}-${String(fiscalPeriod).padStart(2, '0')}`;
}

/** T2: debits and credits of all accounts are equal in every period of a company. */
function sumToZero(log: FindingLog, movements: ReadonlyMap<string, Movement>): void {
  const sums = new Map<string, number>();
  for (const { company, period, debit, credit } of movements.values()) {
    const key = `${company}/${period}`;
    sums.set(key, (sums.get(key) ?? 0) + debit - credit);
  }
  for (const [key, sum] of sums) {
    log.rows++;
    if (sum !== 0) log.add({ targets: [key], message: `${key}: debits exceed credits by ${sum} over all accounts` });
  }
}

/** T4: what was before the period came in with entries that balance among themselves. */
class OpeningBalance {
  readonly log = new FindingLog();
  readonly #firstDay: string | undefined;
  readonly #byCompany = new Map<string, { at: number; entry: FileEntry; sums: Map<string, number> }>();
  #earliest = '9999-12-31';

  constructor(firstDay: string | undefined) {
    this.#firstDay = firstDay;
  }

  see(at: number, entry: FileEntry, { role, side, localAmount }: EntryLine): void {
    if (entry.postingDate < this.#earliest) this.#earliest = entry.postingDate;
    if (role !== 'equity.opening') return;
    let known = this.#byCompany.get(entry.company);
    if (known === undefined) this.#byCompany.set(entry.company, (known = { at, entry, sums: new Map() }));
    const before = known.sums.get(entry.postingDate) ?? 0;
    known.sums.set(entry.postingDate, before + (side === 'debit' ? localAmount : -localAmount));
    Object.assign(known, { at, entry });
  }

  end(): void {
    const firstDay = this.#firstDay ?? this.#earliest;
    for (const [company, { at, entry, sums }] of this.#byCompany) {
      this.log.rows++;
      const sum = [...sums].filter(([date]) => date <= firstDay).reduce((all, [, amount]) => all + amount, 0);
      if (sum === 0) continue;
      const last = `last posted to in line ${at} by ${entry.entryId} (${entry.ruleId}, ${entry.documentId})`;
      this.log.add({
        targets: [company, entry.entryId],
        message: `${company}: opening equity is ${sum} on ${firstDay}, ${last}`,
      });
    }
  }
}

/** B2: items with a due date, by how long they are overdue. */
class DueItems {
  readonly log = new FindingLog();
  readonly #items = new Map<
    string,
    { readonly key: string; readonly dueDate: string; readonly sign: number; localAmount: number }
  >();

  see({ company }: FileEntry, { glAccount, partner, side, localAmount, openItem, clears }: EntryLine): void {
    for (const { item, localAmount: taken } of clears ?? []) {
      const open = this.#items.get(`${company}/${item}`);
      if (open === undefined) continue;
      open.localAmount -= taken;
      if (open.localAmount === 0) this.#items.delete(`${company}/${item}`);
    }
    if (openItem?.dueDate === undefined) return;
    const known = this.#items.get(`${company}/${openItem.id}`);
    if (known !== undefined) known.localAmount += localAmount;
    else {
      const key = `${company}/${glAccount}/${partner === undefined ? '' : `${partner.kind}/${partner.id}`}`;
      const sign = side === 'debit' ? 1 : -1;
      this.#items.set(`${company}/${openItem.id}`, { key, dueDate: openItem.dueDate, sign, localAmount });
    }
  }

  compare(rows: readonly Row[]): void {
    const asOf = textOf(rows[0]?.['asOf']);
    const buckets = this.#buckets(asOf);
    for (const row of rows) {
      this.log.rows++;
      const key = `${String(row['company'])}/${String(row['glAccount'])}/${String(row['partner'])}`;
      const expected = buckets.get(key) ?? [0, 0, 0, 0, 0];
      buckets.delete(key);
      const found = BUCKETS.map((bucket) => Number(row[bucket]));
      const at = found.findIndex((amount, i) => amount !== expected[i]);
      if (at === -1) continue;
      const bucket = BUCKETS[at] ?? '';
      this.log.add({
        targets: [key],
        message: `${key}: ${bucket} reported ${found[at] ?? 0}, recomputed ${expected[at] ?? 0} as of ${asOf}`,
      });
    }
    for (const [key, amounts] of buckets) {
      this.log.rows++;
      this.log.add({ targets: [key], message: `${key}: not reported, recomputed ${amounts.join(', ')}` });
    }
  }

  #buckets(asOf: string): Map<string, number[]> {
    const buckets = new Map<string, number[]>();
    for (const { key, dueDate, sign, localAmount } of this.#items.values()) {
      const amounts = buckets.get(key) ?? [0, 0, 0, 0, 0];
      buckets.set(key, amounts);
      const late = (Date.parse(`${asOf}T00:00:00.000Z`) - Date.parse(`${dueDate}T00:00:00.000Z`)) / DAY_MS;
      const place = late <= 0 ? 0 : late <= 30 ? 1 : late <= 60 ? 2 : late <= 90 ? 3 : 4;
      amounts[place] = (amounts[place] ?? 0) + sign * localAmount;
    }
    return buckets;
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const BUCKETS = ['current', '1-30', '31-60', '61-90', 'over90'];
