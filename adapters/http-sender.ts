/** One request with its retries. Nothing that could be a secret leaves this file in an error. */
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

import type { HTTPError, KyInstance } from 'ky';

import { backoffMs } from './backoff.ts';
import { oneLine, systemCodeOf } from './base.ts';
import { HttpFault } from './http-errors.ts';
import type { ResolvedHttpOptions } from './http-options.ts';

/** What is sent. */
export interface HttpBody {
  readonly bytes: Uint8Array;
  readonly type: string;
  /** The same for every try of the same events. */
  readonly key: string;
}

/** What a request needs to know: nothing of the events. */
export type SenderOptions = Omit<ResolvedHttpOptions<never>, 'transform' | 'onUndelivered'>;

/** 408 and 429 ask for another try, 5xx may pass. */
const RETRIED = [408, 429, ...Array.from({ length: 100 }, (_, i) => 500 + i)];

/** Their values say nothing that an answer must not repeat. */
const HARMLESS_HEADERS = ['content-type', 'accept', 'user-agent'];

const compress = promisify(gzip);
const ANSWER_BYTES = 1024;
const DRAIN_BYTES = 65_536;

export class HttpSender {
  retries = 0;
  readonly #options: SenderOptions;
  readonly #run: { readonly runId: string; readonly signal: AbortSignal };
  readonly #secrets: readonly string[];
  readonly #ky: KyInstance;

  constructor(
    options: SenderOptions,
    run: { readonly runId: string; readonly signal: AbortSignal; readonly ky: KyInstance },
  ) {
    this.#options = options;
    this.#run = run;
    this.#ky = run.ky;
    this.#secrets = secretsOf(options);
  }

  /** Resolves with the bytes sent, once the server has answered 2xx. */
  async send(body: HttpBody): Promise<number> {
    const bytes = this.#options.compress === 'gzip' ? await compress(body.bytes) : body.bytes;
    const tries = new Tries(this.#run.signal);
    try {
      const response = await this.#request(body, bytes, tries);
      await readSome(response, DRAIN_BYTES, tries, this.#options.timeoutMs);
      return bytes.length;
    } catch (error) {
      throw await this.#faultOf(tries.lastError ?? error, tries);
    } finally {
      this.retries += tries.retries;
      tries.end();
    }
  }

  async #request(body: HttpBody, bytes: Uint8Array, tries: Tries): Promise<Response> {
    const { url, method, headers, timeoutMs, maxRetries, retryBaseMs, retryMaxMs } = this.#options;
    const ownHeaders = new Headers(headers);
    if (!ownHeaders.has('content-type')) ownHeaders.set('content-type', body.type);
    ownHeaders.set('idempotency-key', body.key);
    if (this.#options.compress === 'gzip') ownHeaders.set('content-encoding', 'gzip');
    const key = `${this.#run.runId}/${body.key}`;
    return this.#ky(url, {
      method,
      headers: ownHeaders,
      body: bytes as Uint8Array<ArrayBuffer>,
      timeout: timeoutMs,
      // A redirected body would go to a place nobody chose.
      redirect: 'manual',
      signal: tries.signal,
      retry: {
        limit: maxRetries,
        methods: ['post', 'put'],
        statusCodes: RETRIED,
        afterStatusCodes: RETRIED,
        maxRetryAfter: retryMaxMs,
        retryOnTimeout: true,
        delay: (attempt) => backoffMs({ attempt: attempt - 1, baseMs: retryBaseMs, maxMs: retryMaxMs, key }),
        shouldRetry: ({ error }) => tries.mayWait(error),
      },
      hooks: { beforeRetry: [({ error }) => tries.goOn(error)] },
    });
  }

