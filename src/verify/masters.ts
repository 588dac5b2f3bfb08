/** Entity tables beside the events, read row by row as checks ask for them. */
import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { join } from 'node:path';

import type { MasterTables } from '../model/file-check.ts';
import { parsed } from './parsed.ts';
import { isPlain } from './read-entry.ts';

type Row = Readonly<Record<string, unknown>>;

const CHUNK = 1 << 18;

/** The tables of a folder; `undefined`: of a file alone, which has none. What is no row is told by `onFault`. */
export function openMasters(
  folder: string | undefined,
  firstDay: string | undefined,
  onFault: (message: string) => void,
): MasterTables {
  const fileOf = (id: string): string => join(folder ?? '', 'master', `${id}.ndjson`);
  const isName = (id: string): boolean => /^[\w.-]+$/.test(id);
  // Checks ask for each event; a table does not come or go while its run is read.
  const known = new Map<string, boolean>();
  const has = (id: string): boolean => {
    let isThere = known.get(id);
    if (isThere === undefined) known.set(id, (isThere = folder !== undefined && isName(id) && existsSync(fileOf(id))));
    return isThere;
  };
  return {
    firstDay,
    has,
    rows: (id) =>
      has(id) ? rowsOf(fileOf(id), (at) => onFault(`master/${id}.ndjson line ${at} is no JSON object`)) : [],
  };
}

function* rowsOf(path: string, onFault: (at: number) => void): Iterable<Row> {
  let at = 0;
  for (const text of linesOf(path)) {
    at++;
    const row = parsed(text);
    if (isPlain(row)) yield row;
    else onFault(at);
  }
}

/** Never more than a chunk and a line in memory. */
function* linesOf(path: string): Iterable<string> {
  const file = openSync(path, 'r');
  try {
    const chunk = Buffer.alloc(CHUNK);
    let rest = Buffer.alloc(0);
    for (let size = readSync(file, chunk); size > 0; size = readSync(file, chunk)) {
      const whole = Buffer.concat([rest, chunk.subarray(0, size)]);
      let start = 0;
      for (let end = whole.indexOf(10); end !== -1; end = whole.indexOf(10, start)) {
        yield whole.toString('utf8', start, end);
        start = end + 1;
      }
      rest = whole.subarray(start);
    }
    if (rest.length > 0) yield rest.toString('utf8');
  } finally {
    closeSync(file);
  }
}
