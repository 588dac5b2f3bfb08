/** Buying crosses into threads: built on `dist`, because workers run no TypeScript. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { FileAdapter } from '../../dist/adapters/file.js';
import { generate, type Scenario } from '../../dist/src/index.js';
import { inFolder } from '../errors/faults.ts';
import { repository } from '../tooling/temporary-tree.ts';

const MODULE = `
import { scenario as make } from '${repository}/dist/src/index.js';
import { o2c, p2p, world } from '${repository}/dist/journeys/index.js';

export const scenario = make({
  ...world({ preset: 'distributor' }),
  seed: 7,
  period: { start: '2025-01-01', end: '2025-04-01' },
  processes: [p2p(), o2c()],
});
`;

it('buying what is sold gives the same bytes on one thread and on two', async () => {
  await inFolder(async (folder) => {
    const module = join(folder, 'trade.mjs');
    writeFileSync(module, MODULE);
    const { scenario } = (await import(module)) as { readonly scenario: Scenario };
    const bytesWith = async (name: string, options: object): Promise<string> => {
      const path = join(folder, `${name}.ndjson`);
      await generate(scenario, { adapter: new FileAdapter(path), logger: false, ...options });
      return readFileSync(path, 'utf8');
    };

    const alone = await bytesWith('alone', {});
    expect(alone.split('\n').filter((line) => line.includes('"name":"goods_receipt.posted"')).length).toBeGreaterThan(
      50,
    );
    expect((await bytesWith('threads', { workers: 2, workerModule: module })) === alone).toBe(true);
  });
}, 120_000);
