import { describe, expect, it } from 'vitest';

import {
  defineTransform,
  generate,
  InMemoryAdapter,
  SynodeError,
  type Event,
  type JournalEntry,
  type Postings,
} from '../../src/index.ts';
import { CHART, shop, shopPostings, type ShopParts } from './shop.ts';

async function run(parts: ShopParts = {}, options: object = {}): Promise<readonly Event[]> {
  const adapter = new InMemoryAdapter();
  await generate(shop(parts), { adapter, ...options });
  return adapter.events as readonly Event[];
}

const entryOf = (event: Event): JournalEntry => event.payload as unknown as JournalEntry;

async function faultOf(parts: ShopParts): Promise<SynodeError> {
  try {
    await run(parts);
  } catch (thrown) {
    if (thrown instanceof SynodeError) return thrown;
    throw thrown;
  }
  throw new Error('the run did not fail');
}

describe('posting', () => {
  it('books each event right behind it, in the same actor, with the next sequence numbers', async () => {
    const events = await run({ customers: 1 });

    const first = events.slice(0, 3);
    expect(first.map(({ name }) => name)).toEqual(['sale.invoiced', 'journal_entry.posted', 'journal_entry.posted']);
    expect(first.map(({ meta }) => meta?.sequence)).toEqual([0, 1, 2]);
    expect(new Set(first.map(({ timestamp }) => timestamp.getTime())).size).toBe(1);
    expect(first.slice(1).map(({ id }) => id)).toEqual([`${first[0]?.id}-1`, `${first[0]?.id}-2`]);
    expect(first.slice(1).map((event) => entryOf(event).entryId)).toEqual([`${first[0]?.id}-1`, `${first[0]?.id}-2`]);
  });

  it('writes header and lines as the books need them', async () => {
    const [source, posted] = await run({ customers: 1 });
    if (source === undefined || posted === undefined) throw new Error('nothing was booked');
    const { net, tax, gross, lines, documentId } = source.payload as Record<string, never>;
    const { lines: booked, ...header } = entryOf(posted);

    expect(header).toEqual({
      entryId: `${source.id}-1`,
      ruleId: 'SH01',
      company: '1000',
      ledger: 'operating',
      journal: 'SAL',
      documentDate: new Date(source.timestamp.getTime() - 300 * 60_000).toISOString().slice(0, 10),
      postingDate: new Date(source.timestamp.getTime() - 300 * 60_000).toISOString().slice(0, 10),
      fiscalYear: 2025,
      fiscalPeriod: source.timestamp.getUTCMonth() + 1,
      currency: 'USD',
      rate9: 1_000_000_000,
      sourceEvent: 'sale.invoiced',
      sourceId: source.id,
      documentId,
      kind: 'automatic',
      enteredBy: 'E-1',
      enteredAt: source.timestamp,
    });
    expect(booked[0]).toEqual({
      line: 1,
      glAccount: '1100',
      role: 'receivables.trade',
      side: 'debit',
      amount: gross,
      localAmount: gross,
      partner: { kind: 'customer', id: 'C-0' },
      openItem: { id: documentId, dueDate: '2025-02-28' },
    });
    expect(booked.at(-1)).toMatchObject({ glAccount: '2110', side: 'credit', amount: tax });
    expect(booked.slice(1, -1).reduce((sum, { amount }) => sum + amount, 0)).toBe(net);
    expect(booked.slice(1, -1).map(({ materialId }) => materialId)).toEqual(
      (lines as unknown as readonly { materialId: string }[]).map(({ materialId }) => materialId),
    );
  });

  it('leads a role by the dimensions of its line to the account', async () => {
    const entries = (await run()).filter(({ name }) => name === 'journal_entry.posted').map(entryOf);

    const stock = entries.flatMap(({ lines }) => lines).filter(({ role }) => role.startsWith('inventory'));
    expect(new Set(stock.map(({ materialId, role, glAccount }) => `${materialId} ${role} ${glAccount}`))).toEqual(
      new Set(['M-1 inventory.finished 1230', 'M-2 inventory.trading 1240']),
    );
  });

  it('converts each side once, lets a clearing take the value of its item, and books the rest as exchange difference', async () => {
    const entries = (await run({ customers: 2 })).filter(({ name }) => name === 'journal_entry.posted').map(entryOf);
    const foreign = entries.filter(({ currency }) => currency === 'EUR');
    const [invoiced, ...paid] = foreign;

    expect(foreign).toHaveLength(3);
    const receivable = invoiced?.lines[0]?.localAmount ?? 0;
    const taken = paid.map(({ lines }) => lines[1]?.localAmount ?? 0);
    expect(taken.reduce((sum, local) => sum + local, 0)).toBe(receivable);
    for (const { lines } of paid) {
      const [incoming, , difference] = lines;
      expect(difference).toMatchObject({ role: 'fx.realized', amount: 0, costCenter: 'ADM' });
      const sign = difference?.side === 'debit' ? 1 : -1;
      expect((incoming?.localAmount ?? 0) + sign * (difference?.localAmount ?? 0)).toBe(lines[1]?.localAmount);
    }
    // The euro rose, then fell: a gain, then a loss.
    expect(paid.map(({ lines }) => lines[2]?.side)).toEqual(['credit', 'debit']);
  });

  it('balances every entry in both currencies', async () => {
    const entries = (await run({ customers: 20 })).filter(({ name }) => name === 'journal_entry.posted').map(entryOf);

    expect(entries.length).toBeGreaterThan(40);
    for (const { lines } of entries) {
      const sums = { amount: 0, localAmount: 0 };
      for (const { side, amount, localAmount } of lines) {
        sums.amount += side === 'debit' ? amount : -amount;
        sums.localAmount += side === 'debit' ? localAmount : -localAmount;
      }
      expect(sums).toEqual({ amount: 0, localAmount: 0 });
    }
  });

  it('gives the same stream whether or not a transform that does nothing stands in between', async () => {
    const idle = defineTransform({ id: 'idle', stage: 'anomaly', apply: (batch) => batch });

    expect(await run({ transforms: [idle] })).toEqual(await run());
  });

  it('books what an anomaly has made of a document, and lets an entry transform change the entry alone', async () => {
    const double = defineTransform({
      id: 'double',
      stage: 'anomaly',
      apply: (batch) =>
        batch.map((event) => {
          const { net = 0, tax = 0, gross = 0, lines = [] } = event.payload as Record<string, never>;
          if (event.name !== 'sale.invoiced') return event;
          const doubled = (lines as readonly { net: number }[]).map((line) => ({ ...line, net: line.net * 2 }));
          return {
            ...event,
            payload: { ...event.payload, net: net * 2, tax: tax * 2, gross: gross * 2, lines: doubled },
          };
        }),
    });
    const late = defineTransform({
      id: 'late',
      stage: 'entry',
      apply: (batch) => batch.map((event) => ({ ...event, payload: { ...event.payload, text: 'late' } })),
    });
    const plain = (await run({ customers: 1 }))[1];
    const changed = (await run({ customers: 1, transforms: [double, late] }))[1];
    if (plain === undefined || changed === undefined) throw new Error('nothing was booked');

    expect(entryOf(changed).lines[0]?.amount).toBe(2 * (entryOf(plain).lines[0]?.amount ?? 0));
    expect(entryOf(changed).text).toBe('late');
    expect(changed.id).toBe(plain.id);
  });

  it('counts entries as emitted, with and without transforms', async () => {
    const idle = defineTransform({ id: 'idle', stage: 'anomaly', apply: (batch) => batch });
    const plain = await generate(shop(), { adapter: new InMemoryAdapter() });
    const through = await generate(shop({ transforms: [idle] }), { adapter: new InMemoryAdapter() });

    expect(plain.counts).toEqual(through.counts);
    expect(plain.counts.events.byName['journal_entry.posted']).toBeGreaterThan(8);
  });
});

