/** The rows of the edit table that need more than one population. */
import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  InMemoryAdapter,
  lognormal,
  once,
  poissonProcess,
  scenario,
  volume,
  wait,
  type AnyEvent,
  type Event,
  type Process,
  type Projection,
} from '../../src/index.ts';

const sell = defineAction({ id: 'sell', name: 'sold', fields: { amount: lognormal({ median: 50, sigma: 0.5 }) } });

/** Customers, whose starts spread over the period, buy now and then. */
const customers = definePopulation({
  id: 'customer',
  size: 30,
  journeys: [
    defineJourney({
      id: 'buy',
      arrivals: poissonProcess({ rate: 1, per: '5d' }),
      adventures: [defineAdventure({ id: 'shop', actions: [wait({ min: '1m', max: '1d' }), sell] })],
    }),
    defineJourney({
      id: 'promised',
      arrivals: volume({ total: 40 }),
      adventures: [defineAdventure({ id: 'shop', actions: [defineAction({ id: 'order', name: 'ordered' })] })],
    }),
    defineJourney({ id: 'greet', adventures: [defineAdventure({ id: 'hello', actions: [greet()] })] }),
  ],
});

function greet() {
  return defineAction({ id: 'greet', name: 'greeted' });
}

const count: Projection<number[], number, Event> = {
  id: 'sales',
  of: ['sold'],
  lookAhead: true,
  init: () => [],
  apply: (times, { timestamp }) => void times.push(timestamp.getTime()),
  merge: (a, b) => [...a, ...b],
  finish: (times, asOf) => times.filter((ms) => ms < asOf).length,
};

const sales = (more: Partial<Parameters<typeof defineProcess>[0]> = {}) =>
  defineProcess({
    id: 'sales',
    emits: ['sold', 'greeted', 'ordered'],
    lookAheadDays: 20,
    projections: [count],
    populations: [customers],
    ...more,
  } as never);

/** A process of one actor that emits once a run. */
const another = (options: object): Process =>
  defineProcess({
    id: 'another',
    emits: ['noted'],
    populations: [
      definePopulation({
        id: 'clerk',
        size: 3,
        journeys: [
          defineJourney({
            id: 'note',
            arrivals: once(),
            adventures: [defineAdventure({ id: 'write', actions: [defineAction({ id: 'note', name: 'noted' })] })],
          }),
        ],
      }),
    ],
    ...options,
  })();

async function run(processes: readonly Process[], runInDays = 0): Promise<readonly string[]> {
  const sink = new InMemoryAdapter<AnyEvent>();
  await generate(scenario({ period: { start: '2025-01-01', end: '2025-03-01' }, runInDays, processes }), {
    adapter: sink,
    logger: false,
  });
  return sink.events.map((event) => JSON.stringify(event));
}

const of = (lines: readonly string[], name: string): readonly string[] =>
  lines.filter((line) => line.includes(`"name":"${name}"`));

describe('adding a process', () => {
  const plain = [sales()()];

  it.each([
    ['that stands by itself', {}],
    ['that reads another', { reads: ['sales'] }],
    ['that looks ahead on another', { reads: [{ id: 'sales', lookAheadDays: 20 }] }],
    ['that runs on past the end, and with it what it reads', { reads: ['sales'], tailDays: 30 }],
  ])('adds its own events alone: one %s', async (_which, options) => {
    for (const runInDays of [0, 10]) {
      const before = await run(plain, runInDays);

      const after = await run([...plain, another(options)], runInDays);

      expect(before.length).toBeGreaterThan(100);
      // A total is one of the period, however far others look.
      if (runInDays === 0) expect(of(before, 'ordered')).toHaveLength(40);
      expect(of(after, 'noted').length).toBeGreaterThan(0);
      expect(after.filter((line) => !line.includes('"name":"noted"'))).toEqual(before);
    }
  });
});

describe('adding a population', () => {
  it('adds its own events alone, wherever it stands', async () => {
    const visitors = definePopulation({
      id: 'a-visitor',
      size: 10,
      journeys: [defineJourney({ id: 'greet', adventures: [defineAdventure({ id: 'hello', actions: [greet()] })] })],
    });
    const before = await run([sales()()]);

    for (const populations of [
      [customers, visitors],
      [visitors, customers],
    ]) {
      const after = await run([sales({ populations } as never)()]);

      const isVisitor = (line: string): boolean => line.includes('sales/a-visitor-');
      expect(after.filter(isVisitor)).toHaveLength(10);
      expect(after.filter((line) => !isVisitor(line))).toEqual(before);
    }
  });
});
