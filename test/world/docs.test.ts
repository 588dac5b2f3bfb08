import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import * as publicFace from '../../journeys/index.ts';
import { companyOptions, taxOptions, worldOptions } from '../../journeys/world/options.ts';
import { world } from '../../journeys/world/world.ts';
import { optionRows } from './option-rows.ts';

const page = readFileSync(new URL('../../docs/world.md', import.meta.url), 'utf8');

/** The cells of the table under a heading. */
function tableUnder(heading: string): readonly (readonly string[])[] {
  const section = page.split(`\n${heading}\n`)[1]?.split(/\n##/)[0] ?? '';
  return section
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

describe('the page of the world', () => {
  it.each([
    ['## Options', worldOptions],
    ['### Of a company', companyOptions],
    ['### Of taxes', taxOptions],
  ])('shows under %s each option with default and description as they are declared', (heading, schema) => {
    const declared = optionRows(schema).map(({ name, fallback, description }) => [
      `\`${name}\``,
      fallback,
      description,
    ]);

    expect(tableUnder(heading)).toEqual(declared);
    expect(declared.every(([, , description]) => description !== '')).toBe(true);
  });

  it('names every dataset of a world, and no other', () => {
    const named = tableUnder('## Datasets').flatMap(([cell = '']) =>
      [...cell.matchAll(/`([^`]+)`/g)].map(([, id = '']) => id),
    );
    const made = world().datasets.map(({ id }) =>
      id.replace(/\.1000$/, '.<company>').replace(/\.[A-Z]{3}$/, '.<currency>'),
    );

    expect(named.toSorted()).toEqual([...new Set(made)].toSorted());
  });

  it('names functions that are there', () => {
    const functions = ['## Prices, plans, rates', '## Checks'].flatMap((heading) =>
      (page.split(`\n${heading}\n`)[1]?.split(/\n##/)[0] ?? '')
        .split('\n')
        .filter((line) => line.startsWith('|'))
        .flatMap((line) => [...line.matchAll(/`([a-z]\w+)`/g)].map(([, name = '']) => name)),
    );

    expect(functions.length).toBeGreaterThan(15);
    expect(functions.filter((name) => !(name in publicFace))).toEqual([]);
  });
});
