/**
 * L9: running numbers of the exports that have some. Books are numbered by law: from 1, no number left out, none twice, in the
 * order in which entries are told, for each company, fiscal year and journal (or company and year, where a format counts so).
 */
import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';

import { ENTRIES, FindingLog, type FileCheck } from './check.ts';
import { eachRow } from './csv-lines.ts';
import { hashOfText } from './id-check.ts';
import { eachLine } from './lines.ts';
import type { Output } from './output.ts';

/** An entry of an export. */
interface Numbered {
  /** What it is counted in: `1000/2025/SAL`, or `1000/2025`. */
  readonly book: string;
  readonly number: number;
  /** Entries of different days stand in the order of the days. */
  readonly date?: string;
  readonly entryId?: string;
}

type Read = (path: string, onEntry: (entry: Numbered, at: number) => void) => Promise<void>;

/** A format that numbers entries. */
interface Format {
  /** Of its files. */
  readonly path: RegExp;
  /** What a book is counted by: company and year, or those and the journal. */
  readonly parts: 2 | 3;
  readonly read: Read;
}

const FORMATS: readonly Format[] = [
  { path: /^exports\/journal-csv\/journal\.csv$/, parts: 3, read: journalRows },
  { path: /^exports\/ads\/GL_Detail_\d+_\d+\.csv$/, parts: 2, read: detailRows },
  {
    path: /^exports\/hledger\/.*\.journal$/,
    parts: 3,
    read: headsBy(/^(\d{4}-\d\d-\d\d) \* \((.+)-(\d+)-([A-Z]+)(\d{6,})\) /),
  },
  {
    path: /^exports\/beancount\/.*\.beancount$/,
    parts: 3,
    read: headsBy(/^(\d{4}-\d\d-\d\d) \* ".*" \^(.+)-(\d+)-([A-Z]+)(\d{6,})$/),
  },
];

/** What the stream says of a book: entries, and a hash of their ids in order. */
interface Told {
  count: number;
  order: number;
}

/** The check, and what reads the exports once the stream is known. */
export interface ExportNumbers {
  readonly check: FileCheck;
  read(): Promise<void>;
}

export function exportNumbers({ folder = '', manifest, books }: Output): ExportNumbers {
  const log = new FindingLog();
  const told = new Map<string, Told>();
  const companies = new Set(books?.companies.map(({ id }) => id));
  const files = (manifest?.files ?? []).flatMap(({ path }) => {
    const format = FORMATS.find((one) => one.path.test(path));
    return format === undefined ? [] : [{ path, format }];
  });
  const isUnread = files.length === 0;
  return {
    check: {
      id: 'L9',
      name: 'numbers-have-no-gaps',
      of: ENTRIES,
      log,
      see: ({ entry }) => {
        if (isUnread || entry === undefined || entry.ledger !== 'operating' || !companies.has(entry.company)) return;
        const year = `${entry.company}/${entry.fiscalYear}`;
        count(told, year, entry.entryId);
        count(told, `${year}/${entry.journal}`, entry.entryId);
      },
    },
    read: async () => {
      for (const { path, format } of files) {
        // That it is not there is told by the manifest.
        if (!existsSync(join(folder, path))) continue;
        const series = new Series({ path, told, log });
        await format.read(join(folder, path), (entry, at) => series.add(entry, at));
        series.finish(format.parts);
      }
    },
  };
}

function count(told: Map<string, Told>, book: string, entryId: string): void {
  const known = told.get(book);
  if (known === undefined) told.set(book, { count: 1, order: nextOrder(0, entryId) });
  else {
    known.count++;
    known.order = nextOrder(known.order, entryId);
  }
}

function nextOrder(order: number, entryId: string): number {
  return Math.imul(order, 0x01000193) ^ hashOfText(entryId);
}

/** What a file says of a book. */
interface Book {
  entries: number;
  last: Numbered;
  /** Undefined where the file does not name entries. */
  order: number | undefined;
  /** A bit for each number up to the last of the stream. */
  readonly seen: Uint8Array;
}

interface Place {
  readonly path: string;
  readonly told: ReadonlyMap<string, Told>;
  readonly log: FindingLog;
}

/** The numbers of a file. */
class Series {
  readonly #place: Place;
  readonly #books = new Map<string, Book>();

