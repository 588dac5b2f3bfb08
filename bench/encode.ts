/** Generating and encoding together, against `JSON.stringify`: gates 4 and 5, and what a digest adds. */
import { timingOf, type Benches } from './bench.ts';
import { costRatio, interleave, type Side, type Timing } from './measure.ts';
import { modelJob } from './model-job.ts';
import { asDate, asText, handLoop, type PlainEvent } from './reference-loop.ts';
import { checkEqual, FIELDS, HANDLERS, run, writeReference, type Job } from './sides.ts';

/** Ready objects: few enough to stay in the caches, which favours `JSON.stringify`. */
const READY_USERS = 100;

function stringifySide(name: string, users: number, stamp: typeof asDate): Side {
  const ready: PlainEvent[] = [];
  handLoop(READY_USERS, stamp, (event) => void ready.push(event));
  return {
    name,
    run: () => {
      let length = 0;
      for (let done = 0; done < users; done += READY_USERS) {
        for (const event of ready) length += JSON.stringify(event).length;
      }
      if (length === 0) throw new Error('nothing was written');
    },
  };
}

/** Both forms of the timestamp: the faster one counts, because the slower would flatter the engine. */
function referenceSides(job: Job, users: number): readonly Side[] {
  return [
    { name: 'JSON reference, Date', run: () => writeReference(job, users, asDate) },
    { name: 'JSON reference, text', run: () => writeReference(job, users, asText) },
  ];
}

function fasterOf(timings: readonly Timing[], what: string): Timing {
  const [date, text] = [timingOf(timings, `${what}, Date`), timingOf(timings, `${what}, text`)];
  return costRatio(date, text).value < 1 ? date : text;
}

export const benches: Benches = {
  'encode.ndjson': async (protocol) => {
    const { users } = protocol;
    const mean = await checkEqual(HANDLERS, users);
    const sides: Side[] = [
      { name: 'handlers', run: () => run(modelJob, users) },
      ...referenceSides(HANDLERS, users),
      stringifySide('JSON.stringify, Date', users, asDate),
      stringifySide('JSON.stringify, text', users, asText),
    ];
    const timings = await interleave(sides, protocol);
    const of = timingOf(timings, 'handlers');
    const reference = fasterOf(timings, 'JSON reference');
    const bare = fasterOf(timings, 'JSON.stringify');
    const note = `mean line ${mean.toFixed(1)} B`;
    return [
      { name: 'encode.ndjson', ratio: costRatio(of, reference), of, by: reference, note },
      // Both handle the same bytes, so the ratio of speeds is the inverse ratio of costs.
      { name: 'encode.vs-stringify', ratio: costRatio(bare, of), of: bare, by: of, note },
    ];
  },

  'encode.fields': async (protocol) => {
    const { users } = protocol;
    const mean = await checkEqual(FIELDS, users);
    const side = { name: 'fields', run: () => run(FIELDS.journey, users) };
    const timings = await interleave([side, ...referenceSides(FIELDS, users)], protocol);
    const [of, by] = [timingOf(timings, 'fields'), fasterOf(timings, 'JSON reference')];
    return [{ name: 'encode.fields', ratio: costRatio(of, by), of, by, note: `mean line ${mean.toFixed(1)} B` }];
  },

  'encode.digest': async (protocol) => {
    const { users } = protocol;
    const sides: Side[] = [
      { name: "digest: 'stream'", run: () => run(modelJob, users, { digest: 'stream' }) },
      { name: "digest: 'none'", run: () => run(modelJob, users) },
    ];
    const timings = await interleave(sides, protocol);
    const [of, by] = [timingOf(timings, "digest: 'stream'"), timingOf(timings, "digest: 'none'")];
    return [{ name: 'encode.digest', ratio: costRatio(of, by), of, by }];
  },
};
