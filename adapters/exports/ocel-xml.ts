/** A log as OCEL 2.0 XML. */
import { join } from 'node:path';

import type { OcelRelation, OcelType, OcelValue, OcelWriter } from '../../src/model/ocel.ts';

import { spooledOcel, type OcelEncoding } from './ocel-spool.ts';
import { xmlText } from './xml-text.ts';

const relation = ({ objectId, qualifier }: OcelRelation): string =>
  `<relationship object-id="${xmlText(objectId)}" qualifier="${xmlText(qualifier)}"/>`;

const encoding: OcelEncoding = {
  format: 'ocel-xml',
  separator: '\n',
  attribute: (name, value, time) => `<attribute name="${xmlText(name)}" time="${time}">${valueText(value)}</attribute>`,
  relation,
  object: ({ id, type, attributes, relations }) =>
    `<object id="${xmlText(id)}" type="${xmlText(type)}">${parts(attributes, relations)}</object>`,
  event: ({ id, type, time, values, relations }) => {
    const attributes = values.map(
      ([name, value]) => `<attribute name="${xmlText(name)}">${valueText(value)}</attribute>`,
    );
    const inside = parts(attributes, relations.map(relation));
    return `<event id="${xmlText(id)}" type="${xmlText(type.name)}" time="${time}">${inside}</event>`;
  },
  frame: ({ objectTypes, eventTypes }) => [
    `<?xml version="1.0" encoding="UTF-8"?>\n<log>\n${typesText('object', objectTypes)}${typesText('event', eventTypes)}<objects>\n`,
    '\n</objects>\n<events>\n',
    '\n</events>\n</log>\n',
  ],
};

/** Writes `log.xml` into the folder. */
export function ocelXml(folder: string): OcelWriter {
  return spooledOcel(join(folder, 'log.xml'), encoding);
}

/** Both are there even when they are empty. */
function parts(attributes: readonly string[], relations: readonly string[]): string {
  return `${list('attributes', attributes)}${list('objects', relations)}`;
}

function list(name: string, items: readonly string[]): string {
  return items.length === 0 ? `<${name}/>` : `<${name}>${items.join('')}</${name}>`;
}

function typesText(kind: 'object' | 'event', types: readonly OcelType[]): string {
  const all = types.map(({ name, attributes }) => {
    const inside = [...attributes].map(
      ([attribute, type]) => `<attribute name="${xmlText(attribute)}" type="${type}"/>`,
    );
    return `<${kind}-type name="${xmlText(name)}">${list('attributes', inside)}</${kind}-type>\n`;
  });
  return `<${kind}-types>\n${all.join('')}</${kind}-types>\n`;
}

function valueText(value: OcelValue): string {
  return typeof value === 'boolean' ? (value ? '1' : '0') : xmlText(String(value));
}
