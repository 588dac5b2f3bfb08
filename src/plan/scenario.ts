/** Scenarios → plans: processes in run order, each with its window, its datasets and what it may read. */
import { describeValue, IssueList, type SynodeIssue } from '../errors.ts';
import type { AnyProjection } from '../model/projection.ts';
import type { Process, Scenario } from '../model/scenario.ts';
import type { Transform } from '../model/transform.ts';
import { PATH_ROOT } from '../random/keyed.ts';
import type { CompiledCalendar } from '../time/calendar.ts';
import { DAY_MS } from '../time/civil.ts';
import { parseFixedDuration } from '../time/duration-text.ts';
import { compileCalendarOption } from './calendar.ts';
import type { RunWindow } from './arrival-plan.ts';
import { compileDatasets, knownDatasets } from './dataset.ts';
import { compileDrifts, type DriftTable } from './drift.ts';
import { isEndless, type ResolvedOptions } from './options.ts';
import { compilePopulation, type PopulationDefaults, type PopulationPlan } from './population.ts';
import { frontiers, type ProcessPlan, type ViewPlan } from './process.ts';
import { orderProcesses, type Assumption, type ProcessOrder, type ProvidedRead } from './process-order.ts';
import { checkId, IdScope, Scope, SequenceSlots, type ScopeWorld } from './scope.ts';
import { compilePostings } from './postings.ts';
import { checkDays } from './scenario-days.ts';
import { checkYears } from './scenario-years.ts';
import { checkEquity, OPENING_EVENT } from './scenario-opening.ts';
import { checkEventSchemas } from './schema-options.ts';
import { checkTransforms, orderTransforms } from './transforms.ts';

/** What compiling shares between processes. */
export type SharedWorld = Pick<ScopeWorld, 'issues' | 'decisions' | 'compile' | 'keyOf' | 'warn'>;

export interface ScenarioPlan {
  readonly processes: readonly ProcessPlan[];
  readonly assumptions: readonly Assumption[];
  /** Folded over what is emitted, of the scenario and of its processes. */
  readonly projections: readonly AnyProjection[];
  readonly drift: DriftTable;
}

const DEFAULT_LOOK_BACK_DAYS = 400;

/** Compiles the processes of a scenario. */
export function compileScenario(
  scenario: Scenario,
  resolved: ResolvedOptions,
  shared: SharedWorld,
  transforms: readonly Transform[],
): ScenarioPlan {
  const { seed, window, debug, afterEnd } = resolved;
  const { issues } = shared;
  const ids = new IdScope();
  const calendar = compileCalendarOption(scenario.calendar, ['scenario', "'calendar'"], issues);
  const scope = new Scope(worldOf(calendar, [], shared), [], ['scenario']);
  for (const process of scenario.processes) {
    const at = scope.labelled(`process '${process.id}'`);
    if (checkId(process.id, 'process', at)) ids.claim(process.id, process, 'process', at);
  }
  const order = orderProcesses(scenario.processes, scenario.projections, issues);
  const times = new Timing(scenario, order, resolved);
  const lastStart = (rank: number): number => (afterEnd === 'keep' ? window.end : times.horizon(rank));
  const postings = compilePostings(scenario, { issues, startMs: window.start });
  const common = new Scope(
    worldOf(calendar, scenario.datasets, shared),
    [PATH_ROOT, seed, scenario.id, ''],
    ['scenario'],
  );
  const datasets = compileDatasets(scenario.datasets, common);
  const processes = order.processes.map((process, rank): ProcessPlan => {
    const world = worldOf(calendar, [...scenario.datasets, ...process.datasets], shared);
    const labels = [`process '${process.id}'`];
    const at = new Scope(world, [PATH_ROOT, seed, scenario.id, process.id], labels);
    return {
      id: process.id,
      rank,
      populations: compilePopulations(process, scenario.id, startsOf(scenario, resolved, lastStart(rank)), at),
      datasets: [...datasets, ...compileDatasets(process.datasets, at)],
      calendar,
      views: times.views(process, rank, issues),
      emits: process.emits,
      schemas: processSchemas(process, debug, issues),
      transforms: orderTransforms(checkTransforms({ list: process.transforms, labels }, issues), transforms, {
        labels,
        issues,
      }),
      postings: postings.get(process.id),
      emitFrom: window.start,
      emitUntil: window.end + times.tailMs(process),
      // What is kept runs on until nothing is left: no tail chooses from it.
      tail: afterEnd === 'keep' ? undefined : process.tail,
      horizon: times.horizon(rank),
      tailMs: times.tailMs(process),
      readers: times.readers(rank),
    };
  });
  const projections = [...scenario.projections, ...order.processes.flatMap((process) => process.projections)];
  const drift = compileDrifts(scenario.drift, issues);
  checkDays(scenario, issues);
  const simulated = { start: window.start, end: window.end, last: times.last() };
  checkYears(scenario, { simulated, calendars: [calendar, ...calendarsOf(scenario)] }, issues);
  checkEquity(processes, window.start, issues);
  const assumptions = [...order.assumptions, ...openingOf(scenario)];
  return { processes, assumptions, projections: unique(projections, issues), drift };
}

