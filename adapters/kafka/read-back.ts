/** Topics as committed readers see them, for `synode verify`. */
import { NOTHING_YET, kafkaFailure } from './errors.ts';
import { inTime } from './in-time.ts';
import { kafkajsClient } from './kafkajs.ts';
import { resolveKafkaOptions, type KafkaOptions } from './options.ts';
import type { KafkaClient, ReadRecord } from './port.ts';
import { readPosition, runKeyOf } from './position.ts';

export type { ReadRecord } from './port.ts';

/** Which run is looked for in a checkpoint topic. */
export interface CheckpointRun {
  readonly seed: string;
  readonly planHash: string;
  /** How many shards there are; 1: the run is whole. */
  readonly parts: number;
  readonly topic: string;
}

/** A cluster that is read, and left as it was. */
export interface ReadBack {
  /** Those of the names that are topics. */
  existing(topics: readonly string[]): Promise<ReadonlySet<string>>;
  /** Reads all committed records; gives how many wait behind an open transaction. */
  read(topic: string, onRecord: (record: ReadRecord) => void): Promise<{ readonly waiting: number }>;
  /** Events that a run has delivered by the word of its checkpoints; `undefined` where there is none. */
  ordinalOf(checkpointTopic: string, run: CheckpointRun): Promise<number | undefined>;
}

/**
 * Opens topics for reading, with the options of the adapter that has written them.
 *
 * @throws SynodeError as `KafkaAdapter` does for its options
 */
export async function readBack(options: KafkaOptions): Promise<ReadBack> {
  const resolved = resolveKafkaOptions(options);
  const client = await kafkajsClient(resolved);
  const limitMs = resolved.connectTimeoutMs * 3;
  return {
    existing: (topics) => told(() => existing(client, topics, limitMs)),
    read: (topic, onRecord) =>
      told(() => client.read({ ...EVERYTHING, topic, signal: NEVER, onRecord: (record) => (onRecord(record), false) })),
    ordinalOf: (checkpointTopic, run) => told(() => ordinalOf(client, checkpointTopic, run)),
  };
}

const EVERYTHING = { isUncommitted: false, stopAtEnd: true } as const;
/** A person who has seen enough ends the program. */
const NEVER = new AbortController().signal;

async function existing(client: KafkaClient, topics: readonly string[], ms: number): Promise<ReadonlySet<string>> {
  const admin = client.admin();
  let found: ReadonlySet<string> = new Set();
  try {
    await inTime({ ms, signal: NEVER, kill: () => admin.kill() }, async () => {
      await admin.connect();
      found = new Set((await admin.describe(topics)).keys());
      await admin.disconnect();
    });
  } catch (error) {
    admin.kill();
    throw error;
  }
  return found;
}

async function ordinalOf(
  client: KafkaClient,
  checkpointTopic: string,
  { seed, planHash, parts, topic }: CheckpointRun,
): Promise<number | undefined> {
  const shards = Array.from({ length: parts }, (_, i) => (parts === 1 ? undefined : { index: i + 1, count: parts }));
  const keys = new Set(shards.map((shard) => runKeyOf({ seed, planHash, shard, topic })));
  const last = new Map<string, string>();
  const onRecord = ({ key, value }: ReadRecord): boolean => {
    const text = String(key);
    if (keys.has(text) && value !== null) last.set(text, String(value));
    return false;
  };
  await client.read({ ...EVERYTHING, topic: checkpointTopic, signal: NEVER, onRecord });
  if (last.size < keys.size) return undefined;
  return [...last.values()].reduce((sum, text) => sum + readPosition(text, checkpointTopic).ordinal, 0);
}

async function told<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw kafkaFailure(error, NOTHING_YET);
  }
}
