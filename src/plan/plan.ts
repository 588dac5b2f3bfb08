/** Everything that can be run → a checked, ordered, frozen plan. All faults come in one error. */
import { IssueList } from '../errors.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { Population } from '../model/scenario.ts';
import { DATA_VERSION, keyOf, PATH_ROOT } from '../random/keyed.ts';
import { compileDatasets, datasetIds, type DatasetPlan } from './dataset.ts';
import { FREE, type Decisions } from './decisions.ts';
import { hashPlan } from './hash.ts';
import { checkEventSchemas, type ResolvedEventSchemas } from './schema-options.ts';
import { resolveOptions, type ResolvedOptions } from './options.ts';
import { compilePopulation, type PopulationPlan } from './population.ts';
import { compileValue } from './value.ts';
import { Scope, SequenceSlots, type ScopeWorld } from './scope.ts';

/** A warning found while compiling. */
export interface PlanWarning {
  readonly code: string;
  readonly message: string;
}

export interface Plan {
  readonly options: ResolvedOptions;
  readonly scenario: string;
  readonly populations: readonly PopulationPlan[];
  readonly datasets: readonly DatasetPlan[];
  readonly eventSchemas: ResolvedEventSchemas | undefined;
  readonly eventNames: readonly string[];
  readonly warnings: readonly PlanWarning[];
  readonly dataVersion: number;
  /** SHA-256 of what shapes content, the seed aside. Made when first asked. */
  readonly hash: string;
}

/** What the outside may decide beside the options. */
export interface CompileOptions {
  readonly decisions?: Decisions;
  readonly population?: string;
  /** Whether `requires` may name journeys that are not given. */
  readonly requires?: 'checked' | 'unchecked';
  /** Whether a window may have one end alone. */
  readonly openEnd?: boolean;
}

/** Compiles journeys and options. @throws SynodeError with every fault there is */
export function compilePlan(
  input: AnyJourney | readonly AnyJourney[],
  options: RunOptions<never>,
  { decisions = FREE, population: populationId = 'user', requires = 'checked', openEnd = false }: CompileOptions = {},
): Plan {
  const issues = new IssueList();
  const warnings: PlanWarning[] = [];
  const resolved = resolveOptions(options, issues, { openEnd });
  const journeys: readonly AnyJourney[] = Array.isArray(input)
    ? (input as readonly AnyJourney[])
    : [input as AnyJourney];
  const sources = [...asList(options.datasets), ...asList(options.preloadedDatasets)];
  const world: ScopeWorld = {
    issues,
    calendar: resolved.calendar,
    decisions,
    datasets: datasetIds(sources),
    sequences: new SequenceSlots(),
    compile: compileValue,
    keyOf,
    warn: (code, message) => warnings.push({ code, message }),
  };
  const root = new Scope(world, [PATH_ROOT, resolved.seed, '', ''], []);
  const datasets = compileDatasets(sources, root);
  const population: Population = {
    id: populationId,
    size: resolved.users,
    journeys,
    ...(options.persona === undefined ? {} : { persona: options.persona }),
  };
  const defaults = {
    window: resolved.window,
    starts: options.starts ?? ('uniform' as const),
    requires,
  };
  const plan = compilePopulation(population, '', '', defaults, root.child([populationId]));
  const { eventSchema } = options;
  const eventSchemas =
    eventSchema === undefined ? undefined : checkEventSchemas(eventSchema, { issues, path: ["option 'eventSchema'"] });
  issues.throwIfAny(describeInput(journeys));
  let hash: string | undefined;
  return {
    options: resolved,
    scenario: '',
    populations: [plan],
    datasets,
    eventSchemas,
    eventNames: eventNamesOf(plan),
    warnings,
    dataVersion: DATA_VERSION,
    get hash() {
      return (hash ??= hashPlan({ journeys, window: resolved.window }, options));
    },
  };
}

function asList<T>(value: readonly T[] | undefined): readonly T[] {
  return Array.isArray(value) ? (value as readonly T[]) : [];
}

/** Names the plan declares: those of actions without a handler of their own, and what handlers declare. */
function eventNamesOf({ journeys }: PopulationPlan): readonly string[] {
  const names = journeys.flatMap(({ actions }) =>
    actions.flatMap(({ name, emits }) => (emits === undefined ? [name] : [...emits])),
  );
  return [...new Set(names)];
}

function describeInput(journeys: readonly AnyJourney[]): string {
  return journeys.length === 1 ? 'the journey and its options' : `${journeys.length} journeys and their options`;
}
