import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { describe, expect, it } from 'vitest';

import { murmur2, partitionOf } from '../../adapters/kafka/murmur2.ts';
import { KafkaAdapter, type KafkaOptions } from '../../adapters/kafka.ts';
import { generate } from '../../src/index.ts';
import { failure } from '../adapters/failure.ts';
import { action, flow } from '../journeys/world.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const sound: KafkaOptions = { brokers: ['localhost:9092'], topic: 'events' };
const refused = (options: object) => failure(() => new KafkaAdapter({ ...sound, ...options } as KafkaOptions));

describe('options of a Kafka adapter', () => {
  it.each<[string, object, string]>([
    ['brokers without a port', { brokers: ['localhost'] }, "option 'brokers'"],
    ['no brokers', { brokers: [] }, "option 'brokers'"],
    ['neither brokers nor a client', { brokers: undefined }, "option 'brokers'"],
    ['brokers beside a client', { client: { producer() {}, admin() {}, consumer() {} } }, "option 'brokers'"],
    ['a client that is none', { brokers: undefined, client: {} }, "option 'client'"],
    ['a topic with a space', { topic: 'my events' }, "option 'topic'"],
    ['a topic without room for .labels', { topic: 'x'.repeat(245) }, "option 'topic'"],
    ['no names in byName', { topic: { byName: {} } }, "option 'topic'"],
    ['half a partition', { createTopics: { partitions: 0.5 } }, "option 'createTopics'"],
    ['an unknown setting of new topics', { createTopics: { partition: 3 } }, "option 'createTopics'"],
    ['an empty key', { key: '' }, "option 'key'"],
    ['acks 2', { acks: 2 }, "option 'acks'"],
    ['acks 1 while idempotent', { acks: 1 }, "option 'acks'"],
    ['two in flight while idempotent', { maxInFlight: 2 }, "option 'maxInFlight'"],
    ['no retry while idempotent', { retries: 0 }, "option 'retries'"],
    ['retries with exactly-once', { delivery: 'exactly-once', retries: 3 }, "option 'retries'"],
    ['exactly-once without idempotence', { delivery: 'exactly-once', idempotent: false }, "option 'idempotent'"],
    ['a new run without exactly-once', { newRun: true }, "option 'newRun'"],
    ['a checkpoint topic without exactly-once', { checkpointTopic: 'c' }, "option 'checkpointTopic'"],
    ['a compression nobody has', { compression: 'rar' }, "option 'compression'"],
    ['another mechanism', { sasl: { mechanism: 'aws' } }, "option 'sasl'"],
    ['a library nobody has', { library: 'kafka-node' }, "option 'library'"],
    ['exactly-once without kafkajs', { library: 'platformatic', delivery: 'exactly-once' }, "option 'library'"],
    ['a CloudEvents mode nobody has', { cloudEvents: 'avro' }, "option 'cloudEvents'"],
    [
      'a serializer beside structured CloudEvents',
      { cloudEvents: 'structured', serializer: { contentType: 'a/b', serialize: () => null } },
      "option 'serializer'",
    ],
    ['a header that is an attribute', { cloudEvents: 'binary', headers: { ce_id: 'x' } }, "option 'headers'"],
    ['a serializer without a content type', { serializer: { serialize: () => null } }, "option 'serializer'"],
  ])('are refused one by one: %s', (_what, options, place) => {
    const { code, issues } = refused(options);

    expect(code).toBe('INVALID_OPTION');
    expect(issues.map(({ path }) => path)).toEqual([['KafkaAdapter', place]]);
  });

  it('are refused all at once, with what was meant', () => {
    const { issues } = refused({ topic: '', batchSize: 0, brokerz: [] });

    expect(issues.map(({ code }) => code)).toEqual(['INVALID_OPTION', 'INVALID_OPTION', 'UNKNOWN_KEY']);
    expect(issues.at(-1)?.suggestion).toContain('brokers');
  });

  it('never show a password', () => {
    const told = [
      refused({ sasl: { mechanism: 'plain', username: '', password: 'hidden-word' } }),
      refused({ brokers: ['me:hidden-word@localhost:9092'] }),
    ];

    for (const error of told) expect(error.format() + JSON.stringify(error)).not.toContain('hidden-word');
  });

  it('decide whether workers hand over bytes', () => {
    const encodingOf = (options: Partial<KafkaOptions>) => new KafkaAdapter({ ...sound, ...options }).encoding;

    expect([encodingOf({}), encodingOf({ key: 'id' }), encodingOf({ key: null })]).toEqual([
      'ndjson',
      'ndjson',
      'ndjson',
    ]);
    expect([
      encodingOf({ key: 'order.id' }),
      encodingOf({ topic: () => 't' }),
      encodingOf({ headers: () => ({}) }),
      encodingOf({ serializer: { contentType: 'x/y', serialize: () => null } }),
    ]).toEqual([undefined, undefined, undefined, undefined]);
  });

  it('leave the level of the digest to the adapter: topics are compared by the set of their events', () => {
    expect(new KafkaAdapter(sound).digest).toBe('full');
  });

  it('say how many events are handed over at once', () => {
    const feedOf = (options: Partial<KafkaOptions>) => new KafkaAdapter({ ...sound, ...options }).feed;

    expect(feedOf({})).toEqual({ batchSize: 1000, maxInFlight: 1 });
    expect(feedOf({ idempotent: false, maxInFlight: 5 })).toEqual({ batchSize: 1000, maxInFlight: 5 });
    expect(feedOf({ delivery: 'exactly-once' })).toEqual({ batchSize: 5000, maxInFlight: 1 });
  });
});

