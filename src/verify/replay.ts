/**
 * The posting rules over the source events again: what entries there have to be, made here a second time from the rule's
 * draft, the payload and the account table.
 */
import type { EntryDraft, LineDraft, Determination } from '../model/ledger.ts';
import { minorDecimals } from '../random/currency.ts';
import { convert, share } from '../ledger/amounts.ts';
import { periodIn } from '../time/fiscal.ts';
import { readAccounts, type CompanyAccounts } from './accounts.ts';
import type { FileEvent, NamedRule } from './check.ts';
import { dateOfDay, dayOfDate, localDay, postingDay } from './instants.ts';

type Plain = Readonly<Record<string, unknown>>;

/** Entries as they have to be, by their source event; a text says why there can be none. */
export type Replay = (event: FileEvent) => readonly Plain[] | string | undefined;

/** Undefined for events that no rule books. */
export function replayOf(
  rules: ReadonlyMap<string, readonly NamedRule[]>,
  books: Determination,
  firstDay?: string,
): Replay {
  const accounts = readAccounts(books);
  return (event) => {
    const all = rules.get(event.name);
    if (all === undefined) return undefined;
    try {
      const named = all.find(({ when }) => when === undefined || when(sourceOf(event)));
      if (named === undefined) return NO_ENTRIES;
      return entriesOf(event, named, { accounts, firstDay });
    } catch (thrown) {
      return thrown instanceof Error ? thrown.message : String(thrown);
    }
  };
}

function entriesOf(event: FileEvent, { id, rule }: NamedRule, { accounts, firstDay }: Kept): readonly Plain[] {
  const ask = (role: string, dimensions: object = {}, company: unknown = event.payload['company']) => {
    const account = accounts.get(String(company))?.choose(role, dimensions as Plain);
    if (account === undefined) throw new Error(`the account table has no '${role}' for company ${String(company)}`);
    return { account, role: account.role, dimensions: dimensions as Plain };
  };
  const drafts = rule(sourceOf(event), ask).filter(({ lines }) => lines.some(({ amount }) => amount !== 0));
  return drafts.map((draft, k) =>
    entryOf(draft, `${event.id}-${k + 1}`, { event, ruleId: id, accounts, firstDay, ask }),
  );
}

const NO_ENTRIES: readonly Plain[] = [];

function sourceOf({ id, userId, name, ms, payload }: FileEvent): Parameters<NamedRule['rule']>[0] {
  return { id, userId, sessionId: '', name, timestamp: new Date(ms), payload };
}

/** The books that are posted to, and the day on which they begin where that is known. */
interface Kept {
  readonly accounts: ReadonlyMap<string, CompanyAccounts>;
  readonly firstDay: string | undefined;
}

interface Sources extends Kept {
  readonly event: FileEvent;
  readonly ruleId: string;
  readonly ask: (role: string, dimensions: object | undefined, company: string) => LineDraft['choice'];
}

