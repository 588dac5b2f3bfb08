/** Everything that can be run → a checked, ordered, frozen plan. All faults come in one error. */
import { describeValue, IssueList } from '../errors.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { RunOptions } from '../model/run-options.ts';
import type { AnyProjection, Check } from '../model/projection.ts';
import type { Population, Runnable, Scenario } from '../model/scenario.ts';
import type { Transform } from '../model/transform.ts';
import { DATA_VERSION, keyOf, PATH_ROOT } from '../random/keyed.ts';
import { compileDatasets, knownDatasets } from './dataset.ts';
import { FREE, type Decisions } from './decisions.ts';
import { NO_DRIFT, type DriftTable } from './drift.ts';
import { hashesOf, type PlanHashes } from './hash.ts';
import { checkEventSchemas, type ResolvedEventSchemas } from './schema-options.ts';
import { isEndless, resolveOptions, type ResolvedOptions } from './options.ts';
import { compilePopulation, type PopulationPlan } from './population.ts';
import type { ProcessPlan } from './process.ts';
import type { Assumption } from './process-order.ts';
import { compileScenario, type SharedWorld } from './scenario.ts';
import { checkNoise, checkTransforms, orderTransforms } from './transforms.ts';
import { compileValue } from './value.ts';
import { Scope, SequenceSlots, type ScopeWorld, type Sequences } from './scope.ts';

/** A warning found while compiling. */
export interface PlanWarning {
  readonly code: string;
  readonly message: string;
}

/** Actors from `first` up to the one before `last`. */
export interface ActorRange {
  readonly first: number;
  readonly last: number;
}

export interface Plan {
  readonly options: ResolvedOptions;
  readonly scenario: string;
  /** In run order; journeys alone are one process without a name. */
  readonly processes: readonly ProcessPlan[];
  /** Those of all processes, in run order. */
  readonly populations: readonly PopulationPlan[];
  readonly eventSchemas: ResolvedEventSchemas | undefined;
  readonly eventNames: readonly string[];
  readonly warnings: readonly PlanWarning[];
  readonly assumptions: readonly Assumption[];
  /** Folded over what is emitted. */
  readonly projections: readonly AnyProjection[];
  readonly checks: readonly { readonly process: string; readonly check: Check }[];
  /** The scenario's declared change points. */
  readonly drift: DriftTable;
  readonly dataVersion: number;
  /** Which actors of each population take part, where the caller deals them out. */
  readonly range: ActorRange | undefined;
  /** SHA-256 of what shapes content, the seed aside. Made when first asked. */
  readonly hash: string;
  /** SHA-256 of what the author has said, whatever the versions of what reads it. Made when first asked. */
  readonly configHash: string;
}

/** What the outside may decide beside the options. */
export interface CompileOptions {
  readonly decisions?: Decisions;
  readonly population?: string;
  /** Whether `requires` may name journeys that are not given. */
  readonly requires?: 'checked' | 'unchecked';
  /** Whether a window may have one end alone. */
  readonly openEnd?: boolean;
  /** Whether the schemas of processes judge every event, as with `debug`. */
  readonly isStrict?: boolean;
  /** Whether fields may draw from datasets that are not given. */
  readonly datasets?: 'checked' | 'unchecked';
  /** How `sequence` counters are named. Default: by number, which is cheapest. */
  readonly sequences?: Sequences;
  readonly range?: ActorRange | undefined;
}

