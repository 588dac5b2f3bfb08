import { describe, expect, it } from 'vitest';

import { CompositeAdapter, type CompositeOptions } from '../../adapters/composite.ts';
import { FileAdapter } from '../../adapters/file.ts';
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { NullAdapter } from '../../adapters/null.ts';
import { StreamAdapter } from '../../adapters/stream.ts';
import { generate, repeat } from '../../src/index.ts';
import type { OutputAdapter } from '../../src/model/adapter.ts';
import type { Event } from '../../src/model/event.ts';
import { adapterContract } from '../../src/testing/adapter-contract.ts';
import { drive } from '../../src/testing/adapter-driver.ts';
import { action, flow } from '../journeys/world.ts';
import { exitOf } from './children.ts';
import { events } from './events.ts';
import { failure } from './failure.ts';
import { FlakyAdapter } from './flaky.ts';
import { contentOf, linesOf, Place, readNdjson } from './place.ts';
import { SinkStream } from './sink-stream.ts';

const idsOf = (sent: readonly { readonly id: string }[]) => sent.map(({ id }) => id);

describe('a composite adapter keeps the contract', () => {
  const place = new Place();
  const path = () => place.path('out.ndjson');
  let stream: SinkStream | undefined;
  const both = (other: OutputAdapter<Event>) => new CompositeAdapter([other, new NullAdapter()]);
  const cases = adapterContract({
    name: 'composite',
    prepare: () => {
      stream = undefined;
      place.prepare();
    },
    create: () => both(new FileAdapter(path())),
    read: () => (stream === undefined ? readNdjson(path()) : linesOf(stream.text)),
    bytes: () => contentOf(path()),
    exists: () => place.files().length > 0,
    faults: {
      open: () => both(new FileAdapter({ path: place.path('no/where.ndjson'), mkdir: false })),
      write: () => {
        stream = Object.assign(new SinkStream(), { failAfter: 40 });
        return both(new StreamAdapter(stream));
      },
      slow: () => {
        stream = new SinkStream();
        return { adapter: both(new StreamAdapter(stream)), ...stream.hold() };
      },
    },
    exit: exitOf('composite', path),
    cleanup: place.cleanup,
    deviations: ['no-own-retry', 'takes-no-secrets'],
  });
  for (const { title, run } of cases) it(title, run);
});

async function run(children: readonly OutputAdapter<Event>[], options: CompositeOptions = {}, count = 30) {
  const adapter = new CompositeAdapter(children, options);
  const outcome = await drive(adapter, events(count), { batchSize: 10 });
  return { ...outcome, report: adapter.report() };
}

describe('a composite adapter', () => {
  it('gives every event to every child', async () => {
    const [a, b] = [new InMemoryAdapter(), new InMemoryAdapter()];

    const { report } = await run([a, b]);

    expect([idsOf(a.events), idsOf(b.events)]).toEqual([idsOf(events(30)), idsOf(events(30))]);
    expect(report).toMatchObject({ name: 'composite', events: 30, acknowledged: 30, batches: 3 });
    expect(report.children?.map(({ name, events: count }) => [name, count])).toEqual([
      ['memory', 30],
      ['memory', 30],
    ]);
  });

  it('gives each child batches of the size it asks for, and reports those that do not count', async () => {
    const sizes: number[] = [];
    const plain = { write: () => undefined, writeBatch: (batch: readonly Event[]) => void sizes.push(batch.length) };
    const small = { ...plain, feed: { batchSize: 4 } };
    const single: string[] = [];
    const one = { name: 'one', write: (event: Event) => void single.push(event.id) };

    const { report } = await run([small, one, new InMemoryAdapter()], {}, 10);

    expect(sizes).toEqual([4, 4, 2]);
    expect(single).toEqual(idsOf(events(10)));
    expect(report.children?.map(({ name, events: count }) => [name, count])).toEqual([
      ['adapter', 10],
      ['one', 10],
      ['memory', 10],
    ]);
  });

  it('may be fed side by side only where no child needs its batches cut', () => {
    const child = (batchSize: number, maxInFlight: number) => ({
      write: () => undefined,
      writeBatch: () => undefined,
      feed: { batchSize, maxInFlight },
    });

    expect(new CompositeAdapter([child(10, 4), child(10, 2)]).feed).toEqual({ batchSize: 10, maxInFlight: 2 });
    expect(new CompositeAdapter([child(10, 4), child(5, 4)]).feed).toEqual({ batchSize: 10, maxInFlight: 1 });
  });

  it('takes bytes only where every child wants the same', () => {
    expect(new CompositeAdapter([new NullAdapter(), new FileAdapter('a.ndjson')]).encoding).toBe('ndjson');
    expect(new CompositeAdapter([new NullAdapter(), new InMemoryAdapter()]).encoding).toBeUndefined();

    const [one, same, other] = [
      new FileAdapter({ path: 'a.csv', columns: ['n'] }),
      new FileAdapter({ path: 'b.csv', columns: ['n'], bom: true }),
      new FileAdapter({ path: 'c.csv', columns: ['m'] }),
    ];
    expect(new CompositeAdapter([one, same]).encoding).toEqual({
      format: 'csv',
      columns: ['n'],
      rest: 'json',
      eol: '\n',
    });
    expect(new CompositeAdapter([one, other]).encoding).toBeUndefined();
  });

  it('goes as fast as its slowest child', async () => {
    const memory = new InMemoryAdapter();
    const stream = new SinkStream();
    const { stalled, release } = stream.hold();
    const running = run([memory, new StreamAdapter(stream)]);
    await stalled;
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));

    const whileStalled = memory.events.length;
    release();
    await running;

    expect(whileStalled).toBeLessThan(30);
    expect(memory.events).toHaveLength(30);
  });
});

