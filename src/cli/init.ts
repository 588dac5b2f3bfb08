/** `synode init`: a project to begin with. Nothing that is there is overwritten. */
import { existsSync, readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve, sep } from 'node:path';

import { SynodeError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { shellWord } from '../model/shell-word.ts';
import { EXIT } from './exit-code.ts';
import { CONFIG_EXTENSIONS } from './find-config.ts';
import { COMMON_FILES, DEV_DEPENDENCIES, PROJECT_FILES, SCRIPTS, type ProjectFile } from './init-files.ts';
import type { Shell } from './shell.ts';

export interface InitFlags {
  readonly force?: boolean;
}

/** Writes the project. */
export async function runInit(dir: string | undefined, { force = false }: InitFlags, shell: Shell): Promise<number> {
  const folder = resolve(dir ?? '.');
  if (!force) refuseToOverwrite(folder);
  const manifest = await readManifest(folder);
  if (manifest !== undefined && manifest['type'] !== 'module' && hasScripts(folder)) throw isCommonJs(folder, manifest);
  const common = COMMON_FILES.filter(({ path }) => !existsSync(join(folder, path)));
  for (const file of [...PROJECT_FILES, ...common]) await write(folder, file);
  const added = await extendManifest(folder, manifest);
  const paths = [...PROJECT_FILES, ...common].map(({ path }) => path);
  if (shell.isJson) shell.json({ ok: true, folder, written: paths, added });
  else if (!shell.isQuiet) tell(paths, added, { dir, hadManifest: manifest !== undefined }, shell);
  return EXIT.completed;
}

function refuseToOverwrite(folder: string): void {
  const others = CONFIG_EXTENSIONS.map((extension) => `synode.config${extension}`);
  const names = new Set([...PROJECT_FILES.map(({ path }) => path), ...others]);
  const found = [...names].filter((path) => existsSync(join(folder, path)));
  const [first] = found;
  if (first === undefined) return;
  throw new SynodeError(
    'FILE_EXISTS',
    `${found.join(', ')} ${found.length === 1 ? 'exists' : 'exist'}; nothing was written`,
    {
      path: [`folder '${folder}'`],
      expected: 'a folder without these files',
      received: found.join(', '),
      suggestion: `Choose another folder, or overwrite ${found.length === 1 ? 'it' : 'them'} with --force.`,
    },
  );
}

async function write(folder: string, { path, text }: ProjectFile): Promise<void> {
  const file = join(folder, path);
  makeFolder(dirname(file));
  await writeFile(file, text);
}

type Manifest = Record<string, unknown>;

async function readManifest(folder: string): Promise<Manifest | undefined> {
  const file = join(folder, 'package.json');
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(await readFile(file, 'utf8')) as Manifest;
  } catch (cause) {
    throw new SynodeError('CONFIG_INVALID', 'package.json is no JSON', {
      path: [`file '${file}'`],
      suggestion: 'Correct it, then run synode init again.',
      cause,
    });
  }
}

/** Whether there is code that `"type": "module"` would change. */
function hasScripts(folder: string): boolean {
  const folders = [folder, join(folder, 'src'), join(folder, 'lib')].filter((one) => existsSync(one));
  return folders.some((one) => readdirSync(one).some((name) => /\.[jt]s$/.test(name)));
}

function isCommonJs(folder: string, { type }: Manifest): SynodeError {
  return new SynodeError('CONFIG_INVALID', 'this project is CommonJS, and journeys are ES modules', {
    path: [`folder '${folder}'`, "file 'package.json'"],
    expected: '"type": "module"',
    received: typeof type === 'string' ? `"type": "${type}"` : 'no type',
    suggestion: 'Run: synode init simulation, for a folder of its own.',
  });
}

/** What `npm init` writes for want of a test. */
const NO_TEST = /no test specified/;

/** Adds scripts and packages that are not there yet; gives what was added. */
async function extendManifest(folder: string, existing: Manifest | undefined): Promise<readonly string[]> {
  const manifest: Manifest = existing ?? { name: packageName(folder), version: '0.0.0', private: true, type: 'module' };
  const own = asRecord(manifest['scripts']);
  const kept = Object.fromEntries(Object.entries(own).filter(([, script]) => !NO_TEST.test(String(script))));
  const scripts = missing(SCRIPTS, kept);
  const packages = missing(missing(DEV_DEPENDENCIES, manifest['dependencies']), manifest['devDependencies']);
  const added = [
    ...Object.keys(scripts).map((name) => `script ${name}`),
    ...Object.keys(packages).map((name) => `package ${name}`),
    ...(manifest['type'] === 'module' ? [] : ['type module']),
  ];
  if (existing !== undefined && added.length === 0) return added;
  const next = {
    ...manifest,
    type: 'module',
    scripts: { ...own, ...scripts },
    devDependencies: { ...asRecord(manifest['devDependencies']), ...packages },
  };
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(next, undefined, 2)}\n`);
  return added;
}

function missing(wanted: Readonly<Record<string, string>>, present: unknown): Record<string, string> {
  const known = asRecord(present);
  return Object.fromEntries(Object.entries(wanted).filter(([name]) => !Object.hasOwn(known, name)));
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}

/** The folder's name, as npm allows it. */
function packageName(folder: string): string {
  const name = basename(folder)
    .toLowerCase()
    .replaceAll(/[^a-z0-9._-]+/g, '-')
    .replace(/^[._-]+/, '');
  return name === '' ? 'simulation' : name;
}

/** A clone is no version of the registry: what runs here is packed and installed from there. */
function installLine(added: readonly string[]): string {
  const root = dirname(createRequire(import.meta.url).resolve('synode/package.json'));
  if (!added.includes('package synode') || root.split(sep).includes('node_modules')) return 'npm install';
  return `npm install "$(npm pack --silent ${shellWord(root)})"`;
}

function tell(
  paths: readonly string[],
  added: readonly string[],
  { dir, hadManifest }: { readonly dir: string | undefined; readonly hadManifest: boolean },
  { out }: Shell,
): void {
  for (const path of paths) out.write(`${out.style('green', 'wrote')}  ${path}\n`);
  if (!hadManifest) out.write(`${out.style('green', 'wrote')}  package.json\n`);
  else if (added.length > 0) out.write(`${out.style('green', 'added')}  to package.json: ${added.join(', ')}\n`);
  const enter = dir === undefined || dir === '.' ? '' : `cd ${dir}\n  `;
  out.write(
    `\nNext:\n  ${enter}${installLine(added)}\n  npm run preview      one shopper, as a table\n  npm run generate     a hundred, into out/events.ndjson\n  npm test\n`,
  );
}
