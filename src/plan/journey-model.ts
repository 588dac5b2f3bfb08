/** Compiled journeys as states and transitions: what the step list says, without the steps that decide nothing. */
import type { JourneyModel, ModelTransition, ProcessModel } from '../model/process-model.ts';
import { describeArrivals, describeAuthored } from './describe-value.ts';
import type { JourneyPlan } from './journey.ts';
import type { Plan } from './plan.ts';
import type { Step } from './step.ts';

/** The processes of a plan, in run order. */
export function processModels({ processes }: Pick<Plan, 'processes'>): readonly ProcessModel[] {
  return processes.map(({ id, populations }) => {
    // Populations that differ in their actors and arrivals alone take the same journey.
    const journeys = new Map<string, JourneyModel>();
    for (const population of populations) {
      for (const journey of population.journeys) {
        const model = journeyModel(journey);
        const key = JSON.stringify(model);
        const taken = { id: population.id, arrivals: describeArrivals(journey.source.arrivals) };
        const known = journeys.get(key)?.populations ?? [];
        journeys.set(key, { ...model, populations: [...known, taken] });
      }
    }
    return { process: id, journeys: [...journeys.values()] };
  });
}

type Part = Omit<ModelTransition, 'from' | 'to'>;

function journeyModel({ id, source, steps, labels }: JourneyPlan): JourneyModel {
  const stateOf = (index: number): string => `s${decidingAt(steps, index)}`;
  const kept = steps.map((_, index) => index).filter((index) => decidingAt(steps, index) === index);
  const suppress = steps.find(({ op }) => op === 'suppress');
  return {
    journey: id,
    name: source.name,
    populations: [],
    ...(suppress === undefined ? {} : { suppression: named(describeAuthored(suppress.authored)) }),
    initial: stateOf(0),
    final: `s${steps.length - 1}`,
    states: kept.map((index) => ({ id: `s${index}`, at: placeIn(steps[index]?.labels ?? [], labels.length) })),
    transitions: kept.flatMap((index) =>
      waysOut(steps, index).map(([target, part]) => ({ from: `s${index}`, to: stateOf(target), ...part })),
    ),
  };
}

/** `["journey 'shop'", "adventure 'buy'", "'take'", "arm 'leave'"]` → `buy › take › leave`. */
function placeIn(labels: readonly string[], above: number): string {
  const below = labels.slice(above);
  return below.map((label) => /'([^']*)'/.exec(label)?.[1] ?? label).join(' › ');
}

/** The first step at or behind one at which something can be seen or is decided, or the journey ends. */
function decidingAt(steps: readonly Step[], from: number): number {
  let index = from;
  for (;;) {
    const step = steps[index];
    if (step === undefined) return steps.length - 1;
    switch (step.op) {
      case 'jump':
        index = step.to;
        break;
      case 'requires':
        if (step.requires.length > 0) return index;
        index++;
        break;
      case 'enter':
      case 'clear':
      case 'complete':
      case 'suppress':
      case 'loop':
        index++;
        break;
      default:
        return index;
    }
  }
}

/** Where a step may go on, and by what. */
function waysOut(steps: readonly Step[], index: number): readonly (readonly [number, Part])[] {
  const step = steps[index];
  if (step === undefined) return [];
  const next = index + 1;
  switch (step.op) {
    case 'requires': {
      const guard = step.requires.join(', ');
      return [
        [next, { kind: 'requires', guard, holds: true }],
        [steps.length - 1, { kind: 'requires', guard, holds: false }],
      ];
    }
    case 'bounce':
      return [
        [step.to, { kind: 'bounce', holds: true, ...chance(step.authored, (p) => p) }],
        [next, { kind: 'bounce', holds: false, ...chance(step.authored, (p) => 1 - p) }],
      ];
    case 'delay':
      return [[next, waiting(step)]];
    case 'act':
      return [[next, acting(step)]];
    case 'test': {
      const guard = conditionOf(step.authored);
      return [
        [next, { kind: 'guard', guard, holds: true }],
        [step.to, { kind: 'guard', guard, holds: false }],
      ];
    }
    case 'choose':
      return armsOf(step);
    case 'round': {
      const guard = conditionOf(steps.find(({ op, loop }) => op === 'loop' && loop === step.loop)?.authored);
      return [
        [next, { kind: 'round', guard, holds: true }],
        [step.to, { kind: 'round', guard, holds: false }],
      ];
    }
    default:
      return [];
  }
}

function waiting({ authored, delay }: Step): Part {
  const waitMs = delay?.fixedMs;
  const wait = typeof authored === 'number' ? `${authored}ms` : named(describeAuthored(authored));
  return { kind: 'wait', wait, ...(waitMs === undefined ? {} : { waitMs }) };
}

function acting({ action }: Step): Part {
  if (action === undefined) return { kind: 'act' };
  const { adventure, id, name, emits, fields, compose } = action;
  const names = emits ?? (fields !== undefined && compose === undefined ? [name] : undefined);
  return { kind: 'act', action: `${adventure}/${id}`, ...(names === undefined ? {} : { emits: [...names] }) };
}

/** Probabilities where all weights are numbers. */
function armsOf({ targets = [], authored }: Step): readonly (readonly [number, Part])[] {
  const arms = (Array.isArray(authored) ? authored : []) as readonly {
    readonly name: string;
    readonly weight: unknown;
  }[];
  const weights = arms.map(({ weight }) => weight);
  const isPlain = weights.every((weight) => typeof weight === 'number');
  const total = isPlain ? weights.reduce<number>((sum, weight) => sum + Number(weight), 0) : 0;
  return targets.map((target, i) => {
    const { name, weight } = arms[i] ?? { name: '', weight: 0 };
    const share = isPlain ? { probability: rounded(Number(weight) / total) } : { guard: conditionOf(weight) };
    return [target, { kind: 'arm', arm: name, ...share }];
  });
}

function chance(authored: unknown, of: (p: number) => number): Pick<Part, 'probability' | 'guard'> {
  return typeof authored === 'number' ? { probability: rounded(of(authored)) } : { guard: conditionOf(authored) };
}

/** As many digits as are meant: 1 − 0.3 is 0.7. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

function conditionOf(authored: unknown): string {
  return named(describeAuthored(authored));
}

/** Functions by their names alone; bundling may number those that are called alike. */
function named(text: string): string {
  return text.replaceAll(/ƒ ?([\w$]*)/g, (_, name: string) => name.replace(/\$\d+$/, '') || 'computed');
}
