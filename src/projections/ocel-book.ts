/** The objects of a log as they become known, and how much there is of everything. */
import type {
  OcelEvent,
  OcelObject,
  OcelRelation,
  OcelSummary,
  OcelType,
  OcelValue,
  OcelValues,
  OcelWriter,
} from '../model/ocel.ts';

interface Known {
  readonly type: OcelType;
  readonly values: Map<string, OcelValue>;
  readonly relations: Set<string>;
}

const NO_VALUES: OcelValues = [];

export class OcelBook {
  readonly #writers: readonly OcelWriter[];
  readonly #known = new Map<string, Known>();
  readonly #objectTypes = new Set<OcelType>();
  readonly #eventTypes = new Set<OcelType>();
  /** Types of masters, by name. */
  readonly #masters = new Map<string, OcelType>();
  #events = 0;
  #objects = 0;
  #eventObject = 0;
  #objectObject = 0;
  #changes = 0;
  #unresolved = 0;

  constructor(writers: readonly OcelWriter[]) {
    this.#writers = writers;
  }

  knows(id: string): boolean {
    return this.#known.has(id);
  }

  /** Counts something that has no place in the log. */
  leaveOut(): void {
    this.#unresolved += 1;
  }

  add(object: OcelObject): void {
    const { id, type, values, isFinal } = object;
    this.#objectTypes.add(type);
    this.#objects += 1;
    if (!isFinal) this.#known.set(id, { type, values: new Map(values), relations: new Set() });
    for (const writer of this.#writers) writer.object(object);
  }

  /** Adds an object, or what an event says of one that is known; gives what the event is to it. */
  put(object: OcelObject, time: string): 'creates' | 'changes' {
    if (this.#known.has(object.id)) {
      this.change(object.id, object.values, time);
      return 'changes';
    }
    this.add(object);
    return 'creates';
  }

  /** A master record, made when it is first touched; gives its id in the log. */
  master(name: string, id: string): string {
    const other = this.#known.get(id);
    if (other?.type.name === name) return id;
    // Ids are unique over all objects: one that another kind has carries its own kind before it.
    if (other !== undefined) return this.master(name, `${name}:${id}`);
    let type = this.#masters.get(name);
    if (type === undefined) this.#masters.set(name, (type = { name, attributes: new Map() }));
    this.add({ id, type, values: NO_VALUES, isFinal: false });
    return id;
  }

  /** What an event says of a document, as far as it is new. */
  change(id: string, values: OcelValues, time: string): void {
    const known = this.#known.get(id);
    if (known === undefined) return;
    const first = values.filter(([name]) => !known.values.has(name));
    if (first.length > 0) for (const writer of this.#writers) writer.complete(id, known.type, first);
    for (const [name, value] of first) known.values.set(name, value);
    for (const [name, value] of values) {
      if (known.values.get(name) === value) continue;
      known.values.set(name, value);
      this.#changes += 1;
      for (const writer of this.#writers) writer.change({ id, type: known.type, name, value, time });
    }
  }

  /** Relates two objects, once. */
  relate(from: string, relation: OcelRelation): void {
    const known = this.#known.get(from);
    const key = `${relation.qualifier} ${relation.objectId}`;
    if (known === undefined || known.relations.has(key) || !this.#known.has(relation.objectId)) return;
    known.relations.add(key);
    this.#objectObject += 1;
    for (const writer of this.#writers) writer.relate(from, relation);
  }

  event(event: OcelEvent): void {
    this.#eventTypes.add(event.type);
    this.#events += 1;
    this.#eventObject += event.relations.length;
    for (const writer of this.#writers) writer.event(event);
  }

  summary(): OcelSummary {
    const objectTypes = [...this.#objectTypes];
    const eventTypes = [...this.#eventTypes];
    return {
      objectTypes,
      eventTypes,
      counts: {
        events: this.#events,
        objects: this.#objects,
        eventObjectRelations: this.#eventObject,
        objectObjectRelations: this.#objectObject,
        attributeChanges: this.#changes,
        eventTypes: eventTypes.length,
        objectTypes: objectTypes.length,
        unresolved: this.#unresolved,
      },
    };
  }
}
