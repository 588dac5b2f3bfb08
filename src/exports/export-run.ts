/** All formats of one run: made from one stream, in one pass. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

import type { FailureContext } from '../../adapters/base.ts';
import { fileFailure } from '../../adapters/file-errors.ts';
import { SynodeError } from '../errors.ts';
import type { FileReport } from '../model/adapter.ts';
import type { ExportedEvent } from '../model/export.ts';
import type { Scenario } from '../model/scenario.ts';
import { activities } from '../projections/activities.ts';
import { adsSink } from './ads-sink.ts';
import { beancountSink, hledgerSink, journalSink } from './book-sinks.ts';
import { modelsSink } from './models-sink.ts';
import { LOG_FORMATS, ocelSink } from './ocel-sink.ts';
import { documentsSink } from './documents-sink.ts';
import type { ExportFormat } from './formats.ts';
import type { ExportOptions } from './options.ts';
import type { Sink, SinkContext } from './sink.ts';

const SINKS: Readonly<Partial<Record<ExportFormat, (context: SinkContext) => Sink | Promise<Sink>>>> = {
  'journal-csv': journalSink,
  hledger: hledgerSink,
  beancount: beancountSink,
  ads: adsSink,
  'documents-csv': documentsSink,
};

/** The sinks of a run, open. */
export interface ExportRun {
  /** Whether any format wants events of this name. */
  wants(name: string): boolean;
  see(event: ExportedEvent): void;
  finish(): Promise<readonly FileReport[]>;
  abandon(): void;
}

/**
 * Opens the files of every format.
 *
 * @throws SynodeError `EXPORT_NOT_AVAILABLE`, `EXPORT_FIELD_MISSING`, `EXPORT_VALUE`, `FILE_EXISTS`, `MISSING_DEPENDENCY`
 */
export async function openExports(
  scenario: Scenario,
  options: ExportOptions,
  { run, readTable }: Pick<SinkContext, 'run' | 'readTable'>,
): Promise<ExportRun> {
  const activityOf = activities(scenario.processes);
  const sinks: Sink[] = [];
  const abandon = (): void => sinks.forEach((sink) => sink.abandon());
  try {
    for (const format of options.formats) {
      const folder = join(options.folder, format);
      if (options.ifExists === 'fail') refuseFilled(folder);
      const sink = SINKS[format]?.({ folder, scenario, run, options, activityOf, readTable });
      if (sink !== undefined) sinks.push(await sink);
    }
    const logs = options.formats.filter((format) => LOG_FORMATS.includes(format));
    if (logs.length > 0) {
      const context = { folder: options.folder, scenario, run, options, activityOf, readTable };
      sinks.push(await ocelSink(context, logs));
      if (options.ocel?.models ?? true) {
        if (options.ifExists === 'fail') refuseFilled(join(options.folder, 'models'));
        sinks.push(await modelsSink(context, options.ocel ?? {}));
      }
    }
  } catch (thrown) {
    abandon();
    throw thrown;
  }
  return {
    wants: wanted(sinks),
    see: (event) => {
      for (const sink of sinks) if (sink.of?.includes(event.name) ?? true) sink.see(event);
    },
    finish: async () => {
      const files: FileReport[] = [];
      for (const sink of sinks) files.push(...(await sink.finish()));
      return files;
    },
    abandon,
  };
}

/** A failure of the file system as an error a person can act on; undefined for any other. */
export function failureOfFiles(
  error: unknown,
  context: FailureContext & { readonly path: string },
): SynodeError | undefined {
  return error instanceof Error && 'syscall' in error ? fileFailure(error, context) : undefined;
}

/** Labels say what is wrong with a run's data: no format tells them. */
function wanted(sinks: readonly Sink[]): (name: string) => boolean {
  const isForAll = sinks.some(({ of }) => of === undefined);
  const names = new Set(sinks.flatMap(({ of = [] }) => of));
  return (name) => (isForAll && !name.startsWith('label.')) || names.has(name);
}

function refuseFilled(folder: string): void {
  if (!existsSync(folder) || readdirSync(folder).length === 0) return;
  throw new SynodeError('FILE_EXISTS', `${folder} is not empty`, {
    path: [`folder '${folder}'`],
    expected: 'no folder, or an empty one',
    received: 'a folder with files',
    suggestion: "Choose another folder, or set ifExists: 'replace'.",
  });
}
