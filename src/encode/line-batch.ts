/** Lines that were encoded together. What an adapter seldom asks for is read from the bytes when it does. */
import type { EncodedBatch } from '../model/adapter.ts';
import { endOfText, textAt } from './line-parts.ts';

/** What a batch is made of; `names` are positions in `nameTable`. */
export interface LineBatchParts {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  readonly timestamps: Float64Array;
  readonly nameTable: readonly string[];
  readonly names: Uint32Array;
}

export class LineBatch implements EncodedBatch {
  readonly count: number;
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
  readonly timestamps: Float64Array;
  /** Distinct names met so far, and which of them each event has. */
  readonly nameTable: readonly string[];
  readonly nameNumbers: Uint32Array;
  #names: readonly string[] | undefined;
  #identities: Identities | undefined;

  constructor(parts: LineBatchParts) {
    this.nameTable = parts.nameTable;
    this.nameNumbers = parts.names;
    this.count = parts.ends.length;
    this.bytes = parts.bytes;
    this.ends = parts.ends;
    this.timestamps = parts.timestamps;
  }

  get names(): readonly string[] {
    const { nameNumbers, nameTable } = this;
    return (this.#names ??= Array.from(nameNumbers, (id) => nameTable[id] ?? ''));
  }

  get ids(): readonly string[] {
    return (this.#identities ??= readIdentities(this)).ids;
  }

  get userIds(): readonly string[] {
    return (this.#identities ??= readIdentities(this)).userIds;
  }

  /** The first `count` lines. */
  first(count: number): LineBatch {
    if (count >= this.count) return this;
    return new LineBatch({
      bytes: this.bytes.subarray(0, count === 0 ? 0 : this.ends[count - 1]),
      ends: this.ends.subarray(0, count),
      timestamps: this.timestamps.subarray(0, count),
      nameTable: this.nameTable,
      names: this.nameNumbers.subarray(0, count),
    });
  }
}

interface Identities {
  readonly ids: readonly string[];
  readonly userIds: readonly string[];
}

/** Every canonical line begins `{"id":"…","userId":"…",`, every structured CloudEvent `{"specversion":"1.0","id":"…",`. */
function readIdentities({ bytes, ends, count }: LineBatch): Identities {
  const ids: string[] = [];
  const userIds: string[] = [];
  const isCloudEvent = bytes[2] === 's'.charCodeAt(0);
  let start = 0;
  for (let i = 0; i < count; i++) {
    const idAt = start + (isCloudEvent ? '{"specversion":"1.0","id":' : '{"id":').length;
    const idEnd = endOfText(bytes, idAt);
    const userAt = isCloudEvent ? subjectAt(bytes, idEnd) : idEnd + ',"userId":'.length;
    ids.push(textAt(bytes, idAt, idEnd));
    userIds.push(textAt(bytes, userAt, endOfText(bytes, userAt)));
    start = ends[i] ?? start;
  }
  return { ids, userIds };
}

/** Behind the id of a CloudEvent stand its source and type, then the subject. */
function subjectAt(bytes: Uint8Array, idEnd: number): number {
  const sourceEnd = endOfText(bytes, idEnd + ',"source":'.length);
  const typeEnd = endOfText(bytes, sourceEnd + ',"type":'.length);
  return typeEnd + ',"subject":'.length;
}

/** The id in the canonical line that begins at `start`. One id costs less than the list of a batch's ids. */
export function idInLine(bytes: Uint8Array, start: number): string {
  const at = start + '{"id":'.length;
  return textAt(bytes, at, endOfText(bytes, at));
}
