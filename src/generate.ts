/** A run as authors call it: into its adapter, or into a folder of its own. */
import type { EventOf } from './model/event.ts';
import type { RunResult } from './model/result.ts';
import type { RunOptions } from './model/run-options.ts';
import type { Runnable, Scenario } from './model/scenario.ts';
import { readOptions } from './prepare.ts';
import { runCall } from './run-call.ts';

/**
 * Simulates journeys and hands their events to an adapter.
 *
 * The same journeys, options and seed give the same bytes on any machine, however many lanes.
 *
 * @returns what happened: counts, files, warnings, the line that runs it again
 * @throws SynodeError every configuration fault at once, before anything is opened; a failing handler; an adapter's
 *   failure. `error.result` is the partial result
 * @example await generate(shop, { users: 100, adapter: new FileAdapter('events.ndjson') })
 */
export async function generate<const J extends Runnable>(
  journeys: J,
  ...[options = {}]: J extends Scenario ? [options?: RunOptions<EventOf<J>>] : [options: RunOptions<EventOf<J>>]
): Promise<RunResult> {
  const read = readOptions(options) as RunOptions<never>;
  // The folder of a run is loaded by runs that have one.
  if (read.output === undefined) return runCall(journeys, read);
  return (await import('./run-folder.ts')).generateInto(journeys, read, read.output);
}
