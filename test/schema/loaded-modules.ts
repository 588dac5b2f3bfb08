import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = new URL('../../', import.meta.url);

/** A module as the engine reports it in a coverage file. */
interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

/**
 * The packages whose code a fresh process has run after this module text, as the engine itself counts them. The text
 * imports from the project as './src/…'.
 */
export async function packagesLoadedBy(text: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'synode-loaded-'));
  try {
    await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', text], {
      cwd: root,
      env: { ...process.env, NODE_V8_COVERAGE: folder },
      timeout: 30_000,
    });
    const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    const urls = files.flatMap((file) => (JSON.parse(file) as Coverage).result.map(({ url }) => url));
    const packages = urls.map((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1]);
    return [...new Set(packages.filter((name) => name !== undefined))].sort();
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
