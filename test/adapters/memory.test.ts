import { describe, expect, expectTypeOf, it } from 'vitest';

import { CallbackAdapter, type CallbackOptions } from '../../adapters/callback.ts';
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { NullAdapter } from '../../adapters/null.ts';
import { generate } from '../../src/index.ts';
import type { Event } from '../../src/model/event.ts';
import { adapterContract } from '../../src/testing/adapter-contract.ts';
import { drive, encodeEvents } from '../../src/testing/adapter-driver.ts';
import { action, flow } from '../journeys/world.ts';
import { exitOf } from './children.ts';
import { events } from './events.ts';
import { adapterFailure, failure } from './failure.ts';

describe('a memory adapter keeps the contract', () => {
  let memory = new InMemoryAdapter();
  const cases = adapterContract({
    name: 'memory',
    create: () => (memory = new InMemoryAdapter()),
    read: () => memory.events,
    faults: { write: () => (memory = new InMemoryAdapter({ limit: 333 })) },
    exit: exitOf('memory'),
    deviations: ['open-never-fails', 'never-slow', 'no-own-retry', 'bytes-not-own', 'no-encoding', 'takes-no-secrets'],
  });
  for (const { title, run } of cases) it(title, run);
});

type Placed = Event<'order.placed', { readonly total: number }>;
type Viewed = Event<'page.viewed', { readonly url: string }>;

const placed = (id: string, userId: string): Placed => ({
  id,
  userId,
  sessionId: 's',
  name: 'order.placed',
  timestamp: new Date(0),
  payload: { total: 5 },
});
const viewed = (id: string, userId: string): Viewed => ({
  ...placed(id, userId),
  name: 'page.viewed',
  payload: { url: '/' },
});

describe('a memory adapter', () => {
  it('gives events by name, typed as that name', () => {
    const memory = new InMemoryAdapter<Placed | Viewed>();
    memory.writeBatch([placed('a', 'u'), viewed('b', 'v'), placed('c', 'v')]);

    const orders = memory.byName('order.placed');

    expectTypeOf(orders).toEqualTypeOf<Placed[]>();
    expect(orders.map(({ id, payload }) => [id, payload.total])).toEqual([
      ['a', 5],
      ['c', 5],
    ]);
  });

  it('gives events by user, in order', () => {
    const memory = new InMemoryAdapter<Placed | Viewed>();
    memory.writeBatch([placed('a', 'u'), viewed('b', 'v'), placed('c', 'v')]);

    expect(memory.byUser('v').map(({ id }) => id)).toEqual(['b', 'c']);
  });

  it('stays readable after close, until it is cleared', async () => {
    const memory = new InMemoryAdapter();
    await drive(memory, events(3));
    expect(memory.events).toHaveLength(3);

    memory.clear();

    expect(memory.events).toHaveLength(0);
    expect(memory.report()).toMatchObject({ events: 3, acknowledged: 3 });
  });

  it('holds its limit and refuses one more', async () => {
    const memory = new InMemoryAdapter({ limit: 2 });

    const error = await adapterFailure(() => memory.writeBatch(events(3)));

    expect(error).toMatchObject({
      code: 'ADAPTER_LIMIT',
      retriable: false,
      acknowledged: 2,
      rawMessage: 'memory adapter holds its limit of 2 events and was given one more',
    });
    expect(memory.events).toHaveLength(2);
  });

  it('warns once it was given more than two million events: MEMORY_ADAPTER_SIZE', async () => {
    const memory = new InMemoryAdapter();
    const many = new Array<Event>(100_000).fill(events(1)[0] as Event);
    for (let i = 0; i < 20; i++) memory.writeBatch(many);
    const before = memory.report().warnings;
    memory.clear();

    const { warnings } = await generate(flow('shop', [action('view')]), {
      users: 1,
      adapter: memory as never,
      logger: false,
    });

    expect(before).toBeUndefined();
    expect(warnings).toEqual([
      {
        code: 'MEMORY_ADAPTER_SIZE',
        message: 'the memory adapter was given 2000001 events, about 2 GB: write to a file',
        count: 1,
      },
    ]);
  });

  it('refuses a limit that is none, and an option it does not know', () => {
    expect(failure(() => new InMemoryAdapter({ limit: -1 }))).toMatchObject({
      code: 'INVALID_OPTION',
      path: ['InMemoryAdapter', "option 'limit'"],
    });
    expect(failure(() => new InMemoryAdapter({ limits: 1 } as object))).toMatchObject({
      code: 'UNKNOWN_KEY',
      suggestion: "Did you mean 'limit'?",
    });
  });
});

