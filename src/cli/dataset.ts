/** `synode dataset export` and `synode dataset check`: entity tables to files, and files looked at. */
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';

import { NullAdapter } from '../../adapters/null.ts';
import { readDataset } from '../data/read-dataset.ts';
import { writeDataset } from '../data/write-dataset.ts';
import { defineAction, defineAdventure, defineJourney } from '../dsl/define.ts';
import { didYouMean, SynodeError } from '../errors.ts';
import { runCall } from '../run-call.ts';
import { tableReaders } from '../run-master.ts';
import type { Dataset, DatasetDefinition, DatasetRow } from '../model/dataset.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { Scenario } from '../model/scenario.ts';
import type { StandardSchema } from '../model/schema.ts';
import { knownDatasets } from '../plan/dataset.ts';
import { EXIT } from './exit-code.ts';
import type { RunFlags } from './flags.ts';
import { byteSize, counted, grouped, percentage } from './numbers.ts';
import { prepareRun } from './prepare-run.ts';
import { resolveReference } from './references.ts';
import type { Shell } from './shell.ts';
import { clip } from './terminal.ts';

export interface ExportFlags extends Omit<RunFlags, 'to'> {
  readonly to: string;
  readonly config?: string;
  readonly delimiter?: string;
}

export interface CheckFlags {
  readonly row?: string;
  readonly delimiter?: string;
}

type AnyDataset = DatasetDefinition<object> | Dataset<object>;

/** Writes the rows that a run would see. */
export async function runDatasetExport(id: string, flags: ExportFlags, shell: Shell): Promise<number> {
  const { config: file, to, delimiter, ...rest } = flags;
  const { config, input, options } = await prepareRun({
    command: 'dataset',
    file,
    flags: rest,
    onFallback: shell.warn,
  });
  shell.about(config.shown);
  const { users: _users, persona: _persona, ...others } = options;
  const rows =
    'kind' in input
      ? await scenarioRows(id, input, others)
      : await rowsOf(id, [...(options.datasets ?? []), ...(options.preloadedDatasets ?? [])], others);
  const count = await writeDataset(
    to,
    { rows },
    delimiter === undefined ? {} : { csv: { delimiter: signOf(delimiter) } },
  );
  const { size } = await stat(to);
  if (shell.isJson) shell.json({ ok: true, dataset: id, rows: count, path: to, bytes: size });
  else if (!shell.isQuiet) shell.out.write(`${to}  ${counted(count, 'row')} of '${id}', ${byteSize(size)}\n`);
  return EXIT.completed;
}

/** Of a scenario: those that its own processes see. */
async function scenarioRows(
  id: string,
  scenario: Scenario,
  { seed = scenario.seed }: Pick<RunOptions, 'seed'>,
): Promise<readonly DatasetRow[]> {
  const { datasets, processes } = scenario;
  checkKnown(id, processes.flatMap((process) => [...process.datasets]).concat(datasets));
  const has = (of: readonly AnyDataset[]): boolean => of.some((one) => one.id === id);
  // A process sees its own tables before those of all.
  const owner = processes.find((process) => has(process.datasets))?.id ?? '';
  let rows: readonly DatasetRow[] = [];
  const readers = tableReaders(scenario, [{ id, owner }], (ctx) => void (rows = ctx.dataset(id).getAllRows()));
  const given = seed === undefined ? {} : { seed };
  await runCall(readers, Object.assign({ adapter: new NullAdapter(), logger: false }, given) as never);
  return rows;
}

function checkKnown(id: string, sources: readonly AnyDataset[]): void {
  const ids = [...knownDatasets(sources).keys()];
  if (ids.includes(id)) return;
  throw new SynodeError('INVALID_OPTION', `no dataset is called '${id}'`, {
    path: ["argument 'id'"],
    expected: ids.length === 0 ? 'a dataset in the config' : `one of ${ids.join(', ')}`,
    received: `'${id}'`,
    suggestion: ids.length === 0 ? 'Add it to datasets in the config.' : didYouMean(id, ids),
  });
}

