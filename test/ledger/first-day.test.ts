/** West of Greenwich the first hours of a period are the evening before its first day: the books are not open then. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { entryOf, failed, Output, resultOf } from './verify-support.ts';

const isEve = ({ timestamp }: { readonly timestamp: string }): boolean => timestamp < '2025-01-01T05:00:00.000Z';

describe('books that open on 1 January, five hours west of Greenwich', () => {
  let output: Output;
  beforeAll(async () => {
    output = await Output.of({ customers: 60, end: '2025-01-02' });
  });
  afterAll(() => output.remove());

  it('post to their first day what happens on the evening before, and let documents keep their date', () => {
    const entries = output.lines().filter(({ name }) => name === 'journal_entry.posted');
    const dates = (isOfEve: boolean) =>
      entries
        .filter((line) => isEve(line) === isOfEve)
        .map(entryOf)
        .map((one) => `${one.documentDate} ${one.postingDate} ${one.fiscalYear}-${one.fiscalPeriod}`);

    expect(dates(true).length).toBeGreaterThan(5);
    expect(new Set(dates(true))).toEqual(new Set(['2024-12-31 2025-01-01 2025-1']));
    expect(new Set(dates(false))).toEqual(new Set(['2025-01-01 2025-01-01 2025-1']));
  });

  it('are proved so: L4 and the replay of rules find each entry as it has to be', async () => {
    expect(failed(await output.verify({ replayed: true }))).toEqual([]);
  });

  it('take nothing before: an entry of that evening, posted to its own date, is found', async () => {
    const text = output.read();
    output.spoil((lines) => {
      const line = lines.find((one) => one.name === 'journal_entry.posted' && isEve(one));
      if (line !== undefined)
        Object.assign(entryOf(line), { postingDate: '2024-12-31', fiscalYear: 2024, fiscalPeriod: 12 });
    });
    const report = await output.verify();
    output.write(text);

    expect(failed(report)).toEqual(['L4', 'T1']);
    expect(resultOf(report, 'L4').findings[0]).toMatch(
      /posted to 2024-12-31, but its event is of 2024-12-31, and the books begin on 2025-01-01/,
    );
  });

  it('take only what happens before they open on their first day: an entry of the day after is found', async () => {
    const text = output.read();
    output.spoilEntry(
      ({ documentDate }) => documentDate === '2025-01-01',
      (entry) => void (entry.postingDate = '2025-01-02'),
    );
    const report = await output.verify();
    output.write(text);

    expect(failed(report)).toEqual(['L4']);
    expect(resultOf(report, 'L4').findings[0]).toMatch(/posted to 2025-01-02, but its event is of 2025-01-01$/);
  });
});
