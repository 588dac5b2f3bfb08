/** Failed actors as lines of JSON, one each, as they fail. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

import { AdapterError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import type { FailureRecord } from '../model/result.ts';

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

function refused(path: string, cause: unknown): AdapterError {
  const what = cause instanceof Error ? cause.message : String(cause);
  return new AdapterError(
    'ADAPTER_ERROR',
    `'${path}' cannot be written: ${what}`,
    { adapter: 'dead letter file', operation: 'write', retriable: false, acknowledged: 0, unacknowledged: 1 },
    { path: ["flag '--dead-letter'"], suggestion: 'Check the path and its permissions.', cause },
  );
}
