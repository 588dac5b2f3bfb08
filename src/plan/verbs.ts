/** Verbs → steps: wait, when, branch, repeat. */
import type { Branch, Repeat, Wait, When } from '../model/flow.ts';
import { compileChoice } from './choice.ts';
import { decidable } from './delay.ts';
import { asList, readArm, readCondition, type Verb } from './flow-shape.ts';
import type { Frame } from './frame.ts';
import { compileNumber } from './number.ts';
import { placeOf } from './place.ts';
import { checkId, IdScope, type Scope } from './scope.ts';
import type { Step } from './step.ts';
import type { StepList } from './step-list.ts';
import { compileUntil } from './until.ts';

const VERBS = ['wait', 'when', 'branch', 'repeat'] as const;

type VerbKind = (typeof VERBS)[number];

/** Compiles what is no verb: an action in an adventure, an adventure in a journey. */
export type CompileItem = (item: unknown) => void;

/** Compiles lists of steps into a journey. */
export class VerbCompiler {
  readonly #list: StepList;

  constructor(list: StepList) {
    this.#list = list;
  }

  /** Compiles a list of steps: verbs here, everything else by `item`. */
  compile(steps: readonly unknown[], scope: Scope, item: CompileItem): void {
    const numbers = new Map<VerbKind, number>();
    const ids = new IdScope();
    for (const step of steps) {
      if (typeof step !== 'object' || step === null) {
        scope.wrongShape('a step is no object', 'an action, an adventure or a verb', step);
        continue;
      }
      const kind = 'kind' in step ? step.kind : undefined;
      if (!VERBS.includes(kind as VerbKind)) {
        item(step);
        continue;
      }
      const verb = step as Verb;
      const number = numbers.get(verb.kind) ?? 0;
      numbers.set(verb.kind, number + 1);
      const given = 'id' in verb ? verb.id : undefined;
      const id = given ?? `${verb.kind}#${number}`;
      const at = scope.child(['step', id], `'${id}'`);
      if (given !== undefined && checkId(given, verb.kind, at)) ids.claim(id, verb, 'verb', at);
      this.#verb(verb, id, at, item);
    }
  }

  #verb(verb: Verb, id: string, scope: Scope, item: CompileItem): void {
    const slot = this.#list.slotFor(`verb ${scope.path.join('/')}`, false);
    this.#list.enter(slot, scope.labels);
    switch (verb.kind) {
      case 'wait':
        scope.checkKeys(verb, ['kind', 'id', 'delay', 'until'], `'${id}'`);
        return this.#wait(verb, slot, scope);
      case 'when':
        scope.checkKeys(verb, ['kind', 'condition', 'then', 'otherwise'], `'${id}'`);
        return this.#when(verb, slot, scope, item);
      case 'branch':
        scope.checkKeys(verb, ['kind', 'id', 'arms'], `'${id}'`);
        return this.#branch(verb, slot, scope, item);
      case 'repeat':
        scope.checkKeys(verb, ['kind', 'id', 'times', 'while', 'max', 'every', 'steps'], `'${id}'`);
        return this.#repeat(verb, slot, scope, item);
      default:
        return verb satisfies never;
    }
  }

  #wait(verb: Wait, slot: number, scope: Scope): void {
    if (verb.until === undefined) {
      if (verb.delay === undefined)
        return scope.wrongShape('wait has nothing to wait for', 'a delay or until', undefined);
      return this.#list.delay(verb.delay, slot, scope);
    }
    this.#list.add('delay', {
      slot,
      delay: decidable(compileUntil(verb.until, scope), scope, verb.until),
      labels: scope.labels,
      authored: { until: verb.until },
    });
  }

  #when(verb: When<unknown>, slot: number, scope: Scope, item: CompileItem): void {
    const condition = readCondition(verb.condition, 'condition', scope);
    const test = this.#list.add('test', {
      slot,
      condition,
      place: placeOf(scope.path),
      labels: scope.labels,
      authored: verb.condition,
    });
    this.compile(asList(verb.then, 'then', scope), scope.child(['step', 'then']), item);
    const over = this.#list.add('jump');
    test.to = this.#list.end;
    this.compile(asList(verb.otherwise, 'otherwise', scope), scope.child(['step', 'otherwise']), item);
    over.to = this.#list.end;
  }

  #branch(verb: Branch<unknown>, slot: number, scope: Scope, item: CompileItem): void {
    if (typeof verb.arms !== 'object' || verb.arms === null) {
      return scope.wrongShape('a branch has no arms', '{ name: { weight, steps } }', verb.arms);
    }
    const arms = Object.entries(verb.arms).map(([name, arm]) => ({
      name,
      ...readArm(arm, scope.labelled(`arm '${name}'`)),
    }));
    const choose = this.#list.add('choose', {
      slot,
      choose: compileChoice(arms, scope),
      labels: scope.labels,
      authored: arms,
    });
    const overs: Step[] = [];
    choose.targets = arms.map(({ name, steps }) => {
      const start = this.#list.end;
      this.compile(steps, scope.child(['step', name], `arm '${name}'`), item);
      overs.push(this.#list.add('jump'));
      return start;
    });
    this.#list.land(overs);
  }

  #repeat(verb: Repeat<unknown>, slot: number, scope: Scope, item: CompileItem): void {
    const loop = this.#list.nextLoop();
    const max = verb.max ?? 1000;
    const endless = verb.while !== undefined;
    if (endless && (!Number.isInteger(max) || max < 1 || max > 1_000_000)) {
      scope.labelled("'max'").wrongShape('max is out of range', 'a whole number from 1 to 1,000,000', verb.max);
    }
    const times = endless ? undefined : compileTimes(verb.times, scope);
    this.#list.add('loop', {
      slot,
      loop,
      labels: scope.labels,
      authored: verb.while ?? verb.times,
      ...(times === undefined ? {} : { times }),
    });
    const skipFirst = verb.every === undefined ? undefined : this.#list.add('jump');
    const again = this.#list.end;
    // Each round is an occasion of its own: otherwise every wait, and every chance the condition takes, would be alike.
    const drawn = endless || verb.every !== undefined;
    const rounds = drawn ? this.#list.slotFor(`rounds ${scope.path.join('/')}`, true) : -1;
    if (verb.every !== undefined) this.#list.delay(verb.every, rounds, scope.child(['every'], "'every'"));
    if (skipFirst !== undefined) skipFirst.to = this.#list.end;
    const condition = verb.while === undefined ? undefined : readCondition(verb.while, 'while', scope);
    this.#list.enter(rounds, scope.labels);
    const round = this.#list.add('round', {
      slot: rounds,
      loop,
      max,
      place: placeOf(scope.path),
      labels: scope.labels,
      ...(condition === undefined ? {} : { condition }),
    });
    this.#list.again(() => this.compile(asList(verb.steps, 'steps', scope), scope, item));
    this.#list.add('jump', { to: again });
    round.to = this.#list.end;
  }
}

/** How often to repeat: one decision, however it is authored. */
function compileTimes(times: unknown, scope: Scope): (frame: Frame) => number {
  const count = compileNumber(times, scope, { min: 0, max: 1_000_000, whole: true });
  const site = scope.world.decisions.site<number>(scope.path, 'repeat', count, times);
  return (frame) => site(frame, {});
}
