/** What order to cash asks of a close, which posts into its books: the allowance for losses, goods that are not billed. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { lossesAreWhole } from '../../journeys/order-to-cash/checks/credit.ts';
import { accrualsAreWhole } from '../../journeys/order-to-cash/checks/accruals.ts';
import { Receivables } from '../../journeys/order-to-cash/checks/receivables.ts';
import type { FileCheck, FileEntry } from '../../src/index.ts';
import { Folder, type FileLine } from './run.ts';

let folder: Folder;
beforeAll(async () => {
  folder = await Folder.of({ o2c: { customers: 24 }, end: '2025-04-01' });
}, 60_000);
afterAll(() => folder.remove());

function checked(check: FileCheck, lines: readonly FileLine[]): FileCheck {
  for (const [i, line] of lines.entries()) {
    const entry = line.name === 'journal_entry.posted' ? (line.payload as unknown as FileEntry) : undefined;
    const event = { ...line, ms: Date.parse(line.timestamp) };
    if (check.of?.includes(line.name) === true) check.see({ at: i + 1, event, entry });
  }
  check.end?.();
  return check;
}

interface Posted {
  readonly ruleId: string;
  readonly on: string;
  readonly role: string;
  readonly side: 'debit' | 'credit';
  readonly amount: number;
  readonly currency?: string;
}

/** An entry of a close, as far as the checks look at it. */
function posted({ ruleId, on, role, side, amount, currency = 'USD' }: Posted): FileLine {
  const entry = {
    entryId: `${ruleId}-${on}`,
    ruleId,
    documentId: `CL-${on}`,
    company: '1000',
    ledger: 'operating',
    currency,
    postingDate: on,
    fiscalYear: Number(on.slice(0, 4)),
    fiscalPeriod: Number(on.slice(5, 7)),
    sourceEvent: 'unbilled_revenue.accrued',
    lines: [{ line: 1, role, side, amount, localAmount: amount }],
  };
  const head = { id: `${ruleId}-${on}`, userId: 'u', sessionId: 's', timestamp: `${on}T22:00:00.000Z` };
  return { ...head, name: 'journal_entry.posted', payload: entry as unknown as Record<string, never> };
}

describe('O6', () => {
  const allowance = (ruleId: string, on: string, side: 'debit' | 'credit', amount: number) =>
    posted({ ruleId, on, role: 'receivables.allowance', side, amount });
  const told = (...lines: readonly FileLine[]) => checked(lossesAreWhole(new Receivables()), lines).log;

  it('asks nothing of the allowance before losses are provided for', () => {
    expect(told(allowance('OC14', '2025-01-20', 'debit', 500))).toMatchObject({ rows: 0, findings: [] });
  });

  it('passes where the provision covers what was taken and what is taken later', () => {
    const { rows, findings } = told(
      allowance('OC14', '2025-01-20', 'debit', 500),
      allowance('CL04', '2025-01-31', 'credit', 900),
      allowance('OC14', '2025-02-20', 'debit', 400),
    );

    expect(rows).toBe(2);
    expect(findings).toEqual([]);
  });

  it('sees a debit that is left on the allowance after its provision', () => {
    const { findings } = told(
      allowance('OC14', '2025-01-20', 'debit', 500),
      allowance('CL04', '2025-01-31', 'credit', 900),
      allowance('OC14', '2025-02-20', 'debit', 401),
    );

    expect(findings.map(({ message }) => message)).toEqual([
      'line 3: CL-2025-02-20: OC14-2025-02-20 leaves a debit of 1 on the allowance for losses',
    ]);
  });
});

