/** Fold over entries: what is open of each item, as of any midnight; and how long it is overdue. */
import type { OpenItemRow } from '../model/book-rows.ts';
import type { EntryLine, JournalEntry, JournalEntryEvent, Side } from '../model/ledger.ts';
import { ENTRY_EVENT } from '../model/ledger.ts';
import type { Projection } from '../model/projection.ts';
import { byKey } from './balances.ts';
import { parseDate } from './books.ts';
import { addSeries, addTo, dayOf, forgetBefore, newSeries, sumsBefore, type Series } from './series.ts';

/** What opened an item; of several openings the first by time, then by id. */
interface Opened {
  readonly ms: number;
  readonly entryId: string;
  readonly documentId: string;
  readonly postingDate: string;
  readonly currency: string;
  readonly dueDate: string;
}

interface Item {
  readonly glAccount: string;
  readonly partner: string;
  /** The side on which it is opened. */
  readonly side: Side;
  opened: Opened | undefined;
  /** Openings stand on the debits, clearings on the credits, whatever the side. */
  readonly amount: Series;
  readonly local: Series;
}

/** By company, then by item id. */
type Items = Map<string, Map<string, Item>>;

/** Open items by `company/item`. Memory holds what is open; what is cleared leaves when no reader may ask for it. */
export const openItems: Projection<Items, Readonly<Record<string, OpenItemRow>>, JournalEntryEvent> = Object.freeze({
  id: 'openItems',
  of: [ENTRY_EVENT],
  restart: true,
  init: (): Items => new Map(),
  apply: (items: Items, { payload: entry, timestamp }: JournalEntryEvent): void => {
    if (entry.ledger !== 'operating') return;
    const day = dayOf(timestamp.getTime());
    for (const line of entry.lines) {
      if (line.openItem !== undefined) open(items, entry, line, timestamp.getTime());
      for (const { item, amount, localAmount } of line.clears ?? []) {
        const cleared = itemIn(
          items,
          entry.company,
          item,
          Object.assign(lineKey(line), { side: otherSide(line.side) }),
        );
        addTo(cleared.amount, day, 0, amount);
        addTo(cleared.local, day, 0, localAmount);
      }
    }
  },
  merge: (a: Items, b: Items): Items => {
    for (const [company, items] of b) {
      for (const [id, item] of items) {
        const known = itemIn(a, company, id, item);
        known.opened = firstOf(known.opened, item.opened);
        addSeries(known.amount, item.amount);
        addSeries(known.local, item.local);
      }
    }
    return a;
  },
  finish: (items: Items, asOf: number): Readonly<Record<string, OpenItemRow>> => {
    const rows: Record<string, OpenItemRow> = {};
    for (const [company, all] of [...items].sort(byKey)) {
      for (const [id, item] of [...all].sort(byKey)) {
        const row = rowOf(company, id, item, asOf);
        if (row !== undefined) rows[`${company}/${id}`] = row;
      }
    }
    return rows;
  },
  forget: (items: Items, before: number): void => {
    for (const all of items.values()) {
      for (const [id, item] of all) {
        forgetBefore(item.amount, before);
        forgetBefore(item.local, before);
        if (isGone(item, before)) all.delete(id);
      }
    }
  },
  settle: (items: Items): void => openItems.forget?.(items, Infinity),
});

function open(items: Items, entry: JournalEntry, line: EntryLine, ms: number): void {
  const { openItem, side, amount, localAmount } = line;
  if (openItem === undefined) return;
  const item = itemIn(items, entry.company, openItem.id, Object.assign(lineKey(line), { side }));
  const { entryId, documentId, postingDate, currency } = entry;
  item.opened = firstOf(item.opened, {
    ms,
    entryId,
    documentId,
    postingDate,
    currency,
    dueDate: openItem.dueDate ?? '',
  });
  addTo(item.amount, dayOf(ms), amount, 0);
  addTo(item.local, dayOf(ms), localAmount, 0);
}

