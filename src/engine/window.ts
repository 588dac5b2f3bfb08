/** Windows of simulated time: how long the next one is. */
import { SynodeError } from '../errors.ts';
import { frontiers, type ProcessPlan } from '../plan/process.ts';
import { DAY_MS } from '../time/civil.ts';
import { formatInstant } from '../time/instant.ts';

/** Events aimed at in one window: more held at once cost more than sorting gains (bench `order.time`). */
const TARGET_EVENTS = 1024;
const FIRST_MS = 60_000;
const LONGEST_MS = 49 * DAY_MS;

/** A window: what is dated before `until` is handed on, when each process has been simulated up to its frontier. */
export interface Window {
  readonly until: number;
  /** Frontier of each process, by rank. */
  readonly reach: readonly number[];
}

export interface WindowOptions {
  readonly processes: readonly ProcessPlan[];
  /** End of the period, ms; `Infinity` where there is none. */
  readonly end: number;
  /** Length of every window, ms; default: adapted to what windows hold. */
  readonly windowMs?: number | undefined;
}

/** The windows of a run: how long each is, and when there are no more. Never visible in the bytes. */
export class Windows {
  readonly #options: WindowOptions;
  readonly #last: number;
  #until = -Infinity;
  #ms: number;

  constructor(options: WindowOptions) {
    this.#options = options;
    this.#last = Math.max(...options.processes.map(({ horizon, emitUntil }) => Math.min(horizon, emitUntil)));
    this.#ms = options.windowMs ?? FIRST_MS;
  }

  /** The window that takes in `due`, the earliest instant at which anything is due. */
  next(due: number): Window | undefined {
    if (due < this.#until) throw stuck(due, this.#until);
    if (this.#until >= this.#last || (due === Infinity && this.#last === Infinity)) return undefined;
    const until = Math.min(due + this.#ms, this.#last);
    this.#until = until;
    const { processes, end } = this.#options;
    return { until, reach: frontiers(processes, until, end) };
  }

  /** Learns from what the last window held. */
  adapt(events: number): void {
    if (this.#options.windowMs !== undefined) return;
    const factor = Math.min(4, Math.max(0.25, TARGET_EVENTS / Math.max(1, events)));
    this.#ms = Math.min(LONGEST_MS, Math.max(1, Math.round(this.#ms * factor)));
  }
}

function stuck(due: number, until: number): SynodeError {
  return new SynodeError(
    'INVARIANT_BROKEN',
    `something due at ${formatInstant(due)} was left behind by the window to ${formatInstant(until)}`,
    {
      expected: 'nothing due before the end of a window that was handed on',
      received: formatInstant(due),
      suggestion: 'Please report this, with the replay line.',
    },
  );
}
