/** The entity tables of a scenario as files: what a reader of its events looks names up in. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';

import { writeDataset } from './data/write-dataset.ts';
import { defineAction, defineAdventure, defineJourney } from './dsl/define.ts';
import type { DatasetHandle, Dataset, DatasetDefinition } from './model/dataset.ts';
import type { TablePart } from './model/file-check.ts';
import type { RunResult } from './model/result.ts';
import type { Scenario } from './model/scenario.ts';
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
  { datasets: shared, processes, period, tables }: Scenario,
  { seed }: Pick<RunResult, 'seed'>,
  span: Span,
): Promise<readonly OutputFile[]> {
  const sources = [...shared, ...processes.flatMap(({ datasets }) => [...datasets])];
  const wanted = sources.flatMap(({ id }) => {
    const parts = partsOf(id, tables, span);
    return parts === undefined ? [] : [{ id, parts }];
  });
  if (wanted.length === 0) return [];
  const { NullAdapter } = await import('../adapters/null.ts');
  const files: OutputFile[] = [];
  // One actor of a run reads them: so rows are made as every run makes them, those that need time included.
  const read = defineAction({
    id: 'read',
    handler: async (ctx) => {
      for (const { id, parts } of wanted) files.push(await writeTable(folder, ctx.dataset(id), parts));
      return [];
    },
  });
  const reader = defineJourney({ id: 'read', adventures: [defineAdventure({ id: 'read', actions: [read] })] });
  await runCall(reader, {
    seed,
    users: 1,
    starts: 'together',
    startDate: period.start,
    ...(period.end === undefined ? {} : { endDate: period.end }),
    datasets: sources.filter((source): source is DatasetDefinition<object> => !('rows' in source)),
    preloadedDatasets: sources.filter((source): source is Dataset<object> => 'rows' in source),
    adapter: new NullAdapter(),
    logger: false,
  } as never);
  return files;
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
