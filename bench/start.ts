/**
 * Starting: the first fixture of a test, the command line to its first event, two worker threads. Everything runs on the
 * built package, in fresh processes. Gate 18; the only gates in ms, so the cost of importing zod is measured beside them:
 * where that takes 40 ms the budgets were written.
 */
import type { Benches } from './bench.ts';
import { fileHere, runChild } from './child.ts';
import { median, quantile, type Ratio } from './measure.ts';

const RUNS = 15;
/** What `import('zod')` took on the machine of the budgets. */
const ZOD_MS = 40;

function spread(values: readonly number[]): Ratio {
  return { value: median(values), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

async function times(once: () => Promise<number>): Promise<Ratio> {
  await once();
  const ms: number[] = [];
  for (let i = 0; i < RUNS; i++) ms.push(await once());
  return spread(ms);
}

/** CPU and clock of one import in a fresh process. */
interface Cost {
  readonly cpu: number;
  readonly wall: number;
}

/** Imports, each in turn in a process of its own. */
const IMPORTS = {
  nothing: fileHere('./start-nothing.js'),
  zod: 'zod',
  fixture: fileHere('./start-plain.js'),
  text: fileHere('./start-text.js'),
} as const;

async function importsOnce(): Promise<Readonly<Record<keyof typeof IMPORTS, Cost>>> {
  const costs: [string, Cost][] = [];
  for (const [name, target] of Object.entries(IMPORTS)) {
    const { stdout } = await runChild(fileHere('./start-import.js'), [target]);
    costs.push([name, JSON.parse(stdout) as Cost]);
  }
  return Object.fromEntries(costs) as Record<keyof typeof IMPORTS, Cost>;
}

async function firstEvent(): Promise<number> {
  const args = ['generate', fileHere('./start-config.js'), '--to', '-', '--quiet'];
  const { firstOutputMs } = await runChild(fileHere('../../../dist/src/cli/bin.js'), args, { stopAtOutput: true });
  return firstOutputMs;
}

async function workersReady(): Promise<number> {
  const { stdout } = await runChild(fileHere('./start-child.js'), []);
  return Number(stdout);
}

function yardstick(zod: number): string {
  return `import('zod') takes ${zod.toFixed(1)} ms here; where it takes ${ZOD_MS}`;
}

/** CPU of importing zod, over that of nothing. */
async function zodAlone(): Promise<number> {
  const { zod, nothing } = await importsOnce();
  return zod.cpu - nothing.cpu;
}

/** A bare process that prints one line: what Node itself takes. */
async function bareNode(): Promise<number> {
  const { firstOutputMs } = await runChild('-e', ['console.log(1)']);
  return firstOutputMs;
}

export const benches: Benches = {
  'start.fixture': async () => {
    await importsOnce();
    const rounds: Awaited<ReturnType<typeof importsOnce>>[] = [];
    for (let i = 0; i < RUNS; i++) rounds.push(await importsOnce());
    const over = (name: keyof typeof IMPORTS, clock: keyof Cost): number[] =>
      rounds.map((costs) => costs[name][clock] - costs.nothing[clock]);
    const zod = median(over('zod', 'cpu'));
    const rows = (name: 'fixture' | 'text', row: string) => {
      const cpu = over(name, 'cpu');
      const wall = median(over(name, 'wall')).toFixed(1);
      return [
        { name: row, ratio: spread(cpu), note: `CPU over an empty module; wall ${wall} ms` },
        { name: `${row}.scaled`, ratio: spread(cpu.map((ms) => (ms * ZOD_MS) / zod)), note: yardstick(zod) },
      ];
    };
    return [...rows('fixture', 'start.fixture'), ...rows('text', 'start.fixture-text')];
  },

  'start.cold': async () => {
    const node = await times(bareNode);
    const zod = (await times(zodAlone)).value;
    const [cold, ready] = [await times(firstEvent), await times(workersReady)];
    const scaled = ({ value, p10, p90 }: Ratio): Ratio => {
      const by = ZOD_MS / zod;
      return { value: value * by, p10: p10 * by, p90: p90 * by };
    };
    const note = yardstick(zod);
    return [
      { name: 'start.cold', ratio: cold, note: `bare Node to its first line: ${node.value.toFixed(0)} ms` },
      { name: 'start.cold.scaled', ratio: scaled(cold), note },
      { name: 'start.workers', ratio: ready, note: 'from the call of generate to its first batch' },
      { name: 'start.workers.scaled', ratio: scaled(ready), note },
    ];
  },
};
