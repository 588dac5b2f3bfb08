/**
 * A year of a company end to end on one core: simulated, posted, encoded, written, digested, folded into trial balance and
 * open items. And what proving it costs beside parsing the same file line by line.
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

import { FileAdapter } from '../adapters/file.ts';
import { InMemoryAdapter } from '../adapters/memory.ts';
import { generate, verify } from '../src/index.ts';
import { hashOfFile } from '../src/run-files.ts';
import { tableProjections, writeOutput } from '../src/run-output.ts';
import { timingOf, type Benches } from './bench.ts';
import { fileHere, runChild } from './child.ts';
import { writeNaively } from './books-reference.ts';
import { companyOf } from './company.ts';
import { costRatio, interleave, median, quantile, type Ratio } from './measure.ts';

const RUNS = 3;
const LIMIT_MS = 10 * 60_000;
/** A hundred customers are scale 1. */
const SCALES = [1, 10];
const CUSTOMERS = 100;

interface Year {
  readonly entries: number;
  readonly lines: number;
  readonly events: number;
  readonly bytes: number;
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly rssMb: number;
}

async function years(scale: number): Promise<readonly Year[]> {
  const found: Year[] = [];
  for (let i = 0; i < RUNS; i++) {
    const { stdout } = await runChild(fileHere('./books-child.js'), [String(scale)], { limitMs: LIMIT_MS });
    found.push(JSON.parse(stdout) as Year);
  }
  return found;
}

function spread(values: readonly number[]): Ratio {
  return { value: median(values), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

export const benches: Benches = {
  'books.year': async () => {
    const outcomes = [];
    for (const scale of SCALES) {
      const found = await years(scale);
      const perSecond = (of: (year: Year) => number): Ratio =>
        spread(found.map((year) => (1000 * of(year)) / year.cpuMs));
      const of = `${CUSTOMERS * scale}-customers`;
      const [year] = found;
      const made = year === undefined ? '' : `${year.entries} entries, ${year.lines} lines, ${year.events} events`;
      const note = `${made}, ${((year?.bytes ?? 0) / 1e6).toFixed(1)} MB in a year; a second is one of CPU time`;
      outcomes.push(
        { name: `books.entries.${of}`, ratio: perSecond((year) => year.entries), note },
        { name: `books.lines.${of}`, ratio: perSecond((year) => year.lines) },
        { name: `books.events.${of}`, ratio: perSecond((year) => year.events) },
        { name: `books.megabytes.${of}`, ratio: perSecond((year) => year.bytes / 1e6) },
        { name: `books.rss.${of}`, ratio: spread(found.map(({ rssMb }) => rssMb)), note: 'peak, MB' },
      );
    }
    return outcomes;
  },
  'books.reference': async (protocol) => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-bench-'));
    const company = companyOf(1);
    const [ours, naive] = [join(folder, 'ours.ndjson'), join(folder, 'naive.ndjson')];
    const projections = tableProjections(company, []);
    const run = async (): Promise<void> => {
      await generate(company, {
        adapter: new FileAdapter({ path: ours, fsync: false }),
        digest: 'stream',
        projections,
      });
    };
    const adapter = new InMemoryAdapter();
    await generate(company, { adapter });
    const { events } = adapter;
    await run();
    const balances = writeNaively(events, naive);
    if ((await hashOfFile(ours)) !== (await hashOfFile(naive))) throw new Error('the two files differ');
    if ([...balances.values()].reduce((sum, one) => sum + one, 0) !== 0) throw new Error('the books do not balance');
    const sides = [
      { name: 'the whole run', run, prepare: () => rmSync(ours, { force: true }) },
      { name: 'plain objects and JSON.stringify', run: () => void writeNaively(events, naive) },
    ];
    const timings = await interleave(sides, { ...protocol, warmUps: 1, rounds: 5 });
    rmSync(folder, { recursive: true });
    const [of, by] = [timingOf(timings, 'the whole run'), timingOf(timings, 'plain objects and JSON.stringify')];
    return [
      { name: 'books.reference', ratio: costRatio(of, by), of, by, note: `${events.length} events, equal bytes` },
    ];
  },
  'books.verify': async (protocol) => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-bench-'));
    const company = companyOf(1);
    const path = join(folder, 'events', 'events.ndjson');
    const adapter = new FileAdapter({ path, fsync: false });
    const projections = tableProjections(company, []);
    await writeOutput(folder, company, await generate(company, { adapter, digest: 'stream', projections }));
    const proven = async (scenario: NonNullable<Parameters<typeof verify>[1]>['scenario']): Promise<void> => {
      const { ok } = await verify(folder, scenario === undefined ? {} : { scenario });
      if (!ok) throw new Error('the books do not hold');
    };
    const timings = await interleave(
      [
        { name: 'verify, all checks', run: () => proven(company) },
        { name: 'verify, books alone', run: () => proven({ processes: [], fileChecks: [] }) },
        { name: 'JSON.parse of each line', run: () => parseLines(path) },
      ],
      { ...protocol, warmUps: Math.min(4, protocol.warmUps), rounds: Math.min(9, protocol.rounds) },
    );
    rmSync(folder, { recursive: true });
    const by = timingOf(timings, 'JSON.parse of each line');
    const [all, books] = [timingOf(timings, 'verify, all checks'), timingOf(timings, 'verify, books alone')];
    return [
      { name: 'books.verify', ratio: costRatio(all, by), of: all, by },
      { name: 'books.verify.without-rules', ratio: costRatio(books, by), of: books, by },
    ];
  },
};

async function parseLines(path: string): Promise<void> {
  let events = 0;
  for await (const line of createInterface({ input: createReadStream(path, { highWaterMark: 1 << 20 }) })) {
    if ((JSON.parse(line) as { readonly id?: string }).id !== undefined) events++;
  }
  if (events === 0) throw new Error('nothing was read');
}
