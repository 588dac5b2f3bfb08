import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FileAdapter, type FileOptions } from '../../adapters/file.ts';
import type { Event } from '../../src/model/event.ts';
import { drive, type DriveOptions } from '../../src/testing/adapter-driver.ts';
import { even, events, START } from './events.ts';
import { Place, readJson, readNdjson } from './place.ts';

const place = new Place();
beforeEach(place.prepare);
afterEach(place.cleanup);

async function write(options: FileOptions, sent: readonly Event[], how: DriveOptions = {}) {
  const adapter = new FileAdapter({ ...options, path: place.path(options.path), fsync: false });
  const { error } = await drive(adapter, sent, how);
  if (error !== undefined) throw error;
  return adapter.report();
}

const countsOf = (read = readNdjson) => place.files().map((name) => read(place.path(name)).length);
const sizesOf = () => place.files().map((name) => readFileSync(place.path(name)).length);
const lineLength = Buffer.byteLength(`${JSON.stringify(even(1)[0])}\n`);
const days = (...numbers: number[]) =>
  events(numbers.length, (i) => ({ timestamp: new Date(START + (numbers[i] ?? 0) * 86_400_000) }));

describe('parts', () => {
  it('hold so many events', async () => {
    const report = await write({ path: 'a.ndjson', rotate: { events: 4 } }, even(10), { batchSize: 3 });

    expect(place.files()).toEqual(['a-00001.ndjson', 'a-00002.ndjson', 'a-00003.ndjson']);
    expect(countsOf()).toEqual([4, 4, 2]);
    expect(report.files?.map((file) => [file.path, file.events])).toEqual(
      [4, 4, 2].map((count, i) => [place.path(`a-0000${i + 1}.ndjson`), count]),
    );
  });

  it('are no more than needed: a full one is not followed by an empty one', async () => {
    await write({ path: 'a.ndjson', rotate: { events: 5 } }, even(10));

    expect(countsOf()).toEqual([5, 5]);
  });

  it('are one where nothing happened', async () => {
    await write({ path: 'a.ndjson', rotate: { events: 5 } }, []);

    expect(place.files()).toEqual(['a-00001.ndjson']);
  });

  it('hold so many bytes at most', async () => {
    await write({ path: 'a.ndjson', rotate: { bytes: 3 * lineLength + 5 } }, even(8));

    expect(sizesOf()).toEqual([3, 3, 2].map((lines) => lines * lineLength));
  });

  it('count bytes before compression', async () => {
    await write({ path: 'a.ndjson.gz', rotate: { bytes: 3 * lineLength } }, even(8));

    expect(place.files()).toHaveLength(3);
    const first = gunzipSync(readFileSync(place.path('a-00001.ndjson.gz')));
    expect(first).toHaveLength(3 * lineLength);
  });

  it('are longer than allowed only for an event that is', async () => {
    const sent = events(5, (i) => ({ payload: { text: 'x'.repeat(i === 2 ? 5000 : 10) } }));

    await write({ path: 'a.ndjson', rotate: { bytes: 1000 } }, sent);

    expect(countsOf()).toEqual([2, 1, 2]);
  });

  it('of JSON are arrays of their own, and their brackets count', async () => {
    const limit = 4 * lineLength;
    await write({ path: 'a.json', rotate: { bytes: limit } }, even(8));

    expect(countsOf(readJson)).toEqual([3, 3, 2]);
    expect(sizesOf().every((size) => size <= limit)).toBe(true);
  });

  it('of CSV have a header each', async () => {
    await write({ path: 'a.csv', rotate: { events: 2 } }, even(4));

    const headers = place.files().map((name) => readFileSync(place.path(name), 'utf8').split('\n')[0]);
    expect(headers).toEqual(Array(2).fill('id,userId,sessionId,name,timestamp,payload'));
  });

  it('hold a length of simulated time, counted from the start of the window', async () => {
    await write({ path: 'a.ndjson', rotate: { every: '1d' } }, days(0, 0.5, 0.99, 1, 1.5, 4, 4.5));

    expect(countsOf()).toEqual([3, 2, 2]);
  });

  it('hold a calendar month each', async () => {
    const monthly = events(6, (i) => ({
      timestamp: new Date(Date.UTC(2025, [0, 0, 1, 1, 1, 3][i] ?? 0, [1, 31, 1, 27, 28, 1][i])),
    }));

    await write({ path: 'a.ndjson', rotate: { every: '1mo' } }, monthly);

    expect(countsOf()).toEqual([2, 3, 1]);
  });

  it('by time need a run in order of time', async () => {
    const running = write({ path: 'a.ndjson', rotate: { every: '1d' } }, days(0, 1), { run: { order: 'user' } });

    await expect(running).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      path: ['FileAdapter', "option 'rotate.every'"],
    });
  });

  it('end at whichever limit comes first', async () => {
    await write({ path: 'a.ndjson', rotate: { events: 3, every: '1d' } }, days(0, 0.1, 0.2, 0.3, 1, 2));

    expect(countsOf()).toEqual([3, 1, 1, 1]);
  });

  it('are named where {part} stands', async () => {
    await write({ path: 'p{part}/a.ndjson', rotate: { events: 1 } }, even(2));

    expect(place.files().filter((name) => name.endsWith('.ndjson'))).toEqual(['p00001/a.ndjson', 'p00002/a.ndjson']);
  });

  it('get their final names as they are completed', async () => {
    await write({ path: 'a.ndjson', rotate: { events: 4 } }, even(10), { batchSize: 5, abortAfter: 5 });

    expect(place.files()).toEqual(['a-00001.ndjson', 'a-00002.ndjson.part']);
  });

  it('depend on the stream alone, not on how it was handed over', async () => {
    const lengths = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 40 });
    const limits = fc.record({ events: fc.integer({ min: 1, max: 12 }), bytes: fc.integer({ min: 50, max: 3000 }) });
    const format = fc.constantFrom('ndjson', 'json', 'csv');
    await fc.assert(
      fc.asyncProperty(
        lengths,
        limits,
        format,
        fc.integer({ min: 1, max: 9 }),
        async (sizes, rotate, type, batchSize) => {
          const sent = events(sizes.length, (i) => ({ payload: { text: 'ü"'.repeat((sizes[i] ?? 0) / 2) } }));

          await write({ path: `a/x.${type}`, rotate }, sent, { batchSize });
          await write({ path: `b/x.${type}`, rotate }, sent, { encoded: type !== 'csv' });

          const parts = (folder: string) => place.files().filter((name) => name.startsWith(`${folder}/`));
          const contents = (folder: string) => parts(folder).map((name) => readFileSync(place.path(name), 'utf8'));
          expect(contents('a')).toEqual(contents('b'));
          for (const [i, text] of contents('a').entries()) {
            const rows = text.match(/"?payload"?/g)?.length ?? 0;
            const isOne = type === 'csv' ? rows === 1 && text.split('e0,').length <= 2 : rows === 1;
            const isAlone = isOne || text.trim().split('\n').length <= (type === 'csv' ? 2 : 3);
            expect(isAlone || Buffer.byteLength(text) <= rotate.bytes, `part ${i}`).toBe(true);
          }
          place.cleanup();
          place.prepare();
        },
      ),
      { numRuns: 40, seed: 7 },
    );
  });
});

