/** How much a log holds, by readers that share no code with its writers. */

export interface Counts {
  readonly events: number;
  readonly objects: number;
  readonly eventObjectRelations: number;
  readonly objectObjectRelations: number;
  readonly attributeChanges: number;
  readonly eventTypes: number;
  readonly objectTypes: number;
}

interface Relation {
  readonly objectId: string;
  readonly qualifier: string;
}

interface Attribute {
  readonly name: string;
  readonly value: unknown;
  readonly time: string;
}

export interface JsonLog {
  readonly objectTypes: readonly {
    readonly name: string;
    readonly attributes: readonly { readonly name: string; readonly type: string }[];
  }[];
  readonly eventTypes: JsonLog['objectTypes'];
  readonly objects: readonly {
    readonly id: string;
    readonly type: string;
    readonly attributes: readonly Attribute[];
    readonly relationships: readonly Relation[];
  }[];
  readonly events: readonly {
    readonly id: string;
    readonly type: string;
    readonly time: string;
    readonly attributes: readonly Omit<Attribute, 'time'>[];
    readonly relationships: readonly Relation[];
  }[];
}

const sum = <T>(all: readonly T[], of: (one: T) => number): number => all.reduce((total, one) => total + of(one), 0);

export function countJson({ objectTypes, eventTypes, objects, events }: JsonLog): Counts {
  return {
    events: events.length,
    objects: objects.length,
    eventObjectRelations: sum(events, ({ relationships }) => relationships.length),
    objectObjectRelations: sum(objects, ({ relationships }) => relationships.length),
    attributeChanges: sum(
      objects,
      ({ attributes }) => attributes.filter(({ time }) => !time.startsWith('1970-')).length,
    ),
    eventTypes: eventTypes.length,
    objectTypes: objectTypes.length,
  };
}

export function countXml(text: string): Counts {
  const [objects = '', events = ''] = text.slice(text.indexOf('\n<objects>\n')).split('\n<events>\n');
  const count = (part: string, pattern: RegExp): number => part.match(pattern)?.length ?? 0;
  return {
    events: count(events, /<event /g),
    objects: count(objects, /<object /g),
    eventObjectRelations: count(events, /<relationship /g),
    objectObjectRelations: count(objects, /<relationship /g),
    attributeChanges: count(objects, /<attribute name="[^"]*" time="(?!1970-)/g),
    eventTypes: count(text, /<event-type /g),
    objectTypes: count(text, /<object-type /g),
  };
}

/** One number of a database, by a statement. */
export type Ask = (sql: string) => number;

export function countSqlite(ask: Ask, objectTables: readonly string[]): Counts {
  return {
    events: ask('SELECT count(*) FROM event'),
    objects: ask('SELECT count(*) FROM object'),
    eventObjectRelations: ask('SELECT count(*) FROM event_object'),
    objectObjectRelations: ask('SELECT count(*) FROM object_object'),
    attributeChanges: sum(objectTables, (table) =>
      ask(`SELECT count(*) FROM object_${table} WHERE ocel_changed_field IS NOT NULL`),
    ),
    eventTypes: ask('SELECT count(*) FROM event_map_type'),
    objectTypes: ask('SELECT count(*) FROM object_map_type'),
  };
}
