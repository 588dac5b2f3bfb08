/** What is withheld from vendors whose rows say so, at home as well as abroad, and what becomes of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { partOf, type Event } from '../../src/index.ts';
import { company, entriesOf, named, sums, writtenRun, type WrittenRun } from './support.ts';

const BP = 2400;
const CATEGORIES = ['trading', 'trading', 'trading', 'material', 'service', 'mro', 'utility', 'freight', 'capex'];
/** Two of each, the second one's money in euro where that may be. */
const rows = CATEGORIES.flatMap((category, i) =>
  ['USD', ['utility', 'freight'].includes(category) ? 'USD' : 'EUR'].map((currency, n) => ({
    vendorId: `W${i}-${n}`,
    category,
    currency,
    region: 'US',
    terms: '2/10N30',
    withholdingBp: BP,
    since: '2019-01-01',
  })),
);
const vendors = { id: 'own', rows };

let run: WrittenRun;
let events: readonly Event[];
beforeAll(async () => {
  run = await writtenRun(company({ world: { masters: { vendors } }, end: '2025-07-01' }), 2);
  events = run.text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Event);
}, 120_000);
afterAll(() => run.remove());

describe('what is withheld from a payment', () => {
  it('is the share of what is paid after its discount, and goes to the authority instead of the vendor', () => {
    const paid = named(events, 'vendor_payment.released');
    const [own, foreign] = [true, false].map((isOwn) =>
      paid.filter(({ payload }) => (payload.currency === 'USD') === isOwn),
    );

    expect(Math.min(own?.length ?? 0, foreign?.length ?? 0)).toBeGreaterThan(40);
    for (const { id, payload } of paid) {
      const sign = ({ kind }: { readonly kind: string }): number => (kind === 'invoice' ? 1 : -1);
      const share = payload.items.reduce(
        (sum, item) => sum + (item.kind === 'invoice' ? partOf(item.amount - item.discount, BP) : 0),
        0,
      );
      const gross = payload.items.reduce((sum, item) => sum + sign(item) * item.amount, 0);
      const [entry] = entriesOf(events, 'PP10').filter(({ sourceId }) => sourceId === id);
      const owed = entry?.lines.filter(({ glAccount }) => glAccount === '2120');

      expect(payload.amount).toBe(gross - payload.discount - share);
      expect(owed).toMatchObject([{ side: 'credit', amount: share, openItem: { id: `${payload.documentId}/W` } }]);
    }
  });

  it('is owed no more where the payment is voided: PP13 clears it, in the currency of the vendor too', () => {
    const voided = named(events, 'vendor_payment.voided');

    expect(new Set(voided.map(({ payload }) => payload.currency))).toEqual(new Set(['USD', 'EUR']));
    for (const { id, payload } of voided) {
      const [back] = entriesOf(events, 'PP13').filter(({ sourceId }) => sourceId === id);
      const [release] = entriesOf(events, 'PP10').filter(({ entryId }) => entryId === back?.reverses);
      const line = release?.lines.find(({ glAccount }) => glAccount === '2120');
      if (back === undefined || release === undefined) throw new Error('nothing was taken back');

      expect(payload.withheld).toEqual({
        item: `${payload.documentId}/W`,
        amount: line?.amount,
        localAmount: line?.localAmount,
      });
      expect(sums([release, back])['2120']).toBe(0);
    }
  });

  it('is proved from its files', async () => {
    const { checks } = await run.verify();

    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });
});
