import { describe, expect, it } from 'vitest';

import {
  aging,
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  defineTransform,
  every,
  generate,
  InMemoryAdapter,
  ledger,
  openItems,
  scenario,
  subledgers,
  trialBalance,
  type BalanceRow,
  type Event,
  type JournalEntry,
  type OpenItemRow,
  type PartnerRow,
  type Scenario,
  type TrialBalanceRow,
  type View,
} from '../../src/index.ts';
import { projectionLaws } from '../../src/testing/index.ts';
import { CHART, shop } from './shop.ts';

const PROJECTIONS = [trialBalance(CHART), ledger(CHART), subledgers(CHART), openItems];

async function run(customers: number, end?: string) {
  const adapter = new InMemoryAdapter();
  const input = shop({ customers, projections: PROJECTIONS, ...(end === undefined ? {} : { end }) });
  const { projections } = await generate(input, { adapter });
  return {
    events: adapter.events as readonly Event[],
    trialBalance: projections['trialBalance'] as Readonly<Record<string, TrialBalanceRow>>,
    ledger: projections['ledger'] as Readonly<Record<string, BalanceRow>>,
    subledgers: projections['subledgers'] as Readonly<Record<string, PartnerRow>>,
    openItems: projections['openItems'] as Readonly<Record<string, OpenItemRow>>,
  };
}

/** An entry written by hand: `1100 debit 119` opens or clears what is said. */
function posted(date: string, lines: readonly string[], more: Partial<JournalEntry> = {}): Event {
  const ms = Date.parse(`${date}T10:00:00Z`);
  const id = `${date}-${lines.length}-${lines[0] ?? ''}`;
  const entry = {
    entryId: id,
    company: '1000',
    ledger: 'operating',
    documentId: `D-${date}`,
    postingDate: date,
    fiscalYear: 2025,
    fiscalPeriod: Number(date.slice(5, 7)),
    currency: 'USD',
    ...more,
    lines: lines.map((text, i) => {
      const [glAccount = '', side = '', amount = '', local = amount, verb = '', item = '', due] = text.split(' ');
      return {
        line: i + 1,
        glAccount,
        role: '',
        side,
        amount: Number(amount),
        localAmount: Number(local),
        ...(glAccount === '1100' ? { partner: { kind: 'customer', id: 'C-1' } } : {}),
        ...(verb === 'opens' ? { openItem: { id: item, ...(due === undefined ? {} : { dueDate: due }) } } : {}),
        ...(verb === 'clears' ? { clears: [{ item, amount: Number(amount), localAmount: Number(local) }] } : {}),
      };
    }),
  };
  const payload = entry as unknown as Event['payload'];
  return { id, userId: 'u', sessionId: 's', name: 'journal_entry.posted', timestamp: new Date(ms), payload };
}

const BY_HAND = [
  posted('2025-01-10', ['1100 debit 119 119 opens I-1 2025-02-09', '4000 credit 100 100', '2110 credit 19 19']),
  posted('2025-02-20', ['1100 debit 100 110 opens I-2 2025-03-22', '4000 credit 100 110'], { currency: 'EUR' }),
  posted('2025-02-28', ['1040 debit 60 60 opens R-1', '1100 credit 60 60 clears I-1']),
  posted('2025-03-05', ['1040 debit 100 115 opens R-2', '1100 credit 100 110 clears I-2', '7500 credit 0 5'], {
    currency: 'EUR',
  }),
];

function folded<S, R>(fold: {
  init(): S;
  apply(state: S, event: never): S | void;
  finish(state: S, asOf: number): R;
}): (asOf?: string) => R {
  let state = fold.init();
  for (const event of BY_HAND) state = fold.apply(state, event as never) ?? state;
  return (asOf) => fold.finish(state, asOf === undefined ? Infinity : Date.parse(asOf));
}

