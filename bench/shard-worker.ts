/** A thread that writes one shard to a file of its own whenever it is told to. */
import { parentPort, workerData } from 'node:worker_threads';

import { FileAdapter } from '../adapters/file.ts';
import { modelJob } from './model-job.ts';
import { run } from './sides.ts';

interface Task {
  readonly users: number;
  readonly shard: { readonly index: number; readonly count: number };
  readonly path: string;
}

const { name } = workerData as { readonly name: string };

parentPort?.on('message', (task: Task) => {
  const adapter = new FileAdapter({ path: task.path, fsync: false });
  void run(modelJob, task.users, { adapter, shard: task.shard }, task.users / task.shard.count).then(
    () => parentPort?.postMessage({ name }),
    (thrown: unknown) => parentPort?.postMessage({ name, error: String(thrown) }),
  );
});
