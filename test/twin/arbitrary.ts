/** Random programs. Small ones mostly, and every construct likely to meet every other. */
import fc from 'fast-check';

import {
  DAY,
  HOUR,
  type ActionProgram,
  type AdventureProgram,
  type ArrivalsProgram,
  type Chance,
  type Condition,
  type Deed,
  type JourneyProgram,
  type Program,
  type Steps,
  type Wait,
} from './program.ts';

/** Few different lengths, so that instances often meet at one instant. */
const length = fc.constantFrom(0, 0, 1, HOUR, HOUR, 5 * HOUR, DAY);

const delay: fc.Arbitrary<Wait> = fc.oneof(
  { weight: 4, arbitrary: length.map((ms): Wait => ({ kind: 'fixed', ms })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(length, length, fc.constantFrom('uniform' as const, 'exponential' as const))
      .map(([min, more, law]): Wait => ({ kind: 'span', min, max: min + more, law })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 2 }).map((count): Wait => ({ kind: 'months', count })) },
  { weight: 2, arbitrary: fc.constantFrom(1, 30).map((hours): Wait => ({ kind: 'drawn', hours })) },
);

const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined, freq: 3 });

const bounce: fc.Arbitrary<Chance> = fc.record({
  p: fc.oneof(
    { weight: 30, arbitrary: fc.constant(0) },
    { weight: 5, arbitrary: fc.constantFrom(0.1, 0.4) },
    fc.constant(1),
  ),
  by: fc.constantFrom('number' as const, 'function' as const, 'state' as const),
});

const key = fc.constantFrom('a' as const, 'b' as const);

const deed: fc.Arbitrary<Deed> = fc.oneof(
  { weight: 6, arbitrary: length.map((after): Deed => ({ kind: 'say', after })) },
  { weight: 1, arbitrary: fc.constant<Deed>({ kind: 'swallow' }) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(key, fc.constantFrom(undefined, 'action' as const, 'adventure' as const, 'journey' as const))
      .map(([of, scope]): Deed => ({ kind: 'set', key: of, scope })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: 1, max: 2 }), length)
      .map(([further, after]): Deed => ({ kind: 'start', further, after })),
  },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 1 }).map((journey): Deed => ({ kind: 'complete', journey })) },
  { weight: 1, arbitrary: fc.constant<Deed>({ kind: 'rotate' }) },
  { weight: 1, arbitrary: fc.constantFrom(0, 0.05, 0.2).map((chance): Deed => ({ kind: 'fail', chance })) },
);

const condition: fc.Arbitrary<Condition> = fc.oneof(
  { weight: 16, arbitrary: fc.constantFrom(0, 0.5, 0.8).map((p): Condition => ({ kind: 'chance', p })) },
  { weight: 12, arbitrary: key.map((of): Condition => ({ kind: 'state', key: of })) },
  {
    weight: 8,
    arbitrary: fc.integer({ min: 0, max: 2 }).map((journey): Condition => ({ kind: 'completed', journey })),
  },
  { weight: 4, arbitrary: fc.integer({ min: 1, max: 2 }).map((further): Condition => ({ kind: 'acts', further })) },
  { weight: 1, arbitrary: fc.constant<Condition>({ kind: 'odd' }) },
);

/** Steps over a pool of two: what stands at several places shares its counters. */
const steps: fc.Arbitrary<Steps> = fc
  .letrec<{ steps: Steps; inner: Steps; leaf: Steps; verb: Steps }>((tie) => ({
    steps: fc
      .array(fc.oneof({ weight: 3, arbitrary: tie('leaf') }, { weight: 2, arbitrary: tie('verb') }), {
        minLength: 1,
        maxLength: 4,
      })
      .map((lists) => lists.flat()),
    inner: fc
      .array(fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('verb')), {
        minLength: 0,
        maxLength: 3,
      })
      .map((lists) => lists.flat()),
    leaf: fc.integer({ min: 0, max: 1 }).map((at): Steps => [{ kind: 'leaf', at }]),
    verb: fc.oneof<fc.Arbitrary<Steps>[]>(
      fc
        .tuple(delay, fc.constantFrom(undefined, undefined, 'pause'))
        .map(([of, id]) => [{ kind: 'wait', delay: of, id }]),
      fc.integer({ min: 0, max: 6 }).map((n) => [{ kind: 'until', ms: n * 7 * HOUR }]),
      fc.constantFrom(0, 13).map((hour) => [{ kind: 'daily', hour }]),
      fc
        .tuple(condition, tie('inner'), tie('inner'))
        .map(([of, yes, no]) => [{ kind: 'when', condition: of, yes, no }]),
      fc
        .tuple(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 3 }), tie('inner'), tie('inner'))
        .map(([left, right, one, other]) => [{ kind: 'branch', weights: [left, right], arms: [one, other] }]),
      fc
        .tuple(fc.integer({ min: 0, max: 3 }), fc.boolean(), tie('inner'))
        .map(([times, computed, inside]) => [{ kind: 'repeat', times, computed, steps: inside }]),
      fc
        .tuple(condition, fc.integer({ min: 1, max: 3 }), maybe(delay), tie('inner'))
        .map(([of, max, every, inside]) => [{ kind: 'while', condition: of, max, every, steps: inside }]),
    ),
  }))
  .steps.map((list) => onceNamed(list));

