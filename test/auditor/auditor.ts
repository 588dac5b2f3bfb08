/**
 * A second set of books, kept as dumbly as can be: the whole file in memory, lists, big integers, no index, and not a line
 * of the code that posts, folds or verifies. Slow on purpose: what agrees with it is not right by the same mistake.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

type Json = Readonly<Record<string, unknown>>;

interface Line {
  readonly entryId: string;
  readonly company: string;
  readonly currency: string;
  readonly documentId: string;
  readonly postingDate: string;
  readonly period: string;
  readonly glAccount: string;
  readonly partner: string;
  readonly side: string;
  readonly amount: bigint;
  readonly localAmount: bigint;
  readonly opens: string;
  readonly dueDate: string;
  readonly clears: readonly { readonly item: string; readonly amount: bigint; readonly localAmount: bigint }[];
}

interface Item {
  readonly company: string;
  readonly item: string;
  readonly glAccount: string;
  readonly partner: string;
  readonly side: string;
  readonly currency: string;
  readonly documentId: string;
  readonly postingDate: string;
  readonly dueDate: string;
  amount: bigint;
  localAmount: bigint;
}

/** What an auditor finds in a folder. */
export interface Audit {
  /** `company/account/period: debit, credit, balance side`, sorted; of accounts kept in currencies those too. */
  readonly trialBalance: readonly string[];
  readonly openItems: readonly string[];
  readonly aging: readonly string[];
  /** Ids of entries whose debits differ from their credits. */
  readonly unbalanced: readonly string[];
  /** Items that are cleared though they are not open, or by more than they are. */
  readonly overcleared: readonly string[];
  /** Sum of debits less credits of all accounts. */
  readonly total: bigint;
}

/** Keeps the books of a folder again. `asOf`: the day for which items are overdue. */
export function audit(folder: string, asOf: string): Audit {
  const lines = linesOf(folder);
  const { items, overcleared } = itemsOf(lines);
  return {
    trialBalance: trialBalanceOf(lines, currencyAccounts(folder)),
    openItems: items.map(openItemText).sort(compare),
    aging: agingOf(items, asOf),
    unbalanced: unbalancedOf(lines),
    overcleared,
    total: sumOf(lines),
  };
}

/** The tables of a folder in the words of the auditor. */
export function reported(
  folder: string,
): Pick<Audit, 'trialBalance' | 'openItems' | 'aging'> & { readonly asOf: string } {
  const balances = rowsOf(join(folder, 'ledger', 'trial-balance.ndjson'));
  const items = rowsOf(join(folder, 'ledger', 'open-items.ndjson'));
  const overdue = rowsOf(join(folder, 'ledger', 'aging.ndjson'));
  return {
    asOf: String(overdue[0]?.['asOf']),
    trialBalance: balances
      .map((row) => {
        const period = `${String(row['fiscalYear'])}-${String(row['fiscalPeriod']).padStart(2, '0')}`;
        const currencies = Object.entries((row['currencies'] ?? {}) as Readonly<Record<string, Json>>);
        const kept = currencies.map(
          ([currency, one]) => `; ${currency} ${String(one['balance'])} ${String(one['balanceSide'])}`,
        );
        return `${String(row['company'])}/${String(row['glAccount'])}/${period}: ${String(row['debit'])}, ${String(row['credit'])}, ${String(row['balance'])} ${String(row['balanceSide'])}${kept.sort(compare).join('')}`;
      })
      .sort(compare),
    openItems: items.map((row) => openItemText(row as unknown as Item)).sort(compare),
    aging: overdue
      .map((row) => `${keyOf(row)}: ${BUCKETS.map((bucket) => String(row[bucket])).join(', ')}`)
      .sort(compare),
  };
}

function rowsOf(file: string): readonly Json[] {
  const texts = readFileSync(file, 'utf8').split('\n');
  return texts.filter((text) => text !== '').map((text) => JSON.parse(text) as Json);
}

function linesOf(folder: string): readonly Line[] {
  const all: Line[] = [];
  for (const event of rowsOf(join(folder, 'events', 'events.ndjson'))) {
    if (event['name'] !== 'journal_entry.posted') continue;
    const entry = event['payload'] as Json;
    for (const line of entry['lines'] as readonly Json[]) {
      const partner = line['partner'] as Json | undefined;
      const opens = line['openItem'] as Json | undefined;
      const clears = (line['clears'] ?? []) as readonly Json[];
      all.push({
        entryId: String(entry['entryId']),
        company: String(entry['company']),
        currency: String(entry['currency']),
        documentId: String(entry['documentId']),
        postingDate: String(entry['postingDate']),
        period: `${String(entry['fiscalYear'])}-${String(entry['fiscalPeriod']).padStart(2, '0')}`,
        glAccount: String(line['glAccount']),
        partner: partner === undefined ? '' : `${String(partner['kind'])}/${String(partner['id'])}`,
        side: String(line['side']),
        amount: BigInt(String(line['amount'])),
        localAmount: BigInt(String(line['localAmount'])),
        opens: opens === undefined ? '' : String(opens['id']),
        dueDate: typeof opens?.['dueDate'] === 'string' ? opens['dueDate'] : '',
        clears: clears.map((one) => ({
          item: String(one['item']),
          amount: BigInt(String(one['amount'])),
          localAmount: BigInt(String(one['localAmount'])),
        })),
      });
    }
  }
  return all;
}

