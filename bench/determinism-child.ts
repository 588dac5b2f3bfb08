/** The digest of one run, by an adapter that keeps none of it. */
import { createHash } from 'node:crypto';

import { generate, type AnyEvent, type OutputAdapter } from '../src/index.ts';
import { canonicalLine } from '../src/encode/canonical.ts';
import { fileHere } from './child.ts';
import { RUN } from './model-job.ts';
import { bytesTo } from './sides.ts';

interface Case {
  readonly users: number;
  readonly workers: number;
  readonly batchSize: number;
  readonly adapter: 'bytes' | 'batches' | 'single';
  readonly order: 'user' | 'time';
}

const { users, workers, batchSize, adapter, order } = JSON.parse(process.argv[2] ?? '') as Case;
const hash = createHash('sha256');
const add = (event: AnyEvent): void => void hash.update(`${canonicalLine(event)}\n`);
const adapters: Readonly<Record<Case['adapter'], OutputAdapter<AnyEvent>>> = {
  bytes: bytesTo((bytes) => void hash.update(bytes)),
  batches: { write: add, writeBatch: (events) => events.forEach(add) },
  single: { write: add },
};
const workerModule = fileHere('./worker-journeys.js');
const options = { ...RUN, users, workers, batchSize, order, workerModule, logger: false } as const;
await generate([], { ...options, adapter: adapters[adapter] });
process.stdout.write(hash.digest('hex'));
