/** The open items that one actor has opened: what is left of each, so that none is cleared twice. */
import { SynodeError } from '../errors.ts';
import type { EntryLine, JournalEntry, Side } from '../model/ledger.ts';

/** What is left of an item: plain data. */
export interface ItemRest {
  readonly side: Side;
  amount: number;
  localAmount: number;
}

/** Open items by company and id. */
export type ItemRests = Map<string, ItemRest>;

/**
 * Notes what an entry opens and clears. An item that somebody else opened is not known here and not judged.
 *
 * @throws SynodeError `OPEN_ITEM_OVERCLEARED`, `ENTRY_INVALID`; before it the items are as they were
 */
export function noteItems(rests: ItemRests, entry: JournalEntry, isExcused: () => boolean): void {
  for (const line of entry.lines) {
    if (line.clears !== undefined) clear(rests, entry, line, isExcused);
    if (line.openItem !== undefined) open(rests, entry.company, line);
  }
}

function open(rests: ItemRests, company: string, { openItem, side, amount, localAmount }: EntryLine): void {
  const key = `${company}/${openItem?.id ?? ''}`;
  const rest = rests.get(key);
  if (rest === undefined) rests.set(key, { side, amount, localAmount });
  else {
    rest.amount += amount;
    rest.localAmount += localAmount;
  }
}

function clear(rests: ItemRests, entry: JournalEntry, line: EntryLine, isExcused: () => boolean): void {
  for (const { item, amount, localAmount } of line.clears ?? []) {
    const key = `${entry.company}/${item}`;
    const rest = rests.get(key);
    if (rest === undefined) continue;
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

function overcleared(
  { entryId, ruleId }: JournalEntry,
  item: string,
  { rest, amount, localAmount }: { readonly rest: ItemRest; readonly amount: number; readonly localAmount: number },
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
