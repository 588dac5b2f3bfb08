/** What there is to verify: a folder with its manifest and tables, or a file of events alone. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';

import { describeValue, SynodeError } from '../errors.ts';
import type { Determination } from '../model/ledger.ts';
import { eachLine } from './lines.ts';
import { parsed } from './parsed.ts';
import { isPlain } from './read-entry.ts';

type Plain = Readonly<Record<string, unknown>>;

/** The parts of a manifest that say what was written. */
export interface Manifest {
  /** Begin of the period, ISO 8601. */
  readonly start: string;
  /** Its end, ISO 8601; undefined where it has none. */
  readonly end: string | undefined;
  readonly order: string;
  readonly events: number;
  readonly sha256: string | undefined;
  readonly byName: Readonly<Record<string, number>> | undefined;
  readonly files: readonly { readonly path: string; readonly bytes: number; readonly sha256: string | undefined }[];
}

/** A process of the run, as the output tells it. */
export interface ToldProcess {
  readonly id: string;
  /** Complete. */
  readonly options: Plain;
}

export interface Output {
  /** Undefined for a file alone. */
  readonly folder: string | undefined;
  /** The file of events. */
  readonly events: string;
  /** As it is told: relative to the folder. */
  readonly shown: string;
  /** The file of labels, where they stand apart from the events. */
  readonly labels: string | undefined;
  readonly bytes: number;
  readonly manifest: Manifest | undefined;
  readonly books: Determination | undefined;
  /** Which rule books which event. */
  readonly ruleOf: ReadonlyMap<string, readonly string[]> | undefined;
  readonly trialBalance: readonly Plain[] | undefined;
  readonly aging: readonly Plain[] | undefined;
  /** What differs from the manifest before a line was read. */
  readonly differences: string[];
}

/** Opens what is at a path. @throws SynodeError `NOTHING_TO_VERIFY` */
export async function openOutput(path: string): Promise<Output> {
  const found = await stat(path).catch((cause: unknown) => {
    throw nothing(path, 'there is nothing at this path', { cause });
  });
  return found.isDirectory() ? openFolder(path) : openFile(path, found.size);
}

async function openFile(path: string, bytes: number): Promise<Output> {
  if (bytes === 0) throw nothing(path, 'the file is empty');
  const none = {
    folder: undefined,
    labels: undefined,
    manifest: undefined,
    books: undefined,
    ruleOf: undefined,
    trialBalance: undefined,
    aging: undefined,
  };
  return { events: path, shown: basename(path), bytes, differences: [], ...none };
}

async function openFolder(folder: string): Promise<Output> {
  const text = await readFile(join(folder, 'manifest.json'), 'utf8').catch(async (cause: unknown) => {
    const why = 'the folder has no manifest.json: nothing was completed here';
    throw nothing(folder, why, { cause, runs: await runsBelow(folder) });
  });
  const manifest = readManifest(text);
  if (typeof manifest === 'string') throw nothing(folder, `its manifest.json ${manifest}`);
  const differences = [
    ...(await Promise.all(manifest.files.map((file) => fileDifference(folder, file)))).flat(),
    ...(await foreignFiles(folder, manifest)),
  ];
  const events = manifest.files.find(({ path }) => path.startsWith('events/'))?.path ?? 'events/events.ndjson';
  const labels = manifest.files.find(({ path }) => path.startsWith('labels/'))?.path;
  const hasLabels = labels !== undefined && (await stat(join(folder, labels)).catch(() => undefined)) !== undefined;
  const size = await stat(join(folder, events)).catch(() => undefined);
  if (size === undefined) throw nothing(folder, `${events} is not there`);
  const table = async (name: string): Promise<readonly Plain[] | undefined> =>
    readTable(join(folder, 'ledger', name), differences);
  const books = await readBooks(join(folder, 'ledger', 'books.json'), differences);
  return {
    folder,
    events: join(folder, events),
    shown: events,
    labels: hasLabels ? join(folder, labels) : undefined,
    bytes: size.size,
    manifest,
    books: books?.books,
    ruleOf: books?.ruleOf,
    trialBalance: await table('trial-balance.ndjson'),
    aging: await table('aging.ndjson'),
    differences,
  };
}

