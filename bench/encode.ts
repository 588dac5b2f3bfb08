/** Generating and encoding together, against `JSON.stringify`: gates 4 and 5. */
import { createHash, type Hash } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';

import { generate, type EncodedBatch, type OutputAdapter } from '../src/index.ts';
import { timingOf, type Benches } from './bench.ts';
import { costRatio, interleave, type Side, type Timing } from './measure.ts';
import { EVENTS_PER_USER, modelJob, RUN } from './model-job.ts';
import { asDate, asText, handLoop, JsonWriter, writeReference, type PlainEvent } from './reference-loop.ts';

/** Writes encoded batches to a file descriptor, as any adapter may. */
export function bytesTo(take: (bytes: Uint8Array) => void): OutputAdapter {
  return {
    encoding: 'ndjson',
    write: () => {
      throw new Error('events were expected as bytes');
    },
    writeEncoded: ({ bytes }: EncodedBatch) => take(bytes),
  };
}

/** Engine and reference must give the same bytes: a ratio between unequal outputs says nothing. Gives bytes per event. */
async function checkEqual(users: number): Promise<number> {
  let size = 0;
  const engine = createHash('sha256');
  const adapter = bytesTo((bytes) => void (engine.update(bytes), (size += bytes.length)));
  await generate(modelJob, { ...RUN, users, adapter, digest: 'none' });
  const expected = engine.digest('hex');
  for (const stamp of [asDate, asText]) {
    const reference: Hash = createHash('sha256');
    const writer = new JsonWriter((bytes) => void reference.update(bytes));
    handLoop(users, stamp, writer.add);
    writer.flush();
    if (reference.digest('hex') !== expected) throw new Error('engine and reference give different bytes');
  }
  const mean = size / (users * EVENTS_PER_USER);
  if (Math.abs(mean / MEAN_LINE - 1) > 0.03) throw new Error(`the mean line has ${mean} bytes, not ${MEAN_LINE}`);
  return mean;
}

const MEAN_LINE = 714.6;

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

/** The side that costs less: a slower form of the reference would flatter the engine. */
function faster(one: Timing, other: Timing, ratio: (timing: Timing) => number): Timing {
  return ratio(one) > ratio(other) ? one : other;
}

export const benches: Benches = {
  'encode.ndjson': async (protocol) => {
    const { users } = protocol;
    const mean = await checkEqual(users);
    const fd = openSync('/dev/null', 'w');
    const adapter = bytesTo((bytes) => void writeSync(fd, bytes));
    const sides: Side[] = [
      { name: 'engine', run: async () => void (await generate(modelJob, { ...RUN, users, adapter, digest: 'none' })) },
      { name: 'JSON reference, Date', run: () => writeReference(users, asDate, fd) },
      { name: 'JSON reference, text', run: () => writeReference(users, asText, fd) },
      stringifySide('JSON.stringify, Date', users, asDate),
      stringifySide('JSON.stringify, text', users, asText),
    ];
    const timings = await interleave(sides, protocol);
    closeSync(fd);
    const of = timingOf(timings, 'engine');
    const cost = (by: Timing): number => costRatio(of, by).value;
    const reference = faster(
      timingOf(timings, 'JSON reference, Date'),
      timingOf(timings, 'JSON reference, text'),
      cost,
    );
    const bare = faster(timingOf(timings, 'JSON.stringify, Date'), timingOf(timings, 'JSON.stringify, text'), cost);
    const note = `mean line ${mean.toFixed(1)} B`;
    return [
      { name: 'encode.ndjson', ratio: costRatio(of, reference), of, by: reference, note },
      // Both handle the same bytes, so the ratio of speeds is the inverse ratio of costs.
      { name: 'encode.vs-stringify', ratio: costRatio(bare, of), of: bare, by: of, note },
    ];
  },
};
