/** `synode generate`: the run, with progress, a summary, and an end that Ctrl-C can bring about. */
import { join } from 'node:path';

import { AdapterError, SynodeError } from '../errors.ts';
import { runCall } from '../run-call.ts';
import { claimFolder } from '../run-claim.ts';
import { prepare } from '../prepare.ts';
import { folderOptions, writeFolder } from '../run-folder.ts';
import type { BookTables } from '../run-output.ts';
import type { VerifyReport } from '../verify/verify.ts';
import type { AnyEvent } from '../model/event.ts';
import type { RunResult } from '../model/result.ts';
import type { Logger, RunOptions } from '../model/run-options.ts';
import { codeHashOf } from './code-hash.ts';
import { completeLine, completeReplay } from './command-line.ts';
import { errorDocument } from './error-document.ts';
import { EXIT, exitCodeOfError, exitCodeOfResult, type StopSignal } from './exit-code.ts';
import type { RunFlags } from './flags.ts';
import { prepareRun, type PreparedRun } from './prepare-run.ts';
import { progressOutput, type ProgressOutput } from './progress-output.ts';
import { splitSettings } from './set-option.ts';
import type { Shell } from './shell.ts';
import { listenForStop } from './stop.ts';
import { showSummary } from './summary.ts';
import { judgedChoice } from './all-faults.ts';
import { chooseAdapter, kafkaDocument, type ChosenAdapter } from './targets.ts';

export interface GenerateFlags extends RunFlags {
  readonly progress?: string;
  readonly progressInterval?: string;
  readonly verify?: boolean;
}

/** How a run came out: with a result, with an error, or with both. */
interface Outcome {
  readonly result: RunResult | undefined;
  readonly error: unknown;
  readonly stoppedBy: StopSignal | undefined;
}

/** Runs and tells; gives the exit code. */
export async function runGenerate(file: string | undefined, flags: GenerateFlags, shell: Shell): Promise<number> {
  const settings = splitSettings(flags);
  const ofRun = { ...flags, ...(flags.set === undefined ? {} : { set: settings.config }) };
  const prepared = await prepareRun({ command: 'generate', file, flags: ofRun, onFallback: shell.warn });
  shell.about(prepared.config.shown);
  const { output: folder } = prepared.options;
  const destination = {
    targets: flags.to ?? [],
    settings: settings.target,
    folder,
    configured: prepared.config.adapter,
    color: shell.color,
    ...(flags.newRun === undefined ? {} : { isNewRun: flags.newRun }),
  };
  const chosen = await judgedChoice(prepared, () => chooseAdapter(destination));
  if (shell.isJson && chosen.usesStdout) throw stdoutTwice(flags);
  if (flags.verify === true && folder === undefined) throw nothingToVerify();
  // Nothing is touched before all is known to be right.
  if (folder !== undefined) await prepare(prepared.input, prepared.options as RunOptions<never>);
  const exported = await prepareExports(prepared, { chosen, flags, settings: settings.target });
  if (folder !== undefined) await claimFolder(folder, { overwrite: prepared.options.overwrite === true });
  const lines = await exported.write();
  if (!shell.isQuiet) for (const line of lines) shell.err.write(`${line}\n`);
  const outcome = await run(prepared, { ...chosen, adapter: exported.adapter }, flags, shell);
  // A folder that cannot hold the result has mostly failed the run already: that failure is the one to tell.
  const written = await writeFolderOf(prepared, outcome.result, { folder, verify: flags.verify }).catch(
    (thrown: unknown) => {
      if (outcome.error === undefined) throw thrown;
      return undefined;
    },
  );
  return tell(outcome, prepared, { written, usesStdout: chosen.usesStdout }, shell);
}

/** What is exported beside the events, checked; nothing is written yet. */
interface Exports {
  /** Where events go, with what the formats of others need of the run: to see its events too. */
  readonly adapter: ChosenAdapter['adapter'];
  /** Writes what is there before the run; says what it is. */
  readonly write: () => Promise<readonly string[]>;
}

interface ExportRequest {
  readonly chosen: ChosenAdapter;
  readonly flags: GenerateFlags;
  readonly settings: Readonly<Record<string, unknown>>;
}