/** When actors live and begin: from the run-in on, the last of them before `lastStart`. */
function startsOf({ runInDays }: Scenario, resolved: ResolvedOptions, lastStart: number): PopulationDefaults {
  const { window } = resolved;
  const lives = { start: window.start - days(runInDays), end: window.end };
  return {
    starts: 'uniform',
    requires: 'checked',
    isEndless: isEndless(resolved),
    lives,
    window: { start: lives.start, end: lastStart, emitFrom: window.start, periodEnd: window.end },
  };
}

/** Books in which nobody opens anything begin at zero, and the run says so. */
function openingOf({ books, processes }: Scenario): readonly Assumption[] {
  const isPosted = books !== undefined && processes.some(({ postings }) => Object.keys(postings).length > 0);
  const isOpened = processes.some(({ emits }) => emits.includes(OPENING_EVENT));
  return isPosted && !isOpened ? [{ process: 'ledger', read: OPENING_EVENT, fallback: 'books begin at zero' }] : [];
}

function compilePopulations(
  process: Process,
  scenario: string,
  defaults: PopulationDefaults,
  scope: Scope,
): readonly PopulationPlan[] {
  const ids = new IdScope();
  return process.populations.map((population) => {
    const at = withCalendar(population.calendar, scope.child([population.id], `population '${population.id}'`));
    ids.claim(population.id, population, 'population', at);
    return compilePopulation(population, process.id, scenario, defaults, at);
  });
}

/** Of populations that keep other days; their faults are told where they are compiled. */
function calendarsOf({ processes }: Scenario): readonly CompiledCalendar[] {
  const own = processes.flatMap(({ populations }) => populations.map(({ calendar }) => calendar));
  return own.flatMap((one) => (one === undefined ? [] : [compileCalendarOption(one, [], new IssueList())]));
}

/** A population may keep other days and hours than its scenario. */
function withCalendar(calendar: unknown, scope: Scope): Scope {
  if (calendar === undefined) return scope;
  const compiled = compileCalendarOption(calendar, [...scope.labels, "'calendar'"], scope.world.issues);
  return new Scope(Object.assign({}, scope.world, { calendar: compiled }), scope.path, scope.labels);
}

function worldOf(calendar: CompiledCalendar, datasets: readonly unknown[], shared: SharedWorld): ScopeWorld {
  return {
    calendar,
    datasets: knownDatasets(datasets),
    attributes: undefined,
    sequences: new SequenceSlots(),
    ...shared,
  };
}

