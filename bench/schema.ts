/** What checking payloads adds: every event, and one of 64. Gate 14. */
import * as z from 'zod';

import { timingOf, type Benches } from './bench.ts';
import { costRatio, interleave, type Side } from './measure.ts';
import { modelJob } from './model-job.ts';
import { payloadSchema } from './model-schema.ts';
import { run } from './sides.ts';

export const benches: Benches = {
  'schema.sampled': async (protocol) => {
    const { users } = protocol;
    const schema = payloadSchema(z);
    const sides: Side[] = [
      { name: 'sample: 64', run: () => run(modelJob, users, { eventSchema: { schema, sample: 64 } }) },
      { name: 'every event', run: () => run(modelJob, users, { eventSchema: { schema } }) },
      { name: 'no schema', run: () => run(modelJob, users) },
    ];
    const timings = await interleave(sides, protocol);
    const by = timingOf(timings, 'no schema');
    const [sampled, strict] = [timingOf(timings, 'sample: 64'), timingOf(timings, 'every event')];
    return [
      { name: 'schema.sampled', ratio: costRatio(sampled, by), of: sampled, by },
      { name: 'schema: every event', ratio: costRatio(strict, by), of: strict, by },
    ];
  },
};
