import { describe, expect, it } from 'vitest';

import { SynodeContext } from '../../src/index.ts';
import type { Customer } from '../../journeys/world/masters/customers.ts';
import { segmentMix } from '../../journeys/world/masters/segments.ts';
import { world } from '../../journeys/world/world.ts';

describe('a million customers', () => {
  it('cost no memory until one is asked for, and then one row', () => {
    const before = process.memoryUsage().heapUsed;
    const { datasets } = world({ companies: [{ code: '1000', customers: 1_000_000 }] });
    const ctx = new SynodeContext(undefined, undefined, 'en', { seed: 'many', datasets });
    const customers = ctx.typedDataset<Customer>('customers.1000');
    const last = customers.row(999_999);
    const used = process.memoryUsage().heapUsed - before;

    expect(customers.size()).toBe(1_000_000);
    expect(last.customerId).toBe('C-1000-1000000');
    // A million rows of this kind take more than 500 MB; what is used is the code and the tables of the world.
    expect(used).toBeLessThan(60e6);
  });

  it('are found by segment without looking at the others', () => {
    const { datasets } = world({ companies: [{ code: '1000', customers: 1_000_000 }] });
    const ctx = new SynodeContext(undefined, undefined, 'en', { seed: 'many', datasets });
    const customers = ctx.typedDataset<Customer>('customers.1000');

    expect(segmentMix.count('enterprise', 1_000_000)).toBe(50_000);
    for (const k of [0, 1, 777, 49_999])
      expect(customers.row(segmentMix.indexOf('enterprise', k)).segment).toBe('enterprise');
  });
});
