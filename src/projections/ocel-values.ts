/** What documents and their lines say, as a log takes it. */
import type { OcelType, OcelValue, OcelValues } from '../model/ocel.ts';

type Payload = Readonly<Record<string, unknown>>;

/** A document that another one names, and what it is to that one. */
export interface Reference {
  readonly documentId: string;
  readonly relation: string;
}

export function referencesIn({ references }: Payload): readonly Reference[] {
  return Array.isArray(references) ? (references as readonly Reference[]) : [];
}

/** What it says of itself: the attributes of its type, as its schema has them. */
export function valuesOf({ attributes }: OcelType, payload: Payload): OcelValues {
  const found: [string, OcelValue][] = [];
  for (const [name, type] of attributes) {
    const value = payload[name];
    const isFit = type === 'integer' || type === 'float' ? typeof value === 'number' : typeof value === type;
    if (isFit) found.push([name, value as OcelValue]);
    else if (type === 'string' && typeof value === 'number') found.push([name, String(value)]);
  }
  return found;
}
