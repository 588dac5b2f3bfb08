import { describe, expect, it } from 'vitest';

import { p2p, world } from '../../journeys/index.ts';
import type { Position } from '../../journeys/world/masters/employees.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import { isEmployed } from '../../journeys/world/masters/people.ts';
import { generate, InMemoryAdapter, scenario } from '../../src/index.ts';
import { tablesOf } from '../world/tables.ts';
import { named } from './support.ts';

const SMALL: WorldOptions = { scale: 0.6, companies: [{ code: '1000', region: 'US', role: 'distributor' }] };
/** Twenty people in each duty. */
const LARGE: WorldOptions = {
  scale: 0.6,
  companies: [{ code: '1000', region: 'US', role: 'distributor', employees: 480 }],
};
/** Local time of the company, as far as a date goes: nobody works near midnight. */
const OFFSET_MS = -8 * 3_600_000;

interface Step {
  readonly name: string;
  readonly timestamp: Date;
  readonly payload: { readonly performedBy: string; readonly documentId: string };
}
interface Bought {
  readonly steps: readonly Step[];
  /** Steps of people who are not employed on their day. */
  readonly ghosts: readonly string[];
  readonly positions: ReadonlyMap<string, string>;
}

interface Buying {
  readonly seed: string;
  readonly end: string;
  readonly given?: WorldOptions;
}

async function bought({ seed, end, given = SMALL }: Buying): Promise<Bought> {
  const adapter = new InMemoryAdapter();
  const company = scenario({ ...world(given), period: { start: '2025-01-01', end }, processes: [p2p()] });
  await generate(company, { seed, adapter });
  const rows = tablesOf(given, seed).all<Position>('employees.1000');
  const holders = new Map(rows.flatMap((row) => row.holders.map((one) => [one.employeeId, { row, one }])));
  const steps = (
    [
      'requisition.approved',
      'requisition.sourced',
      'purchase_order.created',
      'purchase_order.approved',
      'purchase_order.sent',
    ] as const
  ).flatMap((name): readonly Step[] => named(adapter.events, name));
  const ghosts = steps.flatMap(({ name, timestamp, payload: { performedBy } }) => {
    const date = new Date(timestamp.getTime() + OFFSET_MS).toISOString().slice(0, 10);
    const holder = holders.get(performedBy)?.one;
    return holder === undefined || isEmployed(holder, date) ? [] : [`${name} by ${performedBy} on ${date}`];
  });
  return { steps, ghosts, positions: new Map([...holders].map(([id, { row }]) => [id, row.positionId])) };
}

describe('an order whose steps take days', () => {
  it('is approved by who holds the place on the day of the approval, after who led on the day of the order has left', async () => {
    const { ghosts, steps, positions } = await bought({ seed: 't9', end: '2025-03-01' });
    const approvers = new Set(
      steps.filter(({ name }) => name === 'purchase_order.approved').map(({ payload }) => payload.performedBy),
    );

    expect(ghosts).toEqual([]);
    // One left in these weeks and another followed: both decided, in one place.
    expect([...approvers].filter((id) => positions.get(id) === 'E-1000-0004')).toEqual([
      'E-1000-0004',
      'E-1000-0004.2',
    ]);
  });

  it('is given to a source by a buyer who is there that day', async () => {
    const { ghosts, steps } = await bought({ seed: 't25', end: '2025-02-01' });
    const buyers = new Set(
      steps.filter(({ name }) => name === 'requisition.sourced').map(({ payload }) => payload.performedBy),
    );

    expect(ghosts).toEqual([]);
    expect([...buyers].toSorted()).toEqual(['E-1000-0007.2', 'E-1000-0007.3']);
  });

  it('is sent by a buyer who is there that day', async () => {
    const { ghosts, steps } = await bought({ seed: 't34', end: '2025-02-08', given: LARGE });

    expect(steps.filter(({ name }) => name === 'purchase_order.sent').length).toBeGreaterThan(20);
    expect(ghosts).toEqual([]);
  });
});
