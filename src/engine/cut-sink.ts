/**
 * Takes events up to where a run ended, and keeps none: what was counted on the way to them is what is asked for. They are
 * encoded as they were, since one that cannot be written counts as a failure.
 */
import type { EventEncoder } from '../encode/encoder.ts';
import type { Event } from '../model/event.ts';
import type { RunSink } from './lanes.ts';
import type { Patience } from './patience.ts';
import type { CutPlace } from './protocol.ts';

export class CutSink implements RunSink {
  #room: number;
  #failures: number;
  readonly #encoder: EventEncoder | undefined;
  readonly patience: Patience;

  constructor({ events, failures }: CutPlace, encoder: EventEncoder | undefined, patience: Patience) {
    this.patience = patience;
    this.#room = events;
    this.#failures = failures;
    this.#encoder = encoder;
  }

  get isClosed(): boolean {
    return this.#room === 0;
  }

  get isFull(): boolean {
    return this.isClosed;
  }

  emit(event: Event, ms: number): void {
    if (this.#room === 0) return;
    this.#encoder?.encode(event, ms);
    if (this.#encoder?.isFull === true) this.#encoder.take();
    if (--this.#room === 0) this.patience.begin();
  }

  /** Failures were told when the events were; the one that ended the run ends it again. */
  fail(): void {
    if (--this.#failures === 0) throw new Ended();
  }

  async drain(): Promise<void> {}
}

/** The place where the run ended, reached once more. */
class Ended extends Error {}
