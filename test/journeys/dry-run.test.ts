import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';
import { z } from 'zod';

import {
  defineJourney,
  definePopulation,
  defineProcess,
  dryRun,
  generate,
  InMemoryAdapter,
  int,
  readDataset,
  scenario,
  SynodeError,
} from '../../src/index.ts';
import { action, adventure, failureOf, flow, simulate } from './world.ts';

const visit = action('visit', { fields: { page: int({ min: 1, max: 9 }) } });
const shop = flow('shop', [visit, action('order')]);
const survey = flow('survey', [action('answer', { fields: { score: int({ min: 0, max: 10 }) } })]);

describe('dryRun', () => {
  it('gives the events that generate gives with the same seed', async () => {
    const options = { seed: 42, startDate: '2025-03-01', endDate: '2025-04-01', order: 'time' } as const;
    const { events } = await simulate(shop, { users: 30, ...options });

    expect(await dryRun(shop, 30, options)).toEqual(events);
    expect(await dryRun(shop, 30, { ...options, seed: 43 })).not.toEqual(events);
  });

  it('has one user unless told otherwise', async () => {
    expect((await dryRun(shop)).map(({ userId }) => userId)).toEqual(['user-0', 'user-0']);
  });

  it('takes several journeys', async () => {
    expect((await dryRun([shop, survey], 2)).map(({ userId, name }) => `${userId} ${name}`)).toEqual([
      'user-0 visit',
      'user-0 order',
      'user-0 answer',
      'user-1 visit',
      'user-1 order',
      'user-1 answer',
    ]);
  });

  it('takes a scenario, which knows its own actors, and options beside', async () => {
    const sales = defineProcess({
      id: 'sales',
      populations: [definePopulation({ id: 'customer', size: 3, journeys: [shop] })],
    });
    const company = scenario({ processes: [sales()] });
    const sink = new InMemoryAdapter();
    await generate(company, { adapter: sink, maxEvents: 4 } as never);

    const events = await dryRun(company, undefined, { maxEvents: 4 });

    expect(events).toEqual(sink.events);
    expect(events).toHaveLength(4);
  });
});

describe('what a zod schema finds', () => {
  const rejecting = z.object({ page: z.string() });
  const folder = (): string => mkdtempSync(join(tmpdir(), 'synode-zod-'));

  const places: Readonly<Record<string, () => Promise<unknown>>> = {
    'in an event': () => simulate(shop, { eventSchema: { schema: rejecting } }),
    'in the options of a process': async () =>
      defineProcess({ id: 'sales', options: z.strictObject({ vendors: z.number() }), populations: [] })({
        vendors: 'x',
      }),
    'in the input of a started instance': () => {
      const ship = defineJourney({
        id: 'ship',
        inputSchema: rejecting,
        arrivals: { kind: 'never' },
        adventures: [adventure('a', [action('sent')])],
      });
      const begin = action('begin', { handler: (ctx) => (ctx.start('ship', { input: { page: 7 } }), []) });
      return simulate([flow('shop', [begin]), ship]);
    },
    'in a row of a dataset': async () => {
      const path = folder();
      try {
        writeFileSync(join(path, 'rows.ndjson'), '{"page":7}\n');
        return await readDataset(join(path, 'rows.ndjson'), { id: 'rows', row: rejecting });
      } finally {
        rmSync(path, { recursive: true, force: true });
      }
    },
  };

  it.each(Object.entries(places))('%s leaves as our own error', async (_place, fault) => {
    const error = await failureOf(fault());

    expect(error).toBeInstanceOf(SynodeError);
    expect(error).not.toBeInstanceOf(z.ZodError);
    for (let cause: unknown = error; cause instanceof Error; cause = cause.cause)
      expect(cause.name).not.toBe('ZodError');
  });
});
