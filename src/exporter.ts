/** The adapter behind which a run is told in the formats of others. What writes them is loaded when it is opened. */
import { Lifecycle, newTally, reportOf, toAdapterError } from '../adapters/base.ts';
import { canonicalLine } from './encode/canonical.ts';
import { SynodeError, describeValue } from './errors.ts';
import type { ExportRun, failureOfFiles } from './exports/export-run.ts';
import { checkBooks } from './exports/companies.ts';
import { checkLives, checkOcelNames } from './exports/object-types.ts';
import { checkExportOptions, type ExportOptions } from './exports/options.ts';
import type { SinkContext } from './exports/sink.ts';
import type { AdapterReport, EncodedBatch, FileReport, OutputAdapter, RunInfo } from './model/adapter.ts';
import type { AnyEvent } from './model/event.ts';
import type { ExportedEvent } from './model/export.ts';
import type { Scenario } from './model/scenario.ts';

/**
 * An adapter that folds the stream of a scenario into files of other formats, a folder each; see `docs/outputs.md`.
 * Files have their names when the run is complete, and stay `.part` otherwise.
 *
 * @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, `EXPORT_NOT_AVAILABLE`, `EXPORT_FIELD_MISSING`, `EXPORT_VALUE`; from
 *   `open`: `FILE_EXISTS`, `MISSING_DEPENDENCY`
 * @example await generate(company, { adapter: exporter(company, { folder: 'out', formats: ['hledger', 'ocel-json'] }) })
 */
export function exporter(scenario: Scenario, options: ExportOptions): OutputAdapter<AnyEvent> {
  if (typeof scenario !== 'object' || scenario === null || scenario.kind !== 'scenario') throw noScenario(scenario);
  checkExportOptions(options);
  checkBooks(scenario, options.formats);
  checkOcelNames(scenario, options.ocel);
  checkLives(scenario);
  return new Exporter(scenario, options);
}

class Exporter implements OutputAdapter<AnyEvent> {
  readonly name = 'export';
  readonly encoding = 'ndjson';
  readonly needsWholeRun = true;
  readonly #scenario: Scenario;
  readonly #options: ExportOptions;
  readonly #lifecycle = new Lifecycle('export');
  readonly #tally = newTally();
  readonly #decoder = new TextDecoder();
  #run: RunInfo | undefined;
  #exports: ExportRun | undefined;
  /** What the file system says, in words; loaded with what meets it. */
  #ofFiles: typeof failureOfFiles | undefined;
  #files: readonly FileReport[] = [];

  constructor(scenario: Scenario, options: ExportOptions) {
    this.#scenario = scenario;
    this.#options = options;
  }

  async open(run: RunInfo): Promise<void> {
    this.#lifecycle.begin();
    this.#run = run;
    const { openExports, failureOfFiles } = await import('./exports/export-run.ts');
    this.#ofFiles = failureOfFiles;
    try {
      const readTable: SinkContext['readTable'] = async (table, see) => {
        const { readTables } = await import('./run-master.ts');
        await readTables(this.#scenario, run, { table, see });
      };
      this.#exports = await openExports(this.#scenario, this.#options, { run, readTable });
    } catch (error) {
      throw this.#failure(error, 'open');
    }
  }

  write(event: AnyEvent): void {
    this.#lifecycle.assertOpen();
    this.#take(1, () => {
      if (this.#exports?.wants(event.name) === true) this.#see(canonicalLine(event));
    });
  }

  writeEncoded({ count, bytes, ends, names }: EncodedBatch): void {
    this.#lifecycle.assertOpen();
    this.#take(count, () => {
      let start = 0;
      for (let i = 0; i < count; i++) {
        const end = ends[i] ?? start;
        if (this.#exports?.wants(names[i] ?? '') === true) this.#see(this.#decoder.decode(bytes.subarray(start, end)));
        start = end;
      }
    });
  }

  close(): Promise<void> {
    return this.#lifecycle.close(async () => {
      const { aborted = true } = this.#run?.signal ?? {};
      if (aborted) return this.#exports?.abandon();
      try {
        this.#files = (await this.#exports?.finish()) ?? [];
      } catch (error) {
        this.#exports?.abandon();
        throw this.#failure(error, 'close');
      }
    });
  }

  report(): AdapterReport {
    const bytes = this.#files.reduce((sum, file) => sum + file.bytes, 0);
    return { ...reportOf(this.name, this.#tally, { files: this.#files }), bytes };
  }

  #take(count: number, work: () => void): void {
    try {
      work();
    } catch (error) {
      throw this.#failure(error, 'write', count);
    }
    this.#tally.events += count;
    this.#tally.acknowledged += count;
    this.#tally.batches += 1;
  }

  #see(line: string): void {
    this.#exports?.see(JSON.parse(line) as ExportedEvent);
  }

  #failure(error: unknown, operation: 'open' | 'write' | 'close', unacknowledged = 0): SynodeError {
    const context = { adapter: this.name, operation, acknowledged: this.#tally.acknowledged, unacknowledged };
    return this.#ofFiles?.(error, { ...context, path: this.#options.folder }) ?? toAdapterError(error, context);
  }
}

function noScenario(received: unknown): SynodeError {
  return new SynodeError('EXPORT_NOT_AVAILABLE', `exporter tells of a scenario, not of ${describeValue(received)}`, {
    path: ['exporter'],
    expected: 'a scenario made by scenario({ … })',
    received: describeValue(received),
    suggestion: 'Give it the scenario that runs.',
  });
}
