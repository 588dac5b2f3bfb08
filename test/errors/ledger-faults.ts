/** What can go wrong with books, a case for each code. */
import { exporter, generate, InMemoryAdapter, type Determination, type Postings } from '../../src/index.ts';
import { verifyFiles } from '../../src/verify/verify.ts';
import { CHART, shop, shopPostings, type ShopParts } from '../ledger/shop.ts';
import { debtor, run as openBooks } from '../opening/support.ts';
import type { WorldFault } from './world-faults.ts';

type Rule = { readonly rule: (event: never, accounts: never) => readonly Draft[] };
type Draft = { readonly lines: readonly Record<string, unknown>[] };

const run = (parts: ShopParts): Promise<unknown> => generate(shop(parts), { adapter: new InMemoryAdapter() });

/** The rule of invoices with the lines of its entries changed. */
function withLines(change: (lines: Draft['lines']) => Draft['lines']): Postings {
  const { SH01, ...rest } = shopPostings as unknown as Record<string, Rule>;
  const rule: Rule['rule'] = (event, accounts) =>
    (SH01?.rule(event, accounts) ?? []).map((draft) => ({ ...draft, lines: change(draft.lines) }));
  return { ...rest, SH01: { ...SH01, rule } } as unknown as Postings;
}

/** The second payment of each invoice takes what the first has taken. */
function clearingTwice(): Postings {
  const { SH02, ...rest } = shopPostings as unknown as Record<string, Rule>;
  const rule: Rule['rule'] = (event, accounts) => {
    const { payload } = event as { readonly payload: { readonly clears: Record<string, number> } };
    const clears = { ...payload.clears, amount: 99_999_999, localAmount: 99_999_999 };
    return SH02?.rule({ payload: { ...payload, clears } } as never, accounts) ?? [];
  };
  return { ...rest, SH02: { ...SH02, rule } } as unknown as Postings;
}

const withBooks = (change: Partial<Determination>): ShopParts => ({ books: { ...CHART, ...change } });
const [company] = CHART.companies;
const [chart] = CHART.charts;

/** Accounts of finished goods by plant, and no line that says its plant. */
const byPlant = withBooks({
  charts: [
    {
      id: 'small',
      accounts: [
        ...(chart?.accounts ?? []),
        {
          number: '1230.P1',
          name: 'Plant 1',
          role: 'inventory.finished',
          caption: 'BS.INV',
          parent: '1230',
          when: { plant: 'P1' },
        },
      ],
    },
  ],
});

export const faults: readonly WorldFault[] = [
  {
    code: 'EXPORT_FIELD_MISSING',
    provoke: async () => exporter(shop({}), { folder: 'out', formats: ['hledger'] }),
  },
  {
    code: 'EXPORT_NOT_AVAILABLE',
    provoke: async () => {
      const { books: _books, ...without } = shop({});
      return exporter(without as ReturnType<typeof shop>, { folder: 'out', formats: ['hledger'] });
    },
  },
  {
    code: 'INVALID_CHART',
    provoke: () => run(withBooks({ companies: [{ id: '1000', currency: 'USB', chart: 'small' }] })),
  },
  {
    code: 'UNKNOWN_COMPANY',
    provoke: () => run(withBooks({ companies: [{ id: '2000', currency: 'USD', chart: company?.chart ?? '' }] })),
  },
  {
    code: 'UNKNOWN_ACCOUNT_ROLE',
    provoke: () =>
      run(withBooks({ charts: [{ id: 'small', accounts: chart?.accounts.slice(1, 6) ?? [] }] })).catch(first),
  },
  { code: 'ACCOUNT_NOT_POSTABLE', provoke: () => run(byPlant) },
  { code: 'INVALID_POSTING', provoke: () => run({ emits: ['sale.invoiced'] }) },
  { code: 'NOTHING_TO_VERIFY', provoke: () => verifyFiles('nowhere/at/all') },
  {
    code: 'ENTRY_INVALID',
    provoke: () => run({ postings: withLines((lines) => lines.map((line) => ({ ...line, amount: 0.5 }))) }),
  },
  { code: 'ENTRY_UNBALANCED', provoke: () => run({ postings: withLines((lines) => lines.slice(1)) }) },
  {
    code: 'PARTNER_MISSING',
    provoke: () => run({ postings: withLines((lines) => lines.map((line) => ({ ...line, details: {} }))) }),
  },
  { code: 'OPENING_EQUITY_NEGATIVE', provoke: () => openBooks({ others: [debtor(900_000_000_000)] }) },
  { code: 'OPEN_ITEM_OVERCLEARED', provoke: () => run({ postings: clearingTwice(), customers: 1 }) },
];

/** The first of several faults that are told together. */
function first(error: unknown): never {
  const [issue] = (error as { readonly issues: readonly object[] }).issues;
  throw Object.assign(new Error('told with others'), issue);
}
