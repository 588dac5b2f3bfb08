/** What the formats of others are written from: events as they stand in a file, and entries with their numbers. */
import type { FileReport } from './adapter.ts';
import type { AccountType, JournalEntry } from './ledger.ts';
import type { FiscalCalendar } from './volume.ts';

/** An event read back from its line: instants are texts. */
export interface ExportedEvent {
  readonly id: string;
  readonly name: string;
  /** ISO 8601, UTC, milliseconds. */
  readonly timestamp: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** An account that can be posted to. */
export interface BookAccount {
  readonly number: string;
  readonly name: string;
  readonly caption: string;
  /** Undefined where the chart does not say it. */
  readonly type: AccountType | undefined;
  /** Whether it is the sum of what stands open with partners. */
  readonly isControl: boolean;
  /** Whether it holds cash, or cash on its way. */
  readonly isCash: boolean;
}

/** A company as its books are written down. */
export interface BookCompany {
  readonly id: string;
  readonly currency: string;
  /** Of its currency. */
  readonly decimals: number;
  readonly fiscalCalendar: FiscalCalendar;
  /** How far its clocks are ahead of UTC. */
  readonly utcOffsetMinutes: number;
  /** By number; accounts that others detail are not among them. */
  readonly accounts: ReadonlyMap<string, BookAccount>;
}

/** An entry as it was read back. */
export type WrittenEntry = Omit<JournalEntry, 'enteredAt'> & { readonly enteredAt: string };

/** An entry of a company's books on its way into a file. */
export interface BookedEntry {
  readonly entry: WrittenEntry;
  readonly company: BookCompany;
  /** `SAL000001`: without gaps per company, fiscal year and journal, in the order of the stream. */
  readonly number: string;
  /** Without gaps per company and fiscal year, from 1. */
  readonly ordinal: number;
  /** Decimals of the entry's currency. */
  readonly decimals: number;
  /** What happened, in words. */
  readonly activity: string;
}

/** Writes one format of the books. Nothing has its final name before `finish`. */
export interface BookWriter<B = BookedEntry> {
  post(booked: B): void;
  finish(): readonly FileReport[];
  /** After a failure: lets go of what is open. */
  abandon(): void;
}
