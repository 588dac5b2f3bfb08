import { join } from 'node:path';

import { afterEach, describe, expect, it } from 'vitest';

import { newProject, type Project } from '../cli/project.ts';

let project: Project | undefined;

afterEach(async () => {
  await project?.remove();
  project = undefined;
});

/** A fund that buys small things, with a label for the first of them. */
const CONFIG = `
  import { credit, debit, defineAction, defineAdventure, defineJourney, definePopulation, definePostings, defineProcess } from 'synode';
  import { defineTransform, entry, every, scenario } from 'synode';
  const account = (number, role, caption) => ({ number, name: role, role, caption });
  const books = {
    companies: [{ id: '1000', currency: 'USD', chart: 'small' }],
    charts: [{ id: 'small', accounts: [account('1010', 'cash.bank', 'BS.CASH'), account('6530', 'supplies', 'IS.OPEX')] }],
    roles: [],
  };
  const postings = definePostings({
    PT01: {
      on: 'supplies.bought',
      roles: ['supplies', 'cash.bank'],
      rule: ({ payload: p }, a) => [entry('GEN', [debit(a('supplies'), p.net), credit(a('cash.bank'), p.net)])],
    },
  });
  const buy = defineAction({
    id: 'buy',
    emits: ['supplies.bought'],
    handler: (ctx) => [ctx.event('supplies.bought', { company: '1000', documentId: ctx.generateId('PT'), net: ctx.random.int(100, 900) })],
  });
  const journey = defineJourney({ id: 'fund', arrivals: every('5d'), adventures: [defineAdventure({ id: 'buy', actions: [buy] })] });
  const odd = defineTransform({
    id: 'odd',
    stage: 'anomaly',
    apply: (batch, t) => {
      const [event] = batch;
      if (event !== undefined && t.random.chance(0.2)) {
        t.label({ type: 'D.unusual', category: 'D', targetKind: 'event', targetId: event.id, change: 'added' });
      }
      return batch;
    },
  });
  const fund = defineProcess({
    id: 'fund', emits: ['supplies.bought'], postings, transforms: [odd],
    populations: [definePopulation({ id: 'fund', size: 5, journeys: [journey] })],
  });
  export default { scenario: scenario({ period: { start: '2025-01-01', end: '2025-03-01' }, books, processes: [fund()] }) };
`;

