/**
 * Text: pools against faker, and what the engine adds to faker. Gates 8 and 9. Ten texts an event leave some 40 kB of
 * garbage, so whoever keeps events for a moment pays for what the collector has to copy: the bare calls keep theirs for as
 * long as a batch is kept.
 */
import { faker } from '@faker-js/faker/locale/en';

import { timingOf, type Benches } from './bench.ts';
import { costRatio, interleave, type Protocol, type Side } from './measure.ts';
import { EVENTS_PER_USER } from './model-job.ts';
import { callFaker, fakedJob, METHODS, pooledJob } from './model-variants.ts';
import { countObjects, run } from './sides.ts';

/** Ten faker calls cost as much as many events: a tenth of the users gives rounds of the same length. */
function fewer(protocol: Protocol): Protocol {
  return { ...protocol, users: protocol.users / 10 };
}

/** Events in a batch, where an adapter wishes for nothing else. */
const BATCH = 1000;

/** The calls alone, their texts kept as a batch of payloads would be. */
function bareCalls(users: number): void {
  let kept: string[][] = [];
  let length = 0;
  for (let event = 0; event < users * EVENTS_PER_USER; event++) {
    kept.push(METHODS.map((method) => callFaker(faker, method)));
    if (kept.length < BATCH) continue;
    length += kept.length;
    kept = [];
  }
  if (length + kept.length !== users * EVENTS_PER_USER) throw new Error('texts were lost');
}

export const benches: Benches = {
  'text.pools': async (protocol) => {
    const { users } = protocol;
    const few = users / 10;
    const sides: Side[] = [
      { name: 'ten faker calls', users: few, run: () => run(fakedJob, few, { adapter: countObjects() }) },
      { name: 'ten draws from pools', run: () => run(pooledJob, users, { adapter: countObjects() }) },
    ];
    const timings = await interleave(sides, protocol);
    const [of, by] = [timingOf(timings, 'ten faker calls'), timingOf(timings, 'ten draws from pools')];
    return [{ name: 'text.pools', ratio: costRatio(of, by), of, by, note: 'a thread keeps its pools' }];
  },

  'text.faker-overhead': async (full) => {
    const protocol = fewer(full);
    const { users } = protocol;
    const sides: Side[] = [
      { name: 'journey, objects', run: () => run(fakedJob, users, { adapter: countObjects() }) },
      { name: 'journey, encoded', run: () => run(fakedJob, users) },
      { name: 'the bare calls', run: () => bareCalls(users) },
    ];
    const timings = await interleave(sides, protocol);
    const by = timingOf(timings, 'the bare calls');
    const [objects, encoded] = [timingOf(timings, 'journey, objects'), timingOf(timings, 'journey, encoded')];
    return [
      { name: 'text.faker-overhead.objects', ratio: costRatio(objects, by), of: objects, by },
      { name: 'text.faker-overhead.encoded', ratio: costRatio(encoded, by), of: encoded, by },
    ];
  },
};
