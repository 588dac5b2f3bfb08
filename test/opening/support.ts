/** Runs of opening, alone or with somebody else who has something open. */
import { opening, openingPostings, world } from '../../journeys/index.ts';
import type { WorldOptions } from '../../journeys/index.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  InMemoryAdapter,
  once,
  scenario,
  type Event,
  type Process,
} from '../../src/index.ts';

interface Parts {
  readonly given?: WorldOptions;
  readonly start?: string;
  readonly end?: string;
  readonly runInDays?: number;
  readonly others?: readonly Process[];
}

export async function run({
  given = {},
  start = '2025-01-01',
  end = '2025-01-10',
  runInDays = 0,
  others = [],
}: Parts = {}) {
  const adapter = new InMemoryAdapter();
  const company = scenario({
    ...world({ preset: 'distributor', ...given }),
    period: { start, end },
    runInDays,
    processes: [opening(), ...others],
  });
  const result = await generate(company, { seed: 7, adapter });
  return { result, events: adapter.events as readonly Event[] };
}

type Handler = NonNullable<Parameters<typeof defineAction>[0]['handler']>;

/** A process that does one thing on the first day. */
export function onFirstDay(id: string, emits: readonly string[], handler: Handler, postings = {}): Process {
  const act = defineAction({ id: 'act', emits, handler });
  const journey = defineJourney({
    id: 'first-day',
    arrivals: once({ at: 'start' }),
    adventures: [defineAdventure({ id: 'act', actions: [act] })],
  });
  const populations = [definePopulation({ id: 'somebody', size: 1, starts: 'together', journeys: [journey] })] as const;
  return defineProcess({ id, emits, postings, populations })() as unknown as Process;
}

/** Somebody who owes so much on the first day. */
export function debtor(amount: number): Process {
  const emits = ['opening_document.recorded', 'opening_item.recorded'];
  const owe: Handler = (ctx) => {
    const head = { company: '1000', documentId: 'VI-1000-OLD', documentType: 'VI', performedBy: 'system:test' };
    const dates = { documentDate: '2024-12-20', postingDate: '2025-01-01', fiscalYear: 2025, fiscalPeriod: 0 };
    const money = { currency: 'USD', rate9: 1_000_000_000, role: 'payables.trade', side: 'credit', amount };
    const item = { partner: { kind: 'vendor', id: 'V-1000-0001' }, openItem: { id: 'VI-1000-OLD' } };
    return [
      ctx.event('opening_document.recorded', head),
      ctx.event('opening_item.recorded', { ...head, ...dates, ...money, ...item }),
    ];
  };
  return onFirstDay('zz-debtor', emits, owe, { OP01: openingPostings.OP01 });
}
