/** Ctrl-C and its like: the first asks the run to end, the second ends the process. */
import type { StopSignal } from './exit-code.ts';

export interface Stop {
  /** Aborted at the first signal. */
  readonly signal: AbortSignal;
  /** Which signal came, if one did. */
  readonly by: StopSignal | undefined;
  /** Leaves the signals to Node again. */
  readonly remove: () => void;
}

const SIGNALS: readonly StopSignal[] = ['SIGINT', 'SIGTERM'];

/** Listens until `remove`. `onFirst` says what happens now. */
export function listenForStop(onFirst: (signal: StopSignal) => void): Stop {
  const controller = new AbortController();
  let by: StopSignal | undefined;
  const remove = (): void => {
    for (const signal of SIGNALS) process.off(signal, listener);
  };
  const listener = (signal: NodeJS.Signals): void => {
    if (by !== undefined) {
      // With no listener the signal has its plain effect: the process ends at once, by it, as its parent can see.
      remove();
      process.kill(process.pid, signal);
      return;
    }
    by = signal as StopSignal;
    onFirst(by);
    controller.abort(new Error(by));
  };
  for (const signal of SIGNALS) process.on(signal, listener);
  return {
    signal: controller.signal,
    get by() {
      return by;
    },
    remove,
  };
}
