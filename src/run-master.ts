/** The entity tables of a scenario as files: what a reader of its events looks names up in. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { writeDataset } from './data/write-dataset.ts';
import { once } from './dsl/arrivals.ts';
import { defineAction, defineAdventure, defineJourney, definePopulation } from './dsl/define.ts';
import { defineProcess, scenario as defineScenario } from './dsl/scenario.ts';
import type { RunInfo } from './model/adapter.ts';
import type { Context } from './model/context.ts';
import type { DatasetHandle } from './model/dataset.ts';
import type { TablePart } from './model/file-check.ts';
import type { RunResult } from './model/result.ts';
import type { Process, Scenario } from './model/scenario.ts';
import { runCall } from './run-call.ts';
import { hashOfFile, type OutputFile } from './run-files.ts';

interface Span {
  readonly firstDay: string;
  readonly lastDay: string;
}

/** Parts of a table: its first and last rows. */
type Parts = readonly (readonly [number, number])[];

const WHOLE: Parts = [[0, Infinity]];

/**
 * Writes `master/<dataset>.ndjson` for every table that a scenario exports, as far as it says, row by row: none is ever in
 * memory whole, but those that are given as rows.
 */
export async function writeMasters(
  folder: string,
  scenario: Scenario,
  { seed }: Pick<RunResult, 'seed'>,
  span: Span,
): Promise<readonly OutputFile[]> {
  const wanted = wantedOf(scenario, span);
  if (wanted.length === 0) return [];
  const { NullAdapter } = await import('../adapters/null.ts');
  const files = new Map<string, OutputFile>();
  const write = async (ctx: Context, { id, parts }: Wanted): Promise<void> => {
    files.set(id, await writeTable(folder, ctx.dataset(id), parts));
  };
  await runCall(tableReaders(scenario, wanted, write), { seed, adapter: new NullAdapter(), logger: false } as never);
  return wanted.flatMap(({ id }) => files.get(id) ?? []);
}

/** Tells each row of every dataset of a scenario that a pattern fits, in order; none is ever in memory whole. */
export async function readTables(
  scenario: Scenario,
  { seed }: Pick<RunInfo, 'seed'>,
  { table, see }: { readonly table: string; readonly see: (row: object) => void },
): Promise<void> {
  const wanted = scenario.datasets.flatMap(({ id }) => (fits(table, id) ? [{ id, owner: '' }] : []));
  if (wanted.length === 0) return;
  const { NullAdapter } = await import('../adapters/null.ts');
  const read = (ctx: Context, { id }: Owned): void => {
    for (const row of rowsOf(ctx.dataset(id), WHOLE)) see(row);
  };
  await runCall(tableReaders(scenario, wanted, read), { seed, adapter: new NullAdapter(), logger: false } as never);
}

/** A table, and the process that has it; `''`: all of them. */
interface Owned {
  readonly id: string;
  readonly owner: string;
}

/** What of it is exported. */
interface Wanted extends Owned {
  readonly parts: Parts;
}

function wantedOf({ datasets, processes, tables }: Scenario, span: Span): readonly Wanted[] {
  const owners = [{ id: '', datasets }, ...processes];
  return owners.flatMap(({ id: owner, datasets: own }) =>
    own.flatMap(({ id }) => {
      const parts = partsOf(id, tables, span);
      return parts === undefined ? [] : [{ id, parts, owner }];
    }),
  );
}

/**
 * The scenario with one actor in each process, who reads tables: rows are keyed by the scenario and by the process that has
 * them, and are made on its calendar, so they are those of every run.
 */
export function tableReaders<W extends Owned>(
  { id, period, calendar, datasets, processes }: Scenario,
  wanted: readonly W[],
  read: (ctx: Context, wanted: W) => Promise<void> | void,
): Scenario {
  const reading = (process: string, own: Process['datasets'], theirs: readonly W[]): Process => {
    const action = defineAction({
      id: 'read',
      emits: [],
      handler: async (ctx) => {
        for (const one of theirs) await read(ctx, one);
        return [];
      },
    });
    const journey = defineJourney({
      id: 'read',
      arrivals: once(),
      adventures: [defineAdventure({ id: 'read', actions: [action] })],
    });
    const reader = definePopulation({ id: 'reader', size: 1, starts: 'together', journeys: [journey] });
    return defineProcess({ id: process, datasets: own, populations: [reader] })() as unknown as Process;
  };
  const first = processes[0]?.id;
  const all = processes.flatMap(({ id: owner, datasets: own }) => {
    const theirs = wanted.filter((one) => one.owner === owner || (one.owner === '' && owner === first));
    return theirs.length === 0 ? [] : [reading(owner, own, theirs)];
  });
  return defineScenario({ id, period, datasets, processes: all, ...(calendar === undefined ? {} : { calendar }) });
}

/** What is exported of a table; undefined where nothing is. Who wants it whole settles it. */
function partsOf(id: string, wanted: readonly (string | TablePart)[], span: Span): Parts | undefined {
  const ofThis = wanted.filter((one) => fits(typeof one === 'string' ? one : one.id, id));
  const [first] = ofThis;
  if (first === undefined) return undefined;
  const whole = ofThis.some((one) => typeof one === 'string');
  const parts = whole ? WHOLE : ofThis.flatMap((one) => (typeof one === 'string' ? [] : one.rows(span)));
  return joined(parts);
}

function fits(pattern: string, id: string): boolean {
  return pattern.endsWith('*') ? id.startsWith(pattern.slice(0, -1)) : id === pattern;
}

/** In order, those that touch as one. */
function joined(parts: Parts): Parts {
  const result: [number, number][] = [];
  for (const [from, to] of [...parts].sort(([a], [b]) => a - b)) {
    const last = result.at(-1);
    if (last !== undefined && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}

async function writeTable(folder: string, table: DatasetHandle, parts: Parts): Promise<OutputFile> {
  const path = `master/${table.id}.ndjson`;
  const file = join(folder, path);
  const rows = await writeDataset(file, { rows: rowsOf(table, parts) });
  return { path, format: 'ndjson', rows, bytes: (await stat(file)).size, sha256: await hashOfFile(file) };
}

function* rowsOf(table: DatasetHandle, parts: Parts): Iterable<object> {
  const last = table.size() - 1;
  for (const [from, to] of parts) for (let i = from; i <= Math.min(to, last); i++) yield table.row(i);
}
