/**
 * Events → canonical lines, straight into bytes. Byte-identical to `canonicalLine`, faster than `JSON.stringify`: keys are
 * copied from prepared fragments, numbers and instants written as digits, plain texts four characters at a time, and only
 * what is odd goes through `JSON.stringify` (bench `encode.ndjson`).
 */
import type { AnyEvent } from '../model/event.ts';
import { findUnencodable } from '../model/plain.ts';
import { Bytes, Fragment, repeat, writeFragment } from './bytes.ts';
import { encodingFailed } from './canonical.ts';
import { KeyPlan } from './key-plan.ts';
import { LineBatch } from './line-batch.ts';
import { BATCH_BYTES, SLACK_BYTES } from './limits.ts';
import { writeText } from './text.ts';
import { UNENCODABLE } from './unencodable.ts';
import { ValueWriter } from './value-writer.ts';

/** What is known of one event name. */
interface NamePlan {
  /** Position among the names met. */
  readonly number: number;
  readonly head: Fragment;
  readonly payload: KeyPlan;
}

export class LineEncoder {
  readonly #out = new Bytes();
  readonly #values = new ValueWriter(this.#out);
  #at = 0;
  readonly #plans = new Map<string, NamePlan>();
  readonly #meta = new KeyPlan();
  /** Where the piece from userId to sessionId of the last line stands in this buffer: the next line's is often the same. */
  #sessionAt = 0;
  #sessionEnd = 0;
  #userId = '';
  #sessionId = '';
  #count = 0;
  #ends: Uint32Array;
  #timestamps: Float64Array;
  #nameNumbers: Uint32Array;
  readonly #nameTable: string[] = [];
  readonly #batchSize: number;
  readonly #nextBuffer: () => Uint8Array;
  /** Only the slack is left behind it. */
  #fullAt = 0;

  /**
   * @param nextBuffer gives the buffer for the next batch; a batch is full when only `SLACK_BYTES` are left of it. It may
   *   be one that was used before, once its bytes are not needed any more. Default: two buffers in turn
   */
  constructor(batchSize: number, nextBuffer?: () => Uint8Array) {
    this.#batchSize = batchSize;
    this.#ends = new Uint32Array(batchSize);
    this.#timestamps = new Float64Array(batchSize);
    this.#nameNumbers = new Uint32Array(batchSize);
    this.#nextBuffer = nextBuffer ?? inTurn();
    this.#begin();
  }

  get count(): number {
    return this.#count;
  }

  get isFull(): boolean {
    return this.#count >= this.#batchSize || this.#at >= this.#fullAt;
  }

  /**
   * Appends one line.
   *
   * @throws SynodeError `ENCODING_FAILED`; nothing of the line remains then
   */
  encode(event: AnyEvent, ms: number = event.timestamp.getTime()): void {
    const plan = this.#plans.get(event.name) ?? this.#learn(event.name);
    try {
      this.#at = this.#line(event, ms, plan, this.#at);
    } catch (thrown) {
      this.#values.reset();
      this.#sessionEnd = 0;
      if (thrown !== UNENCODABLE) throw thrown;
      const fault = findUnencodable(event.payload, 'payload') ?? { path: 'timestamp', received: 'an invalid Date' };
      throw encodingFailed(event, fault);
    }
    this.#note(plan, ms);
  }

  /** Appends a line that another encoder has written. */
  append(batch: LineBatch, index: number): void {
    const start = index === 0 ? 0 : (batch.ends[index - 1] ?? 0);
    const end = batch.ends[index] ?? start;
    const name = batch.nameTable[batch.nameNumbers[index] ?? 0] ?? '';
    const plan = this.#plans.get(name) ?? this.#learn(name);
    this.#at = this.#out.copy(this.#at, batch.bytes.subarray(start, end));
    this.#sessionEnd = 0;
    this.#note(plan, batch.timestamps[index] ?? 0);
  }

