import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  bankPostings,
  clearing,
  credit,
  debit,
  definePostings,
  entry,
  ledger,
  openItems,
  type BankMovement,
  type Event,
  type JournalEntry,
  type OpenAmount,
  type Partner,
  type PostingRule,
} from '../../src/index.ts';
import { Books } from '../../src/ledger/books.ts';
import { entriesOf } from '../../src/ledger/post.ts';
import { CHART } from './shop.ts';

const books = new Books(CHART);

/** Books one event by a rule, at noon of the nth day. */
function post(id: string, rule: unknown, day: number, payload: object): readonly JournalEntry[] {
  const { rule: how, roles, on } = rule as PostingRule;
  const timestamp = new Date(Date.UTC(2025, 0, 1 + day, 12));
  const event = {
    id: `e${day}-${id}`,
    userId: 'u',
    sessionId: 's',
    name: String(on),
    timestamp,
    payload: payload as Event['payload'],
  };
  return entriesOf(event, { id, process: 'shop', roles: new Set(roles), rule: how }, books, () => false);
}

const lines = (entries: readonly JournalEntry[]): readonly string[] =>
  entries.flatMap((one) =>
    one.lines.map(({ glAccount, side, amount, localAmount, openItem, clears }) =>
      [glAccount, side, amount, localAmount, openItem?.id ?? clears?.map(({ item }) => item).join('+') ?? '']
        .join(' ')
        .trim(),
    ),
  );

const header = { company: '1000', documentId: 'PY-1', currency: 'USD', rate9: 1_000_000_000 };

describe('the rules of the bank', () => {
  it('BK01: a payment that the bank has executed, with its fee', () => {
    const payload: BankMovement = { ...header, amount: 1000, fee: 1500, clears: [{ item: 'PY-1', amount: 1000 }] };

    expect(lines(post('BK01', bankPostings.BK01, 0, payload))).toEqual([
      '1030 debit 1000 1000 PY-1',
      '6700 debit 1500 1500',
      '1010 credit 2500 2500',
    ]);
  });

  it('BK02: a receipt clears what was applied before, or opens what nobody has applied yet', () => {
    const applied: BankMovement = { ...header, amount: 1000, clears: [{ item: 'RC-1', amount: 1000 }] };
    const first: BankMovement = { ...header, amount: 1000, opens: { id: 'RC-1' } };
    const both: BankMovement = { ...applied, clears: [{ item: 'RC-1', amount: 400 }], opens: { id: 'RC-2' } };

    expect(lines(post('BK02', bankPostings.BK02, 0, applied))).toEqual([
      '1010 debit 1000 1000',
      '1040 credit 1000 1000 RC-1',
    ]);
    expect(lines(post('BK02', bankPostings.BK02, 0, first))).toEqual([
      '1010 debit 1000 1000',
      '1040 credit 1000 1000 RC-1',
    ]);
    expect(lines(post('BK02', bankPostings.BK02, 0, both))).toEqual([
      '1010 debit 1000 1000',
      '1040 credit 400 400 RC-1',
      '1040 credit 600 600 RC-2',
    ]);
  });

  it('BK03: a payment that comes back is under way again', () => {
    const payload: BankMovement = { ...header, amount: 1000, opens: { id: 'PY-1/2' } };

    expect(lines(post('BK03', bankPostings.BK03, 0, payload))).toEqual([
      '1010 debit 1000 1000',
      '1030 credit 1000 1000 PY-1/2',
    ]);
  });

  it('BK04: a receipt that bounces takes the money back, and a fee', () => {
    const payload: BankMovement = { ...header, amount: 1000, fee: 1500, opens: { id: 'RC-1/2' } };

    expect(lines(post('BK04', bankPostings.BK04, 0, payload))).toEqual([
      '1040 debit 1000 1000 RC-1/2',
      '6700 debit 1500 1500',
      '1010 credit 2500 2500',
    ]);
  });
});

/** A receivable of euros, and what is paid on it: part by part, each at the rate of its day. */
const PARTNER: Partner = { kind: 'customer', id: 'C-1' };

