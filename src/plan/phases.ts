import type { Plan } from './plan.ts';

/** The parts of a run in the order of execution: a function of the plan alone. */
export function phasesOf({ datasets, populations }: Pick<Plan, 'datasets' | 'populations'>): readonly string[] {
  const processes = new Set(populations.map(({ process }) => (process === '' ? 'journeys' : `process:${process}`)));
  return ['compile', ...(datasets.length > 0 ? ['datasets'] : []), ...processes, 'close'];
}
