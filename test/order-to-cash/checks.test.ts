import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { o2c } from '../../journeys/order-to-cash/index.ts';
import type { FileEntry } from '../../src/index.ts';
import { openMasters } from '../../src/verify/masters.ts';
import { withBeside } from '../../src/verify/verify.ts';
import { Folder, type FileLine } from './run.ts';

/** Enough of everything in ten months. */
const OFTEN = {
  returnChance: 0.2,
  billingErrorChance: 0.05,
  returnedPaymentChance: 0.1,
  shortPaymentChance: 0.15,
  onAccountChance: 0.1,
  writeOffAfterDays: 60,
  customers: 60,
};

let folder: Folder;

beforeAll(async () => {
  folder = await Folder.of({ o2c: OFTEN, end: '2025-11-01' });
}, 120_000);

afterAll(() => folder.remove());

/** What each check of order to cash says of these lines. */
function checked(lines: readonly FileLine[]) {
  const masters = openMasters(folder.path, '2025-01-01', (message) => {
    throw new Error(message);
  });
  const checks = o2c(OFTEN).fileChecks.flatMap((make) => withBeside(make(masters)));
  for (const [i, line] of lines.entries()) {
    const event = { ...line, ms: Date.parse(line.timestamp) };
    const entry = line.name === 'journal_entry.posted' ? (line.payload as unknown as FileEntry) : undefined;
    for (const { of, see } of checks) if (of?.includes(line.name) === true) see({ at: i + 1, event, entry });
  }
  for (const check of checks) check.end?.();
  return checks;
}

/** Ids of the checks that find something. */
function failing(lines: readonly FileLine[]): readonly string[] {
  return checked(lines).flatMap(({ id, log }) => (log.findings.length > 0 ? [id] : []));
}

type Payload = Record<string, never>;

/** The lines with one of them changed: the first of a name that fits. */
function spoilt(name: string, change: (payload: Payload, all: FileLine[], at: number) => boolean | void): FileLine[] {
  const lines = folder.lines();
  const at = lines.findIndex((line, i) => line.name === name && change(line.payload, lines, i) !== false);
  if (at === -1) throw new Error(`no ${name} fits`);
  return lines;
}

const linesOf = (payload: Payload): Record<string, number>[] => payload['lines'] as unknown as Record<string, number>[];
const set = (payload: object, key: string, value: unknown): void => void Object.assign(payload, { [key]: value });

