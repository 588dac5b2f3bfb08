/** A Node stream as a sink: back-pressure awaited, every chunk accounted for, errors never lost. */
import type { Writable } from 'node:stream';

/** Told when chunks have been taken over by what lies behind the stream. */
export type OnTaken = (events: number, bytes: number) => void;

export class WritableSink {
  readonly #stream: Writable;
  readonly #onTaken: OnTaken;
  #failure: Error | undefined;
  #pending = 0;
  #hasToldError = false;
  /** Whoever waits for the stream to move: for room, for the last callback, or for a failure. */
  #waiting: (() => void)[] = [];

  constructor(stream: Writable, onTaken: OnTaken) {
    this.#stream = stream;
    this.#onTaken = onTaken;
    stream.on('error', this.#onError);
    stream.on('drain', this.#wake);
    stream.on('close', this.#onClose);
    if (stream.destroyed) this.#failure = stream.errored ?? new Error('the stream was destroyed');
    else if (stream.writableEnded) this.#failure = new Error('the stream had ended');
  }

  /** What went wrong, if anything has. */
  get failure(): Error | undefined {
    return this.#failure;
  }

  /** Hands a chunk over; a promise where the stream asks to wait. The chunk must not change any more. */
  write(chunk: string | Uint8Array, events: number): void | Promise<void> {
    this.#throwIfFailed();
    this.#pending += 1;
    const hasRoom = this.#stream.write(chunk, (error) => {
      this.#pending -= 1;
      if (error) this.#failure ??= error;
      else this.#onTaken(events, Buffer.byteLength(chunk));
      this.#wake();
    });
    if (!hasRoom) return this.#until(() => !this.#stream.writableNeedDrain);
  }

  /** Waits until every chunk has been taken. */
  async settle(): Promise<void> {
    await this.#until(() => this.#pending === 0);
  }

  /** Ends the stream and waits until it has finished. */
  async end(): Promise<void> {
    const { finished } = await import('node:stream/promises');
    this.#throwIfFailed();
    const ended = finished(this.#stream, { readable: false });
    this.#stream.end();
    await ended;
  }

  /**
   * Takes our listeners off a stream that lives on. A write tells of its failure before the stream does: whoever has
   * heard of it must still be there when the stream says so, or the program would end by an error nobody listens to.
   */
  detach(): void {
    if (this.#failure === undefined || this.#hasToldError) this.#stream.off('error', this.#onError);
    this.#stream.off('drain', this.#wake);
    this.#stream.off('close', this.#onClose);
  }

  readonly #onError = (error: Error): void => {
    this.#hasToldError = true;
    this.#failure ??= error;
    this.#wake();
  };

  readonly #onClose = (): void => {
    if (!this.#stream.writableFinished) this.#failure ??= new Error('the stream closed before everything was written');
    this.#wake();
  };

  readonly #wake = (): void => {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  };

  async #until(isReached: () => boolean): Promise<void> {
    this.#throwIfFailed();
    while (!isReached()) {
      await new Promise<void>((wake) => this.#waiting.push(wake));
      this.#throwIfFailed();
    }
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }
}
