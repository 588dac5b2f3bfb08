/** Takes so many events and keeps none: what was counted on the way to them is what is asked for. */
import type { RunSink } from './lanes.ts';

export class CutSink implements RunSink {
  #room: number;

  /** @param most events after which nothing more is wanted */
  constructor(most: number) {
    this.#room = most;
  }

  get isClosed(): boolean {
    return this.#room === 0;
  }

  get isFull(): boolean {
    return this.isClosed;
  }

  emit(): void {
    if (this.#room > 0) this.#room--;
  }

  /** Failures were told when the events were. */
  fail(): void {}

  async drain(): Promise<void> {}
}
