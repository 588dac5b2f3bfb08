/** Comma-separated tables (RFC 4180) row by row: never more than a chunk and a row in memory. */
import { eachLine } from './lines.ts';

/** Gives each row below the head as a way to ask for the cell of a column. */
export async function eachRow(
  path: string,
  onRow: (cell: (column: string) => string, at: number) => void,
): Promise<void> {
  let columns: ReadonlyMap<string, number> | undefined;
  let begun = '';
  await eachLine(path, (line, at) => {
    const text = begun === '' ? line : `${begun}\n${line}`;
    // A line end between quotes is part of a cell.
    if (quotesIn(text) % 2 > 0) {
      begun = text;
      return;
    }
    begun = '';
    const cells = cellsOf(text);
    const known = columns;
    if (known === undefined) columns = new Map(cells.map((name, i) => [name, i]));
    else onRow((column) => cells[known.get(column) ?? -1] ?? '', at);
  });
}

function quotesIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('"'); at !== -1; at = text.indexOf('"', at + 1)) count++;
  return count;
}

function cellsOf(text: string): readonly string[] {
  if (!text.includes('"')) return text.split(',');
  const cells: string[] = [];
  for (let at = 0; at <= text.length; at++) {
    const end = text[at] === '"' ? quotedEnd(text, at) : endOf(text, at);
    const cell = text.slice(at, end);
    cells.push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    at = end;
  }
  return cells;
}

/** Behind the quote that closes a cell: the first that no other follows. */
function quotedEnd(text: string, start: number): number {
  let at = text.indexOf('"', start + 1);
  while (at !== -1 && text[at + 1] === '"') at = text.indexOf('"', at + 2);
  return at === -1 ? text.length : at + 1;
}

function endOf(text: string, start: number): number {
  const at = text.indexOf(',', start);
  return at === -1 ? text.length : at;
}