  constructor(place: Place) {
    this.#place = place;
  }

  add(entry: Numbered, at: number): void {
    const { book: name, number, date, entryId } = entry;
    this.#place.log.rows++;
    const { count = 0 } = this.#place.told.get(name) ?? {};
    const book = this.#books.get(name) ?? newBook(name, count);
    this.#books.set(name, book);
    book.entries++;
    book.order = entryId === undefined || book.order === undefined ? undefined : nextOrder(book.order, entryId);
    const isSameDay = date === book.last.date || date === undefined;
    if (number < 1 || number > count) this.#tell(name, `has number ${number} in line ${at}, of ${count} entries`);
    else if (isMarked(book, number)) this.#tell(name, `has number ${number} twice, again in line ${at}`);
    else if (isSameDay && number < book.last.number) {
      this.#tell(name, `has number ${number} behind ${book.last.number} in line ${at}`);
    }
    if (number <= count) book.seen[number >> 3] = (book.seen[number >> 3] ?? 0) | (1 << (number & 7));
    book.last = entry;
  }

  /** The books of the stream that the file counts in, each from 1 to its last entry. */
  finish(parts: Format['parts']): void {
    const { path, told } = this.#place;
    const own = /\.(journal|beancount)$/.test(path) ? `${basename(path).replace(/\.\w+$/, '')}/` : '';
    for (const [name, { count, order }] of told) {
      if (name.split('/').length !== parts || !name.startsWith(own)) continue;
      const book = this.#books.get(name) ?? newBook(name, count);
      const missing = firstMissing(book, count);
      if (missing !== undefined) this.#tell(name, `lacks number ${missing} of ${count}`);
      const isOrdered = book.order === undefined || book.entries !== count || book.order === order;
      if (!isOrdered) this.#tell(name, 'is numbered in another order than its entries are told');
    }
  }

  #tell(book: string, what: string): void {
    const { path, log } = this.#place;
    log.add({ targets: [book], message: `${path}: ${book} ${what}` });
  }
}

function newBook(name: string, count: number): Book {
  return { entries: 0, last: { book: name, number: 0 }, order: 0, seen: new Uint8Array((count >> 3) + 1) };
}

function firstMissing(book: Book, count: number): number | undefined {
  for (let number = 1; number <= count; number++) if (!isMarked(book, number)) return number;
  return undefined;
}

function isMarked({ seen }: Book, number: number): boolean {
  return ((seen[number >> 3] ?? 0) & (1 << (number & 7))) !== 0;
}

/** Rows of one entry follow each other, lines ascending; its id says where the next begins. */
function journalRows(path: string, onEntry: (entry: Numbered, at: number) => void): Promise<void> {
  let last = '';
  return eachRow(path, (cell, at) => {
    const entryId = cell('entryId');
    if (entryId === last) return;
    last = entryId;
    const [journal, text] = [cell('journal'), cell('entryNumber')];
    const number = text.startsWith(journal) ? wholeOf(text.slice(journal.length)) : 0;
    onEntry({ book: `${cell('company')}/${cell('fiscalYear')}/${journal}`, number, entryId }, at);
  });
}

function detailRows(path: string, onEntry: (entry: Numbered, at: number) => void): Promise<void> {
  let [last, line] = ['', 0];
  return eachRow(path, (cell, at) => {
    const [book, text] = [`${cell('Business_Unit_Code')}/${cell('Fiscal_Year')}`, cell('Journal_ID')];
    const own = Number(cell('Journal_ID_Line_Number'));
    const isNew = `${book}/${text}` !== last || own <= line;
    [last, line] = [`${book}/${text}`, own];
    if (isNew) onEntry({ book, number: wholeOf(text) }, at);
  });
}

/** Plain text: one line heads an entry. */
function headsBy(head: RegExp): Read {
  return async (path, onEntry) => {
    await eachLine(path, (text, at) => {
      const [, date = '', company, year, journal, digits = ''] = head.exec(text) ?? [];
      if (date !== '') onEntry({ book: `${company}/${year}/${journal}`, number: wholeOf(digits), date }, at);
    });
  };
}

/** 0, which no entry has, where a text is no number. */
function wholeOf(text: string): number {
  return /^\d{1,9}$/.test(text) ? Number(text) : 0;
}
