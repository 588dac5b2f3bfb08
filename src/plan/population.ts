/** Populations → everything the engine needs to run their actors. */
import { describeValue, didYouMean } from '../errors.ts';
import type { AnyJourney } from '../model/flow.ts';
import type { Population, Starts } from '../model/scenario.ts';
import type { Key } from '../random/keyed.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import { compileProfile } from '../time/intensity.ts';
import { checkProfile } from '../time/profile.ts';
import type { ArrivalPlan, ArrivalWindow, RunWindow } from './arrival-plan.ts';
import { calendarOf, compileArrivals } from './arrivals.ts';
import { DurationCache } from './delay.ts';
import type { Frame } from './frame.ts';
import { compileJourney, type JourneyPlan } from './journey.ts';
import { attributesOf, compilePersonas, type PersonasPlan } from './persona.ts';
import { checkId, IdScope, Scope } from './scope.ts';

/** A schedule and the journey it starts. */
export interface ScheduledJourney {
  readonly journey: JourneyPlan;
  readonly arrivals: ArrivalPlan;
}

export interface PopulationPlan {
  readonly id: string;
  readonly process: string;
  readonly scenario: string;
  readonly size: number;
  /** What stands before the actor's index in its userId. */
  readonly userPrefix: string;
  readonly path: readonly string[];
  readonly personas: PersonasPlan;
  readonly journeys: readonly JourneyPlan[];
  /** Journeys without a schedule, one after another. */
  readonly chain: readonly JourneyPlan[];
  readonly scheduled: readonly ScheduledJourney[];
  readonly journeyById: ReadonlyMap<string, JourneyPlan>;
  /** First instant of an actor. */
  readonly startOf: (frame: Frame) => number;
  readonly calendar: CompiledCalendar;
  readonly durations: DurationCache;
}

const POPULATION_KEYS = ['id', 'size', 'persona', 'journeys', 'starts', 'calendar'];
/** Actors of one population. */
export const MAX_SIZE = 10_000_000;

export interface PopulationDefaults {
  /** From when to when instances begin; what others look ahead on, or a tail reads, goes on behind the period. */
  readonly window: ArrivalWindow;
  /** Over what the starts of actors spread: run-in and period, whoever looks past its end. */
  readonly lives: RunWindow;
  readonly starts: Starts;
  readonly requires: 'checked' | 'unchecked';
  /** Whether nothing but its schedules could end the run. */
  readonly isEndless: boolean;
}

/** Compiles a population. `scope` stands at it. */
export function compilePopulation(
  population: Population,
  process: string,
  scenario: string,
  defaults: PopulationDefaults,
  scope: Scope,
): PopulationPlan {
  const { id, size } = population;
  checkId(id, 'population', scope);
  scope.checkKeys(population, POPULATION_KEYS, `population '${id}'`);
  checkSize(size, scope);
  const journeys = compileJourneys(population.journeys, seeingAttributes(population, defaults, scope));
  const chain = journeys.filter(({ source }) => source.arrivals === undefined);
  const scheduled = journeys.flatMap((journey) => schedule(journey, size, defaults, scope));
  if (defaults.requires === 'checked') checkRequires(journeys, scope);
  checkChainOrder(chain, scope);
  return {
    id,
    process,
    scenario,
    size,
    userPrefix: process === '' ? `${id}-` : `${process}/${id}-`,
    path: scope.path,
    personas: compilePersonas(population.persona, scope),
    journeys,
    chain,
    scheduled,
    journeyById: new Map(journeys.map((journey) => [journey.id, journey])),
    startOf: compileStarts(population.starts ?? defaults.starts, defaults.lives, scope),
    calendar: scope.world.calendar,
    durations: new DurationCache(scope.world.calendar),
  };
}

/** Journeys that are checked by themselves may run with any persona. */
function seeingAttributes({ persona }: Population, { requires }: PopulationDefaults, scope: Scope): Scope {
  if (scope.world.datasets === undefined || requires === 'unchecked') return scope;
  return new Scope(Object.assign({}, scope.world, { attributes: attributesOf(persona) }), scope.path, scope.labels);
}

function compileJourneys(journeys: unknown, scope: Scope): readonly JourneyPlan[] {
  if (!Array.isArray(journeys)) {
    scope.wrongShape('journeys are no list', 'a list of journeys', journeys);
    return [];
  }
  const ids = new IdScope();
  const plans: JourneyPlan[] = [];
  for (const journey of journeys as readonly AnyJourney[]) {
    if (typeof journey !== 'object' || journey === null) {
      scope.wrongShape('a journey is no object', 'a journey made by defineJourney', journey);
      continue;
    }
    const at = scope.child(['journey', String(journey.id)], `journey '${String(journey.id)}'`);
    if (!checkId(journey.id, 'journey', at)) continue;
    // The same journey twice would be two of one name.
    ids.claim(journey.id, Symbol(journey.id), 'journey', at);
    plans.push(compileJourney(journey, plans.length, at));
  }
  return plans;
}