describe.each([true, false])('a callback adapter keeps the contract (batches: %s)', (batch) => {
  let received: Event[] = [];
  let gate: Promise<void> = Promise.resolve();
  let onCall: () => void = () => undefined;
  let failAfter = Number.POSITIVE_INFINITY;
  const take = async (given: readonly Event[]) => {
    onCall();
    await gate;
    if (received.length >= failAfter) throw new Error('no more');
    received.push(...given);
  };
  const create = () =>
    batch
      ? new CallbackAdapter<Event>(take, { batch: true })
      : new CallbackAdapter<Event>((event: Event) => take([event]));
  const cases = adapterContract({
    name: batch ? 'callback, batches' : 'callback',
    prepare: () => {
      [received, gate, onCall, failAfter] = [[], Promise.resolve(), () => undefined, Number.POSITIVE_INFINITY];
    },
    create,
    read: () => received,
    faults: {
      write: () => {
        failAfter = 400;
        return create();
      },
      slow: () => {
        let release: () => void = () => undefined;
        gate = new Promise((resolve) => (release = resolve));
        return { adapter: create(), stalled: new Promise((resolve) => (onCall = resolve)), release };
      },
    },
    exit: exitOf('callback'),
    deviations: ['open-never-fails', 'no-own-retry', 'bytes-not-own', 'no-encoding', 'takes-no-secrets'],
  });
  for (const { title, run } of cases) it(title, run);
});

describe('a callback adapter', () => {
  it('calls with each event, and makes no promise where the function makes none', () => {
    const seen: string[] = [];
    const adapter = new CallbackAdapter((event) => seen.push(event.id));

    const results = events(3).map((event) => adapter.write(event));

    expect(seen).toEqual(['e0', 'e1', 'e2']);
    expect(results).toEqual([undefined, undefined, undefined]);
  });

  it('calls with whole batches if asked', async () => {
    const sizes: number[] = [];

    await drive(new CallbackAdapter((batch) => sizes.push(batch.length), { batch: true }), events(25), {
      batchSize: 10,
    });

    expect(sizes).toEqual([10, 10, 5]);
  });

  it('fails with the error of the function, once', async () => {
    let calls = 0;
    const cause = new TypeError('no such table');
    const adapter = new CallbackAdapter(() => {
      calls += 1;
      throw cause;
    });

    const error = await adapterFailure(() => adapter.write(events(1)[0] as Event));

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', adapter: 'callback', retriable: false, cause });
    expect(error.message).toContain('write failed after 0 acknowledged events: no such table');
    expect(calls).toBe(1);
  });

  it('refuses what is no function, and options it does not know, at once', () => {
    const options = { batch: 1, bach: true } as unknown as CallbackOptions & { batch: true };

    const error = failure(() => new CallbackAdapter('x' as unknown as () => void, options));

    expect(error.issues.map(({ path }) => path[1])).toEqual(["option 'fn'", "option 'batch'", "option 'bach'"]);
  });
});

describe('a null adapter', () => {
  it('counts and discards, whether events come as objects or as bytes', async () => {
    const objects = new NullAdapter();
    const bytes = new NullAdapter();

    await drive(objects, events(25), { batchSize: 10 });
    await drive(bytes, events(25), { encoded: true });

    expect(objects.report()).toMatchObject({ name: 'null', events: 25, acknowledged: 25, batches: 3, bytes: 0 });
    expect(bytes.report()).toMatchObject({ events: 25, bytes: encodeEvents(events(25)).bytes.length });
  });

  it('takes nothing after close', async () => {
    const adapter = new NullAdapter();
    await adapter.close();

    await expect(adapterFailure(() => adapter.writeBatch(events(1)))).resolves.toMatchObject({
      code: 'ADAPTER_CLOSED',
    });
  });
});
