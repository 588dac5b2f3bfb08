import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';

import { afterEach, describe, expect, it } from 'vitest';

import { KafkaAdapter, type KafkaOptions } from '../../adapters/kafka.ts';
import { progressText } from '../../src/cli/progress-line.ts';
import { AdapterError, generate, type Progress } from '../../src/index.ts';
import type { Event } from '../../src/model/event.ts';
import { sampleEvents } from '../../src/testing/adapter-sample.ts';
import { drive, runInfo } from '../../src/testing/adapter-driver.ts';
import { SASL_USER } from '../../tools/kafka.mjs';
import { adapterFailure } from '../adapters/failure.ts';
import { events } from '../adapters/events.ts';
import { action, flow } from '../journeys/world.ts';
import { hasKafka, useCluster } from './cluster.ts';

const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 20));
};

const connections = () => process.getActiveResourcesInfo().filter((name) => name === 'TCPSocketWrap').length;

describe('without a broker', () => {
  it.each(['kafkajs', 'platformatic'] as const)('a run ends with a word about brokers, %s', async (library) => {
    const error = await adapterFailure(
      new KafkaAdapter({ brokers: ['127.0.0.1:1'], topic: 't', connectTimeoutMs: 2000, library }).open(runInfo()),
    );

    expect(error).toMatchObject({ code: 'KAFKA_CONNECT_FAILED', operation: 'open', systemCode: 'ECONNREFUSED' });
    expect(error.retriable).toBe(true);
  });

  it.each(['kafkajs', 'platformatic'] as const)('a program that never answers is given up, %s', async (library) => {
    const silent = createServer((socket) => socket.resume());
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const { port } = silent.address() as AddressInfo;

    const adapter = new KafkaAdapter({ brokers: [`127.0.0.1:${port}`], topic: 't', connectTimeoutMs: 200, library });
    const error = await adapterFailure(adapter.open(runInfo()));
    await adapter.close();

    expect(error.code).toBe('KAFKA_CONNECT_FAILED');
    // Ends only when every connection is closed.
    await new Promise((resolve) => silent.close(resolve));
  });

  it.each(['kafkajs', 'platformatic'] as const)('an abort ends the search for one, %s', async (library) => {
    const stop = new AbortController();
    const adapter = new KafkaAdapter({ brokers: ['127.0.0.1:1'], topic: 't', connectTimeoutMs: 60_000, library });
    const opening = adapterFailure(adapter.open(runInfo({ signal: stop.signal })));
    stop.abort();

    expect((await opening).code).toBe('KAFKA_CONNECT_FAILED');
    await adapter.close();
  });

  it('a codec that nobody brought is missed before anything is sent', async () => {
    const adapter = new KafkaAdapter({ brokers: ['127.0.0.1:1'], topic: 't', compression: 'zstd' });

    const error = await adapterFailure(adapter.open(runInfo()));

    expect(error.code).toBe('KAFKA_CODEC_MISSING');
    expect(error.suggestion).toContain('npm install @kafkajs/zstd');
  });
});

