/** A company whose books begin in the middle: what was open the day before is told on the first day, item by item. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { OpeningItem } from '../../journeys/index.ts';
import type { Event, JournalEntry, VerifyReport } from '../../src/index.ts';
import { eventsOf, Folder } from '../inventory/support.ts';

const PARTS = { runInDays: 100, start: '2025-03-12', end: '2025-05-01' };

let folder: Folder;
let report: VerifyReport;
let events: readonly Event[];
beforeAll(async () => {
  events = await eventsOf(PARTS);
  folder = new Folder(PARTS);
  await folder.write();
  report = await folder.verify();
}, 120_000);
afterAll(() => folder.remove());

const named = (name: string): readonly Event[] => events.filter((event) => event.name === name);
const itemsOf = (process: string): readonly OpeningItem[] =>
  named('opening_item.recorded')
    .filter(({ userId }) => userId.startsWith(process))
    .map(({ payload }) => payload as unknown as OpeningItem);

describe('a run that begins in the middle', () => {
  it('is proved from its files like any other: books, stock, and the courses that begin in it', () => {
    expect(report.checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
    const passed = report.checks.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id);
    expect(passed).toEqual(
      expect.arrayContaining([
        'B1',
        'B3',
        'B4',
        'B6',
        'L6',
        'T4',
        'M8',
        'O1',
        'O4',
        'O7',
        'O11',
        'P1',
        'P5',
        'P6',
        'P12',
      ]),
    );
  });

  it('tells what customers owe, have paid ahead and have under way, each item as its document opened it', () => {
    const items = itemsOf('order-to-cash');
    const receivables = items.filter(({ role }) => role === 'receivables.trade');

    expect(receivables.length).toBeGreaterThan(50);
    for (const { side, partner, openItem, documentId, documentDate, postingDate, fiscalPeriod } of receivables) {
      expect({ side, postingDate, fiscalPeriod }).toEqual({
        side: 'debit',
        postingDate: '2025-03-12',
        fiscalPeriod: 0,
      });
      expect(partner?.kind).toBe('customer');
      expect(openItem?.id.startsWith(documentId)).toBe(true);
      expect(openItem?.dueDate).toBeDefined();
      expect(documentDate < '2025-03-12' && documentDate >= '2024-12-01').toBe(true);
    }
    const orders = named('opening_document.recorded').filter(({ payload }) => payload['documentType'] === 'SO');
    expect(orders.length).toBeGreaterThan(20);
    // What of them is still to be billed.
    const unbilled = orders.map(({ payload }) => Number(payload['gross']));
    expect(unbilled.filter((gross) => !(gross >= 0))).toEqual([]);
    expect(unbilled.filter((gross) => gross > 0).length).toBeGreaterThan(10);
  });

  it('tells what is owed to vendors, what was received and not billed, and payments that the bank has not executed', () => {
    const roles = itemsOf('procure-to-pay').map(({ role }) => role);

    for (const role of ['payables.trade', 'grir', 'cash.outgoing']) expect(roles, role).toContain(role);
    const orders = named('opening_document.recorded').filter(({ payload }) => payload['documentType'] === 'PO');
    expect(orders.length).toBeGreaterThan(10);
  });

  it('posts each of them by OP01 at what the books held, and closes opening balances into equity', () => {
    const entries = named('journal_entry.posted').map(({ payload }) => payload as unknown as JournalEntry);
    const opened = entries.filter(({ ruleId }) => ruleId === 'OP01');

    expect(opened.length).toBe(named('opening_item.recorded').length);
    const first = events.findIndex(({ name }) => name === 'sales_order.created');
    expect(events.slice(0, first).filter(({ name }) => name === 'opening_item.recorded').length).toBe(opened.length);
    const sum = entries
      .filter(({ ruleId }) => ruleId === 'OP01' || ruleId === 'OP02')
      .flatMap(({ lines }) => lines)
      .filter(({ role }) => role === 'equity.opening')
      .reduce((all, { side, localAmount }) => all + (side === 'debit' ? localAmount : -localAmount), 0);
    expect(sum).toBe(0);
  });

  it('opens on its first day: documents of the evening before keep their date and are posted to it', () => {
    const documents = events.filter(({ name, timestamp, payload }) => {
      const isEve = timestamp.toISOString() < '2025-03-12T05:00:00.000Z';
      return isEve && !name.startsWith('opening_') && payload['documentType'] !== undefined && 'postingDate' in payload;
    });

    expect(documents.length).toBeGreaterThan(0);
    for (const { name, payload } of documents) {
      const dates = { documentDate: payload['documentDate'], postingDate: payload['postingDate'] };
      expect({ name, ...dates }).toEqual({ name, documentDate: '2025-03-11', postingDate: '2025-03-12' });
    }
  });

  it('is found out where one item is not told: it is cleared and was never open', async () => {
    const lost = named('opening_item.recorded').find(({ payload }) => payload['role'] === 'receivables.trade');
    const { checks } = await folder.verify((lines) => lines.filter(({ id }) => !id.startsWith(lost?.id ?? '-')));

    expect(checks.find(({ id }) => id === 'B3')?.findings.join('\n')).toMatch(/which is not open/);
  });

  it('tells nothing of it where the books begin with the period', async () => {
    const told = await eventsOf({ end: '2025-11-08' });

    expect(told.filter(({ name }) => name === 'opening_document.recorded')).toEqual([]);
  });
});
