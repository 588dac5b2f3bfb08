import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
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
  /** Sources of this package whose code is in the files that were run. */
  readonly own: readonly string[];
  /** How many files of the built package were run. */
  readonly ownFiles: number;
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
    const built = urls.filter((url) => url.includes('/dist/') && !url.includes('/node_modules/'));
    return {
      packages: [...new Set(names)].sort(),
      files: inPackage.filter((_, i) => i % 3 === 2),
      own: (await Promise.all(built.map(sourcesOf))).flat().sort(),
      ownFiles: built.length,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** What a built file is made of, as its source map has it, from the root of the repository. */
async function sourcesOf(url: string): Promise<readonly string[]> {
  const text = await readFile(new URL(url), 'utf8');
  if (!text.includes('//# sourceMappingURL=')) {
    if (/^(import [^;]*;\s*)?export \{[^}]*\}( from "[^"]*")?;\s*$/.test(text)) return [];
    throw new Error(`${url} has code, but no source map`);
  }
  const map = JSON.parse(await readFile(new URL(`${url}.map`), 'utf8')) as { readonly sources: readonly string[] };
  return map.sources.map((source) => new URL(source, url).href.replace(root.href, ''));
}

/** Node's own modules that a fresh process has after this module text, and has not after loading an empty file. */
export async function nodeModulesLoadedBy(text: string): Promise<readonly string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'synode-start-'));
  try {
    const empty = join(folder, 'empty.mjs');
    await writeFile(empty, '');
    const after = async (module: string): Promise<readonly string[]> => {
      // The way to standard output is no part of what is asked for.
      const whole = `import '${empty}'; process.stdout.write(''); ${module}; process.stdout.write(JSON.stringify(process.moduleLoadList));`;
      const flags = ['--input-type=module', '-e', whole];
      const { stdout } = await promisify(execFile)(process.execPath, flags, { cwd: root, timeout: 30_000 });
      return JSON.parse(stdout) as readonly string[];
    };
    const without = new Set(await after(''));
    return (await after(text)).filter((name) => !without.has(name));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
