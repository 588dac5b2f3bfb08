/** Two threads against one: each its own file, and one ordered file. Gates 10 and 11. */
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

import { FileAdapter } from '../adapters/file.ts';
import { timingOf, type Bench, type Benches, type Outcome } from './bench.ts';
import { fileHere } from './child.ts';
import { costRatio, interleave, type Protocol, type Side } from './measure.ts';
import { modelJob } from './model-job.ts';
import { run } from './sides.ts';

/** Threads are for long runs: many times the users, and fewer rounds of them. */
function longer({ users, rounds }: Protocol, times: number): Protocol {
  return { users: times * users, warmUps: 1, rounds: Math.max(5, Math.ceil((rounds * 3) / times)) };
}

/** Shards run on threads that are there and warm. */
const SHARDS = 10;
/** The threads of a run begin cold, each with the run's code to learn: in a run of this length that is a small part. */
const ONE_FILE = 40;

function onTwoCores(measure: (protocol: Protocol, folder: string) => Promise<readonly Outcome[]>): Bench {
  return async (protocol) => {
    if (availableParallelism() < 2) return [{ name: 'workers', absent: 'this machine has one core' }];
    const folder = mkdtempSync(join(tmpdir(), 'synode-bench-'));
    try {
      return await measure(protocol, folder);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  };
}

/** Threads that are there and warm: what is measured is the work, not the start. */
class Shards {
  readonly #workers: readonly Worker[];
  readonly #folder: string;

  constructor(count: number, folder: string) {
    this.#folder = folder;
    this.#workers = Array.from(
      { length: count },
      (_, i) => new Worker(fileHere('./shard-worker.js'), { workerData: { name: `shard ${i + 1}` } }),
    );
  }

  async run(users: number): Promise<void> {
    const count = this.#workers.length;
    const done = this.#workers.map(async (worker, i) => {
      worker.postMessage({ users, shard: { index: i + 1, count }, path: join(this.#folder, `${i + 1}.ndjson`) });
      const [answer] = (await once(worker, 'message')) as [{ readonly error?: string }];
      if (answer.error !== undefined) throw new Error(answer.error);
    });
    await Promise.all(done);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }
}

export const benches: Benches = {
  'workers.shards': onTwoCores(async (asked, folder) => {
    const protocol = longer(asked, SHARDS);
    const [one, two] = [new Shards(1, folder), new Shards(2, folder)];
    const sides: Side[] = [
      { name: 'one thread', run: () => one.run(protocol.users) },
      { name: 'two threads', run: () => two.run(protocol.users) },
    ];
    const timings = await interleave(sides, protocol);
    await Promise.all([one.stop(), two.stop()]);
    const [of, by] = [timingOf(timings, 'one thread'), timingOf(timings, 'two threads')];
    return [
      { name: 'workers.shards', ratio: costRatio(of, by, 'wall'), of, by, note: 'wall, threads warm' },
      { name: 'workers.shards.inflation', ratio: costRatio(by, of), of: by, by: of },
    ];
  }),

  'workers.one-file': onTwoCores(async (asked, folder) => {
    const protocol = longer(asked, ONE_FILE);
    const { users } = protocol;
    const side = (name: string, workers: number): Side => ({
      name,
      run: () => {
        const adapter = new FileAdapter({ path: join(folder, `${workers}.ndjson`), fsync: false });
        return run(modelJob, users, { adapter, workers, workerModule: fileHere('./worker-journeys.js') });
      },
    });
    const timings = await interleave([side('no workers', 0), side('two workers', 2)], protocol);
    const [of, by] = [timingOf(timings, 'no workers'), timingOf(timings, 'two workers')];
    return [
      {
        name: 'workers.one-file',
        ratio: costRatio(of, by, 'wall'),
        of,
        by,
        note: 'wall, start of the threads included',
      },
      { name: 'workers: CPU inflation', ratio: costRatio(by, of), of: by, by: of },
    ];
  }),
};