describe('trial balance', () => {
  it('has the movements of each period and the balance at its end', () => {
    const rows = Object.values(folded(trialBalance(CHART))()).map(
      ({ glAccount, fiscalPeriod, debit, credit, balance, balanceSide }) =>
        `${glAccount} ${fiscalPeriod}: ${debit} ${credit} → ${balance} ${balanceSide}`,
    );

    expect(rows).toEqual([
      '1040 2: 60 0 → 60 debit',
      '1040 3: 115 0 → 175 debit',
      '1100 1: 119 0 → 119 debit',
      '1100 2: 110 60 → 169 debit',
      '1100 3: 0 110 → 59 debit',
      '2110 1: 0 19 → 19 credit',
      '4000 1: 0 100 → 100 credit',
      '4000 2: 0 110 → 210 credit',
      '7500 3: 0 5 → 5 credit',
    ]);
  });

  it('keeps foreign balances of accounts that are kept in several currencies, and of no others', () => {
    const rows = folded(trialBalance(CHART))();

    expect(rows['1000/1100/2025-02']?.currencies).toEqual({
      EUR: { balance: 100, balanceSide: 'debit' },
      USD: { balance: 59, balanceSide: 'debit' },
    });
    expect(rows['1000/1100/2025-03']?.currencies).toEqual({ USD: { balance: 59, balanceSide: 'debit' } });
    expect(rows['1000/4000/2025-02']?.currencies).toEqual({});
  });

  it('leaves consolidation entries to the group', () => {
    const fold = trialBalance(CHART);
    const state = fold.init();
    fold.apply(state, posted('2025-01-10', ['1100 debit 1', '4000 credit 1'], { ledger: 'consolidation' }) as never);

    expect(fold.finish(state, Infinity)).toEqual({});
  });

  it('sums to zero over all accounts of a run, in each period', async () => {
    const { trialBalance: rows } = await run(12);
    const sums = new Map<string, number>();
    for (const { fiscalPeriod, debit, credit } of Object.values(rows)) {
      sums.set(String(fiscalPeriod), (sums.get(String(fiscalPeriod)) ?? 0) + debit - credit);
    }

    expect([...sums]).toEqual([
      ['1', 0],
      ['2', 0],
      ['3', 0],
    ]);
  });
});

describe('open items', () => {
  it('are what was opened less what was cleared, as of any midnight', () => {
    const at = folded(openItems);
    const told = (asOf?: string) =>
      Object.values(at(asOf)).map(
        ({ item, amount, localAmount, currency }) => `${item} ${amount} ${currency} ${localAmount}`,
      );

    expect(told('2025-02-28')).toEqual(['I-1 119 USD 119', 'I-2 100 EUR 110']);
    expect(told('2025-03-01')).toEqual(['I-1 59 USD 59', 'I-2 100 EUR 110', 'R-1 60 USD 60']);
    expect(told()).toEqual(['I-1 59 USD 59', 'R-1 60 USD 60', 'R-2 100 EUR 115']);
  });

  it('stand in buckets by the days they are overdue', () => {
    const items = folded(openItems);

    expect(Object.values(aging(items('2025-03-01'), '2025-02-28'))).toEqual([
      {
        company: '1000',
        glAccount: '1100',
        partner: 'customer/C-1',
        current: 110,
        '1-30': 59,
        '31-60': 0,
        '61-90': 0,
        over90: 0,
      },
    ]);
    expect(Object.values(aging(items(), '2025-05-10'))[0]).toMatchObject({ '61-90': 59, over90: 0 });
    expect(Object.values(aging(items(), '2025-05-11'))[0]).toMatchObject({ '61-90': 0, over90: 59 });
  });

  it('are what the control account holds with each partner, in both currencies', async () => {
    const { openItems: items, subledgers: partners } = await run(25, '2025-02-10');
    const byPartner = new Map<string, { local: number; foreign: number }>();
    for (const { glAccount, partner, side, amount, localAmount } of Object.values(items)) {
      if (glAccount !== '1100') continue;
      const sums = byPartner.get(partner) ?? { local: 0, foreign: 0 };
      const sign = side === 'debit' ? 1 : -1;
      byPartner.set(partner, { local: sums.local + sign * localAmount, foreign: sums.foreign + sign * amount });
    }
    const open = Object.values(partners).filter(({ balance }) => balance !== 0);

    expect(open.length).toBeGreaterThan(5);
    expect(byPartner.size).toBe(open.length);
    for (const { partner, balance, currencies } of open) {
      expect(byPartner.get(partner)).toEqual({ local: balance, foreign: Object.values(currencies)[0]?.balance });
    }
  });

  it('are gone when all is paid', async () => {
    const { openItems: items, ledger: accounts } = await run(6, '2026-01-01');

    expect(Object.values(items).filter(({ glAccount }) => glAccount === '1100')).toEqual([]);
    expect(accounts['1000/1100']).toMatchObject({ balance: 0, currencies: {} });
  });
});

