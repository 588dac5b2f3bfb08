import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { onTestFinished } from 'vitest';

import { SynodeError } from '../../src/errors.ts';

/** A folder of its own that goes when the test ends. */
export async function tempFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'synode-data-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** The path of a new file with this content. */
export async function fileWith(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(await tempFolder(), name);
  await writeFile(path, content);
  return path;
}

/** The SynodeError a promise rejects with. */
export async function errorOf(promise: Promise<unknown>): Promise<SynodeError> {
  const outcome = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (outcome instanceof SynodeError) return outcome;
  throw new Error(`expected a SynodeError, got ${String(outcome)}`);
}
