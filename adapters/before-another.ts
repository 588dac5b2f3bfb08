/** What stands before another adapter and looks at each event: the other's word on what has arrived is its own. */
import type { AdapterReport, OutputAdapter, RunInfo } from '../src/model/adapter.ts';
import type { AnyEvent } from '../src/model/event.ts';

import { Lifecycle, newTally, reportOf } from './base.ts';
import { deliver, feedOf, type ResolvedFeed } from './deliver.ts';
import { applyToEach, eventFunctionFailed, throwAfter, type Applied, type Judge } from './event-function.ts';
import { aFunction, anAdapter, OptionCheck } from './options.ts';

/** How the author's function is called, asked and told. */
export interface EachEvent<E extends AnyEvent, R> {
  readonly adapter: string;
  /** The name of the parameter, for a fault of it. */
  readonly parameter: string;
  /** The same in an error. */
  readonly called: string;
  readonly suggestion: string;
  readonly apply: (event: E) => R;
  /** What is wrong with an answer, or `undefined`. */
  readonly judge: Judge;
}

export abstract class BeforeAnother<E extends AnyEvent, F extends AnyEvent, R> implements OutputAdapter<E> {
  readonly feed: ResolvedFeed;
  readonly needsWholeRun: boolean;
  protected readonly tally = newTally();
  readonly #adapter: OutputAdapter<F>;
  readonly #each: EachEvent<E, R>;
  readonly #lifecycle: Lifecycle;

  constructor(adapter: OutputAdapter<F>, each: EachEvent<E, R>) {
    const check = new OptionCheck(`${each.adapter[0]?.toUpperCase()}${each.adapter.slice(1)}Adapter`);
    check.value('adapter', adapter, anAdapter);
    check.value(each.parameter, each.apply, aFunction);
    check.throwIfAny();
    this.#adapter = adapter;
    this.#each = each;
    this.#lifecycle = new Lifecycle(each.adapter);
    this.feed = feedOf(adapter);
    this.needsWholeRun = adapter.needsWholeRun === true;
  }

  open(run: RunInfo): void | Promise<void> {
    this.#lifecycle.begin();
    return this.#adapter.open?.(run);
  }

  write(event: E): void | Promise<void> {
    return this.writeBatch([event]);
  }

  writeBatch(events: readonly E[]): void | Promise<void> {
    this.#lifecycle.assertUsable();
    const { adapter, called, suggestion, apply, judge } = this.#each;
    const { done, fault } = applyToEach(events, apply, judge);
    const kept = this.kept(done);
    this.tally.batches += 1;
    this.tally.events += kept.length;
    this.tally.filtered += done.length - kept.length;
    const pending = deliver(this.#adapter, kept);
    if (fault === undefined) return pending;
    const failed = () => {
      const { acknowledged } = this.report();
      return eventFunctionFailed(fault, { adapter, fn: called, acknowledged, suggestion });
    };
    return throwAfter(pending, failed);
  }

  flush(): void | Promise<void> {
    return this.#adapter.flush?.();
  }

  close(): Promise<void> {
    return this.#lifecycle.close(() => this.#adapter.close?.());
  }

  report(): AdapterReport {
    const child = this.#adapter.report?.();
    const { events, batches, filtered } = this.tally;
    const name = this.#each.adapter;
    if (child === undefined) return reportOf(name, { ...this.tally, acknowledged: events });
    return { ...child, name, batches, filtered, children: [child] };
  }

  /** What goes on. */
  protected abstract kept(done: Applied<E, R>['done']): readonly F[];
}
