/**
 * Proves the books from what was emitted: reads the events line by line, recomputes what has to hold, and says what it saw.
 * Shares the arithmetic and the account table with what posted them, and no other code.
 */
import { balanceChecks } from './balance-checks.ts';
import type { FileCheckMaker, Follower } from '../model/file-check.ts';
import type { FileCheck, Finding, NamedRule, Seen, VerifyContext } from './check.ts';
import { balancedEntries, controlLines, fiscalDates, knownAccounts, soundLines } from './entry-checks.ts';
import { uniqueIds } from './id-check.ts';
import { exportNumbers, type ExportNumbers } from './export-numbers.ts';
import { eachId, eachLine, LineDigest } from './lines.ts';
import { openMasters } from './masters.ts';
import { openOutput, type Output } from './output.ts';
import { parsed } from './parsed.ts';
import { clearingAccounts, closedPeriods } from './period-checks.ts';
import { readEntry } from './read-entry.ts';
import { readReplayed } from './replayed-line.ts';
import { reversals } from './reversal-check.ts';
import { sourceChecks, type SourceChecks } from './source-checks.ts';
import { lineLog, manifestCheck, readEvent, timeOrder } from './stream-checks.ts';
import { subledgerChecks } from './subledger-checks.ts';
import { resultOf, type FileCheckResult, type LabelledTargets } from './result.ts';

/** What `verify` may be told beside the path. */
export interface VerifyOptions {
  /** Posting rules by the event they book; without them L6 says that it could not be run. */
  readonly rules?: ReadonlyMap<string, readonly NamedRule[]>;
  /** Checks of the processes that wrote the files, and of what they share. */
  readonly checks?: readonly FileCheckMaker[];
}

/** What was read and what was found. */
export interface VerifyReport {
  /** As given. */
  readonly path: string;
  /** The file of events, its lines and bytes. */
  readonly read: { readonly file: string; readonly lines: number; readonly bytes: number };
  readonly checks: readonly FileCheckResult[];
  /** Whether no check failed. */
  readonly ok: boolean;
}

/** About what a line costs, to size what grows with the number of events. */
const BYTES_PER_EVENT = 200;

/**
 * Recomputes every check from emitted files.
 *
 * @throws SynodeError `NOTHING_TO_VERIFY`
 */
export async function verifyFiles(
  path: string,
  { rules, checks: more = [] }: VerifyOptions = {},
): Promise<VerifyReport> {
  const output = await openOutput(path);
  const reading = new Reading(output, { rules, checks: more });
  if (output.labels !== undefined) await eachLine(output.labels, (text) => reading.labelLine(text));
  const bytes = await eachLine(
    output.events,
    (text, at, isComplete) => reading.line(text, at, isComplete),
    reading.digest,
  );
  reading.end();
  await reading.numbers.read();
  if (reading.needsAgain) {
    await eachId(output.events, (id, at, text) => reading.again(id, at, text));
    reading.endAgain();
  }
  const checks = reading.results();
  const ok = checks.every(({ outcome }) => outcome !== 'failed');
  return { path, read: { file: output.shown, lines: reading.lines, bytes }, checks, ok };
}

/** Names of events whose checks are remembered. */
const MOST_NAMES = 10_000;

class Reading {
  readonly digest = new LineDigest();
  readonly numbers: ExportNumbers;
  lines = 0;
  readonly #checks: readonly FileCheck[];
  readonly #lineCheck = lineLog();
  readonly #sound = soundLines();
  readonly #ids: ReturnType<typeof uniqueIds>;
  readonly #reversals = reversals();
  readonly #manifest: FileCheck;
  readonly #sources: SourceChecks;
  readonly #labelled: Map<string, Set<string>> = new Map();
  readonly #followers: readonly Follower[];
  readonly #byName = new Map<string, readonly Pick<FileCheck, 'see'>[]>();
  /** Names that checks ask for: one text each, so that no check has to compare letters. */
  readonly #names: ReadonlyMap<string, string>;

