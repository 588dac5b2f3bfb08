/** A run into its output folder: events, tables of the books and the world, the result, and the manifest, last. */
import { rm } from 'node:fs/promises';
import { join } from 'node:path';

import { SynodeError } from './errors.ts';
import { makeFolder } from './make-folder.ts';
import type { OutputAdapter } from './model/adapter.ts';
import type { AnyEvent } from './model/event.ts';
import type { RunResult } from './model/result.ts';
import type { RunOptions } from './model/run-options.ts';
import type { Runnable } from './model/scenario.ts';
import { runCall } from './run-call.ts';
import { claimFolder } from './run-claim.ts';
import { writeWhole } from './run-files.ts';
import { bookTables, tableProjections, writeOutput, type BookTables } from './run-output.ts';

/** Runs into `options.output`. @throws SynodeError `OUTPUT_NOT_EMPTY`, and whatever a run throws */
export async function generateInto(input: Runnable, options: RunOptions<never>, folder: string): Promise<RunResult> {
  const { overwrite = false, codeVersion } = options;
  const { FileAdapter } = await import('../adapters/file.ts');
  const adapter = options.adapter ?? (new FileAdapter(join(folder, 'events', 'events.ndjson')) as never);
  const run = { ...options, adapter };
  const beforeOpen = (): Promise<void> => claimFolder(folder, { overwrite });
  try {
    const result = await runCall(input, { ...run, ...folderOptions(input, run, folder) } as never, { beforeOpen });
    await writeFolder(folder, { input, result, codeHash: codeVersion });
    return result;
  } catch (thrown) {
    if (thrown instanceof SynodeError && thrown.result !== undefined) await writeResult(folder, thrown.result);
    throw thrown;
  }
}

/** What an output folder needs beside the events: their digest, the tables of the books, how it went where that is asked. */
export function folderOptions(
  input: Runnable,
  options: Pick<RunOptions<never>, 'projections' | 'workers' | 'digest' | 'shard' | 'debug' | 'telemetryPath'> & {
    readonly adapter?: unknown;
  },
  folder: string,
): Pick<RunOptions<never>, 'digest' | 'projections' | 'telemetryPath'> {
  const { projections = [], workers = 0, digest = 'auto', debug = false, telemetryPath } = options;
  // Threads take what holds code from the module; the tables are then folded from what was written.
  const tables = workers === 0 ? tableProjections(input, projections as never) : [];
  return {
    digest: digest === 'auto' ? digestFor(options) : digest,
    ...(tables.length === 0 ? {} : { projections: [...projections, ...tables] as never }),
    ...(debug && telemetryPath === undefined ? { telemetryPath: join(folder, 'telemetry.json') } : {}),
  };
}

/** The digest of a manifest: of the set of events too where they are put together again, or stand in topics. */
function digestFor({
  shard,
  adapter,
}: {
  readonly shard?: RunOptions<AnyEvent>['shard'];
  readonly adapter?: unknown;
}): 'stream' | 'full' {
  const isPart = shard !== undefined && shard.count > 1;
  return isPart || (adapter as Partial<OutputAdapter> | undefined)?.digest === 'full' ? 'full' : 'stream';
}

/** What came out of a run, for its folder. */
export interface FolderContent {
  readonly input: Runnable;
  readonly result: RunResult;
  /** What the program was made from; undefined where nobody says. */
  readonly codeHash: string | undefined;
}

/** A folder with a manifest is complete. Gives the tables of the books where there are some. */
export async function writeFolder(
  folder: string,
  { input, result, codeHash }: FolderContent,
): Promise<BookTables | undefined> {
  await writeResult(folder, result);
  await rm(join(folder, 'manifest.json'), { force: true });
  if (result.status !== 'completed') return undefined;
  const tables = await bookTables(input, result);
  await writeOutput(folder, input, result, { tables, codeHash });
  return tables;
}

/** The result as a document in the output folder: whole or not there. */
export async function writeResult(folder: string, result: RunResult): Promise<string> {
  const file = join(folder, 'result.json');
  makeFolder(folder);
  await writeWhole(file, `${JSON.stringify(result, undefined, 2)}\n`);
  return file;
}
