/** What was agreed with partners, edited after the run: limits, terms, prices and due dates, each found by the check it belongs to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { failed, resultOf, TradeFolder, type TradeLine } from './trade.ts';

let clean: TradeFolder;
beforeAll(async () => {
  clean = await TradeFolder.of();
}, 60_000);
afterAll(() => clean.remove());

type Row = Record<string, unknown>;

/** The partner of the first document of a name. */
function partnerOf(name: string): string {
  const line = linesOf().find((one) => one.name === name);
  return (line?.payload['partner'] as { readonly id: string } | undefined)?.id ?? '';
}

let read: readonly TradeLine[] | undefined;
function linesOf(): readonly TradeLine[] {
  read ??= clean
    .read()
    .trimEnd()
    .split('\n')
    .map((text) => JSON.parse(text) as TradeLine);
  return read;
}

async function verified(file: string, change: (rows: TradeLine[]) => void) {
  const folder = clean.copy();
  try {
    folder.spoil(change, file);
    const report = await folder.verify();
    return { failed: failed(report).filter((id) => id !== 'manifest'), report };
  } finally {
    folder.remove();
  }
}

/** What is found when one row of a table is edited. */
const ofTable = (kind: 'customers' | 'vendors', id: string, edit: Row) =>
  verified(`master/${kind}.1000.ndjson`, (rows) => {
    const key = kind === 'customers' ? 'customerId' : 'vendorId';
    const row = (rows as unknown as Row[]).find((one) => one[key] === id);
    Object.assign(row ?? {}, edit);
  });

/** What is found when the first document of a name that fits is edited. */
const ofDocument = (name: string, edit: (payload: Row) => boolean | void) =>
  verified('events/events.ndjson', (rows) => {
    if (!rows.some((line) => line.name === name && edit(line.payload) !== false)) throw new Error(`no ${name} fits`);
  });

const lines = (payload: Row): Row[] => payload['lines'] as Row[];

describe('verify finds what was agreed and is edited after the run', () => {
  it('finds nothing where nothing was', async () => {
    const report = await clean.verify();

    expect(failed(report)).toEqual([]);
    for (const id of ['O4', 'O9', 'P4', 'P9']) expect(resultOf(report, id).rows, id).toBeGreaterThan(30);
  });

  it('a credit limit in the table of customers, and the controls that were judged by it', async () => {
    const customer = partnerOf('sales_order.credit_checked');
    const { failed: found, report } = await ofTable('customers', customer, { creditLimit: 77 });

    expect(found).toEqual(['K1', 'O4']);
    expect(resultOf(report, 'O4').findings[0]).toMatch(/SO-1000-\w{12}: says a limit of \d+, it is 77/);
  });

  it('terms of payment in the table of customers', async () => {
    const customer = partnerOf('customer_invoice.posted');
    const { failed: found, report } = await ofTable('customers', customer, { terms: 'N90' });

    expect(found).toEqual(['O9']);
    expect(resultOf(report, 'O9').findings[0]).toMatch(/is on terms \S+, those of C-1000-\w+ are N90/);
  });

  it('terms of payment in the table of vendors', async () => {
    const { failed: found, report } = await ofTable('vendors', partnerOf('purchase_order.created'), { terms: 'N90' });

    expect(found).toEqual(['P4']);
    expect(resultOf(report, 'P4').findings[0]).toMatch(/PO-1000-\w{12} is on terms \S+, those of V-1000-\w+ are N90/);
  });

  it('the day on which a customer has to pay, in the invoice and in its entry alike', async () => {
    const { failed: found, report } = await verified('events/events.ndjson', (rows) => {
      const at = rows.findIndex(({ name }) => name === 'customer_invoice.posted');
      Object.assign(rows[at]?.payload ?? {}, { dueDate: '2025-12-24' });
      for (const line of lines(rows[at + 1]?.payload ?? { lines: [] })) {
        if (line['openItem'] !== undefined) Object.assign(line['openItem'] as Row, { dueDate: '2025-12-24' });
      }
    });

    expect(found).toContain('O9');
    expect(resultOf(report, 'O9').findings[0]).toMatch(/by \S+ is due on 2025-12-24, not 2025-\d\d-\d\d/);
    // The books follow their document; only what becomes of the item knows another day.
    expect(found.filter((id) => id.startsWith('L'))).toEqual([]);
  });

  it('the price of a line that is bought, its net left alone', async () => {
    const { failed: found, report } = await ofDocument('purchase_order.created', (payload) => {
      const [line = {}] = lines(payload);
      if (line['uomScale'] !== 0 || Number(line['quantity']) < 2) return false;
      line['unitPrice'] = Number(line['unitPrice']) + 1;
    });

    expect(found).toContain('P9');
    expect(resultOf(report, 'P9').findings.join('\n')).toMatch(
      /PO-1000-\w{12} line 1 has a net of \d+, \d+ at \d+ are \d+/,
    );
  });

  it('the price of a line that is billed, its net left alone', async () => {
    const { report } = await ofDocument('vendor_invoice.posted', (payload) => {
      const [line = {}] = lines(payload);
      if (line['reference'] === undefined || line['uomScale'] !== 0) return false;
      line['unitPrice'] = Number(line['unitPrice']) - 1;
    });

    expect(resultOf(report, 'P9').findings.join('\n')).toMatch(
      /VI-1000-\w{12} line 1 has a net of \d+, \d+ at \d+ are \d+/,
    );
  });

  it('tax and totals of what is bought', async () => {
    const taxed = await ofDocument('purchase_order.created', (payload) => {
      const [line = {}] = lines(payload);
      line['tax'] = Number(line['tax']) + 1;
      payload['tax'] = Number(payload['tax']) + 1;
      payload['gross'] = Number(payload['gross']) + 1;
    });
    const summed = await ofDocument('purchase_order.created', (payload) => {
      payload['net'] = Number(payload['net']) + 1;
      payload['gross'] = Number(payload['gross']) + 1;
    });

    expect(taxed.failed).toEqual(['P9']);
    expect(resultOf(taxed.report, 'P9').findings[0]).toMatch(
      /line 1 has a tax of \d+, \d+ basis points of \d+ are \d+/,
    );
    expect(summed.failed).toContain('P9');
    expect(resultOf(summed.report, 'P9').findings[0]).toMatch(/says \d+ net, \d+ tax, \d+ gross; its lines sum to \d+/);
  });

  it('a change of an order that says another price than it had, or another sum', async () => {
    const from = await ofDocument('purchase_order.changed', (payload) => {
      if (payload['field'] === 'promisedDate') return false;
      payload['from'] = Number(payload['from']) + 1;
    });
    const net = await ofDocument('purchase_order.changed', (payload) => {
      payload['net'] = Number(payload['net']) + 1;
    });

    expect(resultOf(from.report, 'P9').findings[0]).toMatch(
      /line \d+ had a (unitPrice|quantity) of \d+, its change says \d+/,
    );
    expect(resultOf(net.report, 'P9').findings[0]).toMatch(/says \d+ net once it is changed, its lines come to \d+/);
  });
});