describe('invariants of the books', () => {
  const spoiled = (change: (postings: Postings) => Postings): ShopParts => ({ postings: change(shopPostings) });
  /** The rule of invoices with its first entry changed. */
  const withInvoice = (change: (draft: never) => unknown): ShopParts =>
    spoiled((postings) => {
      const { SH01, ...rest } = postings as unknown as Record<
        string,
        { rule: (e: never, a: never) => readonly never[] }
      >;
      if (SH01 === undefined) throw new Error('SH01 is gone');
      const rule = (e: never, a: never) => SH01.rule(e, a).map((draft, i) => (i === 0 ? change(draft) : draft));
      return { ...rest, SH01: { ...SH01, rule } } as unknown as Postings;
    });
  const lines = (draft: never) => (draft as { lines: readonly Record<string, unknown>[] }).lines;

  it('stop the run when an entry does not balance, and say which, with the line that replays it', async () => {
    const fault = await faultOf(withInvoice((draft) => ({ ...(draft as object), lines: lines(draft).slice(0, -1) })));

    expect(fault.code).toBe('ENTRY_UNBALANCED');
    expect(fault.kind).toBe('invariant');
    expect(fault.message).toMatch(/SH01 does not balance: debits \d+, credits \d+ \(\w+-1\)/);
    expect(fault.replay).toMatch(/npx synode replay --seed synode --actor shop\/customer:\d/);
  });

  it('stop the run also where failing actors are skipped', async () => {
    const adapter = new InMemoryAdapter();
    const parts = withInvoice((draft) => ({ ...(draft as object), lines: lines(draft).slice(0, -1) }));

    await expect(generate(shop(parts), { adapter, onError: 'skipUser', errorLimit: 100 })).rejects.toThrow(
      /ENTRY_UNBALANCED/,
    );
  });

  it('tell none of the event whose entry is refused', async () => {
    const adapter = new InMemoryAdapter();
    const parts = withInvoice((draft) => ({ ...(draft as object), lines: lines(draft).slice(0, -1) }));
    await generate(shop(parts), { adapter }).catch(() => undefined);

    expect(adapter.events).toEqual([]);
  });

  it('ask for the partner of a control account', async () => {
    const fault = await faultOf(
      withInvoice((draft) => ({
        ...(draft as object),
        lines: lines(draft).map((line, i) => (i === 0 ? { ...line, details: { openItem: { id: 'X' } } } : line)),
      })),
    );

    expect(fault.code).toBe('PARTNER_MISSING');
    expect(fault.message).toContain('line 1 on control account 1100 has no partner');
  });

  it('ask for the open item of a control account', async () => {
    const fault = await faultOf(
      withInvoice((draft) => ({
        ...(draft as object),
        lines: lines(draft).map((line, i) =>
          i === 0 ? { ...line, details: { partner: { kind: 'customer', id: 'C-0' } } } : line,
        ),
      })),
    );

    expect(fault.message).toContain('line 1 on control account 1100 has no open item or clearing');
  });

  it('refuse amounts that are no whole minor units', async () => {
    const fault = await faultOf(
      withInvoice((draft) => ({
        ...(draft as object),
        lines: lines(draft).map((line, i) => (i === 0 ? { ...line, amount: 10.5 } : line)),
      })),
    );

    expect(fault.code).toBe('ENTRY_INVALID');
    expect(fault.message).toContain('amount of line 1');
    expect(fault.received).toBe('10.5');
  });

  it('refuse to clear more of an item than is open', async () => {
    const twice = defineTransform({
      id: 'twice',
      stage: 'anomaly',
      apply: (batch, t) =>
        batch.flatMap((event) => (event.name === 'sale.paid' ? [event, t.event(event.name, event.payload)] : [event])),
    });
    const fault = await faultOf({ transforms: [twice] });

    expect(fault.code).toBe('OPEN_ITEM_OVERCLEARED');
    expect(fault.message).toMatch(/SH02 clears more of item 'IN-1000-\w+' than is open/);
  });

  it('refuse to clear an item again that is cleared', async () => {
    const fault = await faultOf({ customers: 1, transforms: [paidTwice({ labelled: false })] });

    expect(fault.code).toBe('OPEN_ITEM_OVERCLEARED');
    expect(fault.received).toMatch(/^\d+ \(\d+ in company currency\)$/);
    expect(fault.expected).toBe('at most 0 (0 in company currency)');
  });

  it('let a breach pass that a label names for the check', async () => {
    const events = await run({ customers: 1, transforms: [paidTwice({ labelled: true })] });

    const entries = events.filter(({ name }) => name === 'journal_entry.posted').map(entryOf);
    expect(entries.map(({ ruleId }) => ruleId)).toEqual(['SH01', 'SH01', 'SH02', 'SH02', 'SH02']);
  });
});

