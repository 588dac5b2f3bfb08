/** Runs a caller's function on each event of a batch; what stands before a failing event still goes on its way. */
import { AdapterError } from '../src/errors.ts';
import type { AnyEvent } from '../src/model/event.ts';

import { isPromise, oneLine } from './base.ts';

/** Says what is wrong with a result, or that nothing is. */
export type Judge = (result: unknown) => string | undefined;

export interface Applied<E, R> {
  readonly done: readonly { readonly event: E; readonly result: R }[];
  /** The first event whose call went wrong, and how. */
  readonly fault: { readonly event: E; readonly what: string; readonly cause: unknown } | undefined;
}

export function applyToEach<E extends AnyEvent, R>(
  events: readonly E[],
  fn: (event: E) => R,
  judge: Judge,
): Applied<E, R> {
  const done: { readonly event: E; readonly result: R }[] = [];
  for (const event of events) {
    let result: R;
    try {
      result = fn(event);
    } catch (cause) {
      return { done, fault: { event, what: `threw: ${oneLine(cause)}`, cause } };
    }
    const what = judge(result);
    if (what !== undefined) return { done, fault: { event, what, cause: undefined } };
    done.push({ event, result });
  }
  return { done, fault: undefined };
}

/** Throws for the fault, once everything before it has been handed over. */
export function throwAfter(pending: void | Promise<void>, failure: () => AdapterError): void | Promise<void> {
  if (!isPromise(pending)) throw failure();
  return pending.then(() => {
    throw failure();
  });
}

export function eventFunctionFailed(
  fault: { readonly event: AnyEvent; readonly what: string; readonly cause: unknown },
  told: { readonly adapter: string; readonly fn: string; readonly acknowledged: number; readonly suggestion: string },
): AdapterError {
  const { adapter, fn, acknowledged, suggestion } = told;
  return new AdapterError(
    'ADAPTER_ERROR',
    `${adapter} adapter: ${fn} of event '${fault.event.id}' (${fault.event.name}) ${fault.what}`,
    { adapter, operation: 'write', retriable: false, acknowledged, unacknowledged: 1 },
    { path: [`event '${fault.event.id}'`], suggestion, cause: fault.cause },
  );
}