function entryOf(
  { journal, lines, header }: EntryDraft,
  entryId: string,
  { event, ruleId, accounts, firstDay, ask }: Sources,
): Plain {
  const { payload } = event;
  const companyId = String(header.company ?? payload['company']);
  const books = accounts.get(companyId);
  if (books === undefined) throw new Error(`company ${companyId} is not in the books`);
  const { company, fiscal } = books;
  const currency = textOf(header.currency ?? payload['currency'] ?? company.currency);
  const rate9 = Number(header.rate9 ?? payload['rate9'] ?? 1_000_000_000);
  const eventDay = localDay(event.ms, company.utcOffsetMinutes);
  const postingDate = textOf(header.postingDate ?? payload['postingDate'] ?? dateOfDay(postingDay(eventDay, firstDay)));
  const day = dayOfDate(postingDate);
  const year = fiscal.yearOf(day);
  const booked = lines.filter(({ amount }) => amount !== 0);
  const locals = localsOf(booked, { currency, rate9, local: company.currency });
  const costCenter = company.costCenter;
  const told = booked.map((line, i) => lineOf(line, i + 1, locals[i] ?? 0, costCenter));
  const over = booked.reduce((sum, { side }, i) => sum + (side === 'debit' ? 1 : -1) * (locals[i] ?? 0), 0);
  if (over !== 0) {
    const choice = ask('fx.realized', {}, companyId);
    const side = over > 0 ? 'credit' : 'debit';
    told.push(lineOf({ side, choice, amount: 0, details: {} }, told.length + 1, Math.abs(over), costCenter));
  }
  return {
    entryId,
    ruleId,
    company: companyId,
    ledger: header.ledger ?? 'operating',
    journal,
    documentDate: header.documentDate ?? payload['documentDate'] ?? dateOfDay(eventDay),
    postingDate,
    fiscalYear: year.year,
    fiscalPeriod: header.fiscalPeriod ?? periodIn(year, day),
    currency,
    rate9,
    sourceEvent: event.name,
    sourceId: event.id,
    documentId: header.documentId ?? payload['documentId'],
    kind: header.kind ?? 'automatic',
    enteredBy: header.enteredBy ?? payload['performedBy'] ?? 'system:posting',
    enteredAt: event.timestamp,
    approvedBy: header.approvedBy,
    text: header.text,
    reverses: header.reverses,
    lines: told,
  };
}

function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new Error('currency and posting date have to be texts');
}

/** One conversion per side, shared over its lines; a clearing takes what its items are worth. */
export function localsOf(
  lines: readonly Pick<LineDraft, 'side' | 'amount' | 'details'>[],
  { currency, rate9, local }: { readonly currency: string; readonly rate9: number; readonly local: string },
): readonly number[] {
  // A sum that is not converted is shared into the very amounts it is made of.
  const isSame = currency === local && rate9 === ONE;
  const locals = isSame ? lines.map(({ amount }) => amount) : convertedLocals(lines, { currency, rate9, local });
  for (const [i, { details }] of lines.entries()) {
    if (details.clears === undefined) continue;
    locals[i] = details.clears.reduce((sum, { amount, localAmount = amount }) => sum + localAmount, 0);
  }
  return locals;
}

const ONE = 1_000_000_000;

function convertedLocals(
  lines: readonly Pick<LineDraft, 'side' | 'amount'>[],
  { currency, rate9, local }: { readonly currency: string; readonly rate9: number; readonly local: string },
): number[] {
  const locals: number[] = [];
  for (const side of ['debit', 'credit']) {
    const places = lines.flatMap((line, i) => (line.side === side ? [i] : []));
    const amounts = places.map((i) => lines[i]?.amount ?? 0);
    const total = amounts.reduce((sum, amount) => sum + amount, 0);
    const converted = convert(total, rate9, { from: minorDecimals(currency), to: minorDecimals(local) });
    for (const [n, part] of share(converted, amounts).entries()) locals[places[n] ?? -1] = part;
  }
  return locals;
}

/** A line in the order of fields in which it is written. What says nothing is undefined, so that all lines have one form. */
function lineOf(
  { side, choice, amount, details }: LineDraft,
  line: number,
  localAmount: number,
  ofCompany: string | undefined,
): Plain {
  const { account } = choice;
  return {
    line,
    glAccount: account.number,
    role: account.role,
    side,
    amount,
    localAmount,
    partner: details.partner,
    openItem: details.openItem,
    clears: details.clears?.map(({ item, amount: taken, localAmount: local = taken }) => ({
      item,
      amount: taken,
      localAmount: local,
    })),
    flow: details.flow,
    costCenter: details.costCenter ?? (account.caption.startsWith('IS.') ? ofCompany : undefined),
    profitCenter: details.profitCenter,
    segment: details.segment,
    project: details.project,
    materialId: details.materialId,
    quantity: details.quantity,
    assetId: details.assetId,
    taxCode: details.taxCode,
    taxBase: details.taxBase,
    text: details.text,
  };
}
