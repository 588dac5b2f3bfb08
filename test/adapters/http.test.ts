import { createHash } from 'node:crypto';

import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { HttpAdapter, type HttpOptions } from '../../adapters/http.ts';
import type { Event } from '../../src/model/event.ts';
import { adapterContract, type AdapterSubject } from '../../src/testing/adapter-contract.ts';
import { drive, runInfo, type DriveOptions } from '../../src/testing/adapter-driver.ts';
import { exitOf } from './children.ts';
import { events } from './events.ts';
import { adapterFailure } from './failure.ts';
import { accept, answer, Web } from './web.ts';

let web: Web;
beforeEach(async () => {
  web = await Web.start();
});
afterEach(() => web.stop());

const make = (options: Partial<HttpOptions> = {}) => new HttpAdapter({ url: web.url(), retryBaseMs: 1, ...options });

async function send(sent: readonly Event[], options: Partial<HttpOptions> = {}, how: DriveOptions = {}) {
  const adapter = make(options);
  const { error } = await drive(adapter, sent, how);
  if (error !== undefined) throw error;
  return adapter.report();
}

describe('an HTTP adapter keeps the contract', () => {
  const secrets = ['header-token-123', 'pass-word-456', 'query-token-789', 'aHR0cDpwYXNzLXdvcmQtNDU2'];
  const create = (options: Partial<HttpOptions> = {}) =>
    new HttpAdapter({
      url: `http://http:pass-word-456@${web.host}/hooks/path-token?key=query-token-789`,
      headers: { 'x-token': 'header-token-123' },
      batchSize: 10,
      retryBaseMs: 1,
      ...options,
    });
  const subject: AdapterSubject = {
    name: 'http',
    create: () => create(),
    read: () => web.events(),
    bytes: () => Buffer.concat(web.accepted.map(({ body }) => body)),
    exists: () => web.requests.length > 0,
    prepare: async () => {
      await web.stop();
      web = await Web.start();
    },
    faults: {
      write: () => {
        web.answer = (request, response, count) =>
          count > 20
            ? void response.writeHead(422).end(JSON.stringify({ headers: request.headers, url: request.url }))
            : accept(request, response, count);
        return create();
      },
      transient: () => {
        web.answer = (request, response, count) =>
          count === 3 ? void response.destroy() : answer(count % 5 === 0 ? 503 : 200)(request, response, count);
        return create();
      },
      slow: () => {
        let release: () => void = () => undefined;
        const held = new Promise<void>((resolve) => (release = resolve));
        web.answer = async (request, response, count) => {
          if (count >= 3) await held;
          await accept(request, response, count);
        };
        return { adapter: create({ maxInFlight: 2 }), stalled: web.until(3), release };
      },
    },
    secrets: [...secrets, 'path-token'],
    exit: exitOf('http', () => web.url()),
    deviations: ['open-never-fails'],
  };
  for (const { title, run } of adapterContract(subject)) it(title, run);
});

describe('a request', () => {
  it('carries one event as JSON unless told otherwise', async () => {
    await send(events(2));

    expect(web.requests).toHaveLength(2);
    expect(web.requests[0]).toMatchObject({ method: 'POST', url: '/events' });
    expect(web.requests[0]?.headers['content-type']).toBe('application/json');
    expect(JSON.parse(String(web.requests[0]?.body))).toEqual({
      events: JSON.parse(JSON.stringify(events(1))) as object,
    });
  });

  it('carries so many events, the last what is left', async () => {
    const report = await send(events(25), { batchSize: 10 }, { batchSize: 4 });

    const counts = web.requests.map(({ body }) => (JSON.parse(String(body)) as { events: object[] }).events.length);
    expect(counts).toEqual([10, 10, 5]);
    expect(report).toMatchObject({ events: 25, acknowledged: 25, batches: 3 });
    expect(report.bytes).toBe(web.requests.reduce((sum, { body }) => sum + body.length, 0));
  });

  it('has the method and headers it was given', async () => {
    await send(events(1), { method: 'PUT', headers: { 'X-Tenant': 'blue', 'Content-Type': 'application/x-mine' } });

    expect(web.requests[0]).toMatchObject({
      method: 'PUT',
      headers: { 'x-tenant': 'blue', 'content-type': 'application/x-mine' },
    });
  });

  it('is compressed if asked', async () => {
    const plain = await send(events(500), { batchSize: 500 });
    const packed = await send(events(500), { batchSize: 500, compress: 'gzip' });

    expect(web.requests.map(({ headers }) => headers['content-encoding'])).toEqual([undefined, 'gzip']);
    expect(web.requests[1]?.body.equals(web.requests[0]?.body ?? Buffer.alloc(0))).toBe(true);
    expect(packed.bytes).toBeLessThan(plain.bytes / 5);
  });

  it('sends a user and password of the address as a header', async () => {
    await send(events(1), { url: `http://me:s%40fe@${web.host}/` });

    const token = Buffer.from('me:s@fe').toString('base64');
    expect(web.requests[0]?.headers.authorization).toBe(`Basic ${token}`);
  });

  it('has a key made of its event ids, the same for the same events', async () => {
    await send(events(3), { batchSize: 2 });
    await send(events(2), { batchSize: 2 });

    const [first, second, again] = web.requests.map(({ headers }) => headers['idempotency-key']);
    expect(first).toBe(createHash('sha256').update('e0\ne1\n').digest('hex').slice(0, 32));
    expect(second).not.toBe(first);
    expect(again).toBe(first);
  });

  it.each<[string, unknown, string, string]>([
    ['an object', { n: 2 }, 'application/json', '{"n":2}'],
    ['a list', ['e0', 'e1'], 'application/json', '["e0","e1"]'],
    ['text', 'e0\ne1\n', 'text/plain; charset=utf-8', 'e0\ne1\n'],
    ['bytes', Buffer.from([104, 105]), 'application/octet-stream', 'hi'],
  ])('has what transform makes of the events: %s', async (_what, body, type, text) => {
    const seen: Event[][] = [];

    await send(events(2), { batchSize: 2, transform: (batch) => (seen.push([...batch]), body) });

    expect(seen).toEqual([events(2)]);
    expect(web.requests[0]?.headers['content-type']).toBe(type);
    expect(String(web.requests[0]?.body)).toBe(text);
  });

  it.each<[string, () => unknown, string]>([
    ['nothing', () => undefined, 'transform returned undefined'],
    ['an error', () => JSON.parse('{'), 'JSON'],
  ])('is not sent where transform gives %s', async (_what, transform, message) => {
    const error = await adapterFailure(send(events(1), { transform }));

    expect(error).toMatchObject({ code: 'ADAPTER_ERROR', retriable: false, acknowledged: 0, unacknowledged: 1 });
    expect(error.message).toContain(message);
    expect(web.requests).toHaveLength(0);
  });
});

