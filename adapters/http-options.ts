/** The options of `HttpAdapter`: as written, as completed, and what is wrong with them. */
import type { SynodeError } from '../src/errors.ts';
import type { AnyEvent, Event } from '../src/model/event.ts';

import { given } from './base.ts';
import { aFunction, OptionCheck, oneOf, wholeNumber, type Rules } from './options.ts';

/** Options of `HttpAdapter`. */
export interface HttpOptions<E extends AnyEvent = Event> {
  /** Where to send; `http:` or `https:`. A user and password in it are sent as `Authorization: Basic`. */
  readonly url: string | URL;
  /** Default `'POST'`. */
  readonly method?: 'POST' | 'PUT';
  /** Sent with every request. Default none. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Events a request, 1..100,000. Default 1. */
  readonly batchSize?: number;
  /** Longest time an event waits for its batch to fill, ms, 1..3,600,000. Default 5,000. */
  readonly flushInterval?: number;
  /** Tries after the first, 0..1000. Default 3. */
  readonly maxRetries?: number;
  /** The body of a request: text and bytes as they are, all else as JSON. Default `{ events: [...] }`. */
  readonly transform?: (events: readonly E[]) => unknown;
  /** Longest wait for an answer, ms, 1..2,147,483,647. Default 30,000. */
  readonly timeoutMs?: number;
  /** Wait before the first retry, ms, 0..3,600,000; doubled each time. Default 250. */
  readonly retryBaseMs?: number;
  /** Longest wait, also where the server asks for more, ms, 0..3,600,000. Default 30,000. */
  readonly retryMaxMs?: number;
  /** Requests under way at once, 1..64; never two with events of one user. Default 1. */
  readonly maxInFlight?: number;
  /** Compression of the body. Default `'none'`. */
  readonly compress?: 'none' | 'gzip';
  /** Sees what could not be delivered, before the run fails. */
  readonly onUndelivered?: (events: readonly E[], error: SynodeError) => void | Promise<void>;
}

/** The same, completed. */
export interface ResolvedHttpOptions<E extends AnyEvent> extends Required<
  Omit<HttpOptions<E>, 'url' | 'headers' | 'transform' | 'onUndelivered'>
> {
  readonly url: URL;
  readonly headers: Headers;
  readonly transform: HttpOptions<E>['transform'];
  readonly onUndelivered: HttpOptions<E>['onUndelivered'];
}

const MILLISECONDS = wholeNumber({ min: 0, max: 3_600_000 });

/** Headers that belong to the adapter: a fixed value would be wrong for every batch but one. */
const OWN_HEADERS = ['idempotency-key', 'content-length', 'content-encoding'];

const RULES: Rules = {
  url: aWebAddress,
  method: oneOf('POST', 'PUT'),
  headers: someHeaders,
  batchSize: wholeNumber({ min: 1, max: 100_000 }),
  flushInterval: wholeNumber({ min: 1, max: 3_600_000 }),
  maxRetries: wholeNumber({ min: 0, max: 1000 }),
  transform: aFunction,
  timeoutMs: wholeNumber({ min: 1, max: 2_147_483_647 }),
  retryBaseMs: MILLISECONDS,
  retryMaxMs: MILLISECONDS,
  maxInFlight: wholeNumber({ min: 1, max: 64 }),
  compress: oneOf('none', 'gzip'),
  onUndelivered: aFunction,
};

/** @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`, or `INVALID_CONFIG` with all faults */
export function resolveHttpOptions<E extends AnyEvent>(options: HttpOptions<E>): ResolvedHttpOptions<E> {
  const check = new OptionCheck('HttpAdapter');
  check.object(options, RULES, { required: ['url'] });
  check.throwIfAny();
  const url = new URL(options.url);
  const headers = new Headers(options.headers);
  // fetch refuses addresses with credentials; a header given by name wins.
  if (url.username !== '' && !headers.has('authorization')) headers.set('authorization', basicAuthorization(url));
  url.username = '';
  url.password = '';
  return {
    method: 'POST',
    batchSize: 1,
    flushInterval: 5000,
    maxRetries: 3,
    timeoutMs: 30_000,
    retryBaseMs: 250,
    retryMaxMs: 30_000,
    maxInFlight: 1,
    compress: 'none',
    ...given(options),
    transform: options.transform,
    onUndelivered: options.onUndelivered,
    url,
    headers,
  };
}

function basicAuthorization({ username, password }: URL): string {
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return `Basic ${Buffer.from(credentials).toString('base64')}`;
}

/** An address may hold a password or a token: a wrong one is described, not shown. */
function aWebAddress(value: unknown) {
  const expected = "an address with http: or https:, such as 'https://example.com/events'";
  if (!(value instanceof URL) && typeof value !== 'string') return { expected };
  const protocol = URL.canParse(String(value)) ? new URL(value).protocol : undefined;
  if (protocol === 'http:' || protocol === 'https:') return undefined;
  return { expected, received: protocol === undefined ? 'no address' : `an address with ${protocol}` };
}

function someHeaders(value: unknown) {
  const expected = 'an object of header names and texts';
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord || Object.values(value).some((text) => typeof text !== 'string')) {
    return { expected, received: isRecord ? 'an object with other values' : `a ${typeof value}` };
  }
  const own = Object.keys(value).find((name) => OWN_HEADERS.includes(name.toLowerCase()));
  if (own !== undefined) {
    return {
      expected: `no ${own}: the adapter sets it`,
      received: `an object with ${own}`,
      suggestion: `Leave ${own} out.`,
    };
  }
  const wrong = Object.entries(value).find((entry) => !isHeader(entry as [string, string]));
  if (wrong === undefined) return undefined;
  return { expected, received: `an object whose '${wrong[0]}' is no valid header` };
}

function isHeader(entry: [string, string]): boolean {
  try {
    new Headers([entry]);
    return true;
  } catch {
    // The error shows the value, which may be a secret; that it is invalid is all that is needed.
    return false;
  }
}
