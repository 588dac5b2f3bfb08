/** How inventory is booked: differences of counts and new standards, against cost of sales. */
import { credit, debit, definePostings, entry, type Accounts, type LineDraft } from '../../src/index.ts';
import type { InventoryEvent } from './documents.ts';

/** Stock against an account of cost of sales. */
function lines(
  a: Accounts,
  line: { readonly direction: 'in' | 'out' },
  { role, amount }: { readonly role: string; readonly amount: number },
): readonly LineDraft[] {
  const [stock, other] = line.direction === 'in' ? [debit, credit] : [credit, debit];
  return [stock(a('inventory', line), amount), other(a(role, line), amount)];
}

export const postings = definePostings<InventoryEvent>({
  IV01: {
    on: 'count_difference.posted',
    roles: ['inventory', 'inventory.difference'],
    rule: ({ payload: p }, a) => [
      entry(
        'INV',
        p.lines.flatMap((line) => lines(a, line, { role: 'inventory.difference', amount: line.value })),
      ),
    ],
  },
  IV03: {
    on: 'standard_cost.revalued',
    roles: ['inventory', 'inventory.revaluation'],
    rule: ({ payload: p }, a) => [
      entry(
        'INV',
        p.lines.flatMap((line) => lines(a, line, { role: 'inventory.revaluation', amount: line.amount })),
      ),
    ],
  },
});