function lineKey({ glAccount, partner }: EntryLine): Pick<Item, 'glAccount' | 'partner'> {
  return { glAccount, partner: partner === undefined ? '' : `${partner.kind}/${partner.id}` };
}

function itemIn(items: Items, company: string, id: string, key: Pick<Item, 'glAccount' | 'partner' | 'side'>): Item {
  let all = items.get(company);
  if (all === undefined) items.set(company, (all = new Map()));
  let item = all.get(id);
  if (item === undefined) {
    const { glAccount, partner, side } = key;
    all.set(id, (item = { glAccount, partner, side, opened: undefined, amount: newSeries(), local: newSeries() }));
  }
  return item;
}

/** The earlier of two openings; the same whichever was folded first. */
function firstOf(a: Opened | undefined, b: Opened | undefined): Opened | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  if (a.ms !== b.ms) return a.ms < b.ms ? a : b;
  return a.entryId <= b.entryId ? a : b;
}

function rowOf(company: string, item: string, found: Item, asOf: number): OpenItemRow | undefined {
  const { glAccount, partner, side, opened } = found;
  const [amounts, locals] = [sumsBefore(found.amount, asOf), sumsBefore(found.local, asOf)];
  const [amount, localAmount] = [amounts.debit - amounts.credit, locals.debit - locals.credit];
  if (amount === 0 && localAmount === 0) return undefined;
  const { documentId = '', postingDate = '', currency = '', dueDate = '' } = opened ?? {};
  return { company, item, glAccount, partner, side, currency, amount, localAmount, documentId, postingDate, dueDate };
}

/** Whether nothing is open before an instant, and nothing moves at or after it. */
function isGone({ amount, local }: Item, before: number): boolean {
  const sums = [sumsBefore(amount, Infinity), sumsBefore(local, Infinity)];
  const until = [sumsBefore(amount, before), sumsBefore(local, before)];
  const isCleared = sums.every(({ debit, credit }) => debit === credit);
  return isCleared && sums.every(({ debit, credit }, i) => debit === until[i]?.debit && credit === until[i]?.credit);
}

function otherSide(side: Side): Side {
  return side === 'debit' ? 'credit' : 'debit';
}

/** Days past due. */
export const AGING_BUCKETS = ['current', '1-30', '31-60', '61-90', 'over90'] as const;
/** Days past due: `current` until the due date. */
export type AgingBucket = (typeof AGING_BUCKETS)[number];

/** What is open by days past due, company currency; what stands on the other side of the account counts against it. */
export type AgingRow = Readonly<Record<AgingBucket, number>> & {
  readonly company: string;
  readonly glAccount: string;
  readonly partner: string;
};

/**
 * Open items with a due date by how long they are overdue on a date. Keys: `company/account/partner`. Amounts are debits
 * less credits.
 *
 * @example aging(result.projections.openItems, '2025-12-31')
 */
export function aging(
  items: Readonly<Record<string, OpenItemRow>>,
  asOfDate: string,
): Readonly<Record<string, AgingRow>> {
  const asOf = parseDate(asOfDate) ?? Number.NaN;
  const rows = new Map<string, { -readonly [K in keyof AgingRow]: AgingRow[K] }>();
  for (const { company, glAccount, partner, side, localAmount, dueDate } of Object.values(items)) {
    if (dueDate === '') continue;
    const key = `${company}/${glAccount}/${partner}`;
    let row = rows.get(key);
    if (row === undefined) {
      row = { company, glAccount, partner, current: 0, '1-30': 0, '31-60': 0, '61-90': 0, over90: 0 };
      rows.set(key, row);
    }
    row[bucketOf(asOf - (parseDate(dueDate) ?? asOf))] += side === 'debit' ? localAmount : -localAmount;
  }
  return Object.fromEntries([...rows].sort(([a], [b]) => (a < b ? -1 : 1)));
}

function bucketOf(daysPastDue: number): AgingBucket {
  if (daysPastDue <= 0) return 'current';
  if (daysPastDue <= 30) return '1-30';
  if (daysPastDue <= 60) return '31-60';
  return daysPastDue <= 90 ? '61-90' : 'over90';
}
