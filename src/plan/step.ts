/** The flat step list a journey compiles to: one hidden class, all fields set in one place. */
import type { Context } from '../model/context.ts';
import type { ActionPlan } from './action.ts';
import type { CompiledDelay } from './delay.ts';
import type { Frame, Place } from './frame.ts';

/** What a step does. Every list begins with `requires` and ends with `end`. */
export type Op =
  | 'requires'
  | 'enter'
  | 'bounce'
  | 'delay'
  | 'act'
  | 'test'
  | 'choose'
  | 'loop'
  | 'round'
  | 'jump'
  | 'clear'
  | 'complete'
  | 'suppress'
  | 'end';

export type Level = 'journey' | 'adventure' | 'action';

/** What a step may carry; each op uses a few. */
export interface StepParts {
  /** Where to go on: the step after a loop, the other arm, what a bounce leaves for. */
  readonly to?: number;
  /** Counter of how often this adventure, action or verb was entered; −1 where that can happen once only. */
  readonly slot?: number;
  readonly bounces?: (frame: Frame) => boolean;
  /** Whether this bounce ends the journey. */
  readonly stops?: boolean;
  readonly level?: Level;
  readonly delay?: CompiledDelay;
  readonly action?: ActionPlan;
  readonly condition?: (ctx: Context) => unknown;
  readonly place?: Place;
  readonly times?: (frame: Frame) => number;
  /** Slot of a loop's round counter. */
  readonly loop?: number;
  readonly max?: number;
  readonly choose?: (frame: Frame) => number;
  readonly targets?: readonly number[];
  readonly requires?: readonly string[];
  readonly labels?: readonly string[];
  /** What was written there, for a person: the chance, the delay, the arms, how often. */
  readonly authored?: unknown;
}

export class Step {
  readonly op: Op;
  to: number;
  readonly slot: number;
  readonly bounces: ((frame: Frame) => boolean) | undefined;
  readonly stops: boolean;
  readonly level: Level | undefined;
  readonly delay: CompiledDelay | undefined;
  readonly action: ActionPlan | undefined;
  readonly condition: ((ctx: Context) => unknown) | undefined;
  readonly place: Place | undefined;
  readonly times: ((frame: Frame) => number) | undefined;
  readonly loop: number;
  readonly max: number;
  readonly choose: ((frame: Frame) => number) | undefined;
  targets: readonly number[] | undefined;
  readonly requires: readonly string[];
  /** Where the step stands, for a person. */
  readonly labels: readonly string[];
  readonly authored: unknown;

  constructor(op: Op, parts: StepParts = {}) {
    this.op = op;
    this.to = parts.to ?? -1;
    this.slot = parts.slot ?? -1;
    this.bounces = parts.bounces;
    this.stops = parts.stops ?? false;
    this.level = parts.level;
    this.delay = parts.delay;
    this.action = parts.action;
    this.condition = parts.condition;
    this.place = parts.place;
    this.times = parts.times;
    this.loop = parts.loop ?? -1;
    this.max = parts.max ?? 0;
    this.choose = parts.choose;
    this.targets = parts.targets;
    this.requires = parts.requires ?? [];
    this.labels = parts.labels ?? [];
    this.authored = parts.authored;
  }
}
