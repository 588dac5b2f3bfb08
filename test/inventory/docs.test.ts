import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { catalogue } from '../../journeys/index.ts';
import { inventory } from '../../journeys/inventory/index.ts';
import { inventoryOptions } from '../../journeys/inventory/options.ts';
import { optionRows } from '../world/option-rows.ts';

const page = readFileSync(new URL('../../docs/processes.md', import.meta.url), 'utf8');
const section = page.split('\n## Inventory\n')[1]?.split('\n## ')[0] ?? '';

describe('the page of the processes', () => {
  it('shows each option of inventory with default and description as they are declared', () => {
    const cells = section
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|').slice(1, -1))
      .map((row) => row.map((cell) => cell.trim()));

    expect(cells).toEqual(
      optionRows(inventoryOptions).map(({ name, fallback, description }) => [`\`${name}\``, fallback, description]),
    );
  });

  it('names every rule of inventory with the event that it books, and every check', () => {
    const process = inventory();

    for (const [id, { on }] of Object.entries(process.postings)) expect(section).toMatch(`| ${id} | \`${String(on)}\``);
    for (const make of process.fileChecks) expect(section).toContain(`| ${make().id} `);
  });

  it('knows inventory from the catalogue', () => {
    expect(catalogue['inventory']).toBe(inventory);
  });
});
