/** Events into files: NDJSON, one JSON array or CSV; plain or gzip; one file, one per name, or numbered parts. */
import { access, constants } from 'node:fs/promises';
import { dirname } from 'node:path';

import { SynodeError, type AdapterFailure } from '../src/errors.ts';
import { LineBatch } from '../src/encode/line-batch.ts';
import { makeFolder } from '../src/make-folder.ts';
import type {
  AdapterEncoding,
  AdapterPosition,
  AdapterReport,
  EncodedBatch,
  OutputAdapter,
  RunInfo,
} from '../src/model/adapter.ts';
import type { AnyEvent, JsonValue } from '../src/model/event.ts';

import { Lifecycle, Serial } from './base.ts';
import { csvFormat, encodingOf } from './csv-format.ts';
import { fileFailure } from './file-errors.ts';
import { resolveFileOptions, type FileOptions, type ResolvedFileOptions } from './file-options.ts';
import { FileSet, isLabel, type RowFacts } from './file-set.ts';
import { rowsOfBatch, rowsOfText, type Rows } from './rows.ts';
import { jsonFormat, ndjsonFormat, type TextFormat } from './text-format.ts';

export type { FileOptions, RotateOptions } from './file-options.ts';

/**
 * Writes events to files. A file has its final name only when it is complete: until then, and after a failure or an
 * abort, it is called `<name>.part`. A resolved `write` means: handed to the operating system (gzip: to the member
 * being filled); a resolved `flush`: on the disk.
 *
 * @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY` for its options; `FILE_EXISTS` where it must not overwrite
 * @throws AdapterError `ADAPTER_ERROR` with the system's code and how many events are safe
 * @example new FileAdapter('out/events.ndjson.gz')
 * @example new FileAdapter({ path: 'out/{name}.csv', splitBy: 'name', columns: ['total', 'customer.country'] })
 */
export class FileAdapter implements OutputAdapter<AnyEvent> {
  readonly name = 'file';
  readonly encoding: AdapterEncoding;
  readonly #options: ResolvedFileOptions;
  readonly #lifecycle = new Lifecycle('file');
  readonly #serial = new Serial();
  #files: FileSet | undefined;
  #format: TextFormat = ndjsonFormat;
  #run: RunInfo | undefined;
  #checkpoint: JsonValue | undefined;
  #batches = 0;
  #hasFailed = false;

