import { join } from 'node:path';

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { readDataset } from '../../src/data/read-dataset.ts';
import { writeDataset } from '../../src/data/write-dataset.ts';
import type { StandardSchema } from '../../src/model/schema.ts';
import { tempFolder } from './files.ts';

const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  // What CSV, JSON and careless readers stumble over.
  fc.constantFrom(
    '',
    '"',
    '""',
    ',',
    ';',
    '\n',
    '\r\n',
    '\r',
    ' ',
    ' a ',
    '\ufeff',
    'null',
    'undefined',
    '0',
    '€ 😀',
    '\0',
  ),
);
const number = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => (value === 0 ? 0 : value));
const date = fc.date({ noInvalidDate: true });

const row = fc.record(
  {
    text,
    nullableText: fc.option(text),
    number,
    nullableNumber: fc.option(number),
    optionalNumber: fc.option(number, { nil: undefined }),
    flag: fc.boolean(),
    date,
    nullableDate: fc.option(date.filter((at) => at.getTime() !== 0)),
    tags: fc.array(text),
  },
  { noNullPrototype: true },
);

const jsonRow = z.object({
  text: z.string(),
  nullableText: z.string().nullable(),
  number: z.number(),
  nullableNumber: z.number().nullable(),
  optionalNumber: z.number().optional(),
  flag: z.boolean(),
  date: z.coerce.date(),
  nullableDate: z.coerce.date().nullable(),
  tags: z.array(z.string()),
});

const csvRow = z.object({
  text: z.string(),
  nullableText: z.string().nullable(),
  number: z.coerce.number(),
  nullableNumber: z.coerce.number().nullable(),
  optionalNumber: z.coerce.number().optional(),
  flag: z.stringbool(),
  date: z.coerce.date(),
  nullableDate: z.coerce.date().nullable(),
  tags: z.preprocess((cell) => JSON.parse(String(cell)) as unknown, z.array(z.string())),
});

interface Case {
  readonly name: string;
  readonly schema: StandardSchema<object>;
  readonly delimiter?: string;
}

describe('a dataset that is written and read again with the same row schema', () => {
  it.each<Case>([
    { name: 'rows.json', schema: jsonRow },
    { name: 'rows.ndjson', schema: jsonRow },
    { name: 'rows.csv', schema: csvRow },
    { name: 'rows.csv', schema: csvRow, delimiter: ';' },
  ])('has equal rows: $name $delimiter', async ({ name, schema, delimiter }) => {
    const path = join(await tempFolder(), name);
    const csv = delimiter === undefined ? {} : { csv: { delimiter } };

    await fc.assert(
      fc.asyncProperty(fc.array(row, { minLength: 1, maxLength: 20 }), async (rows) => {
        await writeDataset(path, { rows }, csv);

        const again = await readDataset(path, { id: 'rows', row: schema, ...csv });

        expect(again.rows).toEqual(rows);
      }),
      { seed: 42, numRuns: 150 },
    );
  });

  it('keeps any column names and any text apart from no text, in CSV', async () => {
    const path = join(await tempFolder(), 'rows.csv');
    const names = fc.uniqueArray(
      text.filter((name) => name !== ''),
      { minLength: 1, maxLength: 5 },
    );
    const table = names.chain((columns) =>
      fc
        .array(fc.tuple(...columns.map(() => fc.option(text))), { minLength: 1, maxLength: 5 })
        .map((cells) =>
          cells.map((values) => Object.fromEntries(columns.map((column, i) => [column, values[i] ?? null]))),
        ),
    );
    await fc.assert(
      fc.asyncProperty(table, async (rows) => {
        await writeDataset(path, { rows });

        const again = await readDataset(path, { id: 'rows', row: textOrNull(Object.keys(rows[0] ?? {})) });

        expect(again.rows.map((each) => Object.entries(each))).toEqual(rows.map((each) => Object.entries(each)));
      }),
      { seed: 42, numRuns: 150 },
    );
  });
});

/** Rows of exactly these columns, written by hand because zod leaves out a column named `__proto__`. */
function textOrNull(columns: readonly string[]): StandardSchema<Record<string, string | null>> {
  return {
    '~standard': {
      version: 1,
      vendor: 'by hand',
      validate: (value) => {
        const row = value as Record<string, string | null>;
        const missing = columns.filter((column) => !Object.hasOwn(row, column));
        if (missing.length === 0) return { value: row };
        return { issues: missing.map((column) => ({ message: 'is missing', path: [column] })) };
      },
    },
  };
}
