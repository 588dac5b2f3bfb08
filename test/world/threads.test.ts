/** A world crosses into threads: built on `dist`, because workers run no TypeScript. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { expect, it } from 'vitest';

import { FileAdapter } from '../../dist/adapters/file.js';
import { generate, type Scenario } from '../../dist/src/index.js';
import { repository } from '../tooling/temporary-tree.ts';
import { inFolder } from '../errors/faults.ts';

const MODULE = `
import { defineAction, defineAdventure, defineJourney, definePopulation, defineProcess, scenario as make } from '${repository}/dist/src/index.js';
import { personIn, spotRate9, usdRates, world, worldOf } from '${repository}/dist/journeys/index.js';

const look = defineAction({
  id: 'look',
  handler: (ctx) => {
    const { companies } = worldOf(ctx);
    const company = companies[ctx.actor.index % companies.length];
    const material = ctx.typedDataset('materials.' + company.code).row(ctx.actor.index % company.materials);
    const { employeeId } = personIn(ctx, company, { pool: 'requester', key: String(ctx.actor.index), date: '2025-03-03' });
    const rate9 = spotRate9({ from: company.currency, to: 'JPY' }, '2025-03-03', usdRates(ctx));
    return [ctx.event('seen', { cost: material.standardCosts['2025'], sources: material.sources, employeeId, rate9 })];
  },
});
const visit = defineJourney({ id: 'visit', adventures: [defineAdventure({ id: 'see', actions: [look] })] });
const audit = defineProcess({ id: 'audit', emits: ['seen'], populations: [definePopulation({ id: 'auditor', size: 90, journeys: [visit] })] });
export const scenario = make({ ...world({ preset: 'group3', chart: 'medium' }), seed: 7, processes: [audit()] });
`;

it('a world gives the same bytes on one thread and on three', async () => {
  await inFolder(async (folder) => {
    const module = join(folder, 'world.mjs');
    writeFileSync(module, MODULE);
    const { scenario } = (await import(module)) as { readonly scenario: Scenario };
    const bytesWith = async (workers: number): Promise<string> => {
      const path = join(folder, `${workers}.ndjson`);
      const threads = workers === 0 ? {} : { workers, workerModule: module };
      await generate(scenario, { adapter: new FileAdapter(path), logger: false, ...threads });
      return readFileSync(path, 'utf8');
    };

    const alone = await bytesWith(0);
    expect(alone.split('\n').filter((line) => line !== '')).toHaveLength(90);
    expect(await bytesWith(2)).toBe(alone);
  });
}, 60_000);
