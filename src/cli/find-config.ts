/** Which file a command is about: the one named, or the one config of the working directory. */
import { readdirSync, statSync, type Stats } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';

import { didYouMean, SynodeError } from '../errors.ts';
import { shownPath } from './show-error.ts';

const NAME = 'synode.config';
export const CONFIG_EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.json', '.yaml', '.yml'] as const;

/** Whether a config is data rather than a module. */
export function isDataFile(path: string): boolean {
  return ['.json', '.yaml', '.yml'].includes(extname(path));
}

/** Files of the same kinds that are no configs. */
const OTHERS = /^(package(-lock)?|tsconfig.*)\.json$|\.(test|d)\.m?ts$/;

/**
 * Absolute path of the config.
 *
 * @throws SynodeError `CONFIG_NOT_FOUND`, `CONFIG_AMBIGUOUS`
 */
export function findConfig(file: string | undefined): string {
  const path = resolve(file ?? '.');
  const stats = statsOf(path);
  if (stats?.isDirectory() === true) return inFolder(path);
  if (stats !== undefined) return path;
  const folder = dirname(path);
  const near = namesIn(folder).filter(
    (name) => CONFIG_EXTENSIONS.some((extension) => name.endsWith(extension)) && !OTHERS.test(name),
  );
  throw new SynodeError('CONFIG_NOT_FOUND', `there is no file '${file}'`, {
    path: [`file '${file}'`],
    received: 'no such file',
    suggestion:
      near.length === 0 ? `There is no config in '${shownPath(folder)}' either.` : didYouMean(basename(path), near),
  });
}

/** What stands there; nothing, where a part of the path is a file. */
function statsOf(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (thrown) {
    if ((thrown as { readonly code?: unknown }).code === 'ENOTDIR') return undefined;
    throw thrown;
  }
}

function inFolder(folder: string): string {
  const names = CONFIG_EXTENSIONS.map((extension) => NAME + extension);
  const present = namesIn(folder);
  const found = names.filter((name) => present.includes(name));
  const [only, ...more] = found;
  if (only === undefined) throw notFound(folder, present);
  if (more.length === 0) return join(folder, only);
  throw new SynodeError('CONFIG_AMBIGUOUS', `there are ${found.length} configs in this folder: ${found.join(', ')}`, {
    path: [`folder '${folder}'`],
    expected: 'one of them',
    received: found.join(', '),
    suggestion: `Name one: synode generate ${only}`,
  });
}

function notFound(folder: string, present: readonly string[]): SynodeError {
  const isHere = folder === process.cwd();
  const typo = present.find((name) => /^s[yi]no(de|d)\.?-?conf/i.test(name));
  return new SynodeError(
    'CONFIG_NOT_FOUND',
    `there is no config in ${isHere ? 'this folder' : `'${shownPath(folder)}'`}`,
    {
      path: [`folder '${folder}'`],
      expected: `${NAME}.ts, .mts, .js, .mjs, .json, .yaml or .yml`,
      received: 'none of them',
      suggestion:
        typo === undefined
          ? 'Run: synode init, or name a file: synode generate path/to/config.ts'
          : `Did you mean '${typo}'?`,
    },
  );
}

function namesIn(folder: string): readonly string[] {
  try {
    // Sorted: the order of a folder differs between file systems.
    return readdirSync(folder).sort();
  } catch {
    // A folder that is not there has no names; that the file is missing is what is reported.
    return [];
  }
}
