import { createServer } from 'node:net';
import { once } from 'node:events';

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { backoffMs } from '../../adapters/backoff.ts';
import { HttpAdapter, type HttpOptions } from '../../adapters/http.ts';
import type { Event } from '../../src/model/event.ts';
import { drive, runInfo, type DriveOptions } from '../../src/testing/adapter-driver.ts';
import { events } from './events.ts';
import { adapterFailure, failure } from './failure.ts';
import { accept, answer, Web } from './web.ts';

let web: Web;
beforeEach(async () => {
  web = await Web.start();
});
afterEach(() => {
  vi.restoreAllMocks();
  return web.stop();
});

const HOUR = 3_600_000;

async function send(sent: readonly Event[], options: Partial<HttpOptions> = {}, how: DriveOptions = {}) {
  const adapter = new HttpAdapter({ url: web.url(), retryBaseMs: 1, ...options });
  const { error } = await drive(adapter, sent, how);
  if (error !== undefined) throw error;
  return adapter.report();
}

/** Waits of exactly so many ms end when they are told to, however fast the machine is; all others are as ever. */
function tellWaitsOf(ms: number, onWait: (end: () => void, nth: number) => void): void {
  const wait = setTimeout;
  let nth = 0;
  vi.spyOn(globalThis, 'setTimeout').mockImplementation(((end: () => void, after?: number) => {
    if (after !== ms) return wait(end, after);
    onWait(end, ++nth);
    return wait(end, HOUR);
  }) as typeof setTimeout);
}

describe('an answer', () => {
  it.each([408, 429, 500, 502, 503, 504, 599])('of %i is tried again', async (status) => {
    web.answer = (request, response, count) => answer(count === 1 ? status : 200)(request, response, count);

    const report = await send(events(1));

    expect(web.requests).toHaveLength(2);
    expect(web.requests[1]?.headers['idempotency-key']).toBe(web.requests[0]?.headers['idempotency-key']);
    expect(web.requests[1]?.body.equals(web.requests[0]?.body ?? Buffer.alloc(0))).toBe(true);
    expect(report).toMatchObject({ acknowledged: 1, retries: 1 });
  });

  it.each([400, 401, 403, 404, 409, 413, 422])('of %i ends the run at once', async (status) => {
    web.answer = answer(status, {}, 'no\nthanks');

    const error = await adapterFailure(send(events(3), { batchSize: 2 }));

    expect(web.requests).toHaveLength(1);
    expect(error).toMatchObject({
      code: 'HTTP_REJECTED',
      retriable: false,
      acknowledged: 0,
      unacknowledged: 2,
      received: `${status} no\nthanks`,
    });
    expect(error.message).toBe(
      `[HTTP_REJECTED] POST http://${web.host}/… answered ${status} after 1 attempt; 2 events undelivered`,
    );
  });

  it.each([200, 201, 202, 204, 299])('of %i is a delivery', async (status) => {
    web.answer = answer(status);

    await expect(send(events(1))).resolves.toMatchObject({ acknowledged: 1, retries: 0 });
  });

  it.each([301, 302, 303, 307, 308])('of %i is not followed: the place it names is told', async (status) => {
    const elsewhere = await Web.start();
    const target = elsewhere.url('/new');
    web.answer = answer(status, { location: `${target}?token=abcdefgh` });

    const error = await adapterFailure(send(events(1)));
    await elsewhere.stop();

    expect(elsewhere.requests).toHaveLength(0);
    expect(error).toMatchObject({ code: 'HTTP_REJECTED', retriable: false });
    expect(error.message).toContain(`answered ${status}: moved to ${target};`);
    expect(error.message).not.toContain('abcdefgh');
  });

  it('that never comes is tried again, and then given up', async () => {
    const ends: (() => void)[] = [];
    tellWaitsOf(5432, (end) => ends.push(end));
    web.answer = () => ends.pop()?.();

    const error = await adapterFailure(send(events(1), { timeoutMs: 5432, maxRetries: 1 }));

    expect(web.requests).toHaveLength(2);
    expect(error).toMatchObject({ code: 'HTTP_FAILED', systemCode: 'ETIMEDOUT', retriable: true });
    expect(error.message).toContain('gave no answer within 5432 ms after 2 attempts');
  });

  it('that never ends is a delivery by its status', async () => {
    // The first wait is that for the status.
    tellWaitsOf(5432, (end, nth) => void (nth === 2 && setImmediate(end)));
    web.answer = (_request, response) => void response.writeHead(200).write('and so on');

    await expect(send(events(1), { timeoutMs: 5432 })).resolves.toMatchObject({ acknowledged: 1, retries: 0 });
  });

  it('that goes on for ever is a delivery by its status', async () => {
    web.answer = (_request, response) => {
      response.writeHead(200);
      const more = () => response.destroyed || (response.write('x'.repeat(65_536)), setImmediate(more));
      more();
    };

    await expect(send(events(1))).resolves.toMatchObject({ acknowledged: 1 });
  });
});

