import { describe, expect, it } from 'vitest';

import { KafkaAdapter, type KafkaOptions } from '../../adapters/kafka.ts';
import type { Event } from '../../src/model/event.ts';
import { drive, runInfo, type DriveOptions } from '../../src/testing/adapter-driver.ts';
import { SYNODE_VERSION } from '../../src/version.ts';
import { events, START, withPayload } from '../adapters/events.ts';
import { useCluster } from './cluster.ts';

describe('what stands in a topic', () => {
  const cluster = useCluster();
  const createTopics = { partitions: 5 };

  async function send(sent: readonly Event[], options: Partial<KafkaOptions> = {}, how: DriveOptions = {}) {
    const topic = cluster.topic();
    const adapter = new KafkaAdapter({ brokers: [cluster.broker.address], topic, createTopics, ...options });
    const { error } = await drive(adapter, sent, how);
    return { topic, adapter, error, report: adapter.report() };
  }
  const sendAndRead = async (sent: readonly Event[], options: Partial<KafkaOptions> = {}, how: DriveOptions = {}) => {
    const { topic, error } = await send(sent, options, how);
    expect(error).toBeUndefined();
    return cluster.records(topic);
  };

  const users = [
    '',
    'u',
    'ü',
    'user-1',
    'user-12',
    'user-123',
    '"quoted"',
    'back\\slash',
    'line\nfeed',
    '東京',
    '😀',
    'ÿ'.repeat(33),
  ];
  const ofUsers = users.flatMap((userId, i) =>
    events(3, (n) => ({ id: `${i}-${n}`, userId, sessionId: `${userId}:s:${n}`, payload: { order: { no: n + i } } })),
  );

  it.each([
    ['objects', false],
    ['lines', true],
  ])('has the partition that the Java client gives each key, from %s', async (_form, encoded) => {
    const records = await sendAndRead(ofUsers, {}, { encoded });

    expect(records).toHaveLength(ofUsers.length);
    for (const { key, partition, value } of records) {
      expect((JSON.parse(String(value)) as Event).userId).toBe(key);
      expect(partition).toBe(((await cluster.reader.murmur2(Buffer.from(key ?? ''))) & 0x7fffffff) % 5);
    }
  });

  it.each<[string, KafkaOptions['key'], (event: Event) => string | null]>([
    ['sessionId', 'sessionId', ({ sessionId }) => sessionId],
    ['id', 'id', ({ id }) => id],
    ['a path into the payload', 'order.no', ({ payload }) => String((payload['order'] as { no: number }).no)],
    ['a function', ({ id }) => `k${id}`, ({ id }) => `k${id}`],
    ['null', null, () => null],
  ])('has the key it was given: %s', async (_name, key, expected) => {
    const records = await sendAndRead(ofUsers, { key: key ?? null }, { encoded: false });

    const keys = records.map(({ key: found, value }) => [found, expected(JSON.parse(String(value)) as Event)]);
    expect(keys.map(([found]) => found)).toEqual(keys.map(([, wanted]) => wanted));
  });

  it('goes where an own partitioner says', async () => {
    const records = await sendAndRead(ofUsers, { partitioner: (key, partitions) => key.length % partitions });

    expect(records.every(({ key, partition }) => Buffer.byteLength(key ?? '') % 5 === partition)).toBe(true);
  });

  it('has the event as canonical JSON, its time, and no headers', async () => {
    const [record] = await sendAndRead(withPayload({ n: 1, at: new Date(0) }));

    expect(String(record?.value)).toBe(
      '{"id":"e0","userId":"u","sessionId":"s","name":"order.placed","timestamp":"2025-01-01T00:00:00.000Z","payload":{"n":1,"at":"1970-01-01T00:00:00.000Z"}}',
    );
    expect(record).toMatchObject({ timestamp: START, headers: {} });
  });

  it("has the broker's time if asked", async () => {
    const [record] = await sendAndRead(events(1), { timestamp: 'append' });

    expect(record?.timestamp).toBeGreaterThan(START + 31_536_000_000);
  });

  it('has headers, of the event and of the run', async () => {
    const run = { seed: 'a seed', planHash: 'f'.repeat(64) };
    const [fixed] = await sendAndRead(events(1), { headers: { tenant: 'blue' }, runHeaders: true }, { run });
    const [asked] = await sendAndRead(events(1), {
      headers: ({ name }) => ({ 'x-name': name, bytes: Buffer.from('é') }),
    });

    expect(fixed?.headers).toEqual({
      tenant: 'blue',
      'synode-seed': 'a seed',
      'synode-plan': 'f'.repeat(64),
      'synode-version': SYNODE_VERSION,
    });
    expect(asked?.headers).toEqual({ 'x-name': 'order.placed', bytes: 'é' });
  });

  it('has the value of a serializer, under its content type; null is a tombstone', async () => {
    const opened: (readonly string[])[] = [];
    const records = await sendAndRead(events(3), {
      serializer: {
        contentType: 'text/csv',
        open: (topics) => void opened.push(topics),
        serialize: async ({ id }, topic) => (id === 'e1' ? null : Buffer.from(`${id},${topic.slice(0, 1)}`)),
      },
    });

    expect(opened.map((topics) => topics.length)).toEqual([1]);
    expect(records.map(({ value }) => value?.toString() ?? null)).toEqual(['e0,t', null, 'e2,t']);
    expect(records[0]?.headers).toEqual({ 'content-type': 'text/csv' });
  });

  it('is compressed if asked, and the same', async () => {
    const plain = await sendAndRead(ofUsers);
    const packed = await sendAndRead(ofUsers, { compression: 'gzip' });

    expect(packed.map(({ key, value }) => [key, String(value)])).toEqual(
      plain.map(({ key, value }) => [key, String(value)]),
    );
  });

  it('stands in the topic of its name, ground truth apart', async () => {
    const names = ['order.placed', 'page.viewed', 'label.anomaly', 'label.known'];
    const [orders, rest] = [cluster.topic(), cluster.topic()];
    const sent = events(8, (i) => ({ name: names[i % 4] ?? '' }));

    await send(sent, { topic: { byName: { 'order.placed': orders, '*': rest, 'label.known': orders } } });

    const namesIn = async (topic: string) =>
      [...new Set((await cluster.events(topic)).map(({ name }) => name))].toSorted();
    expect(await namesIn(orders)).toEqual(['label.known', 'order.placed']);
    expect(await namesIn(rest)).toEqual(['page.viewed']);
    expect(await namesIn(`${rest}.labels`)).toEqual(['label.anomaly']);
  });

  it('stands in the topic a function names, made when it comes', async () => {
    const base = cluster.topic();
    const { error, report } = await send(ofUsers.slice(3, 12), { topic: ({ userId }) => `${base}-${userId.length}` });

    expect(error).toBeUndefined();
    expect(new Set(report.topics?.map(({ topic }) => topic))).toEqual(new Set([`${base}-1`, `${base}-6`]));
    expect(await cluster.records(`${base}-1`)).toHaveLength(6);
  });

  it('is counted by partition, with first and last offset', async () => {
    const { topic, report } = await send(ofUsers, { batchSize: 7 });

    const records = await cluster.records(topic);
    const found = [...new Set(records.map(({ partition }) => partition))].map((partition) => {
      const offsets = records.filter((record) => record.partition === partition).map(({ offset }) => offset);
      return { topic, partition, count: offsets.length, firstOffset: offsets[0], lastOffset: offsets.at(-1) };
    });
    expect(report.topics).toEqual(found);
    expect(report.bytes).toBeGreaterThan(records.reduce((sum, { value }) => sum + (value?.length ?? 0), 0));
  });

  it('comes in requests of so many events and bytes', async () => {
    const byCount = await send(events(25), { batchSize: 10 }, { batchSize: 4 });
    // Some 118 bytes each, and 70 of record and batch around them: five of them in a thousand.
    const byBytes = await send(events(24), { maxBatchBytes: 1000 });

    expect([byCount.report.batches, byBytes.report.batches]).toEqual([3, 5]);
    expect(await cluster.events(byBytes.topic)).toHaveLength(24);
  });

  it('comes on time if a request does not fill', async () => {
    const topic = cluster.topic();
    const adapter = new KafkaAdapter({ brokers: [cluster.broker.address], topic, createTopics, flushInterval: 20 });
    await adapter.open(runInfo());
    await adapter.writeBatch(events(3));
    while ((await cluster.records(topic)).length < 3);

    expect(adapter.report()).toMatchObject({ events: 3, acknowledged: 3, batches: 1 });
    await adapter.close();
  });

  it('keeps the order of each key with several requests under way', async () => {
    const sent = events(3000, (i) => ({ userId: `u${i % 17}` }));
    const { topic, report } = await send(sent, { idempotent: false, maxInFlight: 4, batchSize: 100 });

    const found = await cluster.events(topic);
    expect(report.acknowledged).toBe(3000);
    for (const user of new Set(sent.map(({ userId }) => userId))) {
      const idsOf = (all: readonly { userId: string; id: string }[]) =>
        all.filter(({ userId }) => userId === user).map(({ id }) => id);
      expect(idsOf(found)).toEqual(idsOf(sent));
    }
  });

  it('has been written by a client that was made elsewhere, as well', async () => {
    const { Kafka, logLevel } = await import('kafkajs');
    const client = new Kafka({ brokers: [cluster.broker.address], logLevel: logLevel.NOTHING });
    const topic = cluster.topic();
    const { error } = await drive(new KafkaAdapter({ client, topic, createTopics }), events(3));

    expect(error).toBeUndefined();
    expect(await cluster.events(topic)).toHaveLength(3);
  });

  it.each<[string, Partial<KafkaOptions>]>([
    ['plain', {}],
    ['with headers', { headers: { tenant: 'blue', bytes: Buffer.from('é') }, runHeaders: true }],
    ['as CloudEvents', { cloudEvents: 'binary' }],
    ['without keys', { key: null, createTopics: { partitions: 1 } }],
    ['compressed', { compression: 'gzip' }],
    ['not idempotent', { idempotent: false, acks: 1, maxInFlight: 3, batchSize: 7 }],
    [
      'with tombstones and empty values',
      { serializer: { contentType: 'a/b', serialize: ({ id }) => (id.endsWith('1') ? null : Buffer.alloc(0)) } },
    ],
  ])('is the same by @platformatic/kafka as by kafkajs: %s', async (_what, options) => {
    const encoded = options.serializer === undefined;
    const one = await sendAndRead(ofUsers, options, { encoded });
    const other = await sendAndRead(ofUsers, { ...options, library: 'platformatic' }, { encoded });

    const told = (records: typeof one) =>
      records.map(({ partition, timestamp, key, value, headers }) => [
        partition,
        timestamp,
        key,
        value?.toString() ?? null,
        headers,
      ]);
    expect(one).toHaveLength(ofUsers.length);
    expect(told(other)).toEqual(told(one));
  });

  it('has its time by @platformatic/kafka too, where one request spans many years', async () => {
    const day = 86_400_000;
    const sent = events(400, (i) => ({
      userId: `u${i % 7}`,
      timestamp: new Date(START - ((i * 37) % 400) * 10 * day),
    }));

    const records = await sendAndRead(sent, { library: 'platformatic', batchSize: 100 });

    const wanted = new Map(sent.map(({ id, timestamp }) => [id, timestamp.getTime()]));
    const found = records.map(({ value, timestamp }) => [(JSON.parse(String(value)) as Event).id, timestamp] as const);
    expect(new Map(found)).toEqual(wanted);
    expect(records).toHaveLength(400);
  });

  it('is left to the broker in its time by @platformatic/kafka too, and without an answer where none is wanted', async () => {
    const options = { library: 'platformatic', timestamp: 'append', idempotent: false, acks: 0 } as const;
    const { topic, report } = await send(events(3), options);
    let found = await cluster.records(topic);
    while (found.length < 3) found = await cluster.records(topic);

    expect(report.acknowledged).toBe(3);
    expect(found[0]?.timestamp).toBeGreaterThan(START + 31_536_000_000);
  });

  it('is warned of where the broker would delete it', async () => {
    const short = { partitions: 1, config: { 'retention.ms': 86_400_000 } };
    const warned = await send(events(1), { createTopics: short });
    const kept = await send(events(1), { createTopics: short, timestamp: 'append' });

    expect(warned.report.warnings).toMatchObject([{ code: 'KAFKA_RETENTION' }]);
    expect(kept.report.warnings).toBeUndefined();
  });
});
