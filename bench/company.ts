/** The company whose books are measured: that of `npm start`, larger or smaller. */
import { o2c, opening, p2p, world } from '../journeys/index.ts';
import { scenario, type Event, type Scenario } from '../src/index.ts';

export function companyOf(scale: number, end = '2026-01-01'): Scenario<Event> {
  return scenario({
    ...world({ preset: 'distributor', scale }),
    period: { start: '2025-01-01', end },
    seed: 'company',
    // A year is measured, not the days before it.
    runInDays: 0,
    processes: [opening(), o2c(), p2p()],
  }) as unknown as Scenario<Event>;
}
