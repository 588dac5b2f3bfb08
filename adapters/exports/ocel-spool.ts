/**
 * What the encodings of a log share that want an object whole: its attributes, changes and relations are gathered until the
 * end, but for objects of which nothing more is said, which wait on disk as events do.
 */
import type { FileReport } from '../../src/model/adapter.ts';
import type {
  OcelChange,
  OcelEvent,
  OcelObject,
  OcelRelation,
  OcelSummary,
  OcelValue,
  OcelWriter,
} from '../../src/model/ocel.ts';

import { SpooledText } from './spooled-text.ts';
import { TextFile } from './text-file.ts';

/** An object with what was said of it, as text of the encoding. */
export interface Gathered {
  readonly id: string;
  readonly type: string;
  readonly attributes: string[];
  readonly relations: string[];
}

/** How one encoding writes the parts of a log. */
export interface OcelEncoding {
  readonly format: string;
  attribute(name: string, value: OcelValue, time: string): string;
  relation(relation: OcelRelation): string;
  object(gathered: Gathered): string;
  event(event: OcelEvent): string;
  /** What stands before objects, between objects and events, and behind those. */
  frame(summary: OcelSummary): readonly [string, string, string];
  /** Between two objects or events. */
  readonly separator: string;
}

/** When attributes have the values that they begin with. */
export const BEGINNING = '1970-01-01T00:00:00Z';

/** Writes one file. */
export function spooledOcel(path: string, encoding: OcelEncoding): OcelWriter {
  const objects = new Map<string, Gathered>();
  const done = new SpooledText(`${path}.objects`);
  const events = new SpooledText(path);
  const list = (spool: SpooledText, text: string): void =>
    spool.write(spool.rows === 0 ? text : `${encoding.separator}${text}`);
  return {
    object: ({ id, type, values, isFinal }: OcelObject) => {
      const attributes = values.map(([name, value]) => encoding.attribute(name, value, BEGINNING));
      const gathered: Gathered = { id, type: type.name, attributes, relations: [] };
      if (isFinal) list(done, encoding.object(gathered));
      else objects.set(id, gathered);
    },
    complete: (id, _type, values) => {
      for (const [name, value] of values) objects.get(id)?.attributes.push(encoding.attribute(name, value, BEGINNING));
    },
    change: ({ id, name, value, time }: OcelChange) =>
      void objects.get(id)?.attributes.push(encoding.attribute(name, value, time)),
    relate: (from, relation) => void objects.get(from)?.relations.push(encoding.relation(relation)),
    event: (event) => list(events, encoding.event(event)),
    finish: (summary): readonly FileReport[] => {
      const [head, middle, foot] = encoding.frame(summary);
      const file = new TextFile(path, encoding.format);
      file.write(head);
      let isFirst = true;
      for (const gathered of objects.values()) {
        file.write(isFirst ? encoding.object(gathered) : `${encoding.separator}${encoding.object(gathered)}`);
        isFirst = false;
      }
      if (!isFirst && done.rows > 0) file.write(encoding.separator);
      done.copyTo(file, { isCounted: false });
      file.write(middle);
      events.copyTo(file);
      file.write(foot);
      return [file.finish()];
    },
    abandon: () => {
      done.abandon();
      events.abandon();
    },
  };
}
