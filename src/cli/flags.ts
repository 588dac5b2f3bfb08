/** The flags that say what is simulated and how. Their values are checked where those of the config are: by the run. */
import type { Command } from 'commander';

import { SynodeError } from '../errors.ts';

/**
 * How far a flag reaches. `actor`: it shapes what each single actor does, so a replay needs it. `run`: it shapes which
 * events there are or their order. `transport`: speed, place and reports alone.
 */
export type Reach = 'actor' | 'run' | 'transport';

interface Flag {
  readonly flags: string;
  readonly text: string;
  readonly reach: Reach;
  readonly group: 'What' | 'How' | 'Where';
  /** May be given several times. */
  readonly many?: true;
  /** Only `generate` has it, and `validate`, which judges the same line. */
  readonly only?: 'generate';
}

/** In the order of `--help`. */
export const RUN_FLAGS: readonly Flag[] = [
  { flags: '--users <n>', text: 'how many actors', reach: 'run', group: 'What' },
  {
    flags: '--seed <s>',
    text: 'seed; git takes the commit, random makes one and says it',
    reach: 'actor',
    group: 'What',
  },
  { flags: '--start <date>', text: 'begin of the window, ISO 8601, or now', reach: 'actor', group: 'What' },
  { flags: '--end <date>', text: 'end of the window', reach: 'actor', group: 'What' },
  { flags: '--duration <d>', text: "length of the window, such as 30d or '3 months'", reach: 'actor', group: 'What' },
  { flags: '--journey <id>', text: 'only this journey (repeatable)', reach: 'actor', group: 'What', many: true },
  {
    flags: '--process <id>',
    text: 'of a scenario only this process (repeatable)',
    reach: 'actor',
    group: 'What',
    many: true,
  },
  { flags: '--order <user|time>', text: 'actor after actor, or all by time', reach: 'run', group: 'What' },
  { flags: '--max-events <n>', text: 'stop after so many events', reach: 'run', group: 'What' },
  { flags: '--after-end <drop|keep>', text: 'what becomes of steps after the window', reach: 'actor', group: 'What' },
  { flags: '--meta', text: 'add meta (journey, action, sequence, …) to events', reach: 'actor', group: 'What' },
  { flags: '--shard <i/n>', text: 'part i of n of the actors', reach: 'run', group: 'What', only: 'generate' },
  {
    flags: '--set <key.path=value>',
    text: 'any option by its path (repeatable)',
    reach: 'actor',
    group: 'What',
    many: true,
  },
  {
    flags: '--to <target>',
    text: 'path, address, console, -, null, or a format under --out (repeatable)',
    reach: 'transport',
    group: 'Where',
    many: true,
  },
  {
    flags: '--out <dir>',
    text: 'folder for events/events.ndjson and result.json',
    reach: 'transport',
    group: 'Where',
    only: 'generate',
  },
  {
    flags: '--export <id>',
    text: 'into <out>/exports: asyncapi, schemas, or a format of synode list exports (repeatable, or with commas)',
    reach: 'transport',
    group: 'Where',
    many: true,
    only: 'generate',
  },
  {
    flags: '--new-run',
    text: 'begin again where Kafka knows an earlier run',
    reach: 'transport',
    group: 'Where',
    only: 'generate',
  },
  {
    flags: '--dead-letter <file>',
    text: 'failed actors as lines of JSON; sets --on-error deadLetter',
    reach: 'transport',
    group: 'Where',
    only: 'generate',
  },
  { flags: '--telemetry <file>', text: 'where telemetry goes', reach: 'transport', group: 'Where', only: 'generate' },
  {
    flags: '--on-error <policy>',
    text: 'fail, skipUser or deadLetter',
    reach: 'transport',
    group: 'How',
    only: 'generate',
  },
  {
    flags: '--error-limit <n>',
    text: 'failed actors before the run gives up',
    reach: 'transport',
    group: 'How',
    only: 'generate',
  },
  {
    flags: '--lanes <n>',
    text: 'actors whose async handlers may wait at once',
    reach: 'transport',
    group: 'How',
    only: 'generate',
  },
  { flags: '--workers <n>', text: 'worker threads', reach: 'transport', group: 'How', only: 'generate' },
  { flags: '--batch-size <n>', text: 'events handed on together', reach: 'transport', group: 'How', only: 'generate' },
  { flags: '--digest <level>', text: 'none, stream, full or auto', reach: 'transport', group: 'How', only: 'generate' },
  {
    flags: '--pacing <p>',
    text: 'none, realtime, 5000/s, or 200ms between events',
    reach: 'transport',
    group: 'How',
    only: 'generate',
  },
  {
    flags: '--speed <x>',
    text: 'simulated time per wall time, with realtime',
    reach: 'transport',
    group: 'How',
    only: 'generate',
  },
  {
    flags: '--live-from <date>',
    text: 'paced from this instant on, or from now',
    reach: 'transport',
    group: 'How',
    only: 'generate',
  },
  {
    flags: '--debug',
    text: 'check payloads deeply, collect telemetry',
    reach: 'transport',
    group: 'How',
    only: 'generate',
  },
];