describe('ledger folds', () => {
  it.each(PROJECTIONS.map((projection) => [projection.id, projection] as const))(
    '%s keeps the laws',
    async (_id, fold) => {
      const { events } = await run(6);

      projectionLaws(fold as never, events);
    },
  );

  it('hold what is open while a run is folded, not what was', () => {
    const state = openItems.init();
    for (const event of BY_HAND) openItems.apply(state, event as never);
    openItems.settle?.(state);

    expect([...(state.get('1000')?.keys() ?? [])]).toEqual(['I-1', 'R-1', 'R-2']);
  });

  it('see the books as they are, whatever noise writes', async () => {
    const noise = defineTransform({
      id: 'noise',
      stage: 'noise',
      apply: (batch) =>
        batch.map((event) => ({ ...event, payload: { ...event.payload, gross: 0, lines: [], text: 'blurred' } })),
    });
    const blurred = new InMemoryAdapter();
    const input = shop({ customers: 5, projections: PROJECTIONS, transforms: [noise] });
    const { projections } = await generate(input, { adapter: blurred });
    const plain = await generate(shop({ customers: 5, projections: PROJECTIONS }), { adapter: new InMemoryAdapter() });

    expect(blurred.events.every(({ payload }) => (payload as { text?: string }).text === 'blurred')).toBe(true);
    expect(projections).toEqual(plain.projections);
  });

  it('can be read by processes, as of the last midnight', async () => {
    const seen: string[] = [];
    const look = defineAction({
      id: 'look',
      handler: (ctx) => {
        const items = ctx.view<Readonly<Record<string, OpenItemRow>>, View<Readonly<Record<string, OpenItemRow>>>>(
          openItems,
        );
        const rows = ctx.view<Readonly<Record<string, BalanceRow>>>('ledger') as unknown as View<
          Readonly<Record<string, BalanceRow>>
        >;
        const receivables = Object.values(items.earlier).filter(({ glAccount }) => glAccount === '1100');
        const sum = receivables.reduce((all, { localAmount }) => all + localAmount, 0);
        const { balance = 0 } = rows.earlier['1000/1100'] ?? {};
        seen.push(`${ctx.now().toISOString().slice(0, 10)} ${sum - balance} ${receivables.length > 0}`);
        return [ctx.event('receivables.counted', { sum })];
      },
    });
    const journey = defineJourney({
      id: 'count',
      arrivals: every('10d'),
      adventures: [defineAdventure({ id: 'count', actions: [look] })],
    });
    const clerk = defineProcess({
      id: 'clerk',
      emits: ['receivables.counted'],
      reads: ['openItems', 'ledger', 'sale.invoiced'],
      populations: [definePopulation({ id: 'clerk', size: 1, starts: 'together', journeys: [journey] })],
    });
    const base = shop({ customers: 9, projections: PROJECTIONS });
    const { period, books, projections, processes } = base;
    const both = scenario({ period, books: books ?? CHART, projections, processes: [...processes, clerk()] });
    await generate(both as Scenario<Event>, { adapter: new InMemoryAdapter() });

    expect(seen.length).toBeGreaterThan(5);
    expect(new Set(seen.map((text) => text.split(' ')[1]))).toEqual(new Set(['0']));
    expect(seen.some((text) => text.endsWith('true'))).toBe(true);
  });
});