/** Asks a run of one actor: so rows are made as every run makes them, those that need time included. */
async function rowsOf(id: string, sources: readonly AnyDataset[], options: object): Promise<readonly DatasetRow[]> {
  checkKnown(id, sources);
  let rows: readonly DatasetRow[] = [];
  const read = defineAction({
    id: 'read',
    handler: (ctx) => {
      rows = ctx.dataset(id).getAllRows();
      return [];
    },
  });
  const reader = defineJourney({ id: 'read', adventures: [defineAdventure({ id: 'read', actions: [read] })] });
  const datasets = sources.filter((source): source is DatasetDefinition<object> => !('rows' in source));
  const preloadedDatasets = sources.filter((source): source is Dataset<object> => 'rows' in source);
  const { seed, startDate, endDate, duration, calendar } = options as Readonly<Record<string, unknown>>;
  const world = Object.fromEntries(
    Object.entries({ seed, startDate, endDate, duration, calendar }).filter(([, value]) => value !== undefined),
  );
  await runCall(reader, {
    ...world,
    users: 1,
    starts: 'together',
    datasets,
    preloadedDatasets,
    adapter: new NullAdapter(),
    logger: false,
  } as never);
  return rows;
}

/** Reads a file as `readDataset` does and says what is in it. */
export async function runDatasetCheck(file: string, { row, delimiter }: CheckFlags, shell: Shell): Promise<number> {
  const schema = row === undefined ? undefined : await rowSchema(row, shell);
  const { rows } = await readDataset<DatasetRow>(file, {
    id: 'dataset',
    ...(schema === undefined ? {} : { row: schema }),
    ...(delimiter === undefined ? {} : { csv: { delimiter: signOf(delimiter) } }),
  });
  const columns = columnsOf(rows);
  if (shell.isJson) shell.json({ ok: true, path: file, rows: rows.length, columns });
  if (shell.isJson || shell.isQuiet) return EXIT.completed;
  shell.out.write(
    `${shell.out.style('green', 'valid')}  ${file}: ${counted(rows.length, 'row')}${row === undefined ? '' : `, as ${row} says`}\n`,
  );
  const widest = Math.max(0, ...columns.map(({ name }) => name.length));
  for (const { name, filled, distinct, example } of columns) {
    const cells = [
      name.padEnd(widest),
      `${percentage(filled, rows.length)} filled`.padStart(14),
      `${grouped(distinct)} different`.padStart(16),
      example,
    ];
    shell.out.write(`${clip(`  ${cells.join('  ')}`.trimEnd(), shell.out.width)}\n`);
  }
  return EXIT.completed;
}

/** A shell gives the two signs by which code writes a tab. */
function signOf(delimiter: string): string {
  return delimiter === '\\t' ? '\t' : delimiter;
}

async function rowSchema(reference: string, shell: Shell): Promise<StandardSchema<DatasetRow>> {
  // Relative to the working directory, as every path on the command line is.
  const place = { file: resolve('package.json'), key: 'row', onFallback: shell.warn };
  return (await resolveReference(reference, place)) as StandardSchema<DatasetRow>;
}

interface Column {
  readonly name: string;
  /** Rows in which it has a value. */
  readonly filled: number;
  readonly distinct: number;
  readonly example: string;
}

function columnsOf(rows: readonly DatasetRow[]): readonly Column[] {
  const values = new Map<string, { filled: number; readonly seen: Set<string> }>();
  for (const row of rows) {
    for (const [name, value] of Object.entries(row)) {
      const column = values.get(name) ?? { filled: 0, seen: new Set<string>() };
      values.set(name, column);
      if (value === undefined || value === null || value === '') continue;
      column.filled++;
      column.seen.add(typeof value === 'string' ? value : JSON.stringify(value));
    }
  }
  return [...values].map(([name, { filled, seen }]) => {
    const [example = ''] = seen;
    return { name, filled, distinct: seen.size, example };
  });
}
