import type { RunInfo } from '../model/adapter.ts';
import { formatDate } from './instant.ts';

/** The last day of a period, which ends before its end; of a run without one its first, for nothing else is known. */
export function lastDayOf({ start, end }: RunInfo['window']): string {
  return end === null ? start.slice(0, 10) : formatDate(Date.parse(end) - 1);
}