describe('synode verify', () => {
  it('proves what synode generate --out has written, labels beside it included', async () => {
    project = await newProject({ 'synode.config.mjs': CONFIG });
    const generated = await project.synode('generate --out out --quiet');
    const { code, stdout } = await project.synode('verify out --config synode.config.mjs');

    expect(generated.code).toBe(0);
    expect(stdout).toMatch(/^out: events\/events\.ndjson, \d+ lines, [\d.]+ kB\n/);
    expect(stdout).toMatch(/manifest +as-much-as-was-written +8 +passed\n/);
    expect(stdout).toMatch(/L6 +rules-replayed-give-equal-bytes +\d+ +passed\n/);
    expect(stdout).toMatch(/B3 +items-are-cleared-once +0 +not run: there was no row\n/);
    expect(stdout).toMatch(/\n\d+ passed, 0 failed, \d+ not run\n$/);
    expect(code).toBe(0);
  });

  it('knows the rules and checks of its own processes without a config', async () => {
    project = await newProject({
      'synode.config.mjs': `
        import { scenario } from 'synode';
        import { o2c, p2p, world } from 'synode/journeys';
        const period = { start: '2025-01-01', end: '2025-02-01' };
        const processes = [o2c({ customers: 40 }), p2p({ messiness: 0.5 })];
        export default { seed: 1, scenario: scenario({ ...world({ preset: 'distributor' }), period, processes }) };
      `,
    });
    await project.synode('generate --out out --quiet');
    const { code, stdout } = await project.synode('verify out');
    const resolved = JSON.parse(await project.read('out/scenario.resolved.json')) as {
      readonly processes: readonly { readonly id: string; readonly options: Readonly<Record<string, unknown>> }[];
    };

    expect(resolved.processes.map(({ id }) => id)).toEqual(['order-to-cash', 'procure-to-pay']);
    expect(resolved.processes[0]?.options['customers']).toBe(40);
    expect(resolved.processes[1]?.options).toMatchObject({
      messiness: 0.5,
      tolerances: { priceBp: expect.any(Number) },
    });
    for (const id of ['L6', 'I1', 'I6', 'O1', 'P3'])
      expect(stdout).toMatch(new RegExp(`\\n${id} +\\S+ +[\\d,]+ +passed\\n`));
    expect(code).toBe(0);
  });

  it('does not replay the rules of a process it does not know', async () => {
    project = await newProject({ 'synode.config.mjs': CONFIG });
    await project.synode('generate --out out --quiet');
    const { stdout } = await project.synode('verify out');

    expect(stdout).toMatch(/L6 +rules-replayed-give-equal-bytes +0 +not run: the posting rules are not given/);
  });

  it('writes the same folder again, but for its result', async () => {
    project = await newProject({ 'synode.config.mjs': CONFIG });
    await project.synode('generate --out one --quiet');
    await project.synode('generate --out two --quiet --lanes 4 --batch-size 3');

    for (const file of ['manifest.json', 'ledger/books.json', 'ledger/trial-balance.ndjson', 'events/events.ndjson']) {
      expect(await project.read(join('two', file))).toBe(await project.read(join('one', file)));
    }
  });

  it('names the first rows that break a rule, and ends with 1', async () => {
    project = await newProject({ 'synode.config.mjs': CONFIG });
    await project.synode('generate --out out --quiet');
    const events = await project.read('out/events/events.ndjson');
    const spoilt = events.replace(/"side":"debit","amount":\d+/, '"side":"debit","amount":7');
    await project.write({ 'out/events/events.ndjson': spoilt });
    const { code, stdout } = await project.synode('verify out');

    expect(stdout).toMatch(/L1 +debits-equal-credits +\d+ +failed: 1\n/);
    expect(stdout).toMatch(/\nL1 +line 2: entry \w+-1 \(PT01, PT_\w+\): debits 7, credits \d+ in USD\n/);
    expect(code).toBe(1);
  });

  it('ends with 2 where there is nothing to verify', async () => {
    project = await newProject({ 'synode.config.mjs': CONFIG });
    const { code, stderr } = await project.synode('verify events');

    expect(stderr).toContain('[NOTHING_TO_VERIFY] there is nothing to verify at events: there is nothing at this path');
    expect(code).toBe(2);
  });

  it('tells the same as one document', async () => {
    project = await newProject({ 'synode.config.mjs': CONFIG });
    await project.synode('generate --out out --quiet');
    const { stdout } = await project.synode('verify out --json');
    const report = JSON.parse(stdout) as {
      readonly ok: boolean;
      readonly checks: readonly { readonly id: string; readonly outcome: string }[];
    };

    expect(report.ok).toBe(true);
    expect(report.checks.find(({ id }) => id === 'T2')?.outcome).toBe('passed');
    expect(report.checks.find(({ id }) => id === 'L6')?.outcome).toBe('notAvailable');
  });

  it('finds the same tables when threads have made the events', async () => {
    project = await newProject({ 'synode.config.mjs': CONFIG });
    await project.synode('generate --out one --quiet');
    const { code, stderr } = await project.synode('generate --out two --quiet --workers 2');

    expect(stderr).toBe('');
    expect(code).toBe(0);
    expect(await project.read('two/ledger/trial-balance.ndjson')).toBe(
      await project.read('one/ledger/trial-balance.ndjson'),
    );
    expect((await project.synode('verify two')).code).toBe(0);
  });
});
