import { createRequire } from 'node:module';

import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { KafkaAdapter, type KafkaOptions } from '../../adapters/kafka.ts';
import { registry } from '../../adapters/registry.ts';
import { cloudEventRecord } from '../../src/encode/cloud-event.ts';
import { defineAction, defineAdventure, defineJourney, generate, type AnyEvent } from '../../src/index.ts';
import type { Event } from '../../src/model/event.ts';
import { drive, type DriveOptions } from '../../src/testing/adapter-driver.ts';
import { events, START, withPayload } from '../adapters/events.ts';
import { configOf, newProject } from '../cli/project.ts';
import { StubRegistry } from '../contracts/stub-registry.ts';
import { useCluster, type JavaRecord } from './cluster.ts';

const MODES = ['binary', 'structured'] as const;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

const flat = ({ value, headers }: Pick<JavaRecord, 'value' | 'headers'>) => ({ value: String(value), headers });

/** What stands in a topic by the plain form of the encoder. */
const expectedOf = (sent: readonly AnyEvent[], mode: 'binary' | 'structured') =>
  sent
    .map((event) => cloudEventRecord(event, { mode, scenario: undefined }))
    .map(({ value, headers }) => ({ value: Buffer.from(value).toString(), headers: Object.fromEntries(headers) }));

