/** Bytes of a dataset file: found, and checked to be UTF-8. */
import { isUtf8 } from 'node:buffer';
import { readdir, readFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';

import { didYouMean, SynodeError } from '../errors.ts';
import { fileInvalid, RowFaults } from './faults.ts';
import { isDatasetFile } from './format.ts';

const LINE_FEED = 0x0a;
const NOT_UTF8 = 'Save the file as UTF-8, for example with: iconv -f WINDOWS-1252 -t UTF-8';

/**
 * The bytes of a file, known to be UTF-8, without a byte order mark.
 *
 * @throws SynodeError `DATASET_FILE_NOT_FOUND` with near names, `DATASET_FILE_INVALID` when unreadable or not UTF-8
 */
export async function loadUtf8(file: string): Promise<Buffer> {
  const bytes = await readFile(file).catch((error: unknown) => unreadable(file, error));
  if (!isUtf8(bytes)) throwNotUtf8(file, bytes);
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return hasMark ? bytes.subarray(3) : bytes;
}

async function unreadable(file: string, cause: unknown): Promise<never> {
  const systemCode = systemCodeOf(cause);
  if (systemCode === 'ENOENT' || systemCode === 'ENOTDIR') throw await notFound(file, cause);
  const reason = systemCode === 'EISDIR' ? 'it is a folder' : systemCode;
  throw fileInvalid(file, `'${file}' cannot be read: ${reason}`, { cause });
}

/** The code of a failed system call, or the text of what was thrown. */
export function systemCodeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : String(error);
}

async function notFound(file: string, cause: unknown): Promise<SynodeError> {
  const folder = dirname(file);
  const names = await namesIn(folder);
  if (names !== undefined) {
    const suggestion = didYouMean(basename(file), names.filter(isDatasetFile));
    return notFoundError(file, `there is no file '${file}'`, { suggestion, cause });
  }
  const [missing, siblings] = await firstMissing(folder);
  const suggestion = didYouMean(basename(missing), siblings);
  return notFoundError(file, `there is no file '${file}': the folder '${missing}' does not exist`, {
    suggestion,
    cause,
  });
}

function notFoundError(
  file: string,
  message: string,
  details: { readonly suggestion: string; readonly cause: unknown },
): SynodeError {
  return new SynodeError('DATASET_FILE_NOT_FOUND', message, { path: [`file '${file}'`], ...details });
}

/** The outermost folder on the way to `folder` that is missing, and what stands beside it. */
async function firstMissing(folder: string): Promise<readonly [string, readonly string[]]> {
  const parent = dirname(folder);
  const siblings = await namesIn(parent);
  return siblings === undefined && parent !== folder ? firstMissing(parent) : [folder, siblings ?? []];
}

async function namesIn(folder: string): Promise<readonly string[] | undefined> {
  try {
    // Sorted: the order of a folder differs between file systems.
    return (await readdir(folder)).sort();
  } catch {
    // A folder that cannot be listed offers no near names; the fault itself is reported by the caller.
    return undefined;
  }
}

function throwNotUtf8(file: string, bytes: Buffer): never {
  if ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)) {
    throw fileInvalid(file, `'${file}' is UTF-16, not UTF-8`, {
      suggestion: 'Save the file as UTF-8, for example with: iconv -f UTF-16 -t UTF-8',
    });
  }
  const faults = new RowFaults(file);
  let line = 0;
  for (let start = 0; start < bytes.length;) {
    const feed = bytes.indexOf(LINE_FEED, start);
    const end = feed === -1 ? bytes.length : feed + 1;
    line++;
    if (!isUtf8(bytes.subarray(start, end))) {
      faults.add(line, [{ message: 'is not UTF-8 text', suggestion: NOT_UTF8 }]);
    }
    start = end;
  }
  faults.throwIfAny({ total: line, unit: 'line' });
  // A line feed never is part of a longer UTF-8 sequence, so a bad file has a bad line.
  throw fileInvalid(file, `'${file}' is not UTF-8 text`, { suggestion: NOT_UTF8 });
}
