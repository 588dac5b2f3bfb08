/** A Node stream that collects, can be held back, and can fail. */
import { Writable } from 'node:stream';

export class SinkStream extends Writable {
  text = '';
  /** Chunks wait for this. */
  gate: Promise<void> = Promise.resolve();
  /** Chunks taken before one fails. */
  failAfter = Number.POSITIVE_INFINITY;
  chunks = 0;
  onChunk: () => void = () => undefined;

  constructor(highWaterMark = 1024) {
    super({ highWaterMark });
  }

  override _write(chunk: Buffer, _encoding: string, callback: (error?: Error) => void): void {
    this.onChunk();
    void this.gate.then(() => {
      if (this.chunks >= this.failAfter) return callback(Object.assign(new Error('gone'), { code: 'EPIPE' }));
      this.chunks += 1;
      this.text += String(chunk);
      callback();
    });
  }

  /** Holds everything back until the function that is returned is called. */
  hold(): { readonly stalled: Promise<void>; readonly release: () => void } {
    let release: () => void = () => undefined;
    this.gate = new Promise((resolve) => (release = resolve));
    const stalled = new Promise<void>((resolve) => (this.onChunk = resolve));
    return { stalled, release };
  }
}
