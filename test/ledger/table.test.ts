/** What an account table may say, what a line takes over into the books, and what an item leaves open: rule by rule, without a run. */
import { describe, expect, it } from 'vitest';

import { world } from '../../journeys/world/world.ts';
import { credit, debit, entry, IssueList, SynodeError, type Event, type JournalEntry } from '../../src/index.ts';
import { Books } from '../../src/ledger/books.ts';
import { checkBooks } from '../../src/ledger/check-books.ts';
import { newItemBook, noteItems } from '../../src/ledger/items.ts';
import { entriesOf, type CompiledRule } from '../../src/ledger/post.ts';
import type { Account, Determination, LineDetails } from '../../src/model/ledger.ts';
import { readAccounts } from '../../src/verify/accounts.ts';
import { CHART } from './shop.ts';

const [company] = CHART.companies;
const [chart] = CHART.charts;
if (company === undefined || chart === undefined) throw new Error('the chart is gone');

function faultsOf(change: Partial<Determination>): readonly string[] {
  const issues = new IssueList();
  const isSound = checkBooks({ ...CHART, ...change }, issues);
  expect(isSound).toBe(issues.issues.length === 0);
  return issues.issues.map(({ path, message }) => `${path.slice(2).join(' ')}: ${message}`);
}

const withAccount = (account: Account): Partial<Determination> => ({
  charts: [{ ...chart, accounts: [...chart.accounts, account] }],
});
const part: Account = {
  number: '1100.DE',
  name: 'Germany',
  role: 'receivables.trade',
  caption: 'BS.AR',
  parent: '1100',
  when: { region: 'DE' },
};

describe('an account table', () => {
  it('without faults has none', () => {
    expect(faultsOf(withAccount(part))).toEqual([]);
  });

  it.each<readonly [what: string, change: Partial<Determination>, faults: readonly string[]]>([
    [
      'a company twice',
      { companies: [company, company] },
      ["company '1000': company '1000' stands in the books twice"],
    ],
    ['two charts of one name', { charts: [chart, chart] }, ["chart 'small': two charts are called 'small'"]],
    [
      'a part of an account that is not there',
      withAccount({ ...part, parent: '1111' }),
      ["chart 'small' account '1100.DE' 'parent': account 1100.DE details 1111, which is not in chart 'small'"],
    ],
    [
      'a part of itself',
      withAccount({ ...part, parent: '1100.DE' }),
      ["chart 'small' account '1100.DE' 'parent': account 1100.DE details 1100.DE, which is not in chart 'small'"],
    ],
    [
      'a part of which nobody knows the lines',
      withAccount({ number: '1100.DE', name: 'Germany', role: 'receivables.trade', caption: 'BS.AR', parent: '1100' }),
      ["chart 'small' account '1100.DE' 'when': account 1100.DE details 1100, but for which lines is not said"],
    ],
  ])('with %s is refused', (_what, change, faults) => {
    expect(faultsOf(change)).toEqual(faults);
  });

  it('with a fiscal year that is none is refused, and says where', () => {
    const calendar = { type: 'custom', startMonth: 13 } as unknown as NonNullable<typeof company.fiscalCalendar>;
    const faults = faultsOf({ companies: [{ ...company, fiscalCalendar: calendar }] });

    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toContain("company '1000' 'fiscalCalendar'");
  });

  it('leads to the same account whether it is posted or read again, part of a part too', () => {
    const { books } = world({ preset: 'distributor', chart: 'medium' });
    const own = new Books(books).of('1000');
    const again = readAccounts(books).get('1000');
    const accounts = books.charts.find(({ id }) => id === own.company.chart)?.accounts ?? [];
    const parents = new Set(accounts.map(({ parent }) => parent));
    const parts = accounts.filter(({ parent, number }) => parent !== undefined && !parents.has(number));

    expect(parts.length).toBeGreaterThan(200);
    for (const { role, when = {} } of parts) {
      const { account } = own.choose(role, when);
      expect(again?.choose(role, when)?.number).toBe(account.number);
      expect(again?.choose(role, { ...when, beside: 'x' })?.number).toBe(account.number);
    }
  });
});

