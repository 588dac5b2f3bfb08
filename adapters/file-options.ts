/** The options of `FileAdapter`: as written, as completed, and what is wrong with them. */
import { didYouMean } from '../src/errors.ts';
import type { Duration } from '../src/model/duration.ts';
import { parseDuration } from '../src/time/duration-text.ts';

import { splitExtension } from './file-names.ts';
import { aBoolean, OptionCheck, oneOf, someText, wholeNumber, type Rules } from './options.ts';
import { periodOf, type Period, type Rotation } from './rotation.ts';
import type { TextFormatName } from './text-format.ts';

/** When a part is full; the first limit reached counts. */
export interface RotateOptions {
  /** Events of a part, from 1. */
  readonly events?: number;
  /** Bytes of a part's content before compression, from 1. A longer event gets a part of its own. */
  readonly bytes?: number;
  /** Simulated time of a part, counted from the start of the window; needs `order: 'time'`. */
  readonly every?: Duration;
}

/** Options of `FileAdapter`. */
export interface FileOptions {
  /** Where to write; `{name}` and `{part}` are replaced where `splitBy` and `rotate` are used. */
  readonly path: string;
  /** Default: by the extension, else `'ndjson'`. `'json'` is one array. */
  readonly format?: TextFormatName;
  /** Default: `'gzip'` where the path ends in `.gz`, else `'none'`. */
  readonly compress?: 'gzip' | 'none';
  /** 0..9. Default 6. */
  readonly gzipLevel?: number;
  /** Goes on behind what is in the file. Default false. */
  readonly append?: boolean;
  /** What to do with a file that is there: replace it, or fail with `FILE_EXISTS`. Default `'replace'`. */
  readonly ifExists?: 'replace' | 'fail';
  /** Makes missing folders. Default true. */
  readonly mkdir?: boolean;
  /** Writes `<name>.part` and renames it when it is complete. Default true; off with `append`. */
  readonly atomic?: boolean;
  /** Waits at `flush` and `close` until the disk has the bytes. Default true. */
  readonly fsync?: boolean;
  /** `'name'`: one file for each event name. Default `'none'`. */
  readonly splitBy?: 'none' | 'name';
  /** Cuts the output into parts, numbered from `-00001`. Default: one file. */
  readonly rotate?: RotateOptions;
  /** Where `label.*` events go. Default: `<name>.labels.<ext>` beside the rest. */
  readonly labels?: string;
  /** Whether the report has the SHA-256 of each file (330 ns an event). Default: as the run's digest level says. */
  readonly digest?: boolean;
  /** CSV: payload fields that get a column, as dot paths. Default none. */
  readonly columns?: readonly string[];
  /** CSV: whether a last column holds the remaining payload as JSON. Default `'json'`. */
  readonly rest?: 'json' | 'drop';
  /** CSV: opens the file with a byte order mark. Default false. */
  readonly bom?: boolean;
  /** CSV: line end. Default `'\n'`. */
  readonly eol?: '\n' | '\r\n';
}

/** The same, completed. `digest` is undefined where the run decides. */
export interface ResolvedFileOptions extends Required<Omit<FileOptions, 'rotate' | 'labels' | 'digest'>> {
  readonly rotate: Rotation | undefined;
  readonly labels: string | undefined;
  readonly digest: boolean | undefined;
}

const CSV_ONLY = ['columns', 'rest', 'bom', 'eol'] as const;
const OWNER = 'FileAdapter';

const RULES: Rules = {
  path: aFilePath,
  format: oneOf('ndjson', 'json', 'csv'),
  compress: oneOf('gzip', 'none'),
  gzipLevel: wholeNumber({ min: 0, max: 9 }),
  append: aBoolean,
  ifExists: oneOf('replace', 'fail'),
  mkdir: aBoolean,
  atomic: aBoolean,
  fsync: aBoolean,
  splitBy: oneOf('none', 'name'),
  rotate: () => undefined,
  labels: aFilePath,
  digest: aBoolean,
  columns: columnPaths,
  rest: oneOf('json', 'drop'),
  bom: aBoolean,
  eol: oneOf('\n', '\r\n'),
};

/** @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, or `INVALID_CONFIG` with all faults */
export function resolveFileOptions(written: string | FileOptions): ResolvedFileOptions {
  const options: FileOptions = typeof written === 'string' ? { path: written } : written;
  const check = new OptionCheck(OWNER);
  check.object(options, RULES, { required: ['path'] });
  if (options?.rotate !== undefined) checkRotate(check, options.rotate);
  // Options that are wrong by themselves would only seem to exclude each other.
  if (check.isSound) checkTogether(check, options);
  check.throwIfAny();
  const { path, append = false } = options;
  return {
    path,
    format: formatOf(options),
    compress: compressionOf(options),
    gzipLevel: options.gzipLevel ?? 6,
    append,
    ifExists: options.ifExists ?? 'replace',
    mkdir: options.mkdir ?? true,
    atomic: options.atomic ?? !append,
    fsync: options.fsync ?? true,
    splitBy: options.splitBy ?? 'none',
    rotate: options.rotate === undefined ? undefined : resolveRotate(options.rotate),
    labels: options.labels,
    digest: options.digest,
    columns: options.columns ?? [],
    rest: options.rest ?? 'json',
    bom: options.bom ?? false,
    eol: options.eol ?? '\n',
  };
}

