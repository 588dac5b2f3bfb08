import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { gunzipSync, gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FileAdapter, type FileOptions } from '../../adapters/file.ts';
import type { Event } from '../../src/model/event.ts';
import { drive, runInfo, type DriveOptions } from '../../src/testing/adapter-driver.ts';
import { sampleEvents } from '../../src/testing/adapter-sample.ts';
import { even, events } from './events.ts';
import { contentOf, Place, readNdjson } from './place.ts';

const place = new Place();
beforeEach(place.prepare);
afterEach(place.cleanup);

async function write(options: FileOptions, sent: readonly Event[], how: DriveOptions = {}) {
  const adapter = new FileAdapter({ ...options, path: place.path(options.path) });
  const { error } = await drive(adapter, sent, how);
  if (error !== undefined) throw error;
  return adapter.report();
}

const textOf = (name: string) => readFileSync(place.path(name), 'utf8');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

describe('the format of a file', () => {
  it.each([
    ['a.ndjson', 'ndjson', 'none'],
    ['a.jsonl', 'ndjson', 'none'],
    ['a.log', 'ndjson', 'none'],
    ['a', 'ndjson', 'none'],
    ['a.json', 'json', 'none'],
    ['a.csv', 'csv', 'none'],
    ['a.csv.gz', 'csv', 'gzip'],
    ['a.json.gz', 'json', 'gzip'],
    ['a.gz', 'ndjson', 'gzip'],
  ])('follows the extension of %s: %s, %s', async (path, format, compress) => {
    await write({ path }, events(1));

    const content = readFileSync(place.path(path));
    const isGzip = content[0] === 0x1f;
    const text = (isGzip ? gunzipSync(content) : content).toString('utf8');
    expect(isGzip ? 'gzip' : 'none').toBe(compress);
    expect({ '{': 'ndjson', '[': 'json', i: 'csv' }[text.charAt(0)]).toBe(format);
  });

  it('is what the options say, whatever the extension', async () => {
    await write({ path: 'a.ndjson.gz', format: 'json', compress: 'none' }, events(1));

    expect(JSON.parse(textOf('a.ndjson.gz'))).toHaveLength(1);
  });

  it('is one array that can be read while it is long, with one event a line', async () => {
    await write({ path: 'a.json' }, even(3), { batchSize: 2 });

    expect(textOf('a.json').split('\n')).toHaveLength(6);
    expect(JSON.parse(textOf('a.json'))).toHaveLength(3);
  });
});

describe('a gzip file', () => {
  it('closes a member at the first row end after 8 MiB, whatever the batches', async () => {
    const sent = events(40, (i) => ({ payload: { text: String(i % 10).repeat(700_000) } }));
    await write({ path: 'a.ndjson.gz', gzipLevel: 1 }, sent, { batchSize: 7 });
    await write({ path: 'b.ndjson.gz', gzipLevel: 1 }, sent, { batchSize: 40, encoded: true });

    const bytes = readFileSync(place.path('a.ndjson.gz'));
    const members = membersOf(bytes);
    expect(readFileSync(place.path('b.ndjson.gz')).equals(bytes)).toBe(true);
    expect(members).toHaveLength(4);
    const row = Buffer.byteLength(`${JSON.stringify(sent[0])}\n`);
    const perMember = Math.ceil((8 * 1024 * 1024) / row);
    expect(members.map((member) => member.toString('utf8').trimEnd().split('\n').length)).toEqual([
      perMember,
      perMember,
      perMember,
      40 - 3 * perMember,
    ]);
  });

  it('says nothing of the time and the machine it was made on', async () => {
    await write({ path: 'a.ndjson.gz' }, events(1));

    const header = readFileSync(place.path('a.ndjson.gz')).subarray(0, 10);
    expect([...header.subarray(4, 8)]).toEqual([0, 0, 0, 0]);
    expect(header[9]).toBe(255);
  });

  it('is smaller at a higher level', async () => {
    const sent = sampleEvents({ count: 2000, isHeavy: false });
    const [low, high] = [
      await write({ path: 'a.ndjson.gz', gzipLevel: 0 }, sent),
      await write({ path: 'b.ndjson.gz', gzipLevel: 9 }, sent),
    ];

    expect(high.bytes).toBeLessThan(low.bytes / 5);
  });
});