function readManifest(text: string): Manifest | string {
  const value = parsed(text);
  if (!isPlain(value)) return 'is no JSON object';
  if (value['format'] !== 'synode-manifest/1')
    return `is of format ${describeValue(value['format'])}, not 'synode-manifest/1'`;
  if (value['complete'] !== true) return 'does not say that the run was completed';
  const { window, stream, files, counts, order } = value;
  if (!isPlain(window) || !isPlain(stream) || !Array.isArray(files)) return 'lacks window, stream or files';
  const events = isPlain(counts) && isPlain(counts['events']) ? counts['events'] : {};
  // What transforms and schemas have changed is counted as it was authored: only the total tells then.
  const isAsAuthored = [events['added'], events['removed'], events['droppedBySchema']].every((count) => count === 0);
  const byName = isAsAuthored && isPlain(events['byName']) ? events['byName'] : undefined;
  return {
    start: String(window['start']),
    end: typeof window['end'] === 'string' ? window['end'] : undefined,
    order: String(order),
    events: Number(stream['events']),
    sha256: typeof stream['sha256'] === 'string' ? stream['sha256'] : undefined,
    byName:
      byName === undefined
        ? undefined
        : Object.fromEntries(Object.entries(byName).map(([name, count]) => [name, Number(count)])),
    files: (files as readonly unknown[]).filter(isPlain).map((file) => ({
      path: String(file['path']),
      bytes: Number(file['bytes']),
      sha256: typeof file['sha256'] === 'string' ? file['sha256'] : undefined,
    })),
  };
}

/** Folders that hold what a run writes, and nothing else. */
const OWN_FOLDERS = ['events', 'labels', 'ledger', 'master'];

/** What nobody wrote could be read in the place of what is missing. */
async function foreignFiles(folder: string, { files }: Manifest): Promise<readonly string[]> {
  const listed = new Set(files.map(({ path }) => path));
  const names = await Promise.all(
    OWN_FOLDERS.map(async (own) => (await readdir(join(folder, own)).catch(() => [])).map((name) => `${own}/${name}`)),
  );
  const foreign = names.flat().filter((path) => !listed.has(path));
  return foreign.sort().map((path) => `${path} is none of the files that were written`);
}

async function fileDifference(
  folder: string,
  { path, bytes, sha256 }: Manifest['files'][number],
): Promise<readonly string[]> {
  const found = await stat(join(folder, path)).catch(() => undefined);
  if (found === undefined) return [`${path} is not there`];
  if (found.size !== bytes) return [`${path} has ${found.size} bytes, ${bytes} were written`];
  if (sha256 === undefined || (await hashOf(join(folder, path))) === sha256) return [];
  return [`${path} is not what was written: its SHA-256 differs`];
}

async function hashOf(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

async function readTable(path: string, differences: string[]): Promise<readonly Plain[] | undefined> {
  if ((await stat(path).catch(() => undefined)) === undefined) return undefined;
  const rows: Plain[] = [];
  await eachLine(path, (text, at) => {
    const row = parsed(text);
    if (isPlain(row)) rows.push(row);
    else differences.push(`ledger/${basename(path)} line ${at} is no JSON object`);
  });
  return rows;
}

async function readBooks(
  path: string,
  differences: string[],
): Promise<{ readonly books: Determination; readonly ruleOf: ReadonlyMap<string, readonly string[]> } | undefined> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  const value = parsed(text);
  const isWhole =
    isPlain(value) &&
    [value['companies'], value['charts'], value['roles'], value['postings']].every((part) => Array.isArray(part));
  if (!isWhole) {
    differences.push('ledger/books.json holds no companies, charts, roles and postings');
    return undefined;
  }
  const postings = (value['postings'] as readonly unknown[]).filter(isPlain);
  const books = value as unknown as Determination;
  const ruleOf = new Map<string, string[]>();
  for (const { on, ruleId } of postings) ruleOf.set(String(on), [...(ruleOf.get(String(on)) ?? []), String(ruleId)]);
  return { books, ruleOf };
}

/** Folders right below that hold a completed run, as after `--out out/company`. */
async function runsBelow(folder: string): Promise<readonly string[]> {
  const names = (await readdir(folder)).sort();
  const found = await Promise.all(
    names.map((name) =>
      stat(join(folder, name, 'manifest.json')).then(
        () => [join(folder, name)],
        () => [],
      ),
    ),
  );
  return found.flat();
}

interface Around {
  readonly cause?: unknown;
  readonly runs?: readonly string[];
}

function nothing(path: string, why: string, { cause, runs = [] }: Around = {}): SynodeError {
  return new SynodeError('NOTHING_TO_VERIFY', `there is nothing to verify at ${path}: ${why}`, {
    path: [`path '${path}'`],
    expected: 'the output folder of a completed run, or a file of events, one JSON object a line',
    received: why,
    suggestion:
      runs.length === 0 ? 'Write one with synode generate --out out.' : `Name the folder of a run: ${runs.join(', ')}.`,
    ...(cause === undefined ? {} : { cause }),
  });
}

/** The processes that made what is in a folder; none where it does not say. */
export async function processesOf(folder: string): Promise<readonly ToldProcess[]> {
  const text = await readFile(join(folder, 'scenario.resolved.json'), 'utf8').catch(() => undefined);
  const value = text === undefined ? undefined : parsed(text);
  const processes =
    isPlain(value) && Array.isArray(value['processes']) ? (value['processes'] as readonly unknown[]) : [];
  return processes
    .filter(isPlain)
    .map(({ id, options }) => ({ id: String(id), options: isPlain(options) ? options : {} }));
}
