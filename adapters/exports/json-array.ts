/** A JSON array of records, one a line, written as they come. */
import type { FileReport } from '../../src/model/adapter.ts';

import { TextFile } from './text-file.ts';

export class JsonArray {
  readonly #file: TextFile;
  #isFirst = true;

  constructor(path: string) {
    this.#file = new TextFile(path, 'json');
    this.#file.write('[\n');
  }

  /** Adds the text of a record. */
  add(text: string): void {
    this.#file.write(this.#isFirst ? text : `,\n${text}`, 1);
    this.#isFirst = false;
  }

  finish(): FileReport {
    this.#file.write(this.#isFirst ? ']\n' : '\n]\n');
    return this.#file.finish();
  }

  abandon(): void {
    this.#file.abandon();
  }
}

/** A record from the JSON text of its fields; those that are undefined are left out. */
export function record(fields: Readonly<Record<string, string | undefined>>): string {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return `{${said.map(([name, value]) => `${JSON.stringify(name)}:${value}`).join(',')}}`;
}

/** A text as JSON. */
export function text(value: string | undefined): string | undefined {
  return value === undefined ? undefined : JSON.stringify(value);
}