  constructor(pathOrOptions: string | FileOptions) {
    this.#options = resolveFileOptions(pathOrOptions);
    this.encoding = encodingOf(this.#options.format, this.#options);
  }

  async open(run: RunInfo): Promise<void> {
    this.#lifecycle.begin();
    this.#run = run;
    await this.#serial.run(() => this.#guard('open', 0, () => this.#openFiles(run)));
  }

  write(event: AnyEvent): Promise<void> {
    return this.writeBatch([event]);
  }

  async writeBatch(events: readonly AnyEvent[]): Promise<void> {
    this.#lifecycle.assertOpen();
    await this.#serial.run(() =>
      this.#guard('write', events.length, async () => {
        const text = this.#format.encode(events);
        await this.#put(rowsOfText(text, events, this.#opened().next), {
          mayHaveLabels: events.some(({ name }) => isLabel(name)),
          nameAt: (i) => events[i]?.name ?? '',
          idAt: (i) => events[i]?.id,
        });
        if (text.fault !== undefined) throw text.fault;
      }),
    );
  }

  async writeEncoded(batch: EncodedBatch): Promise<void> {
    this.#lifecycle.assertOpen();
    await this.#serial.run(() =>
      this.#guard('write', batch.count, () =>
        this.#put(rowsOfBatch(batch, this.#opened().next), factsOf(batch, this.#format)),
      ),
    );
  }

  async flush(): Promise<void> {
    this.#lifecycle.assertOpen('flush');
    await this.#serial.run(() => this.#guard('flush', 0, () => this.#opened().flush()));
  }

  close(): Promise<void> {
    return this.#lifecycle.close(() => this.#serial.run(() => this.#finish()));
  }

  position(): AdapterPosition {
    const files = this.#files;
    if (files === undefined) return { ordinal: 0, detail: null };
    return { ordinal: files.safe, detail: files.state() as unknown as JsonValue };
  }

  /** Called before `open`, which then goes on from there. */
  async restore(detail: JsonValue): Promise<void> {
    this.#lifecycle.assertUsable('open');
    this.#checkpoint = detail;
  }

  report(): AdapterReport {
    const files = this.#files;
    return {
      name: this.name,
      events: files?.next ?? 0,
      acknowledged: files?.safe ?? 0,
      filtered: 0,
      batches: this.#batches,
      bytes: files?.bytes ?? 0,
      retries: 0,
      files: files?.reports() ?? [],
    };
  }

  async #openFiles(run: RunInfo): Promise<void> {
    const options = this.#options;
    if (options.rotate?.every !== undefined && run.order !== 'time') throw needsTimeOrder(run);
    this.#format = formatFor(options, run);
    const digest = options.digest ?? run.digest === 'full';
    const files = new FileSet({ options, format: this.#format, anchor: Date.parse(run.window.start), digest });
    this.#files = files;
    if (this.#checkpoint !== undefined && this.#checkpoint !== null) await files.resume(this.#checkpoint);
    else if (options.splitBy === 'name') await checkFolder(options);
    else await files.prepare();
  }

  async #put(rows: Rows, facts: RowFacts): Promise<void> {
    if (rows.count === 0) return;
    await this.#opened().append(rows, facts);
    this.#batches += 1;
  }

  #opened(): FileSet {
    if (this.#files === undefined) throw new Error('the file was not opened');
    return this.#files;
  }

  async #finish(): Promise<void> {
    const files = this.#files;
    if (files === undefined) return;
    if (this.#hasFailed) return files.abandon();
    const isComplete = this.#run?.signal.aborted !== true;
    await this.#guard('close', 0, async () => {
      try {
        await files.finish(isComplete);
      } catch (error) {
        await files.abandon();
        throw error;
      }
    });
  }

  /**
   * Runs one operation. After a failure nothing is held that was not acknowledged: the error counts the events that
   * the caller has to hand over again, and the next event is taken for the first of them.
   */
  async #guard(operation: AdapterFailure['operation'], handed: number, work: () => Promise<void>): Promise<void> {
    const end = (this.#files?.next ?? 0) + handed;
    try {
      await work();
      if (operation === 'write') this.#hasFailed = false;
    } catch (error) {
      this.#hasFailed = true;
      const path = this.#files?.path ?? this.#options.path;
      const acknowledged = this.#files?.rollBack() ?? 0;
      const unacknowledged = end - acknowledged;
      throw fileFailure(error, { adapter: this.name, operation, path, acknowledged, unacknowledged });
    }
  }
}

/** Nothing is read of each line that is known of all of them together (bench `file.vs-raw-write`). */
function factsOf(batch: EncodedBatch, format: TextFormat): RowFacts {
  const { bytes, count, ends } = batch;
  const isHere = (i: number): boolean => i >= 0 && i < count;
  return {
    mayHaveLabels: (batch instanceof LineBatch ? batch.nameTable : batch.names).some(isLabel),
    nameAt: (i) => batch.names[i] ?? '',
    idAt: (i) => (isHere(i) ? format.idAt(bytes, i === 0 ? 0 : (ends[i - 1] ?? 0)) : undefined),
  };
}

function formatFor(options: ResolvedFileOptions, run: RunInfo): TextFormat {
  if (options.format === 'ndjson') return ndjsonFormat;
  if (options.format === 'json') return jsonFormat;
  const { columns, rest, bom, eol } = options;
  return csvFormat({ columns, rest, bom, eol, meta: run.meta });
}

/** Files by name come later; whether their folder takes any can be known now. */
async function checkFolder({ path, mkdir: makes }: ResolvedFileOptions): Promise<void> {
  const [fixed = path] = path.split('{name}', 1);
  const folder = dirname(`${fixed}x`);
  if (makes) makeFolder(folder);
  await access(folder, constants.W_OK);
}

function needsTimeOrder(run: RunInfo): SynodeError {
  return new SynodeError('INVALID_OPTION', `rotate.every of FileAdapter needs a run in order of time`, {
    path: ['FileAdapter', "option 'rotate.every'"],
    expected: "a run with order: 'time'",
    received: `order: '${run.order}'`,
    suggestion: "Set order: 'time', or rotate by events or bytes.",
  });
}
