import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import { FilterAdapter } from '../../adapters/filter.ts';
import { MapAdapter } from '../../adapters/map.ts';
import { NullAdapter } from '../../adapters/null.ts';
import { RetryAdapter } from '../../adapters/retry.ts';
import { CompositeAdapter, exporter, generate, SynodeError } from '../../src/index.ts';
import type { ExportFormat, ExportOptions, RunResult, Scenario } from '../../src/index.ts';
import type { AnyEvent } from '../../src/model/event.ts';
import type { JsonLog } from './ocel-counts.ts';
import { table } from './tables.ts';
import { ACCOUNTS, tiny } from './tiny.ts';

const root = mkdtempSync(join(tmpdir(), 'synode-texts-'));
afterAll(() => rmSync(root, { recursive: true }));
let runs = 0;

async function run(
  company: Scenario,
  formats: readonly ExportFormat[],
  more: Partial<ExportOptions> = {},
): Promise<{ readonly folder: string; readonly result: RunResult; readonly read: (path: string) => string }> {
  const folder = join(root, String(runs++));
  const result = await generate(company, { seed: 1, adapter: exporter(company, { folder, formats, ...more }) });
  return { folder, result, read: (path) => readFileSync(join(folder, path), 'utf8') };
}

/** The error of a run that is refused. */
async function failure(running: Promise<RunResult>): Promise<SynodeError> {
  const error: unknown = await running.catch((thrown: unknown) => thrown);
  if (error instanceof SynodeError) return error;
  throw new Error('the run was not refused');
}

const EVIL = 'a "b" \\c;d,e|f\tg\nh  <&> ä 中 😀 = ' + 'x'.repeat(300);

describe('texts that mean something to a format', () => {
  it('end no description and begin no comment in hledger', async () => {
    const { read } = await run(tiny([{ text: EVIL }]), ['hledger']);

    const [head = ''] = read('hledger/T1.journal').match(/^2025-.*$/m) ?? [];
    expect(head).toContain(`(T1-2025-SAL000001) a "b" \\c,d,e|f g h <&> ä 中 😀 = ${'x'.repeat(300)}  ; event:`);
  });

  it('end no string in beancount', async () => {
    const { read } = await run(tiny([{ text: EVIL }]), ['beancount']);

    expect(read('beancount/T1.beancount')).toContain('* "a \\"b\\" \\\\c;d,e|f g h <&> ä 中 😀 = xxx');
  });

  it('come back whole from the table', async () => {
    const { read } = await run(tiny([{ text: EVIL }, { text: ' edge ' }]), ['journal-csv']);

    const texts = table(read('journal-csv/journal.csv')).map(({ text }) => text);
    expect(texts).toEqual([EVIL, EVIL, ' edge ', ' edge ']);
  });
});

describe('texts in event logs', () => {
  const sale = { reason: `${EVIL}\u0001\uD800`, status: ' <b>&amp;</b> ' };
  const log = () => run(tiny([sale]), ['ocel-json', 'ocel-xml', 'xes']);

  it('come back whole from JSON', async () => {
    const { read } = await log();

    const { events, objects } = JSON.parse(read('ocel-json/log.json')) as JsonLog;
    expect(events.map(({ type }) => type)).toEqual(['Make "sale" <&>']);
    expect(events[0]?.attributes).toContainEqual({ name: 'reason', value: sale.reason });
    expect(objects.find(({ type }) => type === 'Sale')?.attributes).toContainEqual({
      name: 'status',
      time: '1970-01-01T00:00:00Z',
      value: sale.status,
    });
  });

  it.each(['ocel-xml/log.xml', 'xes/Sale.xes'])(
    'come back from %s, but for signs that no XML can hold',
    async (path) => {
      const { read } = await log();

      const text = read(path);
      const reason = /name="reason">([^<]*)</.exec(text)?.[1] ?? /key="reason" value="([^"]*)"/.exec(text)?.[1];
      expect(unescaped(reason ?? '')).toBe(`${EVIL}\uFFFD\uFFFD`);
      expect(text).toContain('"Make &quot;sale&quot; &lt;&amp;&gt;"');
      expect(text).toContain('&lt;b&gt;&amp;amp;&lt;/b&gt;');
    },
  );
});

