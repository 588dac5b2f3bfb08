import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import * as synode from '../../src/index.ts';
import { generate, InMemoryAdapter, type AnyEvent, type OutputAdapter, type RunOptions } from '../../src/index.ts';
import { canonicalLine } from '../../src/encode/canonical.ts';
import { DiskSpool } from '../../src/run/spool.ts';
import { runCall } from '../../src/run-call.ts';
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

const folder = mkdtempSync(join(tmpdir(), 'synode-held-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** Months of four processes, the first of which are simulated weeks ahead, with so much room in memory for what they tell. */
async function withRoomFor(heldBytes: number, output = folder) {
  const lines = taker();
  const run = chainOn(synode).chainOfFour({ end: '2025-03-01', runInDays: 20 });
  const options = { adapter: lines, output, debug: true, telemetryPath: join(folder, 'telemetry.json'), logger: false };
  const { telemetry } = await runCall(run, options as unknown as RunOptions<never>, { heldBytes });
  return { text: lines.text, spilledBytes: telemetry?.memory.spilledBytes ?? 0 };
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

describe('what is simulated ahead and does not fit into memory', () => {
  it('waits on disk and comes in its place, however little fits', async () => {
    const [all, some, none] = [await withRoomFor(1e9), await withRoomFor(4000), await withRoomFor(0)];

    expect([some.text === all.text, none.text === all.text]).toEqual([true, true]);
    expect(all.spilledBytes).toBe(0);
    expect(some.spilledBytes).toBeGreaterThan(1000);
    expect(none.spilledBytes).toBeGreaterThan(some.spilledBytes);
    expect(none.spilledBytes).toBeLessThanOrEqual(all.text.length * 2);
  });

  it('leaves nothing in the folder of the run', async () => {
    const own = mkdtempSync(join(folder, 'own-'));
    await withRoomFor(0, own);

    expect(readdirSync(own)).toEqual([]);
  });

  it('ends the run where the disk takes no more: nothing is left out', async () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');

    const error = await errorOf(() => withRoomFor(0, file));

    expect(error).toMatchObject({ code: 'SPOOL_FAILED', kind: 'adapter', path: [`folder '${file}'`] });
  });
});

describe('a spool', () => {
  const bytesOf = (text: string): Uint8Array => Buffer.from(text);
  const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString();

  it('gives its pieces in any order, and their room to others when all have gone', () => {
    const spool = new DiskSpool(folder);
    const [a, b] = [spool.write(bytesOf('first')), spool.write(bytesOf('second'))];

    expect([textOf(spool.read(b)), textOf(spool.read(a))]).toEqual(['second', 'first']);
    spool.free(a);
    expect(spool.write(bytesOf('third')).from).toBe(11);
    spool.free(b);
    spool.close();

    const again = new DiskSpool(folder);
    again.free(again.write(bytesOf('gone')));
    const next = again.write(bytesOf('next'));
    expect([next.from, textOf(again.read(next)), again.bytes]).toEqual([0, 'next', 8]);
    again.close();
  });

  it('makes no file before there is something to write', () => {
    const nowhere = join(folder, 'nowhere');
    new DiskSpool(nowhere).close();

    expect(readdirSync(folder)).not.toContain('nowhere');
  });
});
