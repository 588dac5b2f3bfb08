/**
 * The stream as an object-centric event log: business events, the documents they create and change, the masters they touch
 * and the entries they post. Generic: what a process declares of its documents is all that is known of it.
 */
import { ENTRY_EVENT } from '../model/ledger.ts';
import type { ExportedEvent, WrittenEntry } from '../model/export.ts';
import type { OcelEvent, OcelRelation, OcelValue, OcelValues, OcelWriter } from '../model/ocel.ts';
import { EVENT_ATTRIBUTES, ENTRY_TYPE, type OcelCatalog } from './ocel-catalog.ts';
import { OcelBook } from './ocel-book.ts';
import { OcelLines } from './ocel-lines.ts';
import { mastersIn } from './ocel-masters.ts';
import { referencesIn, valuesOf } from './ocel-values.ts';

type Payload = Readonly<Record<string, unknown>>;

export interface OcelSettings {
  /** Whether vendors, customers, materials, … are objects. */
  readonly masters: boolean;
  /** Whether entries of the books are objects. */
  readonly journalEntries: boolean;
  /** Whether posting one is an event of its own, behind the one that caused it. */
  readonly journalEvents: boolean;
  /** Who did it: an attribute of the event, or an object. */
  readonly resources: 'attribute' | 'objects';
  /** Whether the lines of documents are objects. */
  readonly lines: boolean;
}

/** Evidence of controls is no activity. */
const NO_ACTIVITY = ['control.performed'];

/** An event whose entries are still to come, and theirs. */
interface Pending extends Omit<OcelEvent, 'relations'> {
  readonly relations: Map<string, OcelRelation>;
  readonly entries: OcelEvent[];
}

/** The fold. Memory holds the documents and masters so far: any of them may change. */
export class OcelLog {
  readonly #catalog: OcelCatalog;
  readonly #settings: OcelSettings;
  readonly #book: OcelBook;
  readonly #lines: OcelLines | undefined;
  /** Whether the last event is of a process that is not told, as the entries behind it are then. */
  #isOfOthers = false;
  /** The last event: its entries stand right behind it. */
  #pending: Pending | undefined;

  constructor(catalog: OcelCatalog, settings: OcelSettings, writers: readonly OcelWriter[]) {
    this.#catalog = catalog;
    this.#settings = settings;
    this.#book = new OcelBook(writers);
    this.#lines = settings.lines ? new OcelLines(this.#book, catalog) : undefined;
  }

