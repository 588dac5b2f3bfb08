/** Outcomes → exit codes: 0 completed, 1 the data failed, 2 usage or configuration, 3 the run failed, 4 it can go on. */
import { AdapterError, SynodeError } from '../errors.ts';
import type { RunResult } from '../model/result.ts';

/** What ends a process from outside. */
export type StopSignal = 'SIGINT' | 'SIGTERM';

export const EXIT = { completed: 0, dataFailed: 1, usage: 2, runFailed: 3, canGoOn: 4 } as const;

const BY_SIGNAL: Readonly<Record<StopSignal, number>> = { SIGINT: 130, SIGTERM: 143 };

/** Codes by which events are judged: the data failed, not the run. */
const DATA_CODES = ['EVENT_INVALID', 'EVENT_UNKNOWN'];

/** The exit code of what was thrown. */
export function exitCodeOfError(error: unknown, signal?: StopSignal): number {
  if (!(error instanceof SynodeError)) return EXIT.runFailed;
  if (error.code === 'INTERRUPTED') return signal === undefined ? EXIT.canGoOn : BY_SIGNAL[signal];
  if (DATA_CODES.includes(error.code)) return EXIT.dataFailed;
  switch (error.kind) {
    case 'configuration':
      return EXIT.usage;
    case 'adapter':
      return error.code === 'ADAPTER_INVALID'
        ? EXIT.usage
        : error instanceof AdapterError && error.retriable
          ? EXIT.canGoOn
          : EXIT.runFailed;
    case 'run':
      return EXIT.canGoOn;
    case 'handler':
    case 'invariant':
      return EXIT.runFailed;
    default:
      return error.kind satisfies never;
  }
}

/** The exit code of a run that came to an end. */
export function exitCodeOfResult({ status, checks }: RunResult, signal?: StopSignal): number {
  if (status === 'interrupted') return signal === undefined ? EXIT.canGoOn : BY_SIGNAL[signal];
  return checks.some(({ outcome }) => outcome === 'failed') ? EXIT.dataFailed : EXIT.completed;
}
