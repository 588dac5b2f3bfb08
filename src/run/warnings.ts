import type { Logger } from '../model/run-options.ts';
import type { RunWarning } from '../model/result.ts';

/** Things that are legal and worth knowing: each is told once and counted. */
export class Warnings {
  readonly #counts = new Map<string, { readonly code: string; readonly message: string; count: number }>();
  #logger: Pick<Logger, 'warn'> | undefined;

  /** `false` is silent; without a logger warnings go to stderr. */
  constructor(logger: Logger | false | undefined) {
    this.#logger =
      logger === false ? undefined : (logger ?? { warn: (text: string) => void process.stderr.write(`${text}\n`) });
  }

  add(code: string, message: string): void {
    if (this.note(code, message)) this.#tell(`[${code}] ${message}`);
  }

  /** Counts what was told already. Gives whether it is new. */
  note(code: string, message: string): boolean {
    const name = `${code} ${message}`;
    const known = this.#counts.get(name);
    if (known === undefined) this.#counts.set(name, { code, message, count: 1 });
    else known.count++;
    return known === undefined;
  }

  /** A warning whose count is known only at the end. */
  set(code: string, message: string, count: number): void {
    this.add(code, message);
    const known = this.#counts.get(`${code} ${message}`);
    if (known !== undefined) known.count = count;
  }

  /** A logger that throws is asked no more: what it should have told is in the result, with why it is not in the log. */
  #tell(text: string): void {
    try {
      this.#logger?.warn(text);
    } catch (thrown) {
      this.#logger = undefined;
      this.add('LOGGER', `logger.warn threw: ${thrown instanceof Error ? thrown.message : String(thrown)}`);
    }
  }

  list(): readonly RunWarning[] {
    return [...this.#counts.values()].map((warning) => ({ ...warning }));
  }
}
