/** A compiled schedule, and where it stands for one actor. */
import type { Arrivals } from '../model/arrivals.ts';
import type { Frame } from './frame.ts';

/** What the schedule of one journey says to one actor. Instants are ms; `Infinity` is never. */
export interface ArrivalPlan {
  readonly kind: Arrivals['kind'];
  /** Whether a run without end, count or window would never stop. */
  readonly isEndless: boolean;
  /** Whether it comes ahead of all else that is due at the same instant. */
  readonly opens: boolean;
  /** Drawn once per actor when it starts: the actor's own rate, where there is one. */
  readonly rate: ((frame: Frame) => number) | undefined;
  /**
   * The k-th arrival (from 0). `base` is where the previous one stood before jitter, or the actor's start for k = 0;
   * `frame.occurrence` is k. Gives the instant, the next base, and before which instant none follows.
   */
  next(frame: Frame, cursor: ArrivalCursor): void;
}

/** Where the schedule of one journey stands for one actor: read and moved in place. */
export interface ArrivalCursor {
  k: number;
  /** The previous arrival before jitter; the actor's start before the first. */
  base: number;
  /** The actor's own rate, or 0. */
  rate: number;
  /** The arrival, jitter included. */
  due: number;
  /** Neither this arrival nor a later one comes before. Below `due` where jitter lets one overtake another. */
  earliest: number;
  /** Number of the instance; k unless the schedule says otherwise. */
  number: number;
  /** Arrivals drawn ahead, by a schedule that draws them out of order. */
  drawn: DrawnArrivals | undefined;
}

/** Arrivals of a stretch of time, in its order. */
export interface DrawnArrivals {
  /** Fiscal year they belong to. */
  readonly year: number;
  /** [instant, number] by pairs. */
  readonly pairs: Float64Array;
  /** Position of the next one. */
  at: number;
}

/** The cursor of a schedule for an actor that starts at an instant. */
export function newCursor(start: number): ArrivalCursor {
  return { k: 0, base: start, rate: 0, due: 0, earliest: -Infinity, number: 0, drawn: undefined };
}

/** What schedules need to know of the run. */
export interface RunWindow {
  readonly start: number;
  /** `Infinity` without a window end. */
  readonly end: number;
}

export function arrive(cursor: ArrivalCursor, due: number, earliest = due): void {
  cursor.due = due;
  cursor.earliest = earliest;
}

/** The window of schedules. */
export interface ArrivalWindow extends RunWindow {
  /** First instant that is emitted: behind the start where something runs in. */
  readonly emitFrom: number;
  /** End of the period. Schedules go on behind it, up to `end`, where others look ahead; a total is one of the period. */
  readonly periodEnd: number;
}

/** What a schedule runs in: the window, and how many actors there are. */
export interface ArrivalWorld extends ArrivalWindow {
  readonly size: number;
}
