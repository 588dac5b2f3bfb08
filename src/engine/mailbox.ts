import type { Answer } from './pool.ts';

/** Answers in the order they came. */
export class Mailbox {
  readonly #answers: Answer[] = [];
  #waiting: { readonly resolve: (answer: Answer) => void; readonly reject: (error: unknown) => void } | undefined;

  put(answer: Answer): void {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    if (waiting === undefined) this.#answers.push(answer);
    else waiting.resolve(answer);
  }

  /** No more will come. */
  fail(error: unknown): void {
    this.#waiting?.reject(error);
  }

  next(): Promise<Answer> {
    const first = this.#answers.shift();
    if (first !== undefined) return Promise.resolve(first);
    return new Promise((resolve, reject) => (this.#waiting = { resolve, reject }));
  }
}
