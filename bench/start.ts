/** Starting: the command line to its first event, and two worker threads. Gate 18, the only one in wall time. */
import type { Benches } from './bench.ts';
import { fileHere, runChild } from './child.ts';
import { median, quantile, type Ratio } from './measure.ts';

const RUNS = 15;

async function times(once: () => Promise<number>): Promise<Ratio> {
  await once();
  const ms: number[] = [];
  for (let i = 0; i < RUNS; i++) ms.push(await once());
  return { value: median(ms), p10: quantile(ms, 0.1), p90: quantile(ms, 0.9) };
}

async function firstEvent(): Promise<number> {
  const args = ['generate', fileHere('./start-config.js'), '--to', '-', '--quiet'];
  const { firstOutputMs } = await runChild(fileHere('../src/cli/bin.js'), args, { stopAtOutput: true });
  return firstOutputMs;
}

async function workersReady(): Promise<number> {
  const { stdout } = await runChild(fileHere('./start-child.js'), []);
  return Number(stdout);
}

/** A bare process that prints one line: what Node itself takes. */
async function bareNode(): Promise<number> {
  const { firstOutputMs } = await runChild('-e', ['console.log(1)']);
  return firstOutputMs;
}

export const benches: Benches = {
  'start.cold': async () => {
    const node = await times(bareNode);
    const note = `bare Node to its first line: ${node.value.toFixed(0)} ms`;
    return [
      { name: 'start.cold', ratio: await times(firstEvent), note },
      { name: 'start.workers', ratio: await times(workersReady), note: 'from the call of generate to its first batch' },
    ];
  },
};
