import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { FileAdapter, type FileOptions } from '../../dist/adapters/file.js';
import { StreamAdapter } from '../../dist/adapters/stream.js';
import { generate, type OutputAdapter, type RunOptions, type RunResult } from '../../dist/src/index.js';
import { SinkStream } from '../adapters/sink-stream.ts';

const shop = new URL('./csv-module.mjs', import.meta.url);
const chain = new URL('./chain-module.ts', import.meta.url);
const period = {
  startDate: '2025-03-01',
  endDate: '2025-04-01',
  users: 60,
  logger: false,
  workerModule: shop,
} as const;

let root = '';
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'synode-csv-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

interface Written {
  /** SHA-256 of each file, by its name. */
  readonly files: Readonly<Record<string, string>>;
  readonly result: RunResult;
}

let folders = 0;

/** The same adapter without an encoding: what it is given are objects. */
function byObjects(adapter: FileAdapter): OutputAdapter {
  return {
    open: (run) => adapter.open(run),
    write: (event) => adapter.write(event),
    writeBatch: (events) => adapter.writeBatch(events),
    flush: () => adapter.flush(),
    close: () => adapter.close(),
  };
}

async function write(
  file: Partial<FileOptions>,
  options: Partial<RunOptions>,
  as: (adapter: FileAdapter) => OutputAdapter = (adapter) => adapter,
): Promise<Written> {
  const folder = join(root, String(folders++));
  const adapter = as(new FileAdapter({ fsync: false, ...file, path: join(folder, file.path ?? 'events.csv') }));
  const result = await generate([], { ...period, ...options, adapter });
  const files: Record<string, string> = {};
  for (const name of readdirSync(folder).sort()) {
    const bytes = readFileSync(join(folder, name));
    files[name] = createHash('sha256').update(bytes).digest('hex');
  }
  return { files, result };
}

const columns = ['total', 'customer.country', 'coupon', 'note', 'gift'];
const LAYOUTS: readonly (readonly [string, Partial<FileOptions>, number, readonly number[]])[] = [
  ['columns that most events lack, and the rest', { columns }, 2, [0, 1, 2, 3]],
  ['the payload as a whole', {}, 2, [2]],
  ['columns alone', { columns, rest: 'drop', bom: true, eol: '\r\n' }, 2, [0, 2]],
  ['a file for each name', { path: '{name}.csv', splitBy: 'name', columns: ['note'] }, 3, [3]],
  ['parts of so many rows', { rotate: { events: 300 }, columns }, 5, [3]],
  ['compressed', { path: 'events.csv.gz', columns }, 2, [2]],
];

describe.each(['user', 'time'] as const)('CSV in %s order', (order) => {
  it.each(LAYOUTS)(
    'is that of the events as objects, from any number of workers: %s',
    async (_what, file, least, workerCounts) => {
      const expected = await write(file, { order, workers: 0, meta: true }, byObjects);
      expect(Object.keys(expected.files).length).toBeGreaterThanOrEqual(least);
      expect(expected.result.stream.events).toBeGreaterThan(1000);

      for (const workers of workerCounts) {
        const { files, result } = await write(file, { order, workers, meta: true });
        expect({ workers, files }).toEqual({ workers, files: expected.files });
        expect(result.warnings).toEqual([]);
        expect(result.counts).toEqual(expected.result.counts);
      }
    },
  );

  it('is cut after the same event, whatever batches and lanes there are', async () => {
    const alone = await write({ columns }, { order, workers: 0, maxEvents: 777 });
    const threaded = await write({ columns }, { order, workers: 2, maxEvents: 777, batchSize: 7, lanes: 4 });

    expect(threaded.files).toEqual(alone.files);
    expect(threaded.result.stream.events).toBe(777);
  });

  it('stands beside the digest of the stream, which it does not change', async () => {
    const plain = await write({ columns }, { order, workers: 0 });
    const { stream } = await generate([], { ...period, order, workers: 0, digest: 'full', adapter: { write() {} } });

    for (const workers of [0, 2]) {
      const { files, result } = await write({ columns }, { order, workers, digest: 'full' });
      expect({ workers, files }).toEqual({ workers, files: plain.files });
      expect(result.stream).toEqual(stream);
    }
  });

  it('is looked at under debug as any other stream is', async () => {
    const run = { order, workers: 2, debug: true, telemetryPath: join(root, 'telemetry.json'), users: 20 };
    const { files } = await write({ columns }, run);

    expect(files).toEqual((await write({ columns }, { ...run, workers: 0 }, byObjects)).files);
  });
});

it('CSV of processes that look ahead of each other is that of the events as objects', async () => {
  const made = async (workers: number, as = (adapter: FileAdapter): OutputAdapter => adapter) => {
    const path = join(root, `${folders++}.csv`);
    const adapter = as(new FileAdapter({ path, fsync: false }));
    await generate([], { meta: true, logger: false, workerModule: chain, workers, adapter });
    return readFileSync(path, 'utf8');
  };
  const expected = await made(0, byObjects);
  expect(expected.split('\n').length).toBeGreaterThan(100);

  for (const workers of [0, 2]) expect((await made(workers)) === expected, `${workers} workers`).toBe(true);
});

it('CSV into a stream is made by threads too', async () => {
  const texts: string[] = [];
  for (const workers of [0, 2]) {
    const stream = new SinkStream();
    const { warnings } = await generate([], {
      ...period,
      workers,
      adapter: new StreamAdapter(stream, { format: 'csv' }),
    });
    expect(warnings).toEqual([]);
    texts.push(stream.text);
  }

  expect(texts[0]?.startsWith('id,userId,sessionId,name,timestamp,payload\n')).toBe(true);
  expect(texts[1] === texts[0]).toBe(true);
});
