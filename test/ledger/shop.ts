/**
 * A shop small enough to be booked by hand: it invoices goods, some of them in euros, and gets its money weeks later at
 * another rate. It shares nothing with the processes that come with Synode.
 */
import {
  clearing,
  convertAmount,
  credit,
  debit,
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  definePostings,
  defineProcess,
  entry,
  partOf,
  scenario,
  type Check,
  type Context,
  type Determination,
  type Event,
  type Partner,
  type Process,
  type Postings,
  type Scenario,
  type Transform,
} from '../../src/index.ts';
import type { AnyProjection } from '../../src/model/projection.ts';

export const CHART: Determination = {
  companies: [{ id: '1000', currency: 'USD', chart: 'small', utcOffsetMinutes: -300, costCenter: 'ADM' }],
  charts: [
    {
      id: 'small',
      accounts: [
        { number: '1010', name: 'Bank', role: 'cash.bank', caption: 'BS.CASH', flags: ['X'] },
        { number: '1030', name: 'Outgoing payments', role: 'cash.outgoing', caption: 'BS.CASH', flags: ['O'] },
        { number: '1035', name: 'Transfers', role: 'cash.transfer', caption: 'BS.CASH', flags: ['O'] },
        { number: '1040', name: 'Incoming payments', role: 'cash.incoming', caption: 'BS.CASH', flags: ['O'] },
        { number: '1100', name: 'Receivables', role: 'receivables.trade', caption: 'BS.AR', flags: ['C', 'X'] },
        { number: '1230', name: 'Finished goods', role: 'inventory.finished', caption: 'BS.INV', flags: ['N'] },
        { number: '1240', name: 'Trading goods', role: 'inventory.trading', caption: 'BS.INV', flags: ['N'] },
        { number: '2110', name: 'Output tax', role: 'tax.output', caption: 'BS.TAXP', flags: ['N'] },
        { number: '3290', name: 'Opening', role: 'equity.opening', caption: 'BS.EQ' },
        { number: '3600', name: 'Income summary', role: 'income.summary', caption: 'BS.EQ', flags: ['N'] },
        { number: '4000', name: 'Revenue', role: 'revenue.product', caption: 'IS.REV' },
        { number: '5000', name: 'Cost of goods sold', role: 'cogs', caption: 'IS.COGS' },
        { number: '6700', name: 'Bank charges', role: 'bank.charges', caption: 'IS.OPEX' },
        { number: '7500', name: 'Exchange differences', role: 'fx.realized', caption: 'IS.FIN' },
        { number: '9000', name: 'Suspense', role: 'suspense', caption: 'BS.SUSP', flags: ['O'] },
      ],
    },
  ],
  roles: [
    { role: 'inventory', when: { materialType: ['trading'] }, to: 'inventory.trading' },
    { role: 'inventory', to: 'inventory.finished' },
  ],
};

export interface SaleLine {
  readonly materialId: string;
  readonly materialType: string;
  readonly net: number;
  readonly unitCost: number;
}

interface Header {
  readonly company: string;
  readonly documentId: string;
  readonly currency: string;
  readonly rate9: number;
  readonly partner: Partner;
  readonly performedBy: string;
}

export type Invoiced = Event<
  'sale.invoiced',
  Header & { readonly lines: readonly SaleLine[]; readonly net: number; readonly tax: number; readonly gross: number }
>;
export type Paid = Event<
  'sale.paid',
  Header & { readonly clears: { readonly item: string; readonly amount: number; readonly localAmount: number } }
>;

export const shopPostings: Postings = definePostings<Invoiced | Paid>({
  SH01: {
    on: 'sale.invoiced',
    roles: ['receivables.trade', 'revenue.product', 'tax.output', 'cogs', 'inventory'],
    rule: ({ payload: p }, a) => {
      const cost = p.lines.reduce((sum, line) => sum + line.unitCost, 0);
      return [
        entry('SAL', [
          debit(a('receivables.trade'), p.gross, {
            partner: p.partner,
            openItem: { id: p.documentId, dueDate: '2025-02-28' },
          }),
          ...p.lines.map((line) => credit(a('revenue.product', line), line.net, { costCenter: 'SAL' })),
          credit(a('tax.output'), p.tax),
        ]),
        entry(
          'INV',
          [
            debit(a('cogs'), cost, { costCenter: 'SAL' }),
            ...p.lines.map((line) => credit(a('inventory', line), line.unitCost)),
          ],
          { currency: 'USD', rate9: 1_000_000_000 },
        ),
      ];
    },
  },
  SH02: {
    on: 'sale.paid',
    roles: ['cash.incoming', 'receivables.trade'],
    rule: ({ payload: p }, a) => [
      entry('BNK', [
        debit(a('cash.incoming'), p.clears.amount, { openItem: { id: p.documentId } }),
        credit(a('receivables.trade'), p.clears.amount, { partner: p.partner, clears: [p.clears] }),
      ]),
    ],
  },
});

