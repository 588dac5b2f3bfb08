/** What the file system says, as errors a person can act on. */
import { AdapterError, SynodeError } from '../src/errors.ts';

import { oneLine, systemCodeOf, toAdapterError, type FailureContext } from './base.ts';

/** The same call may succeed once there is room again, or fewer files are open. */
const RETRIABLE = new Set(['ENOSPC', 'EDQUOT', 'EMFILE', 'ENFILE', 'ENOMEM', 'EAGAIN', 'EBUSY', 'EINTR', 'ETIMEDOUT']);

const ADVICE: Readonly<Record<string, string>> = {
  ENOSPC: 'Free some space on that disk, or write elsewhere.',
  EDQUOT: 'The quota of this user is used up: free some space, or write elsewhere.',
  EACCES: 'Check the permissions of the file and of its folder.',
  EPERM: 'Check the permissions of the file and of its folder.',
  EROFS: 'The file system is read-only: write elsewhere.',
  EISDIR: 'That is a folder: name a file in it.',
  EEXIST: 'A part of the path is a file: choose another folder.',
  ENOTDIR: 'A part of the path is a file: choose another folder.',
  ENOENT: 'The folder does not exist: create it, or leave mkdir on.',
  ENAMETOOLONG: 'Choose a shorter name.',
  EMFILE: 'Too many files are open: split by fewer names, or raise the limit (ulimit -n).',
  EFBIG: 'The largest file allowed here is reached: use rotate: { bytes }.',
};

/** A failure of the file adapter, with the file it happened to. */
export function fileFailure(error: unknown, told: FailureContext & { readonly path: string }): SynodeError {
  const { path: touched, ...context } = told;
  if (error instanceof SynodeError) return toAdapterError(error, context);
  const { adapter, operation, acknowledged, unacknowledged } = context;
  const systemCode = systemCodeOf(error);
  const path = pathIn(error) ?? touched;
  return new AdapterError(
    'ADAPTER_ERROR',
    `${adapter} adapter: ${operation} of '${path}' failed after ${acknowledged} acknowledged events: ${systemCode ?? oneLine(error)}`,
    {
      adapter,
      operation,
      retriable: systemCode !== undefined && RETRIABLE.has(systemCode),
      acknowledged,
      unacknowledged,
      ...(systemCode === undefined ? {} : { systemCode }),
    },
    { path: [`file '${path}'`], suggestion: ADVICE[systemCode ?? ''] ?? 'See the cause.', cause: error },
  );
}

/** The file system names the path it was asked for, where it was asked by path. */
function pathIn(error: unknown): string | undefined {
  return error instanceof Error && 'path' in error && typeof error.path === 'string' ? error.path : undefined;
}

/** Refuses to touch what is there. */
export function fileExists(path: string, more: { readonly expected?: string; readonly received?: string } = {}): Error {
  const isOther = more.received !== undefined;
  return new SynodeError('FILE_EXISTS', isOther ? `${path} exists and has another header` : `${path} exists`, {
    path: [`file '${path}'`],
    ...more,
    suggestion: isOther
      ? 'Append with the same columns, or choose another path.'
      : "Choose another path, or set ifExists: 'replace'.",
  });
}
