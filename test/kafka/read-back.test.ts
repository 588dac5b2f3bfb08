import { Kafka, logLevel, Partitioners, type Producer, type Transaction } from 'kafkajs';
import { describe, expect, it } from 'vitest';

import { kafkajsClient } from '../../adapters/kafka/kafkajs.ts';
import { resolveKafkaOptions } from '../../adapters/kafka/options.ts';
import { readBack, type ReadRecord } from '../../adapters/kafka/read-back.ts';
import { useCluster, type Cluster } from './cluster.ts';

/** What a producer does next in a partition; `begin` comes by itself with the first record. */
type Step = readonly [producer: string, does: 'send' | 'commit' | 'abort'];

/** Numbers 0 to n − 1, the same in every run (a linear congruence of Numerical Recipes). */
function numbers(seed: number): (n: number) => number {
  let state = seed;
  return (n) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 4_294_967_296) * n);
  };
}

const NAMES = ['p', 'q', 'r'];

/** Transactions of three producers across each other, some of them left open. */
function steps(seed: number, count: number): Step[] {
  const next = numbers(seed);
  const does = ['send', 'send', 'commit', 'abort'] as const;
  return Array.from({ length: count }, () => [NAMES[next(3)] ?? 'p', does[next(4)] ?? 'send'] as const);
}

/** Does the steps, one after another; gives a way to end what is open then. */
async function play(cluster: Cluster, topic: string, todo: readonly Step[]): Promise<() => Promise<void>> {
  const kafka = new Kafka({ brokers: [cluster.broker.address], logLevel: logLevel.NOTHING });
  const producers = new Map<string, Producer>();
  const open = new Map<string, Transaction>();
  for (const [i, [name, does]] of todo.entries()) {
    const begun = open.get(name);
    if (does !== 'send') {
      await begun?.[does]();
      open.delete(name);
      continue;
    }
    const producer = producers.get(name) ?? (await connected(kafka, `${topic}-${name}`));
    producers.set(name, producer);
    const transaction = begun ?? (await producer.transaction());
    open.set(name, transaction);
    await transaction.send({ topic, messages: [{ key: name, value: `${name}${i}`, partition: 0 }] });
  }
  return async () => {
    for (const transaction of open.values()) await transaction.abort();
    for (const producer of producers.values()) await producer.disconnect();
  };
}

async function connected(kafka: Kafka, transactionalId: string): Promise<Producer> {
  const createPartitioner = Partitioners.DefaultPartitioner;
  const producer = kafka.producer({ transactionalId, idempotent: true, maxInFlightRequests: 1, createPartitioner });
  await producer.connect();
  return producer;
}

describe('a topic that is read back', () => {
  const cluster = useCluster();

  async function newTopic(numPartitions = 1): Promise<string> {
    const topic = cluster.topic();
    const admin = new Kafka({ brokers: [cluster.broker.address], logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    await admin.createTopics({ topics: [{ topic, numPartitions }], waitForLeaders: true });
    await admin.disconnect();
    return topic;
  }

  /** The values that our reader and that of Kafka take for committed, and how many records wait. */
  async function bothWays(topic: string) {
    const ours: string[] = [];
    const reader = await readBack({ brokers: [cluster.broker.address], topic });
    const { waiting } = await reader.read(topic, ({ value }) => ours.push(String(value)));
    const theirs = (await cluster.records(topic)).map(({ value }) => String(value));
    return { ours, theirs, waiting };
  }

  it('holds nothing of a transaction that began before another one and was aborted after it', async () => {
    const topic = await newTopic();
    const end = await play(cluster, topic, [
      ['p', 'send'],
      ['q', 'send'],
      ['q', 'abort'],
      // A producer begins anew when its last transaction has its mark.
      ['q', 'send'],
      ['p', 'abort'],
      ['q', 'commit'],
      ['p', 'send'],
      ['p', 'commit'],
    ]);
    await end();

    expect(await bothWays(topic)).toEqual({ ours: ['q3', 'p6'], theirs: ['q3', 'p6'], waiting: 0 });
  }, 30_000);

  it('gives a record when the mark that ends its transaction comes later, and alone', async () => {
    const topic = await newTopic(2);
    const kafka = new Kafka({ brokers: [cluster.broker.address], logLevel: logLevel.NOTHING });
    const producer = await connected(kafka, `${topic}-p`);
    const plain = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await plain.connect();
    const tell = (value: string) => plain.send({ topic, messages: [{ value, partition: 1 }] });
    const transaction = await producer.transaction();
    await transaction.send({ topic, messages: [{ value: 'held', partition: 0 }] });
    await tell('first');

    const seen: string[] = [];
    const client = await kafkajsClient(resolveKafkaOptions({ brokers: [cluster.broker.address], topic }));
    const { signal } = new AbortController();
    const onRecord = ({ value }: ReadRecord): boolean => {
      seen.push(String(value));
      // By the second answer the reader has the record of the other partition, from the first.
      if (seen.length === 1) void tell('second');
      if (seen.length === 2) void transaction.commit();
      return seen.length === 3;
    };
    await client.read({ topic, isUncommitted: false, stopAtEnd: false, signal, onRecord });
    await Promise.all([plain.disconnect(), producer.disconnect()]);

    expect(seen).toEqual(['first', 'second', 'held']);
  }, 30_000);

  it("holds what Kafka's own reader finds, however transactions lie across each other", async () => {
    for (const seed of [1, 2, 3, 4]) {
      const topic = await newTopic();
      const end = await play(cluster, topic, steps(seed, 40));
      const before = await bothWays(topic);
      await end();
      const after = await bothWays(topic);

      expect(before.ours).toEqual(before.theirs);
      expect(after.ours).toEqual(after.theirs);
      expect(after.ours.length).toBeGreaterThan(5);
      expect(after.waiting).toBe(0);
    }
  }, 60_000);
});
