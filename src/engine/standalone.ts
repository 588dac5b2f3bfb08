/** A turn for a context that an author makes: one actor, outside any run. */
import { describeValue, SynodeError } from '../errors.ts';
import type { Context } from '../model/context.ts';
import type { Dataset, DatasetDefinition } from '../model/dataset.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { IdGenerator } from '../model/run-options.ts';
import { compilePlan, type Plan } from '../plan/plan.ts';
import { DEFAULT_START } from '../plan/options.ts';
import { resolveLocale } from '../random/faker.ts';
import { ActorState } from './actor.ts';
import type { MakeContext } from './row-turn.ts';
import { createDatasets } from './row-turn.ts';
import { KeySlots } from './key-slots.ts';
import { SharedFacts } from './shared.ts';
import { Tally } from './tally.ts';
import { Turn } from './turn.ts';
import type { World } from './world.ts';

/** Fourth argument of `new SynodeContext`. */
export interface StandaloneOptions {
  /** Default `'synode'`. */
  readonly seed?: string | number;
  /** Default `'user'`. */
  readonly population?: string;
  /** Index of the actor. Default 0. */
  readonly actor?: number;
  readonly datasets?: readonly (DatasetDefinition<object> | Dataset<object>)[];
}

export interface Standalone extends StandaloneOptions {
  readonly startTime: Date | undefined;
  readonly idGenerator: IdGenerator | undefined;
  readonly locale: string | undefined;
}

/** A turn of one actor. Without journeys it can do everything but `start`. */
export function standaloneTurn(context: Context, options: Standalone, makeContext: MakeContext, journeys: readonly AnyJourney[] = []): Turn {
  const plan = standalonePlan(options, journeys);
  const [population] = plan.populations;
  if (population === undefined) throw new TypeError('a standalone plan has one population');
  const world = standaloneWorld(plan, options);
  const start = (options.startTime ?? DEFAULT_START).getTime();
  const datasets = createDatasets(world, population, start, makeContext);
  world.facts.use(datasets);
  const state = new ActorState(options.actor ?? 0, `${population.userPrefix}${options.actor ?? 0}`);
  state.start = start;
  state.locale = localeOf(options.locale);
  const turn = new Turn(world, population, datasets, state, () => context);
  turn.seat(state);
  return turn;
}

function standalonePlan({ seed, datasets = [], population }: Standalone, journeys: readonly AnyJourney[]): Plan {
  const given = datasets.filter((dataset): dataset is Dataset<object> => 'rows' in dataset);
  const defined = datasets.filter((dataset): dataset is DatasetDefinition<object> => !('rows' in dataset));
  const options = { users: 1, datasets: defined, preloadedDatasets: given, ...(seed === undefined ? {} : { seed }) };
  return compilePlan(journeys, options, { population: population ?? 'user' });
}

function standaloneWorld(plan: Plan, { idGenerator }: Standalone): World {
  const { seed } = plan.options;
  return {
    seed,
    scenario: plan.scenario,
    datasets: plan.datasets,
    tally: new Tally(),
    slots: new KeySlots(),
    facts: new SharedFacts(seed, plan.scenario),
    idGenerator,
    signal: new AbortController().signal,
    meta: false,
    isStrict: false,
    horizon: Infinity,
    lastStart: Infinity,
    warn: () => undefined,
  };
}

function localeOf(locale = 'en'): string {
  const known = resolveLocale(locale);
  if (known !== undefined) return known;
  throw new SynodeError('LOCALE_UNKNOWN', `locale ${describeValue(locale)} is unknown`, {
    path: ["'locale'"],
    expected: "a locale of faker, such as 'de' or 'en_GB'",
    received: describeValue(locale),
    suggestion: "Use 'en'.",
  });
}
