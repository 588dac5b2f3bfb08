import { setImmediate as nextTurn } from 'node:timers/promises';
import { inspect } from 'node:util';

import { describe, expect, it } from 'vitest';

import { HttpAdapter } from '../../adapters/http.ts';
import { NullAdapter } from '../../adapters/null.ts';
import { StreamAdapter } from '../../adapters/stream.ts';
import { ConsoleAdapter } from '../../adapters/console.ts';
import {
  CallbackAdapter,
  generate,
  InMemoryAdapter,
  repeat,
  type AnyEvent,
  type Event,
  type OutputAdapter,
  type RunOptions,
} from '../../src/index.ts';
import { withClosedPipe } from '../adapters/closed-pipe.ts';
import { SinkStream } from '../adapters/sink-stream.ts';
import { Web } from '../adapters/web.ts';
import { errorOf } from '../errors/faults.ts';
import { action, flow, look } from '../journeys/world.ts';

/** Says what a run asks of it, in order; its methods are those given. */
class Recorder {
  readonly calls: string[] = [];
  readonly events: Event[] = [];
  inFlight = 0;
  most = 0;

  readonly note = (call: string): void => void this.calls.push(call);

  /** Takes a call on and ends it a few turns of the event loop later. */
  readonly slowly = async (call: string): Promise<void> => {
    this.calls.push(call);
    this.most = Math.max(this.most, ++this.inFlight);
    for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
    this.inFlight--;
  };
}

const ticks = flow('shop', [repeat(25, [action('tick')])]);
const run = (adapter: object, options: object = {}) =>
  generate(ticks, { users: 1, logger: false, adapter, ...options } as RunOptions<AnyEvent>);
const failing = { rejects: () => Promise.reject(new Error('no room')) };

describe('what a run asks of an adapter', () => {
  it('is to open before the first write, to flush, and to close, once each', async () => {
    const { calls, note } = new Recorder();

    await run({
      open: () => note('open'),
      writeBatch: (batch: readonly Event[]) => note(`write ${batch.length}`),
      write: () => note('write'),
      flush: () => note('flush'),
      close: () => note('close'),
    });

    expect(calls).toEqual(['open', 'write 25', 'flush', 'close']);
  });

  it('may be nothing but write, for each event in stream order', async () => {
    const events: Event[] = [];
    const { status } = await run({ write: (event: Event) => void events.push(event) }, { meta: true });

    expect(status).toBe('completed');
    expect(events.map(({ meta }) => meta?.sequence)).toEqual(Array.from({ length: 25 }, (_, i) => i));
  });

  it('is told at open: seed, plan, window, order, the names it may meet, and how many users', async () => {
    const told: unknown[] = [];
    const { planHash, runId } = await run(
      { open: (info: object) => void told.push(info), write: () => undefined },
      { users: 7, seed: 42, order: 'time', startDate: '2025-03-01', endDate: '2025-04-01', digest: 'stream' },
    );

    expect(told).toEqual([
      {
        runId,
        seed: '42',
        planHash,
        window: { start: '2025-03-01T00:00:00.000Z', end: '2025-04-01T00:00:00.000Z' },
        order: 'time',
        eventNames: ['tick'],
        contracts: expect.any(Function) as unknown,
        models: expect.any(Function) as unknown,
        users: 7,
        meta: false,
        digest: 'stream',
        signal: expect.any(AbortSignal) as unknown,
      },
    ]);
  });

  it('is batches where it takes them, in stream order, of 1,000 unless it asks for another size', async () => {
    const sizes = async (feed?: object): Promise<number[]> => {
      const seen: number[] = [];
      const ids: string[] = [];
      const writeBatch = (batch: readonly Event[]): void => {
        seen.push(batch.length);
        ids.push(...batch.map(({ meta }) => `${meta?.actor}.${meta?.sequence}`));
      };
      await run(
        { writeBatch, write: failing.rejects, ...(feed === undefined ? {} : { feed }) },
        { users: 90, meta: true },
      );
      expect(ids).toEqual(Array.from({ length: 90 * 25 }, (_, i) => `${Math.floor(i / 25)}.${i % 25}`));
      return seen;
    };

    expect(await sizes()).toEqual([1000, 1000, 250]);
    expect(await sizes({ batchSize: 900 })).toEqual([900, 900, 450]);
  });

  it('is 1,000 events a call and one call at a time, unless feed says otherwise', async () => {
    const fed = async (feed: object): Promise<readonly (string | number)[]> => {
      const recorder = new Recorder();
      const writeBatch = (batch: readonly Event[]) => recorder.slowly(String(batch.length));
      await run({ writeBatch, write: failing.rejects, ...feed }, { users: 90 });
      return [recorder.most, ...recorder.calls];
    };

    expect(await fed({})).toEqual([1, '1000', '1000', '250']);
    expect(await fed({ feed: { batchSize: 2000, maxInFlight: 2 } })).toEqual([2, '2000', '250']);
  });

  it('is to flush once every call under way has settled', async () => {
    const recorder = new Recorder();
    const atFlush: number[] = [];

    await run({
      feed: { batchSize: 10, maxInFlight: 4 },
      writeBatch: () => recorder.slowly('write'),
      write: () => undefined,
      flush: () => void atFlush.push(recorder.inFlight),
    });

    expect(recorder.most).toBe(3);
    expect(atFlush).toEqual([0]);
  });

  it('is bytes where it has an encoding, and objects where it has none', async () => {
    const asked = async (encoding: object): Promise<readonly string[]> => {
      const { calls, note } = new Recorder();
      const writeEncoded = ({ bytes, count }: { bytes: Uint8Array; count: number }): void =>
        note(`${count} lines, ${Buffer.from(bytes).toString().split('\n').length - 1} ends`);
      await run({ writeEncoded, writeBatch: () => note('objects'), write: () => note('object'), ...encoding });
      return calls;
    };

    expect(await asked({ encoding: 'ndjson' })).toEqual(['25 lines, 25 ends']);
    expect(await asked({})).toEqual(['objects']);
  });

  it.each([undefined, 1, 2, 5])(
    'is no more than feed.maxInFlight calls at once, each awaited: %s',
    async (maxInFlight) => {
      const recorder = new Recorder();
      const feed = maxInFlight === undefined ? { batchSize: 1 } : { batchSize: 1, maxInFlight };

      await run({
        feed,
        writeBatch: () => recorder.slowly('write'),
        write: failing.rejects,
        close: () => recorder.note(`close with ${recorder.inFlight} under way`),
      });

      expect(recorder.most).toBe(maxInFlight ?? 1);
      expect(recorder.calls).toEqual([...new Array<string>(25).fill('write'), 'close with 0 under way']);
    },
  );
});

