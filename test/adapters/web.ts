/** A web server of a test: answers as told, and keeps what it has accepted. */
import { once } from 'node:events';
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { gunzipSync } from 'node:zlib';

import type { ReceivedEvent } from '../../src/testing/adapter-contract.ts';

export interface Received {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Answers a request; 2xx accepts it. */
export type Answer = (request: Received, response: ServerResponse, count: number) => void | Promise<void>;

export const answer =
  (status: number, headers: Record<string, string> = {}, body = ''): Answer =>
  (_request, response) =>
    void response.writeHead(status, headers).end(body);

export const accept = answer(204);

export class Web {
  /** Every request that came. */
  readonly requests: Received[] = [];
  /** Those that were answered with 2xx. */
  readonly accepted: Received[] = [];
  answer: Answer;
  readonly #server: Server;
  readonly #arrivals = new Set<() => void>();

  private constructor(answerWith: Answer) {
    this.answer = answerWith;
    this.#server = createServer((request, response) => void this.#take(request, response));
  }

  static async start(answerWith: Answer = accept): Promise<Web> {
    const web = new Web(answerWith);
    web.#server.listen(0, '127.0.0.1');
    await once(web.#server, 'listening');
    return web;
  }

  url(path = '/events'): string {
    return `http://${this.host}${path}`;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Waits until so many requests have come. */
  async until(count: number): Promise<void> {
    while (this.requests.length < count) await new Promise<void>((resolve) => this.#arrivals.add(resolve));
  }

  /** Events of the accepted requests, each request once. */
  events(): ReceivedEvent[] {
    const byKey = new Map(this.accepted.map((request) => [String(request.headers['idempotency-key']), request]));
    return [...byKey.values()].flatMap(({ body }) => (JSON.parse(String(body)) as { events: ReceivedEvent[] }).events);
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    this.#server.close();
    await once(this.#server, 'close');
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method, url, headers } = request;
    const raw = await buffer(request);
    const body = headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
    const received = { method, url, headers, body };
    this.requests.push(received);
    response.once('finish', () => {
      if (response.statusCode >= 200 && response.statusCode < 300) this.accepted.push(received);
    });
    for (const arrived of this.#arrivals) arrived();
    this.#arrivals.clear();
    await this.answer(received, response, this.requests.length);
  }
}
