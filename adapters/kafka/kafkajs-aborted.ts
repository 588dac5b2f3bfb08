/**
 * Which records kafkajs takes for aborted. It goes through the broker's list of aborted transactions as if that were in
 * the order of their begin, and takes one off for each record; the list is in the order of their end. Where transactions
 * of several producers lie across each other, aborted records were given as committed ones. So answers are put right
 * before kafkajs sees them, by the rule of Kafka's own consumer (KIP-98).
 */
import type { Kafka } from 'kafkajs';

import { ClientError } from './port.ts';

/** A record of an answer, with what says to which transaction it belongs. */
export interface FetchedRecord {
  readonly offset: string;
  readonly key: Buffer | null;
  /** Whether it is the mark of a transaction: kafkajs counts its offset and hands it to nobody. */
  isControlRecord?: boolean;
  readonly batchContext?: { readonly producerId: string; readonly inTransaction: boolean };
}

/** What an answer says of a partition. */
export interface FetchedPartition {
  readonly messages: readonly FetchedRecord[];
  abortedTransactions?: readonly { readonly producerId: string; readonly firstOffset: string }[] | null;
}

interface Answer {
  readonly responses: readonly { readonly partitions: readonly FetchedPartition[] }[];
}

/** The parts of kafkajs that are no part of its types. */
interface Broker {
  fetch(request: unknown): Promise<Answer>;
}
interface Cluster {
  findBroker(where: unknown): Promise<Broker>;
}
type MakeCluster = (options: unknown) => Cluster;

/** The same client, whose consumers are told of aborted records what is true. */
export function withTrueAborts(kafka: Kafka): Kafka {
  const key = Object.getOwnPropertySymbols(kafka).find(({ description }) => description === CREATE_CLUSTER);
  const make = key === undefined ? undefined : (kafka as unknown as Record<symbol, unknown>)[key];
  if (key === undefined || typeof make !== 'function') {
    throw new ClientError('this client is not one of kafkajs 2.2.4 and later', { reason: 'other' });
  }
  const right: MakeCluster = (options) => {
    const cluster = (make as MakeCluster)(options);
    const find = cluster.findBroker.bind(cluster);
    cluster.findBroker = async (where) => fetchingRight(await find(where));
    return cluster;
  };
  return Object.create(kafka, { [key]: { value: right } }) as Kafka;
}

const CREATE_CLUSTER = 'private:Kafka:createCluster';

function fetchingRight(broker: Broker): Broker {
  const fetch = async (request: unknown): Promise<Answer> => {
    const answer = await broker.fetch(request);
    for (const { partitions } of answer.responses) for (const partition of partitions) markAborted(partition);
    return answer;
  };
  return new Proxy(broker, { get: (target, name) => (name === 'fetch' ? fetch : Reflect.get(target, name, target)) });
}

/** Marks the records of aborted transactions, and leaves nothing of the list to be misread. */
export function markAborted(partition: FetchedPartition): void {
  const { messages, abortedTransactions } = partition;
  const toCome = (abortedTransactions ?? []).toSorted((a, b) => Number(BigInt(a.firstOffset) - BigInt(b.firstOffset)));
  partition.abortedTransactions = [];
  const aborted = new Set<string>();
  let next = 0;
  for (const message of messages) {
    const offset = BigInt(message.offset);
    for (let one = toCome[next]; one !== undefined && BigInt(one.firstOffset) <= offset; one = toCome[++next]) {
      aborted.add(one.producerId);
    }
    const { producerId, inTransaction } = message.batchContext ?? {};
    if (producerId === undefined) continue;
    // A mark is a version and a kind, 16 bits each; an abort is 0.
    if (message.isControlRecord === true) {
      if (message.key?.readInt16BE(2) === 0) aborted.delete(producerId);
    } else if (inTransaction === true && aborted.has(producerId)) {
      message.isControlRecord = true;
    }
  }
}