describe('CloudEvents in a topic, as Kafka’s own client reads them', () => {
  const cluster = useCluster();

  async function sendAndRead(sent: readonly Event[], options: Partial<KafkaOptions>, how: DriveOptions = {}) {
    const topic = cluster.topic();
    const createTopics = { partitions: 1 };
    const { error } = await drive(
      new KafkaAdapter({ brokers: [cluster.broker.address], topic, createTopics, ...options }),
      sent,
      how,
    );
    expect(error).toBeUndefined();
    return cluster.records(topic);
  }

  it('have the payload as value and the attributes as headers in binary mode', async () => {
    const [record] = await sendAndRead(withPayload({ n: 1, at: new Date(0) }), { cloudEvents: 'binary' });

    expect(record).toMatchObject({ key: 'u', timestamp: START });
    expect(record && flat(record)).toEqual({
      value: '{"n":1,"at":"1970-01-01T00:00:00.000Z"}',
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: 'e0',
        ce_source: 'synode/journeys',
        ce_type: 'order.placed',
        ce_subject: 'u',
        ce_time: '2025-01-01T00:00:00.000Z',
        ce_sessionid: 's',
      },
    });
  });

  it('are one document in structured mode', async () => {
    const [record] = await sendAndRead(withPayload({ n: 1 }), { cloudEvents: 'structured' });

    expect(record && flat(record)).toEqual({
      value:
        '{"specversion":"1.0","id":"e0","source":"synode/journeys","type":"order.placed","subject":"u","time":"2025-01-01T00:00:00.000Z","datacontenttype":"application/json","sessionid":"s","data":{"n":1}}',
      headers: { 'content-type': 'application/cloudevents+json; charset=UTF-8' },
    });
  });

  const users = ['u', '"quoted"', 'back\\slash', 'line\nfeed', '東京', '😀'];
  const odd = users.flatMap((userId, i) =>
    events(2, (n) => ({ id: `${i}-${n}`, userId, sessionId: `${userId}:s:${n}`, payload: { said: userId } })),
  );

  it.each(MODES.flatMap((mode) => [false, true].map((encoded) => [mode, encoded ? 'lines' : 'objects'] as const)))(
    'are the same in %s mode from %s, keys too, also of what waits for its request to fill',
    async (mode, form) => {
      for (const key of ['userId', 'sessionId', 'id'] as const) {
        const options = { cloudEvents: mode, key, headers: { tenant: 'blue' } };
        const found = await sendAndRead(odd, options, { encoded: form === 'lines', batchSize: 5 });

        expect(found.map(({ key: of }) => of)).toEqual(odd.map((event) => event[key]));
        const wanted = expectedOf(odd, mode).map((one) => ({ ...one, headers: { tenant: 'blue', ...one.headers } }));
        expect(found.map(flat)).toEqual(wanted);
      }
    },
  );

  it('have headers of a function beside the attributes, which it cannot replace', async () => {
    const headers = ({ id }: Event) => ({ 'x-id': id, ce_id: 'another' });

    const [record] = await sendAndRead(events(1), { cloudEvents: 'binary', headers }, { encoded: false });

    expect(record?.headers).toMatchObject({ 'x-id': 'e0', ce_id: 'e0' });
  });

  it.each(
    MODES.flatMap((mode) => ['', ' --workers 2', ' --workers 2 --digest none'].map((how) => [mode, how] as const)),
  )(
    'come from a run in %s mode as from its file:%s',
    async (mode, how) => {
      const made = await newProject({ 'synode.config.mjs': configOf('users: 40, seed: 7, meta: true') });
      closing.push(() => made.remove());
      const topic = cluster.topic();
      const to = `kafka://${cluster.broker.address}/${topic}`;
      const set = `--set adapter.createTopics=true --set adapter.cloudEvents=${mode}`;

      const run = await made.synode(`generate --to ${to} ${set}${how}`);
      await made.synode('generate --to ./events.ndjson');

      expect(run.code, run.stderr).toBe(0);
      const sent = (await made.events('events.ndjson')).map(({ timestamp, ...rest }) => ({
        ...rest,
        timestamp: new Date(timestamp),
      }));
      expect(sent).toHaveLength(40);
      // Partitions come one after the other.
      const texts = (records: readonly object[]) => records.map((one) => JSON.stringify(one)).toSorted();
      expect(texts((await cluster.records(topic)).map(flat))).toEqual(texts(expectedOf(sent, mode)));
    },
    60_000,
  );

  it('have values of a registry under their headers, with contracts from the run itself', async () => {
    const stub = await StubRegistry.start();
    closing.push(() => stub.stop());
    const topic = cluster.topic();
    const place = defineAction({ id: 'place', name: 'order.placed', fields: { total: () => 3 } });
    const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: [place] })] });
    const serializer = registry({ host: stub.host, value: 'payload' });
    const adapter = new KafkaAdapter({
      brokers: [cluster.broker.address],
      topic,
      createTopics: true,
      cloudEvents: 'binary',
      serializer,
    });

    await generate(shop, {
      users: 1,
      adapter,
      eventSchema: { schema: { 'order.placed': z.strictObject({ total: z.int() }) } },
    });

    const [record] = await cluster.records(topic);
    const { SchemaRegistry } = createRequire(import.meta.url)('@kafkajs/confluent-schema-registry') as {
      readonly SchemaRegistry: new (args: object) => { decode(bytes: Uint8Array): Promise<object> };
    };
    const decoded = await new SchemaRegistry({ host: stub.host }).decode(record?.value ?? Buffer.alloc(0));
    expect({ ...decoded }).toEqual({ total: 3 });
    expect(stub.subjects).toEqual([`${topic}-value`]);
    expect(record?.headers).toMatchObject({
      'content-type': 'application/vnd.apache.avro+binary',
      ce_type: 'order.placed',
      ce_subject: 'user-0',
    });
  });

  it('are compared by their headers too before a run goes on', async () => {
    const topic = cluster.topic();
    const send = (name: string) =>
      drive(
        new KafkaAdapter({
          brokers: [cluster.broker.address],
          topic,
          createTopics: true,
          delivery: 'exactly-once',
          cloudEvents: 'binary',
        }),
        events(3, () => ({ name, payload: {} })),
        { encoded: true },
      );

    const first = await send('order.placed');
    const other = await send('order.moved');

    expect(first.error).toBeUndefined();
    expect(other.error).toMatchObject({ code: 'RESUME_MISMATCH' });
  }, 60_000);
});
