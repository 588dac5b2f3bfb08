/** The Audit Data Standards: general ledger, receivables and payables. */
import { adsOpenItems, adsTrialBalance, PAYABLES, RECEIVABLES } from '../../adapters/exports/ads-balances.ts';
import { adsLedger, type AdsEntry, type AdsPlace } from '../../adapters/exports/ads-ledger.ts';
import { adsPartners, type PartnerWriter } from '../../adapters/exports/ads-partners.ts';
import { apiBalances, apiLedger, apiOpenItems, apiSubledger } from '../../adapters/exports/ads-api.ts';
import { adsSubledger } from '../../adapters/exports/ads-subledger.ts';
import { trialBalance } from '../ledger/balances.ts';
import { openItems } from '../ledger/open-items.ts';
import type { FileReport } from '../model/adapter.ts';
import type { BookWriter } from '../model/export.ts';
import type { Determination, JournalEntryEvent } from '../model/ledger.ts';
import { minorDecimals } from '../random/currency.ts';
import { lastDayOf } from '../time/last-day.ts';
import { booksOf, entrySink } from './book-sinks.ts';
import { bookCompanies } from './companies.ts';
import type { Sink, SinkContext } from './sink.ts';

/** All files of one folder. */
export function adsSink(context: SinkContext): Sink {
  const books = booksOf('ads', context);
  const { folder, run } = context;
  const place: AdsPlace = {
    folder,
    from: run.window.start.slice(0, 10),
    to: lastDayOf(run.window),
    companies: bookCompanies(books),
  };
  const writers = [
    adsLedger(place),
    apiLedger(place),
    ...[RECEIVABLES, PAYABLES].flatMap((one) => [adsSubledger(place, one), apiSubledger(place, one)]),
  ];
  const sink = entrySink(context, books, together(writers));
  const balances = trialBalance(books);
  const states = { balances: balances.init(), items: openItems.init() };
  let seen = 0;
  return {
    ...sink,
    see: (event) => {
      sink.see(event);
      const dated = { ...event, timestamp: new Date(event.timestamp) } as unknown as JournalEntryEvent;
      balances.apply(states.balances, dated);
      openItems.apply(states.items, dated);
      // Days that nobody asks for become one sum, and what is cleared leaves.
      if (++seen % 10_000 > 0) return;
      balances.settle?.(states.balances);
      openItems.settle?.(states.items);
    },
    finish: async () => {
      const rows = Object.values(openItems.finish(states.items, Infinity)).sort((a, b) => (a.item < b.item ? -1 : 1));
      const open = { rows, decimalsOf: minorDecimals };
      const sums = Object.values(balances.finish(states.balances, Infinity));
      return [
        ...(await sink.finish()),
        adsTrialBalance(place, sums),
        ...apiBalances(place, sums),
        ...[RECEIVABLES, PAYABLES].flatMap((one) => [adsOpenItems(place, one, open), apiOpenItems(place, one, open)]),
        ...(await partnerFiles(context, place, books)),
      ];
    },
  };
}

/** Customers and suppliers, where the books say where their rows stand. */
async function partnerFiles(
  { readTable }: SinkContext,
  place: AdsPlace,
  { partners = [] }: Determination,
): Promise<readonly FileReport[]> {
  const files: FileReport[] = [];
  for (const { kind, table, read } of partners) {
    const writer: PartnerWriter = adsPartners(place, kind);
    try {
      await readTable(table, (row) => writer.add(read(row as never)));
    } catch (thrown) {
      writer.abandon();
      throw thrown;
    }
    files.push(...writer.finish());
  }
  return files;
}

/** One after another. A reversal names the entry that it takes back, so memory holds the number of each. */
function together(writers: readonly BookWriter<AdsEntry>[]): BookWriter {
  const ordinals = new Map<string, number>();
  return {
    post: (booked) => {
      const { entryId, reverses } = booked.entry;
      ordinals.set(entryId, booked.ordinal);
      const reversed = reverses === undefined ? undefined : ordinals.get(reverses);
      const linked: AdsEntry = { reversed, ...booked };
      for (const writer of writers) writer.post(linked);
    },
    finish: () => writers.flatMap((writer) => writer.finish()),
    abandon: () => writers.forEach((writer) => writer.abandon()),
  };
}
