/** The steps of a journey as they are added one by one, with the counters they need. */
import type { Delay } from '../model/flow.ts';
import { compileDelay } from './delay.ts';
import type { Scope } from './scope.ts';
import { Step, type Level, type Op, type StepParts } from './step.ts';

export class StepList {
  readonly steps: Step[] = [];
  readonly #slots = new Map<string, number>();
  #loops = 0;
  /** Depth of what may be entered again, and everything inside it too. */
  #repeats = 0;

  /** How many entry counters an instance needs. */
  get counters(): number {
    return this.#slots.size;
  }

  /** How many loops it has. */
  get loops(): number {
    return this.#loops;
  }

  /** Index of the next step. */
  get end(): number {
    return this.steps.length;
  }

  add(op: Op, parts: StepParts = {}): Step {
    const step = new Step(op, parts);
    this.steps.push(step);
    return step;
  }

  /** Lets jumps end at the next step. */
  land(jumps: readonly Step[]): void {
    for (const jump of jumps) jump.to = this.end;
  }

  nextLoop(): number {
    return this.#loops++;
  }

  /** Adds steps that can be entered more than once. */
  again(add: () => void): void {
    this.#repeats++;
    add();
    this.#repeats--;
  }

  /** A counter for what an instance can enter more than once, −1 for the rest: then the occurrence is always 0. */
  slotFor(name: string, isAgain: boolean): number {
    if (this.#repeats === 0 && !isAgain) return -1;
    const slot = this.#slots.get(name) ?? this.#slots.size;
    this.#slots.set(name, slot);
    return slot;
  }

  enter(slot: number, labels: readonly string[], level?: Level): void {
    if (slot === -1 && level !== 'adventure') return;
    this.add('enter', { slot, labels, ...(level === undefined ? {} : { level }) });
  }

  delay(delay: Delay, slot: number, scope: Scope): void {
    const compiled = compileDelay(delay, scope, isSpan(delay) ? 'INVALID_TIME_SPAN' : 'INVALID_DURATION');
    this.add('delay', { slot, delay: compiled, labels: scope.labels, authored: delay });
  }
}

function isSpan(delay: Delay): boolean {
  return typeof delay === 'object' && delay !== null && 'min' in delay;
}