describe('retries', () => {
  it.each([0, 1, 4])('are %i at most, and then the answer and what is lost are told', async (maxRetries) => {
    web.answer = answer(503, {}, `busy ${'x'.repeat(3000)}`);

    const error = await adapterFailure(send(events(4), { batchSize: 4, maxRetries }));

    expect(web.requests).toHaveLength(maxRetries + 1);
    expect(error).toMatchObject({ code: 'HTTP_FAILED', retriable: true, acknowledged: 0, unacknowledged: 4 });
    expect(error.message).toContain(
      `answered 503 after ${maxRetries + 1} attempt${maxRetries === 0 ? '' : 's'}; 4 events`,
    );
    expect(error.received).toBe(`503 busy ${'x'.repeat(1019)}`);
    expect(error.suggestion).toBe('Raise maxRetries, or keep what is undelivered with onUndelivered.');
  });

  it('follow a lost connection', async () => {
    web.answer = (request, response, count) => (count < 3 ? void response.destroy() : accept(request, response, count));

    await expect(send(events(1))).resolves.toMatchObject({ acknowledged: 1, retries: 2 });
  });

  it('end with what the system says where nobody listens', async () => {
    const nobody = createServer().listen(0, '127.0.0.1');
    await once(nobody, 'listening');
    const { port } = nobody.address() as { port: number };
    nobody.close();
    await once(nobody, 'close');

    const error = await adapterFailure(send(events(1), { url: `http://127.0.0.1:${port}/x`, maxRetries: 1 }));

    expect(error).toMatchObject({ code: 'HTTP_FAILED', systemCode: 'ECONNREFUSED', retriable: true });
    expect(error.message).toContain('did not get through after 2 attempts: ECONNREFUSED');
  });

  it.each([
    ['seconds', '0'],
    ['a date', 'Wed, 01 Jan 2025 00:00:00 GMT'],
  ])('come as early as the server says in %s', async (_form, when) => {
    web.answer = (request, response, count) =>
      answer(count === 1 ? 503 : 200, { 'retry-after': when })(request, response, count);

    await expect(send(events(1), { retryBaseMs: HOUR, retryMaxMs: HOUR })).resolves.toMatchObject({ retries: 1 });
  });

  it('never wait longer than allowed, whatever the server says', async () => {
    web.answer = (request, response, count) =>
      answer(count === 1 ? 429 : 200, { 'retry-after': '86400' })(request, response, count);

    await expect(send(events(1), { retryMaxMs: 2 })).resolves.toMatchObject({ retries: 1 });
  });

  it('are not waited for once the run is aborted', async () => {
    const abort = new AbortController();
    web.answer = answer(503);
    const adapter = new HttpAdapter({ url: web.url(), retryBaseMs: HOUR, retryMaxMs: HOUR });
    await adapter.open(runInfo({ signal: abort.signal }));
    const writing = adapterFailure(adapter.writeBatch(events(1)));

    await web.until(1);
    setImmediate(() => abort.abort());

    await expect(writing).resolves.toMatchObject({ code: 'HTTP_FAILED', received: '503' });
    await adapter.close();
  });

  it('wait from a half to the whole of a doubled time, and never above the longest', () => {
    for (const [attempt, full] of [200, 400, 800, 1000, 1000].entries()) {
      for (let key = 0; key < 50; key++) {
        const wait = backoffMs({ attempt, baseMs: 200, maxMs: 1000, key: `k${key}` });
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThan(full);
      }
    }
  });

  it('wait differently for different batches, and alike for the same', () => {
    const waits = ['a', 'b', 'c', 'a'].map((key) => backoffMs({ attempt: 0, baseMs: 200, maxMs: 1000, key }));

    expect(new Set(waits).size).toBe(3);
    expect(waits[3]).toBe(waits[0]);
  });
});

