import { spawnSync } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { closing } from '../../tools/tally.mjs';
import { addFiles, repository, temporaryTree } from './temporary-tree.ts';

/** A checkout with its packages in place and these test files. */
function checkout(tests: Readonly<Record<string, string>>, setUp = ''): string {
  const scripts = { pretest: 'node tools/setup.mjs', test: 'vitest run' };
  const root = temporaryTree({
    'package.json': JSON.stringify({ name: 'made-up', type: 'module', scripts }),
    'package-lock.json': '{}',
    'tools/setup.mjs': setUp,
  });
  mkdirSync(join(root, '.ci'));
  for (const path of ['.ci/run', 'tools/tally.mjs']) cpSync(join(repository, path), join(root, path));
  chmodSync(join(root, '.ci/run'), 0o755);
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'));
  addFiles(root, tests);
  return root;
}

function runTests(root: string): { readonly lastLine: string | undefined; readonly code: number | null } {
  const { SYNODE_TALLY: _, ...env } = process.env;
  const { stdout, status } = spawnSync(join(root, '.ci/run'), { cwd: root, env, encoding: 'utf8', timeout: 60_000 });
  return { lastLine: stdout.trimEnd().split('\n').at(-1), code: status };
}

const tests = (body: string) => `import { beforeAll, describe, expect, it } from 'vitest';\n${body}\n`;
const good = tests(`it('a', () => expect(1).toBe(1)); it('b', () => expect(2).toBe(2));`);
const bad = tests(`it('c', () => expect(1).toBe(2));`);

describe('the closing line of a test run', () => {
  it('counts what passed and ends well', () => {
    const root = checkout({ 'a.test.ts': good });

    expect(runTests(root)).toEqual({ lastLine: '2 passed, 0 failed', code: 0 });
  });

  it('counts failures, skipped tests and tests not yet written, and ends badly', () => {
    const idle = tests(`it.skip('d', () => {}); it.todo('e');`);
    const root = checkout({ 'a.test.ts': good, 'b.test.ts': bad, 'c.test.ts': idle });

    expect(runTests(root)).toEqual({ lastLine: '2 passed, 1 failed, 2 skipped', code: 1 });
  });

  it('counts a file that cannot be loaded, a broken suite and a stray rejection as failures', () => {
    const brokenSuite = tests(
      `describe('s', () => { beforeAll(() => { throw new Error('no'); }); it('f', () => {}); });`,
    );
    const stray = tests(`it('g', () => { void Promise.reject(new Error('stray')); });`);
    const root = checkout({
      'a.test.ts': good,
      'b.test.ts': `import './missing.ts';`,
      'c.test.ts': brokenSuite,
      'd.test.ts': stray,
    });

    expect(runTests(root)).toEqual({ lastLine: '3 passed, 3 failed, 1 skipped', code: 1 });
  });

  it('is a failure when no test ran', () => {
    expect(runTests(checkout({}))).toMatchObject({ code: 1 });
    expect(closing({ passed: 0, failed: 0, skipped: 3 }, 0)).toEqual({
      line: '0 passed, 0 failed, 3 skipped',
      code: 1,
    });
  });

  it('is a failure when the set-up fails, even after an earlier good run', () => {
    const root = checkout({ 'a.test.ts': good });
    runTests(root);
    addFiles(root, { 'tools/setup.mjs': 'process.exitCode = 1;' });

    expect(existsSync(join(root, '.cache/tally.json'))).toBe(true);
    expect(runTests(root)).toEqual({ lastLine: '0 passed, 1 failed', code: 1 });
  });

  it('is a failure when the run ends badly for a reason no test shows', () => {
    expect(closing({ passed: 5, failed: 0, skipped: 0 }, 1)).toEqual({ line: '5 passed, 1 failed', code: 1 });
  });

  it('refuses a test that was left on its own', () => {
    const lonely = tests(`it.only('h', () => {}); it('i', () => expect(1).toBe(2));`);

    expect(runTests(checkout({ 'a.test.ts': lonely }))).toMatchObject({ code: 1 });
  });
});
