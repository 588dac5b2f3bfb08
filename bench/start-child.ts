/** A run on two worker threads in a fresh process; tells when its first batch came, ms after the call. */
import { generate } from '../src/index.ts';
import { fileHere } from './child.ts';
import { RUN } from './model-job.ts';
import { toNowhere } from './sides.ts';

const { timing } = await generate([], {
  ...RUN,
  users: 128,
  workers: 2,
  workerModule: fileHere('./worker-journeys.js'),
  adapter: toNowhere(),
  digest: 'none',
  logger: false,
});
process.stdout.write(`${timing.firstEventMs}\n`);
