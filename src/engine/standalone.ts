/** A turn for a context that an author makes: one actor, outside any run. */
import { describeValue, SynodeError } from '../errors.ts';
import type { Dataset, DatasetDefinition } from '../model/dataset.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { IdGenerator } from '../model/run-options.ts';
import { compilePlan, onlyProcess, type CompileOptions, type Plan } from '../plan/plan.ts';
import { MAX_SIZE } from '../plan/population.ts';
import { DEFAULT_START } from '../plan/option-reader.ts';
import { namedSequences } from '../plan/scope.ts';
import { resolveLocale } from '../random/faker.ts';
import { readInstant } from '../time/instant.ts';
import { ActorState } from './actor.ts';
import { Tally } from './tally.ts';
import { createWorld, type World } from './world.ts';

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
  readonly startTime?: Date | undefined;
  readonly idGenerator?: IdGenerator | undefined;
  readonly locale?: string | undefined;
}

/** What a context is made of, apart from the journeys that run on it. */
export interface StandaloneWorld {
  readonly options: Standalone;
  readonly world: World;
  readonly state: ActorState;
  readonly startMs: number;
}

export function standaloneWorld(options: Standalone): StandaloneWorld {
  const plan = compileStandalone(options, []);
  const world = createWorld(plan, onlyProcess(plan), {
    tally: new Tally(),
    judge: undefined,
    idGenerator: options.idGenerator,
    signal: new AbortController().signal,
    isStrict: false,
    views: undefined,
    folds: undefined,
    warn: () => undefined,
  });
  const { actor = 0, population = 'user' } = options;
  const startMs = startOf(options.startTime);
  const state = new ActorState(actor, `${population}-${actor}`);
  state.start = startMs;
  state.locale = localeOf(options.locale);
  return { options, world, state, startMs };
}

type Unchecked = Pick<CompileOptions, 'datasets'>;

/** A plan that contexts share: it depends on nothing but the journey and this. */
interface SharedPlan {
  readonly seed: string | number | undefined;
  readonly population: string;
  readonly plan: Plan;
}

/** The last plan of each journey, and of none: a runner makes a context for each actor, and compiling costs a millisecond. */
const LAST = new WeakMap<object, SharedPlan>();
const NO_JOURNEY = {};

/** Population and datasets for journeys on a context. */
export function compileStandalone(options: Standalone, journeys: readonly AnyJourney[], compile: Unchecked = {}): Plan {
  const { seed, datasets = [], population = 'user', actor = 0 } = options;
  const isShared = datasets.length === 0 && journeys.length < 2 && compile.datasets === undefined;
  if (!isShared) return compileAlone(options, journeys, compile);
  const key = journeys[0] ?? NO_JOURNEY;
  const last = LAST.get(key);
  // The number of actors is checked and decides nothing else, because these journeys have no arrivals.
  const isSame = last !== undefined && last.seed === seed && last.population === population;
  if (isSame && isActor(actor)) return last.plan;
  const plan = compileAlone(options, journeys, compile);
  LAST.set(key, { seed, population, plan });
  return plan;
}

function compileAlone(
  { seed, datasets = [], population = 'user', actor = 0 }: Standalone,
  journeys: readonly AnyJourney[],
  compile: Unchecked,
): Plan {
  const given = datasets.filter((dataset): dataset is Dataset<object> => 'rows' in dataset);
  const defined = datasets.filter((dataset): dataset is DatasetDefinition<object> => !('rows' in dataset));
  const run = {
    users: actor + 1,
    datasets: defined,
    preloadedDatasets: given,
    ...(seed === undefined ? {} : { seed }),
  };
  // Several engines in turn compile plans of their own for one actor: its counters must not be mistaken for each other.
  return compilePlan(journeys, run, { population, requires: 'unchecked', sequences: namedSequences(), ...compile });
}

/** Whether an actor of this index may be. */
function isActor(actor: number): boolean {
  return Number.isInteger(actor) && actor >= 0 && actor < MAX_SIZE;
}

function startOf(startTime: Date | undefined): number {
  const reading = readInstant(startTime ?? DEFAULT_START);
  if (reading.ok) return reading.ms;
  const { message, ...fault } = reading.fault;
  throw new SynodeError('INVALID_DATE_RANGE', message, { path: ["'startTime'"], ...fault });
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
