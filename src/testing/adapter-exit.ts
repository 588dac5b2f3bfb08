/** Whether a program ends by itself once its adapter is closed: only a program of its own can tell. */
import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

import { hookOrExcuse, must } from './adapter-checks.ts';
import type { AdapterSubject } from './adapter-contract.ts';

/** How to make the adapter in another process. */
export interface ExitSubject {
  /** The module that makes it. */
  readonly module: URL | string;
  /** Name of the function in it: `(argument: string) => OutputAdapter`. */
  readonly export: string;
  /** What the function gets: a path, an address. Default: an empty text. */
  readonly argument?: () => string | Promise<string>;
}

/** How long a program may live on after `close`. */
const LIMIT_MS = 1000;
/** When a program that does not come to its `close` is given up. */
const PATIENCE_MS = 60_000;

/** Point 12. */
export async function ends(subject: AdapterSubject): Promise<void> {
  const exit = hookOrExcuse(subject, subject.exit, { hook: 'exit', excuse: 'exit-untested' });
  if (exit === undefined) return;
  const argument = (await exit.argument?.()) ?? '';
  await runProgram([String(exit.module), exit.export, argument]);
}

async function runProgram(parameters: readonly string[]): Promise<void> {
  const isSource = import.meta.url.endsWith('.ts');
  const program = new URL(`../testing/adapter-child.${isSource ? 'ts' : 'js'}`, import.meta.url);
  const needsLoader = isSource || parameters[0]?.endsWith('.ts') === true;
  const loader = needsLoader ? ['--import', 'tsx'] : [];
  const child = spawn(process.execPath, [...loader, fileURLToPath(program), ...parameters], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const complaint = child.stderr === null ? Promise.resolve('') : text(child.stderr);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  let isLate = false;
  const stop = () => {
    isLate = true;
    child.kill('SIGKILL');
  };
  let timer = setTimeout(stop, PATIENCE_MS);
  // The program says on this pipe that its adapter is closed; from then on its time runs.
  child.stdio[3]?.once('data', () => {
    clearTimeout(timer);
    timer = setTimeout(stop, LIMIT_MS);
  });
  const code = await ended;
  clearTimeout(timer);
  must(!isLate, `the program still ran ${LIMIT_MS} ms after close: ${await complaint}`);
  must(code === 0, `the program failed with code ${code}: ${await complaint}`);
}
