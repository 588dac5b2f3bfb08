/** Processes and scenarios: several populations that read each other, in one simulated period. */
import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { Calendar } from '../model/calendar.ts';
import type { Dataset, DatasetDefinition } from '../model/dataset.ts';
import type { Event, EventOf } from '../model/event.ts';
import type { FileCheckMaker, TablePart } from '../model/file-check.ts';
import { ENTRY_EVENT, type Determination, type Postings } from '../model/ledger.ts';
import type { AnyProjection, Check } from '../model/projection.ts';
import type {
  ObjectType,
  Population,
  Process,
  Read,
  Scenario,
  ScenarioDefaults,
  ScenarioDrift,
  Surroundings,
} from '../model/scenario.ts';
import type { StandardSchema } from '../model/schema.ts';
import type { Transform } from '../model/transform.ts';
import { isPending, issueKeys } from '../model/standard-schema.ts';
import { invalidShape } from './generator.ts';
import { optionFaults } from './option-faults.ts';

/** A part of a process: given, or made from its completed options and from what surrounds it. */
type Part<T, O> = T | ((options: O, surroundings: Surroundings) => T);

type Made<T, O> = (options: O, surroundings: Surroundings) => T;

/** What `defineProcess` takes. What is lacking is left out. */
export interface ProcessDefinition<Id extends string, O, P extends readonly Population[]> {
  readonly id: Id;
  /** Completes and checks the options; any Standard Schema, such as `z.strictObject({ … })`. */
  readonly options?: StandardSchema<O>;
  /**
   * Given, or made from the completed options. A function with a second parameter gets the scenario's datasets, books and
   * processes there, for populations as large as its tables; outside a scenario those are empty.
   */
  readonly populations: P | ((options: O, surroundings: Surroundings) => P);
  /** Books, calendar, datasets and projections for a scenario that gives none of their kind; the scenario's own win. */
  readonly defaults?: Part<ScenarioDefaults, O>;
  readonly datasets?: Part<readonly (DatasetDefinition<object> | Dataset<object>)[], O>;
  /** Projections and events of other processes that this one reads. */
  readonly reads?: Part<readonly Read[], O>;
  /** Names of the events that leave this process. */
  readonly emits?: Part<readonly string[], O>;
  readonly schemas?: Part<Readonly<Record<string, StandardSchema>>, O>;
  readonly projections?: Part<readonly AnyProjection[], O>;
  readonly checks?: Part<readonly Check[], O>;
  /** What holds of its events in the file they are written to; `synode verify --config` asks for them. */
  readonly fileChecks?: Part<readonly FileCheckMaker[], O>;
  /** What becomes of its events between their handlers and the adapter. */
  readonly transforms?: Part<readonly Transform[], O>;
  /** How its events are booked; see `definePostings`. A process that posts says what it emits. */
  readonly postings?: Part<Postings, O>;
  /**
   * What each event is called in a log of activities, by its name: `Approve purchase order` for `purchase_order.approved`.
   * Default: its name in words.
   */
  readonly activities?: Part<Readonly<Record<string, string>>, O>;
  /** The documents its events are about, by the `documentType` of their payloads. Default none. */
  readonly objectTypes?: Part<Readonly<Record<string, ObjectType>>, O>;
  /**
   * Days simulated before the period where it is listed and the scenario does not say, so that the period begins in the
   * middle; not emitted. Default 0.
   */
  readonly runInDays?: number;
  /** Days simulated past the frontier of those that read this process, for their planning; not emitted. Default 0. */
  readonly lookAheadDays?: number;
  /** Days past all it simulates that it asks calendars for, for dates it plans. They have to hold for them. Default 0. */
  readonly planDays?: number;
  /** Days emitted past the period's end, as for the last close. Default 0. */
  readonly tailDays?: number;
  /** Which events dated past the end are emitted; default all. */
  readonly tail?: (event: Event, end: Date) => boolean;
}

