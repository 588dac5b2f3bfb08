import { Kafka, logLevel, Partitioners } from 'kafkajs';
import { describe, expect, it } from 'vitest';

import { KafkaAdapter, type KafkaOptions } from '../../adapters/kafka.ts';
import { sampleEvents } from '../../src/testing/adapter-sample.ts';
import { drive, runInfo } from '../../src/testing/adapter-driver.ts';
import { adapterFailure } from '../adapters/failure.ts';
import { events } from '../adapters/events.ts';
import { useCluster } from './cluster.ts';
import { Child, expectedLines, expectExactly, EVENTS_A_USER, type ChildRun } from './runs.ts';

/** How often runs are killed: 20 times, or as often as is asked for. */
const KILLS = Number(process.env['SYNODE_KAFKA_KILLS'] ?? 20);

/** Numbers from 0 to 1, the same in every run (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t ^= t + Math.imul(t ^ (t >>> 7), 61 | t);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await wait(25);
}

describe('exactly once', () => {
  const cluster = useCluster();
  const createTopics = { partitions: 3 };
  const options = (more: Partial<KafkaOptions> = {}): Partial<KafkaOptions> => ({
    delivery: 'exactly-once',
    createTopics,
    transactionSize: 250,
    ...more,
  });
  const make = (topic: string, more: Partial<KafkaOptions> = {}) =>
    new KafkaAdapter({ brokers: [cluster.broker.address], topic, ...options(more) });
  const run = (topic: string, users: number, more: Partial<KafkaOptions> = {}): ChildRun => ({
    address: cluster.broker.address,
    topic,
    users,
    seed: topic,
    options: options(more),
  });

  /** Starts the run again and again, killing it at a random moment after it has begun to write. */
  async function killAgainAndAgain(child: ChildRun, kills: number, random: () => number): Promise<void> {
    for (let kill = 0; kill < kills; kill++) {
      const { open, process: program, ended } = new Child(child);
      await open;
      await wait(50 + random() * 500);
      program.kill('SIGKILL');
      expect([await ended, program.signalCode]).toEqual([{}, 'SIGKILL']);
    }
    const last = await new Child(child).ended;
    expect(last).toMatchObject({ status: 'completed', events: child.users * EVENTS_A_USER });
    // Killed while there was still something to write, after something had been written.
    expect(last.report?.resumedFrom).toBeGreaterThan(0);
    expect(last.report?.resumedFrom).toBeLessThan(child.users * EVENTS_A_USER);
  }

  it(`survives kill -9, ${KILLS} times over two runs that share the checkpoint topic`, async () => {
    const users = 8000;
    const runs = [cluster.topic(), cluster.topic()].map((topic) => run(topic, users, { transactionSize: 100 }));

    await Promise.all(runs.map((each, i) => killAgainAndAgain(each, KILLS / 2, numbers(i + 1))));

    for (const { topic, seed } of runs) {
      expectExactly(await cluster.records(topic), await expectedLines(users, seed));
    }
    expect(await cluster.reader.openTransactions(cluster.broker.address)).toEqual([]);
  }, 240_000);

  it('is not misled by a transaction that somebody else holds open in the checkpoint topic', async () => {
    const topic = cluster.topic();
    const sent = events(200);
    const small = { transactionSize: 50 };
    const first = await drive(make(topic, small), sent.slice(0, 50));
    const second = make(topic, small);
    await second.open(runInfo());
    const foreign = await openTransaction(cluster.broker.address, 'synode-checkpoints');
    await second.writeBatch(sent.slice(0, 150));
    // Whoever reads "to the end" of what is committed finds the place before the foreign transaction.
    const visible = await cluster.records('synode-checkpoints');
    const all = await cluster.records('synode-checkpoints', 'read_uncommitted');
    const again = drive(make(topic, small), sent);
    await until(async () => (await claims(cluster)) > claimsOf(all));
    await foreign.end();
    const last = await again;

    await expect(second.close()).rejects.toMatchObject({ code: 'RUN_LOCKED' });
    expect([first.error, last.error]).toEqual([undefined, undefined]);
    expect([lastPlace(visible), lastPlace(all)]).toEqual([50, 150]);
    expect((await cluster.events(topic)).map(({ id }) => id).toSorted()).toEqual(sent.map(({ id }) => id).toSorted());
  }, 60_000);

  it('goes on after it was held still for longer than its transaction may last', async () => {
    const child = run(cluster.topic(), 4000, { transactionTimeoutMs: 1000 });
    const { open, process: program, ended } = new Child(child);
    await open;
    // Stopped at a moment at which a transaction is open.
    for (;;) {
      program.kill('SIGSTOP');
      if ((await cluster.reader.openTransactions(cluster.broker.address)).length > 0) break;
      program.kill('SIGCONT');
      await wait(7);
    }
    await until(async () => (await cluster.reader.openTransactions(cluster.broker.address)).length === 0);
    program.kill('SIGCONT');
    const end = await ended;

    expect(end).toMatchObject({ status: 'completed' });
    expect(end.report?.retries).toBeGreaterThan(0);
    expectExactly(await cluster.records(child.topic), await expectedLines(child.users, child.seed));
  }, 60_000);

  it('lets one of two processes with one plan and seed go on, and tells the other', async () => {
    const child = run(cluster.topic(), 4000);
    const first = new Child(child);
    await first.open;
    const second = new Child(child);
    const ends = await Promise.all([first.ended, second.ended]);

    expect(new Set(ends.map(({ status }) => status))).toEqual(new Set(['completed', 'failed']));
    expect(ends.find(({ status }) => status === 'failed')).toEqual({ status: 'failed', code: 'RUN_LOCKED' });
    expectExactly(await cluster.records(child.topic), await expectedLines(child.users, child.seed));
  }, 60_000);

  it('survives the death of the broker, with small transactions', async () => {
    const topic = cluster.topic();
    const adapter = make(topic, { transactionSize: 50 });
    const sent = sampleEvents({ count: 6000, isHeavy: false });
    const running = drive(adapter, sent);
    await until(() => adapter.report().acknowledged > 500);
    await cluster.broker.crash();
    await cluster.broker.up();
    const { error } = await running;

    expect(error).toBeUndefined();
    expect(adapter.report().retries).toBeGreaterThan(0);
    expectExactly(
      await cluster.records(topic),
      sent.map((event) => JSON.stringify(event)),
    );
  }, 60_000);

  it('is finished when it is started again after its end', async () => {
    const topic = cluster.topic();
    await drive(make(topic), events(30));

    const again = make(topic);
    const { error } = await drive(again, events(30));

    expect(error).toBeUndefined();
    expect(again.report()).toMatchObject({ events: 30, acknowledged: 30, resumedFrom: 30, batches: 0 });
    expect(again.report().warnings).toMatchObject([{ code: 'KAFKA_RESUMED' }]);
    expect(await cluster.events(topic)).toHaveLength(30);
  });

  it('begins again if a new run is asked for, and says what was there', async () => {
    const topic = cluster.topic();
    await drive(make(topic), events(30));

    const again = make(topic, { newRun: true, transactionSize: 10 });
    const { error } = await drive(again, events(20));
    const third = make(topic);
    await drive(third, events(30));

    expect(error).toBeUndefined();
    expect(again.report().warnings).toMatchObject([
      { code: 'KAFKA_NEW_RUN', message: expect.stringContaining('30 events') as string },
    ]);
    expect(third.report().resumedFrom).toBe(20);
    expect(await cluster.events(topic)).toHaveLength(60);
  });

  it('does not go on with events that are not those of the first run', async () => {
    const topic = cluster.topic();
    await drive(make(topic), events(30));

    const { error } = await drive(
      make(topic),
      events(60, (i) => ({ payload: { n: i * 2 } })),
    );

    expect(error).toMatchObject({ code: 'RESUME_MISMATCH', acknowledged: 0 });
    expect(await cluster.events(topic)).toHaveLength(30);
  });

  it('keeps apart runs that differ in seed, plan, part or topic', async () => {
    const [topic, other] = [cluster.topic(), cluster.topic()];
    const tell = async (to: string, info: object) => {
      const adapter = make(to);
      const { error } = await drive(adapter, events(5), { run: info });
      expect(error).toBeUndefined();
      return adapter.report().resumedFrom;
    };

    expect(await tell(topic, {})).toBeUndefined();
    expect(await tell(topic, { seed: 'another' })).toBeUndefined();
    expect(await tell(topic, { planHash: '1'.repeat(64) })).toBeUndefined();
    expect(await tell(topic, { shard: { index: 2, count: 2 } })).toBeUndefined();
    expect(await tell(other, {})).toBeUndefined();
    expect(await tell(topic, {})).toBe(5);
  });

  it('names a checkpoint topic that is missing beside the others', async () => {
    const topic = cluster.topic();
    const adapter = new KafkaAdapter({
      brokers: [cluster.broker.address],
      topic: { byName: { 'order.placed': topic, '*': `${topic}-rest` } },
      delivery: 'exactly-once',
      checkpointTopic: 'nobody-made-this',
    });

    const error = await adapterFailure(adapter.open(runInfo()));

    expect(error.code).toBe('KAFKA_TOPIC_MISSING');
    expect(error.rawMessage).toBe(`topics '${topic}', '${topic}-rest', 'nobody-made-this' do not exist`);
  });
});

