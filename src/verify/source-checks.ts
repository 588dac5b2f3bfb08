/** Entries and the events that cause them: none without the other, and each exactly what its rule gives. */
import {
  FindingLog,
  NONE,
  nameOf,
  targetsOf,
  type FileCheck,
  type FileEvent,
  type Seen,
  type VerifyContext,
} from './check.ts';
import { replayOf, type Replay } from './replay.ts';

type Plain = Readonly<Record<string, unknown>>;

/** The event whose entries are being read. */
interface Source {
  readonly at: number;
  readonly event: FileEvent;
  /** What its rule gives: entries, why it gives none, or undefined where no rule is known. */
  readonly expected: readonly Plain[] | string | undefined;
  found: number;
}

/** The checks of entries against their sources. */
export interface SourceChecks {
  readonly checks: readonly FileCheck[];
  /** The entry that has to come next, where that is known. */
  readonly next: () => Plain | undefined;
}

/** L5: every entry stands behind the event that caused it, and every event has the entries of its rule. L6: byte by byte. */
export function sourceChecks({ books, rules, ruleOf, firstDay }: VerifyContext): SourceChecks {
  const replay: Replay | undefined =
    rules === undefined || books === undefined ? undefined : replayOf(rules, books, firstDay);
  const [linked, replayed] = [new FindingLog(), new FindingLog()];
  let source: Source | undefined;
  const next = (): Plain | undefined =>
    source === undefined || typeof source.expected !== 'object' ? undefined : source.expected[source.found];
  const finish = (): void => {
    if (source === undefined || source.expected === undefined) return;
    const { at, event, expected, found } = source;
    linked.rows++;
    if (typeof expected === 'string') {
      replayed.add({
        targets: idsOf(event),
        message: `line ${at}: ${event.name} ${event.id} cannot be replayed: ${expected}`,
      });
    } else if (found < expected.length) {
      const message = `line ${at}: ${event.name} ${event.id} (${documentOf(event)}) has ${found} of the ${expected.length} entries of its rule`;
      linked.add({ targets: idsOf(event), message });
    }
  };
  const see = (seen: Seen): void => {
    if (seen.event.name !== 'journal_entry.posted') {
      finish();
      source = { at: seen.at, event: seen.event, expected: replay?.(seen.event), found: 0 };
      return;
    }
    if (seen.entry === undefined) return;
    linked.rows++;
    const fault = linkFault(seen, source, ruleOf);
    if (fault !== '')
      linked.add({ targets: targetsOf(seen.entry), message: `${nameOf(seen.at, seen.entry)}: ${fault}` });
    if (source === undefined || source.event.id !== seen.entry.sourceId) return;
    const wanted = next();
    source.found++;
    if (replay === undefined) return;
    replayed.rows++;
    const difference =
      wanted === undefined ? 'its rule gives no such entry' : firstDifference(wanted, seen.event.payload);
    if (difference === '') return;
    replayed.add({ targets: targetsOf(seen.entry), message: `${nameOf(seen.at, seen.entry)}: ${difference}` });
  };
  const missing =
    books === undefined ? 'the output has no ledger/books.json' : 'the posting rules are not given (--config)';
  return {
    next,
    checks: [
      { id: 'L5', name: 'entries-follow-their-events', log: linked, see, end: finish },
      {
        id: 'L6',
        name: 'rules-replayed-give-equal-bytes',
        log: replayed,
        ...(replay === undefined ? { missing } : {}),
        of: NONE,
        see: () => undefined,
      },
    ],
  };
}

function linkFault({ event, entry }: Seen, source: Source | undefined, ruleOf: VerifyContext['ruleOf']): string {
  if (entry === undefined) return '';
  if (source === undefined || source.event.id !== entry.sourceId) {
    return `its source ${entry.sourceEvent} ${entry.sourceId} does not stand before it`;
  }
  if (entry.sourceEvent !== source.event.name)
    return `its source is a ${source.event.name}, it says ${entry.sourceEvent}`;
  if (entry.entryId !== `${source.event.id}-${source.found + 1}`)
    return `it should be entry ${source.event.id}-${source.found + 1}`;
  if (event.id !== entry.entryId) return `its event is called ${event.id}`;
  if (event.ms !== source.event.ms) return `it is of ${event.timestamp}, its source of ${source.event.timestamp}`;
  if (event.userId !== source.event.userId) return `it is of ${event.userId}, its source of ${source.event.userId}`;
  const rules = ruleOf?.get(entry.sourceEvent);
  if (ruleOf !== undefined && rules?.includes(entry.ruleId) !== true) {
    return rules === undefined
      ? `no rule books ${entry.sourceEvent}`
      : `${entry.sourceEvent} is booked by ${rules.join(' or ')}`;
  }
  return '';
}

/** Where two entries differ first, told by path; '' when they are equal byte for byte. */
function firstDifference(expected: Plain, found: Plain): string {
  // The line was compared as it was read.
  if (found === expected) return '';
  const text = JSON.stringify(expected);
  if (text === JSON.stringify(found)) return '';
  const wanted = JSON.parse(text) as Plain;
  const difference = differenceOf(wanted, found, '');
  return difference ?? 'its fields stand in another order';
}

function differenceOf(expected: unknown, found: unknown, path: string): string | undefined {
  if (typeof expected !== 'object' || typeof found !== 'object' || expected === null || found === null) {
    return Object.is(expected, found) ? undefined : `${path} is ${shown(found)}, its rule gives ${shown(expected)}`;
  }
  const [a, b] = [expected as Plain, found as Plain];
  for (const key of new Set([...Object.keys(a), ...Object.keys(b)])) {
    const difference = differenceOf(a[key], b[key], path === '' ? key : `${path}.${key}`);
    if (difference !== undefined) return difference;
  }
  return undefined;
}

function shown(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value);
}

function idsOf(event: FileEvent): readonly string[] {
  return [event.id, documentOf(event)];
}

function documentOf({ payload: { documentId } }: FileEvent): string {
  return typeof documentId === 'string' ? documentId : 'no document';
}