/** Compiles what is run and how. @throws SynodeError with every fault there is */
export function compilePlan(input: Runnable, options: RunOptions<never>, extras: CompileOptions = {}): Plan {
  const issues = new IssueList();
  const warnings: PlanWarning[] = [];
  const shared: SharedWorld = {
    issues,
    decisions: extras.decisions ?? FREE,
    compile: compileValue,
    keyOf,
    warn: (code, message) => warnings.push({ code, message }),
  };
  const plan = isScenario(input)
    ? planScenario(input, options, shared, extras)
    : planJourneys(
        Array.isArray(input) ? (input as readonly AnyJourney[]) : [input as AnyJourney],
        options,
        shared,
        extras,
      );
  const { eventSchema } = options;
  const eventSchemas =
    eventSchema === undefined ? undefined : checkEventSchemas(eventSchema, { issues, path: ["option 'eventSchema'"] });
  const projections = [...plan.projections, ...asList(options.projections)];
  checkNoise(plan.processes, projections, issues);
  issues.throwIfAny(describeInput(input));
  const populations = plan.processes.flatMap((process) => process.populations);
  let hashes: PlanHashes | undefined;
  const hashed = (): PlanHashes => (hashes ??= hashesOf({ input, window: plan.options.window }, options));
  return {
    ...plan,
    populations,
    projections,
    checks: [...plan.checks, ...asList(options.checks).map((check) => ({ process: '', check }))],
    eventSchemas,
    eventNames: [...new Set(populations.flatMap(eventNamesOf))],
    warnings,
    dataVersion: DATA_VERSION,
    range: extras.range,
    get hash() {
      return hashed().hash;
    },
    get configHash() {
      return hashed().configHash;
    },
  };
}

/** The one process of a plan of journeys. */
export function onlyProcess({ processes }: Plan): ProcessPlan {
  const [process] = processes;
  if (process === undefined) throw new TypeError('a plan has at least one process');
  return process;
}

type PlannedParts = Pick<
  Plan,
  'options' | 'scenario' | 'processes' | 'assumptions' | 'projections' | 'checks' | 'drift'
>;

function planJourneys(
  journeys: readonly AnyJourney[],
  options: RunOptions<never>,
  shared: SharedWorld,
  extras: CompileOptions,
): PlannedParts {
  const { population: id = 'user', requires = 'checked', openEnd = false } = extras;
  // A context of an author's own is made without any.
  if (journeys.length === 0 && requires === 'checked') reportNone(shared.issues);
  const resolved = resolveOptions(options, shared.issues, { openEnd });
  const sources = [...asList(options.datasets), ...asList(options.preloadedDatasets)];
  const world: ScopeWorld = {
    calendar: resolved.calendar,
    datasets: extras.datasets === 'unchecked' ? undefined : knownDatasets(sources),
    attributes: undefined,
    sequences: extras.sequences ?? new SequenceSlots(),
    ...shared,
  };
  const root = new Scope(world, [PATH_ROOT, resolved.seed, '', ''], []);
  const { persona, starts = 'uniform' } = options;
  const population: Population = { id, size: resolved.users, journeys, ...(persona === undefined ? {} : { persona }) };
  const { start, end } = resolved.window;
  const lives = { start, end };
  const defaults = {
    window: { start, end, emitFrom: start, periodEnd: end },
    lives,
    starts,
    requires,
    isEndless: isEndless(resolved),
  };
  const process: ProcessPlan = {
    id: '',
    rank: 0,
    populations: [compilePopulation(population, '', '', defaults, root.child([id]))],
    datasets: compileDatasets(sources, root),
    calendar: resolved.calendar,
    views: [],
    emits: [],
    schemas: undefined,
    transforms: orderTransforms([], transformsOf(options, shared), { labels: [], issues: shared.issues }),
    postings: undefined,
    emitFrom: start,
    emitUntil: resolved.afterEnd === 'drop' ? end : Infinity,
    tail: undefined,
    horizon: resolved.afterEnd === 'drop' ? end : Infinity,
    // What is kept runs on past the end until nothing is left.
    tailMs: resolved.afterEnd === 'drop' ? 0 : Infinity,
    readers: [],
  };
  const nothing = { assumptions: [], projections: [], checks: [], drift: NO_DRIFT };
  return { options: resolved, scenario: '', processes: [process], ...nothing };
}

