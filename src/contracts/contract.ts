/** What contracts are told with: places inside events, and schemas that move. */
import type { JsonSchema } from '../model/contract.ts';

/** Version of JSON Schema: 2020-12 in files of schemas, draft 7 in AsyncAPI documents. */
export type SchemaDraft = 'draft-2020-12' | 'draft-07';

/** Keys of the place inside an event as a person writes it. */
export function pathText(keys: readonly (string | number)[]): string {
  let text = 'payload';
  for (let i = 0; i < keys.length; i++) {
    const key = keys[i];
    if (key === 'properties') text += `.${String(keys[++i])}`;
    else if (key === 'items' || key === 'prefixItems') {
      text += '[]';
      if (typeof keys[i + 1] === 'number') i++;
    } else if (key === 'additionalProperties') text += '.*';
    else if ((key === 'anyOf' || key === 'allOf' || key === 'oneOf') && typeof keys[i + 1] === 'number') i++;
  }
  return text;
}

const POINTERS = new Set(['$ref']);

/** The schema with its references to itself moved: what was `#…` is `<root>…`. */
export function rebased(schema: JsonSchema, root: string): JsonSchema {
  return mapped(schema, root) as JsonSchema;
}

function mapped(value: unknown, root: string): unknown {
  if (Array.isArray(value)) return value.map((item) => mapped(item, root));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [
      key,
      POINTERS.has(key) && typeof item === 'string' && item.startsWith('#')
        ? `${root}${item.slice(1)}`
        : mapped(item, root),
    ]),
  );
}