describe('one file for each name', () => {
  const named = (...names: string[]) => events(names.length, (i) => ({ name: names[i] ?? '' }));

  it('has the name before its extension', async () => {
    await write({ path: 'a.ndjson', splitBy: 'name' }, named('x', 'y', 'x'));

    expect(place.files()).toEqual(['a-x.ndjson', 'a-y.ndjson']);
    expect(countsOf()).toEqual([2, 1]);
  });

  it('has the name where {name} stands', async () => {
    await write({ path: 'by/{name}.csv', splitBy: 'name' }, named('order.placed', 'order.paid'));

    expect(place.files().filter((name) => name.endsWith('csv'))).toEqual(['by/order.paid.csv', 'by/order.placed.csv']);
  });

  it('stays in its folder, and two names never share one', async () => {
    await write({ path: '{name}.ndjson', splitBy: 'name' }, named('../up', 'a/b', 'a_b', '..', '.hidden', 'ä'));

    expect(place.files()).toEqual(
      ['%2E..ndjson', '%2E.%2Fup.ndjson', '%2Ehidden.ndjson', '%C3%A4.ndjson', 'a%2Fb.ndjson', 'a_b.ndjson'].sort(),
    );
  });

  it('is cut into parts of its own', async () => {
    const sent = named('x', 'y', 'x', 'x', 'y');

    await write({ path: '{name}/{part}.ndjson', splitBy: 'name', rotate: { events: 2 } }, sent);

    expect(place.files().filter((name) => name.endsWith('.ndjson'))).toEqual([
      'x/00001.ndjson',
      'x/00002.ndjson',
      'y/00001.ndjson',
    ]);
  });

  it('is the same whether events come as objects or as bytes', async () => {
    const sent = named('x', 'y', 'x', 'x', 'y');
    await write({ path: 'a/{name}.json', splitBy: 'name' }, sent, { batchSize: 2 });
    await write({ path: 'b/{name}.json', splitBy: 'name' }, sent, { encoded: true });

    for (const name of ['x', 'y']) {
      const [a, b] = ['a', 'b'].map((folder) => readFileSync(place.path(`${folder}/${name}.json`), 'utf8'));
      expect(a).toBe(b);
    }
  });

  it('is none where nothing happened', async () => {
    await write({ path: '{name}.ndjson', splitBy: 'name' }, []);

    expect(place.files()).toEqual([]);
  });
});

