/** What sends units of events: batch by batch (at least once), or in transactions (exactly once). */
import type { Job } from './outbox.ts';
import { ClientError, type PartitionAck, type ProducerPort, type TopicRecords } from './port.ts';
import type { Outgoing } from './records.ts';

/** The way events take to the broker. */
export interface Sender {
  open(): Promise<void>;
  jobsOf(items: readonly Outgoing[]): readonly Job[];
  close(): Promise<void>;
  /** Ends all waiting: what is under way rejects. */
  stop(): void;
}

/** What a partition has got from this run. */
export interface PartitionCount {
  readonly topic: string;
  readonly partition: number;
  count: number;
  firstOffset: bigint | undefined;
  lastOffset: bigint | undefined;
}

/** What the broker has acknowledged, by topic and partition. */
export class Acknowledged {
  readonly #counts = new Map<string, PartitionCount>();

  get partitions(): readonly PartitionCount[] {
    return [...this.#counts.values()].sort(
      (a, b) => (a.topic < b.topic ? -1 : a.topic > b.topic ? 1 : 0) || a.partition - b.partition,
    );
  }

  add({ topic, partition, baseOffset }: PartitionAck, count: number): void {
    const key = `${topic}/${partition}`;
    const known = this.#counts.get(key) ?? {
      topic,
      partition,
      count: 0,
      firstOffset: baseOffset,
      lastOffset: undefined,
    };
    known.count += count;
    if (baseOffset !== undefined) known.lastOffset = baseOffset + BigInt(count - 1);
    this.#counts.set(key, known);
  }
}

/** Sends each unit as one request, or as one for each partition where several may be under way. */
export class BatchSender implements Sender {
  readonly #producer: ProducerPort;
  readonly #acknowledged: Acknowledged;
  readonly #isParallel: boolean;
  readonly #isAnswered: boolean;

  constructor(
    producer: ProducerPort,
    told: { readonly acknowledged: Acknowledged; readonly maxInFlight: number; readonly acks: -1 | 0 | 1 },
  ) {
    this.#producer = producer;
    this.#acknowledged = told.acknowledged;
    this.#isParallel = told.maxInFlight > 1;
    this.#isAnswered = told.acks !== 0;
  }

  open(): Promise<void> {
    return this.#producer.connect();
  }

  jobsOf(items: readonly Outgoing[]): readonly Job[] {
    if (!this.#isParallel) return [{ lanes: ONE_LANE, run: () => this.#send(items) }];
    return [...byPartition(items)].map(([lane, some]) => ({ lanes: new Set([lane]), run: () => this.#send(some) }));
  }

  async #send(items: readonly Outgoing[]): Promise<void> {
    const { spreadMs } = this.#producer;
    if (spreadMs === undefined) return this.#request(items);
    for (const piece of withinSpread(items, spreadMs)) await this.#request(piece);
  }

  async #request(items: readonly Outgoing[]): Promise<void> {
    let rest = byTopic(items);
    while (rest.length > 0) {
      const counts = countsOf(rest);
      const acks = await this.#producer.sendBatch(rest);
      if (!this.#isAnswered) {
        for (const [key, count] of counts) this.#acknowledged.add({ ...placeOf(key), baseOffset: undefined }, count);
        return;
      }
      for (const ack of acks) this.#acknowledged.add(ack, counts.get(laneOf(ack)) ?? 0);
      const before = rest.length;
      rest = unanswered(rest, acks);
      // A client that met another leader half-way may leave partitions out; one that never answers is no use.
      if (acks.length === 0 && before > 0)
        throw new ClientError('the broker answered for no partition', { reason: 'other' });
    }
  }

  close(): Promise<void> {
    return closeSoon(this.#producer);
  }

  stop(): void {
    this.#producer.kill();
  }
}

const ONE_LANE: ReadonlySet<string> = new Set(['all']);
/** How long a producer may take to close in order. */
const CLOSE_MS = 3000;

/** Closes in order, or by force when that takes long. */
export async function closeSoon(producer: ProducerPort): Promise<void> {
  const timer = setTimeout(() => producer.kill(), CLOSE_MS).unref();
  try {
    await producer.disconnect();
  } catch {
    // Everything has been acknowledged by now: what fails here is the closing of a connection that is closed by force.
    producer.kill();
  } finally {
    clearTimeout(timer);
  }
}

/** Records grouped as a request has them, each topic's in order. */
export function byTopic(items: readonly Outgoing[]): TopicRecords[] {
  const groups = new Map<string, Outgoing['record'][]>();
  for (const { topic, record } of items) {
    const group = groups.get(topic);
    if (group === undefined) groups.set(topic, [record]);
    else group.push(record);
  }
  return [...groups].map(([topic, records]) => ({ topic, records }));
}

/** Pieces in which no record lies further than that from the first of its partition. */
function withinSpread(items: readonly Outgoing[], spreadMs: number): Outgoing[][] {
  const pieces: Outgoing[][] = [];
  let piece: Outgoing[] = [];
  const firsts = new Map<string, number>();
  for (const item of items) {
    const { topic, record } = item;
    const lane = laneOf({ topic, partition: record.partition });
    const ms = Number(record.timestamp ?? 0);
    if (Math.abs(ms - (firsts.get(lane) ?? ms)) > spreadMs) {
      pieces.push(piece);
      piece = [];
      firsts.clear();
    }
    if (!firsts.has(lane)) firsts.set(lane, ms);
    piece.push(item);
  }
  pieces.push(piece);
  return pieces;
}

function byPartition(items: readonly Outgoing[]): ReadonlyMap<string, Outgoing[]> {
  const groups = new Map<string, Outgoing[]>();
  for (const item of items) {
    const lane = laneOf({ topic: item.topic, partition: item.record.partition });
    const group = groups.get(lane);
    if (group === undefined) groups.set(lane, [item]);
    else group.push(item);
  }
  return groups;
}

/** How many records each partition gets. */
export function countsOf(batch: readonly TopicRecords[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { topic, records } of batch) {
    for (const { partition } of records) {
      const lane = laneOf({ topic, partition });
      counts.set(lane, (counts.get(lane) ?? 0) + 1);
    }
  }
  return counts;
}

/** What of a batch no answer was about. */
export function unanswered(batch: readonly TopicRecords[], acks: readonly PartitionAck[]): TopicRecords[] {
  const answered = new Set(acks.map(laneOf));
  return batch.flatMap(({ topic, records }) => {
    const rest = records.filter(({ partition }) => !answered.has(laneOf({ topic, partition })));
    return rest.length === 0 ? [] : [{ topic, records: rest }];
  });
}

export function laneOf({ topic, partition }: { readonly topic: string; readonly partition: number }): string {
  return `${topic}/${partition}`;
}

function placeOf(lane: string): { topic: string; partition: number } {
  const at = lane.lastIndexOf('/');
  return { topic: lane.slice(0, at), partition: Number(lane.slice(at + 1)) };
}

/** The places a failed request was for, some of them where there are many. */
export function whereOf(items: readonly Outgoing[]): string {
  const lanes = [...new Set(items.map(({ topic, record }) => laneOf({ topic, partition: record.partition })))];
  const more = lanes.length > 6 ? `, … (${lanes.length} partitions)` : '';
  return lanes.slice(0, 6).join(', ') + more;
}
