/** What the cases of the adapter contract look at. */
import { inspect } from 'node:util';

import { AdapterError } from '../errors.ts';
import type { OutputAdapter } from '../model/adapter.ts';
import type { Event } from '../model/event.ts';
import type { AdapterDeviation, AdapterSubject, ReceivedEvent } from './adapter-contract.ts';

/** A broken promise of an adapter. */
export class ContractBroken extends Error {
  override readonly name = 'ContractBroken';
}

export function must(isKept: boolean, otherwise: string): asserts isKept {
  if (!isKept) throw new ContractBroken(otherwise);
}

export function deviates(subject: AdapterSubject, deviation: AdapterDeviation): boolean {
  return subject.deviations?.includes(deviation) === true;
}

/** The hook that a point needs, or nothing where its absence is excused by name. */
export function hookOrExcuse<T>(
  subject: AdapterSubject,
  hook: T | undefined,
  needs: { readonly hook: string; readonly excuse: AdapterDeviation },
): T | undefined {
  const isExcused = deviates(subject, needs.excuse);
  must(hook !== undefined || isExcused, `give ${needs.hook}, or the deviation '${needs.excuse}'`);
  return isExcused ? undefined : hook;
}

/** Without an error, or with the error that was found. */
export function mustSucceed(error: unknown, doing: string): void {
  if (error !== undefined)
    throw new ContractBroken(`${doing} failed: ${inspect(error, { depth: 1 })}`, { cause: error });
}

/** All events once, none changed. */
export function mustBeAll(received: readonly ReceivedEvent[], sent: readonly Event[]): void {
  const texts = new Map(received.map((event) => [event.id, textOf(event)]));
  const missing = sent.filter(({ id }) => !texts.has(id));
  must(missing.length === 0, `${missing.length} of ${sent.length} events are missing, first '${missing[0]?.id}'`);
  must(
    received.length === texts.size,
    `${received.length - texts.size} events arrived twice, such as '${firstTwice(received)}'`,
  );
  must(texts.size === sent.length, `${texts.size - sent.length} events arrived that were not sent`);
  for (const event of sent) {
    const text = texts.get(event.id);
    must(text === textOf(event), `event '${event.id}' arrived changed: ${text} instead of ${textOf(event)}`);
  }
}

/** Each user's events in the order they were sent. */
export function mustKeepOrder(received: readonly ReceivedEvent[], sent: readonly Event[]): void {
  const places = new Map(sent.map(({ id }, i) => [id, i]));
  const last = new Map<string, number>();
  for (const { id, userId } of received) {
    const place = places.get(id) ?? -1;
    const before = last.get(userId) ?? -1;
    must(place > before, `event '${id}' of '${userId}' arrived after '${sent[before]?.id}', which was sent later`);
    last.set(userId, place);
  }
}

/** An error of the outside world in the form the runtime relies on. */
export function mustBeAdapterError(error: unknown, doing: string): asserts error is AdapterError {
  must(error instanceof AdapterError, `${doing} must reject with an AdapterError, got ${String(error)}`);
  must(error.kind === 'adapter', `${doing} rejects with kind '${error.kind}' instead of 'adapter'`);
}

/** What rejects or throws, whichever way. */
export async function failureOf(work: () => unknown): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error ?? new Error('failed without an error');
  }
  return undefined;
}

/** Opens, writes by the best method there is, and leaves the adapter open. */
export async function writeAll(adapter: OutputAdapter<Event>, events: readonly Event[]): Promise<void> {
  const { batchSize = 1000 } = adapter.feed ?? {};
  if (adapter.writeBatch === undefined) for (const event of events) await adapter.write(event);
  else for (let i = 0; i < events.length; i += batchSize) await adapter.writeBatch(events.slice(i, i + batchSize));
}

/** The six fields as JSON; `Date` and its ISO text are the same. */
export function textOf({ id, userId, sessionId, name, timestamp, payload }: ReceivedEvent | Event): string {
  return JSON.stringify({ id, userId, sessionId, name, timestamp, payload });
}

function firstTwice(received: readonly ReceivedEvent[]): string | undefined {
  const seen = new Set<string>();
  return received.find(({ id }) => seen.size === seen.add(id).size)?.id;
}
