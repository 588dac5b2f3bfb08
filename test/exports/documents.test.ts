import { existsSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { tell, type Told } from './company.ts';
import { minor, table, type Row } from './tables.ts';

let told: Told;
beforeAll(async () => {
  told = await tell({ formats: ['documents-csv'] });
});
afterAll(() => told.remove());

const rows = (name: string): readonly Row[] => table(told.read(`documents-csv/${name}.csv`));
const emitted = (name: string): number => told.result.counts.events.byName[name] ?? 0;

describe('documents as tables', () => {
  it.each([
    ['SalesOrder', 'sales_order.created'],
    ['CustomerInvoice', 'customer_invoice.posted'],
    ['PurchaseOrder', 'purchase_order.created'],
    ['VendorInvoice', 'vendor_invoice.posted'],
    ['VendorPayment', 'vendor_payment.released'],
  ])('%s has a row for each that was made', (name, event) => {
    const ids = rows(name).map(({ documentId }) => documentId);

    expect(ids.length).toBe(emitted(event));
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('sums up lines to their document, in every currency', () => {
    const nets = new Map<string, bigint>();
    for (const { documentId = '', net_decimal: net = '' } of rows('CustomerInvoice.lines')) {
      nets.set(documentId, (nets.get(documentId) ?? 0n) + minor(net));
    }
    const invoices = rows('CustomerInvoice');

    expect(new Set(invoices.map(({ currency }) => currency)).size).toBeGreaterThan(2);
    expect(invoices.map(({ documentId = '' }) => nets.get(documentId))).toEqual(
      invoices.map(({ net_decimal: net = '' }) => minor(net)),
    );
  });

  it('has amounts as minor units and as decimal text', () => {
    const [invoice] = rows('CustomerInvoice').filter(({ currency }) => currency === 'USD');
    const yen = rows('CustomerInvoice').filter(({ currency = '' }) => ['JPY', 'KRW'].includes(currency));

    expect(invoice?.['gross_decimal']).toBe(`${invoice?.['gross']?.slice(0, -2)}.${invoice?.['gross']?.slice(-2)}`);
    expect(invoice?.['gross_currency']).toBe('USD');
    expect(yen.length).toBeGreaterThan(0);
    expect(yen.map((row) => row['gross_decimal'])).toEqual(yen.map((row) => row['gross']));
  });

  it('has its columns from the schema, also where nothing was made', () => {
    expect(emitted('vendor_return.posted')).toBe(0);
    expect(told.read('documents-csv/VendorReturn.csv')).toMatch(
      /^eventId,timestamp,documentId,documentType,company,partner\.kind,partner\.id,[^\n]*\n$/,
    );
    expect(existsSync(`${told.folder}/documents-csv/DunningNotice.lines.csv`)).toBe(false);
  });

  it('tells what happened to documents later', () => {
    const changes = rows('changes');
    const approved = changes.filter(({ activity }) => activity === 'Approve purchase order');

    expect(approved.length).toBe(emitted('purchase_order.approved'));
    expect(approved[0]).toMatchObject({ table: 'PurchaseOrder', event: 'purchase_order.approved' });
    expect(JSON.parse(approved[0]?.['payload'] ?? '')).toMatchObject({ level: 1 });
  });
});
