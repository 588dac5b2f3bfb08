/** Flattened logs as XES (IEEE 1849-2016): a file for each object type, a trace for each object of it. */
import { join } from 'node:path';

import type { FileReport } from '../../src/model/adapter.ts';
import type { OcelEvent, OcelValue, OcelWriter } from '../../src/model/ocel.ts';

import { SpooledText } from './spooled-text.ts';
import { TextFile } from './text-file.ts';
import { xmlText } from './xml-text.ts';

const EXTENSIONS = [
  ['Concept', 'concept'],
  ['Time', 'time'],
  ['Lifecycle', 'lifecycle'],
  ['Organizational', 'org'],
].map(
  ([name = '', prefix = '']) =>
    `<extension name="${name}" prefix="${prefix}" uri="http://www.xes-standard.org/${prefix}.xesext"/>\n`,
);

const HEAD = `<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849-2016" xes.features="" xmlns="http://www.xes-standard.org/">
${EXTENSIONS.join('')}<global scope="trace">
<string key="concept:name" value=""/>
</global>
<global scope="event">
<string key="concept:name" value=""/>
<date key="time:timestamp" value="1970-01-01T00:00:00.000Z"/>
<string key="lifecycle:transition" value="complete"/>
<string key="org:resource" value=""/>
</global>
<classifier name="Activity" keys="concept:name"/>
`;

/** What does not make an event part of an object's case. */
const NO_CASE = [
  'item',
  'vendor',
  'customer',
  'employee',
  'company',
  'authority',
  'bank',
  'bankAccount',
  'performer',
  'posts',
  'within',
];

/** Whether an event with this relation belongs to the case of the object. */
export function isOfCase(qualifier: string): boolean {
  return !NO_CASE.includes(qualifier);
}

interface Case {
  readonly id: string;
  readonly log: Log;
  /** Where it stands: traces come in order of their first events. */
  key: string;
  /** What the object says at the end. */
  readonly values: Map<string, OcelValue>;
}

interface Log {
  readonly type: string;
  readonly events: SpooledText;
  readonly cases: Case[];
}

/** Writes `<ObjectType>.xes` for each of these types that occurs. */
export function xesWriter(folder: string, flatten: readonly string[]): OcelWriter {
  const logs = new Map<string, Log>();
  const cases = new Map<string, Case>();
  return {
    object: ({ id, type: { name }, values }) => {
      if (!flatten.includes(name)) return;
      let log = logs.get(name);
      if (log === undefined) {
        log = { type: name, events: new SpooledText(join(folder, `${name}.xes`)), cases: [] };
        logs.set(name, log);
      }
      cases.set(id, { id, log, key: '', values: new Map(values) });
    },
    complete: (id, _type, values) => {
      for (const [name, value] of values) cases.get(id)?.values.set(name, value);
    },
    change: ({ id, name, value }) => void cases.get(id)?.values.set(name, value),
    relate: () => undefined,
    event: (event) => {
      const text = eventText(event);
      const own = new Set(
        event.relations.filter(({ qualifier }) => isOfCase(qualifier)).map(({ objectId }) => objectId),
      );
      for (const id of own) {
        const found = cases.get(id);
        if (found !== undefined) addTo(found, text);
      }
    },
    finish: () => [...logs.keys()].sort().flatMap((type) => finished(folder, logs.get(type))),
    abandon: () => logs.forEach(({ events }) => events.abandon()),
  };
}

function addTo(found: Case, text: string): void {
  const { log } = found;
  if (found.key === '') {
    found.key = String(log.cases.length).padStart(12, '0');
    log.cases.push(found);
  }
  log.events.write(text, found.key);
}

function finished(folder: string, log: Log | undefined): readonly FileReport[] {
  if (log === undefined) return [];
  const file = new TextFile(join(folder, `${log.type}.xes`), 'xes');
  file.write(`${HEAD}<string key="concept:name" value="${xmlText(log.type)}"/>\n`);
  const byKey = new Map(log.cases.map((one) => [one.key, one]));
  log.events.copyTo(file, { around: (key) => [traceHead(byKey.get(key)), '</trace>\n'] });
  file.write('</log>\n');
  return [file.finish()];
}

function traceHead(found: Case | undefined): string {
  const values = [...(found?.values ?? [])].map(([name, value]) => attribute(name, value));
  return `<trace>\n${attribute('concept:name', found?.id ?? '')}${values.join('')}`;
}

function eventText({ id, type, time, values }: OcelEvent): string {
  const { performedBy = 'unknown', ...rest } = Object.fromEntries(values);
  const parts = [
    attribute('concept:name', type.name),
    `<date key="time:timestamp" value="${time}"/>\n`,
    attribute('lifecycle:transition', 'complete'),
    attribute('org:resource', performedBy),
    attribute('event', id),
    ...Object.entries(rest).map(([name, value]) => attribute(name, value)),
  ];
  return `<event>\n${parts.join('')}</event>\n`;
}

function attribute(key: string, value: OcelValue): string {
  const kind = typeof value === 'number' ? (Number.isInteger(value) ? 'int' : 'float') : typeof value;
  return `<${kind} key="${xmlText(key)}" value="${xmlText(String(value))}"/>\n`;
}