  async #faultOf(error: unknown, tries: Tries): Promise<HttpFault> {
    const { method, url, timeoutMs } = this.#options;
    const where = `${method} ${url.origin}${url.pathname === '/' ? '' : '/…'}`;
    const after = tries.retries === 0 ? 'after 1 attempt' : `after ${tries.retries + 1} attempts`;
    if (isHttpError(error)) return this.#answered(error.response, `${where} answered`, after, tries);
    if (error instanceof Error && error.name === 'TimeoutError') {
      const message = `${where} gave no answer within ${timeoutMs} ms ${after}`;
      return new HttpFault(message, { code: 'HTTP_FAILED', isRetriable: true, systemCode: 'ETIMEDOUT' });
    }
    const systemCode = systemCodeOf(error);
    const reason = systemCode ?? this.#redact(oneLine(rootOf(error)));
    const message = `${where} did not get through ${after}: ${reason}`;
    return new HttpFault(message, { code: 'HTTP_FAILED', isRetriable: true, systemCode });
  }

  async #answered(response: Response, what: string, after: string, tries: Tries): Promise<HttpFault> {
    const text = await readSome(response, ANSWER_BYTES, tries, this.#options.timeoutMs);
    const answer = this.#redact(`${response.status} ${text}`.trim());
    const location = response.headers.get('location');
    if (location !== null && response.status < 400) {
      const target = this.#redact(withoutQuery(location, this.#options.url));
      const message = `${what} ${response.status}: moved to ${target}`;
      return new HttpFault(message, { code: 'HTTP_REJECTED', isRetriable: false, answer });
    }
    const isRetriable = RETRIED.includes(response.status);
    const code = isRetriable ? 'HTTP_FAILED' : 'HTTP_REJECTED';
    return new HttpFault(`${what} ${response.status} ${after}`, { code, isRetriable, answer });
  }

  /** A server may send back what it was sent. */
  #redact(text: string): string {
    return this.#secrets.reduce((clean, secret) => clean.replaceAll(secret, '***'), text);
  }
}

/** The tries of one request: how many there were, and an end to the waiting between them. */
class Tries {
  retries = 0;
  lastError: unknown;
  readonly #run: AbortSignal;
  readonly #controller = new AbortController();
  #isWaiting = false;

  constructor(run: AbortSignal) {
    this.#run = run;
    run.addEventListener('abort', this.#onAbort);
  }

  /** Ends the request itself; only used between tries, and for an answer that does not end. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** No new try once the run is being stopped. `undefined` leaves the decision to the rules. */
  mayWait(error: unknown): boolean | undefined {
    this.lastError = error;
    if (this.#run.aborted) return false;
    this.#isWaiting = true;
    return undefined;
  }

  /** The answer of the failed try is let go, or its connection would stay. */
  goOn(error: unknown): void {
    this.#isWaiting = false;
    this.lastError = undefined;
    this.retries += 1;
    if (isHttpError(error)) void error.response.body?.cancel().catch(() => undefined);
  }

  abandon(): void {
    this.#controller.abort();
  }

  end(): void {
    this.#run.removeEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => {
    if (this.#isWaiting) this.#controller.abort();
  };
}

/** The first bytes of an answer, as text. An answer that does not end is cut off. */
async function readSome(response: Response, limit: number, tries: Tries, timeoutMs: number): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return '';
  const timer = setTimeout(() => tries.abandon(), timeoutMs).unref();
  let bytes = Buffer.alloc(0);
  try {
    while (bytes.length < limit) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes = Buffer.concat([bytes, value]);
    }
    await reader.cancel();
  } catch {
    // The status has been received and decides; a text that breaks off is as good as one that is cut off.
  } finally {
    clearTimeout(timer);
  }
  return bytes.subarray(0, limit).toString('utf8');
}

function isHttpError(error: unknown): error is HTTPError {
  return error instanceof Error && error.name === 'HTTPError' && 'response' in error;
}

/** `fetch failed` says nothing; its cause does. */
function rootOf(error: unknown): unknown {
  return error instanceof Error && error.cause instanceof Error ? rootOf(error.cause) : error;
}

function withoutQuery(location: string, base: URL): string {
  if (!URL.canParse(location, base.href)) return 'another address';
  const { origin, pathname } = new URL(location, base);
  return origin + pathname;
}

/** Texts that must not be shown: the path and the query's values, and header values and their words. */
function secretsOf({ headers, url }: SenderOptions): string[] {
  const ofHeaders = [...headers]
    .filter(([name]) => !HARMLESS_HEADERS.includes(name))
    .flatMap(([, value]) => [value, ...value.split(/\s+/)]);
  const all = [...ofHeaders, ...url.searchParams.values(), url.pathname];
  return [...new Set(all)].filter((text) => text.length >= 6).sort((a, b) => b.length - a.length);
}
