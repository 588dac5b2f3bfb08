import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import {
  convertAmount,
  credit,
  debit,
  entry,
  NO_UNITS,
  postUnits,
  share,
  signed,
  type Accounts,
  type Determination,
  type EntryDraft,
  type Event,
  type JournalEntry,
  type UnitBalance,
  type UnitLayer,
} from '../../src/index.ts';
import { Books } from '../../src/ledger/books.ts';
import { entriesOf } from '../../src/ledger/post.ts';

const BOOKS: Determination = {
  companies: [{ id: '1000', currency: 'USD', chart: 'small', costCenter: 'ADM' }],
  charts: [
    {
      id: 'small',
      accounts: [
        { number: '1240', name: 'Stock', role: 'inventory', caption: 'BS.INV' },
        { number: '2000', name: 'Payables', role: 'payables.trade', caption: 'BS.AP', flags: ['C', 'X'] },
        { number: '2900', name: 'Goods and invoices', role: 'grir', caption: 'BS.ACC', flags: ['O', 'N'] },
        { number: '5400', name: 'Price variance', role: 'variance.price', caption: 'IS.COGS' },
        { number: '7500', name: 'Exchange', role: 'fx.realized', caption: 'IS.FIN' },
      ],
    },
  ],
  roles: [],
};

/** The steps of an order line: receipts and credit memos build up the credit side, invoices and returns the debit side. */
type Step = { readonly kind: 'receipt' | 'invoice' | 'return' | 'creditMemo'; readonly quantity: number };

interface Posted {
  readonly step: Step;
  readonly cleared: UnitLayer;
  readonly opened: UnitLayer;
  readonly rate9: number;
  readonly price: number;
}

const isCredit = ({ kind }: Step): boolean => kind === 'receipt' || kind === 'creditMemo';

/** One entry per step, in euros; the lines on 2900 carry units, and take in dollars what those units are worth. */
function rule({ payload }: Event, a: Accounts): readonly EntryDraft[] {
  const { step, cleared, opened, price } = payload as unknown as Posted;
  const total = step.quantity * price;
  const side = isCredit(step) ? credit : debit;
  const onOther = isCredit(step) ? debit : credit;
  const id = isCredit(step) ? 'L-1' : 'L-1/d';
  const otherId = isCredit(step) ? 'L-1/d' : 'L-1';
  const first = cleared.quantity * price;
  const clears = [{ item: otherId, amount: first, localAmount: cleared.localAmount }];
  const items = [
    side(a('grir'), first, { quantity: cleared.quantity, clears }),
    side(a('grir'), total - first, { quantity: opened.quantity, openItem: { id } }),
  ].filter(({ amount }) => amount > 0);
  const isStock = step.kind === 'receipt' || step.kind === 'return';
  const counter = isStock
    ? onOther(a('inventory'), total)
    : onOther(a('payables.trade'), total, {
        partner: { kind: 'vendor', id: 'V-1' },
        openItem: { id: `P-${payload['n'] as number}` },
      });
  return [entry('PUR', [...items, counter, signed(a('variance.price'), 0)])];
}

