/** Rows of datasets are facts of a scenario: made once for all of its processes and populations, by its own calendar. */
import { expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  definePopulation,
  defineProcess,
  fromDataset,
  generate,
  InMemoryAdapter,
  scenario,
  type Context,
  type Population,
  type Process,
} from '../../src/index.ts';

/** A table that notes which of its rows are made. */
function vendorsNoting(made: number[]) {
  return defineDataset({
    id: 'vendors',
    count: 3,
    fields: {
      vendor: (_ctx: Context, { index }: { readonly index: number }) => `V-${(made.push(index), index)}`,
      // A working day behind Thursday, 3 July: the next day, but not where Independence Day is kept.
      audited: (ctx: Context) => ctx.event('audit', {}, { after: '1 business day' }).timestamp,
    },
  });
}

/** Everybody of a population looks at all vendors once. */
function lookers(id: string, calendar?: string): Population {
  const look = defineAction({
    id: 'look',
    handler: (ctx) =>
      ctx
        .dataset('vendors')
        .getAllRows()
        .map((row) => ctx.event('vendor.seen', row)),
  });
  const journeys = [defineJourney({ id: 'visit', adventures: [defineAdventure({ id: 'page', actions: [look] })] })];
  return { id, size: 2, journeys, ...(calendar === undefined ? {} : { calendar }) };
}

/** What each population of two processes sees, and the rows that were made for it. */
async function seenBy(processes: readonly Process[]) {
  const made: number[] = [];
  const adapter = new InMemoryAdapter();
  const period = { start: '2025-07-03', end: '2025-08-01' };
  await generate(scenario({ period, datasets: [vendorsNoting(made)], processes }), { adapter, meta: true });
  const rows = adapter.events.map(({ payload, meta }) => {
    const { vendor, audited } = payload as unknown as { readonly vendor: string; readonly audited: Date };
    return `${meta?.population} ${vendor} ${audited.toISOString().slice(0, 10)}`;
  });
  return { made: made.toSorted((a, b) => a - b), rows: [...new Set(rows)].toSorted() };
}

it('each row is made once, whoever asks', async () => {
  const processes = [
    defineProcess({ id: 'buying', populations: [lookers('buyers'), lookers('planners')] })(),
    defineProcess({ id: 'paying', populations: [lookers('clerks')] })(),
  ];
  const { made, rows } = await seenBy(processes);

  expect(rows).toHaveLength(9);
  expect(made).toEqual([0, 1, 2]);
});

it('a population that keeps other days sees the same rows', async () => {
  const processes = [defineProcess({ id: 'buying', populations: [lookers('abroad', 'US'), lookers('here')] })()];
  const { rows } = await seenBy(processes);

  const dates = new Set(rows.map((row) => row.split(' ')[2]));
  expect(dates).toEqual(new Set(['2025-07-04']));
});

it('a process sees its own table before one of the scenario with the same id, where its fields are checked too', async () => {
  const rates = (of: string) => defineDataset({ id: 'rates', count: 1, fields: { [of]: of } });
  const see = defineAction({ id: 'see', name: 'rate.seen', fields: { rate: fromDataset('rates', 'own') } });
  const journeys = [defineJourney({ id: 'visit', adventures: [defineAdventure({ id: 'page', actions: [see] })] })];
  const teller = definePopulation({ id: 'teller', size: 1, journeys });
  const adapter = new InMemoryAdapter();
  const bank = defineProcess({ id: 'bank', datasets: [rates('own')], populations: [teller] });

  await generate(scenario({ datasets: [rates('common')], processes: [bank()] }), { adapter });

  expect(adapter.events.map(({ payload }) => payload)).toEqual([{ rate: 'own' }]);
});
