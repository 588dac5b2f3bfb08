/**
 * `npm run bench [-- prefix] [--json] [--quick] [--peers]`: measures the goals whose name starts with the prefix, each
 * bench in a process of its own, and exits with 1 when a gate does not hold. `--peers` measures other generators instead.
 */
import { fork, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

import type { Outcome } from './bench.ts';
import { describe, judge, toJson, type Verdict } from './report.ts';
import { benchNames, peerNames } from './table.ts';

const LIMIT_MS = 20 * 60_000;
const ROOT = fileURLToPath(new URL('..', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, peers: { type: 'boolean' } },
});

build();
const [prefix = ''] = positionals;
const known = values.peers === true ? peerNames : benchNames;
const names = known.filter((name) => name.startsWith(prefix));
if (names.length === 0) throw new Error(`no bench starts with '${prefix}'; there are ${known.join(', ')}`);

const verdicts: Verdict[] = [];
for (const name of names) {
  const verdict = (await measureApart(name)).map(judge);
  verdicts.push(...verdict);
  for (const one of verdict)
    process.stdout.write(values.json === true ? `${JSON.stringify(toJson(one))}\n` : describe(one));
}
if (verdicts.some(({ status }) => status === 'fail')) process.exitCode = 1;

/** Compiles benches and sources to `.cache/bench`: what is measured runs as it is shipped, without a loader. */
function build(): void {
  const compiler = join(ROOT, 'node_modules/typescript/bin/tsc');
  const project = fileURLToPath(new URL('.', import.meta.url));
  const { status } = spawnSync(process.execPath, [compiler, '-p', project], {
    stdio: ['ignore', 2, 2],
    timeout: LIMIT_MS,
  });
  if (status !== 0) throw new Error('the benches do not compile');
}

/** Runs one bench in a process of its own: what another one taught the compiler must not show. */
function measureApart(name: string): Promise<readonly Outcome[]> {
  const child = fork(join(ROOT, '.cache/bench/bench/one.js'), [name, values.quick === true ? 'quick' : 'full'], {
    cwd: ROOT,
    execArgv: [],
    timeout: LIMIT_MS,
  });
  return new Promise((resolve, reject) => {
    let outcomes: readonly Outcome[] | undefined;
    child.on('message', (message) => (outcomes = message as readonly Outcome[]));
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0 && outcomes !== undefined) resolve(outcomes);
      else reject(new Error(`bench ${name} ended with ${signal ?? `code ${code}`}`));
    });
  });
}
