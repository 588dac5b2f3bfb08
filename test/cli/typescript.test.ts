import { cp, mkdir, readdir, rm, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { describe, expect, it } from 'vitest';

import type { RunResult } from '../../src/index.ts';
import { configOf, projectsOfTests, runChild, type Project } from './project.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const runsTypeScript = Boolean((process.features as { readonly typescript?: unknown }).typescript);

/** Where npm would put the command. */
const INSTALLED_BIN = 'node_modules/synode/dist/src/cli/bin.js';

/**
 * Node 20 cannot run TypeScript. This makes it say it can, and run files `.ts` in which there are no types: what
 * happens where a Node can is seen on every line, with real types from 22.18 on.
 */
const NEWER_NODE = `import { register } from 'node:module';
Object.defineProperty(process.features, 'typescript', { value: 'strip' });
const hooks = \`
import { readFile } from 'node:fs/promises';
export const load = async (url, context, next) =>
  url.endsWith('.ts') ? { format: 'module', source: await readFile(new URL(url)), shortCircuit: true } : next(url, context);
\`;
register('data:text/javascript,' + encodeURIComponent(hooks));
`;
const asNewerNode = (shop: Project): readonly string[] =>
  runsTypeScript ? [] : ['--import', pathToFileURL(shop.path('newer-node.mjs')).href];

const project = projectsOfTests();

describe('a config in TypeScript', () => {
  it("shares the command's one copy of the library", async () => {
    const text = configOf(
      'users: 1',
      "import { SynodeError } from 'synode';\nif (process.argv.includes('--quiet')) throw new SynodeError('INVALID_SHAPE', 'made by the config');",
    );
    const shop = await project({ 'synode.config.ts': text });

    const { code, stderr } = await shop.synode('validate --quiet');

    // An error of another copy would be a stranger, and shown as one.
    expect(stderr).toContain('[INVALID_SHAPE] made by the config\n');
    expect(stderr).not.toContain('threw while it was loaded');
    expect(code).toBe(2);
  });

  it('imports its neighbours as authors write them: with .ts, with .js, and without an ending', async () => {
    const shop = await project({
      'synode.config.ts': configOf(
        "users: both, seed: [One.Name, two, three].join('-')",
        "import { One, both } from './one.ts';\nimport { two } from './two.js';\nimport { three } from './three';",
      ),
      'one.ts': "export enum One { Name = 'one' }\nexport const both: number = 2;\n",
      'two.ts': "export const two: string = 'two';\n",
      'three.ts': "export const three = 'three' as const;\n",
    });

    const { code, stdout } = await shop.synode('validate');

    expect(code).toBe(0);
    expect(stdout).toContain('2 users');
    expect(stdout).toContain('seed one-two-three');
  });

  it('is the worker module too, loaded the same way in every thread', async () => {
    const text = configOf("users: 40, adapter: 'events.ndjson'", 'enum Kind { Plain }\nconst kind: Kind = Kind.Plain;');
    const shop = await project({ 'synode.config.ts': text.replace("id: 'pay',", "id: 'pay', name: `pay.${kind}`,") });

    const { code } = await shop.synode('generate --workers 2');
    const threaded = await shop.read('events.ndjson');
    await shop.synode('generate');

    expect(code).toBe(0);
    expect(threaded).toContain('"name":"pay.0"');
    expect(threaded).toBe(await shop.read('events.ndjson'));
  });

  it('is run by Node itself where Node can, without tsx', async () => {
    const type = runsTypeScript ? ': number' : '';
    const text = configOf('users: both, adapter: "events.ndjson"', "import { both } from './both.ts';");
    const shop = await project(
      { 'synode.config.ts': text, 'both.ts': `export const both${type} = 2;\n`, 'newer-node.mjs': NEWER_NODE },
      { tsx: false },
    );
    await installWithoutTsx(shop);

    const command = [process.execPath, ...asNewerNode(shop), shop.path(INSTALLED_BIN), 'generate', '--workers', '1'];
    const { code, stderr } = await runChild([...command, '--quiet'], shop.folder);

    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(await shop.events('events.ndjson')).toHaveLength(2);
  });

  it.for([
    ['syntax that has to be compiled', "import { A } from './other.ts';\nvoid A;", 'export enum A { B }\n'],
    ['an import without its ending', "import { A } from './other';\nvoid A;", 'export const A = 1;\n'],
    [
      'a type imported as a value',
      "import { A } from './other.ts';\nconst a: A = 1;\nvoid a;",
      'export type A = number;\n',
    ],
  ] as const)('that Node cannot run as it is is told, and run by tsx: %s', async ([, lines, other], { skip }) => {
    skip(!runsTypeScript, `Node ${process.versions.node} runs no TypeScript, so there is nothing to fall back from`);
    const shop = await project({ 'synode.config.ts': configOf('users: 1', lines), 'other.ts': other });

    const { code, stdout, stderr } = await shop.synode('generate --to null --json --progress none --workers 1');

    expect(code).toBe(0);
    expect(stderr).toMatch(/^\[TSX_FALLBACK\] Node cannot run synode\.config\.ts as it is \(.+\), so tsx does$/m);
    expect(stderr.match(/TSX_FALLBACK/g)).toHaveLength(1);
    const { result } = JSON.parse(stdout) as { readonly result: RunResult };
    expect(result.warnings).toEqual([
      {
        code: 'TSX_FALLBACK',
        message: expect.stringContaining('Node cannot run synode.config.ts') as string,
        count: 1,
      },
    ]);
  });

  it('is told as a warning of the run where a program runs it as worker module', async ({ skip }) => {
    skip(!runsTypeScript, `Node ${process.versions.node} runs no TypeScript, so there is nothing to fall back from`);
    const run = `import { generate, InMemoryAdapter } from 'synode';
const adapter = new InMemoryAdapter();
const { warnings } = await generate([], { workerModule: './shop.ts', workers: 0, adapter, users: 1, logger: false });
console.log(JSON.stringify(warnings));\n`;
    const enumLine = 'enum Kind { Plain }\nvoid Kind.Plain;';
    const shop = await project({ 'run.mjs': run, 'shop.ts': configOf('users: 1', enumLine) });

    const { stdout } = await runChild([process.execPath, 'run.mjs'], shop.folder);

    expect(JSON.parse(stdout)).toMatchObject([{ code: 'TSX_FALLBACK', count: 1 }]);
  });

  it('that does not compile is shown with file, line and column', async () => {
    const shop = await project({
      'synode.config.ts': "import './broken.ts';\n",
      'broken.ts': 'const a = 1;\n\nconst b: number = ;\n',
    });

    const { code, stderr } = await shop.synode('validate');

    expect(code).toBe(2);
    expect(stderr).toContain('[CONFIG_INVALID] broken.ts:3:');
    expect(stderr).toContain('does not compile');
  });

  it("that throws is shown with the author's line", async () => {
    const text =
      'interface Stock {\n  readonly count: number;\n}\n\nconst stock: Stock | undefined = undefined;\n(stock as unknown as Stock).count;\n';
    const shop = await project({ 'synode.config.ts': text });

    const { code, stderr } = await shop.synode('validate');

    expect(code).toBe(2);
    expect(stderr).toMatch(/synode\.config\.ts:6:\d+ threw while it was loaded: Cannot read properties of undefined/);
  });

  it("in whose handler something throws points to the author's line and to the command that shows it again", async () => {
    const text = configOf('users: 20, seed: 7').replace(
      'fields: { amount: lognormal({ median: 100, sigma: 0.5, decimals: 2 }) }',
      "\n  handler: (ctx: import('synode').Context) => {\n    if (ctx.actor.index === 17) throw new Error('no card');\n    return [];\n  },\n",
    );
    const shop = await project({ 'synode.config.ts': text });

    const failed = await shop.synode('generate --to null');
    const line = /Replay: {3}npx synode (.*)\n/.exec(failed.stderr)?.[1] ?? '';
    const replayed = await shop.synode(line);

    expect(failed.code).toBe(3);
    expect(failed.stderr).toContain('user-17');
    expect(failed.stderr).toMatch(/At: {7}synode\.config\.ts:5:\d+\n/);
    expect(line).toBe('replay --seed 7 --actor user:17');
    expect(replayed.code).toBe(3);
    expect(replayed.stderr).toContain('no card');
  });

  it('in a package that npm calls CommonJS says what to change', async () => {
    const text = configOf('users: one', "import { one } from './one.ts';");
    const files = { 'synode.config.ts': text, 'one.ts': 'export const one: number = 1;\n' };
    const shop = await project({ ...files, 'package.json': '{ "type": "commonjs" }' });

    const { code, stderr } = await shop.synode('validate');

    expect(code).toBe(2);
    expect(stderr).toContain('[CONFIG_INVALID] synode.config.ts is an ES module, and package.json makes it CommonJS');
    expect(stderr).toContain('Add "type": "module" to package.json');
  });

  it('that imports a package which is not installed names it', async () => {
    const shop = await project({ 'synode.config.ts': "import 'left-pad';\n" });

    const { code, stderr } = await shop.synode('validate');

    expect(code).toBe(2);
    expect(stderr).toContain("synode.config.ts imports 'left-pad', which is not installed here");
    expect(stderr).toContain('Run: npm i left-pad');
  });

  it('needs tsx where Node runs no TypeScript, and says how to get it', async () => {
    const shop = await project({ 'synode.config.ts': configOf('users: 1') }, { tsx: false });
    await installWithoutTsx(shop);

    const command = [process.execPath, shop.path(INSTALLED_BIN), 'validate'];
    // Newer lines are told not to run TypeScript, as Node 20 cannot.
    const env = runsTypeScript ? { NODE_OPTIONS: '--no-experimental-strip-types' } : {};
    const { code, stderr } = await runChild(command, shop.folder, { env });

    expect(code).toBe(2);
    expect(stderr).toContain('[MISSING_DEPENDENCY]');
    expect(stderr).toContain('Run: npm i -D tsx');
  });
});

/** The package as npm would lay it out, with everything it needs but tsx. */
async function installWithoutTsx(shop: Project): Promise<void> {
  await rm(shop.path('node_modules/synode'));
  await mkdir(shop.path('node_modules/synode'));
  await cp(join(ROOT, 'dist'), shop.path('node_modules/synode/dist'), { recursive: true });
  await cp(join(ROOT, 'package.json'), shop.path('node_modules/synode/package.json'));
  for (const name of await readdir(join(ROOT, 'node_modules'))) {
    if (['tsx', 'synode', '.bin'].includes(name) || name.startsWith('.')) continue;
    await symlink(join(ROOT, 'node_modules', name), shop.path(`node_modules/${name}`));
  }
}
