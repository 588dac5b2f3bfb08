/** Master rows of vendors and what is agreed with them: changes by four eyes, prices, and goods in time. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { accountFault, parseAccount } from '../../journeys/world/masters/bank-account.ts';
import type { Event } from '../../src/index.ts';
import { company, eventsOf, findingsOf, named, ofGoods, writtenRun, type Line, type WrittenRun } from './support.ts';

const END = '2025-05-01';
let run: WrittenRun;
let events: readonly Event[];
beforeAll(async () => {
  run = await writtenRun(company({ options: { vendorChanges: { bankPerYear: 3, addressPerYear: 1 } }, end: END }));
  events = run.text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event);
}, 60_000);
afterAll(() => run.remove());

const first = (lines: readonly Line[], name: string, fits: (line: Line) => boolean = () => true): Line => {
  const line = lines.find((one) => one.name === name && fits(one));
  if (line === undefined) throw new Error(`no ${name} fits`);
  return line;
};
const rowOf = (line: Line, i = 0): Record<string, unknown> =>
  (line.payload['lines'] as unknown as Record<string, unknown>[])[i] ?? {};

describe('the care of vendors', () => {
  const changes = () => named(events, 'vendor.bank_details_changed');

  it('changes a bank account after a call back, by two people, and proves it as C011', () => {
    const controls = new Map(
      named(events, 'control.performed')
        .filter(({ payload }) => payload.controlId === 'C011')
        .map(({ payload }) => [payload.objectId, payload]),
    );

    // 50 vendors three times a year for four months: a standard error of 7.
    expect(changes().length).toBeGreaterThan(29);
    expect(changes().length).toBeLessThan(71);
    for (const { payload } of changes()) {
      expect(payload.performedBy).not.toBe(payload.confirmedBy);
      expect(payload.requestedDate <= payload.date).toBe(true);
      expect(controls.get(payload.documentId)?.performedBy).toBe(payload.confirmedBy);
      expect(controls.get(payload.documentId)?.evidence).toContain(payload.performedBy);
    }
  });

  it('goes from the account of the row to the next, each with right check digits', () => {
    const accounts = new Map<string, string>();
    for (const { payload } of changes()) {
      expect(payload.from).toBe(accounts.get(payload.partner.id) ?? payload.from);
      expect(payload.to).not.toBe(payload.from);
      expect(accountFault(parseAccount(payload.to))).toBeUndefined();
      accounts.set(payload.partner.id, payload.to);
    }
  });

  it('follows vendorChanges, and leaves what is bought as it is', async () => {
    const none = await eventsOf({ options: { vendorChanges: { bankPerYear: 0, addressPerYear: 0 } }, end: END });
    const usual = await eventsOf({ end: END });

    expect(named(none, 'vendor.bank_details_changed')).toEqual([]);
    expect(named(none, 'vendor.address_changed')).toEqual([]);
    expect(named(events, 'vendor.address_changed').length).toBeGreaterThan(4);
    const bought = (of: readonly Event[]) => of.filter(({ userId }) => !userId.includes('vendor-care'));
    expect(bought(usual)).toEqual(bought(none));
    expect(ofGoods(usual).length).toBeGreaterThan(3000);
  }, 30_000);

  it('sets up a vendor on the day it becomes one, and asks it for nothing before', async () => {
    const vendors = [
      { vendorId: 'NEW', category: 'mro', since: '2025-03-01', region: 'US' },
      { vendorId: 'OLD', category: 'mro', since: '2020-03-01', region: 'US' },
    ];
    const told = await eventsOf({ world: { masters: { vendors: { id: 'own', rows: vendors } } }, end: '2025-07-01' });
    const [onboarded, ...others] = named(told, 'vendor.onboarded');
    const asked = named(told, 'requisition.created').map(
      ({ payload, timestamp }) => [payload.partner.id, timestamp] as const,
    );

    expect(others).toEqual([]);
    // The first of March 2025 is a Saturday.
    expect([onboarded?.payload.partner.id, onboarded?.payload.date]).toEqual(['NEW', '2025-03-03']);
    expect(asked.filter(([id]) => id === 'NEW').length).toBeGreaterThan(2);
    for (const [id, at] of asked) if (id === 'NEW') expect(at > (onboarded?.timestamp ?? at)).toBe(true);
    expect(asked.some(([id, at]) => id === 'OLD' && at < (onboarded?.timestamp ?? at))).toBe(true);
  }, 30_000);

  it('P8 sees a keeper who confirms a change alone, and one who pays the vendor', () => {
    const alone = findingsOf(run, (lines) => {
      const { payload } = first(lines, 'vendor.bank_details_changed');
      Object.assign(payload, { confirmedBy: payload['performedBy'] });
    });
    const paying = findingsOf(run, (lines) => {
      const changed = lines.findIndex(({ name }) => name === 'vendor.bank_details_changed');
      const { payload } = lines[changed] as Line;
      const paid = first(
        lines.slice(changed),
        'vendor_payment.released',
        (line) => line.payload['countersignedBy'] === undefined,
      );
      Object.assign(payload, { partner: paid.payload['partner'] });
      Object.assign(payload, { performedBy: paid.payload['performedBy'] });
    });

    expect(alone.ids).toEqual(['P8']);
    expect(alone.messages[0]).toMatch(/is keeper and second pair of eyes of VB-1000-/);
    expect(paying.ids).toEqual(['P8']);
    expect(paying.messages[0]).toMatch(/keeps the row of V-1000-\d+ and has a part in paying it/);
  });
});

describe('what is agreed', () => {
  it('holds on a run, with prices and needs among what is judged', () => {
    expect(findingsOf(run)).toEqual({ ids: [], messages: [] });
  });

  it('P9 sees a price that is not the agreed one', () => {
    const contracts = new Map(
      [...run.masters.rows('materials.1000')].map(({ materialId, sources }) => [
        materialId,
        (sources as { readonly vendorId: string; readonly contractBp: number }[])
          .filter(({ contractBp }) => contractBp > 0)
          .map(({ vendorId }) => vendorId),
      ]),
    );
    const { ids, messages } = findingsOf(run, (lines) => {
      const order = first(lines, 'purchase_order.created', (line) => {
        const { id } = line.payload['partner'] as unknown as { readonly id: string };
        const row = rowOf(line);
        return Number(row['unitPrice']) > 500 && contracts.get(row['materialId'])?.includes(id) === true;
      });
      Object.assign(rowOf(order), { unitPrice: Number(rowOf(order)['unitPrice']) + 1 });
    });

    expect(ids).toEqual(['P9']);
    expect(messages[0]).toMatch(/PO-1000-\w{12} line 1 pays \d+ for M-1000-\d+, \d+ is agreed/);
  });

  it('P9 sees a rent that is not that of the contract', () => {
    const { ids, messages } = findingsOf(run, (lines) => {
      const rent = first(lines, 'vendor_invoice.posted', (line) => rowOf(line)['spendCategory'] === 'rent');
      Object.assign(rowOf(rent), { net: Number(rowOf(rent)['net']) + 1 });
    });

    expect(ids).toEqual(['P9']);
    expect(messages[0]).toMatch(/VI-1000-\w{12} bills \d+ of [\w-]+, \d+ is agreed/);
  });

  it('P10 sees goods that come after the day they are needed', () => {
    const { ids, messages } = findingsOf(run, (lines) => {
      const closed = new Set(
        lines.filter(({ name }) => name === 'purchase_order.closed').map(({ payload }) => payload['documentId']),
      );
      const order = first(
        lines,
        'purchase_order.created',
        (line) => rowOf(line)['materialId'] !== undefined && closed.has(line.payload['documentId']),
      );
      Object.assign(rowOf(order), { needDate: '2025-01-02' });
    });

    expect(ids).toEqual(['P10']);
    expect(messages[0]).toMatch(/needed on 2025-01-02, has \d+ of \d+ on 2025-/);
  });

  it('P10 sees goods that never come', () => {
    const { ids } = findingsOf(run, (lines) => {
      const receipt = first(lines, 'goods_receipt.posted', (line) => rowOf(line)['materialId'] !== undefined);
      return lines.filter((line) => line !== receipt);
    });

    expect(ids).toContain('P10');
  });
});
