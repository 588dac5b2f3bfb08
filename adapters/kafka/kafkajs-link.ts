/**
 * The sockets of one kafkajs client. kafkajs knows no signal: a send that is repeated without end goes on after
 * `disconnect` and connects anew. So the sockets are made here, where they can be cut, and a client that was cut is
 * given no broker any more, which is the one answer that ends its tries.
 */
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

import type { ISocketFactory, Kafka, KafkaConfig } from 'kafkajs';

import { given } from '../base.ts';
import type { ResolvedKafkaOptions } from './options.ts';
import type { AnyEvent } from '../../src/model/event.ts';

/** The module, as `await import` gives it. */
export type KafkaModule = typeof import('kafkajs');

/** What a connection needs of the options. */
export type LinkOptions = Pick<
  ResolvedKafkaOptions<AnyEvent>,
  'brokers' | 'client' | 'clientId' | 'ssl' | 'sasl' | 'requestTimeoutMs' | 'connectTimeoutMs'
>;

const KEEP_ALIVE_MS = 60_000;

export class Link {
  readonly kafka: Kafka;
  readonly #sockets = new Set<Socket>();
  #isCut = false;

  constructor(library: KafkaModule, options: LinkOptions, retries: number) {
    this.kafka = (options.client as Kafka | undefined) ?? new library.Kafka(this.#config(library, options, retries));
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  cut(): void {
    this.#isCut = true;
    // With an error, so that requests on their way are rejected now and not at their time-out.
    for (const socket of this.#sockets) socket.destroy(new Error('the connection was given up'));
  }

  #config(library: KafkaModule, options: LinkOptions, retries: number): KafkaConfig {
    const { brokers, clientId, ssl, sasl, requestTimeoutMs, connectTimeoutMs } = options;
    return {
      clientId,
      brokers: () => (this.#isCut ? [] : [...brokers]),
      connectionTimeout: connectTimeoutMs,
      authenticationTimeout: connectTimeoutMs,
      requestTimeout: requestTimeoutMs,
      retry: retryOf(retries),
      socketFactory: this.#open,
      // What went wrong is told by our own errors; kafkajs would write each try to the console.
      logLevel: library.logLevel.NOTHING,
      ...given({ ssl, sasl: sasl as KafkaConfig['sasl'] }),
    };
  }

  readonly #open: ISocketFactory = ({ host, port, ssl, onConnect }) => {
    if (this.#isCut) throw new Error('the connection was given up');
    const server = isIP(host) === 0 ? { servername: host } : {};
    // `ssl` is `true`, options, or nothing.
    const socket = ssl ? connectTls({ host, port, ...server, ...ssl }, onConnect) : connect({ host, port }, onConnect);
    socket.setKeepAlive(true, KEEP_ALIVE_MS);
    this.#sockets.add(socket);
    socket.once('close', () => this.#sockets.delete(socket));
    return socket;
  };
}

export function retryOf(retries: number): { initialRetryTime: number; maxRetryTime: number; retries: number } {
  return { initialRetryTime: 50, maxRetryTime: 1000, retries };
}
