import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import { FileAdapter } from '../../adapters/file.ts';
import {
  every,
  generate,
  InMemoryAdapter,
  scenario,
  definePopulation,
  defineProcess,
  stream,
  type AnyEvent,
  type Event,
  type Journey,
  type OutputAdapter,
  type SynodeError,
} from '../../src/index.ts';
import { action, failureOf, flow } from '../journeys/world.ts';

const visit = action('visit');
const shop = flow('shop', [visit, action('order'), action('pay')]);

/** Counts what its handler has done. */
function counting(): {
  readonly journey: Journey<Event<'counted', { readonly nth: number }>>;
  readonly made: () => number;
} {
  let made = 0;
  const count = action('count', { handler: (ctx) => [ctx.event('counted', { nth: ++made })] });
  return { journey: flow('counter', [count]) as never, made: () => made };
}

async function read<E extends AnyEvent>(events: AsyncIterable<E>): Promise<E[]> {
  const all: E[] = [];
  for await (const event of events) all.push(event);
  return all;
}

describe('a stream', () => {
  it.each(['user', 'time'] as const)('gives the events of generate, in %s order', async (order) => {
    const sink = new InMemoryAdapter();
    await generate(shop, { users: 700, order, adapter: sink });

    const run = stream(shop, { users: 700, order });

    expect(await read(run)).toEqual(sink.events);
    expect(await run.result).toMatchObject({ status: 'completed', counts: { events: { written: 2100 } } });
  });

  it('of a scenario takes no options', async () => {
    const customers = definePopulation({ id: 'customer', size: 3, journeys: [shop] });
    const sales = defineProcess({ id: 'sales', populations: [customers] });

    const events = await read(stream(scenario({ processes: [sales()] })));

    expect(new Set(events.map(({ userId }) => userId))).toEqual(
      new Set(['sales/customer-0', 'sales/customer-1', 'sales/customer-2']),
    );
  });

  it('runs nothing before the first event is asked for', async () => {
    const { journey, made } = counting();
    const run = stream(journey, { users: 10 });
    await new Promise((resolve) => setImmediate(resolve));

    expect(made()).toBe(0);
    expect(await read(run)).toHaveLength(10);
  });

  it('pauses the run while nobody reads: two batches wait, and one is being read', async () => {
    const { journey, made } = counting();
    const run = stream(journey, { users: 1000, batchSize: 10 });
    const events = run[Symbol.asyncIterator]();

    await events.next();
    // Whatever the run could still do, it would have done by the time so many turns have passed.
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
    const ahead = made();
    for (let i = 0; i < 20; i++) await events.next();
    for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));

    expect(ahead).toBe(30);
    expect(made()).toBe(50);
    expect(await events.return?.()).toEqual({ done: true, value: undefined });
  });

  it('that is left stops the run, closes everything and says so', async () => {
    const { journey, made } = counting();
    let closed = 0;
    const adapter: OutputAdapter<AnyEvent> = { write: () => undefined, close: () => void closed++ };
    const run = stream(journey, { users: 100_000, batchSize: 10, adapter });

    for await (const event of run) if (event.payload['nth'] === 25) break;

    expect(closed).toBe(1);
    expect(made()).toBeLessThan(100);
    expect(await run.result).toMatchObject({ status: 'interrupted' });
    expect(await read(run)).toEqual([]);
  });

  it('that is left before its first event opens nothing', async () => {
    const { journey, made } = counting();
    let opened = 0;
    const adapter: OutputAdapter<AnyEvent> = { write: () => undefined, open: () => void opened++ };
    const run = stream(journey, { users: 10, adapter });

    await run[Symbol.asyncIterator]().return?.();

    expect([opened, made()]).toEqual([0, 0]);
    expect(await run.result).toMatchObject({ status: 'interrupted' });
  });

  it('of an endless company is read as long as one likes', async () => {
    const daily = flow('daily', [visit], { arrivals: every('1d') });
    const run = stream(daily, { users: 2, order: 'time', maxEvents: Number.MAX_SAFE_INTEGER });

    let last = new Date(0);
    for await (const { timestamp } of run) {
      last = timestamp;
      if (timestamp >= new Date('2026-01-01')) break;
    }

    expect(last.toISOString()).toBe('2026-01-01T00:00:00.000Z');
  });

  it('hands events to an adapter as well', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-stream-'));
    try {
      const path = join(folder, 'events.ndjson');

      const events = await read(stream(shop, { users: 50, adapter: new FileAdapter(path) }));

      expect(readFileSync(path, 'utf8').trim().split('\n')).toHaveLength(events.length);
      expect(existsSync(`${path}.part`)).toBe(false);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  it('ends where maxEvents does', async () => {
    const run = stream(shop, { users: 10, maxEvents: 7 });

    expect(await read(run)).toHaveLength(7);
    expect((await run.result).status).toBe('limited');
  });

  it('gives events in their order to readers that do not wait for one another', async () => {
    const events = stream(shop, { users: 2, batchSize: 1 })[Symbol.asyncIterator]();

    const eight = await Promise.all(Array.from({ length: 8 }, () => events.next()));

    expect(eight.map(({ value, done }) => (done === true ? 'done' : `${value?.userId} ${value?.name}`))).toEqual([
      'user-0 visit',
      'user-0 order',
      'user-0 pay',
      'user-1 visit',
      'user-1 order',
      'user-1 pay',
      'done',
      'done',
    ]);
  });
});

