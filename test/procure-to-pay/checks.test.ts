import { beforeAll, describe, expect, it } from 'vitest';

import { p2p } from '../../journeys/procure-to-pay/index.ts';
import { lineAmount, partOf, type Event } from '../../src/index.ts';
import { eventsOf } from './support.ts';

/** An event as it stands in a file; a canary may change it. */
interface Line {
  readonly id: string;
  readonly userId: string;
  readonly name: string;
  readonly timestamp: string;
  readonly payload: Record<string, never>;
}

let clean: string;
beforeAll(async () => {
  const events = await eventsOf({ end: '2025-07-01' });
  clean = JSON.stringify(events.map(({ meta: _none, ...event }: Event) => event));
}, 60_000);

const checks = p2p().fileChecks.filter((make) => make().id.startsWith('P'));

function judge(lines: readonly Line[]) {
  const running = checks.map((make) => make());
  for (const [i, line] of lines.entries()) {
    const event = { ...line, ms: Date.parse(line.timestamp) };
    for (const check of running) check.see({ at: i + 1, event, entry: undefined });
  }
  for (const check of running) check.end?.();
  return running.map(({ id, log }) => ({ id, rows: log.rows, findings: log.findings }));
}

/** What each check finds when the file is changed. */
function spoiled(change: (lines: Line[]) => Line[] | void) {
  const lines = JSON.parse(clean) as Line[];
  const found = judge(change(lines) ?? lines).filter(({ findings }) => findings.length > 0);
  return {
    ids: [...new Set(found.map(({ id }) => id))],
    messages: found.flatMap(({ findings }) => findings.map((one) => one.message)),
  };
}

function first(
  lines: readonly Line[],
  name: string,
  fits: (payload: Record<string, never>) => boolean = () => true,
): Line {
  const line = lines.find((one) => one.name === name && fits(one.payload));
  if (line === undefined) throw new Error(`no ${name} fits`);
  return line;
}

const set = (target: unknown, key: string, value: unknown): void =>
  void Object.assign(target as object, { [key]: value });
const at = (target: unknown, key: string): unknown => (target as Record<string, unknown>)[key];
const rowOf = (payload: unknown, key: string, i = 0): Record<string, unknown> =>
  (at(payload, key) as Record<string, unknown>[])[i] ?? {};

/** What a document comes to by its quantities and prices: a change that is not one of amounts. */
function total(payload: Line['payload']): void {
  const lines = at(payload, 'lines') as Record<string, number>[];
  for (const line of lines) {
    const { quantity = 0, unitPrice = 0, uomScale = 0, taxBp = 0 } = line;
    const net = lineAmount({ quantity, unitPrice, uomScale });
    Object.assign(line, { net, tax: partOf(net, taxBp) });
  }
  const sum = (of: 'net' | 'tax'): number => lines.reduce((all, line) => all + (line[of] ?? 0), 0);
  Object.assign(payload, { net: sum('net'), tax: sum('tax'), gross: sum('net') + sum('tax') });
}

