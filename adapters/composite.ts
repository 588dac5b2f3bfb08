/** One stream, several destinations. */
import { AdapterError, SynodeError } from '../src/errors.ts';
import { isSameEncoding } from '../src/encode/encodings.ts';
import type {
  AdapterEncoding,
  AdapterPosition,
  AdapterReport,
  EncodedBatch,
  OutputAdapter,
  RunInfo,
} from '../src/model/adapter.ts';
import type { AnyEvent, Event, JsonValue } from '../src/model/event.ts';

import { Lifecycle, newTally, oneLine, toAdapterError } from './base.ts';
import { Child } from './composite-child.ts';
import type { ResolvedFeed } from './deliver.ts';
import { anAdapter, OptionCheck, oneOf } from './options.ts';

/** Options of `CompositeAdapter`. */
export interface CompositeOptions {
  /**
   * `'fail'`: the first error ends the run, after the others have settled. `'isolate'`: the failing adapter is closed
   * and left out, and the report says why; the run fails when none is left. Default `'fail'`.
   */
  readonly onError?: 'fail' | 'isolate';
}

type Operation = 'open' | 'write' | 'flush' | 'close';

/**
 * Hands every event to all adapters in parallel; the slowest sets the pace.
 *
 * @throws AdapterError `COMPOSITE_FAILED` when all adapters have been isolated
 * @example new CompositeAdapter([new FileAdapter('out.ndjson'), new ConsoleAdapter()], { onError: 'isolate' })
 */
export class CompositeAdapter<E extends AnyEvent = Event> implements OutputAdapter<E> {
  readonly name = 'composite';
  readonly feed: ResolvedFeed;
  readonly encoding?: AdapterEncoding;
  readonly digest?: 'stream' | 'full';
  readonly needsWholeRun: boolean;
  readonly position?: () => AdapterPosition;
  readonly restore?: (detail: JsonValue) => Promise<void>;
  readonly #children: readonly Child<E>[];
  readonly #isolates: boolean;
  readonly #lifecycle = new Lifecycle('composite');
  readonly #tally = newTally();

  constructor(adapters: readonly OutputAdapter<E>[], options: CompositeOptions = {}) {
    checkComposite(adapters, options);
    this.#children = adapters.map((adapter) => new Child(adapter));
    this.#isolates = options.onError === 'isolate';
    this.feed = commonFeed(this.#children);
    const encoding = commonEncoding(adapters);
    if (encoding !== undefined) this.encoding = encoding;
    const digest = adapters.some((adapter) => adapter.digest === 'full') ? 'full' : firstDigest(adapters);
    if (digest !== undefined) this.digest = digest;
    this.needsWholeRun = adapters.some((adapter) => adapter.needsWholeRun === true);
    if (this.#children.some((child) => child.isResumable)) {
      this.position = () => this.#position();
      this.restore = (detail) => this.#restore(detail);
    }
  }

  async open(run: RunInfo): Promise<void> {
    this.#lifecycle.begin();
    await this.#all('open', (child) => child.open(run));
  }

  write(event: E): Promise<void> {
    return this.writeBatch([event]);
  }

  writeBatch(events: readonly E[]): Promise<void> {
    return this.#hand(events.length, (child) => child.write(events));
  }

  writeEncoded(batch: EncodedBatch): Promise<void> {
    return this.#hand(batch.count, (child) => child.writeEncoded(batch));
  }

  async flush(): Promise<void> {
    await this.#all('flush', (child) => child.flush());
  }

  close(): Promise<void> {
    return this.#lifecycle.close(async () => {
      const failures = await settleAll(this.#children, (child) => child.close());
      if (failures.length > 0) throw joined(failures, 'close');
    });
  }

  report(): AdapterReport {
    const children = this.#children.map((child) => child.report());
    const alive = children.filter(({ lost }) => lost === undefined);
    const sum = (count: (report: AdapterReport) => number) => children.reduce((total, each) => total + count(each), 0);
    return {
      ...this.#tally,
      name: this.name,
      acknowledged: Math.min(this.#tally.events, ...alive.map((child) => child.acknowledged + child.filtered)),
      bytes: sum(({ bytes }) => bytes),
      retries: sum(({ retries }) => retries),
      children,
    };
  }

  async #hand(count: number, work: (child: Child<E>) => void | Promise<void>): Promise<void> {
    this.#lifecycle.assertUsable();
    await this.#all('write', work);
    this.#tally.events += count;
    this.#tally.batches += 1;
  }

