/** Fresh processes, each with a time limit: for what a warm one cannot show. */
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface Ended {
  readonly stdout: string;
  readonly wallMs: number;
  /** From the start of the process to its first output. */
  readonly firstOutputMs: number;
}

export interface ChildOptions {
  readonly program?: string;
  readonly flags?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly limitMs?: number;
  /** Ends the process at its first output. */
  readonly stopAtOutput?: boolean;
}

const LIMIT_MS = 120_000;

/** A compiled file of this folder. */
export function fileHere(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

/** Runs a program to its end. */
export function runChild(file: string, args: readonly string[], options: ChildOptions = {}): Promise<Ended> {
  const { program = process.execPath, flags = [], env = {}, cwd, limitMs = LIMIT_MS, stopAtOutput = false } = options;
  const began = performance.now();
  const child = spawn(program, [...flags, file, ...args], {
    env: { ...process.env, ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limitMs,
    killSignal: 'SIGKILL',
  });
  return new Promise((resolve, reject) => collect(child, { began, stopAtOutput, file }, resolve, reject));
}

function collect(
  child: ChildProcess,
  { began, stopAtOutput, file }: { readonly began: number; readonly stopAtOutput: boolean; readonly file: string },
  resolve: (ended: Ended) => void,
  reject: (error: Error) => void,
): void {
  let [stdout, stderr, firstOutputMs] = ['', '', NaN];
  child.stdout?.on('data', (chunk: Buffer) => {
    if (Number.isNaN(firstOutputMs)) firstOutputMs = performance.now() - began;
    if (stopAtOutput) child.kill('SIGKILL');
    else stdout += chunk.toString('utf8');
  });
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString('utf8')));
  child.on('error', reject);
  child.on('close', (code, signal) => {
    if (code === 0 || (stopAtOutput && !Number.isNaN(firstOutputMs))) {
      resolve({ stdout, wallMs: performance.now() - began, firstOutputMs });
    } else reject(new Error(`${file} ended with ${signal ?? `code ${code}`}: ${stderr.slice(-2000)}`));
  });
}
