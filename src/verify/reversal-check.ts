/** L11: a reversal has the lines of what it takes back, sides swapped. Originals are found in a second reading. */
import type { EntryLine } from '../model/ledger.ts';
import { ENTRIES, FindingLog, nameOf, targetsOf, type FileCheck, type FileEntry } from './check.ts';
import type { SecondReading } from './id-check.ts';
import { isPlain, readEntry } from './read-entry.ts';

interface Reversal {
  readonly at: number;
  readonly entry: FileEntry;
}

export function reversals(): FileCheck & { readonly second: SecondReading } {
  const log = new FindingLog();
  const waiting = new Map<string, Reversal[]>();
  return {
    id: 'L11',
    name: 'reversals-mirror-their-entries',
    log,
    of: ENTRIES,
    see: ({ at, entry }) => {
      if (entry === undefined || (entry.kind !== 'reversal' && entry.reverses === undefined)) return;
      log.rows++;
      if (entry.reverses === undefined || entry.kind !== 'reversal') {
        const fault =
          entry.kind === 'reversal'
            ? 'does not say what it reverses'
            : `reverses ${entry.reverses ?? ''} but is of kind '${entry.kind}'`;
        log.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)}: ${fault}` });
        return;
      }
      const known = waiting.get(entry.reverses);
      if (known === undefined) waiting.set(entry.reverses, [{ at, entry }]);
      else known.push({ at, entry });
    },
    second: {
      isNeeded: () => waiting.size > 0,
      again: (at, id, read) => {
        const found = waiting.get(id);
        if (found === undefined) return;
        waiting.delete(id);
        const event = read();
        const original = isPlain(event) && isPlain(event['payload']) ? readEntry(event['payload']) : 'it is no event';
        for (const [n, reversal] of found.entries()) judge(log, reversal, { original, at, isAgain: n > 0 });
      },
      finish: () => {
        for (const [id, list] of waiting) {
          for (const { at, entry } of list) {
            log.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)}: reverses ${id}, which is not there` });
          }
        }
      },
    },
  };
}

function judge(
  log: FindingLog,
  { at, entry }: Reversal,
  {
    original,
    at: originalAt,
    isAgain,
  }: { readonly original: FileEntry | string; readonly at: number; readonly isAgain: boolean },
): void {
  const fault =
    typeof original === 'string'
      ? `reverses ${entry.reverses ?? ''}, which is no entry: ${original}`
      : originalAt > at
        ? `reverses ${original.entryId}, which stands behind it in line ${originalAt}`
        : isAgain
          ? `reverses ${original.entryId}, which is reversed already`
          : mirrorFault(original, entry);
  if (fault !== '') log.add({ targets: targetsOf(entry), message: `${nameOf(at, entry)}: ${fault}` });
}

/** Lines of exchange difference are no part of it; what a clearing is worth, its item says. */
function mirrorFault(original: FileEntry, reversal: FileEntry): string {
  if (original.company !== reversal.company || original.currency !== reversal.currency) {
    return `is of ${reversal.company} in ${reversal.currency}, ${original.entryId} of ${original.company} in ${original.currency}`;
  }
  const wanted = original.lines
    .filter(hasAmount)
    .map((line) => described(line, line.side === 'debit' ? 'credit' : 'debit'));
  const left = [...wanted];
  for (const line of reversal.lines.filter(hasAmount)) {
    const place = left.indexOf(described(line, line.side));
    if (place === -1) return `has ${described(line, line.side)}, which mirrors no line of ${original.entryId}`;
    left.splice(place, 1);
  }
  return left.length === 0 ? '' : `lacks ${left[0] ?? ''}, the mirror of a line of ${original.entryId}`;
}

function hasAmount({ amount }: EntryLine): boolean {
  return amount !== 0;
}

function described({ glAccount, amount }: EntryLine, side: string): string {
  return `${glAccount} ${side} ${amount}`;
}
