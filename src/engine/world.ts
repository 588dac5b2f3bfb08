/** What all actors of one thread share during a run. */
import type { IdGenerator } from '../model/run-options.ts';
import { createEventJudge, type EventJudge } from '../plan/schema.ts';
import type { ResolvedEventSchemas } from '../plan/schema-options.ts';
import type { DatasetPlan } from '../plan/dataset.ts';
import type { Observer } from '../plan/decisions.ts';
import type { DriftTable } from '../plan/drift.ts';
import type { Plan } from '../plan/plan.ts';
import type { PopulationPlan } from '../plan/population.ts';
import type { ProcessPlan } from '../plan/process.ts';
import type { Instance } from './instance.ts';
import { KeySlots } from './key-slots.ts';
import type { LaneMeters } from './lane-meter.ts';
import { SharedFacts } from './shared.ts';
import type { ResultFolds } from './results.ts';
import type { NameCounter, Tally } from './tally.ts';
import type { ProcessViews } from './views.ts';

export interface World {
  readonly seed: string;
  readonly scenario: string;
  readonly process: ProcessPlan;
  readonly datasets: readonly DatasetPlan[];
  /** What this process reads, and what reads it. */
  readonly views: ProcessViews | undefined;
  /** Folds over what is emitted. */
  readonly folds: ResultFolds | undefined;
  readonly tally: Tally;
  /** Counts what this process emits. */
  readonly emitted: NameCounter;
  readonly slots: KeySlots;
  readonly facts: SharedFacts;
  /** Judges the payload of each event, where the run has schemas. */
  readonly judge: EventJudge | undefined;
  /** Judges by the schemas of the process itself. */
  readonly ownJudge: EventJudge | undefined;
  readonly idGenerator: IdGenerator | undefined;
  readonly signal: AbortSignal;
  readonly meta: boolean;
  /** Whether payloads are looked at deeply and events made but not returned are reported. */
  readonly isStrict: boolean;
  /** Steps due at or after this instant are not executed, events dated so are not emitted. */
  readonly horizon: number;
  /** No arrival and no chain journey starts at or after this instant. */
  readonly lastStart: number;
  /** What of the world runs, where not all of it does. */
  readonly part: WorldPart | undefined;
  /** Sees every draw, where somebody looks. */
  readonly observer: Observer | undefined;
  /** The scenario's declared change points. */
  readonly drift: DriftTable;
  /** Whether anything stands between handlers and the adapter: schemas, views, folds, limits of what is emitted. */
  readonly hasStages: boolean;
  /** Told what lanes do, where somebody looks. */
  readonly lanes: LaneMeters | undefined;
  readonly warn: (code: string, message: string) => void;
}

/**
 * A part of a world. What is outside does not run and is not counted; what is inside keeps its draws and ids, because
 * no draw depends on another.
 */
export interface WorldPart {
  hasActor(population: PopulationPlan, index: number): boolean;
  /** Asked when an instance is about to begin. */
  hasInstance(population: PopulationPlan, actor: number, instance: Instance): boolean;
  /** The earliest instant (ms) at which the chain goes on behind an instance that is left out. */
  chainAfter(population: PopulationPlan, actor: number, instance: Instance): number;
}

/** A judge whose faults are ordered as the output is, whichever thread finds them. */
export function judgeBy(schemas: ResolvedEventSchemas, rank = 0): EventJudge {
  return createEventJudge(schemas, (_event, { actorIndex, sequence }) => [rank, actorIndex, sequence]);
}

/** What a run brings to its world beside the plan. */
export interface WorldParts extends Pick<
  World,
  'tally' | 'judge' | 'idGenerator' | 'signal' | 'isStrict' | 'views' | 'folds' | 'warn'
> {
  /** Default: as the plan's options say. */
  readonly meta?: boolean | undefined;
  readonly part?: WorldPart | undefined;
  readonly observer?: Observer | undefined;
  readonly lanes?: LaneMeters | undefined;
}

/**
 * The world of a process. Every property by name and none spread: V8 gives copies of rests a hidden class each from the
 * tenth on, and with each everything compiled for the one before is thrown away (bench `engine.fast-path`).
 */
export function createWorld({ options, scenario, drift }: Plan, process: ProcessPlan, parts: WorldParts): World {
  const { tally, judge, idGenerator, signal, isStrict, views, folds, warn, part, observer, lanes } = parts;
  const { seed, afterEnd, window } = options;
  const ownJudge = process.schemas === undefined ? undefined : judgeBy(process.schemas, process.rank);
  // Journeys alone are emitted as they are simulated; processes have a run-in, a look-ahead, a tail.
  const isLimited = process.id !== '';
  return {
    seed,
    scenario,
    process,
    datasets: process.datasets,
    views,
    folds,
    tally,
    emitted: tally.process(process.id),
    slots: new KeySlots(),
    facts: new SharedFacts(seed, scenario),
    judge,
    ownJudge,
    idGenerator,
    signal,
    meta: parts.meta ?? options.meta,
    isStrict,
    horizon: process.horizon,
    lastStart: afterEnd === 'keep' ? window.end : process.horizon,
    part,
    observer,
    drift,
    hasStages: isLimited || [ownJudge, judge, views, folds].some((stage) => stage !== undefined),
    lanes,
    warn,
  };
}
