/** Faults on purpose: what is thrown, as the person reads it who has to act. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { SynodeError, type ErrorCode } from '../../src/index.ts';

/** What somebody does, and what they are told. */
export interface Fault {
  readonly code: ErrorCode;
  readonly provoke: () => unknown;
  /** `error.format()`, a line each; a folder made for the case is `<folder>`, that of the repository `<here>`. */
  readonly says: string;
}

/** The error that comes of it, thrown or rejected. */
export async function errorOf(provoke: () => unknown): Promise<SynodeError> {
  try {
    await provoke();
  } catch (error) {
    if (error instanceof SynodeError) return error;
    throw error;
  }
  throw new Error('nothing was wrong');
}

/** What it says, whatever the machine's folders are called. */
export function textOf(error: SynodeError): string {
  return error
    .format()
    .replaceAll(/[^ ']*synode-errors-\w+/g, '<folder>')
    .replaceAll(process.cwd(), '<here>')
    .split('\n')
    .map((line) => line.trim())
    .join('\n');
}

/** The lines of a text, without the blanks before them. */
export const linesOf = (text: string): string =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim())
    .join('\n');

/** Gives a folder that is gone afterwards. */
export async function inFolder(use: (folder: string) => Promise<unknown>): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), 'synode-errors-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
