/** The formats that are written from entries alone. */
import { join } from 'node:path';

import { beancountWriter } from '../../adapters/exports/beancount.ts';
import { hledgerWriter } from '../../adapters/exports/hledger.ts';
import { journalWriter } from '../../adapters/exports/journal-csv.ts';
import { trialBalanceTable } from '../../adapters/exports/trial-balance-csv.ts';
import { trialBalance } from '../ledger/balances.ts';
import type { BookedEntry, BookWriter, WrittenEntry } from '../model/export.ts';
import { ENTRY_EVENT, type Determination, type JournalEntryEvent } from '../model/ledger.ts';
import { entryNumbers } from '../projections/entry-numbers.ts';
import { minorDecimals } from '../random/currency.ts';
import { bookCompanies, noBooks } from './companies.ts';
import type { Sink, SinkContext } from './sink.ts';

/** What fits the books of a context, and their companies. @throws SynodeError `EXPORT_NOT_AVAILABLE` */
export function booksOf(format: string, { scenario: { books } }: SinkContext): Determination {
  if (books === undefined) throw noBooks(format);
  return books;
}

/** `journal.csv` and `trial-balance.csv`. */
export function journalSink(context: SinkContext): Sink {
  const books = booksOf('journal-csv', context);
  const fold = trialBalance(books);
  const state = fold.init();
  const sink = entrySink(context, books, journalWriter(context.folder));
  let seen = 0;
  return {
    ...sink,
    see: (event) => {
      sink.see(event);
      fold.apply(state, { ...event, timestamp: new Date(event.timestamp) } as unknown as JournalEntryEvent);
      // Days that nobody asks for become one sum.
      if (++seen % 10_000 === 0) fold.settle?.(state);
    },
    finish: async () => {
      const rows = Object.values(fold.finish(state, Infinity));
      const path = join(context.folder, 'trial-balance.csv');
      return [...(await sink.finish()), trialBalanceTable(path, { rows, companies: bookCompanies(books) })];
    },
  };
}

/** `<company>.journal`. */
export function hledgerSink(context: SinkContext): Sink {
  const books = booksOf('hledger', context);
  return entrySink(context, books, hledgerWriter(context.folder));
}

/** `<company>.beancount`. */
export function beancountSink(context: SinkContext): Sink {
  const books = booksOf('beancount', context);
  return entrySink(context, books, beancountWriter(context.folder, context.run.window.start.slice(0, 10)));
}

/** Numbers entries and hands them to a writer. */
export function entrySink({ activityOf }: SinkContext, books: Determination, writer: BookWriter): Sink {
  const companies = bookCompanies(books);
  const numbers = entryNumbers();
  const booked = (entry: WrittenEntry): BookedEntry | undefined => {
    const company = companies.get(entry.company);
    // Consolidation entries stand in no company's books.
    if (company === undefined || entry.ledger !== 'operating') return undefined;
    const decimals = minorDecimals(entry.currency);
    return { entry, company, decimals, activity: activityOf(entry.sourceEvent), ...numbers(entry) };
  };
  return {
    of: [ENTRY_EVENT],
    see: ({ payload }) => {
      const entry = booked(payload as unknown as WrittenEntry);
      if (entry !== undefined) writer.post(entry);
    },
    finish: () => writer.finish(),
    abandon: () => writer.abandon(),
  };
}