function reportNone(issues: IssueList): void {
  issues.add({
    code: 'INVALID_SHAPE',
    path: ["'journeys'"],
    message: 'there is no journey, so nothing would happen',
    expected: 'at least one journey, or a workerModule that exports some',
    received: 'an empty list',
    suggestion: 'List one: generate([shop], { … }).',
  });
}

/** Options that a scenario has itself, and where it says them. */
const IN_SCENARIO = {
  users: 'size of its populations',
  persona: 'persona of its populations',
  startDate: 'period.start',
  endDate: 'period.end',
  duration: 'period.end',
  starts: 'starts of its populations',
  calendar: 'calendar',
  datasets: 'datasets',
  preloadedDatasets: 'datasets',
} as const;

function planScenario(
  scenario: Scenario,
  options: RunOptions<never>,
  shared: SharedWorld,
  { isStrict = false }: CompileOptions,
): PlannedParts {
  for (const [key, place] of Object.entries(IN_SCENARIO)) {
    const given = options[key as keyof typeof IN_SCENARIO];
    if (given === undefined) continue;
    shared.issues.add({
      code: 'INVALID_RUN_OPTIONS',
      path: [`option '${key}'`],
      message: `${key} is given, but a scenario has its own`,
      expected: `what the scenario says: its ${place}`,
      received: describeValue(given),
      suggestion: `Say it in the scenario, as its ${place}.`,
    });
  }
  const { start, end } = scenario.period;
  const { seed } = scenario;
  const own = {
    startDate: start,
    ...(end === undefined ? {} : { endDate: end }),
    ...(seed === undefined ? {} : { seed }),
  };
  const defaults = { order: 'time', meta: true } as const;
  const given = Object.fromEntries(Object.entries(options).filter(([key]) => !Object.hasOwn(IN_SCENARIO, key)));
  const resolved = resolveOptions({ ...defaults, ...own, ...given }, shared.issues, {
    needsUsers: false,
    openEnd: true,
  });
  const { processes, assumptions, projections, drift } = compileScenario(
    scenario,
    { ...resolved, debug: resolved.debug || isStrict },
    shared,
    transformsOf(options, shared),
  );
  checkShard(processes, resolved, shared);
  const checks = scenario.processes.flatMap(({ id, checks: own }) => own.map((check) => ({ process: id, check })));
  return { options: resolved, scenario: scenario.id, processes, assumptions, projections, checks, drift };
}

/** A shard simulates its own actors alone: a view would show a part of what was, and nobody would notice. */
function checkShard(processes: readonly ProcessPlan[], { shard }: ResolvedOptions, { issues }: SharedWorld): void {
  if (shard.count === 1) return;
  const readers = processes.filter(({ views }) => views.some(({ earlier }) => earlier.length > 0));
  if (readers.length === 0) return;
  issues.add({
    code: 'INVALID_RUN_OPTIONS',
    path: ["option 'shard'"],
    message: `shard is given, but ${readers.map(({ id }) => `'${id}'`).join(', ')} would see the actors of one shard alone`,
    expected: 'processes that read no others',
    received: `${shard.index} of ${shard.count}`,
    suggestion: 'Run the scenario whole.',
  });
}

export function isScenario(input: Runnable): input is Scenario {
  return typeof input === 'object' && input !== null && 'kind' in input && input.kind === 'scenario';
}

/** Those of the run; that they are a list is looked at with the options. */
function transformsOf({ transforms }: RunOptions<never>, { issues }: SharedWorld): readonly Transform[] {
  return checkTransforms({ list: asList(transforms), labels: ["option 'transforms'"] }, issues);
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

function describeInput(input: Runnable): string {
  if (isScenario(input)) return input.id === '' ? 'the scenario' : `scenario '${input.id}'`;
  const count = Array.isArray(input) ? input.length : 1;
  return count === 1 ? 'the journey and its options' : `${count} journeys and their options`;
}
