/** The output folder of a completed run: tables of the books, and the manifest that says what was written, last. */
import { createReadStream } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { createInterface } from 'node:readline';

import { trialBalance } from './ledger/balances.ts';
import { entryCounts, type EntryCounts } from './ledger/entry-counts.ts';
import { aging, openItems } from './ledger/open-items.ts';
import { makeFolder } from './make-folder.ts';
import type { OpenItemRow, TrialBalanceRow } from './model/book-rows.ts';
import { ENTRY_EVENT, type Determination, type JournalEntryEvent, type PostingRule } from './model/ledger.ts';
import type { AnyProjection } from './model/projection.ts';
import type { RunResult } from './model/result.ts';
import type { Runnable, Scenario } from './model/scenario.ts';
import { isScenario } from './plan/plan.ts';
import { hashOfFile, sha256Of, writeFileOf, writeWhole, type OutputFile } from './run-files.ts';
import { writeMasters } from './run-master.ts';
import { lastDayOf } from './time/last-day.ts';

interface Table {
  readonly path: string;
  readonly rows: readonly object[];
}

/** The projections that the tables of a scenario with books come from; those it has itself are not folded twice. */
export function tableProjections(input: Runnable, given: readonly AnyProjection[]): readonly AnyProjection[] {
  const books = booksOf(input);
  if (books === undefined) return [];
  const own = [...(input as Scenario).projections, ...given].map(({ id }) => id);
  return [trialBalance(books), openItems, entryCounts].filter(({ id }) => !own.includes(id));
}

/** What is folded of the entries of a run. */
export interface BookTables {
  readonly books: Determination;
  readonly balances: Readonly<Record<string, TrialBalanceRow>>;
  readonly items: Readonly<Record<string, OpenItemRow>>;
  readonly counts: EntryCounts;
}

/** The books of a completed run; undefined where the scenario keeps none. */
export async function bookTables(input: Runnable, result: RunResult): Promise<BookTables | undefined> {
  const books = booksOf(input);
  return books === undefined ? undefined : { books, ...(await foldedTables(books, result)) };
}

/** Writes tables and manifest; gives the path of the manifest. What is there already is replaced. */
export async function writeOutput(
  folder: string,
  input: Runnable,
  result: RunResult,
  {
    tables: found,
    codeHash,
  }: { readonly tables?: BookTables | undefined; readonly codeHash?: string | undefined } = {},
): Promise<string> {
  const folded = found ?? (await bookTables(input, result));
  const tables = folded === undefined ? [] : await writeTables(folder, { input: input as Scenario, folded, result });
  // The digest of the stream covers one file whole; where it is dealt out, each file has a digest of its own.
  const isDealtOut = result.files.length > 1;
  const events = await Promise.all(
    result.files.map(async ({ path, format, events: rows, bytes, sha256 }): Promise<OutputFile> => {
      const own = sha256 ?? (isDealtOut ? await hashOfFile(path) : null);
      return { path: relative(folder, path).split(sep).join('/'), format, rows, bytes, sha256: own };
    }),
  );
  const told = isScenario(input) ? await tellScenario(folder, input, result) : [];
  // Folded with the run or, on threads, of what was written: the manifest tells them either way.
  const projections = { ...result.projections, ...tablesOf(folded) };
  const manifest = manifestOf({ ...result, projections }, [...events, ...tables, ...told], codeHash ?? null);
  const path = join(folder, 'manifest.json');
  await writeWhole(path, `${JSON.stringify(manifest, undefined, 2)}\n`);
  return path;
}

/** What the tables come from, by the id of its projection. */
function tablesOf(folded: BookTables | undefined): Readonly<Record<string, unknown>> {
  if (folded === undefined) return {};
  return { trialBalance: folded.balances, openItems: folded.items, entryCounts: folded.counts };
}

/** What shaped the run, and the tables it looked things up in. */
async function tellScenario(folder: string, input: Scenario, result: RunResult): Promise<readonly OutputFile[]> {
  const text = `${JSON.stringify(resolvedScenario(input, result), undefined, 2)}\n`;
  const resolved = await writeFileOf(folder, { path: 'scenario.resolved.json', format: 'json', rows: 1 }, text);
  const span = { firstDay: result.window.start.slice(0, 10), lastDay: lastDayOf(result.window) };
  return [resolved, ...(await writeMasters(folder, input, result, span))];
}

