/**
 * The nouns of the books: accounts and how they are chosen, entries as a rule drafts them and as they are posted.
 * Amounts are whole minor units and never negative; the side says the direction.
 */
import type { AnyEvent, Event } from './event.ts';
import type { FiscalCalendar } from './volume.ts';

/** The direction of an amount, which is never negative. */
export type Side = 'debit' | 'credit';

/**
 * C control (partner and open item required), A its kind by asset (assetId instead), O open items, V contra, X monetary in
 * foreign currency, G consolidation ledger only, N not postable by manual entries.
 */
export type AccountFlag = 'C' | 'A' | 'O' | 'V' | 'X' | 'G' | 'N';

/** Which side of the books an account stands on; formats of others ask for it. */
export type AccountType = 'asset' | 'liability' | 'equity' | 'income' | 'expense';

/** What an account is for, as posting rules name it: `receivables.trade`. */
export type Role = string;

/** The dimensions of a line that choose an account: `{ materialType: 'raw', region: 'DE' }`. Other fields are ignored. */
export type Dimensions = Readonly<Record<string, unknown>>;

/** An account of a chart. */
export interface Account {
  /** Number in the chart, `1100`; of a child the parent's with its dimension, `4000.EU`. */
  readonly number: string;
  readonly name: string;
  readonly role: Role;
  /** Line of the statements, `BS.AR`; those that begin with `IS.` are profit and loss. */
  readonly caption: string;
  /** Default none: without it the account cannot stand in files that sort accounts by it, such as hledger's. */
  readonly type?: AccountType;
  /** Default none. */
  readonly flags?: readonly AccountFlag[];
  /** Number of the account it details; one with children cannot be posted to. */
  readonly parent?: string;
  /** Of a child: what a line must say to be posted here; `{}` for what fits no other. The child that says most is taken. */
  readonly when?: Readonly<Record<string, string>>;
  /** First and last date (`YYYY-MM-DD`) on which it can be posted to. Default always. */
  readonly validFrom?: string;
  readonly validTo?: string;
}

/** The accounts that companies keep their books by. Numbers are unique; each role has one account, others detail it. */
export interface Chart {
  readonly id: string;
  readonly accounts: readonly Account[];
}

/** A step from a general role to a more special one; of those whose conditions hold the first is taken, again and again. */
export interface RoleRule {
  readonly role: Role;
  /** Dimension → the values for which the step is taken. Default always. */
  readonly when?: Readonly<Record<string, readonly (string | number | boolean)[]>>;
  readonly to: Role;
}

/** A company as its books know it. */
export interface LedgerCompany {
  readonly id: string;
  /** ISO 4217: the currency of its books. */
  readonly currency: string;
  /** Id of its chart. */
  readonly chart: string;
  /** Default: the calendar year, by months. */
  readonly fiscalCalendar?: FiscalCalendar;
  /** Its zone, minutes ahead of UTC: decides the date of an event. Default 0. */
  readonly utcOffsetMinutes?: number;
  /** Cost centre of profit-and-loss lines that name none, such as exchange differences. Default none. */
  readonly costCenter?: string;
}

/** A customer or a vendor, as formats of others list it. */
export interface ListedPartner {
  readonly company: string;
  readonly id: string;
  readonly name: string;
  /** How the company sorts such partners. */
  readonly group?: string;
  /** Country, ISO 3166-1. */
  readonly country?: string;
  readonly state?: string;
  readonly taxId?: string;
  readonly isActive: boolean;
  /** Minor units of the company's currency. */
  readonly creditLimit?: number;
  /** Days until an invoice is due. */
  readonly termsDays?: number;
}

/** Datasets whose rows are partners. */
export interface PartnerTable {
  readonly kind: 'customer' | 'vendor';
  /** Id of a dataset of the scenario; `customers.*` means every one whose id begins so. */
  readonly table: string;
  readonly read: (row: never) => ListedPartner;
}

/** What decides where an amount goes: plain data, exported with every run. */
export interface Determination {
  /** Where the rows of customers and vendors stand, for formats that list them. Default: nowhere. */
  readonly partners?: readonly PartnerTable[];
  readonly companies: readonly LedgerCompany[];
  readonly charts: readonly Chart[];
  readonly roles: readonly RoleRule[];
  /** The first day of a period they can be kept for, `YYYY-MM-DD`; days that are run in may lie before it. Default: any. */
  readonly opens?: string;
  /** First and last year that what stands behind them holds for, such as calendars and prices. Default: any. */
  readonly years?: readonly [number, number];
}

/** An account as a rule has chosen it, with the dimensions of the line it was chosen for. */
export interface AccountChoice {
  readonly account: Account;
  /** The role asked for, led to its most special one: that of the account. */
  readonly role: Role;
  readonly dimensions: Dimensions;
}

/**
 * Chooses accounts of the source event's company, or of another one where it is named.
 *
 * @throws SynodeError `UNKNOWN_ACCOUNT_ROLE`, `ACCOUNT_NOT_POSTABLE`
 */
export type Accounts = (role: Role, dimensions?: object, company?: string) => AccountChoice;

/** Who stands on the other side of a receivable or payable. */
export type PartnerKind = 'vendor' | 'customer' | 'employee' | 'company' | 'authority' | 'bank';

/** Who it is: required on control accounts. */
export interface Partner {
  readonly kind: PartnerKind;
  readonly id: string;
}

/** Opens an item of the line's amount. Dates are `YYYY-MM-DD`, `discountBp` is in basis points. */
export interface OpenItem {
  readonly id: string;
  readonly dueDate?: string;
  readonly discountDate?: string;
  readonly discountBp?: number;
}

/** What a line takes off an open item. */
export interface Clearing {
  readonly item: string;
  readonly amount: number;
  /** The item's own value in company currency; may be left out where the entry is in company currency. */
  readonly localAmount?: number;
}

