/** Sends after a while what waits for company. Nobody awaits that sending, so what fails in it is told by the next call. */
import { AdapterError, type SynodeError } from '../src/errors.ts';
import { given } from './base.ts';

export class FlushTimer {
  readonly #ms: number;
  readonly #send: () => Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #untold: SynodeError | undefined;

  /** @param send begins to send what waits; `undefined` where nothing does */
  constructor(ms: number, send: () => Promise<void> | undefined) {
    this.#ms = ms;
    this.#send = send;
  }

  start(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send()?.catch((error: SynodeError) => {
        this.#untold = error;
      });
    }, this.#ms).unref();
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  /** Throws what failed meanwhile, once; `unsent` more events are not sent because of it. */
  throwUntold(unsent: number): void {
    const error = this.#untold;
    this.#untold = undefined;
    if (error !== undefined) throw withUnsent(error, unsent);
  }

  /** What failed has been told by somebody else. */
  forget(): void {
    this.#untold = undefined;
  }
}

/** The same failure, where it also keeps `more` events from being sent. */
export function withUnsent(error: SynodeError, more: number): SynodeError {
  if (!(error instanceof AdapterError) || more === 0) return error;
  const { adapter, operation, retriable, acknowledged, unacknowledged, systemCode } = error;
  const { received, suggestion, expected, path } = error;
  return new AdapterError(
    error.code,
    error.rawMessage,
    { adapter, operation, retriable, acknowledged, unacknowledged: unacknowledged + more, ...given({ systemCode }) },
    { path, cause: error, ...given({ received, suggestion, expected }) },
  );
}
