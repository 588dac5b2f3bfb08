/** Law 6: memory grows with the actors alive at once, never with the number of events. Read from the heap, collected. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { describe, expect, it } from 'vitest';

const CHILD = fileURLToPath(new URL('./memory-child.ts', import.meta.url));
const LIMIT_MS = 120_000;

async function heapOf(kind: 'user' | 'time' | 'alive' | 'keeps', users: number): Promise<number> {
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ['--expose-gc', '--import', 'tsx', CHILD, kind, String(users)],
    { timeout: LIMIT_MS },
  );
  return Number(stdout);
}

describe('memory', () => {
  it(
    'does not grow with ten times the users in user order, one after another',
    async () => {
      expect((await heapOf('user', 50_000)) / (await heapOf('user', 5_000))).toBeLessThan(1.1);
    },
    LIMIT_MS,
  );

  it(
    'grows in time order by what those alive at once need, and twenty bytes for each that is not',
    async () => {
      const [few, many] = [await heapOf('time', 5_000), await heapOf('time', 50_000)];
      // One of 182 is alive: each has two days of its year.
      const alive = 45_000 * (2 / 365) * 512;

      expect(many - few).toBeLessThan(alive + 45_000 * 20 + 0.1 * few);
    },
    LIMIT_MS,
  );

  it(
    'takes half a kilobyte for an actor with four values and one open instance',
    async () => {
      const each = ((await heapOf('alive', 60_000)) - (await heapOf('alive', 20_000))) / 40_000;

      expect(each).toBeGreaterThan(200);
      expect(each).toBeLessThanOrEqual(512);
    },
    LIMIT_MS,
  );

  it(
    'is seen to grow where somebody keeps what was written',
    async () => {
      expect((await heapOf('keeps', 50_000)) / (await heapOf('keeps', 5_000))).toBeGreaterThan(1.5);
    },
    LIMIT_MS,
  );
});