describe('encoded batches of which several are under way', () => {
  it.each(['user', 'time'] as const)('keep their bytes until their call settles (%s order)', async (order) => {
    const texts: string[] = [];
    let call = 0;
    const slow: OutputAdapter<AnyEvent> = {
      feed: { batchSize: 7, maxInFlight: 4 },
      encoding: 'ndjson',
      write: () => undefined,
      writeEncoded: async ({ bytes }) => {
        const at = call++;
        for (let turn = 0; turn < 5 - (at % 4); turn++) await nextTurn();
        texts[at] = Buffer.from(bytes).toString();
      },
    };
    const quick: string[] = [];
    const sink = (adapter: OutputAdapter<AnyEvent>) => run(adapter, { users: 9, order });

    await sink(slow);
    await sink({
      encoding: 'ndjson',
      write: () => undefined,
      writeEncoded: ({ bytes }) => void quick.push(Buffer.from(bytes).toString()),
    });

    expect(texts.length).toBeGreaterThan(20);
    expect(texts.join('')).toBe(quick.join(''));
  });
});

describe('a run closes its adapter once', () => {
  const abort = new AbortController();

  it.each<[string, object, object]>([
    ['after success', {}, {}],
    ['after a write that failed', { write: failing.rejects }, {}],
    ['after a flush that failed', { flush: failing.rejects }, {}],
    ['after an open that failed', { open: failing.rejects }, {}],
    ['after a close that failed', { failsAtClose: true }, {}],
    ['after an abort', { write: () => abort.abort() }, { signal: abort.signal }],
  ])('%s', async (_when, { failsAtClose = false, ...methods }: { failsAtClose?: boolean }, options) => {
    let closed = 0;
    const close = (): Promise<void> => (closed++, failsAtClose ? failing.rejects() : Promise.resolve());

    await run({ write: () => undefined, ...methods, close }, options).catch(() => undefined);

    expect(closed).toBe(1);
  });

  it('and whoever closes it again afterwards does no harm', async () => {
    const adapter = new InMemoryAdapter();

    await generate(ticks, { users: 1, adapter: adapter as never });
    await adapter.close();

    expect(adapter.events).toHaveLength(25);
  });
});

