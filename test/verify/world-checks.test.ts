/** The checks of the world over a folder: exported tables and what documents say of them. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { failed, resultOf, rowsOf, TradeFolder, type TradeLine } from './trade.ts';

let clean: TradeFolder;
beforeAll(async () => {
  clean = await TradeFolder.of();
}, 60_000);
afterAll(() => clean.remove());

type Row = Record<string, unknown>;

/** What `verify` says of a folder in which one row was changed. */
async function spoilt(file: string, change: (rows: Row[]) => void) {
  const folder = clean.copy();
  try {
    folder.spoil((rows) => change(rows as unknown as Row[]), file);
    return await folder.verify();
  } finally {
    folder.remove();
  }
}

const first = (rows: Row[]): Row => rows[0] ?? {};

describe('verify on the tables of a world', () => {
  it('proves them from what was exported, and the rates of documents from the published ones', async () => {
    const report = await clean.verify();

    expect(failed(report)).toEqual([]);
    for (const id of ['I1', 'I2', 'I3', 'I4', 'I6', 'Z1']) {
      expect(resultOf(report, id)).toMatchObject({ outcome: 'passed' });
      expect(resultOf(report, id).rows).toBeGreaterThan(30);
    }
  });

  it('runs the checks of every process of the scenario', async () => {
    const ids = (await clean.verify()).checks.filter(({ outcome }) => outcome === 'passed').map(({ id }) => id);

    expect(ids).toEqual(expect.arrayContaining(['L6', 'O1', 'O2', 'P1', 'P5']));
  });

  it.each<readonly [string, string, (rows: Row[]) => void, RegExp]>([
    ['I1', 'master/accounts.ndjson', (rows) => void (first(rows)['role'] = ''), /has no role/],
    [
      'I2',
      'master/customers.1000.ndjson',
      (rows) => void (first(rows)['since'] = '2026-01-01'),
      /not before 2025-01-01/,
    ],
    ['I2', 'master/vendors.1000.ndjson', (rows) => void (first(rows)['since'] = ''), /is there since '' only/],
    [
      'I2',
      'master/vendors.1000.ndjson',
      (rows) => {
        for (const row of rows) row['since'] = '2025-02-01';
      },
      /^line \d+: purchase_order.created PO-1000-\w+ is dated 2025-01-\d\d, vendors V-1000-\d+ is there since 2025-02-01 only/m,
    ],
    [
      'I3',
      'master/employees.1000.ndjson',
      (rows) => void ((rows[3] ?? {})['leaderId'] = ''),
      /2 positions have no leader/,
    ],
    [
      'I4',
      'master/vendors.1000.ndjson',
      (rows) => {
        const account = first(rows)['bankAccount'] as Row;
        account['bankCode'] = '123456789';
        account['number'] = '123456789';
      },
      /vendors V-1000-0001 /,
    ],
    [
      'I4',
      'master/vendors.1000.ndjson',
      (rows) => void Object.assign((rows.at(-1) ?? {})['bankAccount'] ?? {}, { bankCode: '021000021' }),
      /^vendors V-1000-0050 '021000021' is no bank of KR$/,
    ],
    [
      'I2',
      'master/customers.1000.ndjson',
      (rows) => void ((rows.at(-1) ?? {})['currency'] = 'DM'),
      /^customers C-1000-\w+ 'DM' is no row of currencies$/,
    ],
    [
      'I6',
      'master/exchangeRates.EUR.ndjson',
      (rows) => void ((rows[9] ?? {})['rate9'] = 1),
      /is 1, the nodes give \d+/,
    ],
  ])('%s names the row of %s that breaks it', async (id, file, change, says) => {
    const report = await spoilt(file, change);

    expect(failed(report)).toEqual(['manifest', id]);
    expect(resultOf(report, id).findings.join('\n')).toMatch(says);
    expect(resultOf(report, 'manifest').findings[0]).toContain(file);
  });

  it('I6 finds the document whose rate is not the published one', async () => {
    const report = await spoilt('events/events.ndjson', (rows) => {
      const payloads = rows.map(({ payload }) => payload as Row);
      Object.assign(payloads.find(({ rateDate }) => rateDate !== undefined) ?? {}, { rate9: 999_999_999 });
    });

    expect(failed(report)).toContain('I6');
    expect(resultOf(report, 'I6').findings[0]).toMatch(/line \d+: \w+\/USD\/2025-\d\d-\d\d is 999999999/);
  });

  it('Z1 finds who worked on a Sunday', async () => {
    const report = await spoilt('events/events.ndjson', (rows) => {
      const lines = rows as unknown as TradeLine[];
      const human = lines.find(({ name }) => name === 'sales_order.created');
      if (human !== undefined) human.timestamp = '2025-01-05T15:00:00.000Z';
    });

    expect(resultOf(report, 'Z1').findings).toEqual([
      expect.stringMatching(/E-1000-[\d.]+ worked on 2025-01-05, no business day in US/),
    ]);
  });

  it('says that it could not be run where a folder has no tables', async () => {
    const folder = clean.copy();
    const { rmSync } = await import('node:fs');
    rmSync(`${folder.path}/master`, { recursive: true });
    const report = await folder.verify();
    folder.remove();

    expect(resultOf(report, 'I2')).toMatchObject({
      outcome: 'notAvailable',
      missing: 'the output has no tables of a world (master/)',
    });
    expect(resultOf(report, 'manifest').findings).toContain('master/accounts.ndjson is not there');
  });

  it('has tables of rates around the period only', () => {
    const rates = rowsOf<Row>(clean.read('master/exchangeRates.EUR.ndjson'));

    expect(rates[0]?.['date']).toBe('2023-11-28');
    expect(rates.at(-1)?.['date']).toBe('2025-07-08');
  });
});