describe('an event is delivered', () => {
  it('once the server has answered, and not before', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    web.answer = async (...request) => {
      await held;
      await accept(...request);
    };
    const adapter = make();
    await adapter.open(runInfo());
    let isWritten = false;
    const writing = adapter.writeBatch(events(1)).then(() => (isWritten = true));

    await web.until(1);
    expect(isWritten).toBe(false);
    expect(adapter.report()).toMatchObject({ events: 1, acknowledged: 0 });

    release();
    await writing;
    expect(adapter.report()).toMatchObject({ events: 1, acknowledged: 1 });
    await adapter.close();
  });

  it('after the flush interval where its batch does not fill', async () => {
    const adapter = make({ batchSize: 100, flushInterval: 1 });
    await adapter.open(runInfo());

    await adapter.writeBatch(events(3));
    await web.until(1);

    expect(JSON.parse(String(web.requests[0]?.body))).toMatchObject({ events: { length: 3 } });
    await adapter.close();
    expect(web.requests).toHaveLength(1);
  });

  it('together with others, and its failure is told to the next call', async () => {
    web.answer = answer(400);
    const adapter = make({ batchSize: 100, flushInterval: 1 });
    await adapter.open(runInfo());
    await adapter.writeBatch(events(3));
    await web.until(1);
    while (adapter.report().events > 0) await new Promise((resolve) => setImmediate(resolve));

    const error = await adapterFailure(adapter.writeBatch(events(5).slice(3)));

    expect(error).toMatchObject({ code: 'HTTP_REJECTED', acknowledged: 0, unacknowledged: 5 });
    await expect(adapter.close()).resolves.toBeUndefined();
  });

  it('in the order of each user, however many requests are under way', async () => {
    const waiting: (() => void)[] = [];
    let mostAtOnce = 0;
    web.answer = async (...request) => {
      await new Promise<void>((resolve) => {
        waiting.push(resolve);
        mostAtOnce = Math.max(mostAtOnce, waiting.length);
        // The last to come is answered first, so that only waiting keeps the order.
        setImmediate(() => waiting.pop()?.());
      });
      await accept(...request);
    };
    const sent = events(60, (i) => ({ userId: `user-${i % 5}` }));

    await send(sent, { maxInFlight: 4 });

    expect(mostAtOnce).toBeGreaterThan(1);
    expect(mostAtOnce).toBeLessThanOrEqual(4);
    for (let user = 0; user < 5; user++) {
      const ids = web
        .events()
        .filter(({ userId }) => userId === `user-${user}`)
        .map(({ id }) => id);
      expect(ids).toEqual(sent.filter(({ userId }) => userId === `user-${user}`).map(({ id }) => id));
    }
  });

  it('before one that cannot be written', async () => {
    const sent = events(5, (i) => ({ payload: { n: i === 3 ? Number.NaN : i } }));

    const error = await adapterFailure(send(sent, { batchSize: 2 }, { batchSize: 5 }));

    expect(error).toMatchObject({ code: 'ENCODING_FAILED', acknowledged: 3 });
    expect(web.events().map(({ id }) => id)).toEqual(['e0', 'e1', 'e2']);
  });
});

describe('a resumed run', () => {
  it('goes on after the last acknowledged event', async () => {
    web.answer = (...request) => answer(request[2] > 2 ? 400 : 200)(...request);
    const first = make({ batchSize: 2 });
    await drive(first, events(8));
    const { ordinal, detail } = first.position();
    web.answer = accept;
    const second = make({ batchSize: 2 });

    await second.restore(detail);
    await drive(second, events(8).slice(ordinal));

    expect(ordinal).toBe(4);
    expect(web.events().map(({ id }) => id)).toEqual(events(8).map(({ id }) => id));
    expect(second.position().ordinal).toBe(8);
  });
});
