import { mkdirSync, readdirSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { newProject, type Ended, type Project, type RunningChild } from './project.ts';

/** A till whose clerks sell until something ends it; the environment says what. Its books are exported. */
const CONFIG = `import { credit, debit, defineAction, defineAdventure, defineConfig, defineJourney, definePopulation,
  definePostings, defineProcess, entry, once, scenario } from 'synode';

const way = process.env.WAY;
const sell = defineAction({
  id: 'sell',
  name: 'sale.made',
  handler: async (ctx) => {
    const { index } = ctx.actor;
    if (index === 40 && way === 'error') throw new Error('no change');
    if (index === 40 && way === 'exit') process.exit(7);
    if (index === 40 && way === 'wait') {
      console.error('waiting');
      await new Promise((resolve) => setTimeout(resolve, 60000));
    }
    return [ctx.event('sale.made', { company: 'T1', documentId: 'SA-' + index, documentType: 'SA' })];
  },
});
const journey = defineJourney({
  id: 'day',
  arrivals: once({ at: 'start' }),
  adventures: [defineAdventure({ id: 'sell', actions: [sell] })],
});
const till = defineProcess({
  id: 'till',
  emits: ['sale.made'],
  objectTypes: { SA: { name: 'Sale', document: 'sale.made' } },
  postings: definePostings({
    TS01: {
      on: 'sale.made',
      roles: ['cash.bank', 'revenue'],
      rule: (event, a) => [entry('SAL', [debit(a('cash.bank'), 100), credit(a('revenue'), 100)])],
    },
  }),
  populations: [definePopulation({ id: 'clerk', size: way === 'long' ? 1000000 : 50, journeys: [journey] })],
});
const accounts = [
  { number: '1010', name: 'Bank', role: 'cash.bank', caption: 'BS.CASH', type: 'asset' },
  { number: '4000', name: 'Sales', role: 'revenue', caption: 'IS.REV', type: 'income' },
];
export default defineConfig({
  scenario: scenario({
    period: { start: '2025-01-01', end: '2025-01-10' },
    books: { companies: [{ id: 'T1', currency: 'EUR', chart: 'tiny' }], charts: [{ id: 'tiny', accounts }], roles: [] },
    processes: [till()],
  }),
  // Actor after actor, each handed on at once: files are open when something ends the run.
  order: 'user',
  batchSize: 1,
  exports: { formats: ['hledger', 'beancount', 'ocel-json', 'xes'], ocel: { flatten: ['Sale'] } },
});
`;

interface Way {
  readonly name: string;
  readonly way: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** Sent one after another, each when these words have come. */
  readonly sends: readonly (readonly [words: string, signal: NodeJS.Signals])[];
}

const WAYS: readonly Way[] = [
  { name: 'the end', way: 'end', code: 0, signal: null, sends: [] },
  { name: 'an error', way: 'error', code: 3, signal: null, sends: [] },
  { name: 'process.exit', way: 'exit', code: 3, signal: null, sends: [] },
  { name: 'SIGINT', way: 'long', code: 130, signal: null, sends: [['process:till', 'SIGINT']] },
  { name: 'SIGTERM', way: 'long', code: 143, signal: null, sends: [['process:till', 'SIGTERM']] },
  {
    name: 'a second SIGINT',
    way: 'wait',
    code: null,
    signal: 'SIGINT',
    sends: [
      ['waiting', 'SIGINT'],
      ['once more', 'SIGINT'],
    ],
  },
  { name: 'SIGKILL', way: 'wait', code: null, signal: 'SIGKILL', sends: [['waiting', 'SIGKILL']] },
];

describe('temporary files of a run', () => {
  let project: Project;
  beforeAll(async () => {
    project = await newProject({ 'synode.config.mjs': CONFIG });
  });
  afterAll(() => project.remove());

  it.each(WAYS)('are gone after $name', async ({ way, code, signal, sends, name }) => {
    const out = name.replaceAll(' ', '-');
    const temporary = project.path(`tmp-${out}`);
    mkdirSync(temporary);

    const ended = await run(out, { WAY: way, TMPDIR: temporary }, [...sends]);

    expect([ended.code, ended.signal]).toEqual([code, signal]);
    const left = readdirSync(project.path(out), { recursive: true, encoding: 'utf8' });
    expect(left.some((path) => path.startsWith('exports/hledger'))).toBe(true);
    expect(left.filter((path) => path.endsWith('.spool'))).toEqual([]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  async function run(out: string, env: Record<string, string>, sends: Way['sends'][number][]): Promise<Ended> {
    let said = '';
    const onText = (text: string, child: RunningChild): void => {
      said += text;
      const [next] = sends;
      if (next === undefined || !said.includes(next[0])) return;
      sends.shift();
      said = '';
      child.kill(next[1]);
    };
    return project.synode(`generate --out ${out} --progress line --progress-interval 20`, { env, onText });
  }
});