  /** Appends what stands for an event of this name in another form than a line of JSON. */
  appendText(text: string, name: string, ms: number): void {
    const plan = this.#plans.get(name) ?? this.#learn(name);
    this.#at = this.#out.writeUtf8(this.#at, text);
    this.#sessionEnd = 0;
    this.#note(plan, ms);
  }

  /** The lines so far; the encoder goes on in the next buffer. */
  take(): LineBatch {
    const count = this.#count;
    const batch = new LineBatch({
      bytes: this.#out.bytes.subarray(0, this.#at),
      ends: this.#ends.slice(0, count),
      timestamps: this.#timestamps.slice(0, count),
      nameTable: this.#nameTable,
      names: this.#nameNumbers.slice(0, count),
    });
    this.#begin();
    return batch;
  }

  /** Goes on at the start of the next buffer. */
  #begin(): void {
    const buffer = this.#nextBuffer();
    this.#out.use(buffer);
    this.#fullAt = buffer.length - SLACK_BYTES;
    this.#count = 0;
    this.#at = 0;
    this.#sessionEnd = 0;
  }

  #line(event: AnyEvent, ms: number, { head, payload }: NamePlan, start: number): number {
    const out = this.#out;
    const values = this.#values;
    let at = writeText(out, writeFragment(out, start, ID), event.id);
    at = this.#writeSession(at, event);
    at = values.instant(writeFragment(out, at, head), ms);
    at = values.object(writeFragment(out, at, PAYLOAD), event.payload, payload);
    if (event.meta !== undefined) at = values.object(writeFragment(out, at, META), event.meta, this.#meta);
    return writeFragment(out, at, END);
  }

  /** Notes the line that ends here. */
  #note({ number }: NamePlan, ms: number): void {
    if (this.#count === this.#ends.length) this.#grow();
    this.#nameNumbers[this.#count] = number;
    this.#timestamps[this.#count] = ms;
    this.#ends[this.#count++] = this.#at;
  }

  /** The events of one handler call stay together, so a batch may become larger than asked for. */
  #grow(): void {
    const length = 2 * this.#count + 8;
    const [ends, timestamps, nameNumbers] = [this.#ends, this.#timestamps, this.#nameNumbers];
    this.#ends = new Uint32Array(length);
    this.#timestamps = new Float64Array(length);
    this.#nameNumbers = new Uint32Array(length);
    this.#ends.set(ends);
    this.#timestamps.set(timestamps);
    this.#nameNumbers.set(nameNumbers);
  }

  #learn(name: string): NamePlan {
    const head = new Fragment(`,"name":${JSON.stringify(name)},"timestamp":`);
    const plan = { number: this.#nameTable.length, head, payload: new KeyPlan() };
    this.#nameTable.push(name);
    this.#plans.set(name, plan);
    return plan;
  }

  #writeSession(at: number, { userId, sessionId }: AnyEvent): number {
    const out = this.#out;
    if (this.#sessionEnd > 0 && userId === this.#userId && sessionId === this.#sessionId) {
      return repeat(out, at, this.#sessionAt, this.#sessionEnd);
    }
    this.#userId = userId;
    this.#sessionId = sessionId;
    this.#sessionAt = at;
    const behind = writeText(out, writeFragment(out, at, USER), userId);
    this.#sessionEnd = writeText(out, writeFragment(out, behind, SESSION), sessionId);
    return this.#sessionEnd;
  }
}

/** Two buffers in turn: one is filled while the other is being written. */
function inTurn(): () => Uint8Array {
  const buffers = [freshBuffer(), freshBuffer()] as const;
  let next: 0 | 1 = 0;
  return () => {
    next = next === 0 ? 1 : 0;
    return buffers[next];
  };
}

/** Memory of its own for a batch: for batches of which several are being written at once. */
export function freshBuffer(): Uint8Array {
  return new Uint8Array(BATCH_BYTES + SLACK_BYTES);
}

const ID = new Fragment('{"id":');
const USER = new Fragment(',"userId":');
const SESSION = new Fragment(',"sessionId":');
const PAYLOAD = new Fragment(',"payload":');
const META = new Fragment(',"meta":');
const END = new Fragment('}\n');
