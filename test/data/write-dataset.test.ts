import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { writeDataset } from '../../src/data/write-dataset.ts';
import type { WriteDatasetOptions } from '../../src/data/write-dataset.ts';
import { AdapterError } from '../../src/errors.ts';
import { errorOf, tempFolder } from './files.ts';

const written = async (name: string, rows: Iterable<object>, options?: WriteDatasetOptions): Promise<string> => {
  const path = join(await tempFolder(), name);
  await writeDataset(path, { rows }, options);
  return readFile(path, 'utf8');
};

describe('a dataset that is written', () => {
  it('is one row per line in every format', async () => {
    const rows = [
      { sku: 'A', price: 1.5 },
      { sku: 'B', price: 2 },
    ];

    expect(await written('p.json', rows)).toBe('[\n{"sku":"A","price":1.5},\n{"sku":"B","price":2}\n]\n');
    expect(await written('p.ndjson', rows)).toBe('{"sku":"A","price":1.5}\n{"sku":"B","price":2}\n');
    expect(await written('p.csv', rows)).toBe('sku,price\nA,1.5\nB,2\n');
    expect(await written('p.txt', rows, { format: 'csv', csv: { delimiter: ';' } })).toBe('sku;price\nA;1.5\nB;2\n');
  });

  it('quotes in CSV only what would be misread', async () => {
    const row = { plain: 'a b', quote: '1/2"', comma: 'a,b', lines: 'a\r\nb', empty: '', nothing: null, no: undefined };

    expect(await written('p.csv', [row])).toBe(
      'plain,quote,comma,lines,empty,nothing,no\na b,"1/2""","a,b","a\r\nb","",,\n',
    );
  });

  it('writes dates, booleans, arrays and objects in CSV as words', async () => {
    const row = {
      at: new Date(Date.UTC(2025, 0, 2, 3, 4, 5, 6)),
      on: true,
      off: false,
      tags: ['a', 1],
      size: { cm: 2 },
    };

    expect(await written('p.csv', [row])).toBe(
      'at,on,off,tags,size\n2025-01-02T03:04:05.006Z,true,false,"[""a"",1]","{""cm"":2}"\n',
    );
  });

  it('has a CSV column for every key of any row', async () => {
    expect(await written('p.csv', [{ a: 1 }, { b: 2, a: 3 }])).toBe('a,b\n1,\n3,2\n');
  });

  it('may compute its rows one by one', async () => {
    const rows = function* (): Generator<object> {
      for (let i = 0; i < 2500; i++) yield { i };
    };
    const path = join(await tempFolder(), 'p.csv');

    const count = await writeDataset(path, { rows: rows() });

    expect(count).toBe(2500);
    expect((await readFile(path, 'utf8')).split('\n')).toEqual([
      'i',
      ...Array.from({ length: 2500 }, (_, i) => `${i}`),
      '',
    ]);
  });

  it('refuses a key that computed rows bring too late for the header', async () => {
    const error = await errorOf(written('p.csv', new Set([{ a: 1 }, { a: 2, b: 3 }])));

    expect(error.code).toBe('ENCODING_FAILED');
    expect(error.message).toContain('b of row 1 cannot be written: it is not a key of the first row');
  });

  it('makes the folders it needs and replaces the file that was there', async () => {
    const path = join(await tempFolder(), 'new', 'folder', 'p.ndjson');
    await writeDataset(path, { rows: [{ a: 1 }, { a: 2 }] });

    await writeDataset(path, { rows: [{ a: 3 }] });

    expect(await readFile(path, 'utf8')).toBe('{"a":3}\n');
  });

  it('leaves the old file and nothing else when it fails half way', async () => {
    const folder = await tempFolder();
    const path = join(folder, 'p.ndjson');
    await writeFile(path, 'old');
    const rows = function* (): Generator<object> {
      for (let i = 0; i < 5000; i++) yield { i };
      throw new RangeError('no more rows');
    };

    await expect(writeDataset(path, { rows: rows() })).rejects.toThrow(new RangeError('no more rows'));

    expect(await readdir(folder)).toEqual(['p.ndjson']);
    expect(await readFile(path, 'utf8')).toBe('old');
  });

  it('says what the disk refused', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'p.csv'));

    const error = await errorOf(writeDataset(join(folder, 'p.csv'), { rows: [{ a: 1 }] }));

    expect(error).toBeInstanceOf(AdapterError);
    expect(error.code).toBe('ADAPTER_ERROR');
    expect(error.message).toContain('EISDIR');
    expect(await readdir(folder)).toEqual(['p.csv']);
  });

  const cyclic: Record<string, unknown> = {};
  cyclic['self'] = cyclic;

  it.each([
    [NaN, 'NaN'],
    [Infinity, 'Infinity'],
    [1n, 'a bigint'],
    [() => 1, 'a function'],
    [new Date(NaN), 'an invalid Date'],
    [new Map(), 'a Map'],
    [[undefined], 'an array with undefined in it'],
    [{ deep: [NaN] }, 'NaN'],
    [cyclic, 'an object that contains itself'],
  ])('refuses %s, which no file gives back', async (value, reason) => {
    const errors = await Promise.all(
      ['p.csv', 'p.json', 'p.ndjson'].map((name) => errorOf(written(name, [{ a: 1 }, { a: value }]))),
    );

    expect(errors.map(({ code, rawMessage }) => [code, rawMessage])).toEqual(
      Array.from({ length: 3 }, () => ['ENCODING_FAILED', `a of row 1 cannot be written: it is ${reason}`]),
    );
  });

  it('refuses in CSV half a surrogate pair, which UTF-8 cannot hold and JSON escapes', async () => {
    const error = await errorOf(written('p.csv', [{ a: 'x\ud83d' }]));

    expect(error.message).toContain('half a surrogate pair');
    expect(await written('p.ndjson', [{ a: 'x\ud83d' }])).toBe('{"a":"x\\ud83d"}\n');
  });

  it('needs a row to know the columns of CSV', async () => {
    expect((await errorOf(written('p.csv', []))).code).toBe('DATASET_EMPTY');
    expect((await errorOf(written('p.csv', [{}]))).code).toBe('DATASET_EMPTY');
    expect(await written('p.json', [])).toBe('[]\n');
    expect(await written('p.ndjson', [])).toBe('');
  });

  it('must have rows that are objects', async () => {
    const none = {} as { rows: object[] };

    expect((await errorOf(writeDataset('p.csv', none))).code).toBe('INVALID_SHAPE');
    expect((await errorOf(written('p.csv', [['a']]))).message).toContain(
      'row 0 cannot be written: it is an array of 1',
    );
  });

  it('knows its options', async () => {
    const error = await errorOf(writeDataset('p.csv', { rows: [] }, { fromat: 'csv' } as WriteDatasetOptions));

    expect(error.code).toBe('UNKNOWN_KEY');
    expect(error.suggestion).toBe("Did you mean 'format'?");
  });
});