function sumOf(lines: readonly Line[], field: 'amount' | 'localAmount' = 'localAmount'): bigint {
  let sum = 0n;
  for (const line of lines) sum += line.side === 'debit' ? line[field] : -line[field];
  return sum;
}

function unbalancedOf(lines: readonly Line[]): readonly string[] {
  const found: string[] = [];
  for (let from = 0; from < lines.length;) {
    let to = from;
    while (to < lines.length && lines[to]?.entryId === lines[from]?.entryId) to++;
    const entry = lines.slice(from, to);
    if (sumOf(entry) !== 0n || sumOf(entry, 'amount') !== 0n) found.push(entry[0]?.entryId ?? '');
    from = to;
  }
  return found;
}

function trialBalanceOf(lines: readonly Line[], inCurrencies: ReadonlySet<string>): readonly string[] {
  const accounts = [...new Set(lines.map(({ company, glAccount }) => `${company}/${glAccount}`))];
  return accounts
    .flatMap((account) => {
      const ofAccount = lines.filter(({ company, glAccount }) => `${company}/${glAccount}` === account);
      const periods = [...new Set(ofAccount.map(({ period }) => period))].sort(compare);
      return periods.flatMap((period) => {
        const within = ofAccount.filter((line) => line.period === period);
        const [debit, credit] = ['debit', 'credit'].map((side) =>
          absolute(sumOf(within.filter((line) => line.side === side))),
        );
        if (debit === 0n && credit === 0n) return [];
        const until = ofAccount.filter((line) => line.period <= period);
        const kept = inCurrencies.has(account) ? currencyBalances(until) : '';
        return [`${account}/${period}: ${debit ?? 0n}, ${credit ?? 0n}, ${balanceText(sumOf(until))}${kept}`];
      });
    })
    .sort(compare);
}

/** A currency of which nothing is left is not told. */
function currencyBalances(lines: readonly Line[]): string {
  const currencies = [...new Set(lines.map(({ currency }) => currency))].sort(compare);
  return currencies
    .map((currency) => {
      const sum = sumOf(
        lines.filter((line) => line.currency === currency),
        'amount',
      );
      return sum === 0n ? '' : `; ${currency} ${balanceText(sum)}`;
    })
    .join('');
}

function balanceText(sum: bigint): string {
  return `${absolute(sum)} ${sum < 0n ? 'credit' : 'debit'}`;
}

/** Accounts that are kept in the currencies of their entries too. */
function currencyAccounts(folder: string): ReadonlySet<string> {
  const books = JSON.parse(readFileSync(join(folder, 'ledger', 'books.json'), 'utf8')) as {
    readonly companies: readonly { readonly id: string; readonly chart: string }[];
    readonly charts: readonly {
      readonly id: string;
      readonly accounts: readonly { readonly number: string; readonly flags?: readonly string[] }[];
    }[];
  };
  const found = books.companies.flatMap(({ id, chart }) => {
    const accounts = books.charts.find((one) => one.id === chart)?.accounts ?? [];
    return accounts.filter(({ flags = [] }) => flags.includes('X')).map(({ number }) => `${id}/${number}`);
  });
  return new Set(found);
}

/** Items in the order of their lines: within a line what it clears, then what it opens. */
function itemsOf(lines: readonly Line[]): { readonly items: readonly Item[]; readonly overcleared: readonly string[] } {
  let items: Item[] = [];
  const overcleared: string[] = [];
  for (const line of lines) {
    const { company } = line;
    for (const { item, amount, localAmount } of line.clears) {
      const open = items.find((one) => one.company === company && one.item === item);
      if (open === undefined) overcleared.push(item);
      else {
        open.amount -= amount;
        open.localAmount -= localAmount;
        if (open.localAmount < 0n) overcleared.push(item);
        if (open.amount === 0n && open.localAmount === 0n) items = items.filter((one) => one !== open);
      }
    }
    if (line.opens === '') continue;
    const known = items.find((one) => one.company === company && one.item === line.opens);
    if (known === undefined) items.push({ ...line, item: line.opens });
    else {
      known.amount += line.amount;
      known.localAmount += line.localAmount;
    }
  }
  return { items, overcleared };
}

function openItemText({
  company,
  item,
  glAccount,
  partner,
  side,
  currency,
  amount,
  localAmount,
  dueDate,
}: Item): string {
  return `${company} ${item} ${glAccount} ${partner} ${side} ${currency} ${amount} ${localAmount} ${dueDate}`;
}

const BUCKETS = ['current', '1-30', '31-60', '61-90', 'over90'];

function agingOf(items: readonly Item[], asOf: string): readonly string[] {
  const due = items.filter(({ dueDate }) => dueDate !== '');
  return [...new Set(due.map(keyOf))]
    .map((key) => {
      const sums = [0n, 0n, 0n, 0n, 0n];
      for (const item of due.filter((one) => keyOf(one) === key)) {
        const place = bucketOf(daysBetween(item.dueDate, asOf));
        sums[place] = (sums[place] ?? 0n) + (item.side === 'debit' ? item.localAmount : -item.localAmount);
      }
      return `${key}: ${sums.join(', ')}`;
    })
    .sort(compare);
}

function bucketOf(days: number): number {
  return [0, 30, 60, 90].filter((limit) => days > limit).length;
}

function daysBetween(from: string, to: string): number {
  return (Date.parse(to) - Date.parse(from)) / 86_400_000;
}

function keyOf(row: object): string {
  const { company, glAccount, partner } = row as Readonly<Record<string, unknown>>;
  return `${String(company)}/${String(glAccount)}/${String(partner)}`;
}

function absolute(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
