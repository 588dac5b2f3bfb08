/** The open items that one actor has opened: what is left of each, so that none is cleared twice. */
import { SynodeError } from '../errors.ts';
import type { EntryLine, JournalEntry, Side } from '../model/ledger.ts';

/** What is left of an item: plain data. */
export interface ItemRest {
  readonly side: Side;
  amount: number;
  localAmount: number;
  /** Told as open when the period began, so far. */
  readonly isOpening: boolean;
}

/** What an actor has opened: plain data. */
export interface ItemBook {
  /** Open items by company and id. */
  readonly rests: Map<string, ItemRest>;
  /** Company and account of every item it ever opened: what it clears there and is not open is cleared already. */
  readonly accounts: Set<string>;
}

export function newItemBook(): ItemBook {
  return { rests: new Map(), accounts: new Set() };
}

/**
 * Notes what an entry opens and clears. What is cleared on an account where this actor opens nothing was opened by
 * somebody else: that is not judged here.
 *
 * @throws SynodeError `OPEN_ITEM_OVERCLEARED`, `ENTRY_INVALID`; before it the items are as they were
 */
export function noteItems(book: ItemBook, entry: JournalEntry, isExcused: () => boolean): void {
  for (const line of entry.lines) {
    if (line.clears !== undefined) clear(book, entry, line, isExcused);
    if (line.openItem !== undefined) open(book, entry, line);
  }
}

function open({ rests, accounts }: ItemBook, { company, sourceEvent }: JournalEntry, line: EntryLine): void {
  const { openItem, side, amount, localAmount, glAccount } = line;
  const key = `${company}/${openItem?.id ?? ''}`;
  const rest = rests.get(key);
  // What is open when the period begins is recorded again, units that were posted apart one after another: it is the same
  // item, and may be one that others opened.
  const isOpening = sourceEvent.startsWith('opening_');
  if (!isOpening) accounts.add(`${company}/${glAccount}`);
  if (rest === undefined || (isOpening && !rest.isOpening)) rests.set(key, { side, amount, localAmount, isOpening });
  else {
    rest.amount += amount;
    rest.localAmount += localAmount;
  }
}

function clear({ rests, accounts }: ItemBook, entry: JournalEntry, line: EntryLine, isExcused: () => boolean): void {
  for (const { item, amount, localAmount } of line.clears ?? []) {
    const key = `${entry.company}/${item}`;
    const rest = rests.get(key);
    if (rest === undefined) {
      const isForeign = !accounts.has(`${entry.company}/${line.glAccount}`);
      if (isForeign || isExcused()) continue;
      throw overcleared(entry, item, { rest: CLEARED, amount, localAmount });
    }
    // Items that are counted in units are worth what they are in company currency alone.
    const isCounted = line.quantity !== undefined;
    const left = { amount: isCounted ? 0 : rest.amount - amount, localAmount: rest.localAmount - localAmount };
    const isOver = left.amount < 0 || left.localAmount < 0;
    if (isOver && !isExcused()) throw overcleared(entry, item, { rest, amount, localAmount });
    if (rest.side === line.side && !isExcused()) throw sameSide(entry, item, line);
    rest.amount -= amount;
    rest.localAmount = left.localAmount;
    if (isCounted ? left.localAmount > 0 : left.amount > 0) continue;
    rests.delete(key);
    if (left.localAmount > 0 && !isExcused()) throw leftOver(entry, item, left.localAmount);
  }
}

const CLEARED = { amount: 0, localAmount: 0 };

function overcleared(
  { entryId, ruleId }: JournalEntry,
  item: string,
  {
    rest,
    amount,
    localAmount,
  }: Pick<ItemRest, 'amount' | 'localAmount'> & { readonly rest: Pick<ItemRest, 'amount' | 'localAmount'> },
): SynodeError {
  return new SynodeError('OPEN_ITEM_OVERCLEARED', `${ruleId} clears more of item '${item}' than is open (${entryId})`, {
    path: [`rule '${ruleId}'`, `item '${item}'`],
    expected: `at most ${rest.amount} (${rest.localAmount} in company currency)`,
    received: `${amount} (${localAmount} in company currency)`,
    suggestion: 'Clear what is open, and open an item for what is above it.',
  });
}

function sameSide({ entryId, ruleId }: JournalEntry, item: string, { side }: EntryLine): SynodeError {
  return new SynodeError('ENTRY_INVALID', `${ruleId} clears item '${item}' on the side it was opened on (${entryId})`, {
    path: [`rule '${ruleId}'`, `item '${item}'`],
    expected: `a ${side === 'debit' ? 'credit' : 'debit'}`,
    received: `a ${side}`,
    suggestion: 'Swap debit and credit, or open an item instead.',
  });
}

function leftOver({ entryId, ruleId }: JournalEntry, item: string, localAmount: number): SynodeError {
  return new SynodeError(
    'ENTRY_INVALID',
    `${ruleId} clears item '${item}' but leaves ${localAmount} of it in company currency (${entryId})`,
    {
      path: [`rule '${ruleId}'`, `item '${item}'`],
      expected: 'the last clearing takes the rest',
      received: `${localAmount} left`,
      suggestion: 'Compute what it takes with clearing().',
    },
  );
}
