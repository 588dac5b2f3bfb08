import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CompositeAdapter } from '../../adapters/composite.ts';
import { FileAdapter } from '../../adapters/file.ts';
import { FilterAdapter } from '../../adapters/filter.ts';
import { MapAdapter } from '../../adapters/map.ts';
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { NullAdapter } from '../../adapters/null.ts';
import { generate, type AnyEvent } from '../../src/index.ts';
import type { OutputAdapter } from '../../src/model/adapter.ts';
import type { Event } from '../../src/model/event.ts';
import { adapterContract, type AdapterSubject } from '../../src/testing/adapter-contract.ts';
import { drive, runInfo } from '../../src/testing/adapter-driver.ts';
import { sampleEvents } from '../../src/testing/adapter-sample.ts';
import { action, flow } from '../journeys/world.ts';
import { exitOf } from './children.ts';
import { events } from './events.ts';
import { adapterFailure, failure } from './failure.ts';
import { contentOf, Place, readNdjson } from './place.ts';
import { SinkStream } from './sink-stream.ts';
import { StreamAdapter } from '../../adapters/stream.ts';

/** What a function of the author does when it is called. */
type Thunk = () => unknown;

const place = new Place();
const path = () => place.path('out.ndjson');

/** Everything passes, so that the contract can be asked of what lies behind. */
const wrappers: Record<string, (inner: OutputAdapter<Event>) => OutputAdapter<Event>> = {
  filter: (inner) => new FilterAdapter(inner, () => true),
  map: (inner) => new MapAdapter(inner, (event) => ({ ...event })),
};

describe.each(Object.entries(wrappers))('a %s adapter keeps the contract', (name, wrap) => {
  let stream: SinkStream | undefined;
  const read = (): ReturnType<typeof readNdjson> =>
    stream === undefined
      ? readNdjson(path())
      : stream.text
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as Event);
  const subject: AdapterSubject = {
    name,
    prepare: () => {
      stream = undefined;
      place.prepare();
    },
    create: () => wrap(new FileAdapter(path())),
    read,
    bytes: () => contentOf(path()),
    exists: () => place.files().length > 0,
    faults: {
      open: () => wrap(new FileAdapter({ path: place.path('no/where.ndjson'), mkdir: false })),
      write: () => {
        stream = Object.assign(new SinkStream(), { failAfter: 40 });
        return wrap(new StreamAdapter(stream));
      },
      slow: () => {
        stream = new SinkStream();
        return { adapter: wrap(new StreamAdapter(stream)), ...stream.hold() };
      },
    },
    exit: exitOf(name, path),
    cleanup: place.cleanup,
    deviations: ['no-own-retry', 'no-encoding', 'takes-no-secrets'],
  };
  for (const { title, run } of adapterContract(subject)) it(title, run);
});

describe('a filter adapter', () => {
  it('lets through what passes, in order, and counts the rest', async () => {
    const memory = new InMemoryAdapter();
    const adapter = new FilterAdapter(memory, (event) => event.name === 'order.placed');
    const sent = sampleEvents({ isHeavy: false });

    await drive(adapter, sent, { batchSize: 7 });

    expect(memory.events).toEqual(sent.filter(({ name }) => name === 'order.placed'));
    expect(adapter.report()).toMatchObject({ name: 'filter', events: 40, acknowledged: 40, filtered: 80 });
  });

  it.each<[string, Thunk, string]>([
    ['throws', () => JSON.parse('{'), 'threw'],
    ['returns nothing', () => undefined, 'returned neither true nor false'],
    ['returns a promise', () => Promise.resolve(true), 'returned a promise instead of true or false'],
  ])('whose predicate %s names the event, after the events before it', async (_what, predicate, message) => {
    const memory = new InMemoryAdapter();
    const adapter = new FilterAdapter(memory, (event) =>
      event.id === 'e3' ? (predicate() as boolean) : event.id !== 'e1',
    );

    const { error } = await drive(adapter, events(6));

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', adapter: 'filter', path: ["event 'e3'"], acknowledged: 2 });
    expect(String(error)).toContain(`the predicate of event 'e3' (order.placed) ${message}`);
    expect(memory.events.map(({ id }) => id)).toEqual(['e0', 'e2']);
  });

  it('goes on from where the file behind it stands', async () => {
    place.prepare();
    const make = () =>
      new FilterAdapter<Event>(new FileAdapter(path()), (event) => Number(event.payload['n']) % 3 === 0);
    const first = make();
    await first.open(runInfo({ signal: AbortSignal.abort() }));
    await first.writeBatch(events(10));
    await first.flush();
    const position = first.position?.();
    await first.writeBatch(events(15).slice(10));
    await first.close();
    const second = make();

    await second.restore?.(position?.detail ?? null);
    await drive(second, events(30).slice(position?.ordinal));

    expect(position?.ordinal).toBe(10);
    expect(readNdjson(path()).map(({ id }) => id)).toEqual(
      events(30)
        .filter((_event, i) => i % 3 === 0)
        .map(({ id }) => id),
    );
    expect(second.report()).toMatchObject({ events: 10, filtered: 20 });
    place.cleanup();
  });

  it('starts over where the file behind it holds events back', async () => {
    place.prepare();
    const adapter = new FilterAdapter(new FileAdapter(place.path('a.ndjson.gz')), () => true);
    await adapter.open(runInfo());
    await adapter.writeBatch(events(10));
    await adapter.flush();

    expect(adapter.position?.()).toEqual({ ordinal: 0, detail: null });
    await adapter.close();
    place.cleanup();
  });
});