describe('the checks of order to cash', () => {
  it('pass what was emitted, and each of them sees rows', () => {
    const checks = checked(folder.lines());

    expect(checks.flatMap(({ log }) => log.findings)).toEqual([]);
    expect(checks.map(({ id }) => id)).toEqual('O1 O2 O3 O4 O6 O7 K2 K1 K3 O5 O8 O9 O9 O10 O11 O12'.split(' '));
    // Nothing is accrued without a close.
    expect(checks.filter(({ log }) => log.rows === 0).map(({ id }) => id)).toEqual(['O10']);
  });

  it('O1 sees more delivered than ordered', () => {
    const lines = spoilt('sales_order.created', (payload, all) => {
      const ordered = linesOf(payload)[0];
      const isDelivered = all.some(
        (line) => line.name === 'delivery.goods_issued' && line.payload['salesOrder'] === payload['documentId'],
      );
      const isChanged = all.some(
        (line) => line.name === 'sales_order.changed' && line.payload['documentId'] === payload['documentId'],
      );
      if (!isDelivered || isChanged || ordered === undefined || (ordered['quantity'] ?? 0) < 2) return false;
      set(ordered, 'quantity', (ordered['quantity'] ?? 0) - 1);
    });

    expect(failing(lines)).toEqual(expect.arrayContaining(['O1']));
    expect(failing(lines).filter((id) => !['O1', 'O8', 'O12'].includes(id))).toEqual([]);
  });

  it('O1 sees an invoice for goods that nobody delivered', () => {
    const lines = spoilt('customer_invoice.posted', (payload) => {
      const [billed] = linesOf(payload);
      if (billed === undefined || (payload['salesOrder'] as unknown) === '') return false;
      set(billed, 'quantity', (billed['quantity'] ?? 0) + 1);
      const unit = billed['unitPrice'] ?? 0;
      set(billed, 'net', (billed['net'] ?? 0) + unit);
    });

    expect(failing(lines)).toContain('O1');
  });

  it('O2 sees a price that was not agreed', () => {
    const lines = spoilt('customer_invoice.posted', (payload) => {
      const [billed] = linesOf(payload);
      if (billed === undefined || (payload['salesOrder'] as unknown) === '') return false;
      set(billed, 'unitPrice', (billed['unitPrice'] ?? 0) + 100);
    });

    expect(failing(lines)).toEqual(['O2', 'K1', 'O8']);
  });

  it('O2 sees another price for the same customer, good and quarter', () => {
    const seen = new Set<string>();
    const lines = spoilt('sales_order.created', (payload) => {
      const [ordered] = linesOf(payload) as unknown as Record<string, never>[];
      if (
        ordered === undefined ||
        (ordered['priceSource'] as unknown) !== 'list' ||
        ordered['materialId'] === undefined
      )
        return false;
      const quarter = Math.floor((Number(String(payload['documentDate']).slice(5, 7)) - 1) / 3);
      const key = `${JSON.stringify(payload['partner'])}${String(ordered['materialId'])}${quarter}`;
      if (payload['currency'] !== ('USD' as never)) return false;
      if (!seen.has(key)) {
        seen.add(key);
        return false;
      }
      set(ordered, 'unitPrice', Number(ordered['unitPrice']) + 1);
    });

    expect(failing(lines)).toContain('O2');
  });

  it('O3 sees goods that leave at anything but their standard', () => {
    const lines = spoilt('delivery.goods_issued', (payload, all, at) => {
      const [issued] = linesOf(payload);
      const earlier = all
        .slice(0, at)
        .some(
          (line) =>
            line.name === 'delivery.goods_issued' &&
            linesOf(line.payload).some(
              ({ materialId }) => materialId !== undefined && materialId === issued?.['materialId'],
            ),
        );
      if (issued === undefined || issued['materialId'] === undefined || !earlier) return false;
      set(issued, 'unitCost', (issued['unitCost'] ?? 0) + 1);
    });

    expect(failing(lines)).toEqual(['O3']);
  });

  it('O3 sees an entry that books another cost', () => {
    const lines = spoilt('journal_entry.posted', (payload) => {
      if ((payload['ruleId'] as unknown) !== 'OC01') return false;
      for (const line of linesOf(payload)) set(line, 'amount', (line['amount'] ?? 0) + 5);
    });

    expect(failing(lines)).toEqual(['O3']);
  });

  it('O4 sees an order that ought to be blocked, and a limit that is not in force', () => {
    const isBlocked = (payload: Payload): boolean => (payload['creditStatus'] as unknown) === 'blocked';
    const passed = spoilt('sales_order.credit_checked', (payload) => {
      if (!isBlocked(payload)) return false;
      set(payload, 'creditStatus', 'released');
    });
    const raised = spoilt('sales_order.credit_checked', (payload, all, at) => {
      const isSecond = all.slice(0, at).some(({ name, payload: before }) => {
        return (
          name === 'sales_order.credit_checked' &&
          JSON.stringify(before['partner']) === JSON.stringify(payload['partner'])
        );
      });
      if (!isSecond) return false;
      set(payload, 'creditLimit', Number(payload['creditLimit']) + 1);
    });

    expect(failing(passed)).toEqual(['O4', 'K1']);
    expect(failing(raised)).toEqual(['O4', 'K1']);
  });

  it('O4 sees a delivery of what is blocked, and a release by who sold it', () => {
    const released = folder.lines().filter(({ name }) => name === 'sales_order.credit_released');
    const id = released.find(({ payload }) =>
      folder
        .lines()
        .some((line) => line.name === 'delivery.goods_issued' && line.payload['salesOrder'] === payload['documentId']),
    )?.payload['documentId'];
    const without = folder
      .lines()
      .filter(({ name, payload }) => name !== 'sales_order.credit_released' || payload['documentId'] !== id);
    const sellers = new Map(
      folder
        .lines()
        .flatMap(({ name, payload }) =>
          name === 'sales_order.created' ? [[payload['documentId'], payload['performedBy']]] : [],
        ),
    );
    const own = spoilt('sales_order.credit_released', (payload) => {
      set(payload, 'performedBy', sellers.get(payload['documentId']));
    });

    expect(failing(without)).toEqual(['O4']);
    expect(failing(own)).toEqual(['O4', 'K3']);
  });

  it('O5 sees a return that is credited at another price, and more coming back than was sent', () => {
    const credited = spoilt('credit_memo.posted', (payload) => {
      const [line] = linesOf(payload);
      if ((payload['reason'] as unknown) !== 'return' || line === undefined) return false;
      set(line, 'unitPrice', (line['unitPrice'] ?? 0) + 1);
    });
    const more = spoilt('customer_return.received', (payload) => {
      const [line] = linesOf(payload);
      if (line !== undefined) set(line, 'quantity', 1_000_000);
    });

    expect(failing(credited)).toEqual(['O5', 'O8']);
    expect(failing(more)).toContain('O5');
  });

  it('O6 sees a part given up, and an item that is cleared after it was', () => {
    const part = spoilt('receivable.written_off', (payload) => {
      const [clears] = payload['clears'] as unknown as Record<string, number>[];
      if (clears !== undefined) set(clears, 'amount', (clears['amount'] ?? 0) - 1);
    });
    const lines = folder.lines();
    const loss = lines.find(({ payload }) => (payload['ruleId'] as unknown) === 'OC14');
    if (loss === undefined) throw new Error('nothing was given up');
    const again = { ...loss, payload: { ...loss.payload, ruleId: 'OC05' as never } };

    expect(failing(part)).toEqual(['O6']);
    expect(failing([...lines, again])).toContain('O6');
  });

  it.each([
    ['a level too high', (payload: Payload) => set(payload, 'level', Number(payload['level']) + 1)],
    ['interest that no formula gives', (payload: Payload) => set(payload, 'interest', Number(payload['interest']) + 1)],
    ['a day that is no Wednesday', (payload: Payload) => set(payload, 'documentDate', '2025-03-06')],
    ['a charge that is not the agreed one', (payload: Payload) => set(payload, 'charge', 777)],
  ])('O7 sees %s', (_what, change) => {
    const lines = spoilt('dunning_notice.sent', (payload) => change(payload));

    expect(failing(lines)).toEqual(['O7']);
  });

  it('O8 sees a tax that is not that of its line, and heads that are no sums', () => {
    const taxed = spoilt('customer_invoice.posted', (payload) => {
      const line = linesOf(payload).find(({ tax = 0 }) => tax > 0);
      if (line === undefined) return false;
      set(line, 'tax', (line['tax'] ?? 0) + 1);
    });
    const head = spoilt('sales_order.created', (payload) => set(payload, 'net', Number(payload['net']) + 1));

    expect(failing(taxed)).toEqual(['O8']);
    expect(failing(head)).toEqual(['O8']);
  });

  it('O9 sees a receipt that does not add up, a discount too late, and a bank that says otherwise', () => {
    const applied = spoilt('customer_receipt.applied', (payload) => {
      const [line] = payload['remittance'] as unknown as Record<string, number>[];
      if (line === undefined) return false;
      set(line, 'amount', (line['amount'] ?? 0) + 1);
    });
    const late = spoilt('customer_receipt.applied', (payload) => {
      const remittance = payload['remittance'] as unknown as Record<string, number>[];
      if (!remittance.some(({ discount = 0 }) => discount > 0)) return false;
      set(payload, 'valueDate', '2026-12-31');
    });
    const banked = spoilt('receipt.banked', (payload) => set(payload, 'amount', Number(payload['amount']) + 1));

    expect(failing(applied)).toEqual(['O9']);
    expect(failing(late)).toEqual(['O9']);
    expect(failing(banked)).toEqual(['O9']);
  });

  it('O11 sees an invoice before its goods', () => {
    const lines = folder.lines();
    const invoice = lines.findIndex(
      ({ name, payload }) => name === 'customer_invoice.posted' && (payload['salesOrder'] as unknown) !== '',
    );
    const [moved] = lines.splice(invoice, 1);
    if (moved === undefined) throw new Error('there is no invoice');
    const first = { ...moved, timestamp: '2025-01-01T00:00:00.000Z' };

    expect(failing([first, ...lines])).toContain('O11');
  });

  it('O12 sees an order at another price than its quote, and a quote won for nothing', () => {
    const dearer = spoilt('sales_order.created', (payload) => {
      const [line] = linesOf(payload) as unknown as Record<string, never>[];
      if (line === undefined || (line['priceSource'] as unknown) !== 'quote') return false;
      set(line, 'unitPrice', Number(line['unitPrice']) + 1);
    });
    const lost = spoilt('quote.won', (payload) => set(payload, 'wonOrder', 'SO-1000-NOWHERE'));

    expect(failing(dearer)).toContain('O12');
    expect(failing(lost)).toEqual(['O12']);
  });
});