/** Complete by its type: what is added to a definition has to be added here. */
const PROCESS_KEYS: Readonly<Record<keyof ProcessDefinition<string, unknown, readonly Population[]>, true>> = {
  id: true,
  options: true,
  populations: true,
  defaults: true,
  datasets: true,
  reads: true,
  emits: true,
  schemas: true,
  projections: true,
  checks: true,
  fileChecks: true,
  transforms: true,
  postings: true,
  activities: true,
  objectTypes: true,
  runInDays: true,
  lookAheadDays: true,
  planDays: true,
  tailDays: true,
  tail: true,
};

/**
 * A business process as a factory: `(options?) => Process`. Using it registers nothing.
 *
 * @throws SynodeError from the factory: `INVALID_OPTION`, `UNKNOWN_KEY`, all faults of the options at once
 * @example const pettyCash = defineProcess({ id: 'petty-cash', options, populations: (o) => [fund(o)], emits: ['…'] })
 */
export function defineProcess<
  const Id extends string,
  const P extends readonly Population[],
  O = Readonly<Record<never, never>>,
>(definition: ProcessDefinition<Id, O, P>): (options?: unknown) => Process<EventOf<P>> {
  if (typeof definition !== 'object' || definition === null)
    throw invalidShape('defineProcess', 'an object', definition);
  refuseUnknown(definition, Object.keys(PROCESS_KEYS), `process '${definition.id}'`);
  return (given = {}) => {
    const options = completeOptions(definition, given);
    const { populations } = definition;
    const made = (surroundings: Surroundings): object => {
      const part = <T>(value: Part<T, O> | undefined, fallback: T): T =>
        value === undefined
          ? fallback
          : typeof value === 'function'
            ? (value as Made<T, O>)(options, surroundings)
            : value;
      const postings = part<Postings>(definition.postings, {});
      return {
        kind: 'process',
        id: definition.id,
        options: options as Readonly<Record<string, unknown>>,
        populations: part<readonly Population[]>(populations, []),
        datasets: part(definition.datasets, []),
        reads: part(definition.reads, []),
        emits: withEntries(part<readonly string[]>(definition.emits, []), postings),
        schemas: part(definition.schemas, {}),
        projections: part(definition.projections, []),
        checks: part(definition.checks, []),
        fileChecks: part(definition.fileChecks, []),
        transforms: part(definition.transforms, []),
        postings,
        activities: part(definition.activities, {}),
        objectTypes: part(definition.objectTypes, {}),
        runInDays: definition.runInDays ?? 0,
        lookAheadDays: definition.lookAheadDays ?? 0,
        planDays: definition.planDays ?? 0,
        tailDays: definition.tailDays ?? 0,
        ...(definition.tail === undefined ? {} : { tail: definition.tail }),
        ...(definition.defaults === undefined ? {} : { defaults: () => part(definition.defaults, {}) }),
      };
    };
    const within = (surroundings: Surroundings): object => Object.freeze(made(surroundings));
    const isPlaced = PARTS.some((key) => looksAround(definition[key]));
    return Object.freeze({ ...made(NOWHERE), ...(isPlaced ? { within } : {}) }) as unknown as Process<EventOf<P>>;
  };
}

/** What may be made from options and surroundings. */
const PARTS = [
  'populations',
  'datasets',
  'reads',
  'emits',
  'schemas',
  'projections',
  'checks',
  'fileChecks',
  'transforms',
  'postings',
  'activities',
  'objectTypes',
] as const;

function looksAround(part: unknown): boolean {
  return typeof part === 'function' && part.length > 1;
}

const NOWHERE: Surroundings = Object.freeze({
  datasets: Object.freeze([]),
  books: undefined,
  processes: Object.freeze([]),
  runInDays: 0,
});

/** What posts emits entries, and nobody has to say so. */
function withEntries(emits: readonly string[], postings: Postings): readonly string[] {
  const isSilent = Object.keys(postings).length === 0 || emits.includes(ENTRY_EVENT);
  return isSilent ? emits : [...emits, ENTRY_EVENT];
}

