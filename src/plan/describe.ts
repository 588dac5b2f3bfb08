/** A plan as plain data that can be printed: what runs, in which order, and the compiled steps of each journey. */
import type { Runnable, Scenario } from '../model/scenario.ts';
import { formatInstant } from '../time/instant.ts';
import { describeArrivals, describeAuthored } from './describe-value.ts';
import type { JourneyPlan } from './journey.ts';
import { phasesOf } from './phases.ts';
import type { Plan } from './plan.ts';
import type { PopulationPlan } from './population.ts';
import type { ProcessPlan } from './process.ts';
import type { Step } from './step.ts';

/** One compiled step. */
export interface StepDescription {
  readonly index: number;
  readonly op: string;
  /** Below the journey, as ids: `buy › pay`. */
  readonly at: string;
  readonly detail: string;
  /** Where it may go on instead of at the next step. */
  readonly to: readonly { readonly when: string; readonly step: number }[];
}

export interface JourneyDescription {
  readonly id: string;
  readonly name: string;
  readonly arrivals: string;
  readonly requires: readonly string[];
  readonly steps: readonly StepDescription[];
}

export interface PopulationDescription {
  readonly id: string;
  readonly size: number;
  readonly personas: readonly string[];
  /** Journeys that follow one another. */
  readonly chain: readonly string[];
  readonly journeys: readonly JourneyDescription[];
}

export interface ProcessDescription {
  /** `''` for journeys alone. */
  readonly id: string;
  readonly reads: readonly string[];
  readonly emits: readonly string[];
  readonly datasets: readonly { readonly id: string; readonly rows: number; readonly isGiven: boolean }[];
  readonly populations: readonly PopulationDescription[];
}

export interface PlanDescription {
  readonly format: 'synode-plan/1';
  readonly hash: string;
  readonly seed: string;
  readonly window: { readonly start: string; readonly end: string | null };
  readonly order: 'user' | 'time';
  readonly users: number;
  readonly phases: readonly string[];
  readonly events: readonly string[];
  readonly projections: readonly string[];
  readonly checks: readonly string[];
  /** What is read and emitted by nobody, and what stands for it. */
  readonly assumptions: Plan['assumptions'];
  /** In run order. */
  readonly processes: readonly ProcessDescription[];
  readonly warnings: Plan['warnings'];
}

/** Describes a plan; `input` is what it was compiled from. */
export function describePlan(plan: Plan, input: Runnable): PlanDescription {
  const { options, processes, populations, eventNames, projections, checks, assumptions, warnings, hash } = plan;
  const { start, end } = options.window;
  return {
    format: 'synode-plan/1',
    hash,
    seed: options.seed,
    window: { start: formatInstant(start), end: end === Infinity ? null : formatInstant(end) },
    order: options.order,
    users: populations.reduce((sum, { size }) => sum + size, 0),
    phases: phasesOf(plan),
    events: eventNames,
    projections: projections.map(({ id }) => id),
    checks: checks.map(({ check }) => check.id),
    assumptions,
    processes: processes.map((process) => describeProcess(process, input)),
    warnings,
  };
}

function describeProcess({ id, datasets, populations }: ProcessPlan, input: Runnable): ProcessDescription {
  const source = 'processes' in input ? (input as Scenario).processes.find((process) => process.id === id) : undefined;
  return {
    id,
    reads: (source?.reads ?? []).map((read) => (typeof read === 'string' ? read : read.id)),
    emits: source?.emits ?? [],
    datasets: datasets.map((dataset) => ({ id: dataset.id, rows: dataset.count, isGiven: dataset.rows !== undefined })),
    populations: populations.map(describePopulation),
  };
}

function describePopulation({ id, size, personas, chain, journeys }: PopulationPlan): PopulationDescription {
  return {
    id,
    size,
    personas: personas.personas.map((persona) => persona.id),
    chain: chain.map((journey) => journey.id),
    journeys: journeys.map(describeJourney),
  };
}

function describeJourney({ id, source, requires, steps }: JourneyPlan): JourneyDescription {
  return {
    id,
    name: source.name,
    arrivals: describeArrivals(source.arrivals),
    requires,
    steps: steps.map((step, index) => ({
      index,
      op: step.op,
      at: whereOf(step),
      detail: detailOf(step),
      to: targetsOf(step, index),
    })),
  };
}

/** `["journey 'shop'", "adventure 'buy'", "'take'", "arm 'leave'"]` → `buy › take › leave`. */
function whereOf({ labels }: Step): string {
  return labels
    .slice(1)
    .map((label) => /'([^']*)'/.exec(label)?.[1] ?? label)
    .join(' › ');
}

function detailOf(step: Step): string {
  const { op, authored, action, requires, level, max, condition } = step;
  switch (op) {
    case 'requires':
      return requires.length === 0 ? 'nothing' : requires.join(', ');
    case 'bounce':
      return `${level} ${describeChance(authored)}`;
    case 'delay':
    case 'suppress':
      return describeAuthored(authored);
    case 'test':
      return `if ${describeAuthored(authored)}`;
    case 'choose':
      return 'by weight';
    case 'loop':
      return step.times === undefined ? `while ${describeAuthored(authored)}` : `${describeAuthored(authored)} times`;
    case 'round':
      return condition === undefined ? 'another round?' : `another round? at most ${max}`;
    case 'act':
      return action === undefined ? '' : describeAction(action);
    case 'enter':
    case 'clear':
      return level ?? '';
    case 'jump':
    case 'complete':
    case 'end':
      return '';
    default:
      return op satisfies never;
  }
}

function describeChance(chance: unknown): string {
  return typeof chance === 'number' ? `${Number((chance * 100).toFixed(2))} %` : describeAuthored(chance);
}

/** What it emits: the fields where they are the payload, else the names its handler declares. */
function describeAction({ name, fields, compose, emits }: NonNullable<Step['action']>): string {
  if (fields !== undefined && compose === undefined)
    return `${name} { ${fields.map((field) => field.name).join(', ')} }`;
  return emits === undefined ? `${name} (handler)` : [...emits].join(' | ');
}

function targetsOf(step: Step, index: number): StepDescription['to'] {
  const { op, to, targets, authored } = step;
  if (op === 'choose') {
    const arms = Array.isArray(authored)
      ? (authored as readonly { readonly name?: unknown; readonly weight?: unknown }[])
      : [];
    return (targets ?? []).map((target, i) => ({
      when: `${String(arms[i]?.name)} ${describeAuthored(arms[i]?.weight)}`,
      step: target,
    }));
  }
  if (to === -1 || (to === index + 1 && op !== 'jump')) return [];
  const when = op === 'jump' ? '' : op === 'bounce' ? 'bounced' : 'else';
  return [{ when, step: to }];
}
