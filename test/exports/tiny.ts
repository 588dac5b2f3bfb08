/** A company with two accounts that books what a test says, with whatever names and texts it says. */
import {
  credit,
  debit,
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  definePostings,
  defineProcess,
  entry,
  once,
  scenario,
  type Account,
  type Determination,
  type Event,
  type Scenario,
} from '../../src/index.ts';

export interface Sale {
  readonly text?: string;
  readonly amount?: number;
  readonly currency?: string;
  readonly rate9?: number;
  /** Goes into the log as it is. */
  readonly reason?: string;
  readonly status?: string;
}

const ACCOUNTS: readonly Account[] = [
  { number: '1010', name: 'Bank', role: 'cash.bank', caption: 'BS.CASH', type: 'asset' },
  { number: '4000', name: 'Sales', role: 'revenue', caption: 'IS.REV', type: 'income' },
];

type Sold = Event<'sale.made', Sale & { readonly company: string; readonly documentId: string }>;

/** Books `sales` one after another on the first day. */
export function tiny(sales: readonly Sale[], accounts: readonly Account[] = ACCOUNTS, currency = 'EUR'): Scenario {
  const books: Determination = {
    companies: [{ id: 'T1', currency, chart: 'tiny' }],
    charts: [{ id: 'tiny', accounts }],
    roles: [],
  };
  const postings = definePostings<Sold>({
    TS01: {
      on: 'sale.made',
      roles: ['cash.bank', 'revenue'],
      rule: ({ payload: { amount = 100, text } }, a) => [
        entry('SAL', [debit(a('cash.bank'), amount), credit(a('revenue'), amount)], text === undefined ? {} : { text }),
      ],
    },
  });
  const sell = defineAction({
    id: 'sell',
    name: 'sale.made',
    handler: (ctx) =>
      sales.map((sale, i) =>
        ctx.event('sale.made', { company: 'T1', documentId: `SA-${i}`, documentType: 'SA', ...sale }),
      ),
  });
  const journey = defineJourney({
    id: 'day',
    arrivals: once({ at: 'start' }),
    adventures: [defineAdventure({ id: 'sell', actions: [sell] })],
  });
  const shop = defineProcess({
    id: 'till',
    emits: ['sale.made'],
    activities: { 'sale.made': 'Make "sale" <&>' },
    objectTypes: { SA: { name: 'Sale', document: 'sale.made' } },
    postings,
    populations: [definePopulation({ id: 'clerk', size: 1, starts: 'together', journeys: [journey] })],
  });
  return scenario({ period: { start: '2025-01-01', end: '2025-01-03' }, books, processes: [shop()] }) as Scenario;
}

export { ACCOUNTS };