function completeOptions<O>({ id, options }: ProcessDefinition<string, O, readonly Population[]>, given: unknown): O {
  if (options === undefined) {
    const [key] = Object.keys(given as object);
    if (key === undefined) return {} as O;
    throw optionFaults({ id, given }, [{ message: `process '${id}' takes no options`, path: [key] }]);
  }
  const result = options['~standard'].validate(given);
  if (isPending(result)) {
    throw new SynodeError('EVENT_SCHEMA_ASYNC', `the options of process '${id}' are checked asynchronously`, {
      path: [`process '${id}'`, "'options'"],
      expected: 'a schema that answers at once',
      received: 'a promise',
      suggestion: 'Remove async refinements.',
    });
  }
  if (result.issues === undefined) return result.value as O;
  throw optionFaults(
    { id, schema: options, given },
    result.issues.map((issue) => ({ ...unknownKeys(issue), message: issue.message, path: issueKeys(issue) })),
  );
}

/** Some schemas name the keys they do not know. */
function unknownKeys(issue: object): { readonly keys?: readonly string[] } {
  const keys: unknown = 'keys' in issue ? issue.keys : undefined;
  return Array.isArray(keys) ? { keys: keys.map(String) } : {};
}

/** What `scenario` takes. */
export interface ScenarioDefinition<P extends readonly Process[]> {
  /** Keys the draws of its processes; default `''`: a process keeps its draws in any unnamed scenario. */
  readonly id?: string;
  readonly seed?: string | number;
  /** Half-open: [start, end). Default 12 months from `DEFAULT_START`. Without an end it runs until it is stopped. */
  readonly period?: { readonly start: Date | string; readonly end?: Date | string };
  readonly calendar?: string | Calendar;
  /** Companies, charts and account determination: what posting rules post to. */
  readonly books?: Determination;
  readonly datasets?: readonly (DatasetDefinition<object> | Dataset<object>)[];
  /** Folds over the whole stream. */
  readonly projections?: readonly AnyProjection[];
  readonly processes: P;
  /**
   * Days simulated before `start` and not emitted: they leave opening balances and open items. Default: the most that one
   * of its processes asks for, 120 where `opening()` is listed, else 0.
   */
  readonly runInDays?: number;
  /** Instead of what each process declares. */
  readonly lookAheadDays?: number;
  /** Instead of what each process declares. */
  readonly tailDays?: number;
  /** Known change points, which processes ask for by `ctx.drift`. */
  readonly drift?: readonly ScenarioDrift[];
  /** Checks of emitted files that belong to no single process; `world()` brings those of its tables. */
  readonly fileChecks?: readonly FileCheckMaker[];
  /** Tables that are exported for them with each run: ids (`vendors.*`: all that begin so), or parts. Default none. */
  readonly tables?: readonly (string | TablePart)[];
}

const SCENARIO_KEYS = [
  'id',
  'seed',
  'period',
  'calendar',
  'books',
  'datasets',
  'projections',
  'processes',
  'runInDays',
  'lookAheadDays',
  'tailDays',
  'drift',
  'fileChecks',
  'tables',
];

/**
 * A company for a while: processes, a period and what they share.
 *
 * @example await generate(scenario({ period: { start: '2025-01-01', end: '2026-01-01' }, processes: [p2p({ vendors: 200 })] }))
 */
export function scenario<const P extends readonly Process[]>(definition: ScenarioDefinition<P>): Scenario<EventOf<P>> {
  if (typeof definition !== 'object' || definition === null) throw invalidShape('scenario', 'an object', definition);
  refuseUnknown(definition, SCENARIO_KEYS, 'scenario');
  if (isObject(definition.period)) refuseUnknown(definition.period, ['start', 'end'], "'period' of the scenario");
  refuseOthers(definition.processes);
  const { id = '', period = DEFAULT_PERIOD, processes, runInDays = longestRunIn(processes), ...rest } = definition;
  const shared = { ...rest, ...defaultsFor(definition) };
  const { books, datasets } = shared;
  return Object.freeze({
    ...shared,
    processes: Array.isArray(processes)
      ? processes.map((process: Process) => process?.within?.({ datasets, books, processes, runInDays }) ?? process)
      : processes,
    kind: 'scenario',
    id,
    period,
    runInDays,
  }) as unknown as Scenario<EventOf<P>>;
}

