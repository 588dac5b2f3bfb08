import { describe, expect, it } from 'vitest';

import { customerRow, productRow } from '../../examples/shop/rows.ts';
import { readDataset } from '../../src/data/read-dataset.ts';
import { errorOf } from './files.ts';

const products = new URL('../../examples/shop/data/products.csv', import.meta.url);
const customers = new URL('../../examples/shop/data/customers.csv', import.meta.url);

describe('the exports of the example shop', () => {
  it('hold products with inches, umlauts and decimal commas', async () => {
    const { rows } = await readDataset(products, { id: 'products', row: productRow, csv: { delimiter: ';' } });

    expect(rows).toHaveLength(240);
    expect(new Set(rows.map(({ sku }) => sku)).size).toBe(240);
    expect(rows[0]).toEqual({
      sku: 'BW-00105',
      name: 'Gartenschlauch 1/2", 10 m',
      category: 'Bewässerung',
      unit: 'Stück',
      priceMinor: 1490,
      weightGrams: 1600,
      taxBp: 1900,
    });
    expect(Math.max(...rows.map(({ priceMinor }) => priceMinor))).toBe(139_000);
  });

  it('leave the note of most products empty, and quote it in others', async () => {
    const { rows } = await readDataset(products, { id: 'products', row: productRow, csv: { delimiter: ';' } });

    expect(rows.filter(({ note }) => note === undefined).length).toBeGreaterThan(200);
    expect(rows.some(({ note }) => note?.startsWith('"letzte Stücke"'))).toBe(true);
  });

  it('are refused with a hint when read with the wrong delimiter', async () => {
    const error = await errorOf(readDataset(products, { id: 'products', row: productRow }));

    expect(error.code).toBe('DATASET_FILE_INVALID');
    expect(error.suggestion).toContain("csv: { delimiter: ';' }");
  });

  it('hold customers with commas in streets and zeros before postcodes', async () => {
    const { rows } = await readDataset(customers, { id: 'customers', row: customerRow });

    expect(rows).toHaveLength(400);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(400);
    expect(rows.some(({ street }) => street.includes(', Haus "'))).toBe(true);
    expect(rows.find(({ city }) => city === 'Dresden')?.postcode).toBe('01067');
    expect(new Set(rows.map(({ segment }) => segment))).toEqual(new Set(['retail', 'trade']));
    expect(new Set(rows.map(({ newsletter }) => newsletter))).toEqual(new Set([true, false]));
    expect(rows.every(({ registered }) => registered >= '2019-01-01' && registered <= '2024-12-31')).toBe(true);
  });
});
