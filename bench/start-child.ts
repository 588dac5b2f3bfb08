/** A run on two worker threads in a fresh process; tells when its first batch came, ms after the call. */
import { generate, type AnyEvent, type OutputAdapter } from 'synode';

import { fileHere } from './child.ts';

const adapter: OutputAdapter<AnyEvent> = { encoding: 'ndjson', write: () => undefined, writeEncoded: () => undefined };
const { timing } = await generate([], {
  users: 128,
  workers: 2,
  workerModule: fileHere('./start-journey.js'),
  adapter,
  digest: 'none',
  logger: false,
});
process.stdout.write(`${timing.firstEventMs}\n`);