/** A process's own schemas: strict, sampled at 64, every event under `debug`. */
function processSchemas({ id, schemas }: Process, debug: boolean, issues: IssueList): ProcessPlan['schemas'] {
  if (Object.keys(schemas).length === 0) return undefined;
  const options = { schema: schemas, ...(debug ? {} : { sample: 64 }) };
  return checkEventSchemas(options, { issues, path: [`process '${id}'`, "'schemas'"] });
}

/** A projection as one process reads it. */
interface Sight {
  readonly projection: AnyProjection;
  readonly read: ProvidedRead['read'];
  /** Ranks. */
  readonly emitters: readonly number[];
  readonly lookAheadMs: number;
}

/** When processes are simulated, and how far they see. */
class Timing {
  readonly #scenario: Scenario;
  readonly #order: ProcessOrder;
  readonly #window: RunWindow;
  readonly #keeps: boolean;
  readonly #ranks: ReadonlyMap<string, number>;

  constructor(scenario: Scenario, order: ProcessOrder, { window, afterEnd }: ResolvedOptions) {
    this.#scenario = scenario;
    this.#order = order;
    this.#window = window;
    this.#keeps = afterEnd === 'keep';
    this.#ranks = new Map(order.processes.map(({ id }, rank) => [id, rank]));
  }

  tailMs({ tailDays }: Process): number {
    return this.#keeps ? Infinity : days(this.#scenario.tailDays ?? tailDays);
  }

  /** Up to where a process is ever simulated. */
  horizon(rank: number): number {
    const { end } = this.#window;
    if (end === Infinity) return Infinity;
    const processes = this.#order.processes.map((process, at) => ({
      tailMs: this.tailMs(process),
      readers: this.readers(at),
    }));
    const latest = end + Math.max(0, ...processes.map(({ tailMs }) => tailMs));
    return frontiers(processes, latest, end)[rank] ?? end;
  }

  /** The latest that any process plans for; where all runs on until nothing is left, nobody knows it. */
  last(): number {
    const all = this.#order.processes
      .map(({ planDays }, rank) => this.horizon(rank) + days(planDays))
      .filter((ms) => ms !== Infinity);
    return Math.max(this.#window.end, ...all);
  }

  /** Who depends on a process, and how far ahead of them it has to be: as far as their views look that fold its events. */
  readers(rank: number): ProcessPlan['readers'] {
    const id = this.#order.processes[rank]?.id ?? '';
    return this.#order.processes.flatMap((reader, at) => {
      const dependsOnIt = (this.#order.reads.get(reader.id) ?? []).some(({ providers }) => providers.includes(id));
      const sights = this.#sights(reader, at).filter(({ emitters }) => emitters.includes(rank));
      if (!dependsOnIt && sights.length === 0) return [];
      return [{ rank: at, lookAheadMs: Math.max(0, ...sights.map(({ lookAheadMs }) => lookAheadMs)) }];
    });
  }

  views(process: Process, rank: number, issues: IssueList): readonly ViewPlan[] {
    const earlier = this.#earlier(rank);
    return this.#sights(process, rank).map(({ projection, read, lookAheadMs }) => {
      const grain = parseFixedDuration(projection.grain ?? '1d');
      const path = [`projection '${projection.id}'`, "'grain'"];
      if (!grain.ok) issues.add({ code: 'INVALID_DURATION', path, ...grain.fault });
      if (projection.ordered === true) issues.add(orderedRead(process.id, projection.id));
      else addTimeless(process.id, projection, issues);
      return {
        projection,
        earlier,
        grainMs: grain.ok ? Math.max(1, grain.ms) : 1,
        lookAheadMs,
        lookBackMs: days(projection.lookBackDays ?? DEFAULT_LOOK_BACK_DAYS),
        own: read.own ?? true,
      };
    });
  }

  /** The projections a process reads, and which of the processes before it emit what they fold. */
  #sights(process: Process, rank: number): readonly Sight[] {
    const earlier = this.#earlier(rank);
    return (this.#order.reads.get(process.id) ?? []).flatMap(({ id, read }) => {
      const projection = this.#projection(id, process);
      if (projection === undefined) return [];
      const emitters = earlier.filter((at) => {
        const other = this.#order.processes[at];
        return other !== undefined && emitsAny(other, projection);
      });
      return [{ projection, read, emitters, lookAheadMs: this.#lookAhead(projection, read.lookAheadDays, emitters) }];
    });
  }

  /** The least look-ahead of those that emit what is read; none unless the projection allows it. */
  #lookAhead({ lookAhead }: AnyProjection, narrowed: number | undefined, emitters: readonly number[]): number {
    if (lookAhead !== true || emitters.length === 0) return 0;
    const declared = emitters.map(
      (at) => this.#scenario.lookAheadDays ?? this.#order.processes[at]?.lookAheadDays ?? 0,
    );
    const least = Math.min(...declared);
    return days(narrowed === undefined ? least : Math.min(narrowed, least));
  }

  /** Ranks a process depends on through reads, directly or through others. */
  #earlier(rank: number): readonly number[] {
    const found = new Set<number>();
    const visit = (id: string): void => {
      for (const { providers } of this.#order.reads.get(id) ?? []) {
        for (const provider of providers) {
          const at = this.#ranks.get(provider);
          if (at === undefined || found.has(at)) continue;
          found.add(at);
          visit(provider);
        }
      }
    };
    visit(this.#order.processes[rank]?.id ?? '');
    return [...found].sort((a, b) => a - b);
  }

  #projection(id: string, reader: Process): AnyProjection | undefined {
    return [...reader.projections, ...this.#allProjections()].find((projection) => projection.id === id);
  }

  #allProjections(): readonly AnyProjection[] {
    return [...this.#scenario.projections, ...this.#order.processes.flatMap(({ projections }) => projections)];
  }
}

