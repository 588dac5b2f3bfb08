/** Calls of an adapter that are under way when the run ends early are waited for, but not for ever: each for so long. */
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

  /** What comes of the call, or `late` where that does not come in time. */
  wait(pending: Promise<void>, late: () => Error): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const begin = (): void => {
        timer = setTimeout(() => (over(), reject(late())), this.#limitMs);
      };
      const over = (): void => {
        clearTimeout(timer);
        this.#underWay.delete(begin);
      };
      if (this.#isEnding) begin();
      else this.#underWay.add(begin);
      pending.then(
        () => (over(), resolve()),
        (thrown: unknown) => (over(), reject(thrown)),
      );
    });
  }
}
