/**
 * Open items, followed line by line: what clears them (B3), what they are worth (L10), and that they are what the accounts
 * hold (B1, B6). Memory holds what is open.
 */
import type { Clearing, EntryLine } from '../model/ledger.ts';
import { proRata } from '../ledger/amounts.ts';
import { hasFlag, readAccounts, type CompanyAccounts } from './accounts.ts';
import {
  ENTRIES,
  FindingLog,
  NONE,
  nameOf,
  targetsOf,
  type FileCheck,
  type FileEntry,
  type Seen,
  type VerifyContext,
} from './check.ts';
import { dateOfDay, localDay } from './instants.ts';
import { localsOf } from './replay.ts';
import { Ties } from './ties.ts';

const NO_BOOKS = 'the output has no ledger/books.json';

/** Where payments stand until the bank has executed them. */
const UNDER_WAY = new Set(['cash.outgoing', 'cash.transfer', 'cash.incoming']);

interface Units {
  readonly quantity: number;
  readonly localAmount: number;
}

interface Item {
  readonly glAccount: string;
  readonly partner: string;
  readonly side: string;
  readonly currency: string;
  readonly documentId: string;
  readonly postingDate: string;
  amount: number;
  localAmount: number;
  /** Of items that are counted in units, oldest first. */
  units: readonly Units[];
}

/** B1, B3, B6 and L10, which all follow the same items. */
export function subledgerChecks({ books }: VerifyContext): readonly FileCheck[] {
  const subledgers = new Subledgers(books === undefined ? undefined : readAccounts(books));
  const missing = books === undefined ? { missing: NO_BOOKS } : {};
  const { cleared, values, control, underWay } = subledgers;
  const passive = (): void => undefined;
  return [
    { id: 'L10', name: 'local-amounts-recomputed', log: values, ...missing, of: NONE, see: passive },
    {
      id: 'B1',
      name: 'open-items-tie-to-control-accounts',
      log: control.log,
      ...missing,
      of: ENTRIES,
      see: (seen) => subledgers.see(seen),
      end: () => subledgers.end(),
    },
    { id: 'B3', name: 'items-are-cleared-once', log: cleared, of: NONE, see: passive },
    { id: 'B6', name: 'cash-under-way-ties-to-its-items', log: underWay.log, ...missing, of: NONE, see: passive },
  ];
}

class Subledgers {
  readonly cleared = new FindingLog();
  readonly values = new FindingLog();
  readonly control = new Ties('the open items of');
  readonly underWay = new Ties('the payments under way on');
  readonly #accounts: ReadonlyMap<string, CompanyAccounts> | undefined;
  readonly #items = new Map<string, Item>();
  #day = 0;

  constructor(accounts: ReadonlyMap<string, CompanyAccounts> | undefined) {
    this.#accounts = accounts;
  }

  see(seen: Seen): void {
    const { event, entry } = seen;
    if (entry === undefined || entry.ledger !== 'operating') return;
    const day = localDay(event.ms);
    if (day !== this.#day) this.#compare();
    this.#day = day;
    if (this.#accounts !== undefined) this.#judgeValues(seen, entry, this.#accounts);
    for (const line of entry.lines) {
      this.#tie(seen, entry, line);
      if (line.clears !== undefined) for (const clearing of line.clears) this.#clear(seen, { entry, line, clearing });
      if (line.openItem !== undefined) this.#open(entry, line);
    }
  }

  end(): void {
    this.#compare();
  }

  #compare(): void {
    const date = dateOfDay(this.#day);
    this.control.compare(date);
    this.underWay.compare(date);
  }

  /** Which comparison an account takes part in, by its key there. */
  #tiesOf(
    company: string,
    { glAccount, partner }: Pick<Item, 'glAccount' | 'partner'>,
  ): { readonly ties: Ties; readonly key: string } | undefined {
    const account = this.#accounts?.get(company)?.byNumber.get(glAccount);
    if (account === undefined) return undefined;
    if (UNDER_WAY.has(account.role)) return { ties: this.underWay, key: `${company}/${glAccount}` };
    if (!hasFlag(account, 'C') || hasFlag(account, 'A')) return undefined;
    return { ties: this.control, key: `${company}/${glAccount}/${partner}` };
  }

  #tie({ at }: Seen, entry: FileEntry, line: EntryLine): void {
    const tied = this.#tiesOf(entry.company, { glAccount: line.glAccount, partner: partnerOf(line) });
    const sign = line.side === 'debit' ? 1 : -1;
    tied?.ties.book(tied.key, entry.currency, [sign * line.amount, sign * line.localAmount], { at, entry });
  }

