/** Tables and amounts as a reader of files sees them. */
import { parse } from 'csv-parse/sync';

export type Row = Readonly<Record<string, string>>;

/** A table by a reader that shares no code with the writer. */
export function table(text: string): readonly Row[] {
  return parse(text, { columns: true }) as Row[];
}

/** Decimal text as minor units, digit by digit. */
export function minor(text: string): bigint {
  return BigInt(text.replace('.', ''));
}

/** Sums by key, without those that are 0. */
export function sums<T>(
  rows: readonly T[],
  of: (row: T) => readonly [string, bigint],
): Readonly<Record<string, bigint>> {
  const found = new Map<string, bigint>();
  for (const row of rows) {
    const [key, value] = of(row);
    found.set(key, (found.get(key) ?? 0n) + value);
  }
  return Object.fromEntries([...found].filter(([, sum]) => sum !== 0n).sort(([a], [b]) => (a < b ? -1 : 1)));
}
