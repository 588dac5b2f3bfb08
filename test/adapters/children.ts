/** Adapters made in a process of their own, for the point of the contract that needs one. */
import { PassThrough } from 'node:stream';

import { CallbackAdapter } from '../../adapters/callback.ts';
import { CompositeAdapter } from '../../adapters/composite.ts';
import { ConsoleAdapter } from '../../adapters/console.ts';
import { FileAdapter } from '../../adapters/file.ts';
import { FilterAdapter } from '../../adapters/filter.ts';
import { HttpAdapter } from '../../adapters/http.ts';
import { MapAdapter } from '../../adapters/map.ts';
import { KafkaAdapter } from '../../adapters/kafka.ts';
import { InMemoryAdapter } from '../../adapters/memory.ts';
import { NullAdapter } from '../../adapters/null.ts';
import { RetryAdapter } from '../../adapters/retry.ts';
import { StreamAdapter } from '../../adapters/stream.ts';

export const file = (path: string) => new FileAdapter(path);
export const http = (url: string) => new HttpAdapter({ url, batchSize: 10, flushInterval: 60_000 });
export const kafka = (address: string) =>
  new KafkaAdapter({ brokers: [address], topic: 'child', createTopics: true, flushInterval: 60_000 });
export const kafkaPlatformatic = (address: string) =>
  new KafkaAdapter({ brokers: [address], topic: 'child', createTopics: true, library: 'platformatic' });
export const memory = () => new InMemoryAdapter();
export const callback = () => new CallbackAdapter(() => new Promise((resolve) => setImmediate(resolve)));
export const console = () => new ConsoleAdapter({ format: 'json' });
export const stream = () => new StreamAdapter(new PassThrough().resume());
export const nothing = () => new NullAdapter();
export const filter = (path: string) => new FilterAdapter(new FileAdapter(path), () => true);
export const map = (path: string) => new MapAdapter(new FileAdapter(path), (event) => event);
export const retry = (path: string) => new RetryAdapter(new FileAdapter(path));
export const composite = (path: string) => new CompositeAdapter([new FileAdapter(path), new NullAdapter()]);

const module = new URL(import.meta.url);

/** How the contract makes one of these in another process. */
export function exitOf(name: string, argument: () => string = () => '') {
  return { module, export: name, argument };
}
