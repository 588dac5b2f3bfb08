import { afterEach, beforeEach, describe, it } from 'vitest';

import { KafkaAdapter, type KafkaOptions } from '../../adapters/kafka.ts';
import { adapterContract, type AdapterSubject } from '../../src/testing/adapter-contract.ts';
import { exitOf } from '../adapters/children.ts';
import { hasKafka, reason, useCluster } from './cluster.ts';

if (!hasKafka) {
  process.stderr.write(`Kafka tests are skipped: they need ${reason}. With it, run: npx vitest run test/kafka\n`);
}

const cluster = useCluster();
/** Room for the contract's event of a megabyte. */
const createTopics = { partitions: 3, config: { 'max.message.bytes': 4_194_304 } };

let topic = '';
beforeEach(() => {
  topic = cluster.topic();
});

const make = (options: Partial<KafkaOptions> = {}) =>
  new KafkaAdapter({ brokers: [cluster.broker.address], topic, createTopics, ...options });

describe.each([
  ['at-least-once', 'kafkajs'],
  ['exactly-once', 'kafkajs'],
  ['at-least-once', 'platformatic'],
] as const)('%s, a Kafka adapter over %s', (delivery, library) => {
  let frozen = false;
  const release = () => {
    if (frozen) cluster.broker.freeze(false);
    frozen = false;
  };
  const freeze = () => {
    cluster.broker.freeze();
    frozen = true;
  };
  const whenOpen = (adapter: KafkaAdapter, act: () => void): void => {
    const open = adapter.open.bind(adapter);
    adapter.open = async (run) => {
      await open(run);
      act();
    };
  };
  afterEach(release);
  const create = (options: Partial<KafkaOptions> = {}) =>
    make({
      delivery,
      library,
      batchSize: 50,
      ...(delivery === 'exactly-once' ? { transactionSize: 100 } : {}),
      ...options,
    });
  const subject: AdapterSubject = {
    name: `kafka ${library} ${delivery}`,
    create: () => create(),
    read: () => cluster.events(topic),
    prepare: () => {
      topic = cluster.topic();
    },
    faults: {
      open: () => create({ brokers: ['127.0.0.1:1'], connectTimeoutMs: 300 }),
      // The topic takes nothing as long as the events that come later.
      write: () => create({ createTopics: { partitions: 3, config: { 'max.message.bytes': 300 } } }),
      // The broker answers no more until a request has been tried again.
      transient: () => {
        const adapter = create({ requestTimeoutMs: 1000 });
        whenOpen(adapter, () => {
          freeze();
          const watch = setInterval(() => {
            if (adapter.report().retries === 0) return;
            clearInterval(watch);
            release();
          }, 10);
        });
        return adapter;
      },
      slow: () => {
        const adapter = create();
        const stalled = new Promise<void>((resolve) =>
          whenOpen(adapter, () => {
            freeze();
            resolve();
          }),
        );
        return { adapter, stalled, release };
      },
    },
    secrets: ['contract-password'],
    exit: exitOf(library === 'kafkajs' ? 'kafka' : 'kafkaPlatformatic', () => cluster.broker.address),
    deviations: ['bytes-not-own'],
  };
  for (const { title, run } of adapterContract(subject)) it(title, run, 60_000);
});