/** What a movement is to roll-forwards and cash flow. */
export type Flow =
  | 'opening'
  | 'acquisition'
  | 'disposal'
  | 'depreciation'
  | 'impairment'
  | 'transfer'
  | 'draw'
  | 'repay'
  | 'revaluation'
  | 'operating';

/** What a line says beside account and amount; taken from the dimensions of its account and from what the rule adds. */
export interface LineDetails {
  readonly partner?: Partner;
  readonly openItem?: OpenItem;
  readonly clears?: readonly Clearing[];
  /** Default `operating`. */
  readonly flow?: Flow;
  readonly costCenter?: string;
  readonly profitCenter?: string;
  readonly segment?: string;
  readonly project?: string;
  readonly materialId?: string;
  readonly quantity?: number;
  readonly assetId?: string;
  readonly taxCode?: string;
  readonly taxBase?: number;
  readonly text?: string;
}

/** A line as a rule drafts it: local amounts, number and account number are added when it is posted. */
export interface LineDraft {
  readonly side: Side;
  readonly choice: AccountChoice;
  /** Minor units of the entry's currency, ≥ 0; a line of 0 is left out. */
  readonly amount: number;
  readonly details: LineDetails;
}

/**
 * The book an entry stands in: purchases, sales, bank, payroll, inventory, manufacturing, assets, intercompany, projects,
 * tax, treasury, general, closing, opening.
 */
export type JournalCode =
  'PUR' | 'SAL' | 'BNK' | 'PAY' | 'INV' | 'MFG' | 'AST' | 'ICO' | 'PRJ' | 'TAX' | 'TRS' | 'GEN' | 'CLS' | 'OPN';

/** How an entry came about. */
export type EntryKind = 'automatic' | 'recurring' | 'manual' | 'reversal' | 'opening' | 'closing' | 'elimination';

/** What a rule may say of an entry's header. What it leaves out is taken from the payload of the source event. */
export interface EntryHeader {
  /** Default `payload.company`. */
  readonly company?: string;
  /** Default `operating`. */
  readonly ledger?: 'operating' | 'consolidation';
  /** Default: the date of the event in the company's zone, or `payload.documentDate`. */
  readonly documentDate?: string;
  /**
   * Default `payload.postingDate`, else the date of the event in the company's zone; the first day of the period where
   * that date lies before it.
   */
  readonly postingDate?: string;
  /** Default: the period of `postingDate`; 0 (opening) and 13 (year-end closing) have to be said. */
  readonly fiscalPeriod?: number;
  /** Default `payload.currency`, else the company's. */
  readonly currency?: string;
  /** Entry currency → company currency, times 10⁹. Default `payload.rate9`, else 10⁹ where the two are the same. */
  readonly rate9?: number;
  /** Default `payload.documentId`. */
  readonly documentId?: string;
  /** Default `automatic`. */
  readonly kind?: EntryKind;
  /** Default `payload.performedBy`, else `system:posting`. */
  readonly enteredBy?: string;
  readonly approvedBy?: string;
  readonly text?: string;
  /** Id of the entry that this one takes back. */
  readonly reverses?: string;
}

/** An entry as a rule drafts it. */
export interface EntryDraft {
  readonly journal: JournalCode;
  readonly lines: readonly LineDraft[];
  readonly header: EntryHeader;
}

/** A line of the books. Fields that say nothing are left out. */
export interface EntryLine extends Omit<LineDetails, 'clears'> {
  /** From 1. */
  readonly line: number;
  readonly glAccount: string;
  readonly role: Role;
  readonly side: Side;
  /** Minor units of the entry's currency. */
  readonly amount: number;
  /** Minor units of the company's currency. */
  readonly localAmount: number;
  readonly clears?: readonly Required<Clearing>[];
}

/** The payload of `journal_entry.posted`. */
export interface JournalEntry {
  /** `<source event id>-<k>`, k from 1; the id of the event too. */
  readonly entryId: string;
  readonly ruleId: string;
  readonly company: string;
  readonly ledger: 'operating' | 'consolidation';
  readonly journal: JournalCode;
  readonly documentDate: string;
  readonly postingDate: string;
  readonly fiscalYear: number;
  readonly fiscalPeriod: number;
  readonly currency: string;
  readonly rate9: number;
  /** Name and id of the event that caused it. */
  readonly sourceEvent: string;
  readonly sourceId: string;
  readonly documentId: string;
  readonly kind: EntryKind;
  readonly enteredBy: string;
  readonly enteredAt: Date;
  readonly approvedBy?: string;
  readonly text?: string;
  readonly reverses?: string;
  readonly lines: readonly EntryLine[];
}

/** The only event of the books. */
export type JournalEntryEvent = Event<'journal_entry.posted', JournalEntry>;

/**
 * How the events of one name are booked.
 *
 * `rule` is pure: it reads the payload and the account table, no clock, no draw, no view, so that anyone can replay it.
 */
export interface PostingRule<E extends AnyEvent = Event> {
  /** Name of the event, or of those, that it books. */
  readonly on: E['name'] | readonly E['name'][];
  /** Which of these events it books, where several rules share one: the first that says yes. A function of the event alone. Default all. */
  readonly when?: (event: E) => boolean;
  /** The roles it may ask for; what is not among them is refused, so that none is missing from a chart unnoticed. */
  readonly roles: readonly Role[];
  readonly rule: (event: E, accounts: Accounts) => readonly EntryDraft[];
}

/** Posting rules by their ids: two capitals and two digits, `OC01`. */
export type Postings = Readonly<Record<string, PostingRule<never>>>;

/** The name of the only event of the books. */
export const ENTRY_EVENT = 'journal_entry.posted';
