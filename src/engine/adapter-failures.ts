/** What is said of an adapter whose call failed, or did not come to an end. */
import { AdapterError } from '../errors.ts';

/** A call of an adapter, and how far delivery was by then, in events. */
export interface AdapterCall {
  readonly adapter: string;
  readonly operation: AdapterError['operation'];
  readonly acknowledged: number;
  readonly unacknowledged: number;
}

export function adapterFailed(call: AdapterCall, thrown: unknown): AdapterError {
  const { adapter, operation, acknowledged } = call;
  const systemCode = (thrown as { readonly code?: unknown } | null)?.code;
  const what = thrown instanceof Error ? thrown.message : String(thrown);
  return new AdapterError(
    'ADAPTER_ERROR',
    `${adapter}: ${operation} failed after ${acknowledged} acknowledged events: ${what}`,
    { ...call, ...(typeof systemCode === 'string' ? { systemCode } : {}), retriable: false },
    { path: [`adapter '${adapter}'`], cause: thrown, suggestion: 'See the cause.' },
  );
}

/** A `close` has its time whenever it comes, the others from the abort on. */
export function adapterTooLate(call: AdapterCall, limitMs: number): AdapterError {
  const { adapter, operation } = call;
  const [what, since] = operation === 'close' ? ['close', ''] : [`end its ${operation}`, ' of the abort'];
  return new AdapterError(
    'ADAPTER_CLOSE_TIMEOUT',
    `${adapter} did not ${what} within ${limitMs} ms${since}`,
    { ...call, retriable: false },
    {
      path: [`adapter '${adapter}'`],
      suggestion: `Raise closeTimeoutMs, or look for a promise that never settles in ${operation}().`,
    },
  );
}
