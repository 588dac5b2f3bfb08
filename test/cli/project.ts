/** A folder as an author has it: `synode` and tsx in node_modules, and the files of one test. */
import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterEach } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** The command as it is packed: children run what is built in dist. */
export const BIN = join(ROOT, 'dist', 'src', 'cli', 'bin.js');

/** No child of a test may outlive this. */
const LIMIT_MS = 25_000;

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunSettings {
  readonly env?: Readonly<Record<string, string>>;
  /** Called with each piece of text on standard error or output. */
  readonly onText?: (text: string, child: RunningChild) => void;
}

export interface RunningChild {
  kill(signal: NodeJS.Signals): void;
  /** Stops reading standard output: the reader of the pipe has gone. */
  closeStdout(): void;
}

export class Project {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  async write(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [name, text] of Object.entries(files)) {
      await mkdir(dirname(this.path(name)), { recursive: true });
      await writeFile(this.path(name), text);
    }
  }

  read(name: string): Promise<string> {
    return readFile(this.path(name), 'utf8');
  }

  /** The events of an NDJSON file. */
  async events(name: string): Promise<readonly Line[]> {
    const text = await this.read(name);
    return text
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Line);
  }

  /** Runs `synode …` here. */
  synode(args: string, settings: RunSettings = {}): Promise<Ended> {
    return runChild([process.execPath, BIN, ...args.split(' ').filter((word) => word !== '')], this.folder, settings);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}

/** One line of an NDJSON file. */
export interface Line {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly timestamp: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

export async function newProject(files: Readonly<Record<string, string>> = {}, { tsx = true } = {}): Promise<Project> {
  const project = new Project(await mkdtemp(join(tmpdir(), 'synode-cli-')));
  await mkdir(project.path('node_modules'));
  await symlink(ROOT, project.path('node_modules/synode'));
  if (tsx) await symlink(join(ROOT, 'node_modules', 'tsx'), project.path('node_modules/tsx'));
  await project.write({ 'package.json': '{ "type": "module" }', ...files });
  return project;
}

/** Makes projects that are gone when their test has ended. Called once, where the tests of a file stand. */
export function projectsOfTests(): typeof newProject {
  const made: Project[] = [];
  afterEach(async () => {
    await Promise.all(made.splice(0).map((one) => one.remove()));
  });
  return async (...how) => {
    const project = await newProject(...how);
    made.push(project);
    return project;
  };
}

/** Runs a command to its end, within the time limit. */
export function runChild(
  command: readonly string[],
  cwd: string,
  { env = {}, onText }: RunSettings = {},
): Promise<Ended> {
  const [program = '', ...args] = command;
  // Colour follows the variables of the test alone.
  const { FORCE_COLOR: _force, NO_COLOR: _no, CI: _ci, ...inherited } = process.env;
  const child = spawn(program, args, { cwd, env: { ...inherited, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const running: RunningChild = {
    kill: (signal) => void child.kill(signal),
    closeStdout: () => void child.stdout.destroy(),
  };
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
      onText?.(text, running);
    });
  }
  const limit = setTimeout(() => child.kill('SIGKILL'), LIMIT_MS);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(limit);
      resolve({ code, signal, ...texts });
    });
  });
}

/** A config with one journey of one event a user: enough where it does not matter what is simulated. */
export function configOf(options: string, more = ''): string {
  return `import { defineAction, defineAdventure, defineConfig, defineJourney, lognormal, wait } from 'synode';
${more}
const pay = defineAction({ id: 'pay', fields: { amount: lognormal({ median: 100, sigma: 0.5, decimals: 2 }) } });
const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: [wait('1m'), pay] })] });
export default defineConfig({ journeys: [shop], ${options} });
`;
}
