/** Reading a topic by kafkajs: by a group of its own for each reading, which commits nothing and so leaves nothing. */
import { randomUUID } from 'node:crypto';

import type { Consumer, EachBatchPayload, IHeaders, Kafka } from 'kafkajs';

import { withTrueAborts } from './kafkajs-aborted.ts';
import { toClientError } from './kafkajs-errors.ts';
import { retryOf, type Link } from './kafkajs-link.ts';
import type { ReadEnd, ReadRecord, ReadRequest } from './port.ts';

export const READ_RETRIES = 5;

/** Reads until `onRecord` ends it, or until the end. */
export async function readTopic(link: Link, request: ReadRequest): Promise<ReadEnd> {
  const { topic, isUncommitted, onRecord, stopAtEnd, signal } = request;
  const consumer = consumerOf(withTrueAborts(link.kafka), isUncommitted);
  let cut: () => void = () => undefined;
  try {
    const ends = new Ends(stopAtEnd && !isUncommitted ? await endsOf(link.kafka, topic) : undefined);
    if (stopAtEnd && ends.isReached) return ends.seen;
    await new Promise<void>((resolve, reject) => {
      cut = () => {
        link.cut();
        reject(signal.reason instanceof Error ? signal.reason : new Error('stopped'));
      };
      if (signal.aborted) return cut();
      signal.addEventListener('abort', cut, { once: true });
      consumer.on(consumer.events.CRASH, ({ payload }) => {
        if (!payload.restart) reject(payload.error);
      });
      // Told of batches without a record for us too: a partition may end in the mark of a transaction.
      consumer.on(consumer.events.END_BATCH_PROCESS, ({ payload: { partition, lastOffset, highWatermark } }) => {
        ends.see(partition, BigInt(lastOffset) + 1n, BigInt(highWatermark));
        if (stopAtEnd && ends.isReached) resolve();
      });
      const eachBatch = async ({ batch: { messages, partition } }: EachBatchPayload): Promise<void> => {
        for (const { key, value, headers } of messages) {
          if (onRecord({ topic, partition, key, value, headers: textsOf(headers) })) return resolve();
        }
      };
      start(consumer, topic, eachBatch).catch(reject);
    });
    return ends.seen;
  } catch (error) {
    throw toClientError(error, link.isCut);
  } finally {
    signal.removeEventListener('abort', cut);
    await consumer.disconnect().catch(() => undefined);
  }
}

async function start(
  consumer: Consumer,
  topic: string,
  eachBatch: (payload: EachBatchPayload) => Promise<void>,
): Promise<void> {
  await consumer.connect();
  await consumer.subscribe({ topics: [topic], fromBeginning: true });
  await consumer.run({ autoCommit: false, eachBatch });
}

function consumerOf(kafka: Kafka, readUncommitted: boolean): Consumer {
  return kafka.consumer({
    groupId: `synode-read-${randomUUID()}`,
    readUncommitted,
    allowAutoTopicCreation: false,
    maxWaitTimeInMs: 250,
    retry: retryOf(READ_RETRIES),
  });
}

/** Up to which offset each partition has committed records: what kafkajs calls high stops at an open transaction. */
async function endsOf(kafka: Kafka, topic: string): Promise<ReadonlyMap<number, bigint>> {
  const admin = kafka.admin({ retry: retryOf(READ_RETRIES) });
  await admin.connect();
  try {
    const offsets = await admin.fetchTopicOffsets(topic);
    return new Map(offsets.flatMap(({ partition, low, high }) => (low === high ? [] : [[partition, BigInt(high)]])));
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
}

/** How far the partitions have been read. Without known ends, that of the log, of whatever partition comes. */
class Ends {
  readonly #open: Map<number, bigint> | undefined;
  readonly #waiting = new Map<number, bigint>();
  #isAtLogEnd = false;

  constructor(ends: ReadonlyMap<number, bigint> | undefined) {
    this.#open = ends === undefined ? undefined : new Map(ends);
  }

  get isReached(): boolean {
    return this.#open === undefined ? this.#isAtLogEnd : this.#open.size === 0;
  }

  get seen(): ReadEnd {
    return { waiting: Number([...this.#waiting.values()].reduce((sum, count) => sum + count, 0n)) };
  }

  see(partition: number, next: bigint, logEnd: bigint): void {
    this.#isAtLogEnd = next >= logEnd;
    const end = this.#open?.get(partition);
    if (end === undefined || next < end) return;
    this.#open?.delete(partition);
    if (logEnd > next) this.#waiting.set(partition, logEnd - next);
  }
}

function textsOf(headers: IHeaders | undefined): ReadRecord['headers'] {
  const texts: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers ?? {})) texts[name] = String(value);
  return texts;
}
