/** Who may write into an output folder: nobody over what is there, unless told to; and then over what a run has written alone. */
import { readdir, readFile, rm } from 'node:fs/promises';
import { isAbsolute, join, normalize, sep } from 'node:path';

import { SynodeError } from './errors.ts';

const MANIFEST = 'manifest.json';
/** What tells of a run and is no output: it stands there after a failure too. */
const TELLS: readonly string[] = ['result.json', 'telemetry.json'];

/**
 * Makes sure that a folder is empty. With `overwrite` the files that the manifest there lists are deleted, and no others.
 *
 * @throws SynodeError `OUTPUT_NOT_EMPTY`; then nothing has been touched
 */
export async function claimFolder(folder: string, { overwrite }: { readonly overwrite: boolean }): Promise<void> {
  const names = await namesIn(folder);
  const found = names.filter((name) => !TELLS.includes(name));
  if (found.length === 0) return;
  const listed = await listedIn(folder);
  if (!overwrite) throw notEmpty(folder, { found, isFinished: listed !== undefined });
  if (listed === undefined) return;
  // First of all: what is half deleted is no finished run.
  for (const path of [MANIFEST, ...listed, ...TELLS]) await rm(join(folder, path), { force: true });
}

/** None where there is no folder: whoever writes there makes it, or says why not. */
async function namesIn(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: unknown) => {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return [];
    throw error;
  });
}

/** The files of a finished run; undefined where none has finished. A path that leads out of the folder is none of its files. */
async function listedIn(folder: string): Promise<readonly string[] | undefined> {
  const text = await readFile(join(folder, MANIFEST), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const { files } = JSON.parse(text) as { readonly files?: readonly { readonly path?: unknown }[] };
    return (files ?? []).flatMap(({ path }) => (typeof path === 'string' && isInside(path) ? [path] : []));
  } catch {
    return undefined;
  }
}

function isInside(path: string): boolean {
  return path !== '' && !isAbsolute(path) && normalize(path).split(sep)[0] !== '..';
}

const SHOWN = 3;

function notEmpty(
  folder: string,
  { found, isFinished }: { readonly found: readonly string[]; readonly isFinished: boolean },
): SynodeError {
  const more = found.length > SHOWN ? ` and ${found.length - SHOWN} more` : '';
  const holds = isFinished
    ? 'a finished run'
    : `what no finished run has written: ${found.slice(0, SHOWN).join(', ')}${more}`;
  return new SynodeError('OUTPUT_NOT_EMPTY', `the output folder ${folder} holds ${holds}`, {
    path: [`folder '${folder}'`],
    expected: 'an empty folder, or none yet',
    received: holds,
    suggestion: isFinished
      ? 'Take another folder, or replace the run there: --overwrite (in a program overwrite: true) deletes its files, and no others.'
      : 'Take another folder. With --overwrite (in a program overwrite: true) the run is written beside what is there.',
  });
}
