import { describe, expect, it } from 'vitest';

import { expectLedger, fixture } from '../../src/testing/index.ts';
import { CHART, shop } from './shop.ts';

const BOOKED = `
  date        event          account                      debit  credit
  2025-01-23  sale.invoiced  1100 Receivables           1156.37
  2025-01-23  sale.invoiced  4000 Revenue                         971.74
`;

async function collected() {
  return fixture(shop({ customers: 1, end: '2025-02-01' })).collect();
}

/** What the message says was posted, as one would write it down. */
async function posted(): Promise<string> {
  try {
    expectLedger(await collected(), BOOKED, { books: CHART });
  } catch (error) {
    const [, table = ''] = String(error).split('posted:\n');
    return table.replaceAll(/^> /gm, '  ');
  }
  throw new Error('the table above should not be that of the shop');
}

describe('expectLedger', () => {
  it('passes when the books hold exactly these lines, in this order', async () => {
    const table = await posted();

    expect(table).toMatch(
      /date +event +account +debit +credit\n +2025-01-\d\d +sale\.invoiced +1100 Receivables +\d+\.\d\d\n/,
    );
    expectLedger(await collected(), table, { books: CHART });
  });

  it.each([
    ['another amount', (table: string) => table.replace(/\.\d\d/, (cents) => (cents === '.11' ? '.12' : '.11'))],
    ['a line too few', (table: string) => table.trimEnd().split('\n').slice(0, -1).join('\n')],
    ['a line too many', (table: string) => `${table.trimEnd()}\n${table.trimEnd().split('\n').at(-1) ?? ''}`],
    ['another account', (table: string) => table.replace('1100 Receivables', '1101 Receivables')],
    ['another name', (table: string) => table.replace('1100 Receivables', '1100 Debtors    ')],
    ['another date', (table: string) => table.replace(/2025-01-\d\d/, '2025-01-01')],
  ])('fails on %s', async (_what, change) => {
    const table = await posted();

    expect(change(table)).not.toBe(table);
    const books = await collected();
    expect(() => expectLedger(books, change(table), { books: CHART })).toThrow(
      /the ledger is not what is expected, from row \d+ on/,
    );
  });

  it('tells a debit from a credit by where the amount stands', async () => {
    const [header = '', first = '', ...rest] = (await posted()).split('\n');
    const amount = /\S+$/.exec(first)?.[0] ?? '';
    const moved = `${first.slice(0, -amount.length)}${' '.repeat(header.length - first.length)}${amount}`;
    const books = await collected();

    expect(() => expectLedger(books, [header, moved, ...rest].join('\n'), { books: CHART })).toThrow(/from row 1 on/);
  });

  it('asks for the columns it knows', async () => {
    const books = await collected();

    expect(() => expectLedger(books, 'date  account  debit  credit\n', { books: CHART })).toThrow(
      /it needs date, event, account/,
    );
  });
});