describe('with a broker', () => {
  const cluster = useCluster();
  const createTopics = { partitions: 3 };
  const make = (topic: string, options: Partial<KafkaOptions> = {}) =>
    new KafkaAdapter({ brokers: [cluster.broker.address], topic, createTopics, ...options });
  // A broker that stands still would fail every test behind the one that failed.
  afterEach(() => {
    if (hasKafka && cluster.broker.pid !== undefined) cluster.broker.freeze(false);
  });
  const plain = { mechanism: 'plain', ...SASL_USER } as const;

  describe.each(
    (['kafkajs', 'platformatic'] as const).flatMap((library) =>
      (['plain', 'scram-sha-256', 'scram-sha-512'] as const).map((mechanism) => [library, mechanism] as const),
    ),
  )('%s with %s credentials', (library, mechanism) => {
    it('that are right let a run in', async () => {
      const topic = cluster.topic();
      const sasl = { ...plain, mechanism };
      const { error } = await drive(make(topic, { brokers: [cluster.broker.saslAddress], sasl, library }), events(3));

      expect(error).toBeUndefined();
      expect(await cluster.events(topic)).toHaveLength(3);
    });

    it('that are wrong are told, at once and without the password', async () => {
      const sasl = { ...plain, mechanism, password: 'a-wrong-secret' };
      const adapter = make(cluster.topic(), { brokers: [cluster.broker.saslAddress], sasl, library });

      const error = await adapterFailure(adapter.open(runInfo()));

      expect(error).toMatchObject({ code: 'KAFKA_AUTH_FAILED', retriable: false, operation: 'open' });
      expect(error.format() + JSON.stringify(error)).not.toContain('a-wrong-secret');
    });
  });

  it.each(['kafkajs', 'platformatic'] as const)(
    'a connection by TLS works with the certificate, and only with it, %s',
    async (library) => {
      const topic = cluster.topic();
      const brokers = [cluster.broker.tlsAddress];
      const ssl = { ca: cluster.broker.certificate };
      const { error } = await drive(make(topic, { brokers, ssl, library }), events(3));
      const refused = await adapterFailure(make(topic, { brokers, ssl: true, library }).open(runInfo()));

      expect(error).toBeUndefined();
      expect(await cluster.events(topic)).toHaveLength(3);
      expect(refused.code).toBe('KAFKA_CONNECT_FAILED');
    },
  );

  it('missing topics are named together', async () => {
    const topic = { byName: { a: 'missing-a', b: 'missing-b', '*': 'missing-c' } };
    const { code, rawMessage } = await adapterFailure(
      new KafkaAdapter({ brokers: [cluster.broker.address], topic }).open(runInfo({ eventNames: ['a', 'label.x'] })),
    );

    expect(code).toBe('KAFKA_TOPIC_MISSING');
    expect(rawMessage).toBe("topics 'missing-a', 'missing-b', 'missing-c', 'missing-c.labels' do not exist");
  });

  it('a name without a topic is told before the first event', async () => {
    const adapter = make('', { topic: { byName: { known: cluster.topic() } } });

    const error = await adapterFailure(adapter.open(runInfo({ eventNames: ['known', 'order.placed'] })));

    expect(error).toMatchObject({ code: 'KAFKA_TOPIC_MISSING', operation: 'open' });
    expect(error.rawMessage).toBe("there is no topic for event 'order.placed'");
  });

  it.each([
    ['objects', false],
    ['lines', true],
  ])('an event that is too large is named, and what stands before it has arrived, from %s', async (_form, encoded) => {
    const topic = cluster.topic();
    const sent = events(9, (i) => (i === 5 ? { payload: { text: 'x'.repeat(1_048_588) } } : {}));

    const { error } = await drive(make(topic), sent, { encoded });

    expect(error).toMatchObject({ code: 'KAFKA_MESSAGE_TOO_LARGE', acknowledged: 5, unacknowledged: 4 });
    expect((error as AdapterError).rawMessage).toContain("event 'e5' has 1048");
    expect((await cluster.events(topic)).map(({ id }) => id)).toEqual(['e0', 'e1', 'e2', 'e3', 'e4']);
  });

  it('an event of just the size that a topic takes goes there, and one byte more does not', async () => {
    const config = { 'max.message.bytes': 1000 };
    const fits = async (length: number) => {
      const sent = events(1, () => ({ payload: { text: 'x'.repeat(length) } }));
      return (await drive(make(cluster.topic(), { createTopics: { partitions: 1, config } }), sent)).error;
    };
    let [most, least] = [100, 1000];
    while (least - most > 1) {
      const length = (least + most) >> 1;
      if ((await fits(length)) === undefined) most = length;
      else least = length;
    }

    // The largest that the broker has taken is one byte below the smallest that is not sent.
    expect(most).toBeGreaterThan(700);
    expect(await fits(most + 1)).toMatchObject({
      code: 'KAFKA_MESSAGE_TOO_LARGE',
      message: expect.stringContaining('has 1001 bytes, and topic') as string,
    });
  }, 60_000);

  it('a key that is empty is an error of the event', async () => {
    const topic = cluster.topic();
    const sent = events(3, (i) => ({ payload: i === 2 ? {} : { order: `o${i}` } }));

    const { error } = await drive(make(topic, { key: 'order' }), sent);

    expect(error).toMatchObject({ code: 'ENCODING_FAILED', acknowledged: 2, unacknowledged: 1 });
    expect(await cluster.events(topic)).toHaveLength(2);
  });

  it('a time that the broker refuses is told, with what to do', async () => {
    const config = { 'message.timestamp.before.max.ms': 1000 };
    const { error } = await drive(make(cluster.topic(), { createTopics: { partitions: 1, config } }), events(1));

    expect(error).toMatchObject({ code: 'KAFKA_SEND_FAILED', acknowledged: 0, unacknowledged: 1, retriable: false });
    expect((error as AdapterError).suggestion).toContain("timestamp: 'append'");
  });

  // A broker that starts forgets producers whose last record is older than a day: by the record's own time.
  it.each<['event' | 'append', 'kafkajs' | 'platformatic', string]>([
    ['event', 'kafkajs', 'loses nothing, and what it has twice has one id'],
    ['append', 'kafkajs', 'loses nothing and doubles nothing, if records have the time of sending'],
    ['event', 'platformatic', 'loses nothing, and what it has twice has one id'],
    ['append', 'platformatic', 'loses nothing and doubles nothing, if records have the time of sending'],
  ] as const)(
    'a broker that dies and comes back, timestamp %s, %s: %s',
    async (timestamp, library) => {
      const topic = cluster.topic();
      const adapter = make(topic, { batchSize: 50, timestamp, library });
      const sent = sampleEvents({ count: 10_000, isHeavy: false });
      const running = drive(adapter, sent);
      await until(() => adapter.report().acknowledged > 1000);
      await cluster.broker.crash();
      await cluster.broker.up();
      const { error } = await running;
      const found = await cluster.records(topic);

      expect(error).toBeUndefined();
      expect(adapter.report()).toMatchObject({ acknowledged: 10_000 });
      expect(adapter.report().retries).toBeGreaterThan(0);
      expect(new Set(found.map(({ value }) => String(value)))).toEqual(
        new Set(sent.map((event) => JSON.stringify(event))),
      );
      // At most the request that was under way.
      expect(found.length - sent.length).toBeLessThanOrEqual(timestamp === 'append' ? 0 : 50);
    },
    60_000,
  );

  it.each(['kafkajs', 'platformatic'] as const)(
    'retries that are used up say what has arrived, %s',
    async (library) => {
      const topic = cluster.topic();
      const adapter = make(topic, {
        library,
        idempotent: false,
        retries: 1,
        requestTimeoutMs: 500,
        connectTimeoutMs: 500,
        batchSize: 50,
      });
      await adapter.open(runInfo());
      await adapter.writeBatch(events(100));
      cluster.broker.freeze();
      const error = await adapterFailure(adapter.writeBatch(events(50, (i) => ({ id: `late${i}` }))));
      cluster.broker.freeze(false);
      await adapter.close();

      expect(error).toMatchObject({
        code: 'KAFKA_SEND_FAILED',
        acknowledged: 100,
        unacknowledged: 50,
        retriable: true,
      });
      expect(error.rawMessage).toContain(`write to ${topic}/`);
    },
    60_000,
  );

  it.each([
    ['at-least-once', 'kafkajs'],
    ['exactly-once', 'kafkajs'],
    ['at-least-once', 'platformatic'],
  ] as const)(
    'an abort while the broker is silent ends in time, %s, %s',
    async (delivery, library) => {
      const topic = cluster.topic();
      const stop = new AbortController();
      const adapter = make(topic, { delivery, library, requestTimeoutMs: 1000 });
      const before = connections();
      await adapter.open(runInfo({ signal: stop.signal }));
      await adapter.writeBatch(events(100));
      await adapter.flush();
      cluster.broker.freeze();
      const late = events(1000, (i) => ({ id: `late${i}` }));
      const writing = adapterFailure(adapter.writeBatch(late).then(() => adapter.flush()));
      stop.abort();
      const error = await writing;
      await adapter.close();
      await until(() => connections() === before);
      cluster.broker.freeze(false);

      expect(error).toMatchObject({ code: 'KAFKA_SEND_FAILED', acknowledged: 100, unacknowledged: 1000 });
    },
    60_000,
  );

  it('a run that waits for its broker says so while it does, and afterwards for how long', async () => {
    const adapter = make(cluster.topic(), { requestTimeoutMs: 500, batchSize: 50 });
    const seen: Progress[] = [];
    let waits: () => void = () => undefined;
    const hasWaited = new Promise<void>((resolve) => (waits = resolve));
    const open = adapter.open.bind(adapter);
    adapter.open = async (run) => {
      await open(run);
      cluster.broker.freeze();
    };
    const running = generate(flow('shop', [action('view')]), {
      users: 2000,
      logger: false,
      debug: true,
      telemetryPath: '/dev/null',
      progressIntervalMs: 50,
      adapter,
      onProgress: (progress) => {
        seen.push(progress);
        if (progress.waiting !== undefined) waits();
      },
    });
    await hasWaited;
    cluster.broker.freeze(false);
    const { telemetry } = await running;

    expect(seen.find(({ waiting }) => waiting !== undefined)).toMatchObject({ waiting: 'a broker', events: 0 });
    expect(progressText(seen.find(({ waiting }) => waiting !== undefined) as Progress)).toContain(
      'waiting for a broker',
    );
    expect(seen.at(-1)).not.toHaveProperty('waiting');
    expect(telemetry?.adapters[0]?.waitedMs).toBeGreaterThan(0);
  }, 60_000);

  it('an abort leaves no transaction open', async () => {
    const topic = cluster.topic();
    const stop = new AbortController();
    const adapter = make(topic, { delivery: 'exactly-once', transactionSize: 500 });
    await adapter.open(runInfo({ signal: stop.signal }));
    const writing = adapter.writeBatch(sampleEvents({ count: 5000, isHeavy: false }));
    await until(() => adapter.report().acknowledged > 500);
    stop.abort();
    await writing;
    await adapter.close();

    expect(await cluster.reader.openTransactions(cluster.broker.address)).toEqual([]);
    expect(await cluster.events(topic)).toHaveLength(5000);
  });

  it('a run that is stopped by its handler has sent what came before, whole', async () => {
    const topic = cluster.topic();
    let made = 0;
    const boom = action('view', {
      handler: (ctx) => {
        if (++made > 40) throw new Error('boom');
        return [ctx.event('viewed')];
      },
    });
    const failing = generate(flow('shop', [boom]), {
      users: 100,
      logger: false,
      adapter: make(topic, { delivery: 'exactly-once' }),
    });

    await expect(failing).rejects.toMatchObject({ code: 'HANDLER_ERROR' });
    const seen: readonly Pick<Event, 'id'>[] = await cluster.events(topic);
    expect(seen).toHaveLength(40);
  });
});
