/**
 * Exactly once: events go in transactions, each with the place in the stream behind its last event. A run that is
 * started again reads that place and goes on there; readers of committed records never see anything twice.
 *
 * Every opening writes a claim of its own first. It fences a rival with the same id, and it is the barrier up to which
 * the checkpoint topic is read: the committed end of a topic stops at the first open transaction of *any* run, so
 * reading "to the end" may miss the newest place and repeat its events (KIP-98).
 */
import { randomUUID } from 'node:crypto';

import { backoffMs, pause } from '../backoff.ts';
import { kafkaFault, NOTHING_YET } from './errors.ts';
import type { Job } from './outbox.ts';
import { ClientError, type KafkaClient, type KafkaRecord, type ProducerPort, type ProducerSettings } from './port.ts';
import { crcOf, readPosition, runKeyOf, START, type Place, type Position, type RunIdentity } from './position.ts';
import type { Outgoing } from './records.ts';
import { byTopic, closeSoon, countsOf, laneOf, type Acknowledged, type Sender } from './sender.ts';
import type { TopicWarning } from './topics.ts';

/** Tries within one transaction; after them it is opened anew, and that has no end. */
const RETRIES = 5;
const UNKNOWN_LIMIT = 10;
const BACKOFF = { baseMs: 50, maxMs: 1000 } as const;

export interface TransactionParts {
  readonly client: KafkaClient;
  readonly settings: ProducerSettings;
  readonly run: RunIdentity;
  readonly checkpointTopic: string;
  readonly newRun: boolean;
  /** Most records and bytes of one request. */
  readonly batchSize: number;
  readonly maxBatchBytes: number;
  readonly transactionTimeoutMs: number;
  /** How long the first opening may look for a broker. */
  readonly openLimitMs: number;
  readonly acknowledged: Acknowledged;
  readonly signal: AbortSignal;
  readonly onRetry: () => void;
}

export class TransactionSender implements Sender {
  readonly warnings: TopicWarning[] = [];
  readonly #parts: TransactionParts;
  readonly #key: string;
  readonly #nonces = new Set<string>();
  #producer: ProducerPort | undefined;
  #position: Place = START;
  #resumedFrom = 0;
  /** CRC-32 of the events passed over so far that the last transaction of the earlier run held. */
  #crc = 0;
  #compared = 0;
  /** Times in a row that a topic was not there. */
  #unknown = 0;
  #isNew: boolean;
  /** What was told when another run had claimed this id: from then on it is not ours, and must not be claimed back. */
  #lost: Error | undefined;
  /** Whether a commit may not be seen by readers yet. */
  #isUnsettled = false;

  constructor(parts: TransactionParts) {
    this.#parts = parts;
    this.#key = runKeyOf(parts.run);
    this.#isNew = parts.newRun;
  }

  /** Place of the next event that is not committed. */
  get position(): number {
    return this.#position.ordinal;
  }

  /** From this place to the position events are compared with what was committed. */
  get checkFrom(): number {
    return this.#position.check.from;
  }

  get resumedFrom(): number {
    return this.#resumedFrom;
  }