  constructor(output: Output, { rules, checks }: { rules: VerifyOptions['rules']; checks: readonly FileCheckMaker[] }) {
    const { books, ruleOf, manifest, trialBalance, aging } = output;
    const firstDay = manifest?.start.slice(0, 10);
    const context: VerifyContext = { books, rules, ruleOf, firstDay, lastDay: lastDayOf(manifest?.end) };
    const masters = openMasters(output.folder, firstDay, (message) => output.differences.push(message));
    this.numbers = exportNumbers(output);
    this.#ids = uniqueIds(Math.ceil(output.bytes / BYTES_PER_EVENT));
    this.#manifest = manifestCheck(output, () => this.digest.finish());
    this.#sources = sourceChecks(context);
    this.#checks = [
      this.#lineCheck,
      timeOrder(manifest?.order),
      this.#manifest,
      balancedEntries(),
      knownAccounts(context),
      this.#sound,
      fiscalDates(context),
      ...this.#sources.checks,
      controlLines(context),
      closedPeriods(),
      clearingAccounts(context),
      this.#ids,
      this.numbers.check,
      this.#reversals,
      ...subledgerChecks(context),
      ...balanceChecks(context, { trialBalance, aging }),
      ...checks.flatMap((make) => withBeside(make(masters))).map(guarded),
    ];
    this.#followers = [...new Set(this.#checks.flatMap(({ follows }) => follows ?? []))];
    this.#names = new Map(
      [...this.#followers, ...this.#checks].flatMap(({ of = [] }) => of.map((name) => [name, name] as const)),
    );
  }

  line(text: string, at: number, isComplete: boolean): void {
    this.lines = at;
    const event = isComplete ? readEvent(this.#parsed(text), this.#names) : 'is cut off: the file ends inside it';
    if (typeof event === 'string') {
      this.#lineCheck.log.rows++;
      this.#lineCheck.log.add({ targets: [], message: `line ${at} ${event}` });
      return;
    }
    const entry = event.name === 'journal_entry.posted' ? readEntry(event.payload) : undefined;
    const seen: Seen = { at, event, text, entry: typeof entry === 'string' ? undefined : entry };
    if (typeof entry === 'string') this.#sound.malformed(seen, entry);
    if (event.name === 'label.assigned') this.#label(event.payload);
    const checks = this.#byName.get(event.name) ?? this.#lookingAt(event.name);
    for (const check of checks) check.see(seen);
  }

  #parsed(text: string): unknown {
    const wanted = this.#sources.next();
    return wanted === undefined ? parsed(text) : readReplayed(text, wanted);
  }

  /** Most checks look at few kinds of events. */
  #lookingAt(name: string): readonly Pick<FileCheck, 'see'>[] {
    const checks = this.#checks.filter(({ of }) => of === undefined || of.includes(name));
    const found = [...this.#followers.filter(({ of }) => of.includes(name)), ...checks];
    // A file of any other kind may have as many names as lines.
    if (this.#byName.size < MOST_NAMES) this.#byName.set(name, found);
    return found;
  }

  /** A line of the file of labels, which are part of the stream and of its counts. */
  labelLine(text: string): void {
    const event = readEvent(parsed(text));
    if (typeof event === 'string') return;
    this.#manifest.see({ at: 0, event, entry: undefined });
    this.#label(event.payload);
  }

  end(): void {
    for (const check of this.#checks) if (check !== this.#manifest) check.end?.();
    // Last: what tables are found to lack on the way differs from the manifest too.
    this.#manifest.end?.();
  }

  get needsAgain(): boolean {
    return this.#ids.second.isNeeded() || this.#reversals.second.isNeeded();
  }

  again(found: string | undefined, at: number, text: () => string): void {
    const read = (): unknown => parsed(text());
    const id = found ?? idOf(read());
    if (id === undefined) return;
    this.#ids.second.again(at, id, read);
    this.#reversals.second.again(at, id, read);
  }

  endAgain(): void {
    this.#ids.second.finish();
    this.#reversals.second.finish();
  }

  results(): readonly FileCheckResult[] {
    const labelled: LabelledTargets = this.#labelled;
    const known = [...this.#checks].sort((a, b) => placeOf(a) - placeOf(b));
    const ids = new Set(known.map(({ id }) => id));
    return [...ids].map((id) => resultOf(together(known.filter((check) => check.id === id)), labelled));
  }

  #label({ breaks, targetId }: Readonly<Record<string, unknown>>): void {
    if (!Array.isArray(breaks) || typeof targetId !== 'string') return;
    for (const check of breaks as readonly unknown[]) {
      const known = this.#labelled.get(String(check));
      if (known === undefined) this.#labelled.set(String(check), new Set([targetId]));
      else known.add(targetId);
    }
  }
}

/** A check of a process trusts the schemas of its events: what does not keep to them is a fault of the file, not the end. */
function guarded(check: FileCheck): FileCheck {
  const faults: Finding[] = [];
  const caught = (thrown: unknown, targets: readonly string[], where: string): void => {
    const why = thrown instanceof Error ? thrown.message : String(thrown);
    faults.push({ targets, message: `${where} has another form than its process gives it: ${why}` });
  };
  const { id, name, missing, of, follows, log } = check;
  return {
    id,
    name,
    ...(missing === undefined ? {} : { missing }),
    ...(of === undefined ? {} : { of }),
    ...(follows === undefined ? {} : { follows }),
    log: {
      get rows() {
        return log.rows + faults.length;
      },
      get findings() {
        return faults.length === 0 ? log.findings : [...log.findings, ...faults];
      },
    },
    see: (seen) => {
      try {
        check.see(seen);
      } catch (thrown) {
        const { at, event } = seen;
        caught(thrown, [event.id], `line ${at}: ${event.name} ${event.id}`);
      }
    },
    end: () => {
      try {
        check.end?.();
      } catch (thrown) {
        caught(thrown, [], 'what was read');
      }
    },
  };
}

/** A period ends before its end. */
function lastDayOf(end: string | undefined): string | undefined {
  const ms = Date.parse(end ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms - 1).toISOString().slice(0, 10);
}

/** A check, and those that follow what it follows. */
export function withBeside(check: FileCheck): readonly FileCheck[] {
  return [check, ...(check.beside ?? []).flatMap(withBeside)];
}

/** What several processes say of one id is one result. */
function together(parts: readonly FileCheck[]): FileCheck {
  const [first] = parts;
  if (first === undefined) throw new TypeError('a group has a member');
  if (parts.length === 1) return first;
  const missing = parts.find((part) => part.missing !== undefined)?.missing;
  const rows = parts.reduce((sum, { log }) => sum + log.rows, 0);
  const findings = parts.flatMap(({ log }) => log.findings);
  return { ...first, ...(missing === undefined ? {} : { missing }), log: { rows, findings } };
}

function idOf(line: unknown): string | undefined {
  const event = readEvent(line);
  return typeof event === 'string' ? undefined : event.id;
}

/** What holds of the stream first, then the books, then the processes, by letter and number. */
function placeOf({ id }: FileCheck): number {
  if (!/^[A-Z]\d+$/.test(id)) return 0;
  const letter = 'LTB'.indexOf(id[0] ?? '');
  return (letter === -1 ? id.charCodeAt(0) : letter + 1) * 100 + Number(id.slice(1));
}
