/** From a world in which something is wrong to the smallest one in which it still is. */
import { SynodeError } from '../../errors.ts';
import type { AnyEvent } from '../../model/event.ts';
import { fixtureOf, specOfFixture } from '../fixture.ts';
import { fixtureText } from '../source-text.ts';
import type { FixtureSpec } from '../spec.ts';
import type { Fixture } from '../types.ts';
import { fewerActors, fewerInstances, plainerValues, shorterWays } from './stages.ts';
import { Shrinker } from './shrinker.ts';
import { nameOf, tryWorld, type Predicate, type Trial } from './trial.ts';

/** The smallest failing world that was found. */
export interface Shrunk<E extends AnyEvent = AnyEvent> {
  readonly fixture: Fixture<E>;
  /** Its events, as `collect` gives them. */
  readonly events: readonly E[];
  /** Worlds that were run, the first included. */
  readonly runs: number;
  /** Why it stopped: nothing smaller fails any more, or `maxRuns` was reached. */
  readonly stopped: 'minimum' | 'maxRuns';
  /** The fixture as source text, to be pasted into a test. */
  readonly code: string;
}

const STAGES = [fewerActors, fewerInstances, shorterWays, plainerValues];

/** `shrink`, loaded when it is called. */
export async function shrinkFixture<E extends AnyEvent>(
  fixture: Fixture<E>,
  predicate: Predicate<E>,
  { maxRuns = 500 }: { readonly maxRuns?: number } = {},
): Promise<Shrunk<E>> {
  if (!Number.isSafeInteger(maxRuns) || maxRuns < 1) throw invalid('maxRuns', 'a whole number of 1 or more', maxRuns);
  const fails = predicate as Predicate;
  const first = await tryWorld(specOfFixture(fixture), fails);
  if (first === undefined) throw invalid('predicate', 'a predicate that fails on the world given', 'one that holds');
  const shrinker = new Shrinker(first, fails, maxRuns);
  for (let before = ''; before !== nameOf(shrinker.best.spec);) {
    before = nameOf(shrinker.best.spec);
    for (const stage of STAGES) await stage(shrinker);
  }
  const { best, runs } = shrinker;
  const spec = readable(best);
  return {
    fixture: fixtureOf<E>(spec),
    events: best.events as readonly AnyEvent[] as readonly E[],
    runs,
    stopped: shrinker.isExhausted ? 'maxRuns' : 'minimum',
    code: fixtureText(spec),
  };
}

/** The same world in fewer words: instances say which journeys, and one actor needs no name in them. */
function readable({ spec, actors }: Trial): FixtureSpec {
  const { instances, ...rest } = spec.only;
  if (instances === undefined) return spec;
  const [only, ...others] = actors;
  const named = others.length > 0 ? instances : instances.map((instance) => instance.split(':').slice(-2).join(':'));
  return { ...spec, only: { ...(only === undefined ? rest : { actors }), instances: named } };
}

function invalid(option: string, expected: string, received: unknown): SynodeError {
  return new SynodeError('INVALID_OPTION', `shrink needs ${expected}`, {
    path: ['shrink', `'${option}'`],
    expected,
    received: String(received),
    suggestion: option === 'maxRuns' ? 'Leave it out for 500.' : 'Give more users, or another seed.',
  });
}
