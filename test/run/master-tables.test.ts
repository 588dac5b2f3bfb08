/** Tables beside the events: their rows are those that the run has used, whatever the scenario is called. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import {
  defineAction,
  defineAdventure,
  defineDataset,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  int,
  once,
  scenario,
  type Context,
  type Event,
  type Process,
  type Scenario,
} from '../../src/index.ts';
import { writeOutput } from '../../src/run-output.ts';

const LOT = int({ min: 1, max: 1_000_000 });

const table = (id: string) =>
  defineDataset({ id, name: id, count: 5, fields: { id: (_ctx: Context, { index }) => `${id}-${index}`, lot: LOT } });

/** A process that tells the rows of tables as it sees them. */
function telling(id: string, own: readonly string[], seen: readonly string[]): Process {
  const tell = defineAction({
    id: 'tell',
    emits: [`${id}.told`],
    handler: (ctx) => [
      ctx.event(`${id}.told`, { tables: Object.fromEntries(seen.map((one) => [one, ctx.dataset(one).getAllRows()])) }),
    ],
  });
  const journey = defineJourney({
    id: 'tell',
    arrivals: once(),
    adventures: [defineAdventure({ id: 'tell', actions: [tell] })],
  });
  const population = definePopulation({ id: 'teller', size: 1, starts: 'together', journeys: [journey] });
  return defineProcess({
    id,
    emits: [`${id}.told`],
    datasets: own.map(table),
    populations: [population],
  })() as unknown as Process;
}

async function toldAndWritten(named: { readonly id?: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'synode-masters-'));
  try {
    const input = scenario({
      ...named,
      period: { start: '2025-01-01', end: '2025-01-03' },
      calendar: 'DE',
      datasets: [table('shared')],
      processes: [telling('alpha', ['bolts'], ['shared', 'bolts']), telling('beta', ['nuts'], ['shared', 'nuts'])],
      tables: ['shared', 'bolts', 'nuts'],
    }) as unknown as Scenario;
    const events = join(folder, 'events', 'events.ndjson');
    await writeOutput(folder, input, await generate(input, { seed: 3, adapter: new FileAdapter(events) }));
    const told = readFileSync(events, 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Event<string, { tables: Record<string, object[]> }>).payload.tables);
    const written = ['shared', 'bolts', 'nuts'].map((id) => [
      id,
      readFileSync(join(folder, 'master', `${id}.ndjson`), 'utf8')
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ]);
    return { told: Object.assign({}, ...told) as object, written: Object.fromEntries(written) as object };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe('the tables of an output folder', () => {
  it.each([
    ['without a name', {}],
    ['of a name', { id: 'plan-b' }],
  ])(
    'hold the rows that the processes of a scenario %s have seen, their own and those of all',
    async (_name, named) => {
      const { told, written } = await toldAndWritten(named);

      expect(Object.keys(told).sort()).toEqual(['bolts', 'nuts', 'shared']);
      expect(written).toEqual(told);
    },
  );
});
