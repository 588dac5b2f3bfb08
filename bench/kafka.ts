/**
 * Against a real broker of its own: what the adapter adds to the client it stands on, what transactions cost, whether
 * memory follows a slow broker, and how far other producers get on the same broker. Gate 16.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { KafkaAdapter, type KafkaOptions } from '../adapters/kafka.ts';
import { runInfo } from '../src/testing/adapter-driver.ts';
import { timingOf, type Bench, type Benches, type Outcome } from './bench.ts';
import { fileHere, runChild } from './child.ts';
import { batchesOf, bareProducer, type Lines } from './kafka-sides.ts';
import { costRatio, interleave, median, quantile, type Protocol, type Side, type Timing } from './measure.ts';
import { EVENTS_PER_USER } from './model-job.ts';

type Tools = typeof import('../tools/kafka.mjs');

/** 24,000 events a side and round: half a second each, and a broker's disk holds all rounds. */
const USERS = 500;
const MOST_ROUNDS = 15;
const PARTITIONS = 3;
const REQUEST = 1000;
const TRANSACTION = 5000;
/** The broker stands still for so long, and runs for so long. */
const STILL_MS = 50;
const RUNNING_MS = 50;

const COST = ['kafka.kafkajs', 'kafka.throughput', 'kafka.exactly-once'] as const;

export const benches: Benches = {
  'kafka.kafkajs': (protocol) => withBroker(COST, (broker, tools) => measureCost(broker, tools, protocol)),
  'kafka.memory': ({ rounds }) => withBroker(['kafka.memory'], (broker) => measureMemory(broker, rounds < 10 ? 1 : 2)),
};

type BrokerOfTools = InstanceType<Tools['Broker']>;

/** A broker for one bench; where none can run, the gates are absent. */
async function withBroker(
  names: readonly string[],
  measure: (broker: BrokerOfTools, tools: Tools) => ReturnType<Bench>,
): Promise<readonly Outcome[]> {
  // Compiled benches lie elsewhere; the tool keeps its jars beside itself.
  const tools = (await import(pathToFileURL(join(process.cwd(), 'tools/kafka.mjs')).href)) as Tools;
  const missing = tools.missingTool();
  if (missing !== undefined) return names.map((name) => ({ name, absent: `needs ${missing}` }));
  const broker = await new tools.Broker(await tools.freePort()).up();
  const kill = (): void => void (broker.pid !== undefined && process.kill(broker.pid, 'SIGKILL'));
  process.once('exit', kill);
  try {
    return await measure(broker, tools);
  } finally {
    await broker.crash();
    await broker.down();
    process.removeListener('exit', kill);
  }
}

async function measureCost(broker: BrokerOfTools, tools: Tools, protocol: Protocol): Promise<readonly Outcome[]> {
  const requests = await batchesOf(USERS, REQUEST);
  const transactions = await batchesOf(USERS, TRANSACTION);
  const bare = await bareProducer(broker.address, requests, { topic: 'bare', partitions: PARTITIONS });
  const plain = await opened(broker, { topic: 'plain' });
  const second = await opened(broker, { topic: 'second', library: 'platformatic' });
  const exact = await opened(broker, { topic: 'exact', delivery: 'exactly-once', transactionSize: TRANSACTION });
  const sides: Side[] = [
    { name: 'kafkajs alone', users: USERS, run: bare.send },
    { name: 'our adapter', users: USERS, run: () => feed(plain, requests) },
    { name: 'our adapter with the second library', users: USERS, run: () => feed(second, requests) },
    { name: 'our adapter, exactly once', users: USERS, run: () => feed(exact, transactions) },
  ];
  const timings = await interleave(sides, { ...protocol, rounds: Math.min(protocol.rounds, MOST_ROUNDS) });
  await Promise.all([bare.close(), plain.close(), second.close(), exact.close()]);
  const [alone, ours] = [timingOf(timings, 'kafkajs alone'), timingOf(timings, 'our adapter')];
  const other = timingOf(timings, 'our adapter with the second library');
  const once = timingOf(timings, 'our adapter, exactly once');
  const note = `wall; ${rateOf(alone)}/s and ${rateOf(ours)}/s of ${requests[0]?.meanBytes ?? 0} bytes in requests of ${REQUEST}`;
  return [
    { name: 'kafka.kafkajs', ratio: costRatio(ours, alone), of: ours, by: alone },
    { name: 'kafka.throughput', ratio: costRatio(alone, ours, 'wall'), of: alone, by: ours, note },
    {
      name: 'kafka.exactly-once',
      ratio: costRatio(ours, once, 'wall'),
      of: ours,
      by: once,
      note: `wall; ${rateOf(once)}/s in transactions of ${TRANSACTION}`,
    },
    {
      name: 'kafka: our adapter with @platformatic/kafka',
      ratio: costRatio(other, ours),
      of: other,
      by: ours,
      note: `${rateOf(other)}/s`,
    },
    ...ceilings(broker, tools, ours),
  ];
}

