/** The days that a scenario and its processes give: run-in, look-ahead, tail. */
import { describeValue, type IssueList } from '../errors.ts';
import type { Scenario } from '../model/scenario.ts';

type Days = 'runInDays' | 'lookAheadDays' | 'planDays' | 'tailDays';

interface Given extends Partial<Readonly<Record<Days, unknown>>> {
  readonly path: readonly string[];
}

/** Reports what is no number of days; a negative run-in would begin after the period does. */
export function checkDays({ runInDays, lookAheadDays, tailDays, processes }: Scenario, issues: IssueList): void {
  const reads = processes.flatMap((process) =>
    process.reads.flatMap((read): readonly Given[] =>
      typeof read === 'string'
        ? []
        : [{ path: [`process '${process.id}'`, "'reads'", `'${read.id}'`], lookAheadDays: read.lookAheadDays }],
    ),
  );
  const all: readonly Given[] = [
    { path: ['scenario'], runInDays, lookAheadDays, tailDays },
    ...processes.map(({ id, runInDays: runIn, lookAheadDays: ahead, planDays: planned, tailDays: tail }) => ({
      path: [`process '${id}'`],
      runInDays: runIn,
      lookAheadDays: ahead,
      planDays: planned,
      tailDays: tail,
    })),
    ...reads,
  ];
  for (const { path, ...days } of all) {
    for (const [key, value] of Object.entries(days)) {
      if (value === undefined || (typeof value === 'number' && value >= 0 && Number.isFinite(value))) continue;
      issues.add({
        code: 'INVALID_OPTION',
        path: [...path, `'${key}'`],
        message: `${key} is ${describeValue(value)}`,
        expected: 'a number of days, 0 or more',
        received: describeValue(value),
        suggestion: 'Give days as a number, such as 100.',
      });
    }
  }
}
