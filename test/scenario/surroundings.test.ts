import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  FindingLog,
  generate,
  InMemoryAdapter,
  scenario,
  type FileCheck,
} from '../../src/index.ts';

const greet = defineJourney({
  id: 'greet',
  adventures: [defineAdventure({ id: 'greet', actions: [defineAction({ id: 'hello', name: 'guest.greeted' })] })],
});

const host = defineProcess({
  id: 'host',
  emits: ['guest.greeted'],
  populations: (_options, { datasets }) =>
    datasets.map(({ id, ...table }) =>
      definePopulation({ id, size: 'rows' in table ? table.rows.length : 0, starts: 'together', journeys: [greet] }),
    ),
});

const guests = (id: string, count: number) => ({
  id,
  name: id,
  rows: Array.from({ length: count }, (_, i) => ({ i })),
});

describe('populations of a process', () => {
  it('may be as many and as large as the tables of the scenario it stands in', async () => {
    const adapter = new InMemoryAdapter();
    const process = host();
    const party = scenario({ datasets: [guests('friends', 3), guests('family', 2)], processes: [process] });
    await generate(party, { adapter });

    expect(party.processes[0]?.populations.map(({ id, size }) => `${id} ${size}`)).toEqual(['friends 3', 'family 2']);
    expect(adapter.events.length).toBe(5);
    // The process itself stays what it was, for another scenario.
    expect(process.populations).toEqual([]);
  });

  it('are asked for once where they do not look around', () => {
    let asked = 0;
    const plain = defineProcess({
      id: 'plain',
      emits: ['guest.greeted'],
      populations: () => {
        asked++;
        return [definePopulation({ id: 'one', size: 1, journeys: [greet] })];
      },
    });
    scenario({ processes: [plain()] });

    expect(asked).toBe(1);
  });
});

describe('parts of a process', () => {
  it('may depend on who else is in the scenario, and on what is run in', () => {
    const guest = defineProcess({ id: 'guest', emits: [], populations: [] });
    const door = defineProcess({
      id: 'door',
      populations: [],
      emits: (_options, { processes, runInDays }) => [...processes.map(({ id }) => `${id}.let_in`), `day.${runInDays}`],
    });
    const party = scenario({ runInDays: 3, processes: [guest(), door()] });

    expect(party.processes[1]?.emits).toEqual(['guest.let_in', 'door.let_in', 'day.3']);
    expect(door().emits).toEqual(['day.0']);
  });
});

describe('file checks of a process', () => {
  it('are made anew for each reading', () => {
    const everyLine = (): FileCheck => {
      const log = new FindingLog();
      return { id: 'G1', name: 'everybody-is-greeted', log, see: () => void log.rows++ };
    };
    const process = defineProcess({ id: 'host', emits: [], populations: [], fileChecks: [everyLine] })();
    const [first, second] = [process.fileChecks[0]?.(), process.fileChecks[0]?.()];
    first?.see({
      at: 1,
      event: { id: 'a', userId: 'u', name: 'n', timestamp: '', ms: 0, payload: {} },
      entry: undefined,
    });

    expect([first?.log.rows, second?.log.rows]).toEqual([1, 0]);
  });
});
