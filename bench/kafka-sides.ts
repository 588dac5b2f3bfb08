/** The events of the model job as ready batches, and the bare client that sends the same bytes. */
import kafkajs, { type Message } from 'kafkajs';

import { lineField, CANONICAL } from '../adapters/kafka/line-fields.ts';
import { partitionOf } from '../adapters/kafka/murmur2.ts';
import type { AnyEvent, EncodedBatch, OutputAdapter } from '../src/index.ts';
import { modelJob } from './model-job.ts';
import { run } from './sides.ts';

/** A batch as the engine hands it on. */
export interface Lines {
  readonly batch: EncodedBatch;
  readonly meanBytes: number;
}

/** All events of so many users, in batches of this size, in memory of their own. */
export async function batchesOf(users: number, size: number): Promise<readonly Lines[]> {
  const batches: Lines[] = [];
  const adapter: OutputAdapter<AnyEvent> = {
    encoding: 'ndjson',
    feed: { batchSize: size },
    write: () => undefined,
    writeEncoded: ({ count, bytes, ends, names, userIds, ids, timestamps }) => {
      const batch = {
        count,
        bytes: new Uint8Array(bytes),
        ends: ends.slice(),
        names: [...names],
        userIds: [...userIds],
        ids: [...ids],
        timestamps: timestamps.slice(),
      };
      batches.push({ batch, meanBytes: Math.round(bytes.length / count) });
    },
  };
  await run(modelJob, users, { adapter });
  return batches;
}

export interface BareProducer {
  readonly send: () => Promise<void>;
  readonly close: () => Promise<void>;
}

/** kafkajs alone, set as the adapter sets it, with messages that are ready before the clock starts. */
export async function bareProducer(
  address: string,
  batches: readonly Lines[],
  { topic, partitions }: { readonly topic: string; readonly partitions: number },
): Promise<BareProducer> {
  const kafka = new kafkajs.Kafka({ brokers: [address], logLevel: kafkajs.logLevel.NOTHING });
  const admin = kafka.admin();
  await admin.connect();
  const configEntries = [{ name: 'retention.ms', value: '-1' }];
  await admin.createTopics({ waitForLeaders: true, topics: [{ topic, numPartitions: partitions, configEntries }] });
  await admin.disconnect();
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner:
      () =>
      ({ message }) =>
        message.partition ?? 0,
  });
  await producer.connect();
  const ready = batches.map(({ batch }) => messagesOf(batch, partitions));
  return {
    send: async () => {
      for (const messages of ready) await producer.sendBatch({ acks: -1, topicMessages: [{ topic, messages }] });
    },
    close: () => producer.disconnect(),
  };
}

function messagesOf({ bytes, ends, timestamps, count }: EncodedBatch, partitions: number): Message[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  return Array.from({ length: count }, (_, i) => {
    const start = ends[i - 1] ?? 0;
    const key = lineField(buffer, { start, form: CANONICAL }, 'userId');
    const value = buffer.subarray(start, (ends[i] ?? start) - 1);
    return { key, value, partition: partitionOf(key, partitions), timestamp: String(timestamps[i]) };
  });
}