describe('an adapter that fails', () => {
  it('with an error of its own is an ADAPTER_ERROR that names it, what it did and what had arrived', async () => {
    let taken = 0;
    const cause = Object.assign(new Error('no room'), { code: 'ENOSPC' });
    const write = (): void => {
      if (taken++ === 10) throw cause;
    };

    const error = await errorOf(() => run({ name: 'mine', write, feed: { batchSize: 5 } }));

    expect(error).toMatchObject({
      code: 'ADAPTER_ERROR',
      kind: 'adapter',
      adapter: 'mine',
      operation: 'write',
      systemCode: 'ENOSPC',
      retriable: false,
      acknowledged: 10,
      unacknowledged: 5,
      cause,
      result: { status: 'failed', stream: { events: 10 } },
    });
  });

  it('because its reader has gone ends the run as interrupted', async () => {
    const outcomes = await withClosedPipe((pipe) =>
      Promise.all(
        [new ConsoleAdapter({ stream: pipe }), new StreamAdapter(pipe)].map((adapter) => errorOf(() => run(adapter))),
      ),
    );

    for (const error of outcomes)
      expect(error).toMatchObject({ systemCode: 'EPIPE', result: { status: 'interrupted' } });
  });
});

describe('an adapter by a function that makes it', () => {
  it('is a new one for each run', async () => {
    const made: InMemoryAdapter<AnyEvent>[] = [];
    const adapter = (): OutputAdapter<AnyEvent> => {
      const one = new InMemoryAdapter<AnyEvent>();
      made.push(one);
      return one;
    };

    await run(adapter);
    await run(adapter);

    expect(made.map(({ events }) => events.length)).toEqual([25, 25]);
  });
});

describe('labels', () => {
  const labelled = flow('shop', [
    look('order', () => ({})),
    look('label.anomaly', () => ({})),
    look('paid', () => ({})),
  ]);
  const NAMES = ['order', 'label.anomaly', 'paid'];
  const namesIn = (text: string): string[] =>
    text
      .trimEnd()
      .split('\n')
      .map((line) => (JSON.parse(line) as Event).name);
  const sent = (adapter: OutputAdapter<AnyEvent>) => generate(labelled, { users: 1, logger: false, adapter });

  it('stand in their place in memory, for a function, on the console, in a stream and on the web', async () => {
    const memory = new InMemoryAdapter<AnyEvent>();
    const called: string[] = [];
    const [console, stream] = [new SinkStream(), new SinkStream()];
    const web = await Web.start();

    await sent(memory);
    await sent(new CallbackAdapter<AnyEvent>((event) => called.push(event.name)));
    await sent(new ConsoleAdapter({ stream: console, format: 'json' }));
    await sent(new StreamAdapter(stream));
    await sent(new HttpAdapter({ url: web.url(), batchSize: 3 }));
    await web.stop();

    expect(memory.events.map(({ name }) => name)).toEqual(NAMES);
    expect(called).toEqual(NAMES);
    expect(namesIn(console.text)).toEqual(NAMES);
    expect(namesIn(stream.text)).toEqual(NAMES);
    expect(web.events().map(({ name }) => name)).toEqual(NAMES);
  });

  it('are part of the stream: they count', async () => {
    const { stream, counts } = await sent(new NullAdapter());

    expect([stream.events, counts.events.byName]).toEqual([3, { order: 1, 'label.anomaly': 1, paid: 1 }]);
  });
});

describe('secrets of an adapter', () => {
  it('are in no message, report or telemetry of a run, whether it ends well or not', async () => {
    const secrets = ['pass-word-456', 'query-token-789', 'header-token-123', 'path-token-321'];
    const web = await Web.start((request, response, count) =>
      count > 3 ? void response.writeHead(422).end(JSON.stringify(request)) : void response.writeHead(204).end(),
    );
    const make = () =>
      new HttpAdapter({
        url: `http://user:pass-word-456@${web.host}/path-token-321?key=query-token-789`,
        headers: { 'x-token': 'header-token-123' },
      });
    const options = { debug: true, telemetryPath: '/dev/null' };

    const result = await run(make(), { ...options, maxEvents: 3 });
    const error = await errorOf(() => run(make(), options));
    await web.stop();

    const told = [result, error, error.result].map((one) => JSON.stringify(one) + inspect(one, { depth: 20 }));
    told.push(error.message, error.format());
    expect(error.code).toBe('HTTP_REJECTED');
    expect(error.result?.telemetry).not.toBeNull();
    for (const secret of secrets) expect(told.filter((text) => text.includes(secret))).toEqual([]);
  });
});
