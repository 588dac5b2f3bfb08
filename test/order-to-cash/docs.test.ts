import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { catalogue } from '../../journeys/index.ts';
import { eventNames } from '../../journeys/order-to-cash/documents.ts';
import { o2c } from '../../journeys/order-to-cash/index.ts';
import { options } from '../../journeys/order-to-cash/options.ts';
import { postings } from '../../journeys/order-to-cash/postings.ts';
import { optionRows } from '../world/option-rows.ts';

const page = readFileSync(new URL('../../docs/processes.md', import.meta.url), 'utf8');
const section = page.split('\n## Order to cash\n')[1]?.split('\n## ')[0] ?? '';

describe('the page of the processes', () => {
  it('shows each option of order to cash with default and description as they are declared', () => {
    const shown = (section.split('\n### Options of order to cash\n')[1] ?? '')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      );

    expect(shown).toEqual(
      optionRows(options).map(({ name, fallback, description }) => [`\`${name}\``, fallback, description]),
    );
  });

  it('names every rule of order to cash with the event that it books', () => {
    const [rules = ''] = section.split('\n### ');

    for (const [id, { on }] of Object.entries(postings)) {
      expect(rules, id).toContain(id);
      expect(rules, id).toContain(`\`${String(on)}\``);
    }
  });
});

describe('the catalogue', () => {
  it('has order to cash, with every event that it has a schema for', () => {
    expect(catalogue['order-to-cash']).toBe(o2c);
    expect(o2c().emits).toEqual([...eventNames, 'journal_entry.posted']);
  });
});
