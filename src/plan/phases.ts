import type { Plan } from './plan.ts';
import type { ProcessPlan } from './process.ts';

/** The parts of a run in the order of execution: a function of the plan alone. */
export function phasesOf({
  processes,
  projections,
  checks,
}: Pick<Plan, 'processes' | 'projections' | 'checks'>): readonly string[] {
  const hasDatasets = processes.some(({ datasets }) => datasets.length > 0);
  return [
    'compile',
    ...(hasDatasets ? ['datasets'] : []),
    ...processes.map(phaseOf),
    ...(projections.length > 0 ? ['projections'] : []),
    ...(checks.length > 0 ? ['checks'] : []),
    'close',
  ];
}

/** The phase in which a process runs. */
export function phaseOf({ id }: Pick<ProcessPlan, 'id'>): string {
  return id === '' ? 'journeys' : `process:${id}`;
}
