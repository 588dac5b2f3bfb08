/** A log as OCEL 2.0 JSON. */
import { join } from 'node:path';

import type { OcelType, OcelValue, OcelWriter } from '../../src/model/ocel.ts';

import { spooledOcel, type OcelEncoding } from './ocel-spool.ts';

/** Writes `log.json` into the folder. `valuesAsStrings`: for readers of the older schema, which types values as text. */
export function ocelJson(folder: string, { valuesAsStrings }: { readonly valuesAsStrings: boolean }): OcelWriter {
  const written = (value: OcelValue): OcelValue => (valuesAsStrings ? String(value) : value);
  const encoding: OcelEncoding = {
    format: 'ocel-json',
    separator: ',\n',
    attribute: (name, value, time) => JSON.stringify({ name, time, value: written(value) }),
    relation: (relation) => JSON.stringify(relation),
    object: ({ id, type, attributes, relations }) =>
      `{"id":${JSON.stringify(id)},"type":${JSON.stringify(type)},"attributes":[${attributes.join(',')}],"relationships":[${relations.join(',')}]}`,
    event: ({ id, type, time, values, relations }) =>
      JSON.stringify({
        id,
        type: type.name,
        time,
        attributes: values.map(([name, value]) => ({ name, value: written(value) })),
        relationships: relations,
      }),
    frame: ({ objectTypes, eventTypes }) => [
      `{"objectTypes":${typesText(objectTypes)},\n"eventTypes":${typesText(eventTypes)},\n"objects":[\n`,
      '\n],\n"events":[\n',
      '\n]}\n',
    ],
  };
  return spooledOcel(join(folder, 'log.json'), encoding);
}

function typesText(types: readonly OcelType[]): string {
  const all = types.map(({ name, attributes }) =>
    JSON.stringify({ name, attributes: [...attributes].map(([attribute, type]) => ({ name: attribute, type })) }),
  );
  return `[\n${all.join(',\n')}\n]`;
}
