/** The tables of the author's page hold what the code knows: no more, no less. */
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, it } from 'vitest';

import * as arrivals from '../../src/dsl/arrivals.ts';
import * as distributions from '../../src/dsl/distributions.ts';
import * as fields from '../../src/dsl/fields.ts';
import * as money from '../../src/dsl/money.ts';
import * as verbs from '../../src/dsl/verbs.ts';
import { defineJourney, generate, InMemoryAdapter } from '../../src/index.ts';
import { IssueList } from '../../src/errors.ts';
import { RUN_OPTIONS, resolveOptions } from '../../src/plan/options.ts';
import { REGIMES } from '../../src/time/level.ts';
import { VOLUME_KEYS } from '../../src/time/volume-check.ts';

const page = readFileSync(new URL('../../docs/authoring.md', import.meta.url), 'utf8');

/** The cells of the tables under a heading, row by row. */
function rowsUnder(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split(/(?<!\\)\|/)
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** The functions that the first cells of a table show: `name(…)`, or `name` alone. */
function functionsUnder(heading: string): ReadonlySet<string> {
  const cells = rowsUnder(heading).map(([first = '']) => first);
  return new Set(cells.flatMap((cell) => [...cell.matchAll(/`(\w+)(?:\(|`)/g)].map((match) => match[1] ?? '')));
}

const optionRows = rowsUnder('Run options').map(([name = '', fallback = '']) => ({
  name: name.replaceAll('`', ''),
  fallback,
}));

describe('the table of run options', () => {
  it('names every option of a run, and none that is not there', () => {
    expect(optionRows.map(({ name }) => name).toSorted()).toEqual([...RUN_OPTIONS].toSorted());
  });

  it('says the defaults that a run completes', () => {
    const resolved = resolveOptions({ users: 1 }, new IssueList()) as unknown as Readonly<Record<string, unknown>>;
    const plain = optionRows.filter(({ name }) => ['string', 'number', 'boolean'].includes(typeof resolved[name]));
    const shown = plain
      .filter(({ name }) => !['users', 'maxEvents', 'digest'].includes(name))
      .map(({ name, fallback }) => [name, fallback.replaceAll(/[`',]/g, '')]);

    expect(shown.length).toBeGreaterThan(9);
    expect(shown).toEqual(shown.map(([name = '']) => [name, String(resolved[name])]));
  });
});

describe('the tables of what an author writes', () => {
  it.each([
    ['Fields and generators', { ...fields, ...distributions, money: money.money, amount: money.amount }],
    ['Verbs', verbs],
  ] as const)('name every function of: %s', (heading, module) => {
    expect([...functionsUnder(heading)].toSorted()).toEqual(Object.keys(module).toSorted());
  });

  it('name every schedule, and the profile it follows', () => {
    const { profile, ...schedules } = arrivals;

    expect([...functionsUnder('Arrivals')].toSorted()).toEqual(Object.keys(schedules).toSorted());
    expect(page).toContain(`\`${profile.name}({ hours, weekdays, months, holidays })\``);
  });
});

describe('the tables of a volume', () => {
  const rows = rowsUnder('Volume');

  it('name every option', () => {
    const regimes = Object.keys(REGIMES);
    const options = rows.map(([first = '']) => first.replaceAll('`', '')).filter((name) => !regimes.includes(name));

    expect(options.toSorted()).toEqual(VOLUME_KEYS.toSorted());
  });

  it('name every regime with what it does', () => {
    const shown = rows
      .flatMap((cells) => (cells.length === 6 ? [cells.slice(0, 3), cells.slice(3)] : []))
      .map(([name = '', volume, amount]) => [name.replaceAll('`', ''), Number(volume), Number(amount)]);

    expect(Object.fromEntries(shown.map(([name, volume, amount]) => [name, { volume, amount }]))).toEqual(REGIMES);
  });
});

describe('the layout of ARCHITECTURE.md', () => {
  const root = new URL('../../', import.meta.url);
  const architecture = readFileSync(new URL('ARCHITECTURE.md', root), 'utf8');
  const layout = architecture.split('\n## Layout\n')[1]?.split('\n## ')[0] ?? '';
  const named = [...layout.matchAll(/^\| (`[^|]+`) +\|/gm)].flatMap((match) =>
    [...(match[1] ?? '').matchAll(/`([^`]+)`/g)].map((path) => path[1] ?? ''),
  );

  it('has a line for each folder of the sources, and names nothing that is not there', () => {
    const folders = readdirSync(new URL('src', root), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => `src/${name}/`);

    expect(folders.filter((folder) => !named.includes(folder))).toEqual([]);
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it('reads from files that are there', () => {
    const order = architecture.split('\n## Where to begin\n')[1] ?? '';
    const files = [...order.matchAll(/`([^`]+\.ts)`/g)].map((match) => match[1] ?? '');

    expect(files.length).toBeGreaterThan(4);
    expect(files.filter((file) => !existsSync(new URL(file, root)))).toEqual([]);
  });
});

it('the figures of the README are those of the page on performance', () => {
  const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
  const speed = read('README.md').split('\n## Speed\n')[1]?.split('\n## ')[0] ?? '';
  const figures = [...speed.matchAll(/^\|[^|]+\| ([\d.–]+) +\| ([≤≥] [\d.]+) +\|$/gm)].flatMap((row) => row.slice(1));
  const measured = read('docs/performance.md');

  expect(figures.length).toBeGreaterThan(7);
  expect(figures.filter((figure) => !measured.includes(figure))).toEqual([]);
});

describe('the table of telemetry', () => {
  it('names its keys in their order', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-docs-'));
    try {
      const told = { debug: true, telemetryPath: join(folder, 'telemetry.json'), adapter: new InMemoryAdapter() };
      const { telemetry } = await generate(defineJourney({ id: 'shop', adventures: [] }), { users: 1, ...told });

      expect(rowsUnder('How a run went').map(([key]) => key)).toEqual(
        Object.keys(telemetry ?? {}).map((key) => `\`${key}\``),
      );
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