const EUROS = 1_100_000_000;
const DOLLARS = 1_000_000_000;

const invoice = defineAction({
  id: 'invoice',
  emits: ['sale.invoiced'],
  handler: (ctx): Invoiced[] => {
    const isForeign = ctx.actor.index % 2 === 1;
    const lines: SaleLine[] = [1, 2].slice(0, ctx.random.int(1, 2)).map((i) => ({
      materialId: `M-${i}`,
      materialType: i === 1 ? 'finished' : 'trading',
      net: ctx.random.int(1_00, 900_00),
      unitCost: ctx.random.int(1_00, 500_00),
    }));
    const net = lines.reduce((sum, line) => sum + line.net, 0);
    const header = headerOf(ctx, `IN-1000-${ctx.generateId()}`, isForeign ? EUROS : DOLLARS);
    const invoiced = { ...header, lines, net, tax: partOf(net, 1900), gross: net + partOf(net, 1900) };
    const localAmount = convertAmount(invoiced.gross, header.rate9, { from: header.currency, to: 'USD' });
    ctx.set('item', { id: header.documentId, amount: invoiced.gross, localAmount });
    return [ctx.event('sale.invoiced', invoiced)];
  },
});

/** Half of it first, the rest two weeks later, each at another rate. */
const pay = (id: string, rateStep: number, share: 'half' | 'rest') =>
  defineAction({
    id,
    emits: ['sale.paid'],
    timeSpan: { min: '10d', max: '14d' },
    handler: (ctx): Paid[] => {
      const item = ctx.get<{ readonly id: string; readonly amount: number; readonly localAmount: number }>('item');
      if (item === undefined) throw new Error('nothing was invoiced');
      const taken = clearing(item, share === 'half' ? Math.floor(item.amount / 2) : item.amount);
      ctx.set('item', taken.rest);
      const isForeign = ctx.actor.index % 2 === 1;
      const rate9 = isForeign ? EUROS + rateStep : DOLLARS;
      return [ctx.event('sale.paid', { ...headerOf(ctx, `RC-1000-${ctx.generateId()}`, rate9), clears: taken.clears })];
    },
  });

function headerOf(ctx: Context, documentId: string, rate9: number): Header {
  return {
    company: '1000',
    documentId,
    currency: rate9 === DOLLARS ? 'USD' : 'EUR',
    rate9,
    partner: { kind: 'customer', id: `C-${ctx.actor.index}` },
    performedBy: 'E-1',
  };
}

export const selling = defineJourney({
  id: 'sell',
  adventures: [
    defineAdventure({ id: 'bill', actions: [invoice] }),
    defineAdventure({ id: 'collect', actions: [pay('part', 50_000_000, 'half'), pay('rest', -70_000_000, 'rest')] }),
  ],
});

export interface ShopParts {
  readonly customers?: number;
  readonly postings?: Postings;
  readonly transforms?: readonly Transform[];
  readonly projections?: readonly AnyProjection[];
  readonly checks?: readonly Check[];
  readonly books?: Determination;
  readonly emits?: readonly string[];
  readonly end?: string;
}

/** The shop for a quarter. */
export function shop({
  customers = 4,
  postings = shopPostings,
  transforms = [],
  projections = [],
  checks = [],
  books = CHART,
  emits = ['sale.invoiced', 'sale.paid'],
  end = '2025-04-01',
}: ShopParts = {}): Scenario<Event> {
  const process = defineProcess({
    id: 'shop',
    emits,
    postings,
    transforms,
    checks,
    populations: [definePopulation({ id: 'customer', size: customers, journeys: [selling] })],
  });
  return scenario({
    period: { start: '2025-01-01', end },
    books,
    projections,
    processes: [process() as unknown as Process<Event>],
  });
}
