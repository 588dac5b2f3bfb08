import { describe, expect, it } from 'vitest';

import * as synode from '../../src/index.ts';
import { generate, InMemoryAdapter, type AnyEvent, type OutputAdapter, type RunOptions } from '../../src/index.ts';
import { canonicalLine } from '../../src/encode/canonical.ts';
import { errorOf } from '../errors/faults.ts';
import { chainOn, dailySum } from './chain.ts';

/** Takes lines: what looks ahead waits as lines then. */
function taker(): OutputAdapter<AnyEvent> & { readonly text: string } {
  let text = '';
  return {
    encoding: 'ndjson',
    write: () => undefined,
    writeEncoded: ({ bytes }) => void (text += Buffer.from(bytes).toString()),
    get text() {
      return text;
    },
  };
}

async function both(options: RunOptions<AnyEvent>): Promise<{ readonly lines: string; readonly events: string }> {
  const [lines, memory] = [taker(), new InMemoryAdapter()];
  const made = () => chainOn(synode).chainOfFour({ end: '2025-03-01', runInDays: 20 });
  await generate(made(), { logger: false, ...options, adapter: lines });
  await generate(made(), { logger: false, ...options, adapter: memory });
  return { lines: lines.text, events: memory.events.map((event) => `${canonicalLine(event)}\n`).join('') };
}

describe('what processes simulate ahead of their readers', () => {
  it.each([{}, { meta: true }, { maxEvents: 100 }, { batchSize: 3 }])(
    'comes as the same lines, held as lines or as events: %j',
    async (options) => {
      const { lines, events } = await both(options);

      expect(lines.split('\n').length).toBeGreaterThan(100);
      expect(lines).toBe(events);
    },
  );

  it('may hold an event that cannot be written: all before it is written, and nothing after', async () => {
    const { defineAction, defineAdventure, defineJourney, definePopulation, defineProcess, every, scenario } = synode;
    const made = dailySum('made', ['made'], { lookAhead: true });
    const daily = (id: string, count: (day: number) => number, reads: string[] = []) =>
      defineProcess({
        id,
        lookAheadDays: 10,
        emits: [id],
        reads,
        projections: id === 'made' ? [made] : [],
        populations: [
          definePopulation({
            id: 'one',
            size: 1,
            starts: 'together',
            journeys: [
              defineJourney({
                id,
                arrivals: every('1d', { offset: id === 'made' ? '7h' : '9h' }),
                adventures: [
                  defineAdventure({
                    id,
                    actions: [
                      defineAction({ id, handler: (ctx) => [ctx.event(id, { count: count(ctx.now().getUTCDate()) })] }),
                    ],
                  }),
                ],
              }),
            ],
          }),
        ],
      })();
    const adapter = taker();
    const period = { start: '2025-01-01', end: '2025-02-01' };
    const processes = [daily('made', (day) => (day === 12 ? Number.NaN : day)), daily('read', (day) => day, ['made'])];

    const error = await errorOf(() =>
      generate(scenario({ id: 'ahead', period, processes }), { adapter, batchSize: 1, logger: false }),
    );

    const told = adapter.text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as AnyEvent);
    expect(error).toMatchObject({ code: 'ENCODING_FAILED' });
    expect(
      told.map(({ name, payload }) => `${name} ${String((payload as { count?: unknown }).count)}`).slice(-3),
    ).toEqual(['read 10', 'made 11', 'read 11']);
  });
});
