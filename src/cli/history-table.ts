/** What an actor did as a controller reads it: dates, documents, amounts, and what stands open with the partner. */
import type { AnyEvent } from '../model/event.ts';
import { ENTRY_EVENT, type Determination, type JournalEntry, type LedgerCompany } from '../model/ledger.ts';
import { minorDecimals } from '../random/currency.ts';
import { minorText } from './numbers.ts';
import { clip, type Screen } from './terminal.ts';

const HEAD = ['date', 'document', 'event', 'amount', 'debit', 'credit', 'balance'] as const;
const MINUTE_MS = 60_000;

type Payload = Readonly<Record<string, unknown>>;

/**
 * The history of one actor. A document is what posting takes it for (`documentId`, `currency`), its amount the payload's
 * `gross`, else `amount`. Debit, credit and balance are those of the accounts that are kept by partner, in company currency.
 */
export function historyTable(events: readonly AnyEvent[], books: Determination, screen: Screen): string {
  if (events.length === 0) return 'no events\n';
  const companies = new Map(books.companies.map((company) => [company.id, company]));
  const controls = controlAccounts(books);
  const effects = effectsOf(events, controls);
  let balance = 0;
  const rows = events
    .filter(({ name }) => name !== ENTRY_EVENT)
    .map((event) => {
      const payload = event.payload as Payload;
      const company = companies.get(String(payload['company']));
      const effect = effects.get(event.id);
      balance += effect?.sum ?? 0;
      return [
        dateOf(event, company),
        text(payload['documentId']),
        event.name,
        amountOf(payload, company),
        ...moved(effect, balance, company?.currency ?? 'USD'),
      ];
    });
  return table(rows, screen);
}

/** What an event moved on the accounts kept by partner: debits above 0. */
interface Effect {
  debit: number;
  credit: number;
  sum: number;
}

function effectsOf(events: readonly AnyEvent[], controls: ReadonlySet<string>): ReadonlyMap<string, Effect> {
  const effects = new Map<string, Effect>();
  for (const { name, payload } of events) {
    if (name !== ENTRY_EVENT) continue;
    const { company, sourceId, lines } = payload as unknown as JournalEntry;
    for (const { glAccount, side, localAmount, partner } of lines) {
      if (partner === undefined || !controls.has(`${company}/${glAccount}`)) continue;
      const effect = effects.get(sourceId) ?? { debit: 0, credit: 0, sum: 0 };
      effect[side] += localAmount;
      effect.sum += side === 'debit' ? localAmount : -localAmount;
      effects.set(sourceId, effect);
    }
  }
  return effects;
}

function controlAccounts({ companies, charts }: Determination): ReadonlySet<string> {
  return new Set(
    companies.flatMap(({ id, chart }) =>
      (charts.find((one) => one.id === chart)?.accounts ?? [])
        .filter(({ flags }) => flags?.includes('C') === true && !flags.includes('A'))
        .map(({ number }) => `${id}/${number}`),
    ),
  );
}

/** The date in the company's zone. */
function dateOf({ timestamp }: AnyEvent, company: LedgerCompany | undefined): string {
  const offset = (company?.utcOffsetMinutes ?? 0) * MINUTE_MS;
  return new Date(timestamp.getTime() + offset).toISOString().slice(0, 10);
}

function amountOf(payload: Payload, company: LedgerCompany | undefined): string {
  const amount = payload['gross'] ?? payload['amount'];
  const currency = text(payload['currency']) === '' ? company?.currency : text(payload['currency']);
  if (typeof amount !== 'number' || currency === undefined) return '';
  return `${minorText(amount, minorDecimals(currency))} ${currency}`;
}

/** Nothing where no entry touched the partner's account. */
function moved(effect: Effect | undefined, balance: number, currency: string): readonly string[] {
  if (effect === undefined) return ['', '', ''];
  const decimals = minorDecimals(currency);
  const shown = (minor: number): string => (minor === 0 ? '' : minorText(minor, decimals));
  return [shown(effect.debit), shown(effect.credit), minorText(balance, decimals)];
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

const FIRST_AMOUNT = 3;

function table(rows: readonly (readonly string[])[], screen: Screen): string {
  const widths = HEAD.map((head, i) => Math.max(head.length, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string => {
    const cells = row.map((cell, i) =>
      i < FIRST_AMOUNT ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0),
    );
    return clip(cells.join('  ').trimEnd(), screen.width);
  };
  return `${[screen.style('dim', line(HEAD)), ...rows.map(line)].join('\n')}\n`;
}