async function opened(broker: BrokerOfTools, options: Partial<KafkaOptions> & { topic: string }) {
  const createTopics = { partitions: PARTITIONS };
  const adapter = new KafkaAdapter({ brokers: [broker.address], createTopics, ...options });
  await adapter.open(runInfo());
  return adapter;
}

async function feed(adapter: KafkaAdapter, batches: readonly Lines[]): Promise<void> {
  for (const { batch } of batches) await adapter.writeEncoded(batch);
  await adapter.flush();
}

function rateOf({ wall }: Timing): string {
  return Math.round(1e9 / median(wall)).toString();
}

/** What others reach on this broker, as parts of which our rate is told. */
function ceilings(broker: BrokerOfTools, tools: Tools, ours: Timing): readonly Outcome[] {
  const perSecond = 1e9 / median(ours.wall);
  const told = (name: string, rate: number | undefined, absent: string): Outcome =>
    rate === undefined
      ? { name, absent }
      : {
          name,
          ratio: { value: perSecond / rate, p10: perSecond / rate, p90: perSecond / rate },
          note: `${Math.round(rate).toString()} records a second, once`,
        };
  return [
    told('kafka: our rate ÷ ProducerPerformance of Java', javaRate(broker, tools), 'the tool did not say a rate'),
    told('kafka: our rate ÷ kcat', kcatRate(broker), 'kcat is not installed'),
  ];
}

const CEILING_RECORDS = 1_000_000;
const RECORD_BYTES = 721;

function javaRate(broker: BrokerOfTools, tools: Tools): number | undefined {
  const main = ['-cp', join(tools.jarsOf(), '*'), 'org.apache.kafka.tools.ProducerPerformance'];
  const load = ['--topic', 'bare', '--num-records', `${CEILING_RECORDS}`, '--record-size', `${RECORD_BYTES}`];
  const settings = [`bootstrap.servers=${broker.address}`, 'acks=all', 'batch.size=262144', 'linger.ms=5'];
  const { stdout } = spawnSync('java', [...main, ...load, '--throughput', '-1', '--producer-props', ...settings], {
    encoding: 'utf8',
    timeout: 120_000,
  });
  const rates = [...(stdout ?? '').matchAll(/([\d.]+) records\/sec/g)].map(([, rate]) => Number(rate));
  // The last line tells of all.
  return rates.at(-1);
}

function kcatRate(broker: BrokerOfTools): number | undefined {
  const line = `${'x'.repeat(RECORD_BYTES)}\n`;
  const began = performance.now();
  const { status } = spawnSync('kcat', ['-P', '-b', broker.address, '-t', 'bare', '-X', 'acks=all'], {
    input: line.repeat(CEILING_RECORDS / 4),
    timeout: 120_000,
  });
  return status === 0 ? (CEILING_RECORDS / 4 / (performance.now() - began)) * 1000 : undefined;
}

/** With fewer the heap of V8 still grows: 96,000 events end at 150 MB, 500,000 at 195, a million at 196. */
const LEAST_USERS = 8000;

/** Peak memory of whole runs into a broker that stands still half of the time. */
async function measureMemory(broker: BrokerOfTools, runs: number): Promise<readonly Outcome[]> {
  const slow = slowly(broker);
  const peaks = async (users: number): Promise<readonly number[]> => {
    const megabytes: number[] = [];
    for (let i = 0; i < runs; i++) {
      const args = [broker.address, String(users)];
      const { stdout } = await runChild(fileHere('./kafka-child.js'), args, { limitMs: 900_000 });
      megabytes.push(Number(stdout));
    }
    return megabytes;
  };
  try {
    const [one, ten] = [await peaks(LEAST_USERS), await peaks(10 * LEAST_USERS)];
    const values = ten.map((megabytes) => megabytes / median(one));
    const ratio = { value: median(values), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
    const events = LEAST_USERS * EVENTS_PER_USER;
    const note = `peak RSS ${median(one).toFixed(0)} MB with ${events} events, ${median(ten).toFixed(0)} MB with ten times as many`;
    return [{ name: 'kafka.memory', ratio, note }];
  } finally {
    slow.stop();
  }
}

function slowly({ pid }: BrokerOfTools): { stop: () => void } {
  if (pid === undefined) throw new Error('the broker has ended');
  let isStopped = false;
  let timer: NodeJS.Timeout | undefined;
  const turn = (isStill: boolean): void => {
    if (isStopped) return;
    process.kill(pid, isStill ? 'SIGSTOP' : 'SIGCONT');
    timer = setTimeout(() => turn(!isStill), isStill ? STILL_MS : RUNNING_MS);
  };
  turn(true);
  return {
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      process.kill(pid, 'SIGCONT');
    },
  };
}
