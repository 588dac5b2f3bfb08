/**
 * Proves the books from what was emitted: reads the events line by line, recomputes what has to hold, and says what it saw.
 * Shares the arithmetic and the account table with what posted them, and no other code.
 */
import { balanceChecks } from './balance-checks.ts';
import type { FileCheckMaker } from '../model/file-check.ts';
import type { FileCheck, Finding, NamedRule, Seen, VerifyContext } from './check.ts';
import { balancedEntries, controlLines, fiscalDates, knownAccounts, soundLines } from './entry-checks.ts';
import { uniqueIds } from './id-check.ts';
import { eachLine, LineDigest } from './lines.ts';
import { openMasters } from './masters.ts';
import { openOutput, type Output } from './output.ts';
import { parsed } from './parsed.ts';
import { readEntry } from './read-entry.ts';
import { reversals } from './reversal-check.ts';
import { sourceChecks } from './source-checks.ts';
import { lineLog, manifestCheck, readEvent, timeOrder } from './stream-checks.ts';
import { subledgerChecks } from './subledger-checks.ts';
import { resultOf, type FileCheckResult, type LabelledTargets } from './result.ts';

/** What `verify` may be told beside the path. */
export interface VerifyOptions {
  /** Posting rules by the event they book; without them L6 says that it could not be run. */
  readonly rules?: ReadonlyMap<string, NamedRule>;
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
  if (reading.needsAgain) {
    await eachLine(output.events, (text, at) => reading.again(text, at));
    reading.endAgain();
  }
  const checks = reading.results();
  const ok = checks.every(({ outcome }) => outcome !== 'failed');
  return { path, read: { file: output.shown, lines: reading.lines, bytes }, checks, ok };
}

class Reading {
  readonly digest = new LineDigest();
  lines = 0;
  readonly #checks: readonly FileCheck[];
  readonly #lineCheck = lineLog();
  readonly #sound = soundLines();
  readonly #ids: ReturnType<typeof uniqueIds>;
  readonly #reversals = reversals();
  readonly #manifest: FileCheck;
  readonly #labelled: Map<string, Set<string>> = new Map();

  constructor(output: Output, { rules, checks }: { rules: VerifyOptions['rules']; checks: readonly FileCheckMaker[] }) {
    const { books, ruleOf, manifest, trialBalance, aging } = output;
    const firstDay = manifest?.start.slice(0, 10);
    const context: VerifyContext = { books, rules, ruleOf, firstDay };
    const masters = openMasters(output.folder, firstDay, (message) => output.differences.push(message));
    this.#ids = uniqueIds(Math.ceil(output.bytes / BYTES_PER_EVENT));
    this.#manifest = manifestCheck(output, () => this.digest.finish());
    this.#checks = [
      this.#lineCheck,
      timeOrder(manifest?.order),
      this.#manifest,
      balancedEntries(),
      knownAccounts(context),
      this.#sound,
      fiscalDates(context),
      ...sourceChecks(context),
      controlLines(context),
      this.#ids,
      this.#reversals,
      ...subledgerChecks(context),
      ...balanceChecks(context, { trialBalance, aging }),
      ...checks.map((make) => guarded(make(masters))),
    ];
  }

  line(text: string, at: number, isComplete: boolean): void {
    this.lines = at;
    const event = isComplete ? readEvent(parsed(text)) : 'is cut off: the file ends inside it';
    if (typeof event === 'string') {
      this.#lineCheck.log.rows++;
      this.#lineCheck.log.add({ targets: [], message: `line ${at} ${event}` });
      return;
    }
    const entry = event.name === 'journal_entry.posted' ? readEntry(event.payload) : undefined;
    const seen: Seen = { at, event, entry: typeof entry === 'string' ? undefined : entry };
    if (typeof entry === 'string') this.#sound.malformed(seen, entry);
    if (event.name === 'label.assigned') this.#label(event.payload);
    for (const check of this.#checks) check.see(seen);
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

  again(text: string, at: number): void {
    const read = (): unknown => parsed(text);
    const id = idOf(text, read);
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
    return known.map((check) => resultOf(check, labelled));
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
  const guard = (work: () => void, targets: readonly string[], where: string): void => {
    try {
      work();
    } catch (thrown) {
      const why = thrown instanceof Error ? thrown.message : String(thrown);
      faults.push({ targets, message: `${where} has another form than its process gives it: ${why}` });
    }
  };
  const { id, name, missing, log } = check;
  return {
    id,
    name,
    ...(missing === undefined ? {} : { missing }),
    log: {
      get rows() {
        return log.rows + faults.length;
      },
      get findings() {
        return faults.length === 0 ? log.findings : [...log.findings, ...faults];
      },
    },
    see: (seen) =>
      guard(() => check.see(seen), [seen.event.id], `line ${seen.at}: ${seen.event.name} ${seen.event.id}`),
    end: () => guard(() => check.end?.(), [], 'what was read'),
  };
}

/** Canonical lines begin with their id; others are parsed. */
function idOf(text: string, read: () => unknown): string | undefined {
  if (text.startsWith('{"id":"')) {
    const end = text.indexOf('"', 7);
    const id = text.slice(7, end);
    if (end > 7 && !id.includes('\\')) return id;
  }
  const event = readEvent(read());
  return typeof event === 'string' ? undefined : event.id;
}

/** What holds of the stream first, then the books, then the processes, by letter and number. */
function placeOf({ id }: FileCheck): number {
  if (!/^[A-Z]\d+$/.test(id)) return 0;
  const letter = 'LTB'.indexOf(id[0] ?? '');
  return (letter === -1 ? id.charCodeAt(0) : letter + 1) * 100 + Number(id.slice(1));
}