/** What is no process would be read as one; most often it is a factory that nobody called. A hole is told of later. */
function refuseOthers(processes: unknown): void {
  if (!Array.isArray(processes)) return;
  for (const [i, one] of (processes as readonly unknown[]).entries()) {
    if (one === undefined || (isObject(one) && 'kind' in one && one.kind === 'process')) continue;
    throw new SynodeError('INVALID_SHAPE', `processes[${i}] of the scenario is ${describeValue(one)}`, {
      path: ['scenario', "'processes'", `item ${i + 1}`],
      expected: 'a process',
      received: describeValue(one),
      suggestion:
        typeof one === 'function' ? 'Call it: o2c(), with its options if any.' : 'Take what defineProcess(…)() gives.',
    });
  }
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function longestRunIn(processes: unknown): number {
  const all = Array.isArray(processes) ? (processes as readonly (Process | undefined)[]) : [];
  return all.reduce((most, process) => Math.max(most, process?.runInDays ?? 0), 0);
}

/** What the scenario leaves open, as its processes say, in order of their ids; rows and folds of one id once. */
function defaultsFor<P extends readonly Process[]>(
  definition: ScenarioDefinition<P>,
): ScenarioDefaults & Pick<Scenario, 'datasets' | 'projections' | 'fileChecks' | 'tables'> {
  const { books, calendar, datasets, projections } = definition;
  const isOpen = [books, calendar, datasets, projections].includes(undefined);
  const all = isOpen ? ownDefaults(definition.processes) : [];
  const found = {
    books: books ?? all.find((one) => one.books !== undefined)?.books,
    calendar: calendar ?? all.find((one) => one.calendar !== undefined)?.calendar,
  };
  return {
    ...Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined)),
    datasets: datasets ?? firstOfEach(all.flatMap((one) => one.datasets ?? [])),
    projections: projections ?? firstOfEach(all.flatMap((one) => one.projections ?? [])),
    // They prove the tables they come with.
    fileChecks: definition.fileChecks ?? once(datasets === undefined ? all.flatMap((one) => one.fileChecks ?? []) : []),
    tables: definition.tables ?? once(datasets === undefined ? all.flatMap((one) => one.tables ?? []) : []),
  };
}

/** Several processes may bring the same. */
function once<T>(all: readonly T[]): readonly T[] {
  return [...new Set(all)];
}

function ownDefaults(processes: unknown): readonly ScenarioDefaults[] {
  if (!Array.isArray(processes)) return [];
  const byId = ({ id: a }: Process, { id: b }: Process): number => (a < b ? -1 : a > b ? 1 : 0);
  return (processes as readonly (Process | undefined)[])
    .filter((process): process is Process => typeof process?.defaults === 'function')
    .sort(byId)
    .map((process) => process.defaults?.() ?? {});
}

function firstOfEach<T extends { readonly id: string }>(values: readonly T[]): readonly T[] {
  return values.filter(({ id }, i) => values.findIndex((other) => other.id === id) === i);
}

/** What nobody knows would be dropped without a word. */
function refuseUnknown(definition: object, known: readonly string[], what: string): void {
  for (const key of Object.keys(definition)) {
    if (known.includes(key)) continue;
    throw new SynodeError('UNKNOWN_KEY', `unknown key '${key}' in ${what}`, {
      path: [what, `'${key}'`],
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    });
  }
}

const DEFAULT_PERIOD = Object.freeze({ start: '2025-01-01', end: '2026-01-01' });

/** A named invariant over a projection's result: asked row by row. */
export function defineCheck<const Row>(check: Check<Row>): Check<Row> {
  return Object.freeze(check);
}

/** A transform with the type of its state told by `init`. */
export function defineTransform<S>(transform: Transform<S>): Transform<S> {
  return Object.freeze(transform);
}
