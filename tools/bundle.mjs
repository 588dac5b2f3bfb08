#!/usr/bin/env node
/**
 * Puts the sources together into a few modules: `node tools/bundle.mjs dist`. Node needs about half a millisecond for
 * each module it finds and reads, so 160 small ones cost a test more than all they do.
 *
 * Every module goes into one file, whoever imports it: all ways into the package see the same classes. What several ways
 * share lies in `src/chunks`, as deep below the root as a folder of `src`, so that `../engine/worker.js` means the same
 * there and in the sources.
 */
import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { rolldown } from 'rolldown';

/**
 * What is loaded by its path: a worker thread and modules of one (of a test, and of a config that is data), a process that must end by itself, and the run with
 * what no option offers, for tests that need threads (which run no TypeScript).
 */
const LOADED_BY_PATH = [
  'src/engine/worker.ts',
  'src/cli/config-module.ts',
  'src/testing/adapter-journeys.ts',
  'src/testing/adapter-child.ts',
  'src/generate.ts',
  'src/run-call.ts',
];

/**
 * What is loaded together lies together: the package by its name (with what a fixture and a run share), what a fixture
 * adds, what a run adds, and the command that runs. Whatever a group imports joins it unless a group above has it.
 */
const GROUPS = [
  { name: 'core', test: /[\\/]src[\\/](index|engine[\\/](actors|run-world)|run[\\/]warnings)\.ts$/, priority: 4 },
  { name: 'testing', test: /[\\/]src[\\/]testing[\\/]index\.ts$/, priority: 3 },
  { name: 'run', test: /[\\/]src[\\/](generate|run-call)\.ts$/, priority: 2 },
  { name: 'command', test: /[\\/]src[\\/]cli[\\/](command|generate)\.ts$/, priority: 1 },
];

/** The sources behind `exports` and `bin` of package.json, and what is loaded by its path. */
export function entriesOf(root) {
  const { exports = {}, bin = {} } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const targets = [...Object.values(exports).map((entry) => entry.default ?? entry), ...Object.values(bin)];
  const sources = targets
    .filter((path) => path.startsWith('./dist/') && path.endsWith('.js'))
    .map((path) => path.replace(/^\.\/dist\//, '').replace(/\.js$/, '.ts'));
  return [...new Set([...sources, ...LOADED_BY_PATH.filter((path) => existsSync(join(root, path)))])];
}

/**
 * Writes the modules of these entries below `dir`, each entry where its source stands below the root. `apart` says which
 * relative imports stay imports: (what is imported, by which file) → boolean.
 */
export async function bundle(root, { dir, entries, apart = () => false }) {
  const build = await rolldown({
    cwd: root,
    input: Object.fromEntries(entries.map((path) => [path.replace(/\.ts$/, ''), join(root, path)])),
    external: (id, importer) => !(id.startsWith('.') || isAbsolute(id)) || apart(id, importer),
    platform: 'node',
    transform: { target: 'es2022' },
    // A warning (a cycle, a name that nobody exports, a file that is not there) is a fault of the sources.
    onLog: (level, log) => {
      if (level === 'warn') throw new Error(log.message);
    },
  });
  await build.write({
    dir: join(root, dir),
    format: 'es',
    entryFileNames: '[name].js',
    chunkFileNames: 'src/chunks/[name].js',
    paths: (id) => (id.startsWith('.') ? id.replace(/\.ts$/, '.js') : id),
    sourcemap: true,
    // The sources are in the repository; names and lines are what a stack trace needs.
    sourcemapExcludeSources: true,
    comments: false,
    minifyInternalExports: false,
    codeSplitting: { groups: GROUPS },
  });
  await build.close();
}

if (process.argv[1] !== undefined && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const root = fileURLToPath(new URL('..', import.meta.url));
  await bundle(root, { dir: process.argv[2] ?? 'dist', entries: entriesOf(root) });
}
