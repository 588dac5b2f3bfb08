/** What holds at the ends of periods: nothing in a closed one, nothing left on clearing accounts. */
import { afterEach, describe, expect, it } from 'vitest';

import { definePostings, type Postings } from '../../src/index.ts';
import { shopPostings } from '../ledger/shop.ts';
import { failed, Output, resultOf, type FileLine } from '../ledger/verify-support.ts';

const open: Output[] = [];

afterEach(() => {
  for (const output of open.splice(0)) output.remove();
});

/** Entries that a test adds have a rule too. */
const postings: Postings = {
  ...shopPostings,
  ...definePostings({ CL10: { on: 'manual_entry.posted', roles: ['suspense'], rule: () => [] } }),
};

/** What is told of the shop, from January to the twentieth of February, with its lines changed. */
async function told(change: (lines: FileLine[]) => FileLine[], { customers = 12, end = '2025-02-20' } = {}) {
  const emits = ['sale.invoiced', 'sale.paid', 'manual_entry.posted'];
  const output = await Output.of({ customers, end, postings, emits });
  open.push(output);
  output.spoil(change);
  return output.verify();
}

interface Posted {
  readonly id: string;
  readonly on: string;
  readonly debit: string;
  readonly credit: string;
  readonly fiscalPeriod?: number;
}

const ROLES: Readonly<Record<string, string>> = {
  '1010': 'cash.bank',
  '1035': 'cash.transfer',
  '3600': 'income.summary',
  '4000': 'revenue.product',
  '9000': 'suspense',
};

/** Adds an event and its entry of 5.00 where their day comes. */
function posting({ id, on, debit, credit, fiscalPeriod }: Posted) {
  return (lines: FileLine[]): FileLine[] => {
    const timestamp = `${on}T09:00:00.000Z`;
    const head = { userId: 'u', sessionId: 's', timestamp };
    const line = (glAccount: string, side: string, at: number): object => ({
      line: at,
      glAccount,
      role: ROLES[glAccount],
      side,
      amount: 500,
      localAmount: 500,
    });
    const entry = {
      entryId: `${id}-1`,
      ruleId: 'CL10',
      company: '1000',
      ledger: 'operating',
      journal: 'GEN',
      documentDate: on,
      postingDate: on,
      fiscalYear: 2025,
      fiscalPeriod: fiscalPeriod ?? Number(on.slice(5, 7)),
      currency: 'USD',
      rate9: 1_000_000_000,
      sourceEvent: 'manual_entry.posted',
      sourceId: id,
      documentId: `ME-${id}`,
      kind: 'automatic',
      enteredBy: 'E-1',
      enteredAt: timestamp,
      lines: [line(debit, 'debit', 1), line(credit, 'credit', 2)],
    };
    return inserted(lines, [
      { id, ...head, name: 'manual_entry.posted', payload: { documentId: `ME-${id}` } },
      { id: `${id}-1`, ...head, name: 'journal_entry.posted', payload: entry },
    ]);
  };
}

function period(name: 'period.closed' | 'period.reopened', on: string, fiscalPeriod: number) {
  const payload = { company: '1000', fiscalYear: 2025, fiscalPeriod };
  const head = { userId: 'u', sessionId: 's', timestamp: `${on}T08:00:00.000Z` };
  return (lines: FileLine[]): FileLine[] => inserted(lines, [{ id: `${name}-${on}`, ...head, name, payload }]);
}

function inserted(lines: readonly FileLine[], more: readonly FileLine[]): FileLine[] {
  const [first] = more;
  const at = lines.findIndex(({ timestamp }) => timestamp > (first?.timestamp ?? ''));
  return lines.toSpliced(at === -1 ? lines.length : at, 0, ...more);
}

const all =
  (...changes: readonly ((lines: FileLine[]) => FileLine[])[]) =>
  (lines: FileLine[]): FileLine[] =>
    changes.reduce((done, change) => change(done), lines);

/** Entries that a test adds are in no table of the run. */
const also = ['T1'];