/** Contents of the members, found by their headers. */
function membersOf(bytes: Buffer): Buffer[] {
  const header = Buffer.from([0x1f, 0x8b, 0x08, 0x00, 0, 0, 0, 0]);
  const starts: number[] = [];
  for (let at = bytes.indexOf(header); at !== -1; at = bytes.indexOf(header, at + 1)) starts.push(at);
  return starts.map((start, i) => gunzipSync(bytes.subarray(start, starts[i + 1])));
}

describe('a file that is there already', () => {
  it('is replaced', async () => {
    writeFileSync(place.path('a.ndjson'), 'old\n');

    await write({ path: 'a.ndjson' }, even(2));

    expect(readNdjson(place.path('a.ndjson'))).toHaveLength(2);
  });

  it("is left alone with ifExists: 'fail'", async () => {
    writeFileSync(place.path('a.ndjson'), 'old\n');

    const running = write({ path: 'a.ndjson', ifExists: 'fail' }, even(2));

    await expect(running).rejects.toMatchObject({ code: 'FILE_EXISTS', kind: 'configuration' });
    expect(textOf('a.ndjson')).toBe('old\n');
    expect(place.files()).toEqual(['a.ndjson']);
  });

  it('grows with append', async () => {
    await write({ path: 'a.ndjson', append: true }, even(3).slice(0, 1));
    await write({ path: 'a.ndjson', append: true }, even(3).slice(1));

    expect(readNdjson(place.path('a.ndjson')).map(({ id }) => id)).toEqual(even(3).map(({ id }) => id));
    expect(place.files()).toEqual(['a.ndjson']);
  });

  it('gets its last line ended before it grows', async () => {
    writeFileSync(place.path('a.ndjson'), '{"id":"by hand"}');

    await write({ path: 'a.ndjson', append: true }, even(1));

    expect(readNdjson(place.path('a.ndjson'))).toHaveLength(2);
  });

  it('grows by members when it is compressed', async () => {
    writeFileSync(place.path('a.ndjson.gz'), gzipSync('{"id":"first"}\n'));

    await write({ path: 'a.ndjson.gz', append: true }, even(2));

    const lines = gunzipSync(readFileSync(place.path('a.ndjson.gz')))
      .toString('utf8')
      .trimEnd()
      .split('\n');
    expect(lines).toHaveLength(3);
  });

  it.each(['a.csv', 'a.csv.gz'])('gets no second header when it is %s', async (path) => {
    await write({ path, append: true, columns: ['n'] }, events(2));
    await write({ path, append: true, columns: ['n'] }, events(2));

    const content = readFileSync(place.path(path));
    const text = (path.endsWith('.gz') ? gunzipSync(content) : content).toString('utf8');
    expect(text.match(/^id,/gm)).toHaveLength(1);
    expect(text.trimEnd().split('\n')).toHaveLength(5);
  });

  it.each(['a.csv', 'a.csv.gz'])('does not grow by other columns when it is %s', async (path) => {
    await write({ path, append: true }, events(1));
    const before = readFileSync(place.path(path));

    const running = write({ path, append: true, columns: ['n'] }, events(1));

    await expect(running).rejects.toMatchObject({
      code: 'FILE_EXISTS',
      expected: 'id,userId,sessionId,name,timestamp,n,payload',
      received: 'id,userId,sessionId,name,timestamp,payload',
    });
    expect(readFileSync(place.path(path)).equals(before)).toBe(true);
  });
});

describe('a file has its final name', () => {
  it('only when it is complete', async () => {
    writeFileSync(place.path('a.ndjson'), 'old\n');
    const adapter = new FileAdapter(place.path('a.ndjson'));
    await adapter.open(runInfo());
    await adapter.writeBatch(even(2));

    expect(place.files()).toEqual(['a.ndjson', 'a.ndjson.part']);
    expect(textOf('a.ndjson')).toBe('old\n');

    await adapter.close();

    expect(place.files()).toEqual(['a.ndjson']);
    expect(readNdjson(place.path('a.ndjson'))).toHaveLength(2);
  });

  it('not after an abort, which leaves a readable .part', async () => {
    const report = await write({ path: 'a.json' }, even(30), { batchSize: 10, abortAfter: 10 });

    expect(place.files()).toEqual(['a.json.part']);
    expect(JSON.parse(textOf('a.json.part'))).toHaveLength(10);
    expect(report.files?.[0]?.path).toBe(place.path('a.json.part'));
  });

  it('not after a failure', async () => {
    const sent = events(4, (i) => ({ payload: { n: i === 2 ? Number.NaN : i } }));

    await expect(write({ path: 'a.ndjson' }, sent)).rejects.toMatchObject({ code: 'ENCODING_FAILED' });

    expect(place.files()).toEqual(['a.ndjson.part']);
    expect(readNdjson(place.path('a.ndjson'))).toHaveLength(2);
  });

  it('from the start without a working copy', async () => {
    const adapter = new FileAdapter({ path: place.path('a.ndjson'), atomic: false });
    await adapter.open(runInfo());
    await adapter.writeBatch(even(2));

    expect(place.files()).toEqual(['a.ndjson']);
    expect(readNdjson(place.path('a.ndjson'))).toHaveLength(2);
    await adapter.close();
  });

  it('without replacing a link that leads to it', async () => {
    const { symlinkSync, lstatSync } = await import('node:fs');
    writeFileSync(place.path('real.ndjson'), '');
    symlinkSync(place.path('real.ndjson'), place.path('link.ndjson'));

    await write({ path: 'link.ndjson' }, even(2));

    expect(lstatSync(place.path('link.ndjson')).isSymbolicLink()).toBe(true);
    expect(readNdjson(place.path('real.ndjson'))).toHaveLength(2);
  });
});

