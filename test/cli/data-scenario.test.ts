import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { newProject, type Project } from './project.ts';

const YAML = `scenario:
  seed: look
  world: { chart: medium }
  period: { start: 2025-01-06, end: 2025-01-11 }
  processes:
    - use: order-to-cash
      options: { returnChance: 0.2 }
    - use: './visits.mjs#visits'
      options: { visitors: 3 }
`;

const CODE = `import { defineConfig, scenario } from 'synode';
import { o2c, world } from 'synode/journeys';
import { visits } from './visits.mjs';
export default defineConfig({
  scenario: scenario({
    ...world({ chart: 'medium' }),
    seed: 'look',
    period: { start: '2025-01-06', end: '2025-01-11' },
    processes: [o2c({ returnChance: 0.2 }), visits({ visitors: 3 })],
  }),
});
`;

/** A process of the author's own. */
const VISITS = `import { defineAction, defineAdventure, defineJourney, definePopulation, defineProcess } from 'synode';
const options = { '~standard': { version: 1, vendor: 'own', validate: ({ visitors = 1 }) => ({ value: { visitors } }) } };
const come = defineAction({ id: 'come', name: 'visit.made' });
const journey = defineJourney({ id: 'visit', adventures: [defineAdventure({ id: 'come', actions: [come] })] });
export const visits = defineProcess({
  id: 'visits',
  options,
  populations: ({ visitors }) => [definePopulation({ id: 'visitor', size: visitors, journeys: [journey] })],
  emits: ['visit.made'],
});
export const made = visits();
`;

describe('a scenario that is data', () => {
  let project: Project;
  beforeAll(async () => {
    project = await newProject({ 'company.yaml': YAML, 'company.mjs': CODE, 'visits.mjs': VISITS });
  });
  afterAll(() => project.remove());

  const bytesOf = async (args: string): Promise<string> => {
    const { code, stdout, stderr } = await project.synode(`generate ${args} --to - --quiet`);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return stdout;
  };

  it('takes processes of the catalogue by their ids, and gives what the same scenario in code gives', async () => {
    const [data, code] = [await bytesOf('company.yaml'), await bytesOf('company.mjs')];

    expect(data).toContain('"name":"sales_order.created"');
    expect(data.match(/"name":"visit\.made"/g)).toHaveLength(3);
    expect(data).toBe(code);
  });

  it('is what worker threads load too, with what --set changes in it', async () => {
    const settings = '--set scenario.processes.1.options.visitors=5 --set scenario.period.end=2025-01-08';
    const [threaded, alone] = [
      await bytesOf(`company.yaml ${settings} --workers 2`),
      await bytesOf(`company.yaml ${settings}`),
    ];

    expect(threaded.match(/"name":"visit\.made"/g)).toHaveLength(5);
    expect(threaded).toBe(alone);
  });

  it('names all that is wrong with it at once: its keys, its world, its processes and their options', async () => {
    const faults = [
      'scenario.runInDay=3',
      'scenario.world.presett=group',
      'scenario.processes.0.options.returnChance=2',
      'scenario.processes.0.option=1',
      'scenario.processes.1.use=procure-to-pya',
    ];
    const { code, stderr } = await project.synode(
      `validate company.yaml ${faults.map((fault) => `--set ${fault}`).join(' ')}`,
    );

    expect(code).toBe(2);
    expect(stderr).toContain('[INVALID_CONFIG] 5 problems in company.yaml');
    expect(stderr).toContain("Did you mean 'runInDays'?");
    expect(stderr).toContain("Did you mean 'preset'?");
    expect(stderr).toContain("process 'order-to-cash' > 'returnChance'");
    expect(stderr).toContain("Did you mean 'options'?");
    expect(stderr).toContain("'scenario' > 'processes' > [1] > 'use'");
    expect(stderr).toContain("Did you mean 'procure-to-pay'?");
  });

  it.each([
    ['processes: []', 'the scenario has no process, so nothing would happen'],
    ['processes: order-to-cash', 'Expected: a list of processes: { use, options }'],
    ['processes: [order-to-cash]', 'Expected: a process: { use, options }'],
    ['processes: [{ options: {} }]', 'Expected: the id of a process, as synode list processes shows them'],
    ["processes: [{ use: './visits.mjs#made' }]", 'Export what defineProcess gives, uncalled.'],
    ['{ world: group, processes: [] }', 'Expected: an object of options'],
    ['{ seed: 007, processes: [] }', "Write seed: '007'."],
  ])('says what to write instead of %s', async (text, words) => {
    await project.write({ 'odd.yaml': `scenario:\n  ${text}\n` });

    const { code, stderr } = await project.synode('validate odd.yaml');

    expect(code).toBe(2);
    expect(stderr).toContain(words);
  });

  it('has items that --set finds by their place, and no others', async () => {
    const { code, stderr } = await project.synode('validate company.yaml --set scenario.processes.2.use=opening');

    expect(code).toBe(2);
    expect(stderr).toContain('finds no item 2 in a list of 2');
    expect(stderr).toContain('Expected: 0 to 1');
  });
});