/** Pays the last part of an invoice once more. */
function paidTwice({ labelled }: { readonly labelled: boolean }) {
  return defineTransform({
    id: 'twice',
    stage: 'anomaly',
    init: () => ({ payments: 0 }),
    apply: (batch, t) =>
      batch.flatMap((event) => {
        if (event.name !== 'sale.paid' || ++t.state.payments !== 2) return [event];
        const copy = t.event(event.name, event.payload);
        if (!labelled) return [event, copy];
        const label = { type: 'E.duplicatePayment', category: 'E', targetKind: 'event', change: 'added' } as const;
        t.label({ ...label, targetId: copy.id, breaks: ['B3'] });
        return [event, copy];
      }),
  });
}

describe('posting rules', () => {
  it('are checked before the run: every fault at once', async () => {
    const { SH01, SH02 } = shopPostings as Record<string, object>;
    const fault = await faultOf({
      postings: {
        SH01: { ...SH01, roles: ['receivables.trade', 'revenu.product'] },
        SH02: { ...SH02, on: 'sale.payed' },
        paid: { ...SH02 },
      } as unknown as Postings,
    });

    expect(fault.issues.map(({ code, message }) => `${code} ${message}`)).toEqual([
      "INVALID_POSTING rule SH02 books 'sale.payed', which 'shop' does not emit",
      "INVALID_ID rule id 'paid' is not valid",
      "UNKNOWN_ACCOUNT_ROLE rule SH01 posts to 'revenu.product', which chart 'small' lacks",
    ]);
    expect(fault.issues[0]?.suggestion).toBe("Did you mean 'sale.paid'?");
    expect(fault.issues[2]?.suggestion).toBe("Did you mean 'revenue.product'?");
  });

  it('may not book one event twice', async () => {
    const { SH01 } = shopPostings as Record<string, object>;
    const fault = await faultOf({ postings: { ...shopPostings, SH03: SH01 } as unknown as Postings });

    expect(fault.code).toBe('DUPLICATE_ID');
    expect(fault.message).toContain("event 'sale.invoiced' is booked by SH01 and by SH03");
  });

  it('may share an event where each says which are its own', async () => {
    const { SH01, SH02 } = shopPostings as Record<string, { readonly rule: unknown }>;
    const isLocal = ({ payload }: Event): boolean => payload['currency'] === 'USD';
    const postings = {
      SH01: { ...SH01, when: isLocal },
      SH02,
      SH03: { ...SH01, when: (event: Event) => !isLocal(event) },
    } as unknown as Postings;
    const events = await run({ postings });
    const currencies = new Map(events.map(({ id, payload }) => [id, payload['currency']]));
    const sold = events
      .filter(({ name }) => name === 'journal_entry.posted')
      .map(entryOf)
      .filter(({ sourceEvent }) => sourceEvent === 'sale.invoiced');

    expect(new Set(sold.map(({ ruleId }) => ruleId))).toEqual(new Set(['SH01', 'SH03']));
    for (const { ruleId, sourceId } of sold) expect(ruleId).toBe(currencies.get(sourceId) === 'USD' ? 'SH01' : 'SH03');
    const alone = (await run()).filter(({ name }) => name === 'journal_entry.posted');
    expect(events.filter(({ name }) => name === 'journal_entry.posted').length).toBe(alone.length);
  });

  it('need books, and accounts that are told apart', async () => {
    const [chart] = CHART.charts;
    const [company] = CHART.companies;
    if (chart === undefined || company === undefined) throw new Error('the chart is gone');
    const [bank] = chart.accounts;
    if (bank === undefined) throw new Error('the bank account is gone');
    const fault = await faultOf({
      books: {
        companies: [
          { ...company, currency: 'USB' },
          { ...company, id: '2000', chart: 'smal' },
        ],
        charts: [{ id: 'small', accounts: [...chart.accounts, bank] }],
        roles: [...CHART.roles, { role: 'a', to: 'b' }, { role: 'b', to: 'a' }, { role: 'c', to: 'cog' }],
      },
    });

    expect(fault.issues.map(({ message }) => message)).toEqual([
      "the currency of company '1000' is 'USB'",
      "company '2000' keeps its books by chart 'smal', which is not there",
      "account 1010 stands in chart 'small' twice",
      "two accounts of chart 'small' have the role 'cash.bank'",
      "role 'c' leads to 'cog', which no chart has",
      'roles lead in a circle: a → b → a',
    ]);
  });

  it('may ask for no role that they have not declared', async () => {
    const { SH02 } = shopPostings as Record<string, object>;
    const fault = await faultOf({
      postings: { ...shopPostings, SH02: { ...SH02, roles: ['cash.incoming'] } } as unknown as Postings,
    });

    expect(fault.code).toBe('UNKNOWN_ACCOUNT_ROLE');
    expect(fault.message).toContain("rule SH02 asks for 'receivables.trade', which is not among its roles");
  });
});
