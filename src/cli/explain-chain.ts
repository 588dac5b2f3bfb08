/** The documents of an output folder and what they say of each other: which led to one, and which came of it. */
import { ENTRY_EVENT } from '../model/ledger.ts';

type Payload = Readonly<Record<string, unknown>>;

/** An event as it stands in a file, as far as chains need it. */
export interface ChainEvent {
  readonly id: string;
  readonly name: string;
  readonly timestamp: string;
  readonly payload: Payload;
}

/** A document by its first event. */
export interface ChainDocument {
  readonly documentId: string;
  readonly name: string;
  readonly timestamp: string;
  /** Whose it is; `''` where its event does not say. */
  readonly company: string;
  /** Documents it names, and how. */
  readonly names: Map<string, string>;
}

/** Which documents name which. Memory grows with documents, not with events. */
export class DocumentChain {
  readonly #documents = new Map<string, ChainDocument>();
  readonly #namedBy = new Map<string, Set<string>>();

  /** Takes one event, in the order of the file. */
  see({ name, timestamp, payload }: ChainEvent): void {
    const { documentId } = payload;
    if (typeof documentId !== 'string') return;
    let document = this.#documents.get(documentId);
    if (document === undefined && name === ENTRY_EVENT) return;
    if (document === undefined) {
      const { company } = payload;
      document = { documentId, name, timestamp, company: typeof company === 'string' ? company : '', names: new Map() };
      this.#documents.set(documentId, document);
    }
    for (const [other, how] of namedIn(payload, name === ENTRY_EVENT)) {
      if (other === documentId || document.names.has(other)) continue;
      document.names.set(other, how);
      const readers = this.#namedBy.get(other);
      if (readers === undefined) this.#namedBy.set(other, new Set([documentId]));
      else readers.add(documentId);
    }
  }

  get(documentId: string): ChainDocument | undefined {
    return this.#documents.get(documentId);
  }

  /** What led to a document, the document, and what came of it, by time. */
  around(documentId: string): readonly ChainDocument[] {
    const before = this.#reach(documentId, (id) => this.#documents.get(id)?.names.keys() ?? []);
    const after = this.#reach(documentId, (id) => this.#namedBy.get(id) ?? []);
    return [...new Set([...before, documentId, ...after])]
      .flatMap((id) => this.#documents.get(id) ?? [])
      .sort((a, b) => (a.timestamp < b.timestamp ? -1 : a.timestamp > b.timestamp ? 1 : 0));
  }

  #reach(from: string, next: (id: string) => Iterable<string>): ReadonlySet<string> {
    const found = new Set<string>();
    const open = [from];
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      for (const other of next(id)) {
        if (other === from || found.has(other)) continue;
        found.add(other);
        open.push(other);
      }
    }
    return found;
  }
}

/** The documents a payload names: in its references, in those of its lines, and in the items its entry clears. */
function namedIn(payload: Payload, isEntry: boolean): readonly (readonly [documentId: string, how: string])[] {
  const lines = listOf(payload['lines']);
  if (isEntry) {
    return lines.flatMap((line) =>
      listOf(line['clears']).map(({ item }) => [String(item).split('/')[0] ?? '', 'clears'] as const),
    );
  }
  const header = listOf(payload['references']).map(
    ({ documentId, relation }) => [String(documentId), String(relation)] as const,
  );
  const ofLines = lines.flatMap(({ reference }) =>
    isPayload(reference) ? [[String(reference['documentId']), 'follows'] as const] : [],
  );
  return [...header, ...ofLines];
}

function listOf(value: unknown): readonly Payload[] {
  return Array.isArray(value) ? (value as readonly unknown[]).filter(isPayload) : [];
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
