/** What a program was made from, as one hash: its module and all that it imports by a relative path. */
import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve, sep } from 'node:path';

import { isDataFile } from './find-config.ts';

/** `from './x.ts'`, `import './x.ts'`, `import('./x.ts')`, `require('./x.cjs')`. */
const IMPORTED = /(?:\bfrom|\bimport|\brequire)\s*\(?\s*(['"])(\.{1,2}\/[^'"\n]+)\1/g;
/** A config that is data names modules: `./shop.ts#journeys`. */
const NAMED = /(['"]?)(\.{1,2}\/[^'"\s#]+\.[cm]?[jt]s)(?:#[\w.]+)?\1/g;

/** SHA-256 over path and content of each file, by path; packages are told by their versions, not here. */
export async function codeHashOf(file: string): Promise<string> {
  const sources = new Map<string, Buffer>();
  await read(file, sources);
  const folder = dirname(file);
  const named = [...sources].map(([path, source]) => [relative(folder, path).split(sep).join('/'), source] as const);
  const hash = createHash('sha256');
  for (const [path, source] of named.sort(([a], [b]) => (a < b ? -1 : 1))) {
    hash.update(`${path}\n${source.length}\n`).update(source);
  }
  return hash.digest('hex');
}

async function read(path: string, sources: Map<string, Buffer>): Promise<void> {
  if (sources.has(path)) return;
  const source = await readFile(path).catch(() => undefined);
  if (source === undefined) return;
  sources.set(path, source);
  const pattern = isDataFile(path) ? NAMED : IMPORTED;
  for (const [, , specifier = ''] of source.toString('utf8').matchAll(pattern)) {
    const found = fileOf(resolve(dirname(path), specifier));
    if (found !== undefined) await read(found, sources);
  }
}

/** TypeScript may be imported by the name of what it becomes. */
function fileOf(path: string): string | undefined {
  return [path, path.replace(/\.([cm]?)js$/, '.$1ts')].find((one) => existsSync(one));
}
