import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { convert, lineAmount, mulDiv, partOf, proRata, round, share } from '../../src/ledger/amounts.ts';

/** floor((2·num + den) ÷ (2·den)), in exact integers. */
const roundBig = (num: bigint, den: bigint): bigint => (2n * num + den) / (2n * den);

const whole = (max: number): fc.Arbitrary<number> =>
  fc.oneof(fc.integer({ min: 0, max }), fc.maxSafeInteger().map(Math.abs));

describe('arithmetic of the books', () => {
  it('rounds a quotient half away from zero, on both sides of it', () => {
    expect([round(5, 2), round(-5, 2), round(4, 3), round(-4, 3), round(-1, 3), round(7, 7)]).toEqual([
      3, -3, 1, -1, 0, 1,
    ]);
  });

  it('multiplies and divides as exact integers do, also where the product is above 2⁵³', () => {
    fc.assert(
      fc.property(whole(1_000_000), whole(1_000_000), fc.integer({ min: 1, max: 1_000_000_000 }), (a, b, divisor) => {
        const exact = roundBig(BigInt(a) * BigInt(b), BigInt(divisor));
        fc.pre(exact <= BigInt(Number.MAX_SAFE_INTEGER));

        expect(BigInt(mulDiv(a, b, divisor))).toBe(exact);
      }),
      { numRuns: 5000, seed: 1 },
    );
  });

  it('refuses an amount that a double cannot hold', () => {
    expect(() => mulDiv(Number.MAX_SAFE_INTEGER, 3, 1)).toThrow(/ENTRY_INVALID.*above 2⁵³/);
  });

  it('computes a line from quantity, price and units of measure', () => {
    expect(lineAmount({ quantity: 12, unitPrice: 8500 })).toBe(102_000);
    // 2.5 kg at 19.99 for 100 kg: 0.49975, rounded.
    expect(lineAmount({ quantity: 2500, unitPrice: 1999, pricePer: 100, uomScale: 3 })).toBe(50);
    expect(partOf(102_000, 1900)).toBe(19_380);
    expect(partOf(5, 1000)).toBe(1);
  });

  it('shares a total by largest remainder, ties by position', () => {
    expect(share(10, [1, 1, 1])).toEqual([4, 3, 3]);
    expect(share(100, [1, 1, 2])).toEqual([25, 25, 50]);
    expect(share(1, [1, 5, 1])).toEqual([0, 1, 0]);
    expect(share(0, [0, 0])).toEqual([0, 0]);
    expect(() => share(5, [0, 0])).toThrow(/ENTRY_INVALID/);
  });

  it('shares always sum to the total, and differ from the exact part by less than one unit', () => {
    const weights = fc.array(fc.oneof(fc.nat(1000), fc.nat(10_000_000_000)), { minLength: 1, maxLength: 12 });
    fc.assert(
      fc.property(fc.oneof(fc.nat(100_000), fc.nat(1_000_000_000_000)), weights, (total, list) => {
        const sum = list.reduce((all, weight) => all + BigInt(weight), 0n);
        fc.pre(sum > 0n);
        const parts = share(total, list);

        expect(parts.reduce((all, part) => all + part, 0)).toBe(total);
        for (const [i, part] of parts.entries()) {
          const exact = BigInt(total) * BigInt(list[i] ?? 0);
          const off = BigInt(part) * sum - exact;
          expect(off < sum && off > -sum).toBe(true);
        }
      }),
      { numRuns: 5000, seed: 2 },
    );
  });

  it('shares as the rule says, word by word, in exact integers', () => {
    fc.assert(
      fc.property(
        fc.nat(1_000_000_000_000),
        fc.array(fc.nat(100_000_000), { minLength: 1, maxLength: 8 }),
        (total, list) => {
          const sum = list.reduce((all, weight) => all + BigInt(weight), 0n);
          fc.pre(sum > 0n);
          const exact = list.map((weight) => BigInt(total) * BigInt(weight));
          const parts = exact.map((product) => product / sum);
          let left = BigInt(total) - parts.reduce((all, part) => all + part, 0n);
          const byRemainder = exact
            .map((product, i) => ({ i, rest: product % sum }))
            .sort((a, b) => (a.rest === b.rest ? a.i - b.i : a.rest > b.rest ? -1 : 1));
          for (const { i } of byRemainder) {
            if (left === 0n) break;
            parts[i] = (parts[i] ?? 0n) + 1n;
            left--;
          }

          expect(share(total, list).map(BigInt)).toEqual(parts);
        },
      ),
      { numRuns: 5000, seed: 3 },
    );
  });

  it('converts between currencies whose minor units have different decimals', () => {
    // 1,000 yen at .0067 are 6.70 dollars; 10.00 dollars at 149.25 are 1,493 yen, the half rounded up.
    expect(convert(1000, 6_700_000, { from: 0, to: 2 })).toBe(670);
    expect(convert(1000, 149_250_000_000, { from: 2, to: 0 })).toBe(1493);
    expect(convert(100_000, 1_100_000_000, { from: 2, to: 2 })).toBe(110_000);
    expect(convert(1000, 3_250_000_000, { from: 3, to: 2 })).toBe(325);
  });

  it('converts as exact integers do', () => {
    const decimals = fc.constantFrom(0, 2, 3, 4);
    fc.assert(
      fc.property(
        whole(1_000_000_000),
        fc.integer({ min: 1, max: 2_000_000_000_000 }),
        decimals,
        decimals,
        (amount, rate9, from, to) => {
          const exact = roundBig(
            BigInt(amount) * BigInt(rate9) * 10n ** BigInt(Math.max(0, to - from)),
            1_000_000_000n * 10n ** BigInt(Math.max(0, from - to)),
          );
          fc.pre(exact <= BigInt(Number.MAX_SAFE_INTEGER));

          expect(BigInt(convert(amount, rate9, { from, to }))).toBe(exact);
        },
      ),
      { numRuns: 5000, seed: 4 },
    );
  });

  it('takes off an open item pro rata, and the last clearing takes the rest', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.nat(5_000_000),
        fc.array(fc.nat(500_000), { maxLength: 6 }),
        (amount, local, takes) => {
          let open = { amount, localAmount: local };
          for (const wanted of [...takes, amount]) {
            const taken = Math.min(wanted, open.amount);
            const localTaken = proRata(taken, open);
            open = { amount: open.amount - taken, localAmount: open.localAmount - localTaken };
            expect(open.localAmount).toBeGreaterThanOrEqual(0);
          }

          expect(open).toEqual({ amount: 0, localAmount: 0 });
        },
      ),
      { numRuns: 2000, seed: 5 },
    );
  });
});