  see(event: ExportedEvent): void {
    if (event.name === ENTRY_EVENT) {
      if (this.#settings.journalEntries && !this.#isOfOthers) this.#entry(event);
    } else if (!NO_ACTIVITY.includes(event.name)) {
      this.#flush();
      this.#isOfOthers = !this.#catalog.tells(event.name, event.payload['documentType']);
      if (!this.#isOfOthers) this.#event(event);
    }
  }

  finish() {
    this.#flush();
    return this.#book.summary();
  }

  #event(event: ExportedEvent): void {
    const { id, name, timestamp: time, payload } = event;
    // What it is to the event first counts: readers keep one relation between an event and an object.
    const relations = new Map<string, OcelRelation>();
    const relate = (objectId: string, qualifier: string): void => {
      if (!relations.has(objectId)) relations.set(objectId, { objectId, qualifier });
    };
    this.#document(event, relate);
    for (const { documentId, relation } of referencesIn(payload)) {
      if (this.#book.knows(documentId)) relate(documentId, relation);
      else this.#book.leaveOut();
    }
    const { masters, resources } = this.#settings;
    for (const master of mastersIn(payload, { masters, performer: resources === 'objects' })) {
      relate(this.#book.master(master.type, master.id), master.qualifier);
    }
    this.#pending = {
      id,
      time,
      type: this.#catalog.eventType(name),
      values: eventValues(payload, resources),
      relations,
      entries: [],
    };
  }

  /** The document that the event is about: made by the first event, changed by others. */
  #document({ name, timestamp, payload }: ExportedEvent, relate: (id: string, qualifier: string) => void): void {
    const { documentId, documentType } = payload;
    if (typeof documentId !== 'string' || typeof documentType !== 'string') return;
    const type = this.#catalog.documentType(name, documentType);
    if (type === undefined) return;
    const values = valuesOf(type, payload);
    relate(documentId, this.#book.put({ id: documentId, type, values, isFinal: false }, timestamp));
    for (const reference of referencesIn(payload)) {
      this.#book.relate(documentId, { objectId: reference.documentId, qualifier: reference.relation });
    }
    this.#lines?.touch({ documentId, type, payload, time: timestamp }, relate);
  }

  /** An entry is an object of the event that posted it; what it clears says which documents that event settled. */
  #entry({ id: eventId, timestamp: time, payload }: ExportedEvent): void {
    const entry = payload as unknown as WrittenEntry;
    const pending = this.#pending;
    if (pending === undefined || entry.sourceId !== pending.id || entry.ledger !== 'operating') {
      this.#book.leaveOut();
      return;
    }
    const debits = entry.lines.filter(({ side }) => side === 'debit');
    const { entryId: id, company, journal, ruleId, kind, postingDate, currency } = entry;
    const amounts = {
      amount: debits.reduce((sum, { amount }) => sum + amount, 0),
      localAmount: debits.reduce((sum, { localAmount }) => sum + localAmount, 0),
    };
    const values = Object.entries({ company, journal, ruleId, kind, postingDate, currency, ...amounts });
    this.#book.add({ id, type: ENTRY_TYPE, values, isFinal: true });
    pending.relations.set(id, { objectId: id, qualifier: 'posts' });
    const cleared = entry.lines.flatMap(({ clears = [] }) => clears.map(({ item }) => item.split('/')[0] ?? ''));
    const settled = [...new Set(cleared)].filter((objectId) => this.#book.knows(objectId));
    for (const objectId of settled) {
      if (!pending.relations.has(objectId)) pending.relations.set(objectId, { objectId, qualifier: 'clears' });
    }
    if (!this.#settings.journalEvents) return;
    const said = { performedBy: entry.enteredBy, company, amount: amounts.amount, currency, lines: entry.lines };
    const relations = this.#posting(id, { said, settled });
    const type = this.#catalog.eventType(ENTRY_EVENT);
    pending.entries.push({ id: eventId, time, type, values: eventValues(said, this.#settings.resources), relations });
  }

  /** What posting an entry is to other objects: it makes the entry, settles documents, and touches what its lines are about. */
  #posting(
    entryId: string,
    { said, settled }: { readonly said: Payload; readonly settled: readonly string[] },
  ): readonly OcelRelation[] {
    const { masters, resources } = this.#settings;
    const relations = new Map([[entryId, { objectId: entryId, qualifier: 'creates' }]]);
    for (const objectId of settled) relations.set(objectId, { objectId, qualifier: 'clears' });
    for (const { type, id, qualifier } of mastersIn(said, { masters, performer: resources === 'objects' })) {
      const objectId = this.#book.master(type, id);
      if (!relations.has(objectId)) relations.set(objectId, { objectId, qualifier });
    }
    return [...relations.values()];
  }

  #flush(): void {
    const pending = this.#pending;
    if (pending === undefined) return;
    this.#pending = undefined;
    const { id, time, type, values, entries } = pending;
    const relations = [...pending.relations.values()];
    // Readers drop events that nothing relates to.
    if (relations.length === 0) this.#book.leaveOut();
    else this.#book.event({ id, time, type, values, relations });
    for (const entry of entries) this.#book.event(entry);
  }
}

function eventValues(payload: Payload, resources: OcelSettings['resources']): OcelValues {
  const { amount = payload['gross'], paymentRunId: batchId } = payload;
  const said: Payload = { ...payload, amount, batchId };
  return [...EVENT_ATTRIBUTES].flatMap(([name, type]): OcelValues => {
    const value = said[name];
    if (name === 'performedBy' && resources === 'objects') return [];
    const isFit = type === 'integer' ? Number.isSafeInteger(value) : typeof value === 'string' && value !== '';
    return isFit ? [[name, value as OcelValue]] : [];
  });
}
