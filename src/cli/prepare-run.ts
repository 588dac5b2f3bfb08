/** Config and flags → journeys and options of a run. Words such as `now` and `git` are resolved here, once. */
import { pathToFileURL } from 'node:url';

import { SynodeError } from '../errors.ts';
import type { AnyEvent } from '../model/event.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { PlanWarning } from '../plan/plan.ts';
import { wallClock } from '../run/clock.ts';
import { otherFaults } from './all-faults.ts';
import { commandLine } from './command-line.ts';
import { configModule, type HowLoaded } from './config-address.ts';
import { deadLetterOf, type DeadLetterFile } from './dead-letter-file.ts';
import { throwFaults } from './faults.ts';
import { given, optionsOf, type Reach, type RunFlags } from './flags.ts';
import { findFaults, type LoadedConfig } from './load-config.ts';
import type { OnFallback } from './load-module.ts';
import { REFERENCE_KEYS } from './references.ts';
import { selected } from './select.ts';

/** What a command asks for. */
export interface RunRequest {
  readonly command: string;
  readonly file: string | undefined;
  readonly flags: RunFlags;
  readonly onFallback: OnFallback;
}

export interface PreparedRun {
  readonly config: LoadedConfig;
  /** The journeys asked for, or the scenario. */
  readonly input: LoadedConfig['input'];
  /** Everything but the adapter. */
  readonly options: RunOptions<AnyEvent>;
  /** The file of `--dead-letter`, which the options write to: whoever runs closes it. */
  readonly deadLetter: DeadLetterFile | undefined;
  /** The command that does this again, or another about the same run. */
  readonly again: (command: string, reaches: readonly Reach[]) => string;
  /** What was told of how the config was loaded. */
  readonly warnings: readonly PlanWarning[];
}

/** Loads the config and lays the flags over it. */
export async function prepareRun({ command, file, flags: typed, onFallback }: RunRequest): Promise<PreparedRun> {
  const flags = await resolveWords(typed);
  const warnings: PlanWarning[] = [];
  const how: HowLoaded = { command, flags, settings: flags.set ?? [] };
  const { config, issues } = await findFaults({
    ...how,
    flags: { ...flags },
    file,
    onFallback: (message) => {
      warnings.push({ code: 'TSX_FALLBACK', message });
      onFallback(message);
    },
  });
  if (issues.length > 0) {
    const others = await otherFaults(config, mergeWindow(config.options, optionsOf(flags)), flags.to ?? []);
    throwFaults([...issues, ...others], config.shown);
  }
  const deadLetter = deadLetterOf(flags);
  const options = mergeWindow(config.options, { ...optionsOf(flags), ...toDeadLetters(deadLetter) });
  // A seed of the config is said too: the line must do the same after the config has changed it.
  const resolved = {
    ...flags,
    ...given({ seed: seedText(options['seed']) }),
  };
  return {
    config,
    input: selected(config.input, flags),
    options: command === 'generate' ? withWorkerModule(options, config, how) : options,
    deadLetter,
    again: (name, reaches) => commandLine(name, file, resolved, reaches),
    warnings,
  };
}

/** `--dead-letter` says what is to happen with failed actors, whatever the config says. */
function toDeadLetters(deadLetter: DeadLetterFile | undefined): Readonly<Record<string, unknown>> {
  return deadLetter === undefined ? {} : { deadLetter, onError: 'deadLetter' };
}

async function resolveWords(flags: RunFlags): Promise<RunFlags> {
  const now = (text: string | undefined): string | undefined => (text === 'now' ? wallClock().toISOString() : text);
  const { start, end, seed } = flags;
  return { ...flags, ...given({ start: now(start), end: now(end), seed: await seedOf(seed) }) };
}

function seedText(seed: unknown): string | undefined {
  return typeof seed === 'number' ? String(seed) : typeof seed === 'string' ? seed : undefined;
}

async function seedOf(word: string | undefined): Promise<string | undefined> {
  if (word === 'random') return (await import('node:crypto')).randomBytes(8).toString('hex');
  return word === 'git' ? commitHash() : word;
}

async function commitHash(): Promise<string> {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  try {
    const { stdout } = await promisify(execFile)('git', ['rev-parse', 'HEAD'], { timeout: 10_000 });
    return stdout.trim();
  } catch (cause) {
    throw new SynodeError('INVALID_SEED', "seed 'git' needs a git repository with a commit", {
      path: ["option 'seed'"],
      expected: 'a commit to take the seed from',
      received: 'none here',
      suggestion: "Use another seed, or 'random'.",
      cause,
    });
  }
}

const WINDOW = ['startDate', 'endDate', 'duration'] as const;

/** Two of start, end and duration make the window: what a flag gives replaces what it contradicts in the config. */
function mergeWindow(
  config: Readonly<Record<string, unknown>>,
  flags: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...config, ...flags };
  const typed = WINDOW.filter((key) => key in flags);
  if (typed.length === 0) return merged;
  // The one of the config that goes with the one typed; a start is kept before an end, an end before a length.
  const kept = typed.length > 1 ? undefined : WINDOW.find((key) => !typed.includes(key) && config[key] !== undefined);
  for (const key of WINDOW) if (!typed.includes(key) && key !== kept) delete merged[key];
  return merged;
}

/**
 * The config is the worker module, so that `--workers 4` works with nothing else. What holds code is left to the module
 * then: each thread takes it from there.
 */
function withWorkerModule(options: Record<string, unknown>, { path, isMade }: LoadedConfig, how: HowLoaded): object {
  const { workers, workerModule } = options;
  if (workers === undefined || workers === 0 || workerModule !== undefined) return options;
  const data = Object.fromEntries(
    Object.entries(options).filter(([key]) => !REFERENCE_KEYS.some((reference) => reference === key)),
  );
  const { journey, process } = how.flags;
  const isItself = !isMade && journey === undefined && process === undefined;
  return { ...data, workerModule: isItself ? pathToFileURL(path) : configModule({ ...how, file: path }) };
}
