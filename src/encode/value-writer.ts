/** Values → JSON bytes, as `JSON.stringify` gives them. What is odd goes through `JSON.stringify` itself. */
import { findUnencodable } from '../model/plain.ts';
import { Fragment, writeFragment, type Bytes } from './bytes.ts';
import { Fragments, KeyPlan } from './key-plan.ts';
import { DEEP } from './limits.ts';
import { writeNumber } from './number.ts';
import { writeText } from './text.ts';
import { InstantWriter } from './time.ts';
import { UNENCODABLE } from './unencodable.ts';

const OPEN_BRACE = 0x7b;

/** Each method writes at a position and gives the one behind. Throws `UNENCODABLE` where JSON has no place for a value. */
export class ValueWriter {
  readonly #out: Bytes;
  readonly #fragments = new Fragments();
  readonly #instants = new InstantWriter();
  #depth = 0;

  constructor(out: Bytes) {
    this.#out = out;
  }

  /** Forgets what a value that could not be written has left open. */
  reset(): void {
    this.#depth = 0;
  }

  instant(at: number, ms: number): number {
    return this.#instants.write(this.#out, at, ms);
  }

  object(at: number, value: object, plan: KeyPlan): number {
    if (value.constructor !== Object) return this.#special(at, value, plan);
    return this.#entries(at, value as Record<string, unknown>, plan);
  }

  #entries(start: number, value: Record<string, unknown>, plan: KeyPlan): number {
    if (++this.#depth > DEEP) return this.#abandon(start, value);
    const out = this.#out;
    const { keys, fragments } = plan;
    let at = start;
    let guess = 0;
    for (const key in value) {
      // What inherits keys is not plain. Costs nothing: the compiler knows the keys of `for … in`.
      if (!Object.prototype.hasOwnProperty.call(value, key)) return this.#abandon(start, value);
      const item = value[key];
      if (item === undefined) continue;
      if (keys[guess] !== key) guess = plan.position(key, guess, this.#fragments);
      at = writeFragment(out, at, fragments[guess] ?? this.#fragments.of(key));
      if (typeof item === 'string') at = writeText(out, at, item);
      else if (typeof item === 'number') at = writeNumber(out, at, item);
      else at = this.#other(at, item, plan, guess);
      guess++;
    }
    this.#depth--;
    if (at === start) return writeFragment(out, at, EMPTY);
    // Every key's fragment begins with a comma; the first becomes the brace.
    out.bytes[start] = OPEN_BRACE;
    return writeFragment(out, at, CLOSE);
  }

  #list(start: number, items: readonly unknown[], plan: KeyPlan): number {
    if (++this.#depth > DEEP) return this.#abandon(start, items);
    const out = this.#out;
    let at = writeFragment(out, start, OPEN_LIST);
    for (let i = 0; i < items.length; i++) {
      if (i > 0) at = writeFragment(out, at, COMMA);
      const item = items[i];
      if (typeof item === 'string') at = writeText(out, at, item);
      else if (typeof item === 'number') at = writeNumber(out, at, item);
      // Items of a list share one plan: lines of a document look alike.
      else at = this.#other(at, item, plan, LIST_ITEM);
    }
    this.#depth--;
    return writeFragment(out, at, CLOSE_LIST);
  }

  /** Neither text nor number. */
  #other(at: number, value: unknown, plan: KeyPlan, position: number): number {
    const out = this.#out;
    if (typeof value === 'boolean') return writeFragment(out, at, value ? TRUE : FALSE);
    if (typeof value !== 'object') throw UNENCODABLE;
    if (value === null) return writeFragment(out, at, NULL);
    if (value instanceof Date && value.constructor === Date) return this.instant(at, value.getTime());
    const inner = position === LIST_ITEM ? plan : plan.child(position);
    return Array.isArray(value) ? this.#list(at, value, inner) : this.object(at, value, inner);
  }

  /** Objects that are not plain: JSON decides, after a look for what it would lose. */
  #special(at: number, value: object, plan: KeyPlan): number {
    if (Array.isArray(value)) return this.#list(at, value, plan);
    return this.#byJson(at, value);
  }

  /** Lets JSON write what was entered already: it is so deep that it may contain itself, or not as plain as it looked. */
  #abandon(at: number, value: object): number {
    this.#depth--;
    return this.#byJson(at, value);
  }

  #byJson(at: number, value: object): number {
    if (findUnencodable(value, '') !== undefined) throw UNENCODABLE;
    return this.#out.writeUtf8(at, JSON.stringify(value));
  }
}

/** Stands where a key's position would. */
const LIST_ITEM = -1;

const EMPTY = new Fragment('{}');
const CLOSE = new Fragment('}');
const OPEN_LIST = new Fragment('[');
const CLOSE_LIST = new Fragment(']');
const COMMA = new Fragment(',');
const TRUE = new Fragment('true');
const FALSE = new Fragment('false');
const NULL = new Fragment('null');
