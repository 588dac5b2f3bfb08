import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { rmSync, utimesSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { checkNode } from '../../tools/setup.mjs';
import { addFiles, repository, temporaryTree } from './temporary-tree.ts';

const CHILD_LIMIT_MS = 60_000;

const manifest = {
  name: 'made-up',
  version: '1.0.0',
  engines: { node: '>=20.19.0' },
  exports: {
    '.': { types: './dist/src/index.d.ts', default: './dist/src/index.js' },
    './extra': { types: './dist/src/extra.d.ts', default: './dist/src/extra.js' },
  },
  dependencies: { rolldown: 'file:vendor/rolldown', typescript: 'file:vendor/typescript' },
};
const lock = {
  name: 'made-up',
  version: '1.0.0',
  lockfileVersion: 3,
  requires: true,
  packages: {
    '': manifest,
    'node_modules/rolldown': { resolved: 'vendor/rolldown', link: true },
    'vendor/rolldown': { name: 'rolldown', version: '1.2.19' },
    'node_modules/typescript': { resolved: 'vendor/typescript', link: true },
    'vendor/typescript': { name: 'typescript', version: '7.0.2', bin: { tsc: 'tsc.cjs' } },
  },
};
const compilerOptions = { module: 'nodenext', target: 'es2022', types: [], rootDir: '.', declaration: true };

/** A small project whose dependencies hand over to this repository's compiler and bundler, so that no test needs a network. */
function project(changes: Readonly<Record<string, string>> = {}): string {
  const tsc = JSON.stringify(join(repository, 'node_modules/typescript/bin/tsc'));
  const rolldown = import.meta.resolve('rolldown');
  const root = temporaryTree({
    'package.json': JSON.stringify({ ...manifest, type: 'module' }),
    'package-lock.json': JSON.stringify(lock),
    'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, noEmit: true } }),
    'tsconfig.build.json': JSON.stringify({
      extends: './tsconfig.json',
      compilerOptions: {
        noEmit: false,
        emitDeclarationOnly: true,
        incremental: true,
        tsBuildInfoFile: 'dist/.tsbuildinfo',
      },
      include: ['src'],
    }),
    'src/index.ts': "export const answer: number = 42;\nexport type { Shape } from './shape.ts';\n",
    'src/shape.ts': 'export interface Shape {}\n',
    'src/internal.ts': 'export const secret = 1;\n',
    'src/extra.ts': 'export const extra = 1;\n',
    'vendor/rolldown/package.json': '{"name":"rolldown","version":"1.2.19","type":"module","exports":"./index.mjs"}',
    'vendor/rolldown/index.mjs': `export * from ${JSON.stringify(rolldown)};\n`,
    'vendor/typescript/package.json': '{"name":"typescript","version":"7.0.2","bin":{"tsc":"tsc.cjs"}}',
    'vendor/typescript/tsc.cjs':
      `const { spawnSync } = require('node:child_process');\n` +
      `const { status } = spawnSync(process.execPath, [${tsc}, ...process.argv.slice(2)], { stdio: 'inherit' });\n` +
      `process.exitCode = status ?? 1;\n`,
    ...changes,
  });
  mkdirSync(join(root, 'tools'));
  for (const tool of ['setup.mjs', 'bundle.mjs']) {
    copyFileSync(join(repository, 'tools', tool), join(root, 'tools', tool));
  }
  return root;
}

/** The same with its packages in place. */
function installedProject(): string {
  const root = project();
  mkdirSync(join(root, 'node_modules'));
  for (const name of ['rolldown', 'typescript']) {
    symlinkSync(join(root, 'vendor', name), join(root, 'node_modules', name));
  }
  addFiles(root, { 'node_modules/.package-lock.json': '{}' });
  return root;
}

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Start {
  readonly env?: Readonly<Record<string, string>>;
  /** Sends SIGTERM as soon as this text stands on stderr. */
  readonly endAt?: string;
}

function setUp(root: string, { env = {}, endAt }: Start = {}): Promise<Outcome> {
  const child = spawn(process.execPath, ['tools/setup.mjs'], {
    cwd: root,
    env: { ...process.env, npm_config_cache: join(root, '.npm-cache'), ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: CHILD_LIMIT_MS,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => {
    stderr += chunk;
    if (endAt !== undefined && chunk.includes(endAt)) child.kill('SIGTERM');
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, stdout, stderr })));
}

/** Sets the time of a file ahead of everything made so far. */
function touch(path: string): void {
  const ahead = new Date(Date.now() + 5_000);
  utimesSync(path, ahead, ahead);
}

describe('the set-up of a clone', () => {
  it('fetches the packages and builds at first, then has nothing to do', async () => {
    const root = project();

    const first = await setUp(root);
    const second = await setUp(root);

    expect(first.stderr).toMatch(/node_modules is missing or incomplete: fetching 4 packages from the npm registry/);
    expect(first.stderr).toMatch(/dist built in [\d.]+ s/);
    expect(first).toMatchObject({ code: 0, stdout: '' });
    expect(readFileSync(join(root, 'dist/src/index.js'), 'utf8')).toContain('answer = 42');
    expect(JSON.parse(readFileSync(join(root, 'dist/src/index.js.map'), 'utf8'))).toMatchObject({
      sources: ['../../src/index.ts'],
    });
    expect(readFileSync(join(root, 'dist/src/index.d.ts'), 'utf8')).toContain('answer: number');
    expect(existsSync(join(root, 'dist/src/shape.d.ts'))).toBe(true);
    expect(existsSync(join(root, 'dist/src/internal.d.ts'))).toBe(false);
    expect(existsSync(join(root, 'dist/.tsbuildinfo'))).toBe(false);
    expect(second).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('installs again when the lock is newer than the packages', async () => {
    const root = project();
    await setUp(root);
    touch(join(root, 'package-lock.json'));

    const again = await setUp(root);
    const after = await setUp(root);

    expect(again.stderr).toContain('package-lock.json is newer than node_modules');
    expect(after).toEqual({ code: 0, stdout: '', stderr: '' });
  });

  it('rebuilds after a change and drops what has no source any more', async () => {
    const root = installedProject();
    await setUp(root);
    expect(existsSync(join(root, 'dist/src/extra.js'))).toBe(true);
    rmSync(join(root, 'src/extra.ts'));
    const { './extra': _, ...exports } = manifest.exports;
    addFiles(root, { 'package.json': JSON.stringify({ ...manifest, exports, type: 'module' }) });
    addFiles(root, { 'src/index.ts': 'export const answer: number = 43;\n' });

    const again = await setUp(root);

    expect(again.stderr).toMatch(/ is newer than dist: building it/);
    expect(readFileSync(join(root, 'dist/src/index.js'), 'utf8')).toContain('answer = 43');
    expect(existsSync(join(root, 'dist/src/extra.js'))).toBe(false);
    expect(existsSync(join(root, 'dist/src/extra.d.ts'))).toBe(false);
  });

  it('keeps the last good build when the new one has errors, shows them and tries again next time', async () => {
    const root = installedProject();
    await setUp(root);
    addFiles(root, { 'src/index.ts': "export const answer: number = 'many';\n" });

    const failed = await setUp(root);
    const again = await setUp(root);

    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('src/index.ts(1,14): error TS2322');
    expect(failed.stderr).toContain('the build failed: correct the errors above');
    expect(again.code).toBe(1);
    expect(readFileSync(join(root, 'dist/src/index.js'), 'utf8')).toContain('answer = 42');
  });

  it('keeps the last good build when the modules cannot be put together', async () => {
    const root = installedProject();
    await setUp(root);
    addFiles(root, { 'src/index.ts': "// @ts-expect-error nobody wrote it\nexport { answer } from './extra.ts';\n" });

    const failed = await setUp(root);

    expect(failed.code).toBe(1);
    expect(failed.stderr).toContain('"answer" is not exported by "src/extra.ts"');
    expect(failed.stderr).toContain('the build failed: correct the errors above');
    expect(readFileSync(join(root, 'dist/src/index.js'), 'utf8')).toContain('answer = 42');
  });

  it('does not mix the remains of an interrupted build into the next one', async () => {
    const root = installedProject();
    addFiles(root, { 'dist.999999998.part/src/remains.js': 'half a fi', 'set-up.part': '999999999' });

    await setUp(root);

    expect(existsSync(join(root, 'dist/src/index.js'))).toBe(true);
    expect(existsSync(join(root, 'dist/src/remains.js'))).toBe(false);
    expect(readdirSync(root).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('is made once where several begin at the same moment', async () => {
    const root = project();

    const all = await Promise.all([setUp(root), setUp(root), setUp(root)]);

    const said = all.map(({ stderr }) => stderr).join('');
    expect(all.map(({ code }) => code)).toEqual([0, 0, 0]);
    expect(said.match(/packages installed/g)).toHaveLength(1);
    expect(said.match(/dist built/g)).toHaveLength(1);
    expect(said.match(/process \d+ is at it already: waiting/g)?.length).toBeGreaterThan(0);
    expect(readFileSync(join(root, 'dist/src/index.js'), 'utf8')).toContain('answer = 42');
    expect(readdirSync(root).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  it('begins an interrupted install again', async () => {
    const root = project();
    const slowNpm = join(root, 'npm-cli.js');
    writeFileSync(
      slowNpm,
      `import { mkdirSync } from 'node:fs'; mkdirSync('node_modules/half', { recursive: true });\n` +
        `console.error('half way'); setInterval(() => {}, 1000);\n`,
    );

    const interrupted = await setUp(root, { env: { npm_execpath: slowNpm }, endAt: 'half way' });
    const again = await setUp(root);

    expect(interrupted.code).toBe(143);
    expect(interrupted.stderr).toContain('interrupted; the next run begins this step again');
    expect(again.stderr).toContain('node_modules is missing or incomplete: fetching');
    expect(again.code).toBe(0);
    expect(existsSync(join(root, 'node_modules/half'))).toBe(false);
  });

  it('says that the registry cannot be reached when there is no network', async () => {
    const far = { 'node_modules/far': { version: '1.0.0', integrity: 'sha512-AAAA' } };
    const needsFar = { ...manifest, dependencies: { ...manifest.dependencies, far: '1.0.0' } };
    const root = project({
      'package.json': JSON.stringify(needsFar),
      'package-lock.json': JSON.stringify({ ...lock, packages: { ...lock.packages, '': needsFar, ...far } }),
    });

    const offline = await setUp(root, {
      env: { npm_config_registry: 'http://127.0.0.1:9/', npm_config_fetch_retries: '0' },
    });

    expect(offline.code).toBe(1);
    expect(offline.stderr).toContain('the npm registry cannot be reached. Go online');
    expect(existsSync(join(root, 'dist'))).toBe(false);
  });

  it('says what to do when package.json and the lock disagree', async () => {
    const root = project({
      'package.json': JSON.stringify({ ...manifest, dependencies: { typescript: '1.0.0' } }),
    });

    const { code, stderr } = await setUp(root);

    expect(code).toBe(1);
    expect(stderr).toContain('package.json and package-lock.json disagree. Run: npm install');
  });

  it('says so when npm is nowhere to be found', async () => {
    const root = project();

    const { code, stderr } = await setUp(root, { env: { npm_execpath: '', PATH: root } });

    expect(code).toBe(1);
    expect(stderr).toContain('npm was not found');
  });

  it("never installs into another tree's packages through a link", async () => {
    const root = project();
    addFiles(root, { 'elsewhere/precious.txt': 'keep me' });
    symlinkSync(join(root, 'elsewhere'), join(root, 'node_modules'));

    const { code, stderr } = await setUp(root);

    expect(code).toBe(1);
    expect(stderr).toContain('node_modules is a link to a folder without packages');
    expect(readFileSync(join(root, 'elsewhere/precious.txt'), 'utf8')).toBe('keep me');
  });

  it.each(['18.20.8', '20.9.0', '20.18.3'])('refuses Node %s', (version) => {
    expect(() => checkNode(repository, version)).toThrow(`Synode needs Node 20.19.0 or newer, this is ${version}`);
  });

  it.each(['20.19.0', '20.20.2', '22.0.0', '24.1.0'])('accepts Node %s', (version) => {
    expect(() => checkNode(repository, version)).not.toThrow();
  });
});