describe('goods received and invoices received', () => {
  const steps = fc.array(
    fc.record({
      kind: fc.constantFrom<Step['kind'][]>('receipt', 'invoice', 'return', 'creditMemo'),
      quantity: fc.integer({ min: 1, max: 40 }),
      price: fc.integer({ min: 1, max: 9999 }),
      rate9: fc.integer({ min: 900_000_000, max: 1_300_000_000 }),
    }),
    { minLength: 1, maxLength: 10 },
  );

  it('come to 0 in units and in value on every order line, whatever the order, prices and rates', () => {
    const books = new Books(BOOKS);
    const compiled = {
      process: 'shop',
      id: 'PP01',
      roles: new Set(BOOKS.charts[0]?.accounts.map(({ role }) => role)),
      rule,
    };
    fc.assert(
      fc.property(steps, (drawn) => {
        const net = drawn.reduce((sum, step) => sum + (isCredit(step) ? step.quantity : -step.quantity), 0);
        const last = {
          kind: net > 0 ? 'invoice' : 'receipt',
          quantity: Math.abs(net),
          price: 500,
          rate9: 1_100_000_000,
        } as const;
        let balance: UnitBalance = NO_UNITS;
        let value = 0;
        let units = 0;
        for (const [n, { price, rate9, ...step }] of [...drawn, ...(net === 0 ? [] : [last])].entries()) {
          const side = isCredit(step) ? 'credit' : 'debit';
          const amount = step.quantity * price;
          // The entry converts its side once and shares: so does who keeps the order line.
          const valueOf = (left: number): number => {
            const local = convertAmount(amount, rate9, { from: 'EUR', to: 'USD' });
            return share(local, [amount - left * price, left * price])[1] ?? 0;
          };
          const told = postUnits(balance, { side, quantity: step.quantity, valueOf });
          balance = told.balance;
          const header = { company: '1000', documentId: `D-${n}`, currency: 'EUR', rate9 };
          const payload = { ...header, n, step, price, cleared: told.cleared, opened: told.opened };
          const event = { id: `e${n}`, userId: 'u', sessionId: 's', name: 'x', timestamp: new Date(0), payload };
          const [posted] = entriesOf(event, compiled, books, () => false);
          if (posted === undefined) throw new Error('nothing was booked');
          const onOrder = posted.lines.filter(({ role }) => role === 'grir');
          value += sumOf(onOrder);
          units += onOrder.reduce((sum, line) => sum + (line.side === 'debit' ? 1 : -1) * (line.quantity ?? 0), 0);
          expect(sumOf(posted.lines)).toBe(0);
          // What is open in the books is what is left of the order line.
          const left = balance.layers.reduce((sum, layer) => sum + layer.quantity, 0);
          expect(units).toBe(balance.side === 'debit' ? left : -left || 0);
        }

        expect(balance.layers).toEqual([]);
        expect([units, value]).toEqual([0, 0]);
      }),
      { numRuns: 10_000, seed: 11 },
    );
  });

  it('clear at the value the units were built with, oldest first, and the last unit takes the rest', () => {
    const received = post(NO_UNITS, 'credit', 3, 100).balance;
    const more = post(received, 'credit', 2, 80).balance;
    const first = post(more, 'debit', 1, 999);
    const second = post(first.balance, 'debit', 3, 999);
    const third = post(second.balance, 'debit', 1, 999);

    expect(first.cleared).toEqual({ quantity: 1, localAmount: 33 });
    expect(second.cleared).toEqual({ quantity: 3, localAmount: 67 + 40 });
    expect(third.cleared).toEqual({ quantity: 1, localAmount: 40 });
    expect(third.balance.layers).toEqual([]);
  });

  it('open a debit item at order price when the invoice comes first, which the receipt then clears', () => {
    const invoiced = post(NO_UNITS, 'debit', 4, 400);
    const received = post(invoiced.balance, 'credit', 6, 540);

    expect(invoiced.opened).toEqual({ quantity: 4, localAmount: 400 });
    expect(received.cleared).toEqual({ quantity: 4, localAmount: 400 });
    expect(received.opened).toEqual({ quantity: 2, localAmount: 180 });
    expect(received.balance).toEqual({ side: 'credit', layers: [{ quantity: 2, localAmount: 180 }] });
  });
});

/** Units that are worth `value` together. */
function post(balance: UnitBalance, side: 'debit' | 'credit', quantity: number, value: number) {
  return postUnits(balance, { side, quantity, valueOf: (units) => (value * units) / quantity });
}

function sumOf(lines: JournalEntry['lines']): number {
  return lines.reduce((sum, { side, localAmount }) => sum + (side === 'debit' ? localAmount : -localAmount), 0);
}
