/** The process of one's own that the documentation shows: the page and the example are one, and it runs as it says. */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { expenses } from '../../examples/expenses/expenses.ts';
import { world } from '../../journeys/index.ts';
import { dryRun, scenario } from '../../src/index.ts';
import { BIN, runChild } from '../cli/project.ts';
import { examplesOf } from './blocks.ts';
import { ROOT } from './run-examples.ts';

const EXAMPLE = 'examples/expenses/expenses.ts';
const CONFIG = 'examples/expenses/synode.config.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'synode-expenses-'))));
afterAll(() => rm(folder, { recursive: true, force: true }));

const synode = (...words: readonly string[]) => runChild([process.execPath, BIN, ...words], ROOT);

describe('a process of one’s own', () => {
  it('is on its page as it stands in the examples, in under 150 lines', () => {
    const file = readFileSync(join(ROOT, EXAMPLE), 'utf8');
    const page = readFileSync(join(ROOT, 'docs/own-process.md'), 'utf8');

    expect(examplesOf(page, 'ts')[0]?.text).toBe(file);
    expect(file.trimEnd().split('\n').length).toBeLessThan(150);
  });

  it.each([0.6, 2])('has as many who travel as a company %s times as large has positions', async (scale) => {
    const small = scenario({
      ...world({ preset: 'distributor', scale }),
      period: { start: '2025-01-01', end: '2025-07-01' },
      seed: 5,
      processes: [expenses()],
    });
    const positions = new Set((await dryRun(small)).map(({ userId }) => userId));

    // In half a year six claims each on average; nobody signs those of who is at the top.
    expect(positions.size).toBeGreaterThan(45 * scale * 0.8);
    expect(positions.size).toBeLessThanOrEqual(45 * scale);
  });

  it('runs by the command line and is proved from its folder, its own check too', async () => {
    const out = join(folder, 'out');
    const { code, stdout, stderr } = await synode('generate', CONFIG, '--out', out, '--verify', '--progress', 'none');

    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/\d+ checks passed in the files that were written; .*EX1 \d{3}/);
    const again = await synode('verify', out, '--config', CONFIG);
    expect(again.code, again.stdout).toBe(0);
    expect(again.stdout).toMatch(/EX1 +claims-are-approved-and-paid-once +\d+ {2}passed/);
    expect(again.stdout).toMatch(/L6 .* passed/);
  }, 60_000);
});
