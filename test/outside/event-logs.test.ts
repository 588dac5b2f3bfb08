/** Event logs, read by the programs they are written for. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { tell, type Told } from '../exports/company.ts';
import type { Counts } from '../exports/ocel-counts.ts';
import { casesIn, readNet, replay } from '../exports/nets.ts';
import { canWriteSqlite } from '../exports/sqlite.ts';
import { judgedBy, program, python, run } from './tools.ts';

const pm4py = python('pm4py');
const python3 = python('sqlite3');
const xmllint = program('xmllint', 'apt-get install libxml2-utils');
const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

let told: Told;
let counts: Counts;
beforeAll(async () => {
  told = await tell({
    formats: ['ocel-json', 'ocel-xml', 'xes', ...(canWriteSqlite ? (['ocel-sqlite'] as const) : [])],
  });
  const { unresolved: _, ...own } = (
    JSON.parse(told.read('ocel-json/log.json.synode.json')) as { counts: Counts & { unresolved: number } }
  ).counts;
  counts = own;
});
afterAll(() => told.remove());

interface Verdict {
  readonly logs: Readonly<Record<string, Counts>>;
  readonly unsatisfied?: readonly string[];
  readonly satisfied?: number;
  readonly traces: number;
  readonly flatEvents: number;
  readonly refused: readonly string[];
  readonly discovered: readonly string[];
  readonly nets: Readonly<Record<string, Replayed>>;
}

interface Replayed {
  readonly isSound: boolean;
  readonly cases: number;
  /** Cases that go from source to sink. */
  readonly whole: number;
  /** Those that still do once two activities stand in each other's place. */
  readonly bent: number;
}

/** Cases that go from source to sink, by the replay that always runs. */
function wholeCases(type: string): number {
  const net = readNet(told.read(`models/${type}.pnml`));
  return casesIn(told.read(`xes/${type}.xes`)).filter((one) => replay(net, one) === 'whole').length;
}

judgedBy(pm4py, () => {
  let verdict: Verdict;
  beforeAll(() => {
    // A map where a list belongs, a reference that leads nowhere: a judge who takes these proves nothing.
    const text = told.read('ocel-json/log.json');
    const damaged = join(told.folder, 'damaged.json');
    writeFileSync(damaged, text.replace(/"relationships":\[\{[^\]]*\]/, '"relationships":{"a":"b"}'));
    const { out, err } = run(pm4py, [here('judge_logs.py'), told.folder, damaged]);
    verdict = JSON.parse(out.slice(out.lastIndexOf('\n{') + 1) || err) as Verdict;
  }, 120_000);

  it('reads as much from each encoding as there is', () => {
    expect(verdict.logs['ocel-json']).toEqual(counts);
    expect(verdict.logs['ocel-xml']).toEqual(counts);
    if (canWriteSqlite) expect(verdict.logs['ocel-sqlite']).toEqual(counts);
  });

  it.runIf(canWriteSqlite)('finds the relational rules of OCEL 2.0 kept', () => {
    expect({ unsatisfied: verdict.unsatisfied, satisfied: verdict.satisfied }).toEqual({
      unsatisfied: [],
      satisfied: 24,
    });
  });

  it('reads a flat log: each trace and each event', () => {
    const text = told.read('xes/PurchaseOrder.xes');

    expect({ traces: verdict.traces, events: verdict.flatEvents }).toEqual({
      traces: text.split('<trace>').length - 1,
      events: text.split('<event>').length - 1,
    });
  });

  it('discovers how orders, deliveries and invoices flow', () => {
    expect(verdict.discovered).toEqual(['CustomerInvoice', 'Delivery', 'SalesOrder']);
  });

  it('finds every net sound, and replays on it the cases that are over', () => {
    const nets = Object.entries(verdict.nets);

    expect(nets.length).toBeGreaterThan(15);
    expect(nets.filter(([, { isSound }]) => !isSound)).toEqual([]);
    expect(nets.map(([type, { whole }]) => [type, whole])).toEqual(nets.map(([type]) => [type, wholeCases(type)]));
  });

  it.each(['PurchaseOrder', 'Delivery'])('does not replay a %s whose activities are swapped', (type) => {
    const { whole, bent } = verdict.nets[type] ?? {};

    expect(whole).toBeGreaterThan(10);
    expect(bent).toBe(0);
  });

  it('refuses a log that is damaged', () => {
    expect(verdict.refused).toEqual(['damaged.json']);
  });
});

judgedBy(xmllint, () => {
  const schema = here('xes.xsd');

  it('a flat log is valid by its schema', () => {
    const { code, err } = run(xmllint, ['--noout', '--schema', schema, join(told.folder, 'xes/SalesOrder.xes')]);

    expect({ code, err }).toMatchObject({ code: 0 });
  });

  it('a flat log whose event has no time is not', () => {
    const path = join(told.folder, 'damaged.xes');
    writeFileSync(
      path,
      readFileSync(join(told.folder, 'xes/SalesOrder.xes'), 'utf8').replace(
        /<date key="time:timestamp" value="2025[^>]*>/,
        '<date value="2025-01-01"/>',
      ),
    );

    expect(run(xmllint, ['--noout', '--schema', schema, path]).code).not.toBe(0);
  });

  it('the log as XML is well formed', () => {
    expect(run(xmllint, ['--noout', join(told.folder, 'ocel-xml/log.xml')])).toEqual({ code: 0, out: '', err: '' });
  });
});

describe.skipIf(!canWriteSqlite)('the database', () => {
  judgedBy(python3, () => {
    it('is whole, and every key leads somewhere', () => {
      const script = `import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
print(c.execute('PRAGMA integrity_check').fetchall(), c.execute('PRAGMA foreign_key_check').fetchall())`;
      const { out } = run(python3, ['-c', script, join(told.folder, 'ocel-sqlite/log.sqlite')]);

      expect(out).toBe("[('ok',)] []\n");
    });
  });
});