describe('the disk', () => {
  it.each([
    [true, [1, 2]],
    [false, [0, 0]],
  ])('has the bytes at flush and at close where fsync is %s', async (fsync, calls) => {
    const count = await countSyncs();
    const adapter = new FileAdapter({ path: place.path('a.ndjson'), fsync });
    await adapter.open(runInfo());
    await adapter.writeBatch(even(1));

    await adapter.flush();
    const atFlush = count.calls;
    await adapter.close();

    expect([atFlush, count.calls]).toEqual(calls);
    count.restore();
  });
});

/** Whether bytes are on the disk cannot be seen from outside: the calls that put them there are counted. */
async function countSyncs() {
  const handle = await open(place.path('probe'), 'w');
  const prototype = Object.getPrototypeOf(handle) as { datasync(): Promise<void> };
  await handle.close();
  const original = prototype.datasync;
  const count = { calls: 0, restore: () => void (prototype.datasync = original) };
  prototype.datasync = function datasync() {
    count.calls += 1;
    return original.call(this);
  };
  return count;
}

describe('folders', () => {
  it('are made', async () => {
    await write({ path: 'a/b/c.ndjson' }, even(1));

    expect(readNdjson(place.path('a/b/c.ndjson'))).toHaveLength(1);
  });

  it('are not made with mkdir: false', async () => {
    const running = write({ path: 'a/c.ndjson', mkdir: false }, even(1));

    await expect(running).rejects.toMatchObject({
      code: 'ADAPTER_ERROR',
      operation: 'open',
      systemCode: 'ENOENT',
      suggestion: 'The folder does not exist: create it, or leave mkdir on.',
    });
  });
});

describe('the report', () => {
  it('has no digest unless it is asked for', async () => {
    const report = await write({ path: 'a.ndjson' }, even(2));

    expect(report.files).toEqual([
      {
        path: place.path('a.ndjson'),
        format: 'ndjson',
        events: 2,
        bytes: contentOf(place.path('a.ndjson')).length,
        sha256: null,
      },
    ]);
  });

  it('has the digest that sha256sum finds', async () => {
    const { files } = await write({ path: 'a.ndjson', digest: true }, even(2000), { batchSize: 10 });

    expect(files?.[0]?.sha256).toBe(sha256(readFileSync(place.path('a.ndjson'))));
  });

  it('has the digest of the content too where it is compressed', async () => {
    const { files } = await write({ path: 'a.csv.gz', digest: true }, events(20));

    const bytes = readFileSync(place.path('a.csv.gz'));
    expect(files?.[0]).toMatchObject({ sha256: sha256(bytes), contentSha256: sha256(gunzipSync(bytes)) });
  });

  it('has digests of a file that grew', async () => {
    await write({ path: 'a.ndjson', append: true }, even(2));
    const { files } = await write({ path: 'a.ndjson', append: true, digest: true }, even(2));

    expect(files?.[0]).toMatchObject({ events: 2, sha256: sha256(readFileSync(place.path('a.ndjson'))) });
  });

  it.each([
    ['full', undefined, true],
    ['stream', undefined, false],
    ['none', true, true],
    ['full', false, false],
  ] as const)("has digests as the run's level %s and the option %s say", async (level, option, isHashed) => {
    const options = { path: 'a.ndjson', ...(option === undefined ? {} : { digest: option }) };

    const { files } = await write(options, even(2), { run: { digest: level } });

    expect(files?.[0]?.sha256 !== null).toBe(isHashed);
  });
});
