import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { readDataset } from '../../src/data/read-dataset.ts';
import { errorOf, fileWith } from './files.ts';

const product = z.object({ sku: z.string(), price: z.number() });

describe('a JSON file that is read', () => {
  it('gives the objects of its array as frozen rows', async () => {
    const path = await fileWith('products.json', '[{ "sku": "A", "size": { "cm": [1, 2] } }, { "sku": "B" }]');

    const { rows } = await readDataset(path, { id: 'products' });

    expect(rows).toEqual([{ sku: 'A', size: { cm: [1, 2] } }, { sku: 'B' }]);
    expect(Object.isFrozen(rows[0]?.['size'])).toBe(true);
  });

  it('may be an empty array', async () => {
    const path = await fileWith('products.json', '[]');

    expect((await readDataset(path, { id: 'products' })).rows).toEqual([]);
  });

  it('keeps a key named __proto__ as data and changes no prototype', async () => {
    const path = await fileWith('products.json', '[{ "__proto__": { "admin": true } }]');

    const [row] = (await readDataset(path, { id: 'products' })).rows;

    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
    expect(Object.hasOwn(row ?? {}, '__proto__')).toBe(true);
    expect(row).not.toHaveProperty('admin');
  });

  it('names the line of each row the schema refuses', async () => {
    const path = await fileWith(
      'products.json',
      '[\n  { "sku": "A,]", "price": 1 },\n  { "sku": "B" },\n  7,\n  {\n    "sku": 4,\n    "price": 4\n  }\n]\n',
    );

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.message).toContain('3 of 4 rows');
    expect(error.issues.map(({ message }) => message)).toEqual([
      'line 3, price: Invalid input: expected number, received undefined',
      'line 4: is 7, not an object',
      'line 5, sku: Invalid input: expected string, received number',
    ]);
  });

  it('names each element that is not JSON', async () => {
    const path = await fileWith('products.json', '[\n{ "sku": "A" },\n{ "sku": B },\n{ "sku": "C" },\n]\n');

    const error = await errorOf(readDataset(path, { id: 'products' }));

    expect(error.message).toContain('2 of 4 rows');
    expect(error.issues.map(({ path: [, line] }) => line)).toEqual(['line 3', 'line 5']);
  });

  it.each([
    ['an object', '{ "rows": [] }', 'holds an object with rows, not a list of rows'],
    ['an array that is not closed', '[{ "sku": "A" }, ', 'is not JSON'],
    ['one object per line', '{ "sku": "A" }\n{ "sku": "B" }\n', 'is not JSON'],
    ['nothing', '', 'is not JSON'],
  ])('is refused when it holds %s', async (_, text, message) => {
    const path = await fileWith('products.json', text);

    const error = await errorOf(readDataset(path, { id: 'products' }));

    expect(error.code).toBe('DATASET_FILE_INVALID');
    expect(error.message).toContain(message);
  });
});

describe('an NDJSON file that is read', () => {
  it.each(['products.ndjson', 'products.jsonl', 'PRODUCTS.NDJSON'])('gives one row per line of %s', async (name) => {
    const path = await fileWith(name, '\ufeff{ "sku": "A" }\r\n\n{ "sku": "B" }');

    expect((await readDataset(path, { id: 'products' })).rows).toEqual([{ sku: 'A' }, { sku: 'B' }]);
  });

  it('has no rows when it has no lines', async () => {
    const path = await fileWith('products.ndjson', '');

    expect((await readDataset(path, { id: 'products' })).rows).toEqual([]);
  });

  it('names the line of each bad row', async () => {
    const path = await fileWith('products.ndjson', '{ "sku": "A", "price": 1 }\n\n{ "sku": \n[]\n{ "sku": "D" }\n');

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.message).toContain('3 of 4 rows');
    expect(error.issues.map(({ path: [, line] }) => line)).toEqual(['line 3', 'line 4', 'line 5']);
    expect(error.issues[2]?.message).toBe('line 5, price: Invalid input: expected number, received undefined');
  });
});