  async open(): Promise<void> {
    const { openLimitMs, newRun } = this.#parts;
    const begin = performance.now();
    const found = await this.#reopen(() => performance.now() - begin < openLimitMs);
    if (found.ordinal === 0) return;
    if (newRun) {
      this.#warn(
        'KAFKA_NEW_RUN',
        `an earlier run of this plan and seed had delivered ${found.ordinal} events; this one begins again`,
      );
      return;
    }
    this.#position = found;
    this.#resumedFrom = found.ordinal;
    this.#warn(
      'KAFKA_RESUMED',
      `an earlier run of this plan and seed had delivered ${found.ordinal} events; this one goes on behind them`,
    );
  }

  /** Looks at events that are passed over. @throws SynodeError `RESUME_MISMATCH` where they are not those of the topic */
  compare(items: readonly Outgoing[]): void {
    const { ordinal, check } = this.#position;
    this.#crc = crcOf(items, this.#crc);
    this.#compared += items.length;
    if (this.#compared < ordinal - check.from || this.#crc === check.crc) return;
    throw kafkaFault(
      'RESUME_MISMATCH',
      `events ${check.from} to ${ordinal - 1} of this run are not those an earlier run of the same plan and seed has delivered`,
      {
        context: NOTHING_YET,
        path: ["option 'newRun'"],
        expected: `events with checksum ${check.crc}`,
        received: `events with checksum ${this.#crc}`,
        suggestion:
          'Handlers, generators or the form of records have changed: undo that, or begin again with newRun: true (--new-run).',
      },
    );
  }

  jobsOf(items: readonly Outgoing[]): readonly Job[] {
    return [{ lanes: ONE_LANE, run: () => this.#deliver(items) }];
  }

  /**
   * A commit is acknowledged before readers see it: the broker still has to mark each partition. It lets a producer
   * begin anew only when that is done, so an empty transaction is what can be waited for.
   */
  async settle(): Promise<void> {
    if (this.#isUnsettled) await this.#deliver([]);
    this.#isUnsettled = false;
  }

  async close(): Promise<void> {
    if (this.#producer !== undefined) await closeSoon(this.#producer);
  }

  stop(): void {
    this.#producer?.kill();
  }

  /** One transaction, until it is committed. */
  async #deliver(items: readonly Outgoing[]): Promise<void> {
    if (this.#lost !== undefined) throw this.#lost;
    const before = this.#position;
    const ordinal = before.ordinal + items.length;
    const after = items.length === 0 ? before : { ordinal, check: { from: before.ordinal, crc: crcOf(items, 0) } };
    for (;;) {
      const acknowledge: (() => void)[] = [];
      try {
        await this.#transact(items, after, acknowledge);
      } catch (error) {
        await this.#judge(error);
        const found = await this.#reopen(() => true);
        this.#parts.onRetry();
        if (found.ordinal === before.ordinal && ordinal !== before.ordinal) continue;
        if (found.ordinal !== ordinal) throw impossible(found.ordinal, before.ordinal, ordinal);
      }
      for (const tell of acknowledge) tell();
      this.#position = after;
      this.#unknown = 0;
      this.#isUnsettled = true;
      return;
    }
  }

  async #transact(items: readonly Outgoing[], after: Place, acknowledge: (() => void)[]) {
    const producer = this.#producer;
    if (producer === undefined) throw new ClientError('there is no connection', { reason: 'connect' });
    await producer.beginTransaction();
    const requests = this.#requestsOf(items);
    for (const [i, request] of requests.entries()) {
      const batch = byTopic(request);
      const counts = countsOf(batch);
      const isLast = i === requests.length - 1;
      // The place goes with the last request: an open transaction holds up every reader of the checkpoint topic.
      const acks = await producer.sendBatch(isLast ? [...batch, this.#positionRecord(after)] : batch);
      const answered = new Set(acks.map(laneOf));
      if ([...counts.keys()].some((lane) => !answered.has(lane))) {
        throw new ClientError('the broker answered for some partitions only', { reason: 'other' });
      }
      acknowledge.push(() => {
        for (const ack of acks) {
          const count = counts.get(laneOf(ack));
          if (count !== undefined) this.#parts.acknowledged.add(ack, count);
        }
      });
    }
    await producer.commit();
  }

  /** Pieces of at most so many records and bytes. */
  #requestsOf(items: readonly Outgoing[]): Outgoing[][] {
    const { batchSize, maxBatchBytes } = this.#parts;
    const requests: Outgoing[][] = [];
    let request: Outgoing[] = [];
    let bytes = 0;
    for (const item of items) {
      if (request.length >= batchSize || (request.length > 0 && bytes + item.bytes > maxBatchBytes)) {
        requests.push(request);
        request = [];
        bytes = 0;
      }
      request.push(item);
      bytes += item.bytes;
    }
    requests.push(request);
    return requests;
  }

  /** Whether another try may help. Throws what will not pass by itself, with nothing of the transaction left open. */
  async #judge(error: unknown): Promise<void> {
    const { signal } = this.#parts;
    if (signal.aborted) throw signal.reason;
    const reason = error instanceof ClientError ? error.reason : 'fault';
    // A broker that has just started does not know its topics for a moment.
    const mayPass = reason === 'topic' && this.#unknown++ < UNKNOWN_LIMIT;
    if (reason === 'connect' || reason === 'other' || mayPass) return;
    if (reason === 'fenced') return this.#judgeFencing();
    await this.#producer?.abort().catch(() => undefined);
    throw error;
  }

  /**
   * A rival that has claimed this id, and a broker that ended a transaction of ours because we were held up, look the
   * same to a producer. Who claimed last tells them apart.
   */
  async #judgeFencing(): Promise<void> {
    const { client, checkpointTopic, signal } = this.#parts;
    let owner: string | undefined;
    await client.read({
      topic: checkpointTopic,
      isUncommitted: true,
      stopAtEnd: true,
      signal,
      onRecord: ({ key, value }) => {
        if (String(key) === `${this.#key}#owner`) owner = String(value);
        return false;
      },
    });
    if (owner === undefined || this.#nonces.has(owner)) return;
    this.#lost = kafkaFault('RUN_LOCKED', 'another run of this plan and seed writes to the same topic now', {
      context: NOTHING_YET,
      path: ["option 'delivery'"],
      expected: 'one run at a time',
      received: 'a claim by another one',
      suggestion: 'Let it finish, or stop it and start this one again.',
    });
    throw this.#lost;
  }

  /** A new producer, its claim, and the place that is committed by now. Tried again while `mayTry`, until stopped. */
  async #reopen(mayTry: () => boolean): Promise<Place> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await this.#claim();
      } catch (error) {
        await this.#judge(error);
        if (!mayTry()) throw error;
        await this.#wait(attempt);
      }
    }
  }

  async #wait(attempt: number): Promise<void> {
    const { signal } = this.#parts;
    this.#parts.onRetry();
    if (!(await pause(backoffMs({ attempt, ...BACKOFF, key: this.#key }), signal))) throw signal.reason;
  }

  async #claim(): Promise<Place> {
    const { client, settings, checkpointTopic, transactionTimeoutMs, signal } = this.#parts;
    this.#producer?.kill();
    const transactional = { id: `synode-${this.#key}`, timeoutMs: transactionTimeoutMs };
    const producer = client.producer({ ...settings, retries: RETRIES, transactional });
    this.#producer = producer;
    // Stopped before there was anything to kill.
    if (signal.aborted) throw signal.reason;
    const nonce = randomUUID();
    this.#nonces.add(nonce);
    await producer.connect();
    await producer.beginTransaction();
    await producer.sendBatch([{ topic: checkpointTopic, records: [recordOf(`${this.#key}#owner`, nonce)] }]);
    await producer.commit();
    const found = await this.#readPosition(nonce);
    if (!this.#isNew) return found;
    // A later start without newRun must not go on behind the earlier run.
    await producer.beginTransaction();
    await producer.sendBatch([this.#positionRecord(START)]);
    await producer.commit();
    this.#isNew = false;
    return found;
  }

  /** The last place before our own claim. */
  async #readPosition(nonce: string): Promise<Place> {
    const { client, checkpointTopic, signal } = this.#parts;
    let last: string | undefined;
    await client.read({
      topic: checkpointTopic,
      isUncommitted: false,
      stopAtEnd: false,
      signal,
      onRecord: ({ key, value }) => {
        if (String(key) === this.#key && value !== null) last = String(value);
        return String(key) === `${this.#key}#owner` && String(value) === nonce;
      },
    });
    return last === undefined ? START : readPosition(last, checkpointTopic);
  }

  #positionRecord(position: Place) {
    const { seed, planHash } = this.#parts.run;
    const value: Position = { v: 1, planHash, seed, ...position };
    return { topic: this.#parts.checkpointTopic, records: [recordOf(this.#key, JSON.stringify(value))] };
  }

  #warn(code: string, message: string): void {
    this.warnings.push({ code, message });
  }
}

const ONE_LANE: ReadonlySet<string> = new Set(['transaction']);

function recordOf(key: string, value: string): KafkaRecord {
  return { key: Buffer.from(key), value: Buffer.from(value), partition: 0, timestamp: undefined, headers: undefined };
}

function impossible(ordinal: number, before: number, after: number) {
  return kafkaFault(
    'INVARIANT_BROKEN',
    `the checkpoint topic says ${ordinal} events, and it must be ${before} or ${after}`,
    {
      context: NOTHING_YET,
      path: ["option 'checkpointTopic'"],
      expected: `${before} or ${after}`,
      received: String(ordinal),
      suggestion: 'Does something else write to the checkpoint topic? If not, please report this.',
    },
  );
}
