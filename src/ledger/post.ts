/**
 * From what a rule drafts to entries as they are posted: headers completed from the payload, local amounts, line numbers,
 * and the guards, in the order of their codes. A pure function of event, rule and account table.
 */
import { describeValue, SynodeError } from '../errors.ts';
import type { Event } from '../model/event.ts';
import type {
  AccountChoice,
  Accounts,
  Clearing,
  EntryDraft,
  EntryLine,
  JournalEntry,
  LineDraft,
  Role,
} from '../model/ledger.ts';
import { minorDecimals } from '../random/currency.ts';
import { RATE_SCALE } from './amounts.ts';
import type { Books, CompanyBooks } from './books.ts';
import { draftsOf } from './drafts.ts';
import { guardEntry, invalid, type Excused } from './guards.ts';
import { localAmounts } from './local-amounts.ts';

/** A rule as the plan holds it. */
export interface CompiledRule {
  readonly id: string;
  /** Id of the process that has it. */
  readonly process: string;
  readonly when?: ((event: Event) => boolean) | undefined;
  readonly roles: ReadonlySet<Role>;
  readonly rule: (event: Event, accounts: Accounts) => readonly EntryDraft[];
}

/** Where exchange differences go. */
export const EXCHANGE_ROLE = 'fx.realized';

/** The entries of an event, in the order in which its rule drafts them. An entry without lines is none. */
export function entriesOf(event: Event, rule: CompiledRule, books: Books, excused: Excused): JournalEntry[] {
  const accounts = accountsFor(event, rule, books);
  const entries: JournalEntry[] = [];
  for (const draft of draftsOf(rule.rule(event, accounts), rule)) {
    const lines = draft.lines.filter(({ amount }) => amount !== 0);
    if (lines.length === 0) continue;
    entries.push(completed({ draft, lines, event, rule, books, k: entries.length + 1, excused }));
  }
  return entries;
}

/** How a rule asks for accounts: only for roles it has declared. */
function accountsFor({ payload }: Event, { id, roles }: CompiledRule, books: Books): Accounts {
  let own: CompanyBooks | undefined;
  return (role, dimensions = NONE, company): AccountChoice => {
    if (!roles.has(role)) throw undeclared(id, role, roles);
    const of = company === undefined ? (own ??= books.of(payload['company'])) : books.of(company);
    return of.choose(role, dimensions as Readonly<Record<string, unknown>>);
  };
}

const NONE = Object.freeze({});

/** While it is put together, field after field. */
type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface Task {
  readonly draft: EntryDraft;
  readonly lines: readonly LineDraft[];
  readonly event: Event;
  readonly rule: CompiledRule;
  readonly books: Books;
  readonly k: number;
  readonly excused: Excused;
}

function completed({ draft, lines, event, rule, books, k, excused }: Task): JournalEntry {
  const { header } = draft;
  const { payload } = event;
  const entryId = `${event.id}-${k}`;
  const company = books.of(header.company ?? payload['company']);
  const place = { ruleId: rule.id, entryId };
  const currency = text(header.currency ?? payload['currency'] ?? company.company.currency, 'currency', place);
  const isSame = currency === company.company.currency;
  const rate9 = rateOf(header.rate9 ?? payload['rate9'] ?? (isSame ? RATE_SCALE : undefined), place);
  const ms = event.timestamp.getTime();
  const postingDate = text(
    header.postingDate ?? payload['postingDate'] ?? company.postingDateOf(ms),
    'postingDate',
    place,
  );
  const fiscal = company.periodOf(postingDate);
  if (fiscal === undefined) throw invalid(place, 'postingDate', 'a date YYYY-MM-DD', postingDate);
  const guarded = guardEntry(lines, place, { isSame, excused });
  const conversion = { rate9, from: minorDecimals(currency), to: company.decimals, isSame };
  const local = localAmounts(lines, guarded.total, conversion);
  const posted = lines.map((line, i) => postedLine(line, i + 1, local.amounts[i] ?? 0, company));
  if (local.difference !== 0) posted.push(exchangeLine(posted.length + 1, local.difference, company));
  const entry: Writable<Omit<JournalEntry, 'lines'>> = {
    entryId,
    ruleId: rule.id,
    company: company.company.id,
    ledger: header.ledger ?? 'operating',
    journal: draft.journal,
    documentDate: text(header.documentDate ?? payload['documentDate'] ?? company.dateOf(ms), 'documentDate', place),
    postingDate,
    fiscalYear: fiscal.year,
    fiscalPeriod: header.fiscalPeriod ?? fiscal.period,
    currency,
    rate9,
    sourceEvent: event.name,
    sourceId: event.id,
    documentId: text(header.documentId ?? payload['documentId'], 'documentId', place),
    kind: header.kind ?? 'automatic',
    enteredBy: text(header.enteredBy ?? payload['performedBy'] ?? 'system:posting', 'enteredBy', place),
    enteredAt: event.timestamp,
  };
  if (header.approvedBy !== undefined) entry.approvedBy = header.approvedBy;
  if (header.text !== undefined) entry.text = header.text;
  if (header.reverses !== undefined) entry.reverses = header.reverses;
  return Object.assign(entry, { lines: posted });
}