/** A transaction of somebody else that has written to a topic and does not end by itself. */
async function openTransaction(address: string, topic: string): Promise<{ end: () => Promise<void> }> {
  const producer = new Kafka({ brokers: [address], logLevel: logLevel.NOTHING }).producer({
    idempotent: true,
    transactionalId: 'somebody-else',
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  const transaction = await producer.transaction();
  await transaction.send({ topic, messages: [{ key: 'somebody-else', value: '?' }] });
  return {
    end: async () => {
      await transaction.abort();
      await producer.disconnect();
    },
  };
}

interface Record {
  readonly key: string | null;
  readonly value: Buffer | null;
}

/** Where the last run that noted a place stood. */
function lastPlace(records: readonly Record[]): number | undefined {
  const places = records.flatMap(({ key, value }) => (key?.endsWith('#owner') === false ? [String(value)] : []));
  const known = places.filter((text) => text.includes('"ordinal"')).at(-1) ?? '{}';
  return (JSON.parse(known) as { ordinal?: number }).ordinal;
}

/** How often runs have claimed their place. */
function claimsOf(records: readonly Record[]): number {
  return records.filter(({ key }) => key?.endsWith('#owner') === true).length;
}

async function claims(cluster: ReturnType<typeof useCluster>): Promise<number> {
  return claimsOf(await cluster.records('synode-checkpoints', 'read_uncommitted'));
}
