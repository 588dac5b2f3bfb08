import type { Plan } from './plan.ts';

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
    ...processes.map(({ id }) => (id === '' ? 'journeys' : `process:${id}`)),
    ...(projections.length > 0 ? ['projections'] : []),
    ...(checks.length > 0 ? ['checks'] : []),
    'close',
  ];
}