describe('O10', () => {
  /** What has left and is not billed at the end of a day, by currency: a second computation, from the documents whole. */
  function unbilled(lines: readonly FileLine[], date: string): ReadonlyMap<string, number> {
    type Lines = readonly { line: number; quantity: number; unitPrice: number; uomScale: number; reference: Line }[];
    type Line = { documentId: string; line: number };
    const orders = new Map<string, { currency: string; lines: Lines }>();
    const billed = new Set<string>();
    const sums = new Map<string, number>();
    for (const { name, payload } of lines) {
      if (name === 'sales_order.created') orders.set(payload['documentId'] ?? '', payload as never);
      if (name !== 'customer_invoice.posted' || String(payload['postingDate']) > date) continue;
      for (const { documentId } of payload['references'] as unknown as Line[]) billed.add(documentId);
    }
    for (const { name, payload } of lines) {
      if (name !== 'delivery.goods_issued' || billed.has(payload['documentId'] ?? '')) continue;
      if (String(payload['goodsIssueDate']) > date) continue;
      const order = orders.get(payload['salesOrder'] ?? '');
      for (const { quantity, reference } of payload['lines'] as unknown as Lines) {
        const { unitPrice = 0, uomScale = 0 } = order?.lines.find(({ line }) => line === reference.line) ?? {};
        const value = Math.round((quantity * unitPrice) / (uomScale === 2 ? 100 : 1));
        sums.set(order?.currency ?? '', (sums.get(order?.currency ?? '') ?? 0) + value);
      }
    }
    return sums;
  }

  const ENDS = ['2025-01-31', '2025-02-28', '2025-03-31'];

  /** The file with an accrual at the end of each month, `change`d. */
  function closed(change: (amount: number, date: string) => number | undefined = (amount) => amount): FileLine[] {
    const lines = folder.lines();
    const accruals = ENDS.flatMap((on) =>
      [...unbilled(lines, on)].flatMap(([currency, amount]) => {
        const right = change(amount, on);
        if (right === undefined) return [];
        return [posted({ ruleId: 'CL03', on, role: 'contract.asset', side: 'debit', amount: right, currency })];
      }),
    );
    return [...lines, ...accruals];
  }

  it('has seen nothing without a close, and says so', () => {
    const check = checked(accrualsAreWhole(), folder.lines());

    expect(check.log).toMatchObject({ rows: 0, findings: [] });
    expect(check.missing).toBe('nothing was accrued (unbilled_revenue.accrued)');
  });

  it('passes accruals of what went out and is billed later, at order price', () => {
    const sums = ENDS.map((date) => unbilled(folder.lines(), date).get('USD') ?? 0);
    const { rows, findings } = checked(accrualsAreWhole(), closed()).log;

    expect(Math.max(...sums)).toBeGreaterThan(0);
    expect(rows).toBeGreaterThanOrEqual(ENDS.length);
    expect(findings).toEqual([]);
  });

  it('sees an accrual that is a cent off', () => {
    const changed = ENDS.find((date) => unbilled(folder.lines(), date).size > 0);
    const { findings } = checked(
      accrualsAreWhole(),
      closed((amount, date) => (date === changed ? amount + 1 : amount)),
    ).log;

    expect(findings[0]?.message).toMatch(
      /line \d+: 1000: \d+ USD accrued on 2025-0\d-\d\d for goods not billed, at order price it is \d+/,
    );
  });

  it('sees a period that was left out between two that were accrued', () => {
    const lines = folder.lines();
    const first = ENDS.map((on) => [...unbilled(lines, on)].map(([currency, amount]) => ({ on, currency, amount })));
    const left = closed((amount, date) => (date === '2025-02-28' ? undefined : amount));
    // A close that accrues nothing says so in its first and last month: these are there in any case.
    const around = ['2025-01-31', '2025-03-31'].map((on) =>
      posted({ ruleId: 'CL03', on, role: 'contract.asset', side: 'debit', amount: 0 }),
    );
    const { findings } = checked(accrualsAreWhole(), [...left, ...around]).log;

    expect(findings.length).toBe(first[1]?.length);
    for (const { amount, currency } of first[1] ?? []) {
      expect(findings.map(({ message }) => message)).toContainEqual(
        expect.stringContaining(
          `0 ${currency} accrued on 2025-02-28 for goods not billed, at order price it is ${amount}`,
        ),
      );
    }
  });
});