function formatOf({ path, format }: FileOptions): TextFormatName {
  if (format !== undefined) return format;
  const { extension } = splitExtension(path);
  if (extension.startsWith('.csv')) return 'csv';
  return extension === '.json' || extension === '.json.gz' ? 'json' : 'ndjson';
}

function compressionOf({ path, compress }: FileOptions): 'gzip' | 'none' {
  return compress ?? (path.endsWith('.gz') ? 'gzip' : 'none');
}

/** Options that exclude each other, and options that would do nothing. */
function checkTogether(check: OptionCheck, options: FileOptions): void {
  const { path, append = false, rotate, splitBy = 'none' } = options;
  const format = formatOf(options);
  const refuse = (name: string, value: unknown, expected: string, suggestion: string) =>
    check.fault(name, value, { expected, suggestion });
  if (append && format === 'json') {
    refuse('append', append, 'false for one JSON array', "Use format: 'ndjson', which can grow.");
  }
  if (append && options.atomic === true) {
    refuse('atomic', true, 'false with append', 'A file that grows in place has no working copy.');
  }
  if (append && options.ifExists === 'fail') {
    refuse('ifExists', 'fail', "'replace' with append", 'Leave ifExists out: append never replaces.');
  }
  if (append && rotate !== undefined) {
    refuse('append', append, 'false with rotate', 'Parts that grow would pass their limit: write into a new folder.');
  }
  if (options.gzipLevel !== undefined && compressionOf(options) === 'none') {
    refuse('gzipLevel', options.gzipLevel, 'no level without compression', "Add compress: 'gzip'.");
  }
  if (path.includes('{part}') && rotate === undefined) {
    refuse('path', path, 'no {part} without rotate', 'Add rotate, or leave {part} out.');
  }
  if (path.includes('{name}') && splitBy === 'none') {
    refuse('path', path, 'no {name} without splitBy', "Add splitBy: 'name', or leave {name} out.");
  }
  for (const [name, text, known] of [
    ['path', path, ['{name}', '{part}']],
    ['labels', options.labels, ['{part}']],
  ] as const) {
    for (const [unknown] of (text ?? '').matchAll(/\{\w*\}/g)) {
      if (known.some((each) => each === unknown)) continue;
      refuse(name, text, `no placeholder but ${known.join(' and ')}`, didYouMean(unknown, known));
    }
  }
  for (const name of CSV_ONLY) {
    if (options[name] !== undefined && format !== 'csv') {
      refuse(name, options[name], `nothing for format '${format}'`, "Add format: 'csv', or leave it out.");
    }
  }
}

function checkRotate(check: OptionCheck, rotate: unknown): void {
  const limit = wholeNumber({ min: 1, max: Number.MAX_SAFE_INTEGER });
  const every = (value: unknown) => {
    const reading = parseDuration(value as Duration);
    if (!reading.ok) return reading.fault;
    if (periodOf(reading.terms) !== undefined) return undefined;
    return {
      expected: 'a duration above 0 without business days or hours',
      suggestion: "Use '1d', '1w' or '1mo': a file knows no business calendar.",
    };
  };
  check.object(rotate, { events: limit, bytes: limit, every }, { inside: 'rotate' });
  if (typeof rotate === 'object' && rotate !== null && Object.keys(rotate).length === 0) {
    check.fault('rotate', rotate, { expected: 'a limit: events, bytes or every' });
  }
}

function resolveRotate(rotate: RotateOptions): Rotation {
  const { events = Number.POSITIVE_INFINITY, bytes = Number.POSITIVE_INFINITY, every } = rotate;
  return { events, bytes, every: every === undefined ? undefined : readPeriod(every) };
}

function readPeriod(every: Duration): Period | undefined {
  const reading = parseDuration(every);
  return reading.ok ? periodOf(reading.terms) : undefined;
}

function aFilePath(value: unknown) {
  const found = someText(value);
  if (found !== undefined || typeof value !== 'string') return { expected: 'the path of a file' };
  if (value.includes('\0')) return { expected: 'a path without the character U+0000' };
  return value.endsWith('/') ? { expected: 'the path of a file', suggestion: `Name a file in '${value}'.` } : undefined;
}

function columnPaths(value: unknown) {
  const expected = "a list of different dot paths into the payload, such as ['total', 'customer.country']";
  if (!Array.isArray(value)) return { expected };
  const isPath = (path: unknown) => typeof path === 'string' && path.split('.').every((key) => key !== '');
  return value.every(isPath) && new Set(value).size === value.length ? undefined : { expected };
}