/** Every option that shapes content, completed. */
function resolvedScenario(
  { id, calendar, runInDays, lookAheadDays, tailDays, drift = [], processes, datasets }: Scenario,
  { window }: RunResult,
): object {
  const { start, end } = window;
  const tableOf = (table: Scenario['datasets'][number]): object => ({
    id: table.id,
    rows: 'rows' in table ? table.rows.length : table.count,
  });
  return {
    id,
    period: { start, end },
    calendar: typeof calendar === 'object' ? calendar.id : calendar,
    runInDays,
    lookAheadDays,
    tailDays,
    drift,
    datasets: datasets.map(tableOf),
    processes: processes.map((process) => ({
      id: process.id,
      options: process.options,
      lookAheadDays: process.lookAheadDays,
      tailDays: process.tailDays,
      datasets: process.datasets.map(tableOf),
      populations: process.populations.map(({ id: population, size }) => ({ id: population, size })),
    })),
  };
}

async function writeTables(
  folder: string,
  { input, folded, result }: { readonly input: Scenario; readonly folded: BookTables; readonly result: RunResult },
): Promise<readonly OutputFile[]> {
  const { books, balances, items } = folded;
  const asOf = lastDayOf(result.window);
  const overdue = Object.values(aging(items, asOf)).map((row) => ({ asOf, ...row }));
  makeFolder(join(folder, 'ledger'));
  const text = `${JSON.stringify({ ...books, postings: postingTable(input) })}\n`;
  const files = [await writeFileOf(folder, { path: 'ledger/books.json', format: 'json', rows: 1 }, text)];
  const tables: readonly Table[] = [
    { path: 'ledger/trial-balance.ndjson', rows: Object.values(balances) },
    { path: 'ledger/open-items.ndjson', rows: Object.values(items) },
    { path: 'ledger/aging.ndjson', rows: overdue },
  ];
  for (const { path, rows } of tables) {
    const lines = rows.map((row) => `${JSON.stringify(row)}\n`).join('');
    files.push(await writeFileOf(folder, { path, format: 'ndjson', rows: rows.length }, lines));
  }
  return files;
}

/** What the run has folded; where threads of a module ran it, which know of no tables, folded from the file they wrote. */
async function foldedTables(
  books: Determination,
  { projections, files }: RunResult,
): Promise<Omit<BookTables, 'books'>> {
  const { trialBalance: balances, openItems: items, entryCounts: counts } = projections;
  if (balances !== undefined && items !== undefined && counts !== undefined)
    return { balances, items, counts } as Omit<BookTables, 'books'>;
  const fold = trialBalance(books);
  const states = { balances: fold.init(), items: openItems.init(), counts: entryCounts.init() };
  const file = files.find(({ format }) => format === 'ndjson')?.path;
  if (file !== undefined) {
    for await (const line of createInterface({ input: createReadStream(file) })) {
      if (!line.includes(`"name":"${ENTRY_EVENT}"`)) continue;
      const event = JSON.parse(line) as JournalEntryEvent & { readonly timestamp: unknown };
      const dated = { ...event, timestamp: new Date(String(event.timestamp)) };
      fold.apply(states.balances, dated);
      openItems.apply(states.items, dated);
      entryCounts.apply(states.counts, dated);
    }
  }
  return {
    balances: fold.finish(states.balances, Infinity),
    items: openItems.finish(states.items, Infinity),
    counts: entryCounts.finish(states.counts, Infinity),
  };
}

/** Which rule books which event, for readers who do not have the program. */
function postingTable({ processes }: Scenario): readonly object[] {
  return processes.flatMap(({ id: process, postings }) =>
    Object.entries(postings).flatMap(([ruleId, { on, roles }]) =>
      [on as unknown as PostingRule['on']].flat().map((name) => ({ ruleId, on: name, process, roles })),
    ),
  );
}

/** Phases that write tables, by the folder these stand in. */
const TABLES: Readonly<Record<string, string>> = { datasets: 'master/', projections: 'ledger/' };

function manifestOf(result: RunResult, files: readonly OutputFile[], codeHash: string | null): object {
  const { versions, seed, planHash, configHash, window, counts, assumptions, stream, checks, projections } = result;
  const rowsIn = (folder: string): number =>
    files.reduce((sum, { path, rows }) => (path.startsWith(folder) ? sum + rows : sum), 0);
  const phases = result.phases.map((phase) => {
    const folder = TABLES[phase.id];
    return folder === undefined ? phase : { ...phase, rows: rowsIn(folder) };
  });
  const { order, ...period } = window;
  return {
    format: 'synode-manifest/1',
    versions,
    seed,
    planHash,
    configHash,
    codeHash,
    window: period,
    order,
    shard: result.shard,
    phases,
    counts,
    assumptions,
    stream,
    files,
    projections: Object.entries(projections).map(([id, value]) => ({
      id,
      keys: typeof value === 'object' && value !== null ? Object.keys(value).length : 0,
      sha256: sha256Of(JSON.stringify(value) ?? 'null'),
    })),
    checks: Object.fromEntries(checks.map(({ id, outcome }) => [id, outcome])),
    complete: true,
  };
}

function booksOf(input: Runnable): Determination | undefined {
  return isScenario(input) ? input.books : undefined;
}
