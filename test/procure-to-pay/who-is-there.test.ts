/** People leave while documents are under way: what is still to be done is done by who is there on the day. */
import { expect, it } from 'vitest';

import { o2c, opening, p2p, world } from '../../journeys/index.ts';
import { scenario, type Event, type Scenario } from '../../src/index.ts';
import { writtenRun, type Line } from './support.ts';

it('a credit memo is entered by a clerk who is there, also where the one who entered the invoice has left', async () => {
  const company = scenario({
    ...world({ preset: 'single' }),
    period: { start: '2025-01-01', end: '2025-07-01' },
    runInDays: 0,
    processes: [opening(), o2c(), p2p({ messiness: 2 })],
  }) as unknown as Scenario<Event>;
  const written = await writtenRun(company, 9);
  try {
    const lines = written.text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Line);
    const clerks = new Map<unknown, unknown>(
      lines
        .filter(({ name }) => name === 'vendor_invoice.posted')
        .map(({ payload }) => [payload['documentId'], payload['performedBy']]),
    );
    const invoiceOf = ({ payload }: Line): unknown =>
      (payload['references'] as unknown as readonly { readonly documentId: string }[])[0]?.documentId;
    const byOthers = lines
      .filter(({ name }) => name === 'vendor_credit_memo.posted')
      .filter((memo) => clerks.has(invoiceOf(memo)) && clerks.get(invoiceOf(memo)) !== memo.payload['performedBy']);

    expect(byOthers.length).toBeGreaterThan(0);
    expect((await written.verify()).checks.find(({ id }) => id === 'K3')).toMatchObject({ outcome: 'passed' });
  } finally {
    written.remove();
  }
}, 60_000);