/** What is folded in the order of the stream is known when the stream is, not before. */
function orderedRead(process: string, id: string): SynodeIssue {
  return {
    code: 'UNKNOWN_READ',
    path: [`process '${process}'`, "'reads'"],
    message: `'${process}' reads '${id}', which is ordered and cannot be read`,
    expected: 'a projection without ordered: true',
    received: describeValue(id),
    suggestion: 'Give it a merge and leave ordered out, or do not read it.',
  };
}

/** Folds are often ahead of their readers: one that cannot be asked for an instant tells what has not happened yet. */
function addTimeless(process: string, projection: AnyProjection, issues: IssueList): void {
  const { id } = projection;
  const method = projection.view === undefined ? 'finish' : 'view';
  if ((projection[method]?.length ?? 2) >= 2) return;
  issues.add({
    code: 'INVALID_SHAPE',
    path: [`process '${process}'`, "'reads'", `projection '${id}'`, `'${method}'`],
    message: `'${process}' reads '${id}', whose ${method} takes no instant`,
    expected: `${method}(state, asOf)`,
    received: `${method}(state)`,
    suggestion: 'Keep in the state when things happened, and leave out what is dated at asOf or later.',
  });
}

function emitsAny({ emits }: Process, { of }: AnyProjection): boolean {
  return of === undefined || emits.length === 0 || of.some((name) => emits.includes(name));
}

function unique(projections: readonly AnyProjection[], issues: IssueList): readonly AnyProjection[] {
  const byId = new Map<string, AnyProjection>();
  for (const projection of projections) {
    const known = byId.get(projection.id);
    if (known !== undefined && known !== projection) {
      issues.add({
        code: 'DUPLICATE_ID',
        path: [`projection '${projection.id}'`],
        message: `two projections are called '${projection.id}'`,
        expected: 'each projection id once',
        received: describeValue(projection.id),
        suggestion: 'Rename one, or share the value.',
      });
    }
    byId.set(projection.id, projection);
  }
  return [...byId.values()];
}

function days(count: number): number {
  return count * DAY_MS;
}
