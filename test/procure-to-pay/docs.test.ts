import { readFileSync } from 'node:fs';

import { describe, expect, it } from 'vitest';

import { catalogue } from '../../journeys/index.ts';
import { eventSchemas } from '../../journeys/procure-to-pay/documents.ts';
import { p2p } from '../../journeys/procure-to-pay/index.ts';
import { p2pOptions } from '../../journeys/procure-to-pay/options.ts';
import { generate, InMemoryAdapter, scenario } from '../../src/index.ts';
import { optionRows } from '../world/option-rows.ts';

const page = readFileSync(new URL('../../docs/processes.md', import.meta.url), 'utf8');
const section = page.split('\n## Procure to pay\n')[1]?.split('\n## ')[0] ?? '';
const rowsOf = (text: string): readonly (readonly string[])[] =>
  text
    .split('\n')
    .filter((line) => line.startsWith('| '))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );

describe('the page of the processes', () => {
  it('shows each option of procure to pay with default and description as they are declared', () => {
    const shown = rowsOf(section.split('\n### Options of procure to pay\n')[1] ?? '').filter(([name]) =>
      name?.startsWith('`'),
    );

    expect(shown).toEqual(
      optionRows(p2pOptions).map(({ name, fallback, description }) => [`\`${name}\``, fallback, description]),
    );
  });

  it('names every rule of procure to pay with the event that it books, and every check', () => {
    const process = p2p();

    for (const [id, { on }] of Object.entries(process.postings)) {
      expect(section, id).toContain(id);
      expect(section, id).toContain(`\`${String(on)}\``);
    }
    for (const make of process.fileChecks) expect(section).toContain(`| ${make().id} `);
  });
});

describe('the catalogue', () => {
  it('has procure to pay, with every event that it has a schema for', () => {
    expect(catalogue['procure-to-pay']).toBe(p2p);
    expect(p2p().emits).toEqual([...Object.keys(eventSchemas), 'journal_entry.posted']);
  });

  it('gives procure to pay a world where the scenario gives none', async () => {
    const adapter = new InMemoryAdapter();
    const period = { start: '2025-01-01', end: '2025-02-01' };
    await generate(scenario({ period, processes: [p2p()] }), { seed: 42, adapter });

    expect(adapter.events.filter(({ name }) => name === 'purchase_order.created').length).toBeGreaterThan(10);
  });
});
