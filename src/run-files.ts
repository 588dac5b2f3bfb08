/** Files of an output folder: written whole or not at all, and named with what proves them. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A file of the folder as its manifest names it. */
export interface OutputFile {
  /** Relative to the folder, with forward slashes. */
  readonly path: string;
  readonly format: string;
  readonly rows: number;
  readonly bytes: number;
  readonly sha256: string | null;
}

/** Writes a text file of the folder. */
export async function writeFileOf(
  folder: string,
  file: Pick<OutputFile, 'path' | 'format' | 'rows'>,
  text: string,
): Promise<OutputFile> {
  await writeWhole(join(folder, file.path), text);
  return { ...file, bytes: Buffer.byteLength(text), sha256: sha256Of(text) };
}

/** The file appears with all of its text, or what stood there stays. */
export async function writeWhole(path: string, text: string): Promise<void> {
  await writeFile(`${path}.part`, text);
  await rename(`${path}.part`, path);
}

/** SHA-256 of a file, in hex. */
export async function hashOfFile(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** SHA-256 of a text, in hex. */
export function sha256Of(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
