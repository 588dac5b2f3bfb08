import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { gunzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import { runInfo } from '../../src/testing/adapter-driver.ts';
import { sampleEvents } from '../../src/testing/adapter-sample.ts';
import { even, events } from './events.ts';
import { adapterFailure } from './failure.ts';
import { linesOf, Place, readNdjson } from './place.ts';

const place = new Place();
beforeEach(place.prepare);
afterEach(place.cleanup);

const opened = async (path: string) => {
  const adapter = new FileAdapter(path);
  await adapter.open(runInfo());
  return adapter;
};

describe.skipIf(!existsSync('/dev/full'))('a full disk', () => {
  it('fails with ENOSPC, to be tried again, and says that nothing is safe', async () => {
    const adapter = await opened('/dev/full');

    const error = await adapterFailure(adapter.writeBatch(even(3)));

    expect(error).toMatchObject({
      code: 'ADAPTER_ERROR',
      adapter: 'file',
      operation: 'write',
      systemCode: 'ENOSPC',
      retriable: true,
      acknowledged: 0,
      unacknowledged: 3,
      suggestion: 'Free some space on that disk, or write elsewhere.',
    });
    expect(error.message).toBe(
      "[ADAPTER_ERROR] file adapter: write of '/dev/full' failed after 0 acknowledged events: ENOSPC",
    );
    await adapter.close();
  });

  it('is a device and stays one', async () => {
    const adapter = await opened('/dev/full');
    await adapter.close();

    expect(existsSync('/dev/full.part')).toBe(false);
  });
});

const BELOW_A_FILE = 'A part of the path is a file: choose another folder.';

describe.skipIf(!existsSync('/proc/self'))('a file system that has no folders to make', () => {
  it('fails at once, where the recursive mkdir of Node would never return', async () => {
    const adapter = new FileAdapter('/proc/no-such-folder/below/a.ndjson');

    const error = await adapterFailure(adapter.open(runInfo()));

    expect(error).toMatchObject({ operation: 'open', systemCode: 'ENOENT', acknowledged: 0 });
  });
});

describe('a path that leads to no file', () => {
  it.each<[string, () => string, string, string]>([
    ['a folder', () => (mkdirSync(place.path('d')), place.path('d')), 'EISDIR', 'That is a folder: name a file in it.'],
    ['a file on the way', () => (writeFileSync(place.path('f'), ''), place.path('f/a.ndjson')), 'EEXIST', BELOW_A_FILE],
    [
      'a file further up',
      () => (writeFileSync(place.path('g'), ''), place.path('g/b/a.ndjson')),
      'ENOTDIR',
      BELOW_A_FILE,
    ],
    ['too long a name', () => place.path('x'.repeat(300)), 'ENAMETOOLONG', 'Choose a shorter name.'],
  ])('fails before the first event: %s', async (_what, path, systemCode, suggestion) => {
    const adapter = new FileAdapter(path());

    const error = await adapterFailure(adapter.open(runInfo()));

    expect(error).toMatchObject({ operation: 'open', systemCode, suggestion, retriable: false, acknowledged: 0 });
    await expect(adapter.close()).resolves.toBeUndefined();
    await expect(adapterFailure(adapter.writeBatch(even(1)))).resolves.toMatchObject({ operation: 'write' });
  });
});

/** Runs the child with what a shell prepares for it. */
function failingChild(prefix: readonly string[], path: string, count: number, user?: { uid: number; gid: number }) {
  const program = fileURLToPath(new URL('limited-child.ts', import.meta.url));
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const [command, ...before] = [...prefix, process.execPath];
  if (command === undefined) throw new Error('there is no command');
  // The loader keeps its cache where temporary files go.
  mkdirSync(place.path('tmp'));
  for (const folder of ['.', 'tmp']) chmodSync(place.path(folder), 0o777);
  const output = execFileSync(command, [...before, '--import', loader, program, path, String(count)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, TMPDIR: place.path('tmp') },
    ...user,
  });
  return JSON.parse(output) as { systemCode: string; acknowledged: number; unacknowledged: number; suggestion: string };
}

describe('a file that may not grow further', () => {
  it('keeps whole rows, exactly the acknowledged ones', () => {
    const path = place.path('a.ndjson');

    const error = failingChild(['sh', '-c', 'ulimit -f 200; exec "$0" "$@"'], path, 5000);

    const rows = readNdjson(path);
    expect(error).toMatchObject({ systemCode: 'EFBIG', acknowledged: rows.length });
    expect(error.suggestion).toContain('rotate');
    expect(rows.length).toBeGreaterThan(300);
    expect(rows.map(({ id }) => id)).toEqual(sampleEvents({ count: rows.length, isHeavy: false }).map(({ id }) => id));
    expect(readFileSync(`${path}.part`, 'utf8').endsWith('\n')).toBe(true);
    expect(error.acknowledged + error.unacknowledged).toBe(Math.ceil((rows.length + 1) / 300) * 300);
  });
});

const isRoot = process.getuid?.() === 0;

