/** What the tables of documents hold: their columns, by the schemas of the events that carry them whole. */
import type { EventContract, JsonSchema } from '../model/contract.ts';
import type { Process } from '../model/scenario.ts';

/** A column: its name, and where its value lies. */
export interface DocumentColumn {
  readonly name: string;
  readonly path: readonly string[];
  /** Minor units of the document's currency: as decimal text beside the number itself. */
  readonly isMoney: boolean;
}

/** The tables of one type of documents. */
export interface DocumentTable {
  readonly name: string;
  readonly columns: readonly DocumentColumn[];
  /** Of the rows of `lines`; undefined where the document has none. */
  readonly lines: readonly DocumentColumn[] | undefined;
  /** Whether the schema names every field; else the rest stands in a column of its own. */
  readonly isClosed: boolean;
}

export interface DocumentTables {
  readonly all: readonly DocumentTable[];
  /** The type of a document as the processes of an event know it, and whether this event carries it whole. */
  find(
    eventName: string,
    documentType: unknown,
  ): { readonly table: DocumentTable; readonly isWhole: boolean } | undefined;
}

/** Amounts in the currency of their document, by the names that documents share. */
const MONEY = [
  'net',
  'tax',
  'gross',
  'amount',
  'discount',
  'withholding',
  'unitPrice',
  'listPrice',
  'charge',
  'interest',
];

/** The head that documents share, where no schema tells. */
const HEAD = [
  'documentId',
  'documentType',
  'company',
  'documentDate',
  'postingDate',
  'currency',
  'status',
  'net',
  'tax',
  'gross',
];

/** The tables of what processes declare. */
export function documentTables(
  processes: readonly Pick<Process, 'emits' | 'objectTypes'>[],
  contracts: readonly EventContract[],
): DocumentTables {
  const payloads = new Map(contracts.filter((one) => one.isDeclared).map(({ name, payload }) => [name, payload]));
  const found = new Map<string, Map<string, { readonly table: DocumentTable; readonly document: string }>>();
  const all = new Map<string, DocumentTable>();
  for (const { emits, objectTypes } of processes) {
    for (const [type, { name, document }] of Object.entries(objectTypes)) {
      const table = all.get(name) ?? tableOf(name, payloads.get(document));
      all.set(name, table);
      for (const event of emits) {
        const types = found.get(event) ?? new Map<string, { table: DocumentTable; document: string }>();
        found.set(event, types.set(type, types.get(type) ?? { table, document }));
      }
    }
  }
  return {
    all: [...all.values()],
    find: (eventName, documentType) => {
      const known = found.get(eventName)?.get(String(documentType));
      return known === undefined ? undefined : { table: known.table, isWhole: known.document === eventName };
    },
  };
}

function tableOf(name: string, payload: JsonSchema | undefined): DocumentTable {
  if (payload === undefined) {
    const columns = HEAD.map((key) => ({ name: key, path: [key], isMoney: MONEY.includes(key) }));
    return { name, columns, lines: undefined, isClosed: false };
  }
  const properties = propertiesOf(payload);
  const { lines, ...head } = properties;
  const line = lines?.['items'] as JsonSchema | undefined;
  const isTable = line !== undefined && line['type'] === 'object';
  return {
    name,
    columns: columnsOf(isTable ? head : properties, []),
    lines: isTable ? columnsOf(propertiesOf(line), []) : undefined,
    isClosed: true,
  };
}

/** A column for each field; objects are opened, lists stay as they are. */
function columnsOf(
  properties: Readonly<Record<string, JsonSchema>>,
  path: readonly string[],
): readonly DocumentColumn[] {
  return Object.entries(properties).flatMap(([key, schema]): readonly DocumentColumn[] => {
    const here = [...path, key];
    if (schema['type'] === 'object') return columnsOf(propertiesOf(schema), here);
    return [{ name: here.join('.'), path: here, isMoney: MONEY.includes(key) && schema['type'] === 'integer' }];
  });
}

function propertiesOf(schema: JsonSchema): Readonly<Record<string, JsonSchema>> {
  return (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
}
