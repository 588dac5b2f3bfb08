/** One run in a fresh process; tells its peak memory. */
import { modelJob } from './model-job.ts';
import { run } from './sides.ts';

await run(modelJob, Number(process.argv[2]));
process.stdout.write(`${process.resourceUsage().maxRSS / 1024}\n`);
