/** What a user's code costs: the model job with one thing more at a time, generated and encoded. Figures, no gates. */
import * as z from 'zod';

import type { AnyEvent, RunOptions } from '../src/index.ts';
import type { AnyJourney } from '../src/model/flow.ts';
import { timingOf, type Benches, type Outcome } from './bench.ts';
import { costRatio, interleave } from './measure.ts';
import { fieldsJob } from './model-fields.ts';
import { modelJob } from './model-job.ts';
import { payloadSchema } from './model-schema.ts';
import { asyncJob, branchingJob, contactJob, rememberingJob, userJob } from './model-variants.ts';
import { run } from './sides.ts';

interface Variant {
  readonly name: string;
  readonly journey: AnyJourney;
  readonly options?: RunOptions<AnyEvent>;
}

const VARIANTS: readonly Variant[] = [
  { name: 'async handlers', journey: asyncJob },
  { name: 'fields instead of handlers', journey: fieldsJob },
  { name: 'when and branch around each action', journey: branchingJob },
  { name: 'ctx.get and ctx.set in each event', journey: rememberingJob },
  { name: 'one faker call in each event', journey: contactJob },
  { name: 'branches, get and set, faker', journey: userJob },
  { name: 'meta', journey: modelJob, options: { meta: true } },
  { name: 'a zod schema on every event', journey: modelJob, options: { eventSchema: { schema: payloadSchema(z) } } },
];

const PLAIN = 'the model job';

export const benches: Benches = {
  'user.variants': async (protocol) => {
    const { users } = protocol;
    const sides = [
      { name: PLAIN, run: () => run(modelJob, users) },
      ...VARIANTS.map(({ name, journey, options }) => ({ name, run: () => run(journey, users, options) })),
    ];
    const timings = await interleave(sides, protocol);
    const by = timingOf(timings, PLAIN);
    return VARIANTS.map(({ name }): Outcome => {
      const of = timingOf(timings, name);
      return { name: `user: ${name}`, ratio: costRatio(of, by), of, by };
    });
  },
};
