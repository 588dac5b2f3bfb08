import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { readDataset } from '../../src/data/read-dataset.ts';
import { errorOf, fileWith } from './files.ts';

const product = z.object({ sku: z.string(), price: z.coerce.number() });

describe('a CSV file that is read', () => {
  it('gives text for every value when there is no row schema', async () => {
    const path = await fileWith('products.csv', 'sku,stock,discontinued,note\n0042,007,false,\n');

    const { rows } = await readDataset(path, { id: 'products' });

    expect(rows).toEqual([{ sku: '0042', stock: '007', discontinued: 'false', note: '' }]);
  });

  it('gives the types of the row schema and nothing else', async () => {
    const path = await fileWith('products.csv', 'sku,price\n0042,12.50\n');

    const dataset = await readDataset(path, { id: 'products', name: 'Products', row: product });

    expect(dataset).toEqual({ id: 'products', name: 'Products', rows: [{ sku: '0042', price: 12.5 }] });
  });

  it('is named like its id when no name is given', async () => {
    const path = await fileWith('products.csv', 'sku\n1\n');

    expect((await readDataset(path, { id: 'products' })).name).toBe('products');
  });

  it('may come from a URL', async () => {
    const path = await fileWith('products.csv', 'sku\n1\n');

    expect((await readDataset(new URL(`file://${path}`), { id: 'products' })).rows).toEqual([{ sku: '1' }]);
  });

  it('may begin with a byte order mark, end its lines with CRLF and lack the last line end', async () => {
    const path = await fileWith('products.csv', '\ufeffsku,price\r\nA,1\r\nB,2');

    const { rows } = await readDataset(path, { id: 'products', row: product });

    expect(rows).toEqual([
      { sku: 'A', price: 1 },
      { sku: 'B', price: 2 },
    ]);
  });

  it('keeps quotes, delimiters, line ends and spaces of a quoted cell', async () => {
    const path = await fileWith('products.csv', 'name,note\n"1/2"" hose","a, b;\r\nc\n"\n x , y \n');

    const { rows } = await readDataset(path, { id: 'products' });

    expect(rows).toEqual([
      { name: '1/2" hose', note: 'a, b;\r\nc\n' },
      { name: ' x ', note: ' y ' },
    ]);
  });

  it('may be punctuated with semicolons, as exports with decimal commas are', async () => {
    const path = await fileWith('products.csv', 'sku;price\nA;1,50\n');
    const row = z.object({ sku: z.string(), price: z.string().transform((text) => Number(text.replace(',', '.'))) });

    const { rows } = await readDataset(path, { id: 'products', row, csv: { delimiter: ';' } });

    expect(rows).toEqual([{ sku: 'A', price: 1.5 }]);
  });

  it('counts as CSV under any name when the format says so', async () => {
    const path = await fileWith('products.txt', 'sku\n1\n');

    expect((await readDataset(path, { id: 'products', format: 'csv' })).rows).toEqual([{ sku: '1' }]);
  });

  it('gives frozen rows, down to what the schema nests in them', async () => {
    const path = await fileWith('products.csv', 'sku,tags\nA,x y\n');
    const row = z.object({ sku: z.string(), tags: z.string().transform((text) => text.split(' ')) });

    const dataset = await readDataset(path, { id: 'products', row });

    expect([dataset, dataset.rows, dataset.rows[0], dataset.rows[0]?.tags].map(Object.isFrozen)).toEqual([
      true,
      true,
      true,
      true,
    ]);
  });

  it('takes columns named like parts of every object for plain data', async () => {
    const path = await fileWith('products.csv', '__proto__,constructor,toString\nx,y,z\n');

    const [row] = (await readDataset(path, { id: 'products' })).rows;

    expect(Object.entries(row ?? {})).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
      ['toString', 'z'],
    ]);
    expect(Object.getPrototypeOf(row)).toBe(Object.prototype);
  });
});

