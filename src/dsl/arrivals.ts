/** Schedules: when instances of a journey start, for each actor on its own. Checked when the plan is compiled. */
import type {
  Every,
  Never,
  Once,
  PoissonProcess,
  Profile,
  Recurring,
  RecurringRule,
  Volume,
} from '../model/arrivals.ts';
import type { Duration } from '../model/duration.ts';
import type { NumberValue } from '../model/generator.ts';
import type { VolumePattern } from '../model/volume.ts';

/** One start: at an instant, so long after the actor's start (default 0), or `'start'`: ahead of all else due then. */
export function once(options: Omit<Once, 'kind'> = {}): Once {
  return Object.freeze({ kind: 'once', ...options });
}

/**
 * The k-th start at actor start + offset + k·interval + interval·jitter·(2u − 1); 0 ≤ jitter < 0.5. With a calendar unit
 * as interval, jitter is a `Duration`.
 *
 * @example every('7d', { jitter: 0.1 })
 */
export function every(interval: Duration, options: Omit<Every, 'kind' | 'interval'> = {}): Every {
  return Object.freeze({ kind: 'every', interval, ...options });
}

/**
 * A Poisson process whose rate follows a profile. `rate` is the long-run mean per `per`; a function of the context gives
 * each actor its own.
 *
 * @example poissonProcess({ rate: 3, per: '7d', profile: profile({ weekdays: [1, 1, 1, 1, 1, 0.2, 0.1] }) })
 */
export function poissonProcess(options: Omit<PoissonProcess, 'kind'>): PoissonProcess {
  return Object.freeze({ kind: 'poissonProcess', ...options });
}

/** Cron-like dates, with `jitter` adding 0..jitter. */
export function recurring(options: RecurringRule & { readonly jitter?: Duration; readonly count?: number }): Recurring {
  const { jitter, count, ...rule } = options;
  return Object.freeze({
    kind: 'recurring',
    rule: Object.freeze(rule),
    ...(jitter === undefined ? {} : { jitter }),
    ...(count === undefined ? {} : { count }),
  });
}

/** What `volume` takes: a rate or a total, and the pattern. */
export type VolumeOptions = VolumePattern &
  ({ readonly rate: NumberValue; readonly total?: undefined } | { readonly total: number; readonly rate?: undefined });

/**
 * Level × shape. `rate` instances of an actor per fiscal year (0..1,000,000), times the level (drift, regimes, cycle,
 * recessions), their number a Poisson count; or `total` of the whole population (0..1,000,000,000), exactly, in a run with
 * an end. The shape (weekdays, holidays, period ends, months, named days, time of day) says when they start. The number of
 * an instance is that of its draw, not its rank in time.
 *
 * @throws SynodeError when the plan is compiled: `INVALID_ARRIVALS`, `UNKNOWN_KEY`, `UNKNOWN_CALENDAR`
 * @example volume({ rate: 120, drift: { kind: 'exponential', from: '2025-01-01', rate: 0.1 }, businessDaysOnly: true })
 */
export function volume(options: VolumeOptions): Volume {
  const { rate, total, ...pattern } = options;
  return Object.freeze({
    kind: 'volume',
    ...(rate === undefined ? {} : { rate }),
    ...(total === undefined ? {} : { total }),
    ...pattern,
  });
}

/** Only `ctx.start` starts it. */
export function never(): Never {
  return Object.freeze({ kind: 'never' });
}

/** How busy hours, weekdays, months and holidays are; factors multiply and each list is scaled to mean 1. */
export function profile(options: Omit<Profile, 'kind'>): Profile {
  return Object.freeze({ kind: 'profile', ...options });
}
