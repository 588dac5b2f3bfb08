/** Which file measures what. Files are loaded one at a time, so that a bench meets no code but its own. */
import type { Bench, Benches } from './bench.ts';

const FILES: Readonly<Record<string, readonly string[]>> = {
  engine: ['engine.fast-path', 'engine.run-iterator', 'engine.batches'],
  encode: ['encode.ndjson', 'encode.fields', 'encode.digest'],
  file: ['file.vs-raw-write'],
  text: ['text.pools', 'text.faker-overhead'],
  workers: ['workers.shards', 'workers.one-file'],
  determinism: ['determinism.bytes'],
  memory: ['memory.flat'],
  schema: ['schema.sampled'],
  ledger: ['ledger.trial-balance'],
  start: ['start.fixture', 'start.cold'],
  order: ['order.time'],
  kafka: ['kafka.kafkajs', 'kafka.memory'],
  user: ['user.variants'],
  optional: ['encode.tape', 'kafka.record-batch'],
  books: ['books.year', 'books.reference', 'books.verify'],
};

/** Against packages from npm that are fetched first: only when asked for. */
const PEERS: typeof FILES = { peers: ['peers.events'] };

export const benchNames: readonly string[] = Object.values(FILES).flat();
export const peerNames: readonly string[] = Object.values(PEERS).flat();

export async function loadBench(name: string): Promise<Bench> {
  const file = Object.entries({ ...FILES, ...PEERS }).find(([, names]) => names.includes(name))?.[0];
  const { benches } = (await import(new URL(`./${file}.js`, import.meta.url).href)) as { readonly benches: Benches };
  const bench = benches[name];
  if (bench === undefined) throw new Error(`${file}.ts has no bench '${name}'`);
  return bench;
}
