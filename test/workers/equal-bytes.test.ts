import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FileAdapter } from '../../dist/adapters/file.js';
import { generate, InMemoryAdapter, type RunOptions, type RunResult } from '../../dist/src/index.js';

const module = new URL('./shop-module.ts', import.meta.url);
const period = { startDate: '2025-03-01', endDate: '2025-05-01', users: 150, logger: false } as const;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-workers-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let files = 0;

async function toFile(options: Partial<RunOptions>): Promise<{ sha256: string; lines: number; result: RunResult }> {
  const path = join(folder, `${files++}.ndjson`);
  const result = await generate([], { ...period, workerModule: module, adapter: new FileAdapter(path), ...options });
  const text = readFileSync(path);
  return {
    sha256: createHash('sha256').update(text).digest('hex'),
    lines: text.toString().split('\n').length - 1,
    result,
  };
}

const equalParts = ({ result }: { result: RunResult }) => ({ counts: result.counts, validation: result.validation });

describe.each(['user', 'time'] as const)('in %s order', (order) => {
  it('one file is the same for 0, 1, 2, 3 and 7 workers, and so are the counts', async () => {
    const alone = await toFile({ order, workers: 0 });
    expect(alone.lines).toBeGreaterThan(2000);

    for (const workers of [1, 2, 3, 7]) {
      const threaded = await toFile({ order, workers });
      expect({ workers, sha256: threaded.sha256 }).toEqual({ workers, sha256: alone.sha256 });
      expect(equalParts(threaded)).toEqual(equalParts(alone));
    }
  });

  it('batch sizes, lanes and meta change no event', async () => {
    const alone = await toFile({ order, workers: 0, meta: true });
    const other = await toFile({ order, workers: 2, meta: true, batchSize: 7, lanes: 4 });

    expect(other.sha256).toBe(alone.sha256);
  });

  it('events as objects are those of the file', async () => {
    const sink = new InMemoryAdapter();
    await generate([], { ...period, order, workerModule: module, workers: 2, adapter: sink });
    const alone = new InMemoryAdapter();
    await generate([], { ...period, order, workerModule: module, workers: 0, adapter: alone });

    expect(sink.events).toEqual(alone.events);
  });

  it('a limit cuts the same prefix', async () => {
    const alone = await toFile({ order, workers: 0, maxEvents: 1234 });
    const threaded = await toFile({ order, workers: 3, maxEvents: 1234 });

    expect(threaded.lines).toBe(1234);
    expect(threaded.sha256).toBe(alone.sha256);
    expect(threaded.result.status).toBe('limited');
  });
});