  async #all(operation: Operation, work: (child: Child<E>) => void | Promise<void>): Promise<void> {
    const alive = this.#children.filter((child) => child.lost === undefined);
    const failures = await settleAll(alive, work);
    if (failures.length === 0) return;
    if (!this.#isolates) throw joined(failures, operation);
    await Promise.all(failures.map(({ child, error }) => child.isolate(error)));
    if (this.#children.every((child) => child.lost !== undefined)) throw this.#allLost(operation, failures);
  }

  #allLost(operation: Operation, failures: readonly Failure<E>[]): AdapterError {
    const reasons = this.#children.map((child) => `${child.name}: ${child.lost?.message}`);
    const acknowledged = Math.max(0, ...this.#children.map((child) => child.report().acknowledged));
    return new AdapterError(
      'COMPOSITE_FAILED',
      `all ${this.#children.length} children failed: ${reasons.join('; ')}`,
      { adapter: this.name, operation, retriable: false, acknowledged, unacknowledged: 0 },
      { suggestion: 'See the causes; each child can be wrapped in a RetryAdapter.', cause: failures[0]?.error },
    );
  }

  /** The earliest place of all; a child that is ahead of it skips what it has. */
  #position(): AdapterPosition {
    const positions = this.#children.map((child) => child.position());
    const ordinals = positions.flatMap((position) => ('ordinal' in position ? [position.ordinal] : []));
    const ordinal = ordinals.length === 0 ? 0 : Math.min(...ordinals);
    return { ordinal, detail: { ordinal, children: positions } };
  }

  async #restore(detail: JsonValue): Promise<void> {
    const { ordinal, children } = detail as unknown as {
      ordinal: number;
      children: ReturnType<Child<E>['position']>[];
    };
    await Promise.all(
      this.#children.map(async (child, i) => {
        const position = children[i];
        if (position !== undefined) await child.restore(position, ordinal);
      }),
    );
    this.#tally.events = ordinal;
  }
}

interface Failure<E extends AnyEvent> {
  readonly child: Child<E>;
  readonly error: unknown;
}

/** Lets all finish before anybody hears of a failure. Failures come in the order of the children. */
async function settleAll<E extends AnyEvent>(
  children: readonly Child<E>[],
  work: (child: Child<E>) => void | Promise<void>,
): Promise<Failure<E>[]> {
  const settled = await Promise.allSettled(children.map(async (child) => work(child)));
  return children.flatMap((child, i) => {
    const outcome = settled[i];
    return outcome?.status === 'rejected' ? [{ child, error: outcome.reason as unknown }] : [];
  });
}

/** The first failure as it is; several as the first with the others named. */
function joined<E extends AnyEvent>(failures: readonly Failure<E>[], operation: Operation): SynodeError {
  const errors = failures.map(({ child, error }) => {
    const { events, acknowledged } = child.report();
    return toAdapterError(error, {
      adapter: child.name,
      operation,
      acknowledged,
      unacknowledged: Math.max(0, events - acknowledged),
    });
  });
  const [first, ...others] = errors;
  if (first === undefined) throw new TypeError('nothing has failed');
  if (others.length === 0 || !(first instanceof AdapterError)) return first;
  const more = others.map((error) => oneLine(error)).join('; ');
  return new AdapterError(first.code, `${first.rawMessage} (and ${others.length} more: ${more})`, first, {
    cause: new AggregateError(errors),
    ...(first.suggestion === undefined ? {} : { suggestion: first.suggestion }),
  });
}

/** Children of one appetite may be fed as they like; else every batch is cut for each, one at a time. */
function commonFeed<E extends AnyEvent>(children: readonly Child<E>[]): ResolvedFeed {
  const sizes = children.map(({ feed }) => feed.batchSize);
  const batchSize = Math.max(...sizes);
  const isEven = sizes.every((size) => size === batchSize);
  return { batchSize, maxInFlight: isEven ? Math.min(...children.map(({ feed }) => feed.maxInFlight)) : 1 };
}

function firstDigest(adapters: readonly OutputAdapter<never>[]): OutputAdapter['digest'] {
  return adapters.find(({ digest }) => digest !== undefined)?.digest;
}

/** Bytes are handed on only where every child wants the same ones. */
function commonEncoding(adapters: readonly OutputAdapter<never>[]): AdapterEncoding | undefined {
  const encoding = adapters[0]?.encoding;
  const isCommon = adapters.every(
    (adapter) => isSameEncoding(adapter.encoding, encoding) && adapter.writeEncoded !== undefined,
  );
  return isCommon ? encoding : undefined;
}

function checkComposite(adapters: readonly OutputAdapter<never>[], options: CompositeOptions): void {
  const check = new OptionCheck('CompositeAdapter');
  if (!Array.isArray(adapters) || adapters.length === 0) {
    check.fault('adapters', adapters, { expected: 'a list of at least one adapter' });
  } else {
    adapters.forEach((adapter: unknown, i) => check.value(`adapters[${i}]`, adapter, anAdapter));
    if (new Set(adapters).size < adapters.length) {
      check.fault('adapters', adapters, { expected: 'different adapters', received: 'a list with one adapter twice' });
    }
  }
  check.object(options, { onError: oneOf('fail', 'isolate') });
  check.throwIfAny();
}
