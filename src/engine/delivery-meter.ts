/** How long an adapter takes, measured under `debug`: calls, what of them is outstanding, and the wait for them. */

/** Quantiles of how long calls took, ms: nearest rank, of values rounded to three digits. */
export interface Latencies {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  /** Not rounded. */
  readonly max: number;
}

/** Digits kept of a latency: at most 900 counters for each power of ten, however long the run. */
const DIGITS = 3;

export class DeliveryMeter {
  readonly #now: () => number;
  readonly #counts = new Map<number, number>();
  #calls = 0;
  #largest = 0;
  /** Most calls that were outstanding at once. */
  inFlightMax = 0;
  /** How long the run stood because the adapter had no room for more, or was being flushed. */
  waitedMs = 0;
  /** How long the adapter was flushed, at the end and between paced events. */
  flushMs = 0;

  /** @param now monotonic wall clock, ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** A call begins, one of so many outstanding. Gives what is to be called when it has settled. */
  called(outstanding: number): () => void {
    if (outstanding > this.inFlightMax) this.inFlightMax = outstanding;
    const begin = this.#now();
    return () => this.#note(this.#now() - begin);
  }

  /** The run stands from now on. Gives what is to be called when it goes on. */
  waits(): () => void {
    const begin = this.#now();
    return () => void (this.waitedMs += this.#now() - begin);
  }

  /** A flush begins. Gives what is to be called when it is over. */
  flushes(): () => void {
    const begin = this.#now();
    return () => {
      const ms = this.#now() - begin;
      this.flushMs += ms;
      this.waitedMs += ms;
    };
  }

  /** `null` where no call has settled. */
  latencies(): Latencies | null {
    if (this.#calls === 0) return null;
    const sorted = [...this.#counts].sort(([a], [b]) => a - b);
    const quantile = (share: number): number => {
      let seen = 0;
      for (const [ms, count] of sorted) {
        seen += count;
        if (seen >= share * this.#calls) return ms;
      }
      return this.#largest;
    };
    return { p50: quantile(0.5), p95: quantile(0.95), p99: quantile(0.99), max: this.#largest };
  }

  #note(ms: number): void {
    const rounded = Number(ms.toPrecision(DIGITS));
    this.#counts.set(rounded, (this.#counts.get(rounded) ?? 0) + 1);
    this.#calls++;
    if (ms > this.#largest) this.#largest = ms;
  }
}
