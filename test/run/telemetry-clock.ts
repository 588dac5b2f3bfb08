/** A wall clock that passes only where a test says so, and what lets it pass at known places of a run. */
import type { OutputAdapter } from '../../src/index.ts';
import type { Clock } from '../../src/model/run-options.ts';

export class TestClock implements Clock {
  #wall = Date.UTC(2030, 0, 1);

  now(): number {
    return this.#wall;
  }

  pass(ms: number): void {
    this.#wall += ms;
  }

  sleep(ms: number): Promise<void> {
    this.pass(ms);
    return Promise.resolve();
  }
}

/** How long each call of an adapter takes; `write` for one batch after another, the last for all that follow. */
export interface AdapterTimes {
  readonly open?: number;
  readonly write?: readonly number[];
  readonly flush?: number;
  readonly close?: number;
}

/** Takes events in batches, in so much time. */
export function slowAdapter(clock: TestClock, times: AdapterTimes): OutputAdapter {
  const writes = [...(times.write ?? [0])];
  return {
    name: 'slow',
    open: () => clock.pass(times.open ?? 0),
    write: () => undefined,
    writeBatch: () => clock.pass((writes.length > 1 ? writes.shift() : writes[0]) ?? 0),
    flush: () => clock.pass(times.flush ?? 0),
    close: () => clock.pass(times.close ?? 0),
  };
}
