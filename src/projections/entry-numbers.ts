/** The running numbers that the law asks of books: without gaps, in the order of the stream. */
import type { WrittenEntry } from '../model/export.ts';

/** The numbers of one entry. */
export interface EntryNumber {
  /** `SAL000001`: per company, fiscal year and journal. */
  readonly number: string;
  /** Per company and fiscal year, from 1. */
  readonly ordinal: number;
}

type Numbered = Pick<WrittenEntry, 'company' | 'fiscalYear' | 'journal'>;

/** Numbers entries as they come; memory holds a count for each company, year and journal. */
export function entryNumbers(): (entry: Numbered) => EntryNumber {
  const counts = new Map<string, number>();
  const next = (key: string): number => {
    const count = (counts.get(key) ?? 0) + 1;
    counts.set(key, count);
    return count;
  };
  return ({ company, fiscalYear, journal }) => ({
    number: `${journal}${String(next(`${company}/${fiscalYear}/${journal}`)).padStart(6, '0')}`,
    ordinal: next(`${company}/${fiscalYear}`),
  });
}
