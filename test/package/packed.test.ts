/** The package as npm would publish it (built `dist`), used in an empty folder as a stranger would. */
import { execFile } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIMIT_MS = 180_000;
const UNREACHABLE =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/;

interface Manifest {
  readonly version: string;
  readonly bin: { readonly synode: string };
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
  readonly devDependencies: Readonly<Record<string, string>>;
}
const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as Manifest;

interface Ran {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function run(command: string, args: readonly string[], cwd: string): Promise<Ran> {
  const options = { cwd, timeout: LIMIT_MS, killSignal: 'SIGKILL' as const, env: { ...process.env, NO_COLOR: '1' } };
  return new Promise((resolve) => {
    execFile(command, args, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
    });
  });
}

const JOURNEY = `
import { defineAction, defineAdventure, defineConfig, defineJourney, int } from 'synode';

const buy = defineAction({ id: 'buy', name: 'order_placed', fields: { items: int({ min: 1, max: 5 }) } });
export const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'visit', actions: [buy] })] });
export default defineConfig({ journeys: [shop], users: 3, seed: 42 });
`;

const PROGRAM = `
import { generate, InMemoryAdapter, type EventOf } from 'synode';
import { FileAdapter } from 'synode/adapters/file';
import { catalogue } from 'synode/journeys';
import { shopper } from 'synode/personas';
import { fixture } from 'synode/testing';

import { shop } from './synode.config.ts';

const sink = new InMemoryAdapter<EventOf<typeof shop>>();
await generate(shop, { users: 3, seed: 42, adapter: sink });
await generate(shop, { users: 3, seed: 42, adapter: new FileAdapter('library.ndjson') });
const items: number = sink.events[0]?.payload.items ?? 0;
console.log(sink.events.length, items > 0, fixture(shop).persona(shopper).first('order_placed').name, typeof catalogue);
`;

// What must not compile shows that the types arrive and are not `any`.
const WRONG = `
import { shop } from './synode.config.ts';
import { fixture } from 'synode/testing';

fixture(shop).first('order_paid');
`;

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023'],
    module: 'nodenext',
    strict: true,
    noEmit: true,
    allowImportingTsExtensions: true,
    types: ['node'],
  },
};

describe('the packed package', { timeout: LIMIT_MS }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'synode-packed-'));
  const app = (name: string): string => join(folder, name);
  let isReachable = true;
  let packed: readonly string[] = [];

  beforeAll(async () => {
    const pack = await run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], ROOT);
    expect(pack.code, pack.stderr).toBe(0);
    const [{ filename, files }] = JSON.parse(pack.stdout) as [
      { readonly filename: string; readonly files: readonly { readonly path: string }[] },
    ];
    packed = files.map(({ path }) => path);
    writeFileSync(app('package.json'), JSON.stringify({ name: 'app', private: true, type: 'module' }));
    writeFileSync(app('synode.config.ts'), JOURNEY);
    writeFileSync(app('program.ts'), PROGRAM);
    writeFileSync(app('wrong.ts'), WRONG);
    writeFileSync(app('tsconfig.json'), JSON.stringify({ ...TSCONFIG, files: ['program.ts'] }));
    writeFileSync(app('tsconfig.wrong.json'), JSON.stringify({ ...TSCONFIG, files: ['wrong.ts'] }));
    const beside = ['tsx', 'typescript', '@types/node'].map(
      (name) => `${name}@${manifest.devDependencies[name] ?? ''}`,
    );
    const flags = ['--no-audit', '--no-fund', '--prefer-offline', '--fetch-retries=1', '--loglevel=error'];
    const install = await run('npm', ['install', `./${filename}`, ...beside, ...flags], folder);
    isReachable = !UNREACHABLE.test(install.stderr);
    if (isReachable) expect(install.code, install.stderr).toBe(0);
    else console.warn('skipped: the npm registry cannot be reached, so the packed package cannot be installed');
  }, 2 * LIMIT_MS);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('holds every file that package.json names, and nothing but dist and what npm always adds', () => {
    const targets = Object.values(manifest.exports).flatMap((entry) =>
      typeof entry === 'string' ? [entry] : [entry.types, entry.default],
    );
    const named = [...targets, manifest.bin.synode].filter((path) => !path.includes('*'));

    expect(named.map((path) => path.replace('./', '')).filter((path) => !packed.includes(path))).toEqual([]);
    expect(packed.filter((path) => !path.startsWith('dist/')).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'package.json',
    ]);
  });

  it('runs a journey written in TypeScript, with adapters and fixtures by their sub-paths', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    const { code, stdout, stderr } = await run('npx', ['--no-install', 'tsx', 'program.ts'], folder);

    expect(code, stderr).toBe(0);
    expect(stdout).toBe('3 true order_placed object\n');
    expect(readFileSync(app('library.ndjson'), 'utf8').trim().split('\n')).toHaveLength(3);
  });

  it('gives the same bytes on the command line as through the library', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    await run('npx', ['--no-install', 'tsx', 'program.ts'], folder);
    const { code, stderr } = await run('npx', ['--no-install', 'synode', 'generate', '--to', 'line.ndjson'], folder);

    expect(code, stderr).toBe(0);
    expect(readFileSync(app('line.ndjson'))).toEqual(readFileSync(app('library.ndjson')));
  });

  it('writes a project to begin with, which runs', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    const init = await run('npx', ['--no-install', 'synode', 'init', 'first'], folder);
    const { code, stderr } = await run('npx', ['--no-install', 'synode', 'generate', '--quiet'], app('first'));

    expect(init.code, init.stderr).toBe(0);
    expect(code, stderr).toBe(0);
    expect(readFileSync(app('first/out/events.ndjson'), 'utf8').split('\n').length).toBeGreaterThan(100);
  });

  it('says its version', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    const { stdout } = await run('npx', ['--no-install', 'synode', '--version'], folder);

    expect(stdout.trim()).toBe(manifest.version);
  });

  it('brings types that know the events of a journey', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    const good = await run('npx', ['--no-install', 'tsc', '-p', 'tsconfig.json'], folder);
    const wrong = await run('npx', ['--no-install', 'tsc', '-p', 'tsconfig.wrong.json'], folder);

    expect(good.code, good.stdout).toBe(0);
    expect(wrong.code).not.toBe(0);
    expect(wrong.stdout).toContain(`'"order_paid"' is not assignable`);
  });

  it('lets nobody in by a path that is not public', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    const { stderr } = await run('node', ['-e', `import('synode/dist/src/engine/worker.js')`], folder);

    expect(stderr).toContain('ERR_PACKAGE_PATH_NOT_EXPORTED');
    expect(existsSync(app('node_modules/synode/dist/src/engine/worker.js'))).toBe(true);
  });
});
