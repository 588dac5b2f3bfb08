/** Failed actors as lines of JSON, one each, as they fail. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { AdapterError, SynodeError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { FailureRecord } from '../model/result.ts';
import type { RunFlags } from './flags.ts';

export interface DeadLetterFile {
  write(record: FailureRecord): void;
  close(): void;
}

/** The file is made with the first failure, so that a run without one leaves none behind. */
export function deadLetterFile(path: string): DeadLetterFile {
  let file: number | undefined;
  return {
    write(record) {
      try {
        if (file === undefined) {
          makeFolder(dirname(path));
          file = openSync(path, 'w');
        }
        writeSync(file, `${JSON.stringify(record)}\n`);
      } catch (cause) {
        throw refused(path, cause);
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

/** The file that the flags name. @throws SynodeError `INVALID_OPTION` where another flag lets nothing be written there */
export function deadLetterOf({ deadLetter, onError, set = [] }: RunFlags): DeadLetterFile | undefined {
  if (deadLetter === undefined) return undefined;
  const setting = set.findLast((one) => one.startsWith(POLICY))?.slice(POLICY.length);
  if (onError !== undefined && onError !== 'deadLetter') throw contradicted('--on-error', `--on-error ${onError}`);
  if (onError === undefined && setting !== undefined && setting !== 'deadLetter') {
    throw contradicted('--set', `--set ${POLICY}${setting}`);
  }
  return deadLetterFile(deadLetter);
}

const POLICY = 'onError=';

function contradicted(flag: string, said: string): SynodeError {
  return new SynodeError('INVALID_OPTION', `${said} contradicts --dead-letter, which writes failed actors to a file`, {
    path: [`flag '${flag}'`],
    expected: '--on-error deadLetter, which --dead-letter sets by itself',
    received: said,
    suggestion: 'Leave one of the two out.',
  });
}

function refused(path: string, cause: unknown): AdapterError {
  const what = cause instanceof Error ? cause.message : String(cause);
  return new AdapterError(
    'ADAPTER_ERROR',
    `'${path}' cannot be written: ${what}`,
    { adapter: 'dead letter file', operation: 'write', retriable: false, acknowledged: 0, unacknowledged: 1 },
    { path: ["flag '--dead-letter'"], suggestion: 'Check the path and its permissions.', cause },
  );
}
