/** A rule of the author's own that gives what is no entry: it is told by process, rule, entry and line. */
import { describe, expect, it } from 'vitest';

import { generate, InMemoryAdapter, SynodeError, type Postings } from '../../src/index.ts';
import { shop, shopPostings } from './shop.ts';

type Draft = { readonly lines: readonly Record<string, unknown>[] };
type Rule = (event: never, accounts: never) => readonly Draft[];

/** The fault of a run whose rule of invoices gives something else. */
async function faultOf(change: (drafts: readonly Draft[]) => unknown): Promise<SynodeError> {
  const { SH01, ...rest } = shopPostings as unknown as Record<string, { readonly rule: Rule }>;
  const rule = (event: never, accounts: never) => change(SH01?.rule(event, accounts) ?? []);
  const postings = { ...rest, SH01: { ...SH01, rule } } as unknown as Postings;
  const thrown: unknown = await generate(shop({ postings, customers: 1 }), { adapter: new InMemoryAdapter() }).catch(
    (error: unknown) => error,
  );
  if (thrown instanceof SynodeError) return thrown;
  throw new Error(`no SynodeError, but ${String(thrown)}`);
}

/** The second line of the first entry changed. */
const withLine =
  (line: unknown) =>
  ([first, ...more]: readonly Draft[]): unknown => {
    const lines = (first?.lines ?? []).map((one, i) =>
      i !== 1 ? one : typeof line === 'object' && line !== null ? { ...one, ...line } : line,
    );
    return [{ ...first, lines }, ...more];
  };

const RULE = ["process 'shop'", "'postings'", "'SH01'"];
const LINE_FORM = '{ side, choice, amount, details }';
const ENTRY = [...RULE, 'entry 1'];
const LINE = [...RULE, 'entry 1', 'line 2'];

describe('a posting rule that gives no entries is refused with its place', () => {
  it.each<readonly [string, (drafts: readonly Draft[]) => unknown, readonly string[], string, string]>([
    [
      'nothing at all',
      () => undefined,
      RULE,
      'undefined',
      'Return the entries of the event, or [] where there are none.',
    ],
    [
      'an entry outside of a list',
      ([one]) => one,
      RULE,
      'an object with journal, lines, header',
      'Put the entry into a list.',
    ],
    [
      'a promise',
      async (all) => all,
      RULE,
      'an empty object',
      'Let the rule answer at once: it reads nothing but the payload.',
    ],
    ['null for an entry', (all) => [...all, null], [...RULE, 'entry 3'], 'null', 'Make it by entry(…).'],
    ['an entry without lines', ([one]) => [{ ...one, lines: undefined }], ENTRY, 'undefined', 'Make it by entry(…).'],
    ['an entry whose journal is a number', ([one]) => [{ ...one, journal: 7 }], ENTRY, '7', 'Make it by entry(…).'],
    ['an entry without a header', ([one]) => [{ ...one, header: null }], ENTRY, 'null', 'Make it by entry(…).'],
    [
      'lines that are in no entry',
      ([one]) => one?.lines,
      [...RULE, 'entry 1'],
      'an object with side, choice, amount, details',
      "Put its lines into an entry: entry('SAL', [debit(…), credit(…)]).",
    ],
  ])('%s', async (_name, change, path, received, suggestion) => {
    const fault = await faultOf(change);

    expect(fault).toMatchObject({ code: 'INVALID_POSTING', kind: 'configuration', received, suggestion });
    expect(fault.path).toEqual(path);
    expect(fault.replay).toMatch(/npx synode replay --seed synode --actor shop\/customer:0/);
  });

  it.each<readonly [string, unknown, string, string]>([
    ['a text', 'credit', LINE_FORM, "'credit'"],
    ['nothing for a line', undefined, LINE_FORM, 'undefined'],
    ['a line without a side', { side: undefined }, "side: 'debit' or 'credit'", 'undefined'],
    ['a line of another side', { side: 'left' }, "side: 'debit' or 'credit'", "'left'"],
    ['a line without an amount', { amount: undefined }, 'amount: a whole number of minor units', 'undefined'],
    ['a line whose amount is a text', { amount: '12.00' }, 'amount: a whole number of minor units', "'12.00'"],
    ['a line without an account', { choice: undefined }, "choice: a('role')", 'undefined'],
    ['a line that names a role alone', { choice: 'revenue.product' }, "choice: a('role')", "'revenue.product'"],
    ['a line without details', { details: undefined }, 'details: { … }', 'undefined'],
    [
      'a line that clears no list',
      { details: { clears: { item: 'X', amount: 1 } } },
      'clears: [{ item, amount }]',
      'an object with item, amount',
    ],
  ])('%s', async (_name, line, expected, received) => {
    const fault = await faultOf(withLine(line));

    expect(fault).toMatchObject({ code: 'INVALID_POSTING', expected, received });
    expect(fault.path).toEqual(LINE);
    expect(fault.suggestion).toMatch(/^Make it by debit\(…\), credit\(…\) or signed\(…\)/);
  });
});
