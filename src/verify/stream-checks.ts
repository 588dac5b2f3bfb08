/** What holds of any stream of events: lines that are events, in order, and as many as were written. */
import { FindingLog, type FileCheck, type FileEvent } from './check.ts';
import type { Output } from './output.ts';
import { InstantReader } from './instants.ts';
import { isPlain } from './read-entry.ts';

/** Instants of the file being read. */
const instants = new InstantReader();

/** An event of a file, or what is wrong with it. `names`: texts to take for names that are equal to them. */
export function readEvent(value: unknown, names?: ReadonlyMap<string, string>): FileEvent | string {
  if (!isPlain(value)) return 'is no JSON object';
  const { id, userId, sessionId, name, timestamp, payload } = value;
  // By name and not in a loop: every line of a file passes here (bench `books.verify`).
  if (!isText(id)) return noText('id');
  if (!isText(userId)) return noText('userId');
  if (!isText(sessionId)) return noText('sessionId');
  if (!isText(name)) return noText('name');
  if (!isText(timestamp)) return noText('timestamp');
  if (!isPlain(payload)) return 'is no event: its payload is no object';
  const ms = instants.read(timestamp);
  return Number.isNaN(ms)
    ? `is no event: its timestamp is '${timestamp}'`
    : { id, userId, name: names?.get(name) ?? name, timestamp, ms, payload };
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value.length > 0;
}

function noText(key: string): string {
  return `is no event: its ${key} is no text`;
}

/** Lines that are events: told by who reads them. */
export function lineLog(): FileCheck & { readonly log: FindingLog } {
  const log = new FindingLog();
  return { id: 'lines', name: 'every-line-is-an-event', log, see: () => void log.rows++ };
}

/** Time never goes back: over all, or for each user where users follow one another. */
export function timeOrder(order: string | undefined): FileCheck {
  const log = new FindingLog();
  const last = new Map<string, { ms: number; at: number }>();
  const overall = { ms: -Infinity, at: 0 };
  return {
    id: 'order',
    name: 'time-never-goes-back',
    log,
    see: ({ at, event }) => {
      log.rows++;
      let before = order === 'time' ? overall : last.get(event.userId);
      if (before === undefined) last.set(event.userId, (before = { ms: event.ms, at }));
      if (before.ms > event.ms) {
        log.add({
          targets: [event.id],
          message: `line ${at}: ${event.name} ${event.id} of ${event.timestamp} stands behind line ${before.at} of ${new Date(before.ms).toISOString()}`,
        });
      }
      before.ms = event.ms;
      before.at = at;
    },
  };
}

/** What the manifest says was written. */
export function manifestCheck({ manifest, differences, labels }: Output, digest: () => string): FileCheck {
  const log = new FindingLog();
  const counts = new Map<string, { count: number }>();
  let events = 0;
  return {
    id: 'manifest',
    name: 'as-much-as-was-written',
    log,
    ...(manifest === undefined ? { missing: 'a file alone has no manifest' } : {}),
    see: ({ event: { name } }) => {
      events++;
      const known = counts.get(name);
      if (known === undefined) counts.set(name, { count: 1 });
      else known.count++;
    },
    end: () => {
      if (manifest === undefined) return;
      log.rows += manifest.files.length + 1;
      for (const message of differences) log.add({ targets: [], message });
      if (events !== manifest.events) {
        log.add({ targets: [], message: `${events} events, ${manifest.events} were written` });
      }
      const { byName } = manifest;
      for (const name of byName === undefined ? [] : new Set([...Object.keys(byName), ...counts.keys()])) {
        const [found, written] = [counts.get(name)?.count ?? 0, byName?.[name] ?? 0];
        if (found !== written) log.add({ targets: [], message: `${found} of '${name}', ${written} were written` });
      }
      // Labels that stand apart have left their places in the stream: each file has a digest of its own then.
      if (labels === undefined && manifest.sha256 !== undefined && digest() !== manifest.sha256) {
        log.add({
          targets: [],
          message: 'the digest of the stream differs: events were changed, or stand in another order',
        });
      }
    },
  };
}