describe('L12', () => {
  it('passes where what is in suspense leaves it before the period ends', async () => {
    const report = await told(
      all(
        posting({ id: 'in', on: '2025-01-10', debit: '9000', credit: '1010' }),
        posting({ id: 'out', on: '2025-01-31', debit: '4000', credit: '9000' }),
        // Not over yet when the run is.
        posting({ id: 'late', on: '2025-02-10', debit: '9000', credit: '1010' }),
      ),
    );

    expect(failed(report)).toEqual(also);
    // Suspense and transfers at the end of January; nothing was closed on the income summary.
    expect(resultOf(report, 'L12')).toMatchObject({ outcome: 'passed', rows: 2 });
  });

  it.each([
    ['suspense', '9000'],
    ['a transfer between own accounts', '1035'],
  ])('sees %s that is not cleared by the end of its period', async (_what, account) => {
    const report = await told(
      all(
        posting({ id: 'in', on: '2025-01-31', debit: account, credit: '4000' }),
        posting({ id: 'out', on: '2025-02-03', debit: '4000', credit: account }),
      ),
    );

    // On the way between own accounts is an item too, which this line does not open.
    expect(failed(report)).toEqual(['L12', ...also, ...(account === '1035' ? ['B6'] : [])]);
    expect(resultOf(report, 'L12').findings[0]).toMatch(
      new RegExp(`1000/${account} holds 500 at the end of 2025-01; last posted to in line \\d+: entry out-1`),
    );
  });

  it('looks at the income summary once the year is closed', async () => {
    const closing = (id: string, debit: string, credit: string) =>
      posting({ id, on: '2025-02-19', debit, credit, fiscalPeriod: 13 });
    const half = posting({ id: 'half', on: '2025-01-20', debit: '4000', credit: '3600' });
    const yearEnd = (change: (lines: FileLine[]) => FileLine[]) =>
      told(all(half, change), { customers: 2, end: '2026-01-02' });
    const left = await yearEnd(closing('c1', '4000', '3600'));
    const gone = await yearEnd(closing('c1', '3600', '4000'));

    expect(resultOf(left, 'L12').findings).toEqual([
      expect.stringMatching(/1000\/3600 holds -1000 at the end of 2025-13/),
    ]);
    expect(resultOf(gone, 'L12').outcome).toBe('passed');
  });
});

describe('L8', () => {
  it('has seen nothing where no period was closed, and says so', async () => {
    const report = await told((lines) => lines);

    expect(resultOf(report, 'L8')).toMatchObject({
      outcome: 'notAvailable',
      rows: 0,
      missing: 'no period was closed (period.closed)',
    });
  });

  it('passes where what follows is posted to periods that are open, or opened again', async () => {
    const late = posting({ id: 'late', on: '2025-02-05', debit: '4000', credit: '1010', fiscalPeriod: 1 });
    const report = await told(
      all(
        period('period.closed', '2025-02-04', 1),
        period('period.reopened', '2025-02-05', 1),
        late,
        period('period.closed', '2025-02-06', 1),
      ),
    );

    expect(resultOf(report, 'L8')).toMatchObject({ outcome: 'passed', violated: 0 });
    expect(resultOf(report, 'L8').rows).toBeGreaterThan(5);
  });

  it('sees an entry in a period that is closed', async () => {
    const report = await told((lines) => {
      const closed = period('period.closed', '2025-02-04', 2)(lines);
      const at = closed.findIndex(({ id }) => id.startsWith('period.closed'));
      expect(closed.slice(at).some(({ name }) => name === 'journal_entry.posted')).toBe(true);
      return closed;
    });
    const { findings, violated, rows } = resultOf(report, 'L8');

    expect(failed(report)).toEqual(['L8']);
    expect(violated).toBe(rows);
    expect(findings[0]).toMatch(/line \d+: entry \w+-1 \(SH02, RC-1000-\w+\): posted to 2025-2, which is closed/);
  });

  it('looks at each company by itself', async () => {
    const report = await told((lines) =>
      period(
        'period.closed',
        '2025-01-01',
        2,
      )(lines).map((line) =>
        line.name === 'period.closed' ? { ...line, payload: { ...line.payload, company: '2000' } } : line,
      ),
    );

    expect(resultOf(report, 'L8').outcome).toBe('notAvailable');
  });
});
