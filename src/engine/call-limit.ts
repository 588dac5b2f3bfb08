/** Calls of an adapter are waited for, but not for ever: each so long from the abort of the run on, or from its own beginning. */
export class CallLimit {
  readonly #limitMs: number;
  /** Begins the time of each call that is under way. */
  readonly #underWay = new Set<() => void>();
  #isEnding = false;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** From its abort on time runs. */
  hear(signal: AbortSignal): void {
    const end = (): void => {
      this.#isEnding = true;
      for (const begin of this.#underWay) begin();
    };
    if (signal.aborted) end();
    else signal.addEventListener('abort', end, { once: true });
  }

  /** What comes of the call, or `late` where that does not come in time. With `isLast` its time runs at once. */
  wait(pending: Promise<void>, late: () => Error, isLast = false): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const begin = (): void => {
        timer = setTimeout(() => (over(), reject(late())), this.#limitMs);
      };
      const over = (): void => {
        clearTimeout(timer);
        this.#underWay.delete(begin);
      };
      if (this.#isEnding || isLast) begin();
      else this.#underWay.add(begin);
      pending.then(
        () => (over(), resolve()),
        (thrown: unknown) => (over(), reject(thrown)),
      );
    });
  }
}
