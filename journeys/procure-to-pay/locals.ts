/**
 * What the items that an entry opens are worth in company currency. An entry converts each side once and shares the sum over
 * its lines, so this asks the rule for its lines and shares likewise.
 */
import {
  convertAmount,
  share,
  type Accounts,
  type LineDraft,
  type PostingRule,
  type Postings,
} from '../../src/index.ts';
import type { Relation } from './relation.ts';

/** A table of accounts of which only the lines count that it is asked for. */
const ANY: Accounts = (role, dimensions = {}) => ({
  account: { number: '0', name: '', role, caption: '' },
  role,
  dimensions: dimensions as Readonly<Record<string, unknown>>,
});

/** By item. `rule`: the one that books the payload. */
export function openedValues(
  { company, vendor }: Relation,
  rule: Postings[string] | undefined,
  payload: { readonly rate9: number },
): ReadonlyMap<string, number> {
  const booked = rule as unknown as PostingRule;
  const event = { id: '', userId: '', sessionId: '', name: '', timestamp: new Date(0), payload: { ...payload } };
  const lines = booked.rule(event, ANY).flatMap((entry) => entry.lines.filter(({ amount }) => amount !== 0));
  const values = new Map<string, number>();
  for (const side of ['debit', 'credit'] as const) {
    const own = lines.filter((line) => line.side === side);
    const total = own.reduce((sum, { amount }) => sum + amount, 0);
    const local = convertAmount(total, payload.rate9, { from: vendor.currency, to: company.currency });
    const parts = share(
      local,
      own.map(({ amount }) => amount),
    );
    own.forEach((line, i) => note(values, line, parts[i] ?? 0));
  }
  return values;
}

function note(values: Map<string, number>, { details }: LineDraft, local: number): void {
  const { openItem } = details;
  if (openItem !== undefined) values.set(openItem.id, (values.get(openItem.id) ?? 0) + local);
}
