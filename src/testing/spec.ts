/** What a fixture says, as plain data, and the checked plan made of it. */
import { describeValue, didYouMean, IssueList } from '../errors.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { Population } from '../model/scenario.ts';
import { compilePlan, type Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import { checkOnly } from './part.ts';
import { PinnedDecisions, type Observer, type Pin, type Site } from './pins.ts';
import { identifier } from './source-text.ts';
import type { FixtureInput, FixtureOptions, Only } from './types.ts';

export interface FixtureSpec {
  /** The input as it is called in a test. */
  readonly name: string;
  readonly journeys: readonly AnyJourney[];
  readonly population: string;
  /** Actors there are at most. */
  readonly size: number;
  /** What the population says itself. */
  readonly own: FixtureOptions;
  readonly options: FixtureOptions;
  readonly pins: readonly Pin[];
  readonly only: Only;
}

export interface CompiledFixture {
  readonly plan: Plan;
  readonly population: PopulationPlan;
  readonly sites: ReadonlyMap<string, Site>;
}

const OPTION_KEYS = [
  'seed',
  'users',
  'persona',
  'datasets',
  'preloadedDatasets',
  'startDate',
  'endDate',
  'duration',
  'starts',
  'afterEnd',
  'calendar',
  'eventSchema',
  'idGenerator',
  'meta',
  'order',
  'logger',
] as const satisfies readonly (keyof FixtureOptions)[];

/** A fixture of journeys or of a population, before any modifier. */
export function specOf(input: FixtureInput, options: FixtureOptions): FixtureSpec {
  const rest = { options, pins: [], only: {} };
  if (isPopulation(input)) {
    const { id, size, journeys, persona, starts, calendar } = input;
    const own = { ...defined({ persona }), ...defined({ starts }), ...defined({ calendar }) };
    return { ...rest, name: identifier(id), journeys, population: id, size, own };
  }
  const isList = Array.isArray(input);
  const journeys = (isList ? input : [input]) as readonly AnyJourney[];
  const names = journeys.map((journey) => identifier(String(journey?.id)));
  const name = isList ? `[${names.join(', ')}]` : (names[0] ?? '');
  return { ...rest, name, journeys, population: 'user', size: Infinity, own: {} };
}

/** An object with the value, or without the key. */
function defined<T extends Readonly<Record<string, unknown>>>(entry: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.values(entry)[0] === undefined ? {} : (entry as { [K in keyof T]: NonNullable<T[K]> });
}

function isPopulation(input: FixtureInput): input is Population {
  return typeof input === 'object' && input !== null && 'journeys' in input && 'size' in input;
}

/** Run options of a fixture: actors begin where the window does, so that an instant means what it says. */
export function runOptionsOf({ own, options, only }: FixtureSpec): RunOptions<never> {
  const { users = 1, seed = 'test' } = options;
  // What is no index is reported with the rest of `only`.
  const last = only.actors?.filter(Number.isSafeInteger).reduce((most, actor) => Math.max(most, actor), -1);
  return { starts: 'together', ...own, ...options, seed, users: last === undefined ? users : last + 1 };
}

/** Compiles a fixture. @throws SynodeError with every fault there is */
export function compileFixture(spec: FixtureSpec, observer?: Observer): CompiledFixture {
  checkKeys(spec.options);
  const decisions = new PinnedDecisions(spec.pins, observer);
  const plan = compilePlan(spec.journeys, runOptionsOf(spec), {
    decisions,
    population: spec.population,
    openEnd: true,
  });
  const [population] = plan.populations;
  if (population === undefined) throw new TypeError('a fixture has one population');
  const issues = new IssueList();
  decisions.check(issues);
  checkOnly(spec.only, population, issues);
  checkEnds(plan, population, issues);
  issues.throwIfAny('the fixture');
  return { plan, population, sites: decisions.sites };
}

function checkKeys(options: FixtureOptions): void {
  const issues = new IssueList();
  for (const key of Object.keys(options)) {
    if (OPTION_KEYS.some((known) => known === key)) continue;
    issues.add({
      code: 'UNKNOWN_KEY',
      path: [`option '${key}'`],
      message: `unknown option '${key}' of a fixture`,
      expected: `one of ${OPTION_KEYS.join(', ')}`,
      received: describeValue(key),
      suggestion: didYouMean(key, OPTION_KEYS),
    });
  }
  issues.throwIfAny('the options of the fixture');
}

function checkEnds({ options }: Plan, { scheduled }: PopulationPlan, issues: IssueList): void {
  if (options.window.end !== Infinity) return;
  for (const { journey, arrivals } of scheduled) {
    if (!arrivals.isEndless) continue;
    issues.add({
      code: 'UNBOUNDED_ARRIVALS',
      path: [`journey '${journey.id}'`, "'arrivals'"],
      message: `'${journey.id}' arrives without end`,
      expected: 'a count, or an end of the window',
      received: 'neither',
      suggestion: "Add .until('2025-02-01') to the fixture, or count to the schedule.",
    });
  }
}
