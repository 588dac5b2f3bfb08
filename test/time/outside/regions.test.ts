import { spawnSync } from 'node:child_process';

import Holidays from 'date-holidays';
import { describe, expect, it } from 'vitest';

import { calendarById, regionCodes } from '../../../src/time/regional.ts';
import {
  DATE_HOLIDAYS,
  DATE_HOLIDAYS_PARTIAL,
  type Difference,
  PYTHON_HOLIDAYS,
  PYTHON_VERSION,
} from './differences.ts';

const SUBDIVISIONS: Readonly<Record<string, string>> = { GB: 'ENG', AU: 'NSW', CA: 'ON' };
const DAY = 86_400_000;

function isWeekday(date: string): boolean {
  return new Date(`${date}T00:00:00Z`).getUTCDay() % 6 !== 0;
}

/** Weekdays off in our table. */
function ourDays(region: string): Set<string> {
  return new Set((calendarById(region).holidays ?? []).filter(isWeekday));
}

function days(differences: readonly Difference[], region: string, side: 'ours' | 'theirs'): string[] {
  return differences.flatMap((row) => (row.region === region ? (row[side]?.split(' ') ?? []) : [])).sort();
}

/** Weekdays off by date-holidays; half days (from 12:00) are no days off. */
function libraryDays(region: string): Set<string> {
  const subdivision = SUBDIVISIONS[region];
  const library = subdivision === undefined ? new Holidays(region) : new Holidays(region, subdivision);
  const found = new Set<string>();
  for (let year = 2020; year <= 2030; year++) {
    for (const { date, rule, start, end, type } of library.getHolidays(year, 'en')) {
      if (type !== 'public' || rule.includes('12:00')) continue;
      const length = Math.max(1, Math.round((end.getTime() - start.getTime()) / DAY));
      const first = Date.parse(`${date.slice(0, 10)}T00:00:00Z`);
      for (let i = 0; i < length; i++) found.add(new Date(first + i * DAY).toISOString().slice(0, 10));
    }
  }
  return new Set([...found].filter((day) => isWeekday(day) && day >= '2020' && day < '2031'));
}

describe('the regional tables and date-holidays', () => {
  it.each(regionCodes)('agree about the weekdays off in %s, save what is listed with its reason', (region) => {
    const ours = ourDays(region);
    const theirs = libraryDays(region);

    expect([...theirs].filter((day) => !ours.has(day)).sort()).toEqual(days(DATE_HOLIDAYS, region, 'theirs'));
    if (region in DATE_HOLIDAYS_PARTIAL) return;
    expect([...ours].filter((day) => !theirs.has(day)).sort()).toEqual(days(DATE_HOLIDAYS, region, 'ours'));
  });
});

const SCRIPT = `
import holidays, json
subdivisions = {'GB': 'ENG', 'AU': 'NSW', 'CA': 'ON'}
out = {'version': holidays.__version__, 'off': {}}
for code in ${JSON.stringify(regionCodes)}:
    table = holidays.country_holidays(code, subdiv=subdivisions.get(code), years=range(2020, 2031))
    out['off'][code] = sorted(str(day) for day in table if 2020 <= day.year <= 2030 and day.weekday() < 5)
    if code == 'CN':
        out['worked'] = sorted(str(day) for day in table.weekend_workdays if 2020 <= day.year <= 2030)
print(json.dumps(out))
`;

interface PythonAnswer {
  readonly version: string;
  readonly off: Readonly<Record<string, readonly string[]>>;
  readonly worked: readonly string[];
}

/** What Python's holidays says, or nothing where Python or the package is missing. */
function askPython(): PythonAnswer | undefined {
  const { status, stdout } = spawnSync(process.env.PYTHON ?? 'python3', ['-c', SCRIPT], { encoding: 'utf8' });
  return status === 0 ? (JSON.parse(stdout) as PythonAnswer) : undefined;
}

const python = askPython();
const isComparable = python?.version === PYTHON_VERSION;

describe(`the regional tables and Python's holidays (skipped without: pip install holidays==${PYTHON_VERSION})`, () => {
  it.skipIf(!isComparable).each(regionCodes)(
    'agree about the weekdays off in %s, save what is listed with its reason',
    (region) => {
      const ours = ourDays(region);
      const theirs = new Set(python?.off[region]);

      expect([...theirs].filter((day) => !ours.has(day)).sort()).toEqual(days(PYTHON_HOLIDAYS, region, 'theirs'));
      expect([...ours].filter((day) => !theirs.has(day)).sort()).toEqual(days(PYTHON_HOLIDAYS, region, 'ours'));
    },
  );

  it.skipIf(!isComparable)('agree about the weekends worked in China', () => {
    expect([...(calendarById('CN').workingDays ?? [])].sort()).toEqual(python?.worked);
  });
});