describe('an empty cell of a CSV file', () => {
  const cell = async <T extends z.ZodType>(text: string, column: T): Promise<unknown> => {
    const path = await fileWith('rows.csv', `id,cell\n1,${text}\n`);
    const { rows } = await readDataset(path, { id: 'rows', row: z.object({ id: z.string(), cell: column }) });
    return rows[0];
  };

  it('is empty text where the column is text', async () => {
    expect(await cell('', z.string())).toStrictEqual({ id: '1', cell: '' });
    expect(await cell('', z.coerce.string())).toStrictEqual({ id: '1', cell: '' });
  });

  it('is null where the column may be null, unless it is quoted', async () => {
    expect(await cell('', z.string().nullable())).toStrictEqual({ id: '1', cell: null });
    expect(await cell('""', z.string().nullable())).toStrictEqual({ id: '1', cell: '' });
    expect(await cell('', z.coerce.number().nullable())).toStrictEqual({ id: '1', cell: null });
    expect(await cell('', z.coerce.string().nullable())).toStrictEqual({ id: '1', cell: null });
  });

  it('is left out where the column is optional', async () => {
    expect(await cell('', z.coerce.number().optional())).toStrictEqual({ id: '1' });
  });

  it('takes the default of the column', async () => {
    expect(await cell('', z.coerce.number().default(7))).toStrictEqual({ id: '1', cell: 7 });
    expect(await cell('', z.stringbool().default(true))).toStrictEqual({ id: '1', cell: true });
  });

  it('is empty text for a function of the schema that knows no other', async () => {
    const decimal = z.preprocess((text) => (text as string).replace(',', '.'), z.coerce.number());

    expect(await cell('', decimal)).toStrictEqual({ id: '1', cell: 0 });
  });

  it('is a fault where the column needs a value, and never the first of January 1970', async () => {
    const error = await errorOf(cell('', z.coerce.date()));

    expect(error.message).toContain('line 2, cell: Invalid input: expected date');
  });
});