describe('murmur2', () => {
  // The vectors of the Java client's own test (org.apache.kafka.common.utils.UtilsTest).
  it.each([
    ['21', -973_932_308],
    ['foobar', -790_332_482],
    ['a-little-bit-long-string', -985_981_536],
    ['a-little-bit-longer-string', -1_486_304_829],
    ['lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8', -58_897_971],
    ['abc', 479_470_107],
  ])('of %s is what the Java client says', (text, expected) => {
    expect(murmur2(Buffer.from(text))).toBe(expected);
    expect(partitionOf(Buffer.from(text), 7)).toBe((expected & 0x7fffffff) % 7);
  });
});

describe('a package that is not there', () => {
  it('is named with the line that installs it', () => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-kafka-'));
    try {
      // The built package and what it cannot do without, but nothing that is optional.
      const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: object };
      for (const name of Object.keys(dependencies)) {
        mkdirSync(join(folder, 'node_modules', name, '..'), { recursive: true });
        symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
      }
      cpSync(join(ROOT, 'dist'), join(folder, 'dist'), { recursive: true });
      writeFileSync(
        join(folder, 'try.mjs'),
        `import { KafkaAdapter } from './dist/adapters/kafka.js';
         const adapter = new KafkaAdapter({ brokers: ['localhost:9092'], topic: 't' });
         await adapter.open({ signal: new AbortController().signal }).catch((error) => console.log(error.format()));`,
      );
      const { stdout } = spawnSync(process.execPath, [join(folder, 'try.mjs')], { encoding: 'utf8' });

      expect(stdout).toContain('[MISSING_DEPENDENCY] the Kafka adapter needs kafkajs, which is not installed');
      expect(stdout).toContain('npm install kafkajs');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('an address in the place of an adapter', () => {
  it('is answered with the adapter to write', async () => {
    const running = generate(flow('shop', [action('view')]), {
      users: 1,
      logger: false,
      adapter: 'kafka://localhost:9092/events' as never,
    });

    await expect(running).rejects.toMatchObject({
      code: 'ADAPTER_INVALID',
      suggestion: "Write new KafkaAdapter({ brokers, topic }), from 'synode/adapters/kafka'.",
    });
  });
});
