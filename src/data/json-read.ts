import { describeValue } from '../errors.ts';
import { fileInvalid } from './faults.ts';
import type { BadRow, RawRow, RawRows } from './row.ts';

const ONE_ARRAY = 'one JSON array of objects';

/** @throws SynodeError `DATASET_FILE_INVALID` when the file is not one JSON array */
export function readJsonRows(file: string, bytes: Buffer): RawRows {
  const text = bytes.toString('utf8');
  const parsed = parseJson(text);
  if ('fault' in parsed) return readElements(file, text, parsed.fault);
  if (!Array.isArray(parsed.value)) {
    throw fileInvalid(file, `'${file}' holds ${describeValue(parsed.value)}, not a list of rows`, {
      expected: ONE_ARRAY,
      received: describeValue(parsed.value),
    });
  }
  let elements: readonly Element[] | undefined;
  return {
    rows: parsed.value.map(objectRow),
    // Lines are looked for only when a row is bad, which is rare and worth a second look at the text.
    lineOf: (index) => lineAt(text, (elements ??= elementsOf(text))[index]?.start ?? 0),
  };
}

/** The array cannot be parsed as a whole: element by element, to name each that is wrong. */
function readElements(file: string, text: string, fault: string): RawRows {
  const elements = text.trimStart().startsWith('[') ? elementsOf(text) : [];
  const rows = elements.map(({ start, end }) => lineRow(text.slice(start, end)));
  if (rows.some((row) => 'faults' in row))
    return { rows, lineOf: (index) => lineAt(text, elements[index]?.start ?? 0) };
  throw fileInvalid(file, `'${file}' is not JSON: ${fault}`, {
    expected: ONE_ARRAY,
    suggestion: 'Close the array with ], or name the file .ndjson if it holds one object per line.',
  });
}

/** Blank lines carry no row. A file without a line is a dataset without a row. */
export function readNdjsonRows(bytes: Buffer): RawRows {
  const rows: (RawRow | BadRow)[] = [];
  const lines: number[] = [];
  bytes
    .toString('utf8')
    .split('\n')
    .forEach((text, index) => {
      if (text.trim() === '') return;
      rows.push(lineRow(text));
      lines.push(index + 1);
    });
  return { rows, lineOf: (index) => lines[index] ?? 0 };
}

function lineRow(text: string): RawRow | BadRow {
  if (text.trim() === '') return { faults: [{ message: 'there is a comma too many' }] };
  const parsed = parseJson(text);
  return 'fault' in parsed ? { faults: [{ message: `is not JSON: ${parsed.fault}` }] } : objectRow(parsed.value);
}

function parseJson(text: string): { readonly value: unknown } | { readonly fault: string } {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch (error) {
    return { fault: error instanceof Error ? error.message.replaceAll(/\s+/g, ' ') : String(error) };
  }
}

function objectRow(value: unknown): RawRow | BadRow {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { value };
  return { faults: [{ message: `is ${describeValue(value)}, not an object`, received: describeValue(value) }] };
}

/** Where an element of the outer array begins and ends. */
interface Element {
  readonly start: number;
  readonly end: number;
}

/** The elements of the outer array, by brackets and commas outside of texts alone. */
function elementsOf(text: string): readonly Element[] {
  const elements: Element[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: sign, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{},]/g)) {
    const before = depth;
    if (sign === '[' || sign === '{') depth++;
    if (sign === ']' || sign === '}') depth--;
    if (before === 0) start = index + 1;
    if ((depth === 1 && sign === ',') || (before === 1 && depth === 0)) {
      elements.push({ start: start + leadingSpace(text.slice(start, index)), end: index });
      start = index + 1;
    }
    if (before === 1 && depth === 0) break;
  }
  return elements;
}

function leadingSpace(text: string): number {
  return text.length - text.trimStart().length;
}

function lineAt(text: string, position: number): number {
  let line = 1;
  for (let at = text.indexOf('\n'); at !== -1 && at < position; at = text.indexOf('\n', at + 1)) line++;
  return line;
}