describe('a CSV file that is wrong', () => {
  it('names line, field and fault of each bad row, in the order of the file, and counts them', async () => {
    const path = await fileWith('products.csv', 'sku,price\nA,1\nB,x\nC\nD,"4\n4"\n\nE,5,5\nF,6\n');

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.code).toBe('DATASET_FILE_INVALID');
    expect(error.message).toContain('5 of 7 rows');
    expect(error.issues.map(({ message }) => message)).toEqual([
      'line 3, price: Invalid input: expected number, received NaN',
      'line 4: has 1 cell, the header has 2',
      'line 5, price: Invalid input: expected number, received NaN',
      'line 7: the line is blank, the header has 2 columns',
      'line 8: has 3 cells, the header has 2',
    ]);
    expect(error.issues[0]?.path).toEqual([`file '${path}'`, 'line 3', "'price'"]);
    expect(error.issues[0]?.received).toBe("'x'");
  });

  it('counts lines past quoted line ends of any kind', async () => {
    const path = await fileWith('products.csv', 'sku,price\r\n"a\r\nb\nc",1\r\n\r\nD,x\r\n');

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.issues.map(({ path: [, line] }) => line)).toEqual(['line 5', 'line 6']);
  });

  it('lists the first 20 bad rows and counts the rest', async () => {
    const lines = Array.from({ length: 500 }, (_, i) => `${i},${i % 4 === 0 ? 'x' : '1'}`);
    const path = await fileWith('products.csv', `sku,price\n${lines.join('\n')}\n`);

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.code).toBe('DATASET_FILE_INVALID');
    expect(error.message).toContain('125 of 500 rows');
    expect(error.message).toContain('the first 20 are listed');
    expect(error.issues).toHaveLength(20);
    expect(error.issues.at(-1)?.path[1]).toBe('line 78');
  });

  it('tells the total in the terminal even when there is one fault only', async () => {
    const path = await fileWith('products.csv', 'sku,price\nA,1\nB,x\n');

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.format()).toContain('1 of 2 rows');
    expect(error.format()).toContain('line 3, price');
  });

  it('reports the rows before a quote that never closes, and where reading stopped', async () => {
    const path = await fileWith('products.csv', 'sku,price\nA,x\nB,"2\nC,3\nD,4\n');

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.message).toContain('reading stopped at line 3');
    expect(error.issues.map(({ message }) => message)).toEqual([
      'line 2, price: Invalid input: expected number, received NaN',
      'line 3: the quote opened in cell 2 never closes',
    ]);
  });

  it.each([
    ['a quote inside a bare cell', 'sku,price\nA"B,1\n', 'line 2: cell 1 holds a quote but does not begin with one'],
    ['text after a closing quote', 'sku,price\n"A"B,1\n', 'line 2: cell 1 goes on after its closing quote'],
    ['a repeated column', 'sku,price,sku\n', 'line 1, sku: columns 1 and 3 have the same name'],
    ['a column without a name', 'sku,,price\n', 'line 1: column 2 has no name'],
    ['no content', '', 'line 1: it is empty'],
    ['no content but a byte order mark', '\ufeff', 'line 1: it is empty'],
  ])('is refused for %s', async (_, text, message) => {
    const path = await fileWith('products.csv', text);

    const error = await errorOf(readDataset(path, { id: 'products' }));

    expect(error.code).toBe('DATASET_FILE_INVALID');
    expect(error.message).toContain(message);
  });

  it('names all faults of its header at once', async () => {
    const path = await fileWith('products.csv', 'sku,,sku\n1,2,3\n');

    const error = await errorOf(readDataset(path, { id: 'products' }));

    expect(error.issues).toHaveLength(2);
  });

  it('names the lines that are not UTF-8 and how to convert them', async () => {
    const path = await fileWith('products.csv', Buffer.from('sku,name\n1,Müller\n2,Meier\n3,Möller\n', 'latin1'));

    const error = await errorOf(readDataset(path, { id: 'products' }));

    expect(error.code).toBe('DATASET_FILE_INVALID');
    expect(error.message).toContain('2 of 4 lines');
    expect(error.issues.map(({ path: [, line] }) => line)).toEqual(['line 2', 'line 4']);
    expect(error.suggestion).toContain('iconv');
  });

  it('is told apart from UTF-16', async () => {
    const path = await fileWith('products.csv', Buffer.from('\ufeffsku\n1\n', 'utf16le'));

    expect((await errorOf(readDataset(path, { id: 'products' }))).message).toContain('UTF-16');
  });

  it('hints at the delimiter when the header is a single column', async () => {
    const path = await fileWith('products.csv', 'sku;price\nA;1\n');

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.suggestion).toContain("csv: { delimiter: ';' }");
  });

  it.each([
    ['sku;price\nA;1\nB;2,5\n', "';'"],
    ['sku\tprice\tstock\nA\t1\t2\n', "'\\t'"],
    ['sku|price\nA|1\n', "'|'"],
  ])('is refused where another sign separates its values throughout: %j', async (text, sign) => {
    const path = await fileWith('products.csv', text);

    const error = await errorOf(readDataset(path, { id: 'products' }));

    expect(error).toMatchObject({ code: 'DATASET_FILE_INVALID' });
    expect(error.issues[0]?.message).toContain(`separated by ${sign}`);
    expect(error.suggestion).toContain(`csv: { delimiter: ${sign} }, on the command line --delimiter ${sign}`);
  });

  it('may have one column whose texts hold a semicolon, and one whose sign was said', async () => {
    const prose = await fileWith('notes.csv', 'note; or none\nfirst; second; third\nno more\n');
    const said = await fileWith('products.csv', 'sku;price\nA;1\n');

    expect((await readDataset(prose, { id: 'notes' })).rows).toHaveLength(2);
    expect((await readDataset(said, { id: 'said', csv: { delimiter: ',' } })).rows).toEqual([{ 'sku;price': 'A;1' }]);
  });

  it('hints at decimal commas', async () => {
    const path = await fileWith('products.csv', 'sku;price\nA;1.234,50\n');

    const error = await errorOf(readDataset(path, { id: 'products', row: product, csv: { delimiter: ';' } }));

    expect(error.suggestion).toContain('decimal comma');
  });

  it('hints at the column the schema probably means', async () => {
    const path = await fileWith('products.csv', 'sku,prise\nA,1\n');

    const error = await errorOf(readDataset(path, { id: 'products', row: product }));

    expect(error.suggestion).toBe("The header has no column 'price'. Did you mean 'prise'?");
  });
});
