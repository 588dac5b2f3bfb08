/** The types of a log: what events are called, and what documents say, by their schemas. */
import type { EventContract } from '../model/contract.ts';
import type { OcelType, OcelValueType } from '../model/ocel.ts';
import type { Process } from '../model/scenario.ts';

export interface OcelCatalog {
  eventType(eventName: string): OcelType;
  /** The type of a document as the process of the event knows it; undefined where it is no document. */
  documentType(eventName: string, documentType: string): OcelType | undefined;
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

/** The types that processes declare. */
export function ocelCatalog(
  processes: readonly Declared[],
  activityOf: (eventName: string) => string,
  contracts: readonly EventContract[],
): OcelCatalog {
  const eventTypes = new Map<string, OcelType>();
  const types = new Map<string, ReadonlyMap<string, OcelType>>();
  const payloads = new Map(contracts.filter((one) => one.isDeclared).map(({ name, payload }) => [name, payload]));
  for (const { emits, objectTypes } of processes) {
    const own = Object.entries(objectTypes).map(([key, { name, document }]): [string, OcelType] => [
      key,
      { name, attributes: attributesOf(payloads.get(document)) },
    ]);
    // An event of several processes is about a document of any of them.
    for (const name of emits) types.set(name, new Map([...(types.get(name) ?? []), ...own]));
  }
  return {
    eventType: (eventName) => {
      const label = activityOf(eventName);
      let type = eventTypes.get(label);
      if (type === undefined) eventTypes.set(label, (type = { name: label, attributes: EVENT_ATTRIBUTES }));
      return type;
    },
    documentType: (eventName, documentType) => types.get(eventName)?.get(documentType),
  };
}

function attributesOf(payload: EventContract['payload'] | undefined): ReadonlyMap<string, OcelValueType> {
  const properties = payload?.['properties'];
  if (typeof properties !== 'object' || properties === null) return HEAD;
  const found = new Map<string, OcelValueType>();
  for (const [name, schema] of Object.entries(
    properties as Record<string, { readonly type?: unknown; readonly const?: unknown }>,
  )) {
    const isWhole = Number.isInteger(schema.const);
    const type = schema.type === 'number' ? (isWhole ? 'integer' : 'float') : schema.type;
    if (NO_ATTRIBUTES.includes(name)) continue;
    if (type === 'string' || type === 'integer' || type === 'float' || type === 'boolean') found.set(name, type);
  }
  // Later events say it, also where the first does not.
  return found.has('status') ? found : found.set('status', 'string');
}
