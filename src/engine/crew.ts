/** A run on worker threads, from the main thread's side: deals chunks or windows, puts what comes back in order. */
import { LineBatch } from '../encode/line-batch.ts';
import type { Plan } from '../plan/plan.ts';
import { mergeSummaries, type ValidationPart } from '../plan/schema-summary.ts';
import type { Delivery } from './deliver.ts';
import { ActorFailure } from './failure.ts';
import { fromPlainError } from './plain-error.ts';
import { Pool, type Answer, type PoolStart, type WorkerThread } from './pool.ts';
import type { RunPolicy } from './policy.ts';
import { SLOT_BYTES, type BatchMessage } from './protocol.ts';
import { shardOf } from './run-world.ts';
import type { Tally } from './tally.ts';

/** What goes on with events that come from threads. */
export interface CrewOutlet {
  readonly delivery: Delivery;
  readonly policy: RunPolicy;
  readonly tally: Tally;
  readonly warn: (code: string, message: string) => void;
}

/** An answer and who gave it. */
interface Received {
  readonly thread: WorkerThread;
  readonly answer: Answer;
}

/** A run of actors one thread takes on at once. */
interface Chunk {
  readonly number: number;
  readonly population: number;
  readonly first: number;
  readonly last: number;
}

/** Chunks dealt to a thread ahead of what it is working on. */
const AHEAD = 2;
const LEAST_ACTORS = 16;
const MOST_ACTORS = 256;

export class Crew {
  readonly #plan: Plan;
  readonly #outlet: CrewOutlet;
  readonly #mail = new Map<number, Mailbox>();
  #pool: Pool | undefined;
  /** What the judges of the threads found, once they have stopped. */
  validation: ValidationPart | undefined = undefined;

  constructor(plan: Plan, outlet: CrewOutlet) {
    this.#plan = plan;
    this.#outlet = outlet;
  }

  async start(start: PoolStart): Promise<void> {
    this.#pool = await Pool.start(start, (thread, answer) => this.#hear(thread, answer));
  }

  /** User order: chunks of actors, dealt as threads become free, handed on in their order. */
  async runByUser(): Promise<void> {
    const pool = this.#started();
    const chunks = chunksOf(this.#plan, pool.threads.length);
    let dealt = 0;
    const deal = (thread: WorkerThread): void => {
      const chunk = chunks[dealt];
      if (chunk === undefined) return;
      dealt++;
      thread.assignment = `actors ${chunk.first}–${chunk.last - 1}`;
      const { number, population, first, last } = chunk;
      thread.send({ type: 'chunk', chunk: number, population, first, last });
    };
    for (let ahead = 0; ahead < AHEAD; ahead++) for (const thread of pool.threads) deal(thread);
    for (const { number } of chunks) {
      const isWhole = await this.#handOn(number, deal);
      if (!isWhole) return;
    }
  }

  /** Time order: all threads advance window by window; what they send is merged by the full key. */
  async runByTime(): Promise<void> {
    const { horizon } = this.#times();
    const length = new WindowLength();
    let due = this.#firstDue();
    for (let window = 0; due < horizon && !this.#outlet.policy.isClosed; window++) {
      const until = Math.min(due + length.ms, horizon);
      const parts = await this.#advance(window, until);
      const count = await this.#merge(parts);
      length.adapt(count);
      due = Math.min(...parts.map((part) => part.due));
    }
  }

  /** Lets the threads end and adds up what they counted. */
  async stop(): Promise<void> {
    await this.#started().stop();
    await this.#pool?.destroy();
  }

  /** Ends the threads at once, after a failure or an abort. */
  async abort(): Promise<void> {
    await this.#pool?.destroy();
  }

  /** Hands on everything of one chunk; false when the run wants no more. */
  async #handOn(number: number, done: (thread: WorkerThread) => void): Promise<boolean> {
    const box = this.#box(number);
    const { policy } = this.#outlet;
    for (;;) {
      const { thread, answer } = await Promise.race([box.next(), this.#started().failed]);
      if (answer.type === 'done') {
        done(thread);
        this.#mail.delete(number);
        return true;
      }
      if (answer.type === 'failure') {
        await policy.fail(new ActorFailure(fromPlainError(answer.error), answer.record, answer.ms));
      } else await this.#handBatch(thread, answer);
      if (policy.isClosed) return false;
    }
  }

  async #handBatch(thread: WorkerThread, answer: Answer): Promise<void> {
    const { delivery, policy } = this.#outlet;
    if (answer.type === 'batch') {
      const batch = lineBatch(thread, answer);
      const free = answer.slot === -1 ? undefined : (): void => thread.send({ type: 'free', slot: answer.slot });
      await delivery.handLines(batch.first(policy.admit(batch.count)), free);
    } else if (answer.type === 'objects') {
      await delivery.handEvents(answer.events.slice(0, policy.admit(answer.events.length)));
      thread.send({ type: 'free', slot: answer.slot });
    }
  }

  #hear(thread: WorkerThread, answer: Answer): void {
    const { tally, warn } = this.#outlet;
    if (answer.type === 'warning') return warn(answer.code, answer.message);
    if (answer.type !== 'stopped') return this.#box(answer.of).put({ thread, answer });
    tally.add(answer.tally);
    if (answer.validation === undefined) return;
    this.validation =
      this.validation === undefined ? answer.validation : mergeSummaries(this.validation, answer.validation);
  }

  #box(number: number): Mailbox {
    const known = this.#mail.get(number);
    if (known !== undefined) return known;
    const made = new Mailbox();
    this.#mail.set(number, made);
    return made;
  }

  #started(): Pool {
    if (this.#pool === undefined) throw new TypeError('the crew has not been started');
    return this.#pool;
  }
}

/** Answers of one chunk, in the order they came. */
class Mailbox {
  readonly #received: Received[] = [];
  #wake: ((received: Received) => void) | undefined;

  put(received: Received): void {
    const wake = this.#wake;
    this.#wake = undefined;
    if (wake === undefined) this.#received.push(received);
    else wake(received);
  }

  next(): Promise<Received> {
    const first = this.#received.shift();
    return first === undefined ? new Promise((resolve) => (this.#wake = resolve)) : Promise.resolve(first);
  }
}

function lineBatch(
  { slots }: WorkerThread,
  { slot, bytes, length, ends, timestamps, nameTable, names }: BatchMessage,
): LineBatch {
  const lines = bytes ?? new Uint8Array(slots, slot * SLOT_BYTES, length);
  return new LineBatch({ bytes: lines, ends, timestamps, nameTable, names });
}

/** Ranges of actors: small enough that all threads end together, large enough that dealing costs nothing. */
function chunksOf(plan: Plan, threads: number): readonly Chunk[] {
  const chunks: Chunk[] = [];
  for (const [population, each] of plan.populations.entries()) {
    const { first: from, last: to } = shardOf(each, plan);
    const actors = Math.min(MOST_ACTORS, Math.max(LEAST_ACTORS, Math.ceil((to - from) / (threads * 8))));
    for (let first = from; first < to; first += actors) {
      chunks.push({ number: chunks.length, population, first, last: Math.min(first + actors, to) });
    }
  }
  return chunks;
}
