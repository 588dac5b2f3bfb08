/**
 * How the checks of order to cash read a file: payloads by the name of their event. They share the schema and the arithmetic
 * with what wrote it, and no other code.
 */
import { FindingLog, type FileCheck, type FileEntry, type MasterTables, type Seen } from '../../../src/index.ts';
import { Begun } from '../../world/checks/begun.ts';
import { DAY_MS } from '../../world/dates.ts';
import type { OpeningDocument } from '../../world/opening/documents.ts';
import type { EventName, Payload } from '../documents.ts';

/** An event of a file, its payload that of its name. */
export interface Read<N extends EventName> {
  readonly at: number;
  readonly id: string;
  readonly ms: number;
  readonly payload: Payload<N>;
}

/** An event of any name. */
export interface Row {
  readonly at: number;
  readonly ms: number;
  readonly payload: { readonly documentId: string };
}

/** What a check does with events, by name; and with entries. */
export type Handlers = {
  readonly [N in EventName]?: (event: Read<N>) => void;
} & {
  readonly entry?: (entry: FileEntry, at: number) => void;
  readonly 'opening_document.recorded'?: (event: { readonly payload: OpeningDocument }) => void;
};

/** What a check is, and what it is made for: those of one reading share what they know of documents. */
interface Judged {
  readonly id: string;
  readonly name: string;
  readonly masters: MasterTables;
  readonly seesAll?: boolean;
}

/**
 * A check that looks at some events. Of documents that began before the file it judges nothing, unless it `seesAll`: then it
 * reads what is open on the first day.
 */
export function fileCheck(
  { id, name, masters, seesAll = false }: Judged,
  make: (log: FindingLog) => Handlers & { readonly end?: () => void },
): FileCheck {
  const log = new FindingLog();
  const { entry, end, ...handlers } = make(log);
  const begun = Begun.of(masters);
  const byName = handlers as Readonly<Record<string, ((event: unknown) => void) | undefined>>;
  return {
    id,
    name,
    log,
    of: [...Object.keys(handlers), ...(entry === undefined ? [] : ['journal_entry.posted'])],
    ...(seesAll ? {} : { follows: begun }),
    see: ({ at, event, entry: posted }: Seen) => {
      if (posted !== undefined) return entry?.(posted, at);
      if (!seesAll && !begun.isWhole(event)) return;
      byName[event.name]?.({ at, id: event.id, ms: event.ms, payload: event.payload });
    },
    ...(end === undefined ? {} : { end }),
  };
}

/** Judges a row: what does not hold is found. */
export function judge(
  log: FindingLog,
  { at, payload }: { readonly at: number; readonly payload: { readonly documentId: string } },
  faults: readonly (string | false)[],
): void {
  log.rows++;
  const said = faults.filter((fault) => fault !== false);
  if (said.length === 0) return;
  const { documentId } = payload;
  log.add({ targets: [documentId], message: `line ${at}: ${documentId}: ${said.join('; ')}` });
}

/** The value of a key, made where there is none. */
export function at<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  let value = map.get(key);
  if (value === undefined) map.set(key, (value = make()));
  return value;
}

/** Day number of a date. */
export function dayNumber(date: string): number {
  return Date.parse(`${date}T00:00:00.000Z`) / DAY_MS;
}

/** Wednesday is 3. */
export function weekday(date: string): number {
  return ((dayNumber(date) + 3) % 7) + 1;
}