/** Contracts come from the plan, so consumers have them before the first event. */
async function prepareExports(
  prepared: PreparedRun,
  { chosen: { adapter }, flags, settings }: ExportRequest,
): Promise<Exports> {
  const { exports: configured } = prepared.config;
  if (flags.export === undefined && configured === undefined) return { adapter, write: () => Promise.resolve([]) };
  const { askedExports, exportFolder, foldOptions, makeExports, makeFolds, withFolds, writeExports } =
    await import('./exports.ts');
  const asked = askedExports(flags.export, configured);
  const folder = exportFolder(asked, prepared.options.output);
  const options = foldOptions(asked, { folder, configured });
  const folds = options === undefined ? undefined : await makeFolds(prepared, options);
  const kafka = kafkaDocument({ targets: flags.to ?? [], configured: prepared.config.adapter, settings });
  const made = await makeExports(asked, prepared, { examples: true, kafka });
  return {
    adapter: folds === undefined ? adapter : await withFolds(adapter, folds),
    write: () => writeExports(made, folder),
  };
}

async function run(
  { input, options, deadLetter, again, warnings }: PreparedRun,
  chosen: ChosenAdapter,
  flags: GenerateFlags,
  shell: Shell,
): Promise<Outcome> {
  const progress = progressOf(flags, chosen, shell);
  const stop = listenForStop((signal) => {
    progress.clear();
    if (!shell.isQuiet) shell.err.write(`${signal}: finishing what has begun; once more ends at once\n`);
  });
  const whole: RunOptions<AnyEvent> = {
    ...options,
    adapter: chosen.adapter,
    ...(options.output === undefined
      ? {}
      : (folderOptions(
          input,
          { ...(options as RunOptions<never>), adapter: chosen.adapter },
          options.output,
        ) as object)),
    signal: options.signal === undefined ? stop.signal : AbortSignal.any([options.signal, stop.signal]),
    logger: options.logger ?? summarised(options),
    ...(progress.onProgress === undefined
      ? {}
      : { onProgress: both(progress.onProgress, options.onProgress), progressIntervalMs: progress.intervalMs }),
  };
  try {
    const result = await runCall(input, whole as RunOptions<never>, {
      replay: again('generate', ['actor', 'run']),
      warnings,
    });
    return { result, error: undefined, stoppedBy: stop.by };
  } catch (error) {
    return { result: error instanceof SynodeError ? error.result : undefined, error, stoppedBy: stop.by };
  } finally {
    progress.clear();
    stop.remove();
    deadLetter?.close();
  }
}

function progressOf(flags: GenerateFlags, { usesStdout }: ChosenAdapter, { err, out, isQuiet }: Shell): ProgressOutput {
  const { progress: mode, progressInterval } = flags;
  const intervalMs = progressInterval === undefined ? undefined : Number(progressInterval.replace(/ms$/, ''));
  if (intervalMs !== undefined && !(intervalMs >= 0 && intervalMs <= 60_000)) throw invalidInterval(progressInterval);
  return progressOutput({
    mode,
    intervalMs,
    screen: err,
    isShared: usesStdout && out.isTerminal && err.isTerminal,
    isQuiet,
  });
}

/** Warnings stand in the summary, counted; only `debug` wants each as it comes. */
function summarised({ debug }: RunOptions<AnyEvent>): Logger | false {
  if (debug !== true) return false;
  const write = (text: unknown): void => void process.stderr.write(`${String(text)}\n`);
  return { debug: write, info: write, warn: write, error: write };
}

function both<T>(first: (value: T) => void, second: ((value: T) => void) | undefined): (value: T) => void {
  if (second === undefined) return first;
  return (value) => {
    first(value);
    second(value);
  };
}

/** What stands in the folder of a run. */
interface Written {
  /** '' where none was asked for. */
  readonly folder: string;
  readonly resultFile: string | undefined;
  readonly tables: BookTables | undefined;
  readonly verified: VerifyReport | undefined;
  /** Why nothing was proved, where that was asked for. */
  readonly unproved?: string;
}

