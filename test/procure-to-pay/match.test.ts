/** What an invoice is blocked for, as the clerk's desk matches it: reason by reason, at the edge of each tolerance. */
import { describe, expect, it } from 'vitest';

import { match } from '../../journeys/procure-to-pay/match.ts';

const TOLERANCES = { priceBp: 500, priceMax: 500, quantityBp: 200, overDeliveryBp: 1000 };
const LINE = {
  kind: 'goods',
  uomScale: 0,
  quantity: 100,
  unitPrice: 1000,
  orderPrice: 1000,
  ordered: 100,
  received: 100,
  invoiced: 100,
  grBased: true,
} as const;

type Change = Partial<Record<'quantity' | 'unitPrice' | 'orderPrice' | 'received' | 'invoiced', number>> & {
  readonly grBased?: boolean;
  readonly kind?: 'freight' | 'expense' | 'asset';
};

const matched = (change: Change, statedGross = 100_000, currency = 'USD') =>
  match({ lines: [{ ...LINE, ...change }], gross: 100_000, statedGross, currency }, TOLERANCES);

describe('an invoice', () => {
  it.each<readonly [what: string, change: Change, status: string, reasons: readonly string[]]>([
    ['as ordered and received', {}, 'matched', []],
    ['five per cent dearer', { unitPrice: 1050 }, 'matched', []],
    ['more than five per cent dearer', { unitPrice: 1051 }, 'priceBlocked', ['price']],
    ['cheaper', { unitPrice: 1 }, 'matched', []],
    ['500 dollars dearer, of a large order', { orderPrice: 1_000_000, unitPrice: 1_000_500 }, 'matched', []],
    ['more than 500 dollars dearer', { orderPrice: 1_000_000, unitPrice: 1_000_501 }, 'priceBlocked', ['price']],
    ['two per cent above the receipt', { invoiced: 102 }, 'matched', []],
    ['more than two per cent above it', { invoiced: 103 }, 'quantityBlocked', ['quantity']],
    ['a tenth above the order, without a receipt', { invoiced: 110, grBased: false }, 'matched', []],
    ['more than a tenth above it', { invoiced: 111, grBased: false }, 'quantityBlocked', ['quantity']],
    ['before its receipt', { received: 0 }, 'noReceipt', ['noReceipt']],
    ['before its receipt, where nobody waits for it', { received: 0, grBased: false }, 'matched', []],
    ['too dear and too much', { unitPrice: 2000, invoiced: 200 }, 'quantityBlocked', ['price', 'quantity']],
    ['too dear and not received', { unitPrice: 2000, received: 0 }, 'noReceipt', ['price', 'noReceipt']],
    ['of freight that nobody ordered', { kind: 'freight', unitPrice: 9999, received: 0 }, 'matched', []],
    ['of an asset that is too dear', { kind: 'asset', unitPrice: 1051 }, 'priceBlocked', ['price']],
    ['of supplies that are too dear', { kind: 'expense', unitPrice: 1051 }, 'priceBlocked', ['price']],
  ])('%s', (_what, change, matchStatus, blockReasons) => {
    expect(matched(change)).toEqual({ matchStatus, blockReasons });
  });

  it('that does not come to what it says is blocked for its amount', () => {
    expect(matched({}, 100_001)).toEqual({ matchStatus: 'priceBlocked', blockReasons: ['amount'] });
    expect(matched({ invoiced: 103 }, 99_999)).toEqual({
      matchStatus: 'quantityBlocked',
      blockReasons: ['amount', 'quantity'],
    });
  });

  it('in yen may be dearer by what 500 dollars are at the anchor', () => {
    // 0.0067 dollars a yen are 74,627 yen: 75,000 to two digits.
    const dearer = (by: number) =>
      matched({ quantity: 1, orderPrice: 10_000_000, unitPrice: 10_000_000 + by }, 100_000, 'JPY');

    expect(dearer(75_000).matchStatus).toBe('matched');
    expect(dearer(75_001).matchStatus).toBe('priceBlocked');
  });
});
