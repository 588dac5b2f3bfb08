/** Figures at borders → `Progress`, not more often than asked for. */
import type { Progress } from '../model/progress.ts';

/** What is known at a border: the moment after a batch was handed on. */
export interface Figures {
  /** Actor-days done. */
  readonly current: number;
  readonly events: number;
  readonly bytes: number;
  readonly lagMs: number | undefined;
  /** What the destination waits for. */
  readonly waiting?: string | undefined;
}

export interface ProgressOptions {
  readonly report: (progress: Progress) => void;
  /** Least time between two reports, ms; 0 is every border. */
  readonly intervalMs: number;
  /** Actor-days of the run. */
  readonly total: number;
  readonly phases: readonly string[];
  readonly workers: number;
  readonly batchSize: number;
  /** Monotonic wall clock, ms. */
  readonly now: () => number;
  readonly rssBytes: () => number;
}

interface Sample {
  readonly at: number;
  readonly current: number;
  readonly events: number;
}

/** Rates are taken over this long. */
const SPAN_MS = 10_000;
/** Samples lie at least this far apart, so that reporting at every border does not fill memory. */
const SAMPLE_MS = 100;
/** Before that a guess of the remaining time would jump. */
const GUESS_AFTER_MS = 2000;

export class ProgressMeter {
  readonly #options: ProgressOptions;
  readonly #startedAt: number;
  readonly #samples: Sample[] = [];
  #reportedAt: number;
  #percent = 0;
  #phase = 0;

  constructor(options: ProgressOptions) {
    this.#options = options;
    this.#startedAt = options.now();
    this.#reportedAt = this.#startedAt;
    this.#samples.push({ at: this.#startedAt, current: 0, events: 0 });
  }

  /** Reports when the interval has passed. */
  border(figures: () => Figures, state: 'running' | 'stopping'): void {
    const { now, intervalMs } = this.#options;
    const at = now();
    if (at - this.#reportedAt < intervalMs) return;
    this.#report(figures(), state, at);
  }

  /** Reports the beginning of a phase. */
  begin(phase: string, figures: Figures): void {
    this.#phase = Math.max(0, this.#options.phases.indexOf(phase));
    this.#report(figures, 'running', this.#options.now());
  }

  /** The last report; `stopping` where the run was interrupted. */
  end(figures: Figures, state: 'done' | 'failed' | 'stopping'): void {
    this.#report(figures, state, this.#options.now());
  }

  #report({ current, events, bytes, lagMs, waiting }: Figures, state: Progress['state'], at: number): void {
    const { phases, total, rssBytes, report, workers, batchSize } = this.#options;
    this.#reportedAt = at;
    const first = this.#sample({ at, current, events });
    const ms = at - first.at;
    const elapsedMs = at - this.#startedAt;
    const isDone = state === 'done';
    this.#percent = isDone ? 100 : Math.max(this.#percent, percentOf(current, total));
    const unitsPerMs = ms > 0 ? (current - first.current) / ms : 0;
    const isGuessable = !isDone && elapsedMs >= GUESS_AFTER_MS && this.#percent >= 1 && unitsPerMs > 0;
    report({
      state,
      phase: phases[this.#phase] ?? '',
      phaseIndex: this.#phase,
      phaseCount: phases.length,
      current: isDone ? total : current,
      total,
      unit: 'actor-day',
      percent: this.#percent,
      events,
      eventsPerSecond: ms > 0 ? Math.round(((events - first.events) / ms) * 1000) : 0,
      elapsedMs: Math.round(elapsedMs),
      ...(isGuessable ? { remainingMs: Math.round((total - current) / unitsPerMs) } : {}),
      bytes,
      rssBytes: rssBytes(),
      workers,
      batchSize,
      ...(lagMs === undefined ? {} : { lagMs: Math.round(lagMs) }),
      ...(waiting === undefined ? {} : { waiting }),
    });
  }

  /** Keeps a sample and gives the oldest one that still counts. */
  #sample(sample: Sample): Sample {
    const samples = this.#samples;
    const last = samples.at(-1);
    if (last === undefined || sample.at - last.at >= SAMPLE_MS) samples.push(sample);
    while (samples.length > 2 && sample.at - (samples[1]?.at ?? sample.at) >= SPAN_MS) samples.shift();
    return samples[0] ?? sample;
  }
}

/** Two decimals; 100 is left for the end. */
function percentOf(current: number, total: number): number {
  if (total <= 0) return 0;
  return Math.min(99.99, Math.floor((current / total) * 10_000) / 100);
}
