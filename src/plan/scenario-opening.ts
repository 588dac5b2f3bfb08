/** Whether a period is long enough for its books to be opened. */
import type { IssueList } from '../errors.ts';
import { DAY_MS } from '../time/civil.ts';
import { formatDate } from '../time/instant.ts';
import type { ProcessPlan } from './process.ts';

/** Opening balances become equity by it, a day after the period begins: what is opened by then is counted. */
export const OPENING_EVENT = 'opening_equity.recorded';

/** Reports a period that is over before opening balances become equity: its books would open with a balance left on them. */
export function checkEquity(
  processes: readonly Pick<ProcessPlan, 'id' | 'emits' | 'emitUntil'>[],
  start: number,
  issues: IssueList,
): void {
  const second = start + DAY_MS;
  for (const { id, emits, emitUntil } of processes) {
    // Ends that are no time, or before the start, have a fault of their own.
    const isTooShort = emitUntil > start && emitUntil <= second;
    if (!isTooShort || !emits.includes(OPENING_EVENT)) continue;
    issues.add({
      code: 'INVALID_OPTION',
      path: ['scenario', "'period'", "'end'"],
      message: `the period is over before process '${id}' makes opening balances equity, a day after it begins`,
      expected: 'a period longer than a day, such as one of two days',
      received: formatDate(emitUntil),
      suggestion: `End on ${formatDate(second + DAY_MS)} or later.`,
    });
  }
}
