/** Runs the examples of a page as a reader would: files in a folder, `synode` as it is built. */
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { Example } from './blocks.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMAND_LINE = join(ROOT, 'dist/src/cli/bin.js');
const LIMIT_MS = 60_000;

/** Between the outputs of two modules of one program. */
const BORDER = '\u001E';

const RUNNER = `
for (const file of process.argv.slice(2)) {
  process.stdout.write('${BORDER}');
  await import(new URL(file, import.meta.url).href);
}
`;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A folder below this package, so that `synode` is found by its own name; removed by `remove`. */
export function exampleFolder(): { readonly path: string; readonly remove: () => void } {
  mkdirSync(join(ROOT, 'out'), { recursive: true });
  const path = mkdtempSync(join(ROOT, 'out', 'examples-'));
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** Writes modules into a folder. */
export function writeModules(folder: string, modules: readonly Pick<Example, 'file' | 'text'>[]): void {
  mkdirSync(folder, { recursive: true });
  for (const { file, text } of modules) writeFileSync(join(folder, file), text);
}

/** Writes the modules of a page and runs them in order, in one program; gives the output of each. */
export async function runModules(
  folder: string,
  examples: readonly Example[],
  env: Readonly<Record<string, string>> = {},
): Promise<{ readonly ran: Ran; readonly outputs: readonly string[] }> {
  writeModules(folder, examples);
  writeFileSync(join(folder, 'run.mjs'), RUNNER);
  const files = examples.map(({ file }) => `./${file}`);
  const ran = await run(process.execPath, ['--import', 'tsx', 'run.mjs', ...files], folder, env);
  return { ran, outputs: ran.stdout.split(BORDER).slice(1) };
}

/** Runs one line of a page, `npx synode …`, with the command line as it is built. */
export function runCommand(folder: string, line: string): Promise<Ran> {
  const words = line.replace(/^npx synode ?/, '').match(/'[^']*'|\S+/g) ?? [];
  return run(process.execPath, [COMMAND_LINE, ...words.map((word) => word.replaceAll("'", ''))], folder);
}

/** Judges the types of all examples at once. */
export function checkTypes(folder: string): Promise<Ran> {
  const config = { extends: join(ROOT, 'tsconfig.json'), compilerOptions: { rootDir: '.' }, include: ['**/*.ts'] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  return run(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', '.'], folder);
}

function run(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<Ran> {
  const child = spawn(command, args, {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
    timeout: LIMIT_MS,
    killSignal: 'SIGKILL',
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}