const EVENT: Event = {
  id: 'e',
  userId: 'u',
  sessionId: 's',
  name: 'thing.told',
  timestamp: new Date('2025-03-31T23:00:00.000Z'),
  payload: { company: '1000', documentId: 'D-1', performedBy: 'E-1' },
};
const ASSET: Account = { number: '1500', name: 'Assets', role: 'asset.cost', caption: 'BS.PPE', flags: ['C', 'A'] };
const books = new Books({ ...CHART, ...withAccount(ASSET) });

function posted(rule: CompiledRule['rule'], payload: object = {}): readonly JournalEntry[] {
  const roles = new Set(['revenue.product', 'suspense', 'receivables.trade', 'asset.cost']);
  const event = { ...EVENT, payload: { ...EVENT.payload, ...payload } };
  return entriesOf(event, { id: 'X01', process: 'x', roles, rule }, books, () => false);
}

function refused(rule: CompiledRule['rule']): SynodeError {
  try {
    posted(rule);
  } catch (thrown) {
    if (thrown instanceof SynodeError) return thrown;
    throw thrown;
  }
  throw new Error('it was booked');
}

describe('an entry', () => {
  it('has all that its header and its lines say, and nothing else', () => {
    const details: LineDetails = {
      costCenter: 'CC',
      profitCenter: 'PC',
      segment: 'S',
      project: 'P',
      materialId: 'M',
      quantity: 3,
      assetId: 'A',
      taxCode: 'T',
      taxBase: 9,
      text: 'line',
      flow: 'acquisition',
      partner: { kind: 'vendor', id: 'V' },
    };
    const header = {
      approvedBy: 'E-2',
      text: 'head',
      kind: 'reversal',
      reverses: 'x-1',
      fiscalPeriod: 13,
      documentDate: '2025-03-01',
    } as const;
    const [one] = posted((_event, a) => [
      entry('GEN', [debit(a('suspense'), 5, details), credit(a('suspense'), 5)], header),
    ]);
    const { lines, ...head } = one as JournalEntry;

    expect(head).toMatchObject({
      ...header,
      enteredBy: 'E-1',
      documentId: 'D-1',
      postingDate: '2025-03-31',
      journal: 'GEN',
    });
    expect(lines).toEqual([
      { line: 1, glAccount: '9000', role: 'suspense', side: 'debit', amount: 5, localAmount: 5, ...details },
      { line: 2, glAccount: '9000', role: 'suspense', side: 'credit', amount: 5, localAmount: 5 },
    ]);
  });

  it('takes over what its account was chosen by', () => {
    const line = {
      costCenter: 'CC',
      profitCenter: 'PC',
      segment: 'S',
      project: 'P',
      materialId: 'M',
      assetId: 'A',
      taxCode: 'T',
      quantity: 2,
    };
    const [one] = posted((_event, a) => [entry('GEN', [debit(a('suspense', line), 5), credit(a('suspense'), 5)])]);

    expect(one?.lines[0]).toMatchObject(line);
  });

  it('leaves out lines of nothing, and is none where no line is left', () => {
    const [one] = posted((_event, a) => [
      entry('GEN', [debit(a('suspense'), 0), credit(a('suspense'), 0)]),
      entry('GEN', [debit(a('suspense'), 5), credit(a('suspense'), 0), credit(a('suspense'), 5)]),
    ]);

    expect(one?.entryId).toBe('e-1');
    expect(one?.lines.map(({ line, amount }) => [line, amount])).toEqual([
      [1, 5],
      [2, 5],
    ]);
  });

  it('on an account of assets names an asset, or an order that is not one yet', () => {
    const booking =
      (details: LineDetails): CompiledRule['rule'] =>
      (_event, a) => [entry('GEN', [debit(a('asset.cost'), 5, details), credit(a('suspense'), 5)])];

    expect(refused(booking({}))).toMatchObject({ code: 'PARTNER_MISSING', expected: 'assetId' });
    expect(posted(booking({ assetId: 'A-1' }))).toHaveLength(1);
    expect(posted(booking({ openItem: { id: 'PO/1' } }))).toHaveLength(1);
  });
});

