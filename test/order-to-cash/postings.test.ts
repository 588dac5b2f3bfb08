import { beforeAll, describe, expect, it } from 'vitest';

import type { JournalEntry } from '../../src/index.ts';
import { Happened, run } from './run.ts';

/** Enough of everything in a year and a half of a US company. */
const OFTEN = {
  customers: 60,
  returnChance: 0.2,
  returnedPaymentChance: 0.3,
  shortPaymentChance: 0.1,
  onAccountChance: 0.3,
  behaviors: { highRisk: 1, onTime: 2 },
  writeOffAfterDays: 60,
};

type Plain = Readonly<Record<string, never>>;
type Amounts = Readonly<Record<string, number>>;

const lines = (payload: Plain, key = 'lines'): readonly Plain[] => (payload[key] ?? []) as unknown as readonly Plain[];
const sum = (list: readonly Plain[], value: (line: Plain) => number): number =>
  list.reduce((total, line) => total + value(line), 0);
const field =
  (key: string) =>
  (line: Plain): number =>
    Number(line[key] ?? 0);
const amount = (payload: Plain): number => Number(payload['amount']);
const cost = (payload: Plain): number =>
  sum(
    lines(payload).filter((line) => line['materialId'] !== undefined),
    (line) => Number(line['quantity']) * Number(line['unitCost']),
  );

/** Account and side → amount, worked out by hand from the document. Nothing here is shared with the rules. */
const EXPECTED: Readonly<Record<string, (payload: Plain) => Amounts>> = {
  OC01: (p) => ({ '5000 debit': cost(p), '1240 credit': cost(p) }),
  OC02: (p) => {
    const revenue = (isService: boolean): number =>
      sum(
        lines(p).filter((line) => (line['serviceId'] !== undefined) === isService),
        field('net'),
      );
    const isSubscription = (p['kind'] as unknown) === 'subscription';
    return {
      '1100 debit': Number(p['gross']),
      '4000 credit': revenue(false),
      [isSubscription ? '2300 credit' : '4100 credit']: revenue(true),
      '2100 credit': Number(p['tax']),
    };
  },
  OC03: (p) => ({ '2300 debit': amount(p), '4100 credit': amount(p) }),
  OC05: (p) => ({
    '1040 debit': amount(p),
    '4010 debit': sum(lines(p, 'remittance'), field('discount')),
    '4020 debit': sum(lines(p, 'remittance'), field('tolerated')),
    '1100 credit': sum(
      lines(p, 'remittance'),
      (line) => field('amount')(line) + field('discount')(line) + field('tolerated')(line),
    ),
    '2070 credit': Number((p['unapplied'] as { readonly amount: number } | undefined)?.amount ?? 0),
  }),
  OC06: (p) => ({ '2070 debit': amount(p), '1100 credit': amount(p) }),
  OC07: (p) => ({ '2070 debit': amount(p), '1030 credit': amount(p) }),
  OC08: (p) => ({
    '1100 debit': sum(lines(p, 'reopened'), field('amount')),
    '1040 credit': amount(p),
    '4010 credit': sum(lines(p, 'remittance'), field('discount')),
    '4020 credit': sum(lines(p, 'remittance'), field('tolerated')),
  }),
  OC10: (p) => ({
    '1100 debit': Number(p['gross']),
    '4900 credit': Number(p['charge']),
    '7200 credit': Number(p['interest']),
  }),
  OC11: (p) => ({
    '4020 debit': Number(p['net']),
    '2100 debit': Number(p['tax']),
    '1100 credit': sum(lines(p, 'clears'), field('amount')),
    '2070 credit': Number((p['surplus'] as { readonly amount: number } | undefined)?.amount ?? 0),
  }),
  OC12: (p) => ({ '1240 debit': cost(p), '5000 credit': cost(p) }),
  OC13: (p) => ({ '5460 debit': cost(p), '1240 credit': cost(p) }),
  OC14: (p) => ({ '1110 debit': amount(p), '1100 credit': amount(p) }),
  OC15: (p) => ({ '1040 debit': amount(p), '6900 credit': amount(p) }),
  OC16: (p) => ({ '5520 debit': amount(p), '2900 credit': amount(p) }),
};

/** Account and side → amount, as booked. Exchange differences apart, which have no amount. */
function booked(entry: JournalEntry): Amounts {
  const amounts: Record<string, number> = {};
  for (const { glAccount, side, amount: of, role } of entry.lines) {
    if (role !== 'fx.realized') amounts[`${glAccount} ${side}`] = (amounts[`${glAccount} ${side}`] ?? 0) + of;
  }
  return amounts;
}

const withoutZeros = (amounts: Amounts): Amounts =>
  Object.fromEntries(Object.entries(amounts).filter(([, value]) => value !== 0));

describe('the rules of order to cash', () => {
  let told: Happened;

  beforeAll(async () => {
    told = await run({ o2c: OFTEN, end: '2026-07-01', world: { preset: 'distributor', years: 3 } });
  }, 120_000);

  it.each(Object.keys(EXPECTED))('books %s as its accounts say', (ruleId) => {
    const sources = new Map(told.events.map((event) => [event.id, event]));
    const entries = told.entries(ruleId);

    expect(entries.length).toBeGreaterThan(0);
    for (const entry of entries) {
      const source = sources.get(entry.sourceId);
      expect(booked(entry)).toEqual(withoutZeros(EXPECTED[ruleId]?.(source?.payload as Plain) ?? {}));
    }
  });

  it('names its own entry, and no second one', () => {
    const perSource = new Map<string, number>();
    for (const { sourceId } of told.entries()) perSource.set(sourceId, (perSource.get(sourceId) ?? 0) + 1);

    expect([...perSource.values()].every((count) => count === 1)).toBe(true);
  });
});
