import { createHash } from 'node:crypto';

import { describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import { NullAdapter } from '../../adapters/null.ts';
import { RetryAdapter } from '../../adapters/retry.ts';
import { SetDigest } from '../../src/engine/set-digest.ts';
import {
  CompositeAdapter,
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
    const objects = await generate(talk, { users: 140, digest: 'stream', adapter: new InMemoryAdapter() });

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
    expect({ ...whole.stream, set: null }).toEqual(stream.stream);
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

describe('the digest of the set', () => {
  /** Sums by whole numbers of 128 bits; the hashes of single lines are from another implementation (mmh3 5, PyPI). */
  const sumOf = (hashes: readonly bigint[]): string =>
    (hashes.reduce((sum, hash) => sum + hash, 0n) % (1n << 128n)).toString(16).padStart(32, '0');

  it.each([
    ['', '00000000000000000000000000000000'],
    ['a', '5556b01b5556b01b5556b01ba794933c'],
    ['Hello, world!', '0afdd4c3402b4263f0638dfc26acdba7'],
    ['0123456789abcdef', '572b3bfd48ad1d9b36aed30afb7d4409'],
    ['0123456789abcdef0', '718c0b9cb5182f1c60920c061f8a3855'],
    ['äöü€', '1961e3c95174950830579c541ace7f2b'],
  ])('of the one line %j is its MurmurHash3', (line, expected) => {
    const set = new SetDigest();
    const bytes = Buffer.from(`${line}\n`);
    set.lines({ bytes, ends: Uint32Array.of(bytes.length), count: 1 });

    expect(set.finish()).toBe(expected);
  });

  it('adds up over parts in any order', async () => {
    const parts = ['one', 'two', 'three', 'äöü€'].map((line) => {
      const set = new SetDigest();
      const bytes = Buffer.from(`${line}\n`);
      set.lines({ bytes, ends: Uint32Array.of(bytes.length), count: 1 });
      return BigInt(`0x${set.finish()}`);
    });
    const all = new SetDigest();
    const bytes = Buffer.from('three\none\näöü€\ntwo\n');
    all.lines({ bytes, ends: Uint32Array.of(6, 10, 20, 24), count: 4 });

    expect(all.finish()).toBe(sumOf(parts));
  });

  it('is the same for lines and objects, for one run and the sum of its shards', async () => {
    const options = { users: 5, digest: 'auto' } as const;
    const inMemory = await generate(talk, { ...options, digest: 'full', adapter: new InMemoryAdapter() });
    const asLines = await generate(talk, { ...options, digest: 'full', adapter: new NullAdapter() });
    const shards = await Promise.all(
      [1, 2].map((index) => generate(talk, { ...options, shard: { index, count: 2 }, adapter: new NullAdapter() })),
    );

    expect(asLines.stream).toEqual(inMemory.stream);
    expect(sumOf(shards.map(({ stream }) => BigInt(`0x${stream.set}`)))).toBe(inMemory.stream.set);
  });

  it('tells an event that came twice from one that came once', async () => {
    const line = Buffer.from('{"id":"a"}\n');
    const [once, twice] = [new SetDigest(), new SetDigest()];
    once.lines({ bytes: line, ends: Uint32Array.of(line.length), count: 1 });
    twice.lines({ bytes: Buffer.concat([line, line]), ends: Uint32Array.of(line.length, 2 * line.length), count: 2 });

    expect(twice.finish()).not.toBe(once.finish());
  });
});

describe("digest: 'auto'", () => {
  const wanting = (digest?: 'stream' | 'full') => ({
    write: () => undefined,
    ...(digest === undefined ? {} : { digest }),
  });

  it.each([
    ['nothing', wanting(), [false, false]],
    ['what the adapter says', wanting('stream'), [true, false]],
    ['all that the adapter says', wanting('full'), [true, true]],
    ['what a retried adapter says', new RetryAdapter(wanting('full')), [true, true]],
    ['the most that one of several says', new CompositeAdapter([wanting('stream'), wanting('full')]), [true, true]],
  ])('is %s', async (_name, adapter, expected) => {
    const { stream } = await generate(talk, { users: 1, adapter });

    expect([stream.sha256 !== null, stream.set !== null]).toEqual(expected);
  });
});
