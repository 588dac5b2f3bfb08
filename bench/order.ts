/** Time order in memory against user order: gate 19. */
import { timingOf, type Benches } from './bench.ts';
import { costRatio, interleave, type Side } from './measure.ts';
import { modelJob } from './model-job.ts';
import { run } from './sides.ts';

export const benches: Benches = {
  'order.time': async (protocol) => {
    const { users } = protocol;
    const sides: Side[] = [
      { name: "order: 'time'", run: () => run(modelJob, users, { order: 'time' }) },
      { name: "order: 'user'", run: () => run(modelJob, users) },
    ];
    const timings = await interleave(sides, protocol);
    const [of, by] = [timingOf(timings, "order: 'time'"), timingOf(timings, "order: 'user'")];
    return [{ name: 'order.time', ratio: costRatio(of, by), of, by }];
  },
};