describe('the checks of procure to pay', () => {
  it('pass on a run, each with rows that it judged', () => {
    const results = judge(JSON.parse(clean) as Line[]);

    expect(results.map(({ id }) => id)).toEqual([
      'P1',
      'P2',
      'P3',
      'P4',
      'P4',
      'P5',
      'P6',
      'P7',
      'P8',
      'P9',
      'P9',
      'P10',
      'P10',
      'P11',
      'P12',
    ]);
    expect(results.filter(({ findings }) => findings.length > 0)).toEqual([]);
    // No carrier takes goods out where nothing is sold.
    expect(results.filter(({ rows }) => rows <= 300).map(({ id, rows }) => [id, rows])).toEqual([
      // Prices are judged by the tables of the world, which are not here.
      ['P9', 0],
      // Nor does anybody tell what is needed.
      ['P10', 0],
      ['P11', expect.any(Number)],
      ['P12', 0],
    ]);
  });

  it('P1 sees an order that is received before it is sent', () => {
    const { ids, messages } = spoiled((lines) => {
      const receipt = first(lines, 'goods_receipt.posted');
      const order = String(at(rowOf(receipt.payload, 'references'), 'documentId'));
      const sent = lines.find(
        ({ name, payload }) => name === 'purchase_order.sent' && at(payload, 'documentId') === order,
      );
      return [...lines.filter((line) => line !== sent), ...(sent === undefined ? [] : [sent])];
    });

    expect(ids).toEqual(['P1']);
    expect(messages[0]).toMatch(/receives order PO-1000-\w{12}, which was not sent/);
  });

  it('P1 sees an invoice that lay about for a week', () => {
    const { ids } = spoiled((lines) => {
      const { payload } = first(lines, 'vendor_invoice.posted');
      set(payload, 'receivedDate', '2024-12-20');
    });

    expect(ids).toEqual(['P1']);
  });

  it('P2 sees more received than an order lets in', () => {
    const { ids, messages } = spoiled((lines) => {
      const order = first(
        lines,
        'purchase_order.created',
        (payload) => at(payload, 'invoicePolicy') === 'afterReceipt',
      );
      const line = rowOf(order.payload, 'lines');
      set(line, 'quantity', Math.floor(Number(line['quantity']) / 2));
      total(order.payload);
    });

    expect(ids).toEqual(['P2']);
    expect(messages[0]).toMatch(/brings order PO-1000-\w{12} line 1 to \d+ of \d+ ordered/);
  });

  it('P3 sees an invoice that says it matched and does not', () => {
    const { ids } = spoiled((lines) => {
      const invoice = first(lines, 'vendor_invoice.posted', (payload) => at(payload, 'matchStatus') === 'priceBlocked');
      set(invoice.payload, 'matchStatus', 'matched');
    });

    expect(ids).toEqual(['P3']);
  });

  it('P3 sees a blocked invoice that is paid before anybody released it', () => {
    const { ids, messages } = spoiled((lines) => lines.filter(({ name }) => name !== 'vendor_invoice.block_released'));

    expect(ids).toEqual(['P3']);
    expect(messages[0]).toMatch(/pays VI-1000-\w{12}, which is blocked/);
  });

  it('P4 sees a due date that the terms do not give', () => {
    const { ids } = spoiled((lines) => {
      set(first(lines, 'vendor_invoice.posted').payload, 'dueDate', '2025-12-24');
    });

    expect(ids).toEqual(['P4']);
  });

  it('P4 sees a discount that is taken too late, though the payment adds up', () => {
    const { ids, messages } = spoiled((lines) => {
      const paid = first(lines, 'vendor_payment.released', (payload) => Number(at(payload, 'discount')) > 0);
      set(paid.payload, 'valueDate', '2025-12-24');
    });

    expect(ids).toEqual(['P4']);
    expect(messages[0]).toMatch(/takes \d+ off VI-1000-\w{12}, its terms give 0/);
  });

  it('P5 sees a receipt that is not in the books', () => {
    const { ids, messages } = spoiled((lines) => {
      const entry = first(lines, 'journal_entry.posted', (payload) => at(payload, 'ruleId') === 'PP01');
      return lines.filter((line) => line !== entry);
    });

    expect(ids).toEqual(['P5']);
    expect(messages[0]).toMatch(/order line PO-1000-\w{12}\/\d+ has 0 units received less invoiced, -\d+ after VI-/);
  });

  it('P6 sees a payment of another amount than its items', () => {
    const { ids, messages } = spoiled((lines) => {
      const { payload } = first(lines, 'vendor_payment.released');
      set(payload, 'amount', Number(at(payload, 'amount')) + 1);
    });

    expect(ids).toEqual(['P6']);
    expect(messages).toHaveLength(1);
  });

  it('P6 sees an item that is paid twice', () => {
    const { ids } = spoiled((lines) => {
      const paid = first(lines, 'vendor_payment.released');
      const again = JSON.parse(JSON.stringify(paid)) as Line;
      return lines.flatMap((line) => (line === paid ? [paid, again] : [line]));
    });

    expect(ids).toContain('P6');
  });

  it('P7 sees an invoice of a vendor that is there twice', () => {
    const { ids, messages } = spoiled((lines) => {
      const one = first(lines, 'vendor_invoice.posted');
      const vendor = JSON.stringify(at(one.payload, 'partner'));
      const other = first(
        lines,
        'vendor_invoice.posted',
        (payload) => payload !== one.payload && JSON.stringify(at(payload, 'partner')) === vendor,
      );
      set(other.payload, 'vendorInvoiceNumber', at(one.payload, 'vendorInvoiceNumber'));
    });

    expect(ids).toEqual(['P7']);
    expect(messages).toHaveLength(1);
  });

  it('P8 sees who proposes and releases the same payment', () => {
    const { ids, messages } = spoiled((lines) => {
      const { payload } = first(lines, 'vendor_payment.released');
      const proposed = first(
        lines,
        'vendor_payment.proposed',
        (one) => at(one, 'documentId') === at(payload, 'documentId'),
      );
      set(payload, 'performedBy', at(proposed.payload, 'performedBy'));
    });

    expect(ids).toEqual(['P8']);
    expect(messages[0]).toMatch(/is proposer and releaser of PY-1000-/);
  });

  it('follow the tolerances of the options: another tolerance gives another match', () => {
    const strict = p2p({ tolerances: { priceBp: 0 } }).fileChecks.map((make) => make());
    const check = strict.find(({ id }) => id === 'P3');
    for (const [i, line] of (JSON.parse(clean) as Line[]).entries()) {
      check?.see({ at: i + 1, event: { ...line, ms: 0 }, entry: undefined });
    }

    expect(check?.log.findings.length).toBeGreaterThan(0);
  });
});
