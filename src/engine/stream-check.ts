/**
 * What must hold of every stream, looked at as it is handed over: time never goes back, and no id comes twice. It costs
 * memory for each id and the text of ids in bytes, so it is for `debug`, `dryRun` and tests.
 */
import { SynodeError } from '../errors.ts';
import type { EncodedBatch } from '../model/adapter.ts';
import type { AnyEvent } from '../model/event.ts';

/** Ids that are remembered; what comes after them is looked at for its order alone. */
export const MOST_IDS = 1_000_000;

export class StreamCheck {
  readonly #order: 'user' | 'time';
  readonly #mostIds: number;
  readonly #ids = new Set<string>();
  #userId: string | undefined;
  #lastId = '';
  #lastMs = -Infinity;
  #broken: SynodeError | undefined;

  /** @param mostIds 0 where noise may hand an event on twice: then order alone is looked at */
  constructor(order: 'user' | 'time', mostIds: number = MOST_IDS) {
    this.#order = order;
    this.#mostIds = mostIds;
  }

  /** @throws SynodeError `ORDER_VIOLATION`, `DUPLICATE_EVENT_ID`; from then on, always */
  events(events: readonly AnyEvent[]): void {
    for (const { id, userId, timestamp } of events) this.#take(id, userId, timestamp.getTime());
  }

  /** The same for lines. */
  lines({ count, ids, userIds, timestamps }: Omit<EncodedBatch, 'bytes' | 'ends' | 'names'>): void {
    for (let i = 0; i < count; i++) this.#take(ids[i] ?? '', userIds[i] ?? '', timestamps[i] ?? NaN);
  }

  #take(id: string, userId: string, ms: number): void {
    if (this.#broken !== undefined) throw this.#broken;
    const isNext = this.#order === 'time' || userId === this.#userId;
    if (isNext && !(ms >= this.#lastMs)) throw this.#break(this.#outOfOrder(id, ms));
    if (this.#ids.has(id)) throw this.#break(twice(id, userId));
    if (this.#ids.size < this.#mostIds) this.#ids.add(id);
    this.#userId = userId;
    this.#lastId = id;
    this.#lastMs = ms;
  }

  #break(error: SynodeError): SynodeError {
    this.#broken = error;
    return error;
  }

  #outOfOrder(id: string, ms: number): SynodeError {
    const [before, now] = [this.#lastMs, ms].map(instantText);
    return new SynodeError('ORDER_VIOLATION', `event '${id}' of ${now} comes after '${this.#lastId}' of ${before}`, {
      path: [`event '${id}'`],
      expected: `an instant from ${before} on`,
      received: now ?? '',
      suggestion:
        'Does a handler change an event it has returned? If not, please report this with the line that repeats it.',
    });
  }
}

function twice(id: string, userId: string): SynodeError {
  return new SynodeError('DUPLICATE_EVENT_ID', `two events have the id '${id}'`, {
    path: [`event '${id}'`],
    expected: 'an id of its own for each event',
    received: `the id of an earlier event, now for ${userId}`,
    suggestion:
      'Does an idGenerator or a handler give its own ids? If not, please report this with the line that repeats it.',
  });
}

function instantText(ms: number): string {
  return Number.isFinite(ms) ? new Date(ms).toISOString() : 'no instant';
}
