#!/usr/bin/env node
/**
 * Runs tests on every supported line of Node: `npm run test:matrix`, or `npm run test:matrix -- test/random` for some.
 * Each line comes as one binary from the npm registry (125–150 MB, kept in `.cache/node<line>`). Types do not depend on
 * Node and are left out. Without arguments it runs the tests of laws and of bytes, which a Node may not change, and those
 * of how TypeScript is loaded, which differs by line.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const LINES = [20, 22, 24, 26];
const BYTES = ['test/laws', 'test/golden', 'test/random', 'test/time', 'test/encode', 'test/engine'];
const LOADING = ['test/cli/typescript.test.ts'];
const LIMIT_MS = 30 * 60_000;

const root = fileURLToPath(new URL('..', import.meta.url));
const say = (text) => process.stderr.write(`test:matrix: ${text}\n`);

/** The program of a Node line, fetched on first use. */
function nodeOf(line) {
  const name = `node-${process.platform}-${process.arch}`;
  const folder = join(root, '.cache', `node${line}`);
  const program = join(folder, 'node_modules', name, 'bin', 'node');
  if (!existsSync(program)) {
    say(`fetching Node ${line} (package ${name})`);
    mkdirSync(folder, { recursive: true });
    const args = [
      'install',
      '--no-save',
      '--no-package-lock',
      '--loglevel=error',
      '--prefix',
      folder,
      `${name}@${line}`,
    ];
    spawnSync('npm', args, { stdio: ['ignore', 2, 2], timeout: LIMIT_MS });
    if (!existsSync(program)) throw new Error(`Node ${line} could not be fetched as ${name}@${line}`);
  }
  const version = spawnSync(program, ['--version'], { encoding: 'utf8', timeout: 10_000 }).stdout.trim();
  if (!version.startsWith(`v${line}.`)) throw new Error(`${program} is Node '${version}', not ${line}`);
  return { program, version };
}

/** Runs the tests on one Node and gives what they came to. */
function runOn({ program, version }, paths) {
  const tally = join(root, '.cache', `tally-${version}.json`);
  rmSync(tally, { force: true });
  const reporters = ['--reporter=default', '--reporter=./tools/tally.mjs'];
  const args = [
    join(root, 'node_modules/vitest/vitest.mjs'),
    'run',
    ...paths,
    '--typecheck.enabled=false',
    ...reporters,
  ];
  const env = { ...process.env, CI: 'true', SYNODE_TALLY: tally };
  const { status } = spawnSync(program, args, { cwd: root, env, stdio: ['ignore', 2, 2], timeout: LIMIT_MS });
  const count = existsSync(tally) ? JSON.parse(readFileSync(tally, 'utf8')) : { passed: 0, failed: 1, skipped: 0 };
  return { version, ...count, isGood: status === 0 && count.failed === 0 && count.passed > 0 };
}

function main() {
  const chosen = process.argv.slice(2);
  const paths = chosen.length > 0 ? chosen : [...BYTES, ...LOADING];
  const results = LINES.map((line) => {
    const node = nodeOf(line);
    say(`${node.version}: ${paths.join(' ')}`);
    return runOn(node, paths);
  });
  for (const { version, passed, failed, skipped } of results) {
    process.stdout.write(`${version.padEnd(10)} ${passed} passed, ${failed} failed, ${skipped} skipped\n`);
  }
  process.exitCode = results.every(({ isGood }) => isGood) ? 0 : 1;
}

main();
