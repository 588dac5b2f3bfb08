import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import { NullAdapter } from '../../adapters/null.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  generate,
  InMemoryAdapter,
  oneOf,
  repeat,
} from '../../src/index.ts';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const say = defineAction({ id: 'say', fields: { word: oneOf(['grüß', 'ok', '"']) } });
const talk = defineJourney({ id: 'talk', adventures: [defineAdventure({ id: 'a', actions: [repeat(1000, [say])] })] });

/** The chain as its definition reads, from the lines of a file. */
function chainOf(text: string): string {
  const lines = text.split('\n').slice(0, -1);
  let chain: Uint8Array = new Uint8Array(32);
  for (let at = 0; at < lines.length; at += 65_536) {
    const block = lines.slice(at, at + 65_536).map((line) => `${line}\n`);
    const digest = createHash('sha256').update(block.join('')).digest();
    chain = createHash('sha256').update(chain).update(digest).digest();
  }
  return Buffer.from(chain).toString('hex');
}

describe("digest: 'stream'", () => {
  it('hashes the lines of the file block by block, whatever the batches', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-digest-'));
    const path = join(folder, 'events.ndjson');
    const inFile = await generate(talk, { users: 140, digest: 'stream', adapter: new FileAdapter(path) });
    const odd = await generate(talk, { users: 140, digest: 'stream', adapter: new NullAdapter(), batchSize: 777 });
    const objects = await generate(talk, { users: 140, digest: true, adapter: new InMemoryAdapter() });

    expect(inFile.stream).toEqual({
      events: 140_000,
      blocks: 3,
      sha256: chainOf(readFileSync(path, 'utf8')),
      set: null,
    });
    expect(odd.stream).toEqual(inFile.stream);
    expect(objects.stream).toEqual(inFile.stream);
    rmSync(folder, { recursive: true });
  });

  it.each(['none', false] as const)('is not made where it is %o', async (digest) => {
    const { stream } = await generate(talk, { users: 1, digest, adapter: new NullAdapter() });

    expect(stream).toEqual({ events: 1000, blocks: 0, sha256: null, set: null });
  });

  it('is not made unless it is asked for', async () => {
    const { stream } = await generate(talk, { users: 1, adapter: new NullAdapter() });

    expect(stream).toEqual({ events: 1000, blocks: 0, sha256: null, set: null });
  });
});

describe("digest: 'full'", () => {
  it.each(['full', true] as const)('hashes every file too, as sha256sum does, and %s says so', async (digest) => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-digest-'));
    const path = join(folder, 'events.ndjson');
    const whole = await generate(talk, { users: 1, digest, adapter: new FileAdapter(path) });
    const stream = await generate(talk, { users: 1, digest: 'stream', adapter: new FileAdapter(path) });

    expect(whole.files[0]?.sha256).toBe(createHash('sha256').update(readFileSync(path)).digest('hex'));
    expect(whole.stream).toEqual(stream.stream);
    expect(stream.files[0]?.sha256).toBeNull();
    rmSync(folder, { recursive: true });
  });

  it('leaves a file alone whose own options say so', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-digest-'));
    const adapter = new FileAdapter({ path: join(folder, 'events.ndjson'), digest: false });
    const { files } = await generate(talk, { users: 1, digest: 'full', adapter });

    expect(files[0]?.sha256).toBeNull();
    rmSync(folder, { recursive: true });
  });
});
