/** Runs what it is told to and prints the SHA-256 of each run's canonical lines, one a line. */
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { FileAdapter } from '../../dist/adapters/file.js';
import { canonicalLine } from '../../src/encode/canonical.ts';
import { InMemoryAdapter, type AnyEvent, type RunOptions } from '../../dist/src/index.js';
import type { Case } from './matrix.ts';

/** The run with what no option offers; its types are not public, so they come from the sources. */
const BUILT = new URL('../../dist/src/run-call.js', import.meta.url).href;
const { runCall } = (await import(BUILT)) as typeof import('../../src/run-call.ts');

const folder = mkdtempSync(join(tmpdir(), 'synode-law-'));

async function digestOf(one: Case): Promise<string> {
  const { subject, windowMs, heldBytes, destination, lanes, workers, batchSize } = one;
  const path = join(folder, 'out.ndjson');
  const memory = new InMemoryAdapter<AnyEvent>();
  const journeys = { users: 90, startDate: '2025-03-01', endDate: '2025-04-15' };
  const call = {
    ...(subject === 'chain by time' ? {} : journeys),
    lanes,
    workers,
    batchSize,
    order: subject === 'chain by time' || subject === 'journeys by time' ? 'time' : 'user',
    workerModule: new URL(MODULES[subject], import.meta.url),
    adapter: destination === 'file' ? new FileAdapter(path) : memory,
    logger: false,
  };
  await runCall([], call as unknown as RunOptions<never>, { windowMs, heldBytes });
  const text = destination === 'file' ? readFileSync(path) : memory.events.map((e) => `${canonicalLine(e)}\n`).join('');
  return createHash('sha256').update(text).digest('hex');
}

const MODULES = {
  'chain by time': '../workers/chain-module.ts',
  'journeys by time': './matrix-module.ts',
  'journeys by user': './matrix-module.ts',
  'local time': './local-time-module.ts',
} as const;

try {
  for (const one of JSON.parse(process.argv[2] ?? '[]') as readonly Case[]) {
    process.stdout.write(`${await digestOf(one)}\n`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
