import { describe, expect, it } from 'vitest';

import type { Company } from '../../journeys/world/companies.ts';
import type { OpeningItem } from '../../journeys/world/opening/documents.ts';
import { openingEvents, type Teller } from '../../journeys/world/opening/open-items.ts';
import { convertAmount, type Context } from '../../src/index.ts';

/** What is told of an item in yen that stands open at so much in the books of a British company. */
function told(amount: number, localAmount: number): readonly OpeningItem[] {
  const company = {
    code: '3000',
    currency: 'GBP',
    region: 'GB',
    utcOffsetMinutes: 0,
    fiscalCalendar: { type: 'calendar' },
  };
  const item = {
    id: 'CI-1',
    role: 'receivables.trade',
    side: 'debit',
    amount,
    localAmount,
    layers: [],
    currency: 'JPY',
  };
  const document = { rate9: 5_030_000, documentId: 'CI-1', documentDate: '2024-12-01', openItem: { id: 'CI-1' } };
  const standing = { items: { 'CI-1': { ...item, ...document } }, clearedOfOthers: {}, balances: {} };
  const teller = {
    company: company as unknown as Company,
    partnerGroup: 'mid',
    standing,
    documents: [],
  } as unknown as Teller;
  const event = (name: string, payload: object) => ({ name, payload });
  const ctx = { nowMs: Date.parse('2025-01-01T00:00:00Z'), userId: 'u', event } as unknown as Context;
  return (openingEvents(ctx, teller) as unknown as readonly { name: string; payload: OpeningItem }[])
    .filter(({ name }) => name === 'opening_item.recorded')
    .map(({ payload }) => payload);
}

describe('an item in a foreign currency', () => {
  it.each([
    [34_552_523, 1_737_934],
    [34_552_523, 17_379_342],
    [99_999_999, 5_030_001],
    [1_000_001, 503_017],
    [700, 352],
  ])('of %i that stands at %i in the books comes to that by its rates', (amount, localAmount) => {
    const items = told(amount, localAmount);
    const worth = items.map((one) => convertAmount(one.amount, one.rate9, { from: 'JPY', to: 'GBP' }));

    expect(items.reduce((sum, one) => sum + one.amount, 0)).toBe(amount);
    expect(worth.reduce((sum, one) => sum + one, 0)).toBe(localAmount);
  });
});
