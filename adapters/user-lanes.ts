/** Work side by side, but in order for each user: what shares a user with earlier work waits for it. */

interface Job {
  readonly users: ReadonlySet<string>;
  readonly start: () => Promise<void>;
  readonly cancel: (reason: unknown) => void;
}

export class UserLanes {
  readonly #max: number;
  readonly #busy = new Set<string>();
  #running = 0;
  #waiting: Job[] = [];
  #onIdle: (() => void)[] = [];

  constructor(max: number) {
    this.#max = max;
  }

  /** Starts the work when a lane is free and no earlier work has one of these users. Starts are in order. */
  run(users: ReadonlySet<string>, work: () => Promise<void>): Promise<void> {
    return new Promise((resolve, reject) => {
      const start = () => work().then(resolve, reject);
      this.#waiting.push({ users, start, cancel: reject });
      this.#startNext();
    });
  }

  /** Refuses what has not started. */
  cancelWaiting(reason: unknown): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const job of waiting) job.cancel(reason);
  }

  /** Resolves when nothing runs and everybody has heard how it ended. */
  async idle(): Promise<void> {
    if (this.#running > 0) await new Promise<void>((resolve) => this.#onIdle.push(resolve));
    await new Promise((resolve) => setImmediate(resolve));
  }

  #startNext(): void {
    for (;;) {
      const [job] = this.#waiting;
      if (job === undefined || this.#running >= this.#max || shareAny(job.users, this.#busy)) return;
      this.#waiting.shift();
      this.#start(job);
    }
  }

  #start(job: Job): void {
    this.#running += 1;
    for (const user of job.users) this.#busy.add(user);
    void job.start().then(() => {
      this.#running -= 1;
      for (const user of job.users) this.#busy.delete(user);
      this.#startNext();
      if (this.#running > 0) return;
      for (const resolve of this.#onIdle.splice(0)) resolve();
    });
  }
}

function shareAny(some: ReadonlySet<string>, others: ReadonlySet<string>): boolean {
  for (const each of some) if (others.has(each)) return true;
  return false;
}