describe('labels', () => {
  const labelled = events(5, (i) => ({ name: i % 2 === 1 ? 'label.anomaly' : 'order.placed' }));
  const namesIn = (name: string) => [...new Set(readNdjson(place.path(name)).map((event) => event.name))];

  it.each([false, true])('never stand among the rest (as bytes: %s)', async (encoded) => {
    const report = await write({ path: 'a.ndjson' }, labelled, { encoded });

    expect(place.files()).toEqual(['a.labels.ndjson', 'a.ndjson']);
    expect(namesIn('a.ndjson')).toEqual(['order.placed']);
    expect(namesIn('a.labels.ndjson')).toEqual(['label.anomaly']);
    expect(report).toMatchObject({ events: 5, acknowledged: 5 });
    expect(report.files?.map((file) => file.events)).toEqual([3, 2]);
  });

  it('have no file where there are none', async () => {
    await write({ path: 'a.ndjson' }, even(2));

    expect(place.files()).toEqual(['a.ndjson']);
  });

  it('go where the option says', async () => {
    await write({ path: 'events/a.ndjson', labels: place.path('labels/labels.ndjson') }, labelled);

    expect(namesIn('events/a.ndjson')).toEqual(['order.placed']);
    expect(namesIn('labels/labels.ndjson')).toEqual(['label.anomaly']);
  });

  it('are cut into parts of their own', async () => {
    await write({ path: 'a.ndjson', rotate: { events: 2 } }, labelled);

    expect(place.files()).toEqual(['a-00001.ndjson', 'a-00002.ndjson', 'a.labels-00001.ndjson']);
  });

  it('have a file for each name like all others, or one of their own', async () => {
    await write({ path: 'a/{name}.ndjson', splitBy: 'name' }, labelled);
    await write({ path: 'b/{name}.ndjson', splitBy: 'name', labels: place.path('b/truth.ndjson') }, labelled);

    expect(place.files().filter((name) => name.endsWith('.ndjson'))).toEqual([
      'a/label.anomaly.ndjson',
      'a/order.placed.ndjson',
      'b/order.placed.ndjson',
      'b/truth.ndjson',
    ]);
  });
});