/** An id may stand once among siblings: the second goes without. */
function onceNamed(list: Steps): Steps {
  let isTaken = false;
  return list.map((step) => {
    switch (step.kind) {
      case 'wait': {
        const id = isTaken ? undefined : step.id;
        isTaken ||= id !== undefined;
        return { ...step, id };
      }
      case 'when':
        return { ...step, yes: onceNamed(step.yes), no: onceNamed(step.no) };
      case 'branch':
        return { ...step, arms: [onceNamed(step.arms[0]), onceNamed(step.arms[1])] };
      case 'repeat':
      case 'while':
        return { ...step, steps: onceNamed(step.steps) };
      default:
        return step;
    }
  });
}

const action: fc.Arbitrary<ActionProgram> = fc.record({
  deeds: fc.array(deed, { minLength: 1, maxLength: 4 }),
  isAsync: fc.constantFrom(false, false, false, true),
  counts: fc.boolean(),
  timeSpan: maybe(delay),
  bounce,
});

const adventure: fc.Arbitrary<AdventureProgram> = fc.record({
  pool: fc.tuple(action, action),
  steps,
  timeSpan: maybe(delay),
  bounce,
  onBounce: fc.constantFrom('stop' as const, 'skip' as const),
});

const arrivals: fc.Arbitrary<ArrivalsProgram> = fc.oneof(
  { weight: 3, arbitrary: fc.constant<ArrivalsProgram>({ kind: 'chain' }) },
  { weight: 1, arbitrary: fc.constant<ArrivalsProgram>({ kind: 'never' }) },
  { weight: 1, arbitrary: length.map((ms): ArrivalsProgram => ({ kind: 'once', ms })) },
  { weight: 1, arbitrary: fc.constant<ArrivalsProgram>({ kind: 'opening' }) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(HOUR, 5 * HOUR, DAY), length, fc.constantFrom(0, 0, 0.4), fc.integer({ min: 0, max: 5 }))
      .map(([ms, offset, jitter, count]): ArrivalsProgram => ({ kind: 'every', ms, offset, jitter, count })),
  },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom(1, 5), fc.integer({ min: 0, max: 5 }))
      .map(([perDay, count]): ArrivalsProgram => ({ kind: 'poisson', perDay, count })),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(0, 13), fc.constantFrom(0, HOUR, 3 * DAY), fc.integer({ min: 0, max: 5 }))
      .map(([hour, jitter, count]): ArrivalsProgram => ({ kind: 'daily', hour, jitter, count })),
  },
);

const journey: fc.Arbitrary<JourneyProgram> = fc.record({
  pool: fc.tuple(adventure, adventure),
  steps,
  requires: fc.constantFrom([], [], [], [0]),
  arrivals,
  bounce,
  suppression: maybe(delay),
});

/** Programs that Synode accepts: a journey requires only what stands before it. */
export const program: fc.Arbitrary<Program> = fc
  .record({
    journeys: fc.array(journey, { minLength: 1, maxLength: 3 }),
    users: fc.integer({ min: 1, max: 3 }),
    seed: fc.integer({ min: 0, max: 999_999 }).map(String),
    persona: fc.boolean(),
    days: fc.constantFrom(0, 2, 5, 9),
    starts: fc.constantFrom('uniform' as const, 'together' as const),
    afterEnd: fc.constantFrom('drop' as const, 'keep' as const),
  })
  .map((made) => ({
    ...made,
    journeys: made.journeys.map((of, i) => ({ ...of, requires: of.requires.filter((other) => other < i) })),
  }));
