/** What a run tells that is the same for any number of threads. */
import type { RunResult } from '../../dist/src/index.js';

/** Visits that end late, fail now and then, and are judged by a schema: `limits-module.mjs`. */
export const VISITS = { users: 900, duration: '40d', seed: 'limit', onError: 'skipUser' } as const;

export function told({ counts, validation, phases, status, stream, checks, failures }: RunResult): object {
  return { counts, validation, phases, status, events: stream.events, checks, failures };
}