function schedule(
  journey: JourneyPlan,
  size: number,
  { window, isEndless }: PopulationDefaults,
  scope: Scope,
): readonly ScheduledJourney[] {
  const { arrivals } = journey.source;
  if (arrivals === undefined) return [];
  const at = scope.child(['journey', journey.id, '@arrivals'], `journey '${journey.id}'`).labelled("'arrivals'");
  if (typeof arrivals !== 'object' || arrivals === null) {
    at.fault('INVALID_ARRIVALS', `${describeValue(arrivals)} is no schedule`, {
      expected: 'once(), every(…), poissonProcess(…), recurring(…), volume(…) or never()',
      received: describeValue(arrivals),
      suggestion: 'Make it with one of these; leave it out for a journey of the chain.',
    });
    return [];
  }
  const plan = compileArrivals(arrivals, { ...window, size }, at);
  if (plan.isEndless && isEndless) {
    at.fault('UNBOUNDED_ARRIVALS', `'${journey.id}' arrives without end`, {
      expected: 'a schedule with a count, in a run without an end',
      received: `${plan.kind} without ${plan.kind === 'volume' ? 'total' : 'count'}`,
      suggestion: 'Set endDate, count or maxEvents.',
    });
  }
  return [{ journey, arrivals: plan }];
}

function compileStarts(starts: Starts, window: RunWindow, scope: Scope): (frame: Frame) => number {
  const { start, end } = window;
  const at = scope.labelled("'starts'");
  if (starts !== 'uniform' && starts !== 'together') {
    if (typeof starts !== 'object' || starts === null || starts.kind !== 'profile') {
      at.wrongShape('starts is unknown', "'uniform', 'together' or profile({ … })", starts);
      return () => start;
    }
    const issues = checkProfile(starts);
    for (const { code, path, message, ...rest } of issues)
      at.child([], path.length === 0 ? undefined : path.join('.')).fault(code, message, rest);
    if (issues.length > 0 || end === Infinity) return () => start;
    const { instantAt } = compileProfile(starts, calendarOf(starts, at));
    return startSite(scope, (frame, key) => instantAt({ start, end }, frame.stream.open(key, frame).uniform()));
  }
  if (starts === 'together' || end === Infinity) return () => start;
  return startSite(scope, (frame, key) => start + frame.stream.open(key, frame).index(end - start));
}

/** A decision, so that a trace can tell the instant: the actor has no clock before it. */
function startSite(scope: Scope, draw: (frame: Frame, key: Key) => number): (frame: Frame) => number {
  const key = scope.key('@start');
  const site = scope.world.decisions.site([...scope.path, '@start'], 'start', (frame) => draw(frame, key));
  return (frame) => site(frame, NOTHING_BEFORE);
}

const NOTHING_BEFORE = {};

function checkSize(size: unknown, scope: Scope): void {
  if (Number.isInteger(size) && Number(size) >= 0 && Number(size) <= MAX_SIZE) return;
  scope.fault('INVALID_RUN_OPTIONS', `the number of actors is ${describeValue(size)}`, {
    expected: 'a whole number from 0 to 10,000,000',
    received: describeValue(size),
    suggestion:
      typeof size === 'number' && size > MAX_SIZE
        ? 'Use at most 10,000,000; run several populations for more.'
        : 'Give a whole number.',
  });
}

function checkRequires(journeys: readonly JourneyPlan[], scope: Scope): void {
  const ids = journeys.map(({ id }) => id);
  for (const journey of journeys) {
    for (const required of journey.requires) {
      if (ids.includes(required)) continue;
      scope
        .labelled(`journey '${journey.id}'`)
        .labelled("'requires'")
        .fault('UNKNOWN_JOURNEY', `journey '${journey.id}' requires '${required}', which is not among the journeys`, {
          expected: `one of ${ids.join(', ')}`,
          received: describeValue(required),
          suggestion: didYouMean(required, ids),
        });
    }
  }
  const cycle = findCycle(journeys);
  if (cycle === undefined) return;
  scope
    .labelled(`journey '${cycle[0]}'`)
    .labelled("'requires'")
    .fault('CIRCULAR_DEPENDENCY', `journeys require each other: ${cycle.join(' → ')}`, {
      expected: 'no journey that requires itself, directly or through others',
      received: cycle.join(' → '),
      suggestion: 'Remove one link.',
    });
}

/** A cycle of `requires`, its first id repeated at the end. */
function findCycle(journeys: readonly JourneyPlan[]): readonly string[] | undefined {
  const requires = new Map(journeys.map((journey) => [journey.id, journey.requires]));
  const done = new Set<string>();
  const visit = (id: string, trail: readonly string[]): readonly string[] | undefined => {
    const at = trail.indexOf(id);
    if (at !== -1) return [...trail.slice(at), id];
    if (done.has(id)) return undefined;
    for (const next of requires.get(id) ?? []) {
      const cycle = visit(next, [...trail, id]);
      if (cycle !== undefined) return cycle;
    }
    done.add(id);
    return undefined;
  };
  for (const { id } of journeys) {
    const cycle = visit(id, []);
    if (cycle !== undefined) return cycle;
  }
  return undefined;
}

/** A chain journey before one it requires can never run: legal, but hardly meant. */
function checkChainOrder(chain: readonly JourneyPlan[], scope: Scope): void {
  chain.forEach((journey, i) => {
    for (const required of journey.requires) {
      const later = chain.findIndex(({ id }) => id === required);
      if (later <= i) continue;
      scope.world.warn(
        'JOURNEY_ORDER',
        `journey '${journey.id}' stands before '${required}', which it requires, so it is always skipped`,
      );
    }
  });
}
