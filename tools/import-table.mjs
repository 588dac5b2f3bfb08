/**
 * Imports point one way (architecture law): who may import what. The linter reads these rows (`house/import-table`);
 * a new folder or package gets its row here first.
 *
 * Paths are relative to the repository. A folder means everything below it; `*` stands for a part of a name, `**` for
 * any depth. A file is ruled by the most specific row that fits it, and may always import from its own folder.
 */
import { posix } from 'node:path';

const ALL_OF_SRC = ['src', 'adapters'];

/**
 * `may`: what may be imported. `types`: what may be imported by `import type` only. `node`: whether Node's own modules
 * may be. Every row of `src` and `adapters` but the model may import `src/errors.ts` too.
 */
export const FOLDERS = [
  { of: 'src/model', may: [], types: ['src/errors.ts'] },
  { of: 'src/error-codes.ts', may: [] },
  { of: 'src/errors.ts', may: ['src/error-codes.ts'], types: ['src/model'] },
  { of: 'src/make-folder.ts', may: [], node: true },
  { of: 'src/nameless-file.ts', may: ['src/make-folder.ts'], node: true },
  { of: 'src/random', may: ['src/model'], node: true },
  { of: 'src/time', may: ['src/model'] },
  { of: 'src/dsl', may: ['src/model', 'src/time', 'src/random'], node: true },
  { of: 'src/data', may: ['src/model', 'src/time', 'src/make-folder.ts'], node: true },
  { of: 'src/plan', may: ['src/dsl', 'src/model', 'src/time', 'src/random', 'src/ledger'], node: true },
  { of: 'src/encode', may: ['src/model'], node: true },
  { of: 'src/contracts', may: ['src/plan', 'src/dsl', 'src/model', 'src/encode', 'adapters/options.ts'] },
  { of: 'src/contracts.ts', may: ALL_OF_SRC },
  {
    of: 'src/engine',
    may: ['src/plan', 'src/model', 'src/time', 'src/random', 'src/encode', 'src/ledger'],
    node: true,
  },
  // Where a thread is started, its wall clock comes in, for telemetry, and its disk, as in `run-call.ts`.
  {
    of: 'src/engine/worker.ts',
    may: ['src/engine', 'src/plan', 'src/model', 'src/run/clock.ts', 'src/run/spool.ts'],
    node: true,
  },
  { of: 'src/ledger', may: ['src/model', 'src/dsl', 'src/time', 'src/random/currency.ts'] },
  // Who proves the books shares with who writes them the arithmetic, the types and the calendar, and nothing else.
  { of: 'src/verify', may: ['src/model', 'src/time', 'src/random/currency.ts', 'src/ledger/amounts.ts'], node: true },
  { of: 'src/projections', may: ['src/model', 'src/dsl', 'src/time'] },
  // Folds and the writers of their formats, put together.
  {
    of: 'src/exports',
    may: [
      'src/model',
      'src/time',
      'src/ledger',
      'src/projections',
      'src/random/currency.ts',
      'src/version.ts',
      'src/encode',
      'adapters',
    ],
    node: true,
  },
  { of: 'src/exporter.ts', may: ALL_OF_SRC },
  { of: 'src/statistics', may: ['src/model', 'src/dsl', 'src/time', 'src/random'] },
  { of: 'src/run', may: ['src/model', 'src/make-folder.ts', 'src/nameless-file.ts'], node: true },
  { of: 'src/generate.ts', may: ALL_OF_SRC },
  { of: 'src/prepare.ts', may: ALL_OF_SRC, node: true },
  { of: 'src/run-*.ts', may: ALL_OF_SRC, node: true },
  { of: 'src/on-demand.ts', may: ALL_OF_SRC },
  { of: 'src/dry-run.ts', may: ALL_OF_SRC },
  { of: 'src/stream.ts', may: ALL_OF_SRC },
  { of: 'src/worker-pool.ts', may: ALL_OF_SRC },
  { of: 'src/index.ts', may: ALL_OF_SRC },
  { of: 'src/version.ts', may: [] },
  { of: 'src/testing', may: ALL_OF_SRC, node: true },
  { of: 'src/cli', may: ALL_OF_SRC, node: true },
  {
    of: 'adapters',
    may: ['src/model', 'src/encode', 'src/time', 'src/make-folder.ts', 'src/nameless-file.ts', 'src/version.ts'],
    node: true,
  },
  { of: 'personas', may: ['src/index.ts'] },
  { of: 'journeys/index.ts', may: ['journeys', 'src/index.ts'] },
  { of: 'journeys/world', may: ['src/index.ts', 'personas'] },
  { of: 'journeys/*', may: ['src/index.ts', 'journeys/world', 'personas'] },
];

/**
 * Third-party packages and the doors through which they come in. Types cost nothing at run time and may be imported
 * anywhere. `lazy`: doors that load the package on first use, by `await import()` or `createRequire`; adapters always do.
 */
