import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { readDataset } from '../../src/data/read-dataset.ts';
import type { ReadDatasetOptions } from '../../src/data/read-dataset.ts';
import type { StandardSchema } from '../../src/model/schema.ts';
import { errorOf, fileWith, tempFolder } from './files.ts';

describe('a dataset file that is not there', () => {
  it('is answered with the near name in its folder', async () => {
    const folder = await tempFolder();
    await writeFile(join(folder, 'products.csv'), 'sku\n1\n');
    await writeFile(join(folder, 'product.ts'), '');

    const error = await errorOf(readDataset(join(folder, 'product.csv'), { id: 'products' }));

    expect(error.code).toBe('DATASET_FILE_NOT_FOUND');
    expect(error.suggestion).toBe("Did you mean 'products.csv'?");
  });

  it('is answered with the near folder when the folder is missing', async () => {
    const folder = await tempFolder();
    await mkdir(join(folder, 'data'));

    const error = await errorOf(readDataset(join(folder, 'date', 'in', 'products.csv'), { id: 'products' }));

    expect(error.message).toContain(`the folder '${join(folder, 'date')}' does not exist`);
    expect(error.suggestion).toBe("Did you mean 'data'?");
  });

  it('is told apart from a folder of that name', async () => {
    const error = await errorOf(readDataset(await tempFolder(), { id: 'products', format: 'csv' }));

    expect(error.code).toBe('DATASET_FILE_INVALID');
    expect(error.message).toContain('it is a folder');
  });
});

describe('the options of readDataset', () => {
  it('are checked together, before the file is looked for', async () => {
    const options = { id: '', name: 7, row: {}, csv: { delimiter: '""', header: true }, nmae: 'x' };

    const error = await errorOf(readDataset('nowhere.csv', options as unknown as ReadDatasetOptions));

    expect(error.issues.map(({ code, path }) => [code, ...path])).toEqual([
      ['UNKNOWN_KEY', "option 'nmae'"],
      ['INVALID_ID', "option 'id'"],
      ['INVALID_OPTION', "option 'name'"],
      ['INVALID_OPTION', "option 'row'"],
      ['UNKNOWN_KEY', "option 'csv'", "option 'header'"],
      ['INVALID_OPTION', "option 'csv'", "'delimiter'"],
    ]);
    expect(error.issues[0]?.suggestion).toBe("Did you mean 'name'?");
  });

  it('may not be left out: a dataset has an id', async () => {
    const error = await errorOf(readDataset('nowhere.csv', undefined as unknown as ReadDatasetOptions));

    expect(error).toMatchObject({ code: 'INVALID_ID', path: ["option 'id'"], received: 'undefined' });
  });

  it('must name the format when the ending of the file does not', async () => {
    const error = await errorOf(readDataset('products.txt', { id: 'products' }));

    expect(error.code).toBe('INVALID_OPTION');
    expect(error.suggestion).toContain("format: 'csv'");
  });

  it('may not name an unknown format', async () => {
    const error = await errorOf(readDataset('products.csv', { id: 'products', format: 'jsn' as 'json' }));

    expect(error.suggestion).toBe("Did you mean 'json'?");
  });

  it('may not speak of CSV when the file is none', async () => {
    const error = await errorOf(readDataset('products.json', { id: 'products', csv: { delimiter: ';' } }));

    expect(error.message).toContain("csv has no effect on a file of format 'json'");
  });
});

describe('a row schema', () => {
  it('that answers with a promise is refused, and says so', async () => {
    const path = await fileWith('products.csv', 'sku\n1\n');
    const row = z.object({ sku: z.string().refine(async () => false) });

    const error = await errorOf(readDataset(path, { id: 'products', row }));

    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toContain('asynchronously');
  });

  it('that throws is a fault of the row it throws on', async () => {
    const path = await fileWith('products.csv', 'sku\n1\nx\n');
    const row = z.object({ sku: z.string().transform((text) => BigInt(text)) });

    const error = await errorOf(readDataset(path, { id: 'products', row }));

    expect(error.code).toBe('DATASET_FILE_INVALID');
    expect(error.message).toContain('line 3: the row schema threw: Cannot convert x to a BigInt');
  });

  it('that gives no object is a fault', async () => {
    const path = await fileWith('products.csv', 'sku\n1\n');
    const row = z.object({ sku: z.string() }).transform(({ sku }) => [sku]);

    const error = await errorOf(readDataset(path, { id: 'products', row }));

    expect(error.message).toContain('the row schema gives an array of 1, not an object');
  });

  it('that refuses a row without a reason refuses the file', async () => {
    const path = await fileWith('products.csv', 'sku\nA\n');
    const row: StandardSchema<object> = {
      '~standard': { version: 1, vendor: 'by hand', validate: () => ({ issues: [] }) },
    };

    const error = await errorOf(readDataset(path, { id: 'products', row }));

    expect(error.message).toContain('line 2: the row schema refuses it without a reason');
  });

  it('may come from any library that follows Standard Schema', async () => {
    const path = await fileWith('products.csv', 'sku\nA\n');
    const row = {
      '~standard': {
        version: 1,
        vendor: 'by hand',
        validate: (value: unknown) => ({ value: { copied: value } }),
      },
    } as const;

    expect((await readDataset(path, { id: 'products', row })).rows).toEqual([{ copied: { sku: 'A' } }]);
  });

  it('may judge a whole row, whose faults have no field', async () => {
    const path = await fileWith('periods.csv', 'from,to,note\n2,1,\n');
    const row = z
      .object({ from: z.coerce.number(), to: z.coerce.number(), note: z.string().nullable() })
      .refine(({ from, to }) => from <= to, 'from is after to');

    const error = await errorOf(readDataset(path, { id: 'periods', row }));

    expect(error.message).toContain('1 of 1 row');
    expect(error.message).toContain('line 2: from is after to');
  });
});
