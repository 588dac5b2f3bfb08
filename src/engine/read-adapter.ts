/** The adapter of a run, as it was given or made: whether the runtime can feed it. */
import { AdapterError, describeValue, SynodeError } from '../errors.ts';
import { isEncoding } from '../encode/encodings.ts';
import type { OutputAdapter } from '../model/adapter.ts';
import type { AnyEvent } from '../model/event.ts';

/** @throws SynodeError `ADAPTER_INVALID`, `ADAPTER_ERROR` where a factory threw */
export function readAdapter(option: unknown): OutputAdapter<AnyEvent> {
  const adapter: unknown = typeof option === 'function' ? made(option as () => unknown) : option;
  if (typeof adapter === 'object' && adapter !== null && 'write' in adapter && typeof adapter.write === 'function') {
    checkFeed(adapter as OutputAdapter<AnyEvent>);
    checkEncoding(adapter as OutputAdapter<AnyEvent>);
    return adapter as OutputAdapter<AnyEvent>;
  }
  const isPromise = typeof adapter === 'object' && adapter !== null && 'then' in adapter;
  throw new SynodeError('ADAPTER_INVALID', 'adapter has no write()', {
    path: ["option 'adapter'"],
    expected: 'an object with write(event)',
    received: isPromise ? 'a promise' : describeValue(adapter),
    suggestion: isPromise ? 'Await what the adapter needs in open().' : adviceFor(adapter),
  });
}

/** A config takes a target as text; a call takes what writes there. */
function adviceFor(adapter: unknown): string {
  if (typeof adapter !== 'string') return 'Implement write(event).';
  if (/^https?:/.test(adapter)) return "Write new HttpAdapter({ url }), from 'synode/adapters/http'.";
  if (adapter.startsWith('kafka:')) return "Write new KafkaAdapter({ brokers, topic }), from 'synode/adapters/kafka'.";
  return "Write new FileAdapter(path), from 'synode/adapters/file'. A path as text is for configs and --to.";
}

function made(factory: () => unknown): unknown {
  try {
    return factory();
  } catch (cause) {
    if (cause instanceof SynodeError) throw cause;
    throw new AdapterError(
      'ADAPTER_ERROR',
      `the adapter could not be made: ${cause instanceof Error ? cause.message : describeValue(cause)}`,
      { adapter: 'adapter', operation: 'open', retriable: false, acknowledged: 0, unacknowledged: 0 },
      { path: ["option 'adapter'"], cause, suggestion: 'See the cause: the function given as adapter threw.' },
    );
  }
}

/** A batch of nothing would never be full, and no call under way would never be allowed. */
function checkFeed({ feed }: OutputAdapter<AnyEvent>): void {
  for (const key of ['batchSize', 'maxInFlight'] as const) {
    const value: unknown = feed?.[key];
    if (value === undefined || (Number.isSafeInteger(value) && Number(value) >= 1)) continue;
    throw new SynodeError('ADAPTER_INVALID', `feed.${key} of the adapter is ${describeValue(value)}`, {
      path: ["option 'adapter'", `'feed'`, `'${key}'`],
      expected: 'a whole number from 1',
      received: describeValue(value),
      suggestion: 'Leave it out for the default.',
    });
  }
}

/** An encoding that nobody makes would be passed over without a word. */
function checkEncoding({
  encoding,
  writeEncoded,
}: {
  readonly encoding?: unknown;
  readonly writeEncoded?: unknown;
}): void {
  const isKnown = isEncoding(encoding);
  if (encoding === undefined || (isKnown && typeof writeEncoded === 'function')) return;
  throw new SynodeError(
    'ADAPTER_INVALID',
    isKnown ? 'adapter has an encoding and no writeEncoded()' : `encoding of the adapter is ${describeValue(encoding)}`,
    {
      path: ["option 'adapter'", "'encoding'"],
      expected: isKnown
        ? 'writeEncoded(batch)'
        : "'ndjson', 'cloudevents', { format: 'csv', columns, rest, eol }, or nothing for events as objects",
      received: isKnown ? describeValue(writeEncoded) : describeValue(encoding),
      suggestion: isKnown ? 'Implement writeEncoded(batch), or leave encoding out.' : 'Leave it out.',
    },
  );
}