/** Fields in the order in which they are always written; what says nothing is left out. */
function postedLine(
  { choice, side, amount, details }: LineDraft,
  line: number,
  localAmount: number,
  company: CompanyBooks,
): EntryLine {
  const { account, role } = choice;
  const posted: Writable<EntryLine> = {
    line,
    glAccount: account.number,
    role,
    side,
    amount,
    localAmount,
  };
  if (details.partner !== undefined) posted.partner = details.partner;
  if (details.openItem !== undefined) posted.openItem = details.openItem;
  if (details.clears !== undefined) posted.clears = details.clears.map(cleared);
  if (details.flow !== undefined) posted.flow = details.flow;
  const costCenter = details.costCenter ?? (isResult(choice) ? company.company.costCenter : undefined);
  if (costCenter !== undefined) posted.costCenter = costCenter;
  if (details.profitCenter !== undefined) posted.profitCenter = details.profitCenter;
  if (details.segment !== undefined) posted.segment = details.segment;
  if (details.project !== undefined) posted.project = details.project;
  if (details.materialId !== undefined) posted.materialId = details.materialId;
  if (details.quantity !== undefined) posted.quantity = details.quantity;
  if (details.assetId !== undefined) posted.assetId = details.assetId;
  if (details.taxCode !== undefined) posted.taxCode = details.taxCode;
  if (details.taxBase !== undefined) posted.taxBase = details.taxBase;
  if (details.text !== undefined) posted.text = details.text;
  return posted;
}

function cleared({ item, amount, localAmount = amount }: Clearing): Required<Clearing> {
  return { item, amount, localAmount };
}

function isResult({ account }: AccountChoice): boolean {
  return account.caption.startsWith('IS.');
}

/** Items are worth what they were: what the rates have done since is a gain or a loss. */
function exchangeLine(line: number, difference: number, company: CompanyBooks): EntryLine {
  const choice = company.choose(EXCHANGE_ROLE, NONE);
  const draft: LineDraft = { side: difference > 0 ? 'credit' : 'debit', choice, amount: 0, details: NONE };
  return postedLine(draft, line, Math.abs(difference), company);
}

interface EntryPlace {
  readonly ruleId: string;
  readonly entryId: string;
}

function text(value: unknown, field: string, place: EntryPlace): string {
  if (typeof value === 'string' && value !== '') return value;
  throw invalid(place, field, 'text, in the payload or from the rule', describeValue(value));
}

function rateOf(value: unknown, place: EntryPlace): number {
  if (Number.isSafeInteger(value) && (value as number) > 0) return value as number;
  throw invalid(place, 'rate9', 'a whole number above 0: company currency per unit, times 10⁹', describeValue(value));
}

function undeclared(id: string, role: Role, roles: ReadonlySet<Role>): SynodeError {
  return new SynodeError('UNKNOWN_ACCOUNT_ROLE', `rule ${id} asks for '${role}', which is not among its roles`, {
    path: [`rule '${id}'`, "'roles'"],
    expected: `one of ${[...roles].join(', ')}`,
    received: describeValue(role),
    suggestion: `Add '${role}' to the roles of ${id}.`,
  });
}
