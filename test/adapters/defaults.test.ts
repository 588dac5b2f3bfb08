import { readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { CallbackAdapter } from '../../adapters/callback.ts';
import { ConsoleAdapter } from '../../adapters/console.ts';
import { FileAdapter } from '../../adapters/file.ts';
import { HttpAdapter } from '../../adapters/http.ts';
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { RetryAdapter } from '../../adapters/retry.ts';
import { StreamAdapter, type StreamOptions } from '../../adapters/stream.ts';
import { AdapterError, type Event } from '../../src/index.ts';
import { drive } from '../../src/testing/adapter-driver.ts';
import { packagesLoadedBy } from '../schema/loaded-modules.ts';
import { events } from './events.ts';
import { contentOf, linesOf, Place, readNdjson } from './place.ts';
import { SinkStream } from './sink-stream.ts';
import { answer, Web } from './web.ts';

const place = new Place();
beforeEach(place.prepare);
afterEach(place.cleanup);

const mustSucceed = async (running: ReturnType<typeof drive>): Promise<void> => {
  const { error } = await running;
  if (error !== undefined) throw error;
};

describe('every adapter of the package', () => {
  const folder = new URL('../../adapters/', import.meta.url);
  const files = readdirSync(folder).filter((name) => name.endsWith('.ts'));
  const classes = files.flatMap((name) =>
    [...readFileSync(new URL(name, folder), 'utf8').matchAll(/^export class (\w+Adapter)\b/gm)].map(
      ([, found]) => found ?? '',
    ),
  );
  // The one that needs a broker stands with the other tests that do.
  const tests = ['.', '../kafka']
    .flatMap((place) => readdirSync(new URL(place, import.meta.url)).map((name) => `${place}/${name}`))
    .filter((path) => path.endsWith('.test.ts') && path !== './defaults.test.ts')
    .map((path) => readFileSync(new URL(path, import.meta.url), 'utf8'))
    .filter((text) => text.includes('adapterContract('));
  const without = (all: readonly string[]) =>
    all.filter((name) => !tests.some((text) => new RegExp(`new ${name}[<(]`).test(text)));

  it('is made in a test of the contract, and one that were not would be named', () => {
    expect(classes.length).toBeGreaterThanOrEqual(10);
    expect(without(classes)).toEqual([]);
    expect(without([...classes, 'CarrierPigeonAdapter'])).toEqual(['CarrierPigeonAdapter']);
  });
});

describe('a console', () => {
  it('that asks to wait is waited for, and never ended', async () => {
    const stream = new SinkStream();
    const { stalled, release } = stream.hold();
    let isOver = false;
    const running = drive(new ConsoleAdapter({ stream }), events(3000), { batchSize: 10 }).then((outcome) => {
      isOver = true;
      return outcome;
    });

    await stalled;
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    const wasOver = isOver;
    release();
    const { error } = await running;

    expect([wasOver, error]).toEqual([false, undefined]);
    expect(stream.text.trimEnd().split('\n')).toHaveLength(3000);
    expect(stream.writableEnded).toBe(false);
  });
});

describe('memory', () => {
  it('keeps events, by name and by user too, in order, until it is cleared', async () => {
    const memory = new InMemoryAdapter();
    const sent = events(6, (i) => ({ name: i % 2 === 0 ? 'a' : 'b', userId: `u${i % 3}` }));
    const idsOf = (some: readonly Event[]) => some.map(({ id }) => id);

    await mustSucceed(drive(memory, sent));

    expect(memory.events).toEqual(sent);
    expect(idsOf(memory.byName('b'))).toEqual(['e1', 'e3', 'e5']);
    expect(idsOf(memory.byUser('u1'))).toEqual(['e1', 'e4']);
    memory.clear();
    expect([memory.events, memory.byName('b')]).toEqual([[], []]);
  });
});

describe('a function', () => {
  it.each([false, true])('is awaited before it is called again (batches: %s)', async (batch) => {
    const seen: (string | number)[] = [];
    const fn = async (given: Event | readonly Event[]): Promise<void> => {
      seen.push('begin', Array.isArray(given) ? given.length : 1);
      await new Promise((resolve) => setImmediate(resolve));
      seen.push('end');
    };
    const adapter = batch
      ? new CallbackAdapter(fn as (events: readonly Event[]) => Promise<void>, { batch: true })
      : new CallbackAdapter(fn as (event: Event) => Promise<void>);

    await mustSucceed(drive(adapter, events(4), { batchSize: 2 }));

    expect(seen).toEqual(
      batch ? ['begin', 2, 'end', 'begin', 2, 'end'] : new Array(4).fill(['begin', 1, 'end']).flat(),
    );
  });
});

describe('a stream', () => {
  it.each<[StreamOptions | undefined, boolean]>([
    [undefined, true],
    [{ end: false }, false],
  ])('gets lines of JSON, and is ended unless told (%j)', async (options, isEnded) => {
    const stream = new SinkStream();

    await mustSucceed(drive(new StreamAdapter(stream, options), events(3)));

    expect(linesOf(stream.text).map(({ id }) => id)).toEqual(['e0', 'e1', 'e2']);
    expect(stream.writableEnded).toBe(isEnded);
  });
});

describe('a retry', () => {
  it('tries three times in all by default, and only what is worth it', async () => {
    const triesOf = async (retriable: boolean): Promise<number> => {
      let tries = 0;
      const writeBatch = (batch: readonly Event[]): never => {
        tries++;
        const failure = { adapter: 'mine', operation: 'write', acknowledged: 0, unacknowledged: batch.length } as const;
        throw new AdapterError('ADAPTER_ERROR', 'no', { ...failure, retriable });
      };
      const outcome = await drive(
        new RetryAdapter({ write: () => undefined, writeBatch }, { baseMs: 1, maxMs: 1 }),
        events(2),
      );
      expect(outcome.error).toMatchObject({ rawMessage: 'no' });
      return tries;
    };

    expect(await triesOf(true)).toBe(3);
    expect(await triesOf(false)).toBe(1);
  });
});

describe('a file', () => {
  it('is compressed at level 6 unless told', async () => {
    await mustSucceed(drive(new FileAdapter(place.path('a.ndjson.gz')), events(2000)));
    await mustSucceed(drive(new FileAdapter(place.path('a.ndjson')), events(2000)));
    const packed = (level: number) => {
      const bytes = gzipSync(readFileSync(place.path('a.ndjson')), { level });
      bytes[9] = 255;
      return bytes;
    };

    expect(contentOf(place.path('a.ndjson.gz')).equals(packed(6))).toBe(true);
    expect(contentOf(place.path('a.ndjson.gz')).equals(packed(5))).toBe(false);
  });

  it('that is appended to has no working copy', async () => {
    writeFileSync(place.path('a.ndjson'), '');
    const adapter = new FileAdapter({ path: place.path('a.ndjson'), append: true });
    const names: string[][] = [];

    await mustSucceed(drive(adapter, events(20), { batchSize: 5, onCall: () => names.push(place.files()) }));

    expect(new Set(names.flat())).toEqual(new Set(['a.ndjson']));
    expect(readNdjson(place.path('a.ndjson'))).toHaveLength(20);
  });

  it('on a disk that fills up fails with ENOSPC, to be tried again, and says how many events are safe', async () => {
    symlinkSync('/dev/full', place.path('a-00002.ndjson'));

    const { error } = await drive(
      new FileAdapter({ path: place.path('a.ndjson'), rotate: { events: 10 } }),
      events(25),
      {
        batchSize: 5,
      },
    );

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', systemCode: 'ENOSPC', retriable: true, acknowledged: 10 });
    expect(readNdjson(place.path('a-00001.ndjson'))).toHaveLength(10);
  });

  it('is cut by what is in it, not by when it was written: parts are never halves of an event', async () => {
    const sent = events(50, (i) => ({ payload: { text: 'x'.repeat((i * 37) % 200) } }));
    const partsOf = async (name: string, wait: () => Promise<void>): Promise<readonly string[]> => {
      const file = new FileAdapter({ path: place.path(`${name}-{part}.ndjson`), rotate: { bytes: 600 } });
      await file.open({ ...RUN, order: 'time' });
      for (const event of sent) {
        await file.write(event);
        await wait();
      }
      await file.close();
      return place
        .files()
        .filter((one) => one.startsWith(name))
        .map((one) => readFileSync(place.path(one), 'utf8'));
    };

    const fast = await partsOf('fast', () => Promise.resolve());
    const slow = await partsOf('slow', () => new Promise((resolve) => setImmediate(resolve)));

    expect(fast.length).toBeGreaterThan(5);
    expect(slow).toEqual(fast);
    expect(fast.every((part) => part.endsWith('}\n'))).toBe(true);
    expect(fast.flatMap(linesOf).map(({ id }) => id)).toEqual(sent.map(({ id }) => id));
  });
});

const RUN = {
  runId: 'r',
  seed: 's',
  planHash: 'p',
  window: { start: '2025-01-01T00:00:00.000Z', end: null },
  eventNames: [],
  users: 1,
  meta: false,
  signal: new AbortController().signal,
} as const;

describe('a web address', () => {
  it('loads what it needs when it is opened, not before', async () => {
    const made =
      "const { HttpAdapter } = await import('./adapters/http.ts'); const web = new HttpAdapter({ url: 'http://localhost/' });";
    const opening = `${made} await web.open(${JSON.stringify(RUN)});`;

    expect(await packagesLoadedBy(made)).not.toContain('ky');
    expect(await packagesLoadedBy(opening)).toContain('ky');
  });

  it('is posted to, or put to where asked', async () => {
    const web = await Web.start();
    await mustSucceed(drive(new HttpAdapter({ url: web.url() }), events(1)));
    await mustSucceed(drive(new HttpAdapter({ url: web.url(), method: 'PUT' }), events(1)));
    await web.stop();

    expect(web.requests.map(({ method }) => method)).toEqual(['POST', 'PUT']);
  });

  it('is asked four times at most, where it answers 503', async () => {
    const web = await Web.start(answer(503));
    const { error } = await drive(new HttpAdapter({ url: web.url(), retryBaseMs: 1 }), events(1));
    await web.stop();

    expect(web.requests).toHaveLength(4);
    expect(error).toMatchObject({ code: 'HTTP_FAILED' });
  });

  it.each([
    ['breaks the connection', 'ECONNRESET'],
    ['never answers', 'ETIMEDOUT'],
  ])('that %s is asked again', async (what) => {
    let asked = 0;
    const server = createServer((request, response) => {
      asked++;
      request.resume();
      if (asked > 1) return void response.writeHead(204).end();
      if (what === 'breaks the connection') response.destroy();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;

    const adapter = new HttpAdapter({ url, retryBaseMs: 1, timeoutMs: 1000 });
    const { error } = await drive(adapter, events(1));
    server.closeAllConnections();
    server.close();

    expect([error, asked, adapter.report().retries]).toEqual([undefined, 2, 1]);
  });
});
