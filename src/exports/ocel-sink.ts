/** Event logs: one fold for all their encodings. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';

import { ocelJson } from '../../adapters/exports/ocel-json.ts';
import { ocelXml } from '../../adapters/exports/ocel-xml.ts';
import { xesWriter } from '../../adapters/exports/xes.ts';
import type { FileReport } from '../model/adapter.ts';
import { ENTRY_EVENT } from '../model/ledger.ts';
import type { OcelSummary, OcelWriter } from '../model/ocel.ts';
import { ocelCatalog } from '../projections/ocel-catalog.ts';
import { OcelLog } from '../projections/ocel.ts';
import { SYNODE_VERSION } from '../version.ts';
import type { ExportFormat } from './formats.ts';
import { flatTypes, toldProcesses } from './object-types.ts';
import type { OcelOptions } from './options.ts';
import type { Sink, SinkContext } from './sink.ts';

/** The formats that are encodings of a log. */
export const LOG_FORMATS: readonly ExportFormat[] = ['ocel-json', 'ocel-xml', 'ocel-sqlite', 'xes'];

const WRITERS: Readonly<
  Record<string, (context: SinkContext, options: OcelOptions) => OcelWriter | Promise<OcelWriter>>
> = {
  'ocel-json': ({ folder }, { valuesAsStrings = false }) => ocelJson(folder, { valuesAsStrings }),
  'ocel-xml': ({ folder }) => ocelXml(folder),
  // What it needs of SQLite is loaded with it.
  'ocel-sqlite': async ({ folder }) => (await import('../../adapters/exports/ocel-sqlite.ts')).ocelSqlite(folder),
  xes: ({ folder, scenario }, ocel) => xesWriter(folder, ocel.flatten ?? flatTypes(scenario, ocel)),
};

/** What posting an entry is called where it is an event of its own. */
const POSTING = 'Post journal entry';

/** One sink for all of these formats; the folder of the context is that of all exports. */
export async function ocelSink(context: SinkContext, formats: readonly ExportFormat[]): Promise<Sink> {
  const { scenario, run, options, activityOf } = context;
  const ocel = options.ocel ?? {};
  const writers: OcelWriter[] = [];
  const abandon = (): void => writers.forEach((writer) => writer.abandon());
  try {
    for (const format of formats) {
      const made = WRITERS[format]?.({ ...context, folder: join(context.folder, format) }, ocel);
      if (made !== undefined) writers.push(await made);
    }
  } catch (thrown) {
    abandon();
    throw thrown;
  }
  const { masters = true, journalEntries = true, journalEvents = false, resources = 'attribute', lines = false } = ocel;
  const labelOf = (name: string): string => (name === ENTRY_EVENT ? POSTING : activityOf(name));
  const catalog = ocelCatalog(toldProcesses(scenario, ocel), labelOf, (await run.contracts?.()) ?? []);
  const log = new OcelLog(catalog, { masters, journalEntries, journalEvents, resources, lines }, writers);
  return {
    of: undefined,
    see: (event) => log.see(event),
    finish: () => {
      const summary = log.finish();
      const files = writers.flatMap((writer) => writer.finish(summary));
      return [
        ...files,
        ...files.filter(({ format }) => format !== 'xes').map((file) => sidecar(file, summary, context)),
      ];
    },
    abandon,
  };
}

/** What is ours to say of a log stands beside it: a standard's file holds nothing of ours. */
function sidecar({ path }: FileReport, { counts }: OcelSummary, { run }: SinkContext): FileReport {
  const { seed, window } = run;
  const text = `${JSON.stringify({ format: 'synode-export/1', version: SYNODE_VERSION, seed, window, counts }, undefined, 2)}\n`;
  const file = `${path}.synode.json`;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  const sha256 = createHash('sha256').update(text).digest('hex');
  return { path: file, format: 'json', events: 1, bytes: Buffer.byteLength(text), sha256 };
}