describe('a failure', () => {
  const failing = flow('failing', [
    visit,
    action('fail', {
      handler: (ctx) => {
        if (ctx.actor.index === 3) throw new Error('out of stock');
        return [];
      },
    }),
  ]);

  it('comes behind the events before it, once, and the result rejects with it', async () => {
    const run = stream(failing, { users: 10 });
    const events: AnyEvent[] = [];
    const error = await failureOf(
      (async () => {
        for await (const event of run) events.push(event);
      })(),
    );

    expect(events.map(({ userId }) => userId)).toEqual(['user-0', 'user-1', 'user-2', 'user-3']);
    expect(error).toMatchObject({ code: 'HANDLER_ERROR' });
    expect(await failureOf(run.result)).toBe(error);
    expect((error as SynodeError).result?.status).toBe('failed');
    expect(await read(run)).toEqual([]);
  });

  it('behind the place where the reader leaves is for the result alone', async () => {
    const run = stream(failing, { users: 10 });

    for await (const { userId } of run) if (userId === 'user-1') break;

    await expect(run.result).rejects.toMatchObject({ code: 'HANDLER_ERROR' });
  });

  it('of the configuration comes with the first event asked for, every fault at once', async () => {
    const run = stream(shop, { users: -1, lanes: 0, signal: 7 } as never);

    const error = await failureOf(read(run));

    expect((error as SynodeError).issues.map(({ path }) => path[0])).toEqual([
      "option 'signal'",
      "option 'users'",
      "option 'lanes'",
    ]);
  });

  it.each([7, null, 'users'])('to give options, as %j, names the call', async (options) => {
    expect(await failureOf(read(stream(shop, options as never)))).toMatchObject({
      code: 'INVALID_RUN_OPTIONS',
      rawMessage: expect.stringContaining('the options of stream') as string,
    });
  });

  it('of an adapter that takes no events is told as in generate', async () => {
    expect(await failureOf(read(stream(shop, { users: 1, adapter: {} as never })))).toMatchObject({
      code: 'ADAPTER_INVALID',
    });
  });

  it('of the adapter reaches a reader who leaves', async () => {
    const closing: OutputAdapter<AnyEvent> = {
      write: () => undefined,
      close: () => {
        throw new Error('disk full');
      },
    };

    const error = await failureOf(
      (async () => {
        for await (const _ of stream(shop, { users: 10, adapter: closing })) break;
      })(),
    );

    expect(error.message).toContain('disk full');
  });
});

describe('a signal', () => {
  it('stops a stream that nobody reads just now, and what is complete can still be read', async () => {
    const { journey } = counting();
    const stop = new AbortController();
    const run = stream(journey, { users: 1000, batchSize: 10, signal: stop.signal });
    const events = run[Symbol.asyncIterator]();
    await events.next();

    stop.abort(new Error('closing time'));

    await expect(run.result).rejects.toMatchObject({ code: 'INTERRUPTED' });
    const rest: unknown[] = [];
    const error = await failureOf(
      (async () => {
        for (let next = await events.next(); next.done !== true; next = await events.next()) {
          rest.push(next.value.payload['nth']);
        }
      })(),
    );
    expect(rest).toEqual(Array.from({ length: rest.length }, (_, i) => i + 2));
    expect(rest.length).toBeGreaterThanOrEqual(9);
    expect(error).toMatchObject({ code: 'INTERRUPTED', cause: stop.signal.reason as unknown });
  });

  it("ends it without an error with onAbort: 'resolve'", async () => {
    const { journey } = counting();
    const stop = new AbortController();
    const run = stream(journey, { users: 1000, batchSize: 10, signal: stop.signal, onAbort: 'resolve' });

    let seen = 0;
    for await (const _ of run) if (++seen === 15) stop.abort();

    expect(seen).toBeGreaterThanOrEqual(15);
    expect((await run.result).status).toBe('interrupted');
  });
});

it('two streams in one process do not see each other', async () => {
  const [a, b] = [stream(shop, { users: 5, seed: 'a' }), stream(shop, { users: 5, seed: 'b' })];
  const [left, right] = [a[Symbol.asyncIterator](), b[Symbol.asyncIterator]()];
  const mixed: [AnyEvent[], AnyEvent[]] = [[], []];
  for (let i = 0; i < 15; i++) {
    for (const [side, events] of [left, right].entries()) {
      const { value } = await events.next();
      if (value !== undefined) mixed[side]?.push(value);
    }
  }

  expect(mixed).toEqual([
    await read(stream(shop, { users: 5, seed: 'a' })),
    await read(stream(shop, { users: 5, seed: 'b' })),
  ]);
});
