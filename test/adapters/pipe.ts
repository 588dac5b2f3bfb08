/** A named pipe: a file that takes only so much until somebody reads. */
import { execFileSync } from 'node:child_process';
import { createReadStream } from 'node:fs';

export class Pipe {
  readonly path: string;
  /** Resolves when a writer has come; nothing is read yet. */
  readonly opened: Promise<void>;
  readonly #text: Promise<string>;
  #go: () => void = () => undefined;

  constructor(path: string) {
    this.path = path;
    execFileSync('mkfifo', [path]);
    const reader = createReadStream(path, { encoding: 'utf8' });
    this.opened = new Promise((resolve) => reader.once('open', () => resolve()));
    const isReleased = new Promise<void>((resolve) => (this.#go = resolve));
    this.#text = isReleased.then(async () => {
      let text = '';
      for await (const chunk of reader) text += String(chunk);
      return text;
    });
  }

  /** Begins to read. */
  readonly release = (): void => this.#go();

  /** All that came before the writer left. */
  text(): Promise<string> {
    this.#go();
    return this.#text;
  }
}