describe('a map adapter', () => {
  it('hands on what the function makes of each event', async () => {
    const memory = new InMemoryAdapter();
    const adapter = new MapAdapter(memory, (event) => ({ ...event, userId: 'somebody' }));

    await drive(adapter, events(3));

    expect(memory.events).toEqual(events(3, () => ({ userId: 'somebody' })));
    expect(adapter.report()).toMatchObject({ name: 'map', events: 3, acknowledged: 3, filtered: 0 });
  });

  it('may change the type of events', async () => {
    const memory = new InMemoryAdapter<Event<'short', { readonly n: number }>>();
    const adapter = new MapAdapter<Event, Event<'short', { readonly n: number }>>(memory, (event) => ({
      ...event,
      name: 'short',
      payload: { n: Number(event.payload['n']) },
    }));

    await drive(adapter, events(2));

    expect(memory.byName('short').map(({ payload }) => payload.n)).toEqual([0, 1]);
  });

  it.each<[string, Thunk, string]>([
    ['throws', () => JSON.parse('{'), 'threw'],
    ['returns nothing', () => undefined, 'returned no event'],
    ['returns half an event', () => ({ id: 'x', name: 'y' }), 'returned no event'],
  ])('whose function %s names the event, after the events before it', async (_what, fn, message) => {
    const memory = new InMemoryAdapter();
    const adapter = new MapAdapter(memory, (event) => (event.id === 'e2' ? (fn() as Event) : event));

    const { error } = await drive(adapter, events(6));

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', adapter: 'map', path: ["event 'e2'"], acknowledged: 2 });
    expect(String(error)).toContain(`the map function of event 'e2' (order.placed) ${message}`);
    expect(memory.events).toHaveLength(2);
  });

  it('stands where its adapter stands', async () => {
    place.prepare();
    const adapter = new MapAdapter(new FileAdapter(path()), (event) => event);
    await drive(adapter, events(4));

    expect(adapter.position?.().ordinal).toBe(4);
    expect(new MapAdapter(new InMemoryAdapter(), (event) => event).position).toBeUndefined();
    place.cleanup();
  });
});

describe('an adapter that holds another', () => {
  it('feeds it as it wants to be fed', () => {
    const inner = { write: () => undefined, writeBatch: () => undefined, feed: { batchSize: 5, maxInFlight: 3 } };

    expect(new FilterAdapter(inner, () => true).feed).toEqual({ batchSize: 5, maxInFlight: 3 });
    expect(new MapAdapter({ write: () => undefined }, (event) => event).feed).toEqual({
      batchSize: 1000,
      maxInFlight: 1,
    });
  });

  it('makes no promise where the other makes none', () => {
    const adapter = new FilterAdapter(new InMemoryAdapter(), () => true);

    expect(adapter.writeBatch(events(3))).toBeUndefined();
  });

  it.each<[string, () => unknown]>([
    ['FilterAdapter', () => new FilterAdapter({} as InMemoryAdapter, 5 as unknown as () => boolean)],
    ['MapAdapter', () => new MapAdapter({} as InMemoryAdapter, 5 as unknown as () => Event)],
  ])('%s refuses what is no adapter and no function, at once', (name, make) => {
    const error = failure(make);

    expect(error.issues).toHaveLength(2);
    expect(error.issues[0]).toMatchObject({ code: 'INVALID_OPTION', path: [name, "option 'adapter'"] });
  });

  it.each([
    ['FilterAdapter', () => new FilterAdapter(new InMemoryAdapter(), () => true)],
    ['MapAdapter', () => new MapAdapter(new InMemoryAdapter(), (event: Event) => event)],
  ])('%s takes nothing after close', async (_name, make) => {
    const adapter = make();
    await adapter.close();

    await expect(adapterFailure(() => adapter.write(events(1)[0] as Event))).resolves.toMatchObject({
      code: 'ADAPTER_CLOSED',
    });
  });
});

describe('files behind an adapter that holds another', () => {
  beforeEach(place.prepare);
  afterEach(place.cleanup);

  it.each<[string, (file: FileAdapter) => OutputAdapter<AnyEvent>]>([
    ['filter', (file) => new FilterAdapter<AnyEvent>(file, () => true)],
    ['map', (file) => new MapAdapter<AnyEvent, AnyEvent>(file, (event) => event)],
    ['composite', (file) => new CompositeAdapter<AnyEvent>([file, new NullAdapter()])],
    [
      'filter before a composite',
      (file) => new FilterAdapter<AnyEvent>(new CompositeAdapter<AnyEvent>([file, new NullAdapter()]), () => true),
    ],
  ])('are in the result once: %s', async (_name, around) => {
    const adapter = around(new FileAdapter(place.path('out.ndjson')));
    const { files } = await generate(flow('shop', [action('view')]), { users: 3, adapter, logger: false });

    expect(files.map(({ path, events }) => [path, events])).toEqual([[place.path('out.ndjson'), 3]]);
  });
});
