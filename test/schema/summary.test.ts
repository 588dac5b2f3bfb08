import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { emptyPart, finishSummary, mergeSummaries } from '../../src/plan/schema-summary.ts';
import type { ValidationPart } from '../../src/plan/schema-summary.ts';
import { eventOf, judgeWith } from './judging.ts';

const schema = { a: z.object({ n: z.number() }), b: z.object({ n: z.number(), m: z.number() }) };

interface Judged {
  readonly name: string;
  readonly n: unknown;
  readonly actorIndex: number;
  readonly sequence: number;
}

/** One fault more than a sample per event of 'b', so that a cut falls inside an event too. */
const judged = fc.record({
  name: fc.constantFrom('a', 'b', 'c', '__proto__', '10', '9'),
  n: fc.constantFrom(1, 'x', null),
});

function partOf(events: readonly Judged[]): ValidationPart {
  const judge = judgeWith({ schema, mode: 'skip' });
  for (const { name, n, actorIndex, sequence } of events) {
    judge.judge(eventOf(name, { n }, `${actorIndex}-${sequence}`), { actorIndex, sequence });
  }
  return judge.part();
}

describe('the summary of judges that judge apart', () => {
  it('is the same however the actors are spread and the parts are merged', () => {
    const actors = fc.array(fc.array(judged, { maxLength: 8 }), { maxLength: 12 });

    fc.assert(
      fc.property(actors, fc.array(fc.nat(3)), fc.boolean(), (streams, spread, backwards) => {
        const byActor = streams.map((events, actorIndex) =>
          events.map((event, sequence) => ({ ...event, actorIndex, sequence })),
        );
        const lanes = [0, 1, 2, 3].map((lane) => byActor.filter((_, i) => (spread[i] ?? 0) === lane).flat());
        const parts = lanes.map((events) => partOf(backwards ? events.toReversed() : events));

        const merged = (backwards ? parts.toReversed() : parts).reduce(mergeSummaries, emptyPart('skip'));

        expect(merged).toEqual(partOf(byActor.flat()));
        expect(JSON.stringify(finishSummary(merged))).toBe(JSON.stringify(finishSummary(partOf(byActor.flat()))));
      }),
      { seed: 42, numRuns: 200 },
    );
  });

  it('holds the first 20 faults in output order, not the first 20 met', () => {
    const events = Array.from({ length: 30 }, (_, i) => ({ name: 'a', n: 'x', actorIndex: 29 - i, sequence: 0 }));

    const { samples, invalid } = finishSummary(mergeSummaries(partOf(events.slice(0, 7)), partOf(events.slice(7))));

    expect(invalid).toBe(30);
    expect(samples.map(({ eventId }) => eventId)).toEqual(Array.from({ length: 20 }, (_, i) => `${i}-0`));
  });

  it('survives the way between threads and into a checkpoint', () => {
    const part = partOf([{ name: '__proto__', n: 1, actorIndex: 0, sequence: 0 }]);

    expect(structuredClone(part)).toEqual(part);
    expect(JSON.parse(JSON.stringify(part))).toEqual(part);
  });

  it('adds up: checked are valid and invalid, skipped are dropped', () => {
    const parts = ['a', 'b', 'c'].flatMap((name) =>
      [1, 'x'].map((n, sequence) => partOf([{ name, n, actorIndex: 1, sequence }])),
    );

    expect(finishSummary(parts.reduce(mergeSummaries))).toMatchObject({
      checked: 4,
      valid: 1,
      invalid: 3,
      dropped: 3,
      unknown: 2,
      byEvent: { a: { checked: 2, invalid: 1 }, b: { checked: 2, invalid: 2 } },
    });
  });
});
