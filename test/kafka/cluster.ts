/** A real broker and a reader for the tests of a file: started before them, ended by process id after them. */
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, beforeEach } from 'vitest';

import type { ReceivedEvent } from '../../src/testing/adapter-contract.ts';
import { Broker, DEFAULT_VERSION, freePort, jarsOf, missingTool } from '../../tools/kafka.mjs';

/** Why the tests with a broker cannot run here. Asked once a file; what it finds does not change. */
function missing(): string | undefined {
  if (process.env['SYNODE_SKIP_KAFKA'] === '1') return 'the variable SYNODE_SKIP_KAFKA to be unset';
  const compiler = spawnSync('javac', ['-version'], { encoding: 'utf8' });
  return missingTool() ?? (compiler.status === 0 ? undefined : 'a Java compiler (a JDK, not only a JRE)');
}

export const reason = missing();
export const hasKafka = reason === undefined;

/** One record, as the Java client gives it. */
export interface JavaRecord {
  readonly partition: number;
  readonly offset: number;
  readonly timestamp: number;
  readonly key: string | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

export type Isolation = 'read_committed' | 'read_uncommitted';

/** Kafka's own client in a program of its own (`Reader.java`). */
export class JavaReader {
  readonly #program: ChildProcess;
  #waiting: ((lines: readonly string[]) => void)[] = [];
  #lines: string[] = [];

  constructor(version: string) {
    const source = fileURLToPath(new URL('Reader.java', import.meta.url));
    const flags = ['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', '-Dlog4j2.level=OFF', '-Dlog4j.rootLogger=OFF'];
    this.#program = spawn('java', [...flags, '-cp', join(jarsOf(version), '*'), source], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    const { stdout } = this.#program;
    if (stdout === null) throw new Error('the reader has no output');
    createInterface({ input: stdout }).on('line', (line) => {
      if (line !== '.') return void this.#lines.push(line);
      this.#waiting.shift()?.(this.#lines);
      this.#lines = [];
    });
    this.#program.once('exit', () => {
      for (const give of this.#waiting.splice(0)) give(['! the reader has ended']);
    });
  }

  async read(address: string, topic: string, isolation: Isolation = 'read_committed'): Promise<readonly JavaRecord[]> {
    const lines = await this.ask(`read ${address} ${topic} ${isolation}`);
    const records = lines.map((line) => {
      const [partition = '', offset = '', timestamp = '', key = '', value = '', headers = ''] = line.split('\t');
      return {
        partition: Number(partition),
        offset: Number(offset),
        timestamp: Number(timestamp),
        key: key === '-' ? null : Buffer.from(key, 'base64').toString(),
        value: value === '-' ? null : Buffer.from(value, 'base64'),
        headers: Object.fromEntries(headers.split(',').flatMap(headerOf)),
      };
    });
    // Partitions come as they answer.
    return records.toSorted((a, b) => a.partition - b.partition || a.offset - b.offset);
  }

  /** Transactions that somebody has begun and nobody has ended. */
  openTransactions(address: string): Promise<readonly string[]> {
    return this.ask(`transactions ${address}`);
  }

  async murmur2(key: Uint8Array): Promise<number> {
    const [number] = await this.ask(`murmur2 ${Buffer.from(key).toString('base64')}`);
    return Number(number);
  }

  async ask(question: string): Promise<readonly string[]> {
    const answer = new Promise<readonly string[]>((resolve) => this.#waiting.push(resolve));
    this.#program.stdin?.write(`${question}\n`);
    const lines = await answer;
    const fault = lines.find((line) => line.startsWith('! '));
    if (fault !== undefined) throw new Error(`${question}: ${fault}`);
    return lines;
  }

  stop(): void {
    this.#program.kill('SIGKILL');
  }
}

function headerOf(text: string): [string, string][] {
  const at = text.indexOf('=');
  return at < 0 ? [] : [[text.slice(0, at), Buffer.from(text.slice(at + 1), 'base64').toString()]];
}

/** A broker of its own and a reader, for one file. */
export interface Cluster {
  readonly broker: Broker;
  readonly reader: JavaReader;
  /** A topic name that nobody has used. */
  readonly topic: () => string;
  /** The events in a topic, in the order of their partitions. */
  readonly events: (topic: string, isolation?: Isolation) => Promise<readonly ReceivedEvent[]>;
  readonly records: (topic: string, isolation?: Isolation) => Promise<readonly JavaRecord[]>;
}

/** The version that tests run on, unless they name one. */
const VERSION = process.env['SYNODE_KAFKA_VERSION'] ?? DEFAULT_VERSION;

/** Starts a broker before the tests of the file, or of the block it is called in. */
export function useCluster(version = VERSION): Cluster {
  let broker: Broker | undefined;
  let reader: JavaReader | undefined;
  let topics = 0;
  const kill = () => broker?.pid !== undefined && process.kill(broker.pid, 'SIGKILL');
  beforeAll(async () => {
    if (!hasKafka) return;
    broker = await new Broker(await freePort(), version).up();
    // A test run that is cut off leaves no broker behind.
    process.once('exit', kill);
    reader = new JavaReader(version);
    // Its first answer takes a compilation; the tests that follow are not charged for it.
    await reader.murmur2(Buffer.from('ready'));
  }, 300_000);
  beforeEach(({ skip }) => skip(!hasKafka, `needs ${reason}`));
  afterAll(async () => {
    process.removeListener('exit', kill);
    reader?.stop();
    await broker?.crash();
    await broker?.down();
  }, 60_000);
  const records: Cluster['records'] = (topic, isolation) => {
    if (reader === undefined || broker === undefined) throw new Error('the cluster is not there yet');
    return reader.read(broker.address, topic, isolation);
  };
  return {
    get broker() {
      return given(broker);
    },
    get reader() {
      return given(reader);
    },
    topic: () => `t${++topics}`,
    records,
    events: async (topic, isolation) =>
      (await records(topic, isolation)).map(({ value }) => JSON.parse(String(value)) as ReceivedEvent),
  };
}

function given<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the cluster is not there yet');
  return value;
}