describe.runIf(isRoot)('a folder of somebody else', () => {
  it('fails before the first event, saying what to check', () => {
    mkdirSync(place.path('closed'), { mode: 0o700 });

    const error = failingChild([], place.path('closed/a.ndjson'), 10, { uid: 65_534, gid: 65_534 });

    expect(error).toMatchObject({
      systemCode: 'EACCES',
      acknowledged: 0,
      suggestion: 'Check the permissions of the file and of its folder.',
    });
  });
});

describe('an event that cannot be written', () => {
  const sent = events(6, (i) => ({ payload: { total: i === 4 ? 10n : i } }));

  it('is named with its field, and what came before it is in the file', async () => {
    const adapter = await opened(place.path('a.ndjson'));
    await adapter.writeBatch(sent.slice(0, 2));

    const error = await adapterFailure(adapter.writeBatch(sent.slice(2)));
    await adapter.close();

    expect(error).toMatchObject({
      code: 'ENCODING_FAILED',
      acknowledged: 4,
      unacknowledged: 2,
      received: '10n',
      path: ["event 'e4'", 'payload.total'],
      suggestion: 'Use a number of minor units or a string.',
    });
    expect(readNdjson(place.path('a.ndjson'))).toHaveLength(4);
  });

  it('is told what may stand there, also where it holds a function', async () => {
    const adapter = await opened(place.path('a.ndjson'));

    const error = await adapterFailure(adapter.writeBatch(events(1, () => ({ payload: { total: () => 1 } }))));
    await adapter.close();

    expect(error).toMatchObject({ received: 'a function', suggestion: expect.stringMatching(/^Leave the key out/) });
  });

  it('leaves a gzip file without what its open member held, and says so', async () => {
    const adapter = await opened(place.path('a.ndjson.gz'));
    await adapter.writeBatch(sent.slice(0, 2));

    const error = await adapterFailure(adapter.writeBatch(sent.slice(2)));
    await adapter.close();

    expect(error).toMatchObject({ acknowledged: 0, unacknowledged: 6 });
    expect(readFileSync(place.path('a.ndjson.gz.part'))).toHaveLength(0);
  });
});

describe('what was not acknowledged can be handed over again', () => {
  it('without a gap and without a second copy, in every file', async () => {
    const mixed = events(9, (i) => ({ name: ['a', 'b', 'c'][i % 3] ?? '' }));
    mkdirSync(place.path('b.ndjson'));
    const adapter = new FileAdapter({ path: place.path('{name}.ndjson'), splitBy: 'name' });
    await adapter.open(runInfo());

    const error = await adapterFailure(adapter.writeBatch(mixed));
    execFileSync('rmdir', [place.path('b.ndjson')]);
    await adapter.writeBatch(mixed.slice(mixed.length - error.unacknowledged));
    await adapter.close();

    expect(error).toMatchObject({ systemCode: 'EISDIR', acknowledged: 1, unacknowledged: 8 });
    for (const name of ['a', 'b', 'c']) {
      const ids = readNdjson(place.path(`${name}.ndjson`)).map(({ id }) => id);
      expect(ids).toEqual(mixed.filter((event) => event.name === name).map(({ id }) => id));
    }
    expect(adapter.report()).toMatchObject({ events: 9, acknowledged: 9 });
  });

  it('but not as another stream', async () => {
    const mixed = events(4, (i) => ({ name: ['a', 'b'][i % 2] ?? '' }));
    mkdirSync(place.path('b.ndjson'));
    const adapter = new FileAdapter({ path: place.path('{name}.ndjson'), splitBy: 'name' });
    await adapter.open(runInfo());
    await adapterFailure(adapter.writeBatch(mixed));

    const others = events(9).slice(5);
    const error = await adapterFailure(adapter.writeBatch(others.map((event) => ({ ...event, name: 'a' }))));
    await adapter.close();

    expect(error.message).toContain("event 2 of the stream is 'e6' and was 'e2' when it was written");
  });
});

describe('an adapter', () => {
  it('serves one run', async () => {
    const adapter = await opened(place.path('a.ndjson'));

    await expect(adapterFailure(adapter.open(runInfo()))).resolves.toMatchObject({
      code: 'ADAPTER_CLOSED',
      rawMessage: 'open() was called on a file adapter that is already open',
    });
    await adapter.close();
    await expect(adapterFailure(adapter.open(runInfo()))).resolves.toMatchObject({
      code: 'ADAPTER_CLOSED',
      rawMessage: 'open() was called on a file adapter that is closed',
    });
  });

  it('must be open before it is written to', async () => {
    const adapter = new FileAdapter(place.path('a.ndjson'));

    await expect(adapterFailure(adapter.writeBatch(even(1)))).resolves.toMatchObject({
      rawMessage: 'write() was called on a file adapter that is not open',
    });
  });

  it('keeps the order of calls that nobody waited for', async () => {
    const adapter = await opened(place.path('a.ndjson.gz'));
    const calls = even(50).map((event) => adapter.write(event));
    await adapter.close();
    await Promise.all(calls);

    const text = gunzipSync(readFileSync(place.path('a.ndjson.gz'))).toString('utf8');
    expect(linesOf(text).map(({ id }) => id)).toEqual(even(50).map(({ id }) => id));
  });
});
