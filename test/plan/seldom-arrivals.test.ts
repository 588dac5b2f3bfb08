import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineCalendar,
  defineJourney,
  generate,
  InMemoryAdapter,
  poissonProcess,
  profile,
} from '../../src/index.ts';

describe('arrivals by a profile', () => {
  it('may be so seldom that the next one lies past the years of the calendar', async () => {
    const calendar = defineCalendar({ id: 'one-year', years: [2025, 2025], holidays: ['2025-12-25'] });
    const visit = defineJourney({
      id: 'visit',
      arrivals: poissonProcess({ rate: 0.1, per: '365d', profile: profile({ holidays: 0.5, calendar }) }),
      adventures: [defineAdventure({ id: 'come', actions: [defineAction({ id: 'come' })] })],
    });

    const result = await generate(visit, {
      users: 100,
      adapter: new InMemoryAdapter(),
      startDate: '2025-01-01',
      endDate: '2026-01-01',
      starts: 'together',
    });

    // A hundred actors with a tenth of a visit each: 10 ± 4 standard deviations of a Poisson variable.
    expect(Math.abs(result.stream.events - 10)).toBeLessThan(13);
    expect(result.stream.events).toBeGreaterThan(0);
  });

  it("follow the profile's own calendar, whatever the run's is", async () => {
    const shut = defineCalendar({ id: 'shut', years: [2025, 2025], holidays: ['2025-03-03', '2025-03-05'] });
    const visit = defineJourney({
      id: 'visit',
      arrivals: poissonProcess({ rate: 5, per: '1d', profile: profile({ holidays: 0, calendar: shut }) }),
      adventures: [defineAdventure({ id: 'come', actions: [defineAction({ id: 'come' })] })],
    });
    const sink = new InMemoryAdapter();

    await generate(visit, {
      users: 40,
      adapter: sink,
      startDate: '2025-03-03',
      endDate: '2025-03-06',
      starts: 'together',
    });

    expect(new Set(sink.events.map(({ timestamp }) => timestamp.toISOString().slice(0, 10)))).toEqual(
      new Set(['2025-03-04']),
    );
  });
});
