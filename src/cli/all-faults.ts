/** Everything that is wrong with a config in one error, whichever of its parts is judged where. */
import { defineAction, defineAdventure, defineJourney } from '../dsl/define.ts';
import type { SynodeIssue } from '../errors.ts';
import type { AnyEvent } from '../model/event.ts';
import type { RunOptions } from '../model/run-options.ts';
import { compilePlan } from '../plan/plan.ts';
import { collected, throwFaults } from './faults.ts';
import type { LoadedConfig } from './load-config.ts';
import { REFERENCE_KEYS } from './references.ts';
import { chooseAdapter, type ChosenAdapter } from './targets.ts';

/** Stands for journeys that could not be loaded: nothing is wrong with it. */
const SOUND_JOURNEY = defineJourney({
  id: 'journey',
  adventures: [defineAdventure({ id: 'adventure', actions: [defineAction({ id: 'action' })] })],
});

/** What is wrong with destination and options of a config some of whose code could not be loaded. */
export async function otherFaults(
  { adapter }: Pick<LoadedConfig, 'adapter'>,
  options: Readonly<Record<string, unknown>>,
  targets: readonly string[],
): Promise<readonly SynodeIssue[]> {
  const issues: SynodeIssue[] = [];
  await collected(issues, () => chooseAdapter({ targets, folder: 'out', configured: adapter, color: false }));
  const ofData = Object.entries(options).filter(([key]) => !REFERENCE_KEYS.some((reference) => reference === key));
  await collected(issues, () => compilePlan([SOUND_JOURNEY], { users: 1, ...Object.fromEntries(ofData) }));
  return issues;
}

/** A run as far as its faults are told. */
interface Judged {
  readonly config: LoadedConfig;
  readonly input: LoadedConfig['input'];
  readonly options: RunOptions<AnyEvent>;
}

/** The destination. Where it is at fault, options and journeys are judged as well, and all faults are told. */
export async function judgedChoice(
  { config, input, options }: Judged,
  choose: () => Promise<ChosenAdapter>,
): Promise<ChosenAdapter> {
  const issues: SynodeIssue[] = [];
  const chosen = await collected(issues, choose);
  // Threads take some options from the config itself.
  const whole = { ...config.options, ...options, workerModule: undefined };
  if (chosen === undefined) await collected(issues, () => compilePlan(input, whole as never));
  throwFaults(issues, config.shown);
  return chosen as ChosenAdapter;
}
