/** The types of a log: what events are called, and what documents say, by their schemas. */
import type { EventContract } from '../model/contract.ts';
import type { OcelType, OcelValueType } from '../model/ocel.ts';
import type { Process } from '../model/scenario.ts';

export interface OcelCatalog {
  /** Whether the processes that are told have anything to do with an event of this name about such a document. */
  tells(eventName: string, documentType: unknown): boolean;
  eventType(eventName: string): OcelType;
  /** The type of a document as the process of the event knows it; undefined where it is no document. */
  documentType(eventName: string, documentType: string): OcelType | undefined;
  /** The type of the lines of such documents. */
  lineType(document: OcelType): OcelType;
}

/** What every event may say. */
export const EVENT_ATTRIBUTES: ReadonlyMap<string, 'string' | 'integer'> = new Map([
  ['performedBy', 'string'],
  ['company', 'string'],
  ['amount', 'integer'],
  ['currency', 'string'],
  ['reason', 'string'],
  ['channel', 'string'],
  ['batchId', 'string'],
]);

export const ENTRY_TYPE: OcelType = {
  name: 'JournalEntry',
  attributes: new Map([
    ['company', 'string'],
    ['journal', 'string'],
    ['ruleId', 'string'],
    ['kind', 'string'],
    ['postingDate', 'string'],
    ['currency', 'string'],
    ['amount', 'integer'],
    ['localAmount', 'integer'],
  ]),
};

/** What a document says where no schema tells: the head that documents share. */
const HEAD: ReadonlyMap<string, OcelValueType> = new Map([
  ['company', 'string'],
  ['documentDate', 'string'],
  ['postingDate', 'string'],
  ['currency', 'string'],
  ['status', 'string'],
  ['net', 'integer'],
  ['tax', 'integer'],
  ['gross', 'integer'],
]);

/** They are the object's id and type, or say who did it. */
const NO_ATTRIBUTES = ['documentId', 'documentType', 'performedBy'];

type Declared = Pick<Process, 'emits' | 'objectTypes'>;

/** What is told: these processes, of all of a scenario. */
export interface Told<P extends Declared = Declared> {
  readonly processes: readonly P[];
  /** The others: an event that several emit is theirs where it is about their documents. */
  readonly others: readonly P[];
}

/** The types that processes declare. */
export function ocelCatalog(
  { processes, others }: Told,
  activityOf: (eventName: string) => string,
  contracts: readonly EventContract[],
): OcelCatalog {
  const eventTypes = new Map<string, OcelType>();
  const types = new Map<string, ReadonlyMap<string, OcelType>>();
  const lines = new Map<OcelType, OcelType>();
  const payloads = new Map(contracts.filter((one) => one.isDeclared).map(({ name, payload }) => [name, payload]));
  for (const { emits, objectTypes } of processes) {
    const own = Object.entries(objectTypes).map(([key, { name, document }]): [string, OcelType] => {
      const payload = payloads.get(document);
      const type = { name, attributes: attributesOf(payload) };
      lines.set(type, { name: lineTypeOf(name), attributes: lineAttributesOf(payload) });
      return [key, type];
    });
    // An event of several processes is about a document of any of them.
    for (const name of emits) types.set(name, new Map([...(types.get(name) ?? []), ...own]));
  }
  const isOfOthers = (eventName: string, documentType: string): boolean =>
    others.some(({ emits, objectTypes }) => emits.includes(eventName) && documentType in objectTypes);
  return {
    tells: (eventName, documentType) => {
      // What nobody declares belongs to nobody in particular.
      if (others.length === 0) return true;
      const own = types.get(eventName);
      if (own === undefined) return false;
      return typeof documentType !== 'string' || own.has(documentType) || !isOfOthers(eventName, documentType);
    },
    lineType: (document) => lines.get(document) ?? { name: lineTypeOf(document.name), attributes: LINE },
    eventType: (eventName) => {
      const label = activityOf(eventName);
      let type = eventTypes.get(label);
      if (type === undefined) eventTypes.set(label, (type = { name: label, attributes: EVENT_ATTRIBUTES }));
      return type;
    },
    documentType: (eventName, documentType) => types.get(eventName)?.get(documentType),
  };
}

/** What the lines of documents of a type are called. */
export function lineTypeOf(documentType: string): string {
  return `${documentType}Item`;
}

/** What a line says where no schema tells. */
const LINE: ReadonlyMap<string, OcelValueType> = new Map([['line', 'integer']]);

function lineAttributesOf(payload: EventContract['payload'] | undefined): ReadonlyMap<string, OcelValueType> {
  const properties = payload?.['properties'] as Readonly<Record<string, unknown>> | undefined;
  const lines = properties?.['lines'] as { readonly items?: EventContract['payload'] } | undefined;
  return scalarsOf(lines?.items) ?? LINE;
}

function attributesOf(payload: EventContract['payload'] | undefined): ReadonlyMap<string, OcelValueType> {
  const found = scalarsOf(payload);
  if (found === undefined) return HEAD;
  // Later events say it, also where the first does not.
  return found.has('status') ? found : found.set('status', 'string');
}

/** The properties of a schema that are single values; undefined where it tells none. */
function scalarsOf(schema: EventContract['payload'] | undefined): Map<string, OcelValueType> | undefined {
  const properties = schema?.['properties'];
  if (typeof properties !== 'object' || properties === null) return undefined;
  const found = new Map<string, OcelValueType>();
  for (const [name, schema] of Object.entries(
    properties as Record<string, { readonly type?: unknown; readonly const?: unknown }>,
  )) {
    const isWhole = Number.isInteger(schema.const);
    const type = schema.type === 'number' ? (isWhole ? 'integer' : 'float') : schema.type;
    if (NO_ATTRIBUTES.includes(name)) continue;
    if (type === 'string' || type === 'integer' || type === 'float' || type === 'boolean') found.set(name, type);
  }
  return found;
}
