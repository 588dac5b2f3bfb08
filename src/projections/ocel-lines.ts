/**
 * The lines of documents as objects of their own, part of their documents. An event that names lines is about those; one that
 * names none is about its document as a whole, so about every line of it.
 */
import type { OcelType } from '../model/ocel.ts';
import type { OcelBook } from './ocel-book.ts';
import type { OcelCatalog } from './ocel-catalog.ts';
import { referencesIn, valuesOf } from './ocel-values.ts';

type Payload = Readonly<Record<string, unknown>>;

/** What an event says of a document. */
export interface Said {
  readonly documentId: string;
  readonly type: OcelType;
  readonly payload: Payload;
  readonly time: string;
}

type Relate = (objectId: string, qualifier: string) => void;

export class OcelLines {
  readonly #book: OcelBook;
  readonly #catalog: OcelCatalog;
  /** Lines by document. */
  readonly #known = new Map<string, string[]>();

  constructor(book: OcelBook, catalog: OcelCatalog) {
    this.#book = book;
    this.#catalog = catalog;
  }

  touch(said: Said, relate: Relate): void {
    const { documentId, payload } = said;
    const lines = linesIn(payload);
    for (const line of lines) this.#line(line, said, relate);
    if (lines.length > 0) return;
    const { line } = payload;
    const known = this.#known.get(documentId) ?? [];
    const meant = typeof line === 'number' ? known.filter((id) => id === lineId(documentId, line)) : known;
    for (const id of meant) relate(id, 'changes');
  }

  #line(line: Payload, { documentId, type, payload, time }: Said, relate: Relate): void {
    const number = line['line'];
    if (typeof number !== 'number') return;
    const id = lineId(documentId, number);
    const lineType = this.#catalog.lineType(type);
    const qualifier = this.#book.put({ id, type: lineType, values: valuesOf(lineType, line), isFinal: false }, time);
    relate(id, qualifier);
    if (qualifier === 'creates') {
      this.#book.relate(id, { objectId: documentId, qualifier: 'partOf' });
      const known = this.#known.get(documentId);
      if (known === undefined) this.#known.set(documentId, [id]);
      else known.push(id);
    }
    const references = referencesIn(payload);
    for (const other of namedLines(line)) {
      const objectId = lineId(other.documentId, other.line);
      const relation = references.find((one) => one.documentId === other.documentId) ?? references[0];
      if (!this.#book.knows(objectId)) {
        this.#book.leaveOut();
        continue;
      }
      relate(objectId, relation?.relation ?? 'follows');
      this.#book.relate(id, { objectId, qualifier: relation?.relation ?? 'follows' });
    }
  }
}

function lineId(documentId: string, line: number): string {
  return `${documentId}/${line}`;
}

function linesIn({ lines }: Payload): readonly Payload[] {
  return Array.isArray(lines) ? lines.filter(isRecord) : [];
}

/** The lines of other documents that a line names: what it receives, invoices, returns, credits. */
function namedLines(line: Payload): readonly { readonly documentId: string; readonly line: number }[] {
  return Object.values(line).flatMap((value) =>
    isRecord(value) && typeof value['documentId'] === 'string' && typeof value['line'] === 'number'
      ? [{ documentId: value['documentId'], line: value['line'] }]
      : [],
  );
}

function isRecord(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
