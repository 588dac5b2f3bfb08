import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import {
  generate,
  InMemoryAdapter,
  type OutputAdapter,
  type RunOptions,
  type RunResult,
} from '../../dist/src/index.js';

const period = { startDate: '2025-03-01', endDate: '2025-05-01', users: 60, logger: false, meta: true } as const;

/** Hashes lines as they come. */
function hashing(): OutputAdapter & { readonly sha256: () => string; readonly names: Set<string> } {
  const hash = createHash('sha256');
  const names = new Set<string>();
  return {
    encoding: 'ndjson',
    names,
    write: () => {
      throw new Error('lines are written as bytes');
    },
    writeEncoded: (batch) => {
      hash.update(batch.bytes);
      for (const name of batch.names) names.add(name);
    },
    sha256: () => hash.digest('hex'),
  };
}

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-transforms-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Rates {
  readonly lost: number;
  readonly echoed: number;
  readonly late: number;
  readonly dropped: number;
  readonly doubled: number;
}

const some: Rates = { lost: 0.1, echoed: 0.3, late: 0.1, dropped: 0.1, doubled: 0.1 };

/** A worker module of the shop with these transforms. */
function moduleWith(rates: Rates): URL {
  const shop = new URL('./transformed-shop.mjs', import.meta.url).href;
  const path = join(folder, `${Object.values(rates).join('-')}.mjs`);
  const lines = [
    `import { transformsOf } from '${shop}';`,
    `export { journeys } from '${shop}';`,
    `export const transforms = transformsOf(${JSON.stringify(rates)});`,
  ];
  writeFileSync(path, lines.join('\n'));
  return pathToFileURL(path);
}

async function run(
  rates: Rates,
  options: Partial<RunOptions> = {},
): Promise<{ readonly sha256: string; readonly names: ReadonlySet<string>; readonly counts: RunResult['counts'] }> {
  const adapter = hashing();
  const { counts } = await generate([], {
    ...period,
    workerModule: moduleWith(rates),
    workers: 0,
    ...options,
    adapter,
  });
  return { sha256: adapter.sha256(), names: adapter.names, counts };
}

const share = fc.constantFrom(0, 0.05, 0.3, 1);
const rates = fc.record({ lost: share, echoed: share, late: share, dropped: share, doubled: share });

describe.each(['user', 'time'] as const)('transforms in %s order', (order) => {
  it('give the same bytes and counts for any lanes, workers and batch sizes', async () => {
    await fc.assert(
      fc.asyncProperty(
        rates,
        fc.constantFrom(1, 3),
        fc.constantFrom(0, 2),
        fc.constantFrom(1, 7, 1000),
        async (drawn, lanes, workers, batchSize) => {
          const alone = await run(drawn, { order });
          const other = await run(drawn, { order, lanes, workers, batchSize });

          expect(other).toEqual(alone);
        },
      ),
      { numRuns: 8, seed: 7 },
    );
  }, 60_000);

  it('say with workers what the labels are and what became of actors', async () => {
    const { names, counts } = await run(some, { order, workers: 2 });
    const { emitted, written, added, removed } = counts.events;

    expect([...names]).toEqual(expect.arrayContaining(['echo', 'label.assigned', 'account.closed', 'order.placed']));
    expect(Math.min(added, removed)).toBeGreaterThan(100);
    expect(written).toBe(emitted + added - removed);
  });

  it('are refused in a call whose worker module does not export them', async () => {
    const transforms = [{ id: 'none', stage: 'noise' as const, apply: () => [] }];
    const workerModule = new URL('./shop-module.ts', import.meta.url);

    await expect(
      generate([], { ...period, order, workerModule, workers: 2, transforms, adapter: hashing() }),
    ).rejects.toMatchObject({
      code: 'WORKER_MODULE_INVALID',
      message: expect.stringContaining('does not export transforms, which the call has') as string,
    });
  });
});

describe.each(['user', 'time'] as const)('a scenario with transforms in %s order', (order) => {
  it('is the same on worker threads, in what its readers see of the anomalies too', async () => {
    const told = async (file: string, workers: number) => {
      const sink = new InMemoryAdapter();
      const workerModule = new URL(file, import.meta.url);
      const { counts } = await generate([], { workerModule, workers, order, logger: false, adapter: sink });
      return { events: sink.events, counts };
    };
    const seen = ({ events }: Awaited<ReturnType<typeof told>>) =>
      events.filter(({ name }) => name === 'purchase.ordered').map(({ payload }) => payload['seen']);

    const [plain, odd] = [await told('./chain-module.ts', 0), await told('./odd-chain-module.ts', 0)];

    expect(Math.min(odd.counts.events.added, odd.counts.events.removed)).toBeGreaterThan(100);
    expect(seen(odd)).not.toEqual(seen(plain));
    for (const workers of [1, 3]) expect(await told('./odd-chain-module.ts', workers)).toEqual(odd);
  });
});
