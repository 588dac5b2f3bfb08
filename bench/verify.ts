/**
 * The proof of a folder against parsing its events and doing nothing with them: both read the same file in chunks of the
 * same size, line by line, in this process. The least of several rounds counts, because a busy machine only ever adds.
 */
import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../adapters/file.ts';
import { o2c, p2p, world } from '../journeys/index.ts';
import { generate, scenario, verify, type Scenario } from '../src/index.ts';
import { tableProjections, writeOutput } from '../src/run-output.ts';
import { timingOf, type Benches } from './bench.ts';
import { costRatio, interleave, type Protocol, type Ratio, type Timing } from './measure.ts';
import { EVENTS_PER_USER } from './model-job.ts';

const MOST_ROUNDS = 9;

export const benches: Benches = {
  'verify.all-checks': async (protocol) => {
    const folder = mkdtempSync(join(tmpdir(), 'synode-bench-'));
    try {
      const input = trade();
      const file = join(folder, 'events', 'events.ndjson');
      const projections = tableProjections(input, []);
      const options = { seed: 42, adapter: new FileAdapter(file), digest: 'stream', projections };
      const result = await generate(input, options as never);
      await writeOutput(folder, input, result);
      return await measured(folder, input, { ...protocol, users: result.stream.events / EVENTS_PER_USER });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
};

/** A year of a company that buys all it sells, with its defaults. */
function trade(): Scenario {
  const period = { start: '2025-01-01', end: '2026-01-01' };
  return scenario({ ...world({ preset: 'distributor' }), period, processes: [o2c(), p2p()] }) as unknown as Scenario;
}

async function measured(folder: string, input: Scenario, protocol: Protocol) {
  const books = { processes: [], fileChecks: [] };
  const sides = [
    { name: 'every check, rules replayed', run: () => proved(folder, input) },
    { name: 'the books alone', run: () => proved(folder, books) },
    { name: 'JSON.parse of each line', run: () => parse(join(folder, 'events', 'events.ndjson')) },
  ];
  const rounds = Math.min(protocol.rounds, MOST_ROUNDS);
  const timings = await interleave(sides, { ...protocol, warmUps: 2, rounds });
  const [all, alone, by] = sides.map(({ name }) => timingOf(timings, name));
  if (all === undefined || alone === undefined || by === undefined) throw new Error('a side is missing');
  return [
    { name: 'verify.all-checks', ratio: leastRatio(all, by), of: all, by },
    { name: 'verify: the books alone', ratio: leastRatio(alone, by), of: alone, by },
  ];
}

function leastRatio(of: Timing, by: Timing): Ratio {
  return { ...costRatio(of, by), value: Math.min(...of.cpu) / Math.min(...by.cpu) };
}

async function proved(
  folder: string,
  scenarioOfIt: NonNullable<Parameters<typeof verify>[1]>['scenario'],
): Promise<void> {
  const { ok } = await verify(folder, scenarioOfIt === undefined ? {} : { scenario: scenarioOfIt });
  if (!ok) throw new Error('what was just written is not proved');
}

/** Sum of what was parsed, so that nothing can be left out. */
let parsedNames = 0;

async function parse(path: string): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) {
    const whole: Buffer = rest.length === 0 ? (chunk as Buffer) : Buffer.concat([rest, chunk as Buffer]);
    let start = 0;
    for (let end = whole.indexOf(10); end !== -1; end = whole.indexOf(10, start)) {
      parsedNames += (JSON.parse(whole.toString('utf8', start, end)) as { readonly name: string }).name.length;
      start = end + 1;
    }
    rest = Buffer.from(whole.subarray(start));
  }
  if (parsedNames === 0) throw new Error('nothing was parsed');
}
