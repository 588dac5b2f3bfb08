/** Running numbers of a company's exports, judged by the folder alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { failed, resultOf, TradeFolder } from './trade.ts';

const JOURNAL = 'exports/journal-csv/journal.csv';
const DETAIL = 'exports/ads/GL_Detail_20250101_20250119.csv';
const HLEDGER = 'exports/hledger/1000.journal';
const BEANCOUNT = 'exports/beancount/1000.beancount';

let clean: TradeFolder;
beforeAll(async () => {
  clean = await TradeFolder.of({
    end: '2025-01-20',
    world: { preset: 'distributor', scale: 0.6 },
    exports: ['journal-csv', 'hledger', 'beancount', 'ads'],
  });
}, 60_000);
afterAll(() => clean.remove());

/** What L9 says of a folder of which one file was changed. */
async function spoilt(file: string, change: (text: string) => string): Promise<readonly string[]> {
  const folder = clean.copy();
  const text = folder.read(file);
  const changed = change(text);
  expect(changed).not.toBe(text);
  folder.write(changed, file);
  const report = await folder.verify();
  folder.remove();
  expect(failed(report)).toEqual(['manifest', 'L9']);
  return resultOf(report, 'L9').findings;
}

const withoutLines = (text: string, pattern: RegExp): string =>
  text
    .split('\n')
    .filter((line) => !pattern.test(line))
    .join('\n');

/** Two lines of plain-text books trade their numbers. */
function swapped(text: string, one: string, other: string): string {
  return text.replaceAll(one, 'NEITHER').replaceAll(other, one).replaceAll('NEITHER', other);
}

describe('numbers of entries', () => {
  it('are without a gap in every export that has some, and are counted', async () => {
    const report = await clean.verify();
    const entries = clean
      .read()
      .split('\n')
      .filter((line) => line.includes('"name":"journal_entry.posted"')).length;

    expect(failed(report)).toEqual([]);
    // Each event has an id, each entry a number in four files.
    expect(resultOf(report, 'L9').rows).toBe(clean.read().split('\n').length - 1 + 4 * entries);
  });

  it('fail where one of the journal is left out', async () => {
    expect(await spoilt(JOURNAL, (text) => withoutLines(text, /^1000,SAL000004,/))).toEqual([
      expect.stringMatching(/^exports\/journal-csv\/journal\.csv: 1000\/2025\/SAL lacks number 4 of \d+$/),
    ]);
  });

  it('fail where the last one is left out, which leaves no gap', async () => {
    const last = Math.max(...Array.from(clean.read(JOURNAL).matchAll(/^1000,SAL(\d+),/gm), ([, n]) => Number(n)));
    const number = String(last).padStart(6, '0');

    expect(await spoilt(JOURNAL, (text) => withoutLines(text, new RegExp(`^1000,SAL${number},`)))).toEqual([
      `${JOURNAL}: 1000/2025/SAL lacks number ${last} of ${last}`,
    ]);
  });

  it('fail where two entries of the journal are told in another order than they were posted', async () => {
    const ids = [2, 3].map(
      (n) => new RegExp(`^1000,SAL00000${n},.*?,([\\w-]+-1),OC02,`, 'm').exec(clean.read(JOURNAL))?.[1] ?? '',
    );

    expect(await spoilt(JOURNAL, (text) => swapped(text, ids[0] ?? '', ids[1] ?? ''))).toEqual([
      `${JOURNAL}: 1000/2025/SAL is numbered in another order than its entries are told`,
    ]);
  });

  it('fail where an entry of the audit data has the number of another', async () => {
    expect(await spoilt(DETAIL, (text) => text.replaceAll(/^7,/gm, '6,'))).toEqual([
      expect.stringMatching(/GL_Detail_\d+_\d+\.csv: 1000\/2025 has number 6 twice, again in line \d+$/),
      expect.stringMatching(/: 1000\/2025 lacks number 7 of \d+$/),
    ]);
  });

  it('fail where plain-text books lack one, have one that no entry has, or have them in another order', async () => {
    expect(await spoilt(HLEDGER, (text) => text.replace('-SAL000005)', '-SAL900005)'))).toEqual([
      expect.stringMatching(/1000\.journal: 1000\/2025\/SAL has number 900005 in line \d+, of \d+ entries$/),
      expect.stringMatching(/1000\.journal: 1000\/2025\/SAL lacks number 5 of \d+$/),
    ]);
    expect(await spoilt(BEANCOUNT, (text) => swapped(text, '-SAL000002\n', '-SAL000003\n'))).toEqual([
      expect.stringMatching(/1000\.beancount: 1000\/2025\/SAL has number 2 behind 3 in line \d+$/),
    ]);
  });
});