  #open(entry: FileEntry, line: EntryLine): void {
    const { side, amount, localAmount, quantity, openItem } = line;
    const key = `${entry.company}/${openItem?.id ?? ''}`;
    let item = this.#items.get(key);
    if (item === undefined) this.#items.set(key, (item = newItem(entry, line)));
    item.amount += amount;
    item.localAmount += localAmount;
    if (quantity !== undefined) item.units = [...item.units, { quantity, localAmount }];
    const sign = side === 'debit' ? 1 : -1;
    const tied = this.#tiesOf(entry.company, item);
    tied?.ties.hold(tied.key, item.currency, [sign * amount, sign * localAmount]);
  }

  #clear(
    { at }: Seen,
    {
      entry,
      line,
      clearing,
    }: { readonly entry: FileEntry; readonly line: EntryLine; readonly clearing: Required<Clearing> },
  ): void {
    const key = `${entry.company}/${clearing.item}`;
    const item = this.#items.get(key);
    this.cleared.rows++;
    const fault = clearingFault(item, entry, line, clearing);
    if (fault !== '') {
      const targets = [...targetsOf(entry), clearing.item];
      this.cleared.add({ targets, message: `${nameOf(at, entry)}: clears item ${clearing.item}${fault}` });
    }
    if (item === undefined) return;
    item.amount -= clearing.amount;
    item.localAmount -= clearing.localAmount;
    if (line.quantity !== undefined) item.units = takeUnits(item.units, line.quantity).left;
    const isGone = isCounted(line) ? item.localAmount <= 0 && item.units.length === 0 : item.amount <= 0;
    if (isGone) this.#items.delete(key);
    const sign = item.side === 'debit' ? -1 : 1;
    const tied = this.#tiesOf(entry.company, item);
    tied?.ties.hold(tied.key, item.currency, [sign * clearing.amount, sign * clearing.localAmount]);
  }

  /** L10: what each line is worth in company currency. */
  #judgeValues({ at }: Seen, entry: FileEntry, accounts: ReadonlyMap<string, CompanyAccounts>): void {
    const company = accounts.get(entry.company)?.company;
    if (company === undefined) return;
    this.values.rows++;
    const fault = this.#clearedValueFault(entry) || localFault(entry, company.currency);
    if (fault !== '') this.values.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)} ${fault}` });
  }

  #clearedValueFault({ company, lines }: FileEntry): string {
    for (const line of lines) {
      for (const { item, amount, localAmount } of line.clears ?? []) {
        const open = this.#items.get(`${company}/${item}`);
        if (open === undefined) continue;
        const worth = isCounted(line)
          ? takeUnits(open.units, line.quantity ?? 0).value
          : proRata(Math.min(amount, open.amount), open);
        if (worth !== localAmount)
          return `line ${line.line}: clears ${localAmount} of item ${item}, which is worth ${worth}`;
      }
    }
    return '';
  }
}

function newItem(
  { currency, documentId, sourceEvent, documentDate, postingDate: posted }: FileEntry,
  line: EntryLine,
): Item {
  const { glAccount, side } = line;
  // What is open on the first day was opened when its document was.
  const postingDate = sourceEvent.startsWith('opening_') ? documentDate : posted;
  const partner = partnerOf(line);
  return { glAccount, partner, side, currency, documentId, postingDate, amount: 0, localAmount: 0, units: [] };
}

function localFault({ lines, currency, rate9 }: FileEntry, local: string): string {
  const booked = lines.filter(({ amount }) => amount !== 0);
  const drafts = booked.map(({ side, amount, clears }) => ({
    side,
    amount,
    details: clears === undefined ? {} : { clears },
  }));
  const locals = localsOf(drafts, { currency, rate9, local });
  for (const [i, { line, localAmount }] of booked.entries()) {
    if (localAmount !== locals[i])
      return `line ${line}: ${localAmount} in company currency, recomputed ${locals[i] ?? 0}`;
  }
  const over = booked.reduce((sum, { side }, i) => sum + (side === 'debit' ? 1 : -1) * (locals[i] ?? 0), 0);
  const rest = lines.filter(({ amount }) => amount === 0);
  const told = rest.reduce((sum, { side, localAmount }) => sum + (side === 'debit' ? -1 : 1) * localAmount, 0);
  if (rest.length > (over === 0 ? 0 : 1) || told !== over)
    return `has an exchange difference of ${told}, recomputed ${over}`;
  return '';
}

function clearingFault(
  item: Item | undefined,
  entry: FileEntry,
  line: EntryLine,
  { amount, localAmount }: Required<Clearing>,
): string {
  if (item === undefined) return ', which is not open';
  const what = ` of ${item.documentId}`;
  if (item.side === line.side) return `${what} on the side it was opened on`;
  if (entry.postingDate < item.postingDate)
    return `${what}, opened on ${item.postingDate}, already on ${entry.postingDate}`;
  if (!isCounted(line) && amount > item.amount) return `${what} by ${amount}, of which ${item.amount} is open`;
  if (localAmount > item.localAmount)
    return `${what} by ${localAmount} in company currency, of which ${item.localAmount} is open`;
  const isLast = isCounted(line) ? takeUnits(item.units, line.quantity ?? 0).left.length === 0 : amount === item.amount;
  if (!isLast || localAmount === item.localAmount) return '';
  return `${what} to the last, but leaves ${item.localAmount - localAmount} in company currency`;
}

/** Items of goods and invoices received are managed in units and company currency. */
function isCounted({ quantity, clears }: EntryLine): boolean {
  return quantity !== undefined && clears !== undefined;
}

/** The oldest units first; what they are worth together, and what is left. */
function takeUnits(
  units: readonly Units[],
  quantity: number,
): { readonly value: number; readonly left: readonly Units[] } {
  let wanted = quantity;
  let value = 0;
  const left: Units[] = [];
  for (const layer of units) {
    const taken = Math.min(wanted, layer.quantity);
    const worth = proRata(taken, { amount: layer.quantity, localAmount: layer.localAmount });
    wanted -= taken;
    value += worth;
    if (taken < layer.quantity) left.push({ quantity: layer.quantity - taken, localAmount: layer.localAmount - worth });
  }
  return { value, left };
}

function partnerOf({ partner }: EntryLine): string {
  return partner === undefined ? '' : `${partner.kind}/${partner.id}`;
}