describe("a composite adapter with onError: 'fail'", () => {
  it('fails with the first error, after the others have taken their batch', async () => {
    const memory = new InMemoryAdapter();
    const flaky = new FlakyAdapter({ failAt: [15] });

    const { error, report } = await run([flaky, memory]);

    expect(error).toMatchObject({ adapter: 'flaky', systemCode: 'EFLAKY', acknowledged: 15, unacknowledged: 5 });
    expect(memory.events).toHaveLength(20);
    expect(report).toMatchObject({ events: 10, acknowledged: 10 });
  });

  it('names all that failed together', async () => {
    const plain = {
      name: 'plain',
      write: () => {
        throw new Error('no reason');
      },
    };

    const { error } = await run([new FlakyAdapter({ failAt: [3] }), plain]);

    expect(String(error)).toMatch(/flaky write failed \(and 1 more: .*plain adapter: write failed .*: no reason\)/);
  });

  it('closes every child once, even if one cannot', async () => {
    const children = [new FlakyAdapter({ failClose: true }), new FlakyAdapter(), new FlakyAdapter({ failOpen: true })];

    const { error } = await run(children);

    expect(error).toMatchObject({ rawMessage: 'flaky open failed' });
    expect(children.map(({ calls }) => calls)).toEqual([
      ['open', 'close'],
      ['open', 'close'],
      ['open', 'close'],
    ]);
  });

  it('fails with what a child says when it closes', async () => {
    const { error } = await run([new FlakyAdapter({ failClose: true }), new InMemoryAdapter()]);

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', adapter: 'flaky', operation: 'close', retriable: false });
  });
});

describe("a composite adapter with onError: 'isolate'", () => {
  const isolate = { onError: 'isolate' } as const;

  it('leaves a failing child out, closed and reported', async () => {
    const memory = new InMemoryAdapter();
    const flaky = new FlakyAdapter({ failAt: [15] });

    const { error, report } = await run([flaky, memory], isolate);

    expect(error).toBeUndefined();
    expect(memory.events).toHaveLength(30);
    expect(flaky.calls).toEqual(['open', 'write 10', 'write 10', 'close']);
    expect(report).toMatchObject({ events: 30, acknowledged: 30 });
    expect(report.children?.map(({ lost }) => lost)).toEqual([
      { code: 'ADAPTER_ERROR', message: '[ADAPTER_ERROR] flaky write failed' },
      undefined,
    ]);
  });

  it('warns of each child it lost: COMPOSITE_CHILD_LOST', async () => {
    const logged: string[] = [];
    const adapter = new CompositeAdapter(
      [new FlakyAdapter({ failAt: [15] }), new NullAdapter(), new FlakyAdapter({ failOpen: true })],
      isolate,
    );

    const { status, warnings } = await generate(flow('shop', [repeat(30, [action('view')])]), {
      users: 1,
      batchSize: 10,
      adapter,
      logger: { ...console, warn: (text: string) => logged.push(text) },
    });

    expect(status).toBe('completed');
    expect(warnings).toEqual([
      {
        code: 'COMPOSITE_CHILD_LOST',
        message: 'flaky was left out after 15 events: [ADAPTER_ERROR] flaky write failed',
        count: 1,
      },
      {
        code: 'COMPOSITE_CHILD_LOST',
        message: 'flaky was left out after 0 events: [ADAPTER_ERROR] flaky open failed',
        count: 1,
      },
    ]);
    expect(logged).toHaveLength(2);
  });

  it('leaves out a child that cannot be opened', async () => {
    const memory = new InMemoryAdapter();

    const { error, report } = await run([new FlakyAdapter({ failOpen: true, failClose: true }), memory], isolate);

    expect(error).toBeUndefined();
    expect(memory.events).toHaveLength(30);
    expect(report.children?.[0]?.lost?.message).toBe('[ADAPTER_ERROR] flaky open failed; then close: close failed');
  });

  it('fails when none is left, naming every reason', async () => {
    const { error } = await run([new FlakyAdapter({ failAt: [5] }), new FlakyAdapter({ failAt: [15] })], isolate);

    expect(error).toMatchObject({ code: 'COMPOSITE_FAILED', adapter: 'composite', retriable: false, acknowledged: 15 });
    expect(String(error)).toContain(
      'all 2 children failed: flaky: [ADAPTER_ERROR] flaky write failed; flaky: [ADAPTER_ERROR] flaky write failed',
    );
  });
});

