/**
 * Law 2 and 8: the same seed gives the same bytes on any lanes, workers, batches, windows, destinations and time zones. The
 * digests are frozen, so `npm run test:matrix` compares the lines of Node as well.
 */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

import { allPairs, coveringRows, FACTORS, pairsOf, type Case } from './matrix.ts';

const CHILD = fileURLToPath(new URL('./determinism-child.ts', import.meta.url));
const LIMIT_MS = 280_000;

/** The digests of runs in a process of that time zone. */
async function digests(zone: string, cases: readonly Case[]): Promise<readonly string[]> {
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', CHILD, JSON.stringify(cases)], {
    env: { ...process.env, TZ: zone, NODE_OPTIONS: '' },
    timeout: LIMIT_MS,
  });
  return stdout.trim().split('\n');
}

/** Every row of the matrix, in one process a zone: the distinct digests of each subject. */
async function matrix(): Promise<Readonly<Record<string, readonly string[]>>> {
  const rows = coveringRows();
  const found: Record<string, Set<string>> = {};
  for (const zone of FACTORS.zone) {
    const cases = rows.filter((row) => row.zone === zone);
    for (const [i, digest] of (await digests(zone, cases)).entries()) {
      (found[cases[i]?.subject ?? ''] ??= new Set()).add(digest);
    }
  }
  return Object.fromEntries(Object.entries(found).map(([subject, all]) => [subject, [...all]]));
}

/** SHA-256 of the lines of each subject: to change one is to change output. */
const FROZEN = {
  'chain by time': ['179f79e89be498959e511a3d68a86053a768159e21a7fbc41168c31823c3b4e4'],
  'journeys by time': ['7ec0f407650ee4029eeebb33e505fbcb4e69a86c3d0d3f091312fbc98a71b9aa'],
  'journeys by user': ['17da8b994efdd89787450677cbc0ab6cb9719ddaa2b0a1ae4331f7eaa6a8e273'],
};

describe('the same seed gives the same bytes', () => {
  it('in rows that hold every pair of subject, lanes, workers, batches, windows, memory, destinations and zones', () => {
    const rows = coveringRows();

    expect(new Set(rows.flatMap(pairsOf))).toEqual(new Set(allPairs()));
    expect(rows.length).toBeLessThan(40);
  });

  it(
    'in each of them, and on each line of Node the frozen ones',
    async () => {
      expect(await matrix()).toEqual(FROZEN);
    },
    LIMIT_MS,
  );

  it('and would show a journey that reads the local clock', async () => {
    const row: Case = {
      subject: 'local time',
      lanes: 1,
      workers: 0,
      batchSize: 1000,
      windowMs: 86_400_000,
      heldBytes: 2000,
      destination: 'memory',
    };

    expect(await digests('UTC', [row])).not.toEqual(await digests('Pacific/Auckland', [row]));
  });
});
