/**
 * A year of a distributor: customers order, get their goods, are billed and pay; vendors deliver, bill and are paid; stock is
 * counted; every document books by its rule. `npm start` runs it, and proves the books from the files.
 */
import { defineConfig, scenario } from 'synode';
import { firstPassMatch, inventory, o2c, opening, p2p, world } from 'synode/journeys';

export default defineConfig({
  scenario: scenario({
    ...world({ preset: 'distributor' }),
    period: { start: '2025-01-01', end: '2026-01-01' },
    seed: 'company',
    projections: [firstPassMatch],
    processes: [opening(), o2c(), p2p(), inventory()],
  }),
});
