/** What each lane of a thread does with its time: counted under `debug`, told by telemetry. Nothing of it reaches an event. */
import type { Event } from '../model/event.ts';
import type { LaneTelemetry } from '../model/result.ts';
import type { EventSink } from './emit.ts';

/** One lane of a thread, for all the populations whose actors run in it one after another. */
export class LaneMeter {
  readonly #now: () => number;
  #actors = 0;
  #steps = 0;
  #events = 0;
  #busyMs = 0;
  #takenMs = 0;
  #takenAt = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  /** An actor is seated. */
  taken(): void {
    this.#takenAt = this.#now();
  }

  /** It has left. */
  left(): void {
    this.#takenMs += this.#now() - this.#takenAt;
  }

  /** Somebody begins who was not there before. */
  begins(): void {
    this.#actors++;
  }

  /** Work begins; gives what to call with the number of steps when it has ended. */
  works(): (steps: number) => void {
    const since = this.#now();
    return (steps) => {
      this.#steps += steps;
      this.#busyMs += this.#now() - since;
    };
  }

  /** The same sink, with what goes through it counted. */
  through(sink: EventSink): EventSink {
    return {
      emit: (event: Event, ms: number, actor: number) => {
        this.#events++;
        sink.emit(event, ms, actor);
      },
      get isFull() {
        return sink.isFull;
      },
    };
  }

  /** What was counted so far. */
  told(lane: number): Omit<LaneTelemetry, 'worker'> {
    const waitMs = Math.max(0, this.#takenMs - this.#busyMs);
    return { lane, actors: this.#actors, steps: this.#steps, events: this.#events, busyMs: this.#busyMs, waitMs };
  }
}

/** The lanes of one thread. */
export class LaneMeters {
  readonly #now: () => number;
  readonly #meters: LaneMeter[] = [];

  /** @param now monotonic wall clock, ms */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** The meter of a lane, by its number. */
  of(lane: number): LaneMeter {
    return (this.#meters[lane] ??= new LaneMeter(this.#now));
  }

  /** What each lane has done, by number. @param worker the thread; `null` is the main one */
  list(worker: number | null): readonly LaneTelemetry[] {
    return this.#meters.map((meter, lane) => ({ worker, ...meter.told(lane) }));
  }
}
