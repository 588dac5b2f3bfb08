/** Periods that calendars or books do not hold for are told before anything is simulated, all of them at once. */
import { describe, expect, it } from 'vitest';

import { inventory, o2c, opening, p2p, world } from '../../journeys/index.ts';
import {
  defineAction,
  defineAdventure,
  defineCalendar,
  defineJourney,
  definePopulation,
  defineProcess,
  once,
  scenario,
  SynodeError,
  type Scenario,
  type SynodeIssue,
} from '../../src/index.ts';
import { compilePlan } from '../../src/plan/plan.ts';

/** What the plan of a scenario says against it. */
function faultsOf(input: unknown): readonly SynodeIssue[] {
  try {
    compilePlan(input as Scenario, {});
    return [];
  } catch (error) {
    if (!(error instanceof SynodeError)) throw error;
    return error.issues.length > 0 ? error.issues : [error];
  }
}

const desk = (planDays = 0, calendar?: ReturnType<typeof defineCalendar>) =>
  defineProcess({
    id: 'desk',
    emits: ['day.begun'],
    planDays,
    populations: [
      definePopulation({
        id: 'clerk',
        size: 1,
        starts: 'together',
        ...(calendar === undefined ? {} : { calendar }),
        journeys: [
          defineJourney({
            id: 'day',
            arrivals: once(),
            adventures: [defineAdventure({ id: 'begin', actions: [defineAction({ id: 'begin', name: 'day.begun' })] })],
          }),
        ],
      }),
    ],
  })();

const short = defineCalendar({ id: 'short', years: [2024, 2025] });
const period = (start: string, end: string) => ({ period: { start, end } });

describe('the years of a calendar', () => {
  it('hold for the period and for the days that are run in before it', () => {
    const run = { calendar: short, processes: [desk()] };

    expect(faultsOf(scenario({ ...run, ...period('2024-01-01', '2026-01-01') }))).toEqual([]);
    expect(faultsOf(scenario({ ...run, ...period('2024-02-01', '2024-03-01'), runInDays: 31 }))).toEqual([]);
    expect(faultsOf(scenario({ ...run, ...period('2024-02-01', '2024-03-01'), runInDays: 32 }))).toMatchObject([
      {
        code: 'CALENDAR_YEAR_UNSUPPORTED',
        path: ['scenario', "'period'", "'start'"],
        message:
          "what is simulated begins on 2023-12-31, 32 days before the period; the years of calendar 'short' are 2024 to 2025",
        expected: 'a period that begins on 2024-02-02 or later',
        received: '2024-02-01',
        suggestion: 'Begin later, or give fewer runInDays.',
      },
    ]);
  });

  it('hold for what is planned past the end, of a population of its own hours too', () => {
    const run = { calendar: 'weekdays', ...period('2025-01-01', '2025-12-01') };

    expect(faultsOf(scenario({ ...run, processes: [desk(31, short)] }))).toEqual([]);
    expect(faultsOf(scenario({ ...run, processes: [desk(32, short)] }))).toMatchObject([
      {
        path: ['scenario', "'period'", "'end'"],
        expected: 'a period that ends on 2025-11-30 or earlier',
        received: '2025-12-01',
        suggestion: 'End earlier: processes plan 32 days ahead.',
      },
    ]);
  });

  it('are told at both ends at once, with the day on which the books open', () => {
    const trade = [opening(), o2c(), p2p(), inventory()];
    const faults = faultsOf(
      scenario({ ...world({ preset: 'distributor' }), ...period('2019-10-10', '2031-01-01'), processes: trade }),
    );

    expect(faults.map(({ code, path, expected }) => [code, path.at(-1), expected])).toEqual([
      ['INVALID_OPTION', "'start'", 'a period that begins on 2025-01-01 or later'],
      ['CALENDAR_YEAR_UNSUPPORTED', "'start'", 'a period that begins on 2020-05-01 or later'],
      [
        'CALENDAR_YEAR_UNSUPPORTED',
        "'end'",
        expect.stringMatching(/^a period that ends on 2029-\d\d-\d\d or earlier$/),
      ],
    ]);
  });
});

describe('the books of a world', () => {
  it('open with its first year: what is run in lies before, a period never', () => {
    const trade = { processes: [opening(), o2c()] };
    const of = (startYear: number) => world({ preset: 'distributor', startYear });

    expect(faultsOf(scenario({ ...of(2025), ...trade, ...period('2025-01-01', '2025-02-01') }))).toEqual([]);
    expect(faultsOf(scenario({ ...of(2024), ...trade, ...period('2024-06-01', '2024-07-01') }))).toEqual([]);
    expect(faultsOf(scenario({ ...of(2025), ...trade, ...period('2024-06-01', '2024-07-01') }))).toMatchObject([
      { message: 'the period begins on 2024-06-01, the books on 2025-01-01', received: '2024-06-01' },
    ]);
  });
});

describe('a period whose books are opened', () => {
  const openedFor = (end: string, options = {}) => {
    const company = scenario({
      ...world({ preset: 'distributor' }),
      ...period('2025-01-01', end),
      ...options,
      processes: [opening()],
    });
    return faultsOf(company);
  };

  it('is longer than the day after which opening balances become equity: they stayed on the books', () => {
    expect(openedFor('2025-01-02')).toEqual([
      expect.objectContaining({
        code: 'INVALID_OPTION',
        path: expect.arrayContaining(["'period'", "'end'"]),
        expected: 'a period longer than a day, such as one of two days',
        received: '2025-01-02',
        suggestion: 'End on 2025-01-03 or later.',
      }),
    ]);
    expect(openedFor('2025-01-03')).toEqual([]);
  });

  it('may be a day where its tail tells the equity, or where nobody opens them', () => {
    expect(openedFor('2025-01-02', { tailDays: 1 })).toEqual([]);
    expect(faultsOf(scenario({ ...period('2025-01-01', '2025-01-02'), processes: [desk()] }))).toEqual([]);
  });
});
