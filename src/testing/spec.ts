/** What a fixture says, as plain data, and the checked plan made of it. */
import { describeValue, didYouMean, IssueList, SynodeError } from '../errors.ts';
import { scenario as scenarioOf } from '../dsl/scenario.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { Population, Process, Runnable, Scenario } from '../model/scenario.ts';
import { compilePlan, type Plan } from '../plan/plan.ts';
import { checkOnly } from './part.ts';
import { PinnedDecisions, type Observer, type Pin, type Site } from './pins.ts';
import { identifier } from './source-text.ts';
import type { FixtureInput, FixtureOptions, Only } from './types.ts';

/** Journeys of one population. */
interface JourneyTarget {
  readonly kind: 'journeys';
  readonly journeys: readonly AnyJourney[];
  readonly population: string;
  /** Actors there are at most. */
  readonly size: number;
  /** What the population says itself. */
  readonly own: FixtureOptions;
}

/** Processes, with populations of their own. */
interface ScenarioTarget {
  readonly kind: 'scenario';
  readonly scenario: Scenario;
}

export interface FixtureSpec {
  /** The input as it is called in a test. */
  readonly name: string;
  readonly target: JourneyTarget | ScenarioTarget;
  readonly options: FixtureOptions;
  readonly pins: readonly Pin[];
  readonly only: Only;
}

export interface CompiledFixture {
  readonly plan: Plan;
  readonly sites: ReadonlyMap<string, Site>;
  /** The options it was compiled with. */
  readonly options: RunOptions<never>;
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
  'projections',
  'checks',
  'transforms',
  'logger',
] as const satisfies readonly (keyof FixtureOptions)[];

/** A fixture before any modifier. */
export function specOf(input: FixtureInput, options: FixtureOptions): FixtureSpec {
  const rest = { options, pins: [], only: {} };
  if (isKind(input, 'scenario')) return { ...rest, name: nameOf(input), target: { kind: 'scenario', scenario: input } };
  if (isKind(input, 'process')) {
    const scenario = scenarioOf({ processes: [input] });
    return { ...rest, name: identifier(input.id), target: { kind: 'scenario', scenario } };
  }
  if (isPopulation(input)) {
    const { id, size, journeys, persona, starts, calendar } = input;
    const own = { ...defined({ persona }), ...defined({ starts }), ...defined({ calendar }) };
    return { ...rest, name: identifier(id), target: { kind: 'journeys', journeys, population: id, size, own } };
  }
  const isList = Array.isArray(input);
  const journeys = (isList ? input : [input]) as readonly AnyJourney[];
  const names = journeys.map((journey) => identifier(String(journey?.id)));
  const name = isList ? `[${names.join(', ')}]` : (names[0] ?? '');
  return { ...rest, name, target: { kind: 'journeys', journeys, population: 'user', size: Infinity, own: {} } };
}

/** An object with the value, or without the key. */
function defined<T extends Readonly<Record<string, unknown>>>(entry: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.values(entry)[0] === undefined ? {} : (entry as { [K in keyof T]: NonNullable<T[K]> });
}

function isKind<K extends 'scenario' | 'process'>(
  input: FixtureInput,
  kind: K,
): input is Extract<Scenario | Process, { readonly kind: K }> {
  return typeof input === 'object' && input !== null && 'kind' in input && input.kind === kind;
}

function isPopulation(input: FixtureInput): input is Population {
  return typeof input === 'object' && input !== null && 'journeys' in input && 'size' in input;
}

function nameOf({ id }: Scenario): string {
  return id === '' ? 'scenario' : identifier(id);
}

/** Compiles a fixture. @throws SynodeError with every fault there is */
export function compileFixture(spec: FixtureSpec, observer?: Observer): CompiledFixture {
  try {
    return compiled(spec, observer);
  } catch (error) {
    throw error instanceof SynodeError ? new FixtureFault(error) : error;
  }
}

/** A fault as test runners show it: vitest prints the message of `toJSON` and nothing else, so that one says it all. */
class FixtureFault extends SynodeError {
  constructor(fault: SynodeError) {
    super(fault.code, fault.rawMessage, fault);
    if (fault.stack !== undefined) this.stack = fault.stack;
  }

  override toJSON(): object {
    return { ...super.toJSON(), message: this.format() };
  }
}

function compiled(spec: FixtureSpec, observer: Observer | undefined): CompiledFixture {
  checkKeys(spec.options);
  const decisions = new PinnedDecisions(spec.pins, observer);
  const { input, options, population } = callOf(spec);
  const plan = compilePlan(input, options, { decisions, openEnd: true, isStrict: true, ...defined({ population }) });
  const issues = new IssueList();
  decisions.check(issues);
  checkOnly(spec.only, plan.populations, issues);
  issues.throwIfAny('the fixture');
  return { plan, sites: decisions.sites, options };
}

interface Call {
  readonly input: Runnable;
  readonly options: RunOptions<never>;
  readonly population?: string;
}

/** The call of `generate` that a fixture stands for. */
function callOf({ target, options, only }: FixtureSpec): Call {
  if (target.kind === 'scenario') return scenarioCall(target.scenario, options);
  const { users = 1, seed = 'test' } = options;
  // Actors named beyond the number of users exist all the same. What is no index is reported with the rest of `only`.
  const indices = only.actors?.map((actor) => (typeof actor === 'number' ? actor : Number(actor.split('-').at(-1))));
  const last = indices?.filter(Number.isSafeInteger).reduce((most, actor) => Math.max(most, actor), -1);
  const run = { starts: 'together', ...target.own, ...options, seed, users: last === undefined ? users : last + 1 };
  return { input: target.journeys, options: run as RunOptions<never>, population: target.population };
}

/** What the modifiers change stands in the scenario; the rest are options of the run. */
function scenarioCall(given: Scenario, options: FixtureOptions): Call {
  const { startDate, endDate, calendar, datasets = [], preloadedDatasets = [], ...rest } = options;
  const { start, end } = given.period;
  const own = [...datasets, ...preloadedDatasets];
  const scenario: Scenario = {
    ...given,
    period: { start: startDate ?? start, ...defined({ end: endDate ?? end }) },
    ...defined({ calendar }),
    datasets: [...given.datasets.filter(({ id }) => !own.some((dataset) => dataset.id === id)), ...own],
  };
  const seed = options.seed ?? given.seed ?? 'test';
  return { input: scenario, options: { ...rest, seed } as RunOptions<never> };
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