describe('what cannot be delivered', () => {
  it('is shown to onUndelivered before the run fails', async () => {
    const told: string[] = [];
    web.answer = (request, response, count) => answer(count > 2 ? 400 : 200)(request, response, count);
    const onUndelivered = async (lost: readonly Event[], error: Error) => {
      await new Promise((resolve) => setImmediate(resolve));
      told.push(`${lost.map(({ id }) => id).join()} ${error.name}`);
    };

    const error = await adapterFailure(send(events(10), { batchSize: 2, onUndelivered }));

    expect(told).toEqual(['e4,e5 AdapterError']);
    expect(error).toMatchObject({ acknowledged: 4, unacknowledged: 2 });
  });

  it('is told together with the failure of onUndelivered itself', async () => {
    web.answer = answer(400);
    const onUndelivered = () => {
      throw new Error('no disk');
    };

    const error = await adapterFailure(send(events(1), { onUndelivered }));

    expect(error.message).toContain('; onUndelivered failed too: no disk');
    expect(error).toMatchObject({ code: 'HTTP_REJECTED', unacknowledged: 1 });
  });

  it('keeps what comes after it from being sent', async () => {
    web.answer = (request, response, count) => answer(count === 2 ? 400 : 200)(request, response, count);
    const sent = events(20, (i) => ({ userId: `user-${i % 2}` }));

    const error = await adapterFailure(send(sent, { maxInFlight: 2 }));

    expect(web.requests.length).toBeLessThanOrEqual(3);
    expect(error.acknowledged).toBe(1);
  });
});

describe('options of an HTTP adapter', () => {
  it.each<[string, unknown, string, string | undefined]>([
    ['no address', {}, 'url', 'nothing'],
    ['an address of another kind', { url: 'ftp://me:secret99@host/' }, 'url', 'an address with ftp:'],
    ['no address at all', { url: 'secret99' }, 'url', 'no address'],
    ['another method', { method: 'GET' }, 'method', "'GET'"],
    ['headers as text', { headers: 'Bearer secret99' }, 'headers', 'a string'],
    ['a header that is a number', { headers: { a: 5 } }, 'headers', 'an object with other values'],
    [
      'a broken header',
      { headers: { a: 'secret99\n' + '\u0000' } },
      'headers',
      "an object whose 'a' is no valid header",
    ],
    ['a fixed key', { headers: { 'Idempotency-Key': '1' } }, 'headers', 'an object with Idempotency-Key'],
    ['no events a request', { batchSize: 0 }, 'batchSize', '0'],
    ['no interval', { flushInterval: 0 }, 'flushInterval', '0'],
    ['retries below zero', { maxRetries: -1 }, 'maxRetries', '-1'],
    ['a transform that is no function', { transform: {} }, 'transform', 'an empty object'],
    ['no time', { timeoutMs: 0 }, 'timeoutMs', '0'],
    ['half a millisecond', { retryBaseMs: 0.5 }, 'retryBaseMs', '0.5'],
    ['an endless wait', { retryMaxMs: Number.POSITIVE_INFINITY }, 'retryMaxMs', 'Infinity'],
    ['no request at all', { maxInFlight: 0 }, 'maxInFlight', '0'],
    ['another compression', { compress: 'br' }, 'compress', "'br'"],
    ['onUndelivered that is no function', { onUndelivered: 1 }, 'onUndelivered', '1'],
  ])('refuse %s, without showing what could be secret', (_what, options, option, received) => {
    const url = option === 'url' ? {} : { url: 'https://example.com' };

    const error = failure(() => new HttpAdapter({ ...url, ...(options as object) } as HttpOptions));

    expect(error).toMatchObject({ code: 'INVALID_OPTION', path: ['HttpAdapter', `option '${option}'`], received });
    expect(error.format()).not.toContain('secret99');
  });

  it('name the option that was meant', () => {
    const error = failure(() => new HttpAdapter({ url: 'https://example.com', maxRetrys: 1 } as HttpOptions));

    expect(error).toMatchObject({ code: 'UNKNOWN_KEY', suggestion: "Did you mean 'maxRetries'?" });
  });
});
