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

// A context and an error made in a thread, by what the thread loaded, are those of the package's own entry.
const THREAD_JOURNEYS = `
import { isMainThread } from 'node:worker_threads';
import { defineAction, defineAdventure, defineJourney, SynodeContext } from 'synode';

const tell = (fails) => (ctx) => {
  if (fails && ctx.actor.index === 9) throw new TypeError('the ninth');
  return [ctx.event('told', { isMainThread, isOurs: ctx instanceof SynodeContext })];
};
export const journeyOf = (fails) => defineJourney({
  id: 'tell',
  adventures: [defineAdventure({ id: 'a', actions: [defineAction({ id: 'b', handler: tell(fails) })] })],
});
export const journeys = [journeyOf(false)];
`;

const THREADS = `
import { AdapterError, generate, InMemoryAdapter, SynodeError } from 'synode';
import { FileAdapter } from 'synode/adapters/file';
import { fixture } from 'synode/testing';
import { journeyOf, journeys } from './journeys.js';

const sink = new InMemoryAdapter();
// One journey alone is the list of one that the module exports.
await generate(journeys[0], { users: 200, workers: 2, workerModule: './journeys.js', adapter: sink, logger: false });
const told = new Set(sink.events.map(({ payload }) => JSON.stringify(payload)));
const errorOf = async (work) => { try { await work(); } catch (error) { return error; } };
const failing = { users: 200, workers: 2, workerModule: './failing.js', adapter: new InMemoryAdapter(), logger: false };
const fromThread = await errorOf(() => generate([journeyOf(true)], failing));
const fromFixture = await errorOf(() => fixture(journeys).first('nothing'));
const fromAdapter = await errorOf(() => generate(journeys, { users: 1, adapter: new FileAdapter('/dev/null/x.ndjson') }));
console.log(sink.events.length, ...told);
console.log(fromThread instanceof SynodeError, fromThread.code, fromThread.cause.message);
console.log(fromFixture instanceof SynodeError, fromFixture.code);
console.log(fromAdapter instanceof AdapterError, fromAdapter instanceof SynodeError);
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
    writeFileSync(app('journeys.js'), THREAD_JOURNEYS);
    writeFileSync(
      app('failing.js'),
      `import { journeyOf } from './journeys.js';\nexport const journeys = [journeyOf(true)];`,
    );
    writeFileSync(app('threads.js'), THREADS);
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

  it('runs on worker threads, and is one copy in every thread and by every way in', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    const { code, stdout, stderr } = await run('node', ['threads.js'], folder);

    expect(code, stderr).toBe(0);
    expect(stdout.trim().split('\n')).toEqual([
      '200 {"isMainThread":false,"isOurs":true}',
      'true HANDLER_ERROR the ninth',
      'true FIXTURE_NOT_FOUND',
      'true true',
    ]);
  });

  it('gives the same bytes on worker threads that load TypeScript', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    const one = ['--no-install', 'synode', 'generate', '--users', '300', '--quiet', '--to'];
    const alone = await run('npx', [...one, 'alone.ndjson'], folder);
    const { code, stderr } = await run('npx', [...one, 'threads.ndjson', '--workers', '2'], folder);

    expect([alone.code, code], alone.stderr + stderr).toEqual([0, 0]);
    expect(readFileSync(app('threads.ndjson'))).toEqual(readFileSync(app('alone.ndjson')));
  });

  it('tells the lines of its sources in a stack trace', async (test) => {
    test.skip(!isReachable, 'the npm registry cannot be reached');

    const fail = `import('synode').then(({ duration }) => duration('soon')).catch(({ stack }) => console.log(stack))`;
    const { stdout } = await run('node', ['--enable-source-maps', '-e', fail], folder);

    expect(stdout).toMatch(/ at duration \(.*src\/time\/duration\.ts:\d+:\d+\)/);
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
