/** Releases events when they are due on the wall: never early, never dropped; lateness is measured. */
import type { PacingReport } from '../model/result.ts';
import type { Clock } from '../model/run-options.ts';
import type { PacingRule } from '../plan/pacing.ts';

/** Latenesses above this are counted as this. */
const MOST_MS = 60_000;

export class Pacer {
  readonly #rule: PacingRule;
  readonly #clock: Clock;
  readonly #signal: AbortSignal;
  /** Simulated instant from which events are paced. */
  readonly #liveFrom: number;
  /** Wall time at which the schedule begins; known with the first paced event. */
  #begin: number | undefined;
  #released = 0;
  readonly #lags = new Uint32Array(MOST_MS + 1);
  #largest = 0;
  #handoverLagMs = 0;
  /** How late the event released last was; `undefined` before the first paced one. */
  lagMs: number | undefined = undefined;

  constructor(rule: PacingRule, clock: Clock, startMs: number, signal: AbortSignal) {
    this.#rule = rule;
    this.#clock = clock;
    this.#signal = signal;
    const { liveFrom } = rule.mode === 'realtime' ? rule : { liveFrom: 'start' as const };
    const wall = clock.now();
    this.#liveFrom = liveFrom === 'start' ? startMs : liveFrom === 'now' ? wall : liveFrom;
    // With 'start' the schedule begins with the run, with 'now' the two clocks coincide; else when backfill has ended.
    if (liveFrom === 'start' || liveFrom === 'now') this.#begin = wall;
  }

  /** Ms until an event of this simulated instant is due; 0 or less is now. Notes how late it is. */
  wait(ms: number): number {
    if (ms < this.#liveFrom) return 0;
    const now = this.#clock.now();
    this.#begin ??= now;
    const due = this.#begin + this.#offset(ms);
    if (due > now) return due - now;
    this.#note(now - due);
    return 0;
  }

  /** Sleeps until the event is due; an abort wakes it. */
  async sleep(ms: number): Promise<void> {
    for (let left = this.wait(ms); left > 0 && !this.#signal.aborted; left = this.wait(ms)) {
      try {
        await this.#clock.sleep(Math.ceil(left), this.#signal);
      } catch (thrown) {
        if (!this.#signal.aborted) throw thrown;
      }
    }
  }

  report(): PacingReport {
    return {
      lagMs: { p50: this.#quantile(0.5), p99: this.#quantile(0.99), max: this.#largest },
      handoverLagMs: this.#handoverLagMs,
    };
  }

  #offset(ms: number): number {
    return this.#rule.mode === 'realtime'
      ? (ms - this.#liveFrom) / this.#rule.speed
      : this.#released * this.#rule.everyMs;
  }

  #note(lagMs: number): void {
    this.lagMs = lagMs;
    if (this.#released === 0) this.#handoverLagMs = lagMs;
    this.#released++;
    const whole = Math.min(MOST_MS, Math.floor(lagMs));
    this.#lags[whole] = (this.#lags[whole] ?? 0) + 1;
    if (lagMs > this.#largest) this.#largest = lagMs;
  }

  #quantile(share: number): number {
    let seen = 0;
    for (let ms = 0; ms <= MOST_MS; ms++) {
      seen += this.#lags[ms] ?? 0;
      if (seen >= share * this.#released) return ms;
    }
    return MOST_MS;
  }
}