/** What a reader of XML makes of an escaped text. */
function unescaped(text: string): string {
  const signs: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#9': '\t', '#10': '\n' };
  return text.replaceAll(/&(#?\w+);/g, (all, name: string) => signs[name] ?? all);
}

describe('amounts', () => {
  it('are written digit by digit, as large as they get', async () => {
    const { read } = await run(tiny([{ amount: 9_007_199_254_740_991 }, { amount: 5 }]), ['hledger', 'journal-csv']);

    expect(read('hledger/T1.journal')).toContain('T1:4000  -90071992547409.91 EUR');
    expect(read('hledger/T1.journal')).toContain('T1:1010  0.05 EUR');
    expect(read('journal-csv/journal.csv')).toContain(',debit,90071992547409.91,EUR,90071992547409.91,EUR,');
  });

  it('say what foreign money is worth', async () => {
    const sale = { amount: 1001, currency: 'JPY', rate9: 6_250_000 };
    const { read } = await run(tiny([sale]), ['hledger', 'beancount']);

    expect(read('hledger/T1.journal')).toContain('T1:1010  1001 JPY @@ 6.26 EUR');
    expect(read('beancount/T1.beancount')).toContain('Income:CT1:A4000  -1001 JPY @@ 6.26 EUR');
  });
});

describe('a run without an entry', () => {
  it('has tables with their columns, and no books', async () => {
    const { folder, read } = await run(tiny([]), ['journal-csv', 'hledger']);

    expect(table(read('journal-csv/journal.csv'))).toEqual([]);
    expect(read('journal-csv/trial-balance.csv')).toMatch(/^company,glAccount,/);
    expect(existsSync(join(folder, 'hledger'))).toBe(false);
  });
});

describe('an export that cannot be', () => {
  const company = tiny([{}]);
  const failing = (options: unknown, of: Scenario = company) => {
    try {
      exporter(of, { folder: root, ...(options as Omit<ExportOptions, 'folder'>) });
    } catch (error) {
      return error;
    }
    return undefined;
  };

  it('is told with what there is', () => {
    expect(failing({ formats: ['hledgr'] })).toMatchObject({
      code: 'INVALID_OPTION',
      received: "'hledgr'",
      suggestion: "Did you mean 'hledger'?",
    });
    expect(failing({ formats: [] })).toMatchObject({ code: 'INVALID_OPTION' });
    expect(failing({ formats: ['hledger', 'hledger'] })).toMatchObject({
      code: 'INVALID_OPTION',
      received: 'one twice',
    });
    expect(failing({ formats: ['hledger'], format: 1 })).toMatchObject({ code: 'UNKNOWN_KEY' });
  });

  it('is refused where the scenario keeps no books', () => {
    const { books: _, ...without } = company;

    expect(failing({ formats: ['hledger'] }, without as Scenario)).toMatchObject({ code: 'EXPORT_NOT_AVAILABLE' });
    expect(failing({ formats: ['hledger'] }, [] as never)).toMatchObject({ code: 'EXPORT_NOT_AVAILABLE' });
  });

  it('names every account that lacks its type', () => {
    const bare = ACCOUNTS.map((account) => ({ ...account, type: undefined })) as unknown as typeof ACCOUNTS;

    expect(failing({ formats: ['hledger'] }, tiny([], bare))).toMatchObject({
      code: 'EXPORT_FIELD_MISSING',
      received: 'no type: 1010, 4000',
    });
    expect(failing({ formats: ['journal-csv'] }, tiny([], bare))).toBeUndefined();
  });

  it('names accounts that a format cannot tell apart', () => {
    const [bank, sales] = ACCOUNTS;
    const twins = [
      { ...bank, number: '10.1' },
      { ...sales, number: '10-1' },
    ] as typeof ACCOUNTS;

    expect(failing({ formats: ['beancount'] }, tiny([], twins))).toMatchObject({ code: 'EXPORT_VALUE' });
    expect(failing({ formats: ['hledger'] }, tiny([], twins))).toBeUndefined();
    const spaced = [{ ...bank, number: 'a  b' }, sales] as typeof ACCOUNTS;
    expect(failing({ formats: ['hledger'] }, tiny([], spaced))).toMatchObject({
      code: 'EXPORT_VALUE',
      received: "'a  b'",
    });
  });

  it('leaves a folder alone that holds something, where asked', async () => {
    const folder = join(root, 'filled');
    mkdirSync(join(folder, 'hledger'), { recursive: true });
    writeFileSync(join(folder, 'hledger', 'mine.txt'), 'mine');
    const options: ExportOptions = { folder, formats: ['hledger'], ifExists: 'fail' };

    await expect(generate(company, { adapter: exporter(company, options) })).rejects.toMatchObject({
      code: 'FILE_EXISTS',
    });
    expect(readdirSync(join(folder, 'hledger'))).toEqual(['mine.txt']);
    await generate(company, { adapter: exporter(company, { ...options, ifExists: 'replace' }) });
    expect(readdirSync(join(folder, 'hledger'))).toEqual(['T1.journal', 'mine.txt']);
  });

  it('is no part of a run: its running numbers would have gaps', async () => {
    const adapter = exporter(company, { folder: join(root, 'part'), formats: ['hledger'] });

    await expect(generate(company, { adapter, shard: { index: 1, count: 2 } })).rejects.toMatchObject({
      code: 'EXPORT_NOT_AVAILABLE',
    });
  });

  it('is no part of a run beside other adapters either, which is told with all else before anything is opened', async () => {
    const folder = join(root, 'beside');
    const both = () =>
      new CompositeAdapter<AnyEvent>([
        new FilterAdapter<AnyEvent>(new NullAdapter(), () => true),
        new RetryAdapter(new MapAdapter<AnyEvent>(exporter(company, { folder, formats: ['hledger'] }), (e) => e)),
        new FileAdapter(join(folder, 'events.ndjson')),
      ]);
    const shard = { index: 1, count: 2 };

    const given = await failure(generate(company, { adapter: both(), shard, lanes: 0 }));
    const made = await failure(generate(company, { adapter: both, shard }));

    expect(given.issues.map(({ code }) => code).toSorted()).toEqual(['EXPORT_NOT_AVAILABLE', 'INVALID_RUN_OPTIONS']);
    expect(made).toMatchObject({ code: 'EXPORT_NOT_AVAILABLE', received: 'part 1 of 2' });
    expect(existsSync(folder)).toBe(false);
    await expect(generate(company, { adapter: both(), shard: { index: 1, count: 1 } })).resolves.toBeDefined();
  });

  it('says which path it cannot write', async () => {
    writeFileSync(join(root, 'file'), '');
    const adapter = exporter(company, { folder: join(root, 'file'), formats: ['journal-csv'] });

    await expect(generate(company, { adapter })).rejects.toMatchObject({
      code: 'ADAPTER_ERROR',
      adapter: 'export',
      operation: 'open',
      message: expect.stringContaining('journal-csv') as string,
    });
  });
});

it('a run that fails leaves no file under its final name', async () => {
  const company = tiny([{ amount: 100 }, { currency: 'USD' }]);
  const folder = join(root, 'failed');
  const adapter = exporter(company, { folder, formats: ['journal-csv', 'hledger'] });

  await expect(generate(company, { adapter })).rejects.toMatchObject({ code: 'ENTRY_INVALID' });
  const left = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  expect(left.filter((path) => /\.\w+$/.test(path))).toEqual(['journal-csv/journal.csv.part']);
});