const trade = definePostings<Event<'billed', never> | Event<'applied', never>>({
  TR01: {
    on: 'billed',
    roles: ['receivables.trade', 'revenue.product'],
    rule: ({ payload }, a) => {
      const { amount } = payload as { readonly amount: number };
      const open = { partner: PARTNER, openItem: { id: 'IN-1' } };
      return [entry('SAL', [debit(a('receivables.trade'), amount, open), credit(a('revenue.product'), amount)])];
    },
  },
  TR02: {
    on: 'applied',
    roles: ['receivables.trade', 'cash.incoming', 'revenue.product'],
    rule: ({ payload }, a) => {
      const { clears, discount, incoming } = payload as {
        readonly clears: { readonly item: string; readonly amount: number; readonly localAmount: number };
        readonly discount: number;
        readonly incoming: object;
      };
      return [
        entry('BNK', [
          debit(a('cash.incoming'), clears.amount - discount, incoming),
          debit(a('revenue.product'), discount),
          credit(a('receivables.trade'), clears.amount, { partner: PARTNER, clears: [clears] }),
        ]),
      ];
    },
  },
});

describe('money in a foreign currency', () => {
  const rate = fc.integer({ min: 800_000_000, max: 1_400_000_000 });
  const part = fc.record({
    share: fc.integer({ min: 1, max: 100 }),
    discount: fc.integer({ min: 0, max: 5 }),
    rates: fc.tuple(rate, rate),
    bankFirst: fc.boolean(),
  });

  it('brings receivables and cash under way to 0 in both currencies, whatever the rates, parts and order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 5_000_000 }),
        rate,
        fc.array(part, { maxLength: 6 }),
        (amount, rate9, drawn) => {
          const euros = { company: '1000', currency: 'EUR' };
          const posted: JournalEntry[] = [
            ...post('TR01', trade['TR01'], 0, { ...euros, documentId: 'IN-1', rate9, amount }),
          ];
          let item: OpenAmount = { id: 'IN-1', amount, localAmount: posted[0]?.lines[0]?.localAmount ?? 0 };
          const parts = [
            ...drawn,
            { share: 100, discount: 0, rates: [rate9, 1_234_567_891], bankFirst: false } as const,
          ];
          for (const [n, { share, discount, rates, bankFirst }] of parts.entries()) {
            const taken = clearing(item, Math.ceil((item.amount * share) / 100));
            item = taken.rest;
            if (taken.clears.amount === 0) continue;
            const off = Math.floor((taken.clears.amount * discount) / 100);
            const money = { ...euros, documentId: `RC-${n}`, amount: taken.clears.amount - off };
            const [first, second] = rates;
            const apply = (at: number, incoming: object) =>
              post('TR02', trade['TR02'], 2 * n + 1 + (bankFirst ? 1 : 0), {
                ...money,
                rate9: at,
                clears: taken.clears,
                discount: off,
                incoming,
              });
            const bank = (at: number, more: object) =>
              post('BK02', bankPostings.BK02, 2 * n + 1 + (bankFirst ? 0 : 1), { ...money, rate9: at, ...more });
            const opened = bankFirst
              ? bank(first, { opens: { id: `RC-${n}` } })
              : apply(first, { openItem: { id: `RC-${n}` } });
            const on1040 = opened[0]?.lines.find(({ glAccount }) => glAccount === '1040');
            const clears = [{ item: `RC-${n}`, amount: money.amount, localAmount: on1040?.localAmount ?? 0 }];
            posted.push(...opened, ...(bankFirst ? apply(second, { clears }) : bank(second, { clears })));
          }
          const { accounts, items } = fold(posted);

          expect(items).toEqual({});
          for (const account of ['1100', '1040']) expect(accounts[`1000/${account}`]?.balance).toBe(0);
          expect(accounts['1000/1100']?.currencies).toEqual({});
          const sum = Object.values(accounts).reduce((all, { debit: d, credit: c }) => all + d - c, 0);
          expect(sum).toBe(0);
        },
      ),
      { numRuns: 2000, seed: 31 },
    );
  });
});

function fold(entries: readonly JournalEntry[]) {
  const balances = ledger(CHART);
  const [state, items] = [balances.init(), openItems.init()];
  for (const one of entries) {
    const event = {
      id: one.entryId,
      userId: 'u',
      sessionId: 's',
      name: 'journal_entry.posted',
      timestamp: one.enteredAt,
      payload: one,
    } as const;
    balances.apply(state, event);
    openItems.apply(items, event);
  }
  return { accounts: balances.finish(state, Infinity), items: openItems.finish(items, Infinity) };
}
