import { expectTypeOf, it } from 'vitest';
import * as z from 'zod';

import { readDataset } from '../../src/data/read-dataset.ts';
import { writeDataset } from '../../src/data/write-dataset.ts';
import type { Dataset, DatasetHandle, DatasetRow } from '../../src/model/dataset.ts';

const row = z.object({ sku: z.string(), price: z.coerce.number(), note: z.string().nullable() });

it('takes the row type from the row schema', async () => {
  const products = await readDataset('products.csv', { id: 'products', row });

  expectTypeOf(products).toEqualTypeOf<Dataset<{ sku: string; price: number; note: string | null }>>();
});

it('takes what a transform gives, not what it gets', async () => {
  const skus = await readDataset('p.csv', { id: 'p', row: row.transform(({ sku }) => ({ sku: sku.length })) });

  expectTypeOf(skus).toEqualTypeOf<Dataset<{ sku: number }>>();
});

it('knows nothing of the rows without a schema', async () => {
  expectTypeOf(await readDataset('p.csv', { id: 'p' })).toEqualTypeOf<Dataset<DatasetRow>>();
});

it('refuses a schema whose rows are no objects, unknown formats and options', () => {
  // @ts-expect-error a row is an object
  void readDataset('p.csv', { id: 'p', row: z.string() });
  // @ts-expect-error no such format
  void readDataset('p.csv', { id: 'p', format: 'xml' });
  // @ts-expect-error the option is called delimiter
  void readDataset('p.csv', { id: 'p', csv: { separator: ';' } });
  // @ts-expect-error an id is needed
  void readDataset('p.csv', {});
});

it('writes a dataset and anything with rows, but not a definition or a handle', () => {
  void ((dataset: Dataset<{ sku: string }>) => writeDataset('p.csv', dataset));
  void ((handle: DatasetHandle) => writeDataset('p.csv', { rows: handle.getAllRows() }));
  // @ts-expect-error a handle gives its rows by a call
  void ((handle: DatasetHandle) => writeDataset('p.csv', handle));
});
