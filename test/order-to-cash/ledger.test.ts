import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { postings } from '../../journeys/order-to-cash/postings.ts';
import { world } from '../../journeys/world/world.ts';
import type { JournalEntry } from '../../src/index.ts';
import type { VerifyReport } from '../../src/verify/verify.ts';
import { Folder, outcomes } from './run.ts';

describe('the books of a year of one company', () => {
  let folder: Folder;
  let report: VerifyReport;

  beforeAll(async () => {
    folder = await Folder.of();
    report = await folder.verify();
  }, 120_000);

  afterAll(() => folder.remove());

  it('are proved from the emitted file: entries, rules, open items and balances', () => {
    const failed = report.checks.filter(({ outcome }) => outcome === 'failed');

    expect(failed.map(({ id, findings }) => [id, findings.slice(0, 3)])).toEqual([]);
    expect(outcomes(report)).toMatchObject(
      Object.fromEntries(
        ['L1', 'L2', 'L3', 'L4', 'L5', 'L6', 'L7', 'L9', 'L10', 'L11', 'T1', 'T2', 'B1', 'B2', 'B3', 'B6'].map((id) => [
          id,
          'passed',
        ]),
      ),
    );
  });

  it('and its documents, which keep every check of order to cash', () => {
    const own = report.checks.filter(({ id }) => /^O\d/.test(id));

    expect(own.map(({ id, outcome }) => `${id} ${outcome}`)).toEqual(
      // What the close accrues is looked at once there is one.
      'O1 O2 O3 O4 O5 O6 O7 O8 O9 O10 O11 O12'
        .split(' ')
        .map((id) => `${id} ${id === 'O10' ? 'notAvailable' : 'passed'}`),
    );
  });

  it('are the rules replayed over the documents, entry by entry', () => {
    const replayed = report.checks.find(({ id }) => id === 'L6');

    expect(replayed?.rows).toBeGreaterThan(9000);
  });
});

describe('the books of a group in three currencies', () => {
  const often = {
    customers: 30,
    returnedPaymentChance: 0.3,
    shortPaymentChance: 0.2,
    onAccountChance: 0.2,
    returnChance: 0.2,
    billingErrorChance: 0.1,
    behaviors: { highRisk: 1, onTime: 1 },
    writeOffAfterDays: 60,
  };
  let folder: Folder;
  let report: VerifyReport;

  beforeAll(async () => {
    folder = await Folder.of({ world: { preset: 'group3' }, o2c: often });
    report = await folder.verify();
  }, 240_000);

  afterAll(() => folder.remove());

  it('are proved too, foreign customers, bounced receipts, losses and all', () => {
    const failed = report.checks.filter(({ outcome }) => outcome === 'failed');

    expect(failed.map(({ id, findings }) => [id, findings.slice(0, 3)])).toEqual([]);
    // Nothing was opened, and nothing is closed.
    const unseen = report.checks.filter(({ outcome }) => outcome !== 'passed').map(({ id }) => id);
    expect(unseen).toEqual(['L8', 'T4', 'O10']);
  });

  it('hold entries of every rule', () => {
    const booked = new Set(
      folder
        .lines()
        .flatMap(({ name, payload }) => (name === 'journal_entry.posted' ? [String(payload['ruleId'])] : [])),
    );

    expect([...booked].toSorted()).toEqual(Object.keys(postings).toSorted());
  });

  it('have a cost center on every line of income and expense', () => {
    const { books } = world({ preset: 'group3' });
    const captions = new Map(
      books.charts.flatMap(({ id, accounts }) => accounts.map(({ number, caption }) => [`${id}/${number}`, caption])),
    );
    const entries = folder.lines().filter(({ name }) => name === 'journal_entry.posted');
    const results = entries
      .map(({ payload }) => payload as unknown as JournalEntry)
      .flatMap(({ company, lines }) =>
        lines.filter(({ glAccount }) => captions.get(`${company}/${glAccount}`)?.startsWith('IS.') === true),
      );

    expect(new Set(results.map(({ role }) => role))).toContain('fx.realized');
    expect(results.filter(({ costCenter }) => costCenter === undefined)).toEqual([]);
  });

  it('take tax back with a discount in Europe, its part of the invoice, and none in America', () => {
    const lines = folder.lines();
    const invoices = new Map(
      lines
        .filter(({ name }) => name === 'customer_invoice.posted')
        .map(({ payload }) => [String(payload['documentId']), payload as unknown as { tax: number; gross: number }]),
    );
    const taxOf = (rule: string, source: string): number => {
      const entries = lines.filter(
        ({ name, payload }) => name === 'journal_entry.posted' && payload['ruleId'] === rule,
      );
      const own = entries
        .map(({ payload }) => payload as unknown as JournalEntry)
        .filter((one) => one.sourceId === source);
      const tax = own.flatMap((entry) => entry.lines).filter(({ role }) => role === 'tax.output');
      return tax.reduce((sum, { side, amount }) => sum + (side === 'debit' ? amount : -amount), 0);
    };
    type Paid = { company: string; remittance: readonly { invoice: string; discount: number; discountTax: number }[] };
    const seen = new Map<string, number>();
    for (const { id, name, payload } of lines) {
      const isBack = name === 'customer_receipt.reversed';
      if (!isBack && name !== 'customer_receipt.applied') continue;
      const { company, remittance } = payload as unknown as Paid;
      const parts = remittance.map(({ invoice, discount }) => {
        const { tax, gross } = invoices.get(invoice) ?? { tax: 0, gross: 1 };
        return company === '1000' ? 0 : Math.round((discount * tax) / gross);
      });
      const part = parts.reduce((sum, one) => sum + one, 0);

      expect(remittance.map(({ discountTax }) => discountTax)).toEqual(parts);
      if (part === 0) continue;
      expect(taxOf(isBack ? 'OC08' : 'OC05', id)).toBe(isBack ? -part : part);
      seen.set(`${company} ${name}`, (seen.get(`${company} ${name}`) ?? 0) + 1);
    }

    expect([...seen.keys()].toSorted()).toEqual(
      expect.arrayContaining(['2000 customer_receipt.applied', '3000 customer_receipt.applied']),
    );
    expect([...seen.keys()].filter((key) => key.endsWith('reversed')).length).toBeGreaterThan(0);
  });

  it('have exchange differences where items in another currency are cleared', () => {
    const entries = folder.lines().filter(({ name }) => name === 'journal_entry.posted');
    const rulesWithDifference = new Set(
      entries
        .map(({ payload }) => payload as unknown as { ruleId: string; lines: readonly { role: string }[] })
        .filter(({ lines }) => lines.some(({ role }) => role === 'fx.realized'))
        .map(({ ruleId }) => ruleId),
    );

    expect([...rulesWithDifference].toSorted()).toEqual(expect.arrayContaining(['OC05', 'OC06']));
    expect(rulesWithDifference).not.toContain('OC02');
  });
});
