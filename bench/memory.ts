/** Peak memory at ten times the users: gate 13. Memory that grows with events is a defect. */
import type { Benches } from './bench.ts';
import { fileHere, runChild } from './child.ts';
import { median, quantile, type Ratio } from './measure.ts';

const RUNS = 3;

/** Fewer leave V8's young generation growing: 2,000 users end at 80 MB, 20,000 at 100, ten times as many at hardly more. */
const LEAST_USERS = 10_000;

async function peaks(users: number): Promise<readonly number[]> {
  const megabytes: number[] = [];
  for (let i = 0; i < RUNS; i++) {
    const { stdout } = await runChild(fileHere('./memory-child.js'), [String(users)]);
    megabytes.push(Number(stdout));
  }
  return megabytes;
}

function spread(values: readonly number[]): Ratio {
  return { value: median(values), p10: quantile(values, 0.1), p90: quantile(values, 0.9) };
}

export const benches: Benches = {
  'memory.flat': async () => {
    const users = LEAST_USERS;
    const [one, ten] = [await peaks(users), await peaks(10 * users)];
    const base = median(one);
    const note = `peak RSS ${median(one).toFixed(0)} MB with ${users} users, ${median(ten).toFixed(0)} MB with ten times as many`;
    return [
      { name: 'memory.flat', ratio: spread(ten.map((megabytes) => megabytes / base)), note },
      { name: 'memory.peak', ratio: spread(ten), note },
    ];
  },
};
