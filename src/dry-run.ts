/** Looking before running: the checks alone, or a few actors in memory. */
import { InMemoryAdapter } from '../adapters/memory.ts';
import type { AnyEvent, EventOf } from './model/event.ts';
import type { AnyJourney } from './model/flow.ts';
import type { Runnable } from './model/scenario.ts';
import type { RunOptions } from './model/run-options.ts';
import { compilePlan, isScenario } from './plan/plan.ts';

/**
 * Checks a journey as a run would, without running. With `allJourneys`, `requires` is checked too.
 *
 * @throws SynodeError with every fault in `issues`; its code is that of the fault if there is one, else `INVALID_CONFIG`
 */
export function validateConfig(journey: AnyJourney, allJourneys?: readonly AnyJourney[]): void {
  // Datasets, and what ends a schedule, are the run's to say.
  const run = { users: 1, maxEvents: 1 };
  if (allJourneys === undefined) {
    compilePlan([journey], run, { requires: 'unchecked', datasets: 'unchecked' });
    return;
  }
  const others = allJourneys.filter((other) => other !== journey);
  compilePlan([journey, ...others], run, { datasets: 'unchecked' });
}

/**
 * The events that `generate` would give for so many actors (default 1; a scenario has its own), in memory, every
 * payload looked at deeply.
 *
 * @example const events = await dryRun(shop, 3)
 */
export async function dryRun<const J extends Runnable>(
  journeys: J,
  userCount?: number,
  options: Omit<RunOptions<EventOf<J>>, 'users' | 'adapter'> = {},
): Promise<readonly EventOf<J>[]> {
  const sink = new InMemoryAdapter<EventOf<J> & AnyEvent>();
  const users = userCount ?? (isScenario(journeys) ? undefined : 1);
  const run = { ...options, ...(users === undefined ? {} : { users }), adapter: sink };
  // A whole run is loaded when there is one: checking journeys needs none of it.
  const { runCall } = await import('./run-call.ts');
  await runCall(journeys, run as unknown as RunOptions<never>, { isStrict: true });
  return sink.events;
}
