/** A quarter of a company whose people travel: the process of one's own beside a world. */
import { defineConfig, scenario } from 'synode';
import { world } from 'synode/journeys';

import { expenses } from './expenses.ts';

export default defineConfig({
  scenario: scenario({
    ...world({ preset: 'distributor' }),
    seed: 'expenses',
    period: { start: '2025-01-01', end: '2025-04-01' },
    processes: [expenses()],
  }),
});
