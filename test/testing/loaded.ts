import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = new URL('../../', import.meta.url);

interface Coverage {
  readonly result: readonly { readonly url: string }[];
}

export interface Loaded {
  /** Packages, with the file inside each that was run. */
  readonly packages: readonly string[];
  readonly files: readonly string[];
  /** Modules of the built package, from its root. */
  readonly own: readonly string[];
}

/** What a fresh process has run after this module text, as the engine itself counts it. The text imports './dist/…'. */
export async function loadedBy(text: string): Promise<Loaded> {
  const folder = await mkdtemp(join(tmpdir(), 'synode-start-'));
  try {
    await promisify(execFile)(process.execPath, ['--input-type=module', '-e', text], {
      cwd: root,
      env: { ...process.env, NODE_V8_COVERAGE: folder },
      timeout: 30_000,
    });
    const texts = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), 'utf8')));
    const urls = texts.flatMap((json) => (JSON.parse(json) as Coverage).result.map(({ url }) => url));
    const inPackage = urls.flatMap((url) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)\/(.*)$/.exec(url) ?? []);
    const names = inPackage.filter((_, i) => i % 3 === 1);
    return {
      packages: [...new Set(names)].sort(),
      files: inPackage.filter((_, i) => i % 3 === 2),
      own: urls.flatMap((url) => /\/dist\/((?:src|adapters)\/.*)$/.exec(url)?.[1] ?? []).sort(),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