/** Flags as commander gives them: text, lists of text, or true. */
export interface RunFlags {
  readonly users?: string;
  readonly seed?: string;
  readonly start?: string;
  readonly end?: string;
  readonly duration?: string;
  readonly journey?: readonly string[];
  readonly process?: readonly string[];
  readonly order?: string;
  readonly maxEvents?: string;
  readonly afterEnd?: string;
  readonly meta?: boolean;
  readonly shard?: string;
  readonly set?: readonly string[];
  readonly to?: readonly string[];
  readonly out?: string;
  readonly export?: readonly string[];
  readonly newRun?: boolean;
  readonly deadLetter?: string;
  readonly telemetry?: string;
  readonly onError?: string;
  readonly errorLimit?: string;
  readonly lanes?: string;
  readonly workers?: string;
  readonly batchSize?: string;
  readonly digest?: string;
  readonly pacing?: string;
  readonly speed?: string;
  readonly liveFrom?: string;
  readonly debug?: boolean;
}

const RUNS = ['generate', 'validate'];

/** Declares the flags of one command. */
export function addRunFlags(
  command: Command,
  name: string,
  { without = [] }: { readonly without?: readonly string[] } = {},
): void {
  const wanted = RUN_FLAGS.filter(
    ({ flags, only }) => (only === undefined || RUNS.includes(name)) && !without.includes(nameOf(flags)),
  );
  for (const { flags, text, many, group } of wanted) {
    const option = command.createOption(flags, text).helpGroup(`${group}:`);
    if (many === true) option.argParser(collect);
    command.addOption(option);
  }
}

export function collect(value: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), value];
}

/** `--max-events <n>` → `maxEvents`. */
export function nameOf(flags: string): string {
  const word = flags.replace(/^--/, '').split(' ')[0] ?? '';
  return word.replaceAll(/-([a-z])/g, (_all, letter: string) => letter.toUpperCase());
}

/** The run options that flags set; what is not given is left to the config. */
export function optionsOf(flags: RunFlags): Readonly<Record<string, unknown>> {
  const pacing = pacingOf(flags);
  return given({
    users: numberOf(flags.users),
    seed: flags.seed,
    startDate: flags.start,
    endDate: flags.end,
    duration: durationOf(flags.duration),
    order: flags.order,
    maxEvents: numberOf(flags.maxEvents),
    afterEnd: flags.afterEnd,
    meta: flags.meta,
    shard: shardOf(flags.shard),
    telemetryPath: flags.telemetry,
    onError: flags.onError,
    errorLimit: numberOf(flags.errorLimit),
    lanes: numberOf(flags.lanes),
    workers: flags.workers === 'auto' ? 'auto' : numberOf(flags.workers),
    batchSize: numberOf(flags.batchSize),
    digest: flags.digest,
    pacing,
    debug: flags.debug,
  });
}

/** A number where the text is one; else the text, which the run refuses by name. */
function numberOf(text: string | undefined): number | string | undefined {
  return text !== undefined && /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
}

/** A bare number would be milliseconds, which nobody means on a command line without saying so. */
function durationOf(text: string | undefined): string | undefined {
  return text !== undefined && /^\d+$/.test(text) ? `${text}ms` : text;
}

function shardOf(text: string | undefined): object | undefined {
  if (text === undefined) return undefined;
  const [, index, count] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  if (index !== undefined && count !== undefined) return { index: Number(index), count: Number(count) };
  throw new SynodeError('INVALID_RUN_OPTIONS', `shard is '${text}'`, {
    path: ["flag '--shard'"],
    expected: 'i/n with 1 ≤ i ≤ n',
    received: `'${text}'`,
    suggestion: 'Write --shard 1/4 for the first quarter.',
  });
}

function pacingOf({ pacing, speed, liveFrom }: RunFlags): unknown {
  if (speed !== undefined || liveFrom !== undefined) {
    return given({ mode: pacing ?? 'realtime', speed: numberOf(speed), liveFrom });
  }
  if (pacing === undefined) return undefined;
  const rate = /^(\d+(?:\.\d+)?)\/s$/.exec(pacing)?.[1];
  if (rate !== undefined) return { eventsPerSecond: Number(rate) };
  const pause = /^(\d+)ms$/.exec(pacing)?.[1];
  return pause === undefined ? pacing : { mode: 'fixed', delayMs: Number(pause) };
}

/** The entries that have a value. */
export function given(entries: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(Object.entries(entries).filter(([, value]) => value !== undefined));
}