/** A folder with a manifest is complete. */
async function writeFolderOf(
  { input, config, options }: PreparedRun,
  result: RunResult | undefined,
  { folder, verify }: { readonly folder: string | undefined; readonly verify: boolean | undefined },
): Promise<Written> {
  if (result === undefined || folder === undefined) {
    return { folder: folder ?? '', resultFile: undefined, tables: undefined, verified: undefined };
  }
  const codeHash = options.codeVersion ?? (await codeHashOf(config.path));
  const tables = await writeFolder(folder, { input, result, codeHash });
  const written = { folder, resultFile: join(folder, 'result.json'), tables, verified: undefined };
  if (verify !== true) return written;
  if (result.status !== 'completed') return { ...written, unproved: unprovedOf(result) };
  const { proofOf, verify: prove } = await import('../run-proof.ts');
  return { ...written, verified: await prove(folder, proofOf(input)) };
}

/** Only what is complete has a manifest, and the manifest is what is proved. */
function unprovedOf({ status }: RunResult): string {
  const why = status === 'limited' ? 'maxEvents stopped the run' : `the run was ${status}`;
  return `--verify has proved nothing: ${why}, and only a complete run has a manifest`;
}

function tell(
  { result, error, stoppedBy }: Outcome,
  { again, input }: PreparedRun,
  { written, usesStdout }: { readonly written: Written | undefined; readonly usesStdout: boolean },
  shell: Shell,
): number {
  // A reader that has seen enough (`… | head`) is no failure.
  if (isClosedPipe(error) && shell.isStdoutGone()) return EXIT.completed;
  const code =
    error === undefined && result !== undefined
      ? Math.max(exitCodeOfResult(result, stoppedBy), written?.verified?.ok === false ? EXIT.dataFailed : 0)
      : exitCodeOfError(error, stoppedBy);
  const isInterrupted = error instanceof SynodeError && error.code === 'INTERRUPTED';
  if (error !== undefined) completeReplay(error, again);
  const checked = written?.verified === undefined ? {} : { verified: written.verified };
  if (shell.isJson)
    shell.json(error === undefined ? { ok: true, result, ...checked } : { ok: false, error: errorDocument(error) });
  if (error !== undefined && !isInterrupted) shell.showError(error);
  const isWorthTelling = error === undefined || isInterrupted || (result?.stream.events ?? 0) > 0;
  if (result !== undefined && isWorthTelling && !shell.isQuiet) {
    const isFailure = error !== undefined && !isInterrupted;
    const screen = usesStdout || shell.isJson || isFailure ? shell.err : shell.out;
    showSummary(result, screen, {
      again: again('generate', ['actor', 'run']),
      resultFile: written?.resultFile,
      findings: written === undefined || isFailure ? undefined : { input, ...written },
      replayOf: isFailure ? undefined : (line) => completeLine(line, again),
    });
  }
  return code;
}

function isClosedPipe(error: unknown): boolean {
  return error instanceof AdapterError && error.systemCode === 'EPIPE';
}

function stdoutTwice({ to = [] }: GenerateFlags): SynodeError {
  const target = to.find((one) => one === '-' || one === 'console');
  return new SynodeError('INVALID_OPTION', '--json and the events would both be written to standard output', {
    path: ["flag '--json'"],
    expected: 'events that go somewhere else',
    received: target === undefined ? 'events on the console' : `--to ${target}`,
    suggestion: 'Add --out out, --to events.ndjson or --to null.',
  });
}

function nothingToVerify(): SynodeError {
  return new SynodeError('INVALID_OPTION', '--verify proves the books from an output folder, and none is written', {
    path: ["flag '--verify'"],
    expected: 'an output folder',
    received: 'no --out',
    suggestion: 'Add --out out.',
  });
}

function invalidInterval(text: string | undefined): SynodeError {
  return new SynodeError('INVALID_RUN_OPTIONS', `progressIntervalMs is '${text}'`, {
    path: ["flag '--progress-interval'"],
    expected: 'a whole number from 0 to 60,000, in ms',
    received: `'${text}'`,
    suggestion: 'Write --progress-interval 1000 for once a second.',
  });
}
