/** What differs between brokers is the protocol: the older line gets one test of each way through it. */
import { describe, expect, it } from 'vitest';

import { KafkaAdapter, type KafkaOptions } from '../../adapters/kafka.ts';
import { drive } from '../../src/testing/adapter-driver.ts';
import { sampleEvents } from '../../src/testing/adapter-sample.ts';
import { useCluster } from './cluster.ts';
import { Child, expectedLines, expectExactly } from './runs.ts';

describe('a broker of the line 3.9', () => {
  const cluster = useCluster('3.9.2');
  const createTopics = { partitions: 3, config: { 'max.message.bytes': 4_194_304 } };

  it.each(['at-least-once', 'exactly-once'] as const)('gets every event once, in order, %s', async (delivery) => {
    const topic = cluster.topic();
    const sent = sampleEvents({ count: 2000 });
    const adapter = new KafkaAdapter({ brokers: [cluster.broker.address], topic, createTopics, delivery });
    const { error } = await drive(adapter, sent, { encoded: true });

    expect(error).toBeUndefined();
    expectExactly(
      await cluster.records(topic),
      sent.map((event) => JSON.stringify(event)),
    );
  });

  it('gets exactly the rest after a run was killed', async () => {
    const topic = cluster.topic();
    const options: Partial<KafkaOptions> = { delivery: 'exactly-once', createTopics, transactionSize: 100 };
    const run = { address: cluster.broker.address, topic, users: 2000, seed: 'old', options };
    const killed = new Child(run);
    await killed.open;
    while ((await cluster.records(topic)).length < 300);
    killed.signal('SIGKILL');
    await killed.ended;
    const end = await new Child(run).ended;

    expect(end).toMatchObject({ status: 'completed' });
    expect(end.report?.resumedFrom).toBeGreaterThan(0);
    expectExactly(await cluster.records(topic), await expectedLines(run.users, run.seed));
  }, 60_000);
});