describe('a composite adapter goes on', () => {
  it('from the earliest of its children, and none gets an event twice', async () => {
    const [early, late] = [new FlakyAdapter({ holds: 7 }), new FlakyAdapter()];
    const before = new CompositeAdapter([early, late]);
    await before.writeBatch(events(20));
    const position = before.position?.();
    const children = [new FlakyAdapter(), new FlakyAdapter()];
    const after = new CompositeAdapter(children);

    await after.restore?.(position?.detail ?? null);
    await drive(after, events(30).slice(position?.ordinal), { batchSize: 4 });

    expect(position?.ordinal).toBe(13);
    expect(children.map(({ ids }) => ids)).toEqual([idsOf(events(30)), idsOf(events(30))]);
  });

  it('from the start for a child that cannot tell where it stands', async () => {
    const before = new CompositeAdapter([new FlakyAdapter(), new InMemoryAdapter()]);
    await before.writeBatch(events(20));
    const position = before.position?.();
    const [flaky, memory] = [new FlakyAdapter(), new InMemoryAdapter()];
    const after = new CompositeAdapter([flaky, memory]);

    await after.restore?.(position?.detail ?? null);
    await drive(after, events(30).slice(position?.ordinal), { batchSize: 4, encoded: false });

    expect(position?.ordinal).toBe(0);
    expect([flaky.ids, idsOf(memory.events)]).toEqual([idsOf(events(30)), idsOf(events(30))]);
  });

  it('without a child that was lost before', async () => {
    const before = new CompositeAdapter([new FlakyAdapter({ failAt: [5] }), new FlakyAdapter()], {
      onError: 'isolate',
    });
    await before.writeBatch(events(10));
    const position = before.position?.();
    const children = [new FlakyAdapter(), new FlakyAdapter()];
    const after = new CompositeAdapter(children, { onError: 'isolate' });

    await after.restore?.(position?.detail ?? null);
    await drive(after, events(30).slice(position?.ordinal));

    expect(children.map(({ ids }) => ids.length)).toEqual([0, 30]);
    expect(after.report().children?.[0]?.lost?.code).toBe('ADAPTER_ERROR');
  });

  it('not at all where no child can', () => {
    expect(new CompositeAdapter([new InMemoryAdapter()]).position).toBeUndefined();
  });
});

describe('options of a composite adapter', () => {
  const memory = new InMemoryAdapter();

  it.each<[string, unknown, object, string]>([
    ['no adapters', [], {}, "option 'adapters'"],
    ['something that is no list', memory, {}, "option 'adapters'"],
    ['something that is no adapter', [memory, {}], {}, "option 'adapters[1]'"],
    ['one adapter twice', [memory, memory], {}, "option 'adapters'"],
    ['another way with errors', [memory], { onError: 'skip' }, "option 'onError'"],
  ])('refuse %s', (_what, adapters, options, place) => {
    const error = failure(() => new CompositeAdapter(adapters as InMemoryAdapter[], options));

    expect(error).toMatchObject({ code: 'INVALID_OPTION', path: ['CompositeAdapter', place] });
  });

  it('name the option that was meant', () => {
    const error = failure(() => new CompositeAdapter([memory], { onErrors: 'fail' } as CompositeOptions));

    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'onError'?" });
  });
});
