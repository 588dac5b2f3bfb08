/** Handlers that are under way when nothing more is wanted are waited for, but not for ever. */
export class Patience {
  readonly #limitMs: number;
  /** What each of those that are waited for does when it is over. */
  readonly #waiting = new Set<() => void>();
  #isOver = false;
  /** Handlers that were not waited for to their end. */
  givenUp = 0;

  constructor(limitMs: number) {
    this.#limitMs = limitMs;
  }

  /** It runs out from now on, until what is given is called. */
  begin(): () => void {
    const timer = setTimeout(() => {
      this.#isOver = true;
      for (const giveUp of this.#waiting) giveUp();
    }, this.#limitMs);
    return () => clearTimeout(timer);
  }

  /**
   * What comes of a handler; nothing, and a call of `atGivingUp`, where it does not come in time. A race would keep every
   * handler there ever was.
   */
  wait<T>(pending: Promise<T>, atGivingUp?: () => void): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      const giveUp = (): void => {
        this.givenUp++;
        this.#waiting.delete(giveUp);
        atGivingUp?.();
        resolve(undefined);
      };
      if (this.#isOver) return giveUp();
      this.#waiting.add(giveUp);
      const settle = (): void => void this.#waiting.delete(giveUp);
      pending.then(
        (value) => (settle(), resolve(value)),
        (thrown: unknown) => (settle(), reject(thrown)),
      );
    });
  }
}