describe('an item', () => {
  const line = (side: 'debit' | 'credit', amount: number, details: LineDetails = {}) =>
    [side, amount, details] as const;
  const partner = { kind: 'customer', id: 'C' } as const;
  function booked(...lines: readonly ReturnType<typeof line>[]): JournalEntry {
    const sum = lines.reduce((all, [side, amount]) => all + (side === 'debit' ? amount : -amount), 0);
    const [one] = posted((_event, a) => [
      entry('SAL', [
        ...lines.map(([side, amount, details]) =>
          (side === 'debit' ? debit : credit)(a('receivables.trade'), amount, { partner, ...details }),
        ),
        (sum > 0 ? credit : debit)(a('suspense'), Math.abs(sum)),
      ]),
    ]);
    return one as JournalEntry;
  }
  const noted = (isExcused: boolean, ...entries: readonly JournalEntry[]): string => {
    const book = newItemBook();
    try {
      for (const one of entries) noteItems(book, one, () => isExcused);
    } catch (thrown) {
      const { code, path, message, expected = '' } = thrown as SynodeError;
      return `${code} ${path.join(' ')}: ${message}; ${String(expected)}`;
    }
    return '';
  };
  const opened = booked(line('debit', 100, { openItem: { id: 'I' } }));
  const clears = (amount: number) => ({ clears: [{ item: 'I', amount, localAmount: amount }] });

  it('is cleared by what is open of it, once, on the other side', () => {
    const whole = booked(line('credit', 100, clears(100)));
    const same = booked(line('debit', 100, clears(100)));
    const more = booked(line('credit', 101, clears(101)));

    expect(noted(false, opened, whole)).toBe('');
    expect(noted(false, opened, same)).toBe(
      "ENTRY_INVALID rule 'X01' item 'I': [ENTRY_INVALID] X01 clears item 'I' on the side it was opened on (e-1); a credit",
    );
    expect(noted(false, opened, more)).toMatch(/^OPEN_ITEM_OVERCLEARED rule 'X01' item 'I': .*; at most 100 \(100 in/);
    expect(noted(false, opened, whole, whole)).toMatch(/^OPEN_ITEM_OVERCLEARED .*; at most 0 \(0 in/);
  });

  it('is cleared by as much as its line, in whole units, at a value that is said where currencies differ', () => {
    const clearing = (amount: number, localAmount?: number) => (): unknown =>
      booked(
        line('credit', 100, { clears: [{ item: 'I', amount, ...(localAmount === undefined ? {} : { localAmount }) }] }),
      );
    const foreign: CompiledRule['rule'] = (_event, a) => [
      entry(
        'SAL',
        [
          debit(a('suspense'), 100),
          credit(a('receivables.trade'), 100, { partner, clears: [{ item: 'I', amount: 100 }] }),
        ],
        { currency: 'EUR', rate9: 1_100_000_000 },
      ),
    ];

    const units = (): unknown =>
      booked(line('credit', 100, { quantity: 3, clears: [{ item: 'I', amount: 90, localAmount: 90 }] }));

    expect(clearing(100)).not.toThrow();
    // Units are worth what they are in company currency: there nothing excuses a sum that differs.
    expect(units).toThrow(/what line 1 clears of entry e-1 is 90/);
    expect(clearing(99)).toThrow(/what line 1 clears of entry e-1 is 99/);
    expect(clearing(99.5)).toThrow(/what line 1 clears of 'I' of entry e-1 is 99\.5/);
    expect(clearing(100, -1)).toThrow(/localAmount of item 'I' in line 1 of entry e-1 is -1/);
    expect(refused(foreign).message).toContain("localAmount of item 'I' in line 2 of entry e-1 is undefined");
  });

  it('is cleared to the last in both currencies', () => {
    const left = { ...opened, lines: opened.lines.map((one) => ({ ...one, localAmount: 120 })) };

    expect(noted(false, left, booked(line('credit', 100, clears(100))))).toBe(
      "ENTRY_INVALID rule 'X01' item 'I': [ENTRY_INVALID] X01 clears item 'I' but leaves 20 of it in company currency (e-1); the last clearing takes the rest",
    );
  });

  it('may be cleared wrongly where a label says that somebody will find it', () => {
    const left = { ...opened, lines: opened.lines.map((one) => ({ ...one, localAmount: 120 })) };
    const whole = booked(line('credit', 100, clears(100)));

    expect(noted(true, opened, booked(line('debit', 100, clears(100))))).toBe('');
    expect(noted(true, opened, booked(line('credit', 101, clears(101))))).toBe('');
    expect(noted(true, opened, whole, whole)).toBe('');
    expect(noted(true, left, whole)).toBe('');
  });
});
