/** Follows a run through its phases: time, work and memory of each. Nothing of it reaches an event. */
import process from 'node:process';

import type { Span } from '../model/result.ts';

/** What can be asked of a process at any moment. */
export interface Probe {
  /** Monotonic wall clock, ms. */
  now(): number;
  /** CPU time of all threads so far. */
  cpuMs(): number;
  memory(): { readonly rssBytes: number; readonly heapUsedBytes: number };
}

/** A moment. */
export interface Mark {
  readonly at: number;
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly heapUsedBytes: number;
}

/** What the run has done up to a moment. */
export interface Work {
  readonly events: number;
  readonly bytes: number;
  readonly waitedForAdapterMs: number;
}

/** One phase while it is open. */
interface OpenSpan {
  readonly phase: string;
  readonly start: Mark;
  readonly before: Work;
  rssPeakBytes: number;
  batches: number;
  batchSizeMin: number;
  batchSizeMax: number;
  readonly workers: Map<number, number>;
}

/** A phase that is over; its events as they were made, whether or not the adapter took them. */
interface ClosedSpan {
  readonly span: Span;
  readonly firstEvent: number;
  readonly lastEvent: number;
}

const NOTHING: Work = { events: 0, bytes: 0, waitedForAdapterMs: 0 };

/** Asks this process. */
export function processProbe(now: () => number): Probe {
  return {
    now,
    cpuMs: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1000;
    },
    memory: () => {
      const { rss, heapUsed } = process.memoryUsage();
      return { rssBytes: rss, heapUsedBytes: heapUsed };
    },
  };
}

export function markOf(probe: Probe): Mark {
  return { at: probe.now(), cpuMs: probe.cpuMs(), ...probe.memory() };
}

/** The phases of one run, one after another: where one ends the next begins. */
export class RunWatch {
  readonly #probe: Probe;
  readonly #work: () => Work;
  readonly #closed: ClosedSpan[] = [];
  #open: OpenSpan | undefined;
  #last: Mark;
  #lastWork = NOTHING;
  heapUsedPeakBytes: number;

  /** @param work what the run has done so far; never asked before the first phase ends */
  constructor(probe: Probe, { begun, work }: { readonly begun: Mark; readonly work: () => Work }) {
    this.#probe = probe;
    this.#work = work;
    this.#last = begun;
    this.heapUsedPeakBytes = begun.heapUsedBytes;
  }

  /** Begins a phase where the one before ended; ends that one as done if nobody has. */
  begin(phase: string): void {
    this.end('done');
    const start = this.#last;
    this.#open = {
      phase,
      start,
      before: this.#lastWork,
      rssPeakBytes: start.rssBytes,
      batches: 0,
      batchSizeMin: Infinity,
      batchSizeMax: 0,
      workers: new Map(),
    };
  }

  /** A batch of so many events was handed on. */
  batch(size: number): void {
    const open = this.#open;
    const { rssBytes, heapUsedBytes } = this.#probe.memory();
    this.heapUsedPeakBytes = Math.max(this.heapUsedPeakBytes, heapUsedBytes);
    if (open === undefined) return;
    open.rssPeakBytes = Math.max(open.rssPeakBytes, rssBytes);
    open.batches++;
    open.batchSizeMin = Math.min(open.batchSizeMin, size);
    open.batchSizeMax = Math.max(open.batchSizeMax, size);
  }

  /** A worker thread has made so many events. */
  worker(id: number, events: number): void {
    const workers = this.#open?.workers;
    workers?.set(id, (workers.get(id) ?? 0) + events);
  }

  /** Ends the phase, if one is open. */
  end(status: Span['status']): void {
    const open = this.#open;
    if (open === undefined) return;
    const [end, work] = [markOf(this.#probe), this.#work()];
    this.#open = undefined;
    this.#closed.push({
      span: spanOf(open, { status, end, work }),
      firstEvent: open.before.events,
      lastEvent: work.events,
    });
    this.#last = end;
    this.#lastWork = work;
    this.heapUsedPeakBytes = Math.max(this.heapUsedPeakBytes, end.heapUsedBytes);
  }

  /** The phases that ran, in their order. @param written events the adapter has taken: the first of the stream */
  spans(written: number): readonly Span[] {
    return this.#closed.map(({ span, firstEvent, lastEvent }) => {
      const events = Math.min(lastEvent, written) - Math.min(firstEvent, written);
      return { ...span, events, rows: events };
    });
  }
}

function spanOf(
  open: OpenSpan,
  { status, end, work }: { readonly status: Span['status']; readonly end: Mark; readonly work: Work },
): Span {
  const { phase, start, before } = open;
  const events = work.events - before.events;
  return {
    phase,
    status,
    ms: end.at - start.at,
    cpuMs: end.cpuMs - start.cpuMs,
    events,
    rows: events,
    bytes: work.bytes - before.bytes,
    batches: open.batches,
    batchSizeMin: open.batches === 0 ? 0 : open.batchSizeMin,
    batchSizeMax: open.batchSizeMax,
    rssStartBytes: start.rssBytes,
    rssPeakBytes: Math.max(open.rssPeakBytes, end.rssBytes),
    rssEndBytes: end.rssBytes,
    waitedForAdapterMs: work.waitedForAdapterMs - before.waitedForAdapterMs,
    workers: [...open.workers].sort(([a], [b]) => a - b).map(([id, made]) => ({ id, events: made })),
  };
}
