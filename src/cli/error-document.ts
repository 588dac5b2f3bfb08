import { SynodeError } from '../errors.ts';

/** An error as `--json` prints it. */
export function errorDocument(error: unknown): object {
  if (!(error instanceof SynodeError)) {
    const message = error instanceof Error ? error.message : String(error);
    return { code: 'INVARIANT_BROKEN', kind: 'invariant', message, path: [], issues: [] };
  }
  return { ...error.toJSON(), ...(error.result === undefined ? {} : { result: error.result }) };
}