export const DOORS = [
  { package: '@faker-js/faker', at: ['src/random/faker.ts'], lazy: ['src/random'] },
  { package: '@kafkajs/confluent-schema-registry', at: ['adapters/registry.ts'] },
  { package: '@platformatic/kafka', at: ['adapters/kafka'] },
  { package: '@standard-schema/spec', at: [] },
  { package: 'commander', at: ['src/cli'] },
  { package: 'csv-parse', at: ['src/data'], lazy: ['src/data'] },
  { package: 'csv-stringify', at: ['src/data'], lazy: ['src/data'] },
  { package: 'kafkajs', at: ['adapters/kafka/kafkajs.ts'] },
  { package: 'ky', at: ['adapters/http.ts'] },
  { package: 'leven', at: ['src/errors.ts'], lazy: ['src/errors.ts'] },
  { package: 'nanoid', at: ['src/random/ids.ts', 'src/run/clock.ts'] },
  { package: 'sql.js', at: ['adapters/exports/sqlite.ts'] },
  { package: 'tinypool', at: ['src/engine/pool.ts', 'src/engine/worker.ts'] },
  { package: 'tsx', at: ['src/engine/load-module.ts', 'src/cli'], lazy: ['src'] },
  { package: 'vitest', at: ['src/testing/vitest.ts'] },
  { package: 'yaml', at: ['src/cli'] },
  {
    package: 'zod',
    at: ['src/cli', 'src/contracts', 'src/dsl', 'src/plan', 'journeys/**/options.ts', 'journeys/**/documents.ts'],
    lazy: ['src/contracts', 'src/dsl', 'src/plan'],
  },
];

const ERRORS = 'src/errors.ts';
const TABLE = 'tools/import-table.mjs';

/** Whether `path` is what `pattern` names, or lies below it. */
export function matches(pattern, path) {
  const source = pattern
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\*\*?/g, (stars) => (stars === '**' ? '.*' : '[^/]*'));
  return new RegExp(`^${source}(/|$)`).test(path);
}

const isIn = (patterns, path) => patterns.some((pattern) => matches(pattern, path));

/** The most specific row for a file: a path beats a pattern, a longer one beats a shorter one. */
function rowFor(path) {
  const weight = (row) => row.of.length + (row.of.includes('*') ? 0 : 100);
  return FOLDERS.filter((row) => matches(row.of, path)).toSorted((a, b) => weight(b) - weight(a))[0];
}

/**
 * What is wrong with an import, or undefined.
 *
 * @param {string} file the importing file, relative to the repository, with forward slashes
 * @param {{ from: string, typeOnly?: boolean, lazy?: boolean }} request as it stands in the source
 */
export function judgeImport(file, { from, typeOnly = false, lazy = false }) {
  const row = rowFor(file);
  if (row === undefined) return `${file} stands in no row of ${TABLE}: add one, or move the file`;
  if (from.startsWith('.')) return judgeRelative(row, file, { from, typeOnly });
  if (from.startsWith('node:')) {
    return row.node === true || typeOnly
      ? undefined
      : `${row.of} is plain values and functions: it may not use ${from}`;
  }
  if (from === 'synode' || from.startsWith('synode/')) return judgeSelf(file, { from, lazy });
  return judgePackage(file, { from, typeOnly, lazy });
}

function judgeRelative(row, file, { from, typeOnly }) {
  const target = posix.join(posix.dirname(file), from);
  const own = folderOf(row, file);
  if (matches(own, target)) return undefined;
  const errors = row.of !== 'src/model' && /^(src|adapters)/.test(row.of) ? [ERRORS] : [];
  const allowed = [...row.may, ...errors];
  if (isIn(allowed, target)) return undefined;
  const types = row.types ?? [];
  if (isIn(types, target))
    return typeOnly ? undefined : `${row.of} may import only types from ${target}: write import type`;
  const list = [...allowed, ...types.map((path) => `${path} (types)`)].join(', ') || 'nothing';
  return `${own} may not import ${target}: it may import ${list} (${TABLE})`;
}

/** The folder that counts as a file's own: for `journeys/*` that of its process, for a single file the file itself. */
function folderOf(row, file) {
  return row.of.includes('*') ? file.split('/').slice(0, row.of.split('/').length).join('/') : row.of;
}

function judgeSelf(file, { from, lazy }) {
  if (lazy && from === 'synode/journeys' && matches('src/cli', file)) return undefined;
  return `'${from}' would load a second copy of the package: import by relative path`;
}

function judgePackage(file, { from, typeOnly, lazy }) {
  const name = from
    .split('/')
    .slice(0, from.startsWith('@') ? 2 : 1)
    .join('/');
  const door = DOORS.find((row) => row.package === name);
  if (door === undefined) return `'${name}' has no door: do without it, or add a row to ${TABLE}`;
  if (typeOnly) return undefined;
  if (!isIn(door.at, file)) {
    const where =
      door.at.length === 0 ? 'is for types only: write import type' : `comes in through ${door.at.join(', ')}`;
    return `'${name}' ${where} (${TABLE})`;
  }
  const mustBeLazy = isIn([...(door.lazy ?? []), 'adapters'], file);
  return mustBeLazy && !lazy ? `'${name}' is loaded on first use here: await import('${from}')` : undefined;
}
