import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { generate, type EncodedBatch, type RunOptions } from '../../dist/src/index.js';
import { structuredText } from '../../src/encode/cloud-event.ts';
import type { AnyEvent } from '../../src/model/event.ts';

const shop = new URL('./shop-module.ts', import.meta.url);
const chain = new URL('./chain-module.ts', import.meta.url);
let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'synode-cloud-events-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const common = { logger: false, meta: true } as const;
const ofShop = { ...common, startDate: '2025-03-01', endDate: '2025-04-01', users: 90, workerModule: shop } as const;

/** What an adapter gets that asks for structured CloudEvents. */
async function bytesOf(options: Partial<RunOptions>): Promise<{ text: string; sha256: string | null | undefined }> {
  const pieces: Buffer[] = [];
  const { stream } = await generate([], {
    ...options,
    adapter: {
      encoding: 'cloudevents',
      write: () => undefined,
      writeEncoded: ({ bytes }: EncodedBatch) => void pieces.push(Buffer.from(bytes)),
    },
  });
  return { text: Buffer.concat(pieces).toString(), sha256: stream.sha256 };
}

/** The same from events as objects. */
async function documentsOf(options: Partial<RunOptions>, scenario: string): Promise<string> {
  const events: AnyEvent[] = [];
  await generate([], { ...options, workers: 0, adapter: { write: (event) => void events.push(event) } });
  return events.map((event) => `${structuredText(event, scenario)}\n`).join('');
}

describe.each(['user', 'time'] as const)('CloudEvents in %s order', (order) => {
  it('are the same bytes from 0, 1 and 3 workers, and those of the events as objects', async () => {
    const expected = await documentsOf({ ...ofShop, order }, '');
    expect(expected.split('\n').length).toBeGreaterThan(600);

    for (const workers of [0, 1, 3]) {
      expect((await bytesOf({ ...ofShop, order, workers })).text === expected, `${workers} workers`).toBe(true);
    }
  });

  it('leave the digest of the stream as it is, and are the same under it', async () => {
    const plain = await bytesOf({ ...ofShop, order, workers: 2 });
    const hashed = await bytesOf({ ...ofShop, order, workers: 2, digest: 'stream' });
    const { stream } = await generate([], { ...ofShop, order, workers: 2, digest: 'stream', adapter: { write() {} } });

    expect(hashed.text === plain.text).toBe(true);
    expect(hashed.sha256).toBe(stream.sha256);
  });

  it('are looked at under debug as any other stream is', async () => {
    const telemetryPath = join(folder, 'telemetry.json');
    const looked = await bytesOf({ ...ofShop, order, workers: 2, debug: true, telemetryPath, users: 20 });

    expect(looked.text.split('\n').length).toBeGreaterThan(100);
  });
});

it('CloudEvents of a scenario say which process they come from, from any number of workers', async () => {
  const run = { ...common, workerModule: chain };
  const expected = await documentsOf(run, '');
  const sources = new Set(
    expected
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => (JSON.parse(line) as { source: string }).source),
  );

  expect(sources.size).toBe(4);
  for (const source of sources) expect(source).toMatch(/^synode\/journeys\/[a-z]+$/);
  for (const workers of [0, 2]) expect((await bytesOf({ ...run, workers })).text === expected).toBe(true);
});
