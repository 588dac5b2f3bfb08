/** Journeys → step lists. Reads like the semantics: requires, bounce, delay, act, clear, complete, suppress. */
import { describeValue, errorFromIssue, type SynodeIssue } from '../errors.ts';
import { isGenerator } from '../dsl/generator.ts';
import type { Context } from '../model/context.ts';
import type { Action, Adventure, BounceChance, Branch, Delay, Journey, Repeat, Wait, When } from '../model/flow.ts';
import type { StandardSchema } from '../model/schema.ts';
import type { Key } from '../random/keyed.ts';
import { cumulativeWeights, pickIndex, weightedIndex } from '../random/models/weights.ts';
import { compileAction, type ActionPlan } from './action.ts';
import { compileDelay, decidable } from './delay.ts';
import type { Frame } from './frame.ts';
import { compileNumber } from './number.ts';
import { placeOf } from './place.ts';
import { checkId, IdScope, type Scope } from './scope.ts';
import { Step, type Level, type Op, type StepParts } from './step.ts';
import { compileUntil } from './until.ts';
import { checkWeights, noWeight } from './weights.ts';

/** A journey ready to run. */
export interface JourneyPlan {
  readonly id: string;
  /** Position in the population. */
  readonly index: number;
  readonly source: Journey;
  readonly steps: readonly Step[];
  readonly actions: readonly ActionPlan[];
  /** How many entry counters and loop counters an instance needs. */
  readonly counters: number;
  readonly loops: number;
  readonly requires: readonly string[];
  readonly suppresses: boolean;
  readonly inputSchema: StandardSchema | undefined;
  readonly labels: readonly string[];
  readonly path: readonly string[];
}

const JOURNEY_KEYS = [
  'id',
  'name',
  'requires',
  'adventures',
  'bounceChance',
  'suppressionPeriod',
  'arrivals',
  'inputSchema',
  'description',
];
const ADVENTURE_KEYS = ['id', 'name', 'actions', 'timeSpan', 'bounceChance', 'onBounce', 'description'];
const VERBS = ['wait', 'when', 'branch', 'repeat'] as const;

type VerbKind = (typeof VERBS)[number];
type Verb = Wait | When<unknown> | Branch<unknown> | Repeat<unknown>;
/** Where an action stands. */
interface InAdventure {
  readonly adventure: Adventure;
  readonly ids: IdScope;
  readonly leaving: Step[];
  readonly scope: Scope;
}
/** Compiles what is no verb: an action in an adventure, an adventure in a journey. */
type CompileItem = (item: unknown) => void;

/** Compiles a journey. `scope` stands at the journey. */
export function compileJourney(journey: Journey, index: number, scope: Scope): JourneyPlan {
  return new JourneyCompiler(journey, index, scope).compile();
}

class JourneyCompiler {
  readonly #journey: Journey;
  readonly #index: number;
  readonly #scope: Scope;
  readonly #steps: Step[] = [];
  readonly #actions: ActionPlan[] = [];
  readonly #slots = new Map<string, number>();
  #loops = 0;
  /** Depth of enclosing `repeat`: inside one, anything may be entered again. */
  #repeats = 0;
  /** Jumps to steps that are not there yet, by what they wait for. */
  #stops: Step[] = [];

  constructor(journey: Journey, index: number, scope: Scope) {
    this.#journey = journey;
    this.#index = index;
    this.#scope = scope;
  }

  compile(): JourneyPlan {
    const journey = this.#journey;
    const scope = this.#scope;
    scope.checkKeys(journey, JOURNEY_KEYS, `journey '${journey.id}'`);
    const requires = readRequires(journey.requires, scope);
    this.#add('requires', { requires });
    this.#bounce(journey.bounceChance, 'journey', -1, scope, this.#stops);
    const ids = new IdScope();
    if (isList(journey.adventures, 'adventures', `journey '${journey.id}'`, scope)) {
      const shared = sharedItems(journey.adventures);
      this.#compileSteps(journey.adventures, scope, (item) => this.#adventure(item, ids, shared.has(item)));
    }
    this.#add('complete');
    this.#land(this.#stops);
    checkInputSchema(journey.inputSchema, scope);
    const suppresses = journey.suppressionPeriod !== undefined;
    if (suppresses) this.#suppress(journey.suppressionPeriod, scope);
    this.#add('end');
    return {
      id: journey.id,
      index: this.#index,
      source: journey,
      steps: this.#steps,
      actions: this.#actions,
      counters: this.#slots.size,
      loops: this.#loops,
      requires,
      suppresses,
      inputSchema: journey.inputSchema,
      labels: scope.labels,
      path: scope.path,
    };
  }

  #adventure(item: unknown, ids: IdScope, isShared: boolean): void {
    const adventure = item as Adventure;
    const scope = this.#scope.child(['adventure', adventure.id], `adventure '${adventure.id}'`);
    if (!checkId(adventure.id, 'adventure', this.#scope)) return;
    scope.checkKeys(adventure, ADVENTURE_KEYS, `adventure '${adventure.id}'`);
    ids.claim(adventure.id, adventure, 'adventure', scope);
    // What stands at several places can be entered again, and everything inside it too.
    if (isShared) this.#repeats++;
    const slot = this.#slotFor(`adventure ${adventure.id}`, isShared);
    const onBounce = readOnBounce(adventure.onBounce, scope);
    const skips: Step[] = [];
    const leaving = onBounce === 'skip' ? skips : this.#stops;
    this.#enter(slot, scope.labels, 'adventure');
    this.#bounce(adventure.bounceChance, 'adventure', slot, scope, leaving);
    const actionIds = new IdScope();
    if (isList(adventure.actions, 'actions', `adventure '${adventure.id}'`, scope)) {
      const shared = sharedItems(adventure.actions);
      const into = { adventure, ids: actionIds, leaving, scope };
      this.#compileSteps(adventure.actions, scope, (action) => this.#action(action, shared.has(action), into));
    }
    this.#land(skips);
    this.#add('clear', { level: 'adventure' });
    if (isShared) this.#repeats--;
  }

  #action(item: unknown, isShared: boolean, into: InAdventure): void {
    const { adventure, leaving } = into;
    const action = item as Action;
    if (!checkId(action.id, 'action', into.scope)) return;
    const scope = into.scope.child(['action', action.id], `action '${action.id}'`);
    into.ids.claim(action.id, action, 'action', scope);
    const slot = this.#slotFor(`action ${adventure.id}/${action.id}`, isShared);
    // The same value at several places of one adventure shares path, counter and compiled form.
    const known = this.#actions.find((plan) => plan.source === action && plan.adventure === adventure.id);
    const plan = known ?? compileAction(action, adventure.id, this.#actions.length, scope);
    if (known === undefined) this.#actions.push(plan);
    this.#enter(slot, scope.labels);
    this.#bounce(action.bounceChance, 'action', slot, scope, leaving);
    const timeSpan = action.timeSpan === undefined ? adventure.timeSpan : action.timeSpan;
    if (timeSpan !== undefined) this.#delay(timeSpan, slot, scope, '@delay');
    this.#add('act', { slot, action: plan, labels: scope.labels });
    this.#add('clear', { level: 'action' });
  }

  /** Compiles a list of steps: verbs here, everything else by `item`. */
  #compileSteps(steps: readonly unknown[], scope: Scope, item: CompileItem): void {
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
    const slot = this.#slotFor(`verb ${scope.path.join('/')}`, false);
    this.#enter(slot, scope.labels);
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
      return this.#delay(verb.delay, slot, scope);
    }
    this.#add('delay', {
      slot,
      delay: decidable(compileUntil(verb.until, scope), scope, verb.until),
      labels: scope.labels,
      authored: { until: verb.until },
    });
  }

  #when(verb: When<unknown>, slot: number, scope: Scope, item: CompileItem): void {
    const condition = readCondition(verb.condition, 'condition', scope);
    const test = this.#add('test', {
      slot,
      condition,
      place: placeOf(scope.path),
      labels: scope.labels,
      authored: verb.condition,
    });
    this.#compileSteps(asList(verb.then, 'then', scope), scope.child(['step', 'then']), item);
    const over = this.#add('jump');
    test.to = this.#steps.length;
    this.#compileSteps(asList(verb.otherwise, 'otherwise', scope), scope.child(['step', 'otherwise']), item);
    over.to = this.#steps.length;
  }

  #branch(verb: Branch<unknown>, slot: number, scope: Scope, item: CompileItem): void {
    if (typeof verb.arms !== 'object' || verb.arms === null) {
      return scope.wrongShape('a branch has no arms', '{ name: { weight, steps } }', verb.arms);
    }
    const arms = Object.entries(verb.arms).map(([name, arm]) => ({
      name,
      ...readArm(arm, scope.labelled(`arm '${name}'`)),
    }));
    const choose = this.#add('choose', {
      slot,
      choose: compileChoice(arms, scope),
      labels: scope.labels,
      authored: arms,
    });
    const overs: Step[] = [];
    choose.targets = arms.map(({ name, steps }) => {
      const start = this.#steps.length;
      this.#compileSteps(steps, scope.child(['step', name], `arm '${name}'`), item);
      overs.push(this.#add('jump'));
      return start;
    });
    this.#land(overs);
  }

  #repeat(verb: Repeat<unknown>, slot: number, scope: Scope, item: CompileItem): void {
    const loop = this.#loops++;
    const max = verb.max ?? 1000;
    const endless = verb.while !== undefined;
    if (endless && (!Number.isInteger(max) || max < 1 || max > 1_000_000)) {
      scope.labelled("'max'").wrongShape('max is out of range', 'a whole number from 1 to 1,000,000', verb.max);
    }
    const times = endless ? undefined : compileTimes(verb.times, scope);
    this.#add('loop', {
      slot,
      loop,
      labels: scope.labels,
      authored: verb.while ?? verb.times,
      ...(times === undefined ? {} : { times }),
    });
    const skipFirst = verb.every === undefined ? undefined : this.#add('jump');
    const again = this.#steps.length;
    // Each round is an occasion of its own: otherwise every wait, and every chance the condition takes, would be alike.
    const drawn = endless || verb.every !== undefined;
    const rounds = drawn ? this.#slotFor(`rounds ${scope.path.join('/')}`, true) : -1;
    if (verb.every !== undefined) this.#delay(verb.every, rounds, scope.child(['every'], "'every'"));
    if (skipFirst !== undefined) skipFirst.to = this.#steps.length;
    const condition = verb.while === undefined ? undefined : readCondition(verb.while, 'while', scope);
    this.#enter(rounds, scope.labels);
    const round = this.#add('round', {
      slot: rounds,
      loop,
      max,
      place: placeOf(scope.path),
      labels: scope.labels,
      ...(condition === undefined ? {} : { condition }),
    });
    this.#repeats++;
    this.#compileSteps(asList(verb.steps, 'steps', scope), scope, item);
    this.#repeats--;
    this.#add('jump', { to: again });
    round.to = this.#steps.length;
  }

  #delay(delay: Delay, slot: number, scope: Scope, suffix?: '@delay'): void {
    const at = suffix === undefined ? scope : scope.child([suffix]);
    const compiled = compileDelay(delay, at, isSpan(delay) ? 'INVALID_TIME_SPAN' : 'INVALID_DURATION');
    this.#add('delay', { slot, delay: compiled, labels: scope.labels, authored: delay });
  }

  #suppress(delay: Delay | undefined, scope: Scope): void {
    if (delay === undefined) return;
    const at = scope.child(['@suppression'], "'suppressionPeriod'");
    this.#add('suppress', { delay: compileDelay(delay, at, 'INVALID_SUPPRESSION_PERIOD'), authored: delay });
  }

  #bounce(chance: BounceChance | undefined, level: Level, slot: number, scope: Scope, leaving: Step[]): void {
    if (chance === undefined || chance === 0) return;
    const bounces = compileBounce(chance, scope.child(['@bounce'], "'bounceChance'"));
    const stops = leaving === this.#stops;
    leaving.push(this.#add('bounce', { bounces, stops, level, slot, labels: scope.labels, authored: chance }));
  }

  #add(op: Op, parts: StepParts = {}): Step {
    const step = new Step(op, parts);
    this.#steps.push(step);
    return step;
  }

  /** Lets jumps end at the next step. */
  #land(jumps: Step[]): void {
    for (const jump of jumps) jump.to = this.#steps.length;
  }

  /** A counter for what an instance can enter more than once, −1 for the rest: then the occurrence is always 0. */
  #slotFor(name: string, again: boolean): number {
    if (this.#repeats === 0 && !again) return -1;
    const slot = this.#slots.get(name) ?? this.#slots.size;
    this.#slots.set(name, slot);
    return slot;
  }

  #enter(slot: number, labels: readonly string[], level?: Level): void {
    if (slot === -1 && level !== 'adventure') return;
    this.#add('enter', { slot, labels, ...(level === undefined ? {} : { level }) });
  }
}

/** How often to repeat: one decision, however it is authored. */
function compileTimes(times: unknown, scope: Scope): (frame: Frame) => number {
  const count = compileNumber(times, scope, { min: 0, max: 1_000_000, whole: true });
  const site = scope.world.decisions.site<number>(scope.path, 'repeat', count, times);
  return (frame) => site(frame, {});
}

interface ReadArm {
  readonly weight: unknown;
  readonly steps: readonly unknown[];
}

function readArm(arm: unknown, scope: Scope): ReadArm {
  if (typeof arm !== 'object' || arm === null || !('weight' in arm)) {
    scope.wrongShape('an arm of a branch is incomplete', '{ weight, steps }', arm);
    return { weight: 1, steps: [] };
  }
  scope.checkKeys(arm, ['weight', 'steps'], 'an arm');
  return { weight: arm.weight, steps: asList('steps' in arm ? arm.steps : undefined, 'steps', scope) };
}

/** One keyed draw decides; weights that are all plain numbers are summed once. */
function compileChoice(
  arms: readonly { readonly name: string; readonly weight: unknown }[],
  scope: Scope,
): (frame: Frame) => number {
  const names = arms.map(({ name }) => name);
  const weights = arms.map(({ weight }) => weight);
  const isDrawn = (weight: unknown): boolean => typeof weight === 'function' || isGenerator(weight);
  const fixed = weights.filter((weight) => !isDrawn(weight));
  if (
    fixed.length === weights.length
      ? !checkWeights(names, weights, scope)
      : fixed.length > 0 && !plausible(names, fixed, scope)
  ) {
    return () => 0;
  }
  const key = scope.key();
  const draw = chooser(weights, names, scope, isDrawn, key);
  const site = scope.world.decisions.site<number | string>(scope.path, 'branch', draw, arms);
  return (frame) => {
    const arm = site(frame, {});
    return typeof arm === 'number' ? arm : Math.max(0, names.indexOf(arm));
  };
}

function chooser(
  weights: readonly unknown[],
  names: readonly string[],
  scope: Scope,
  isDrawn: (weight: unknown) => boolean,
  key: Key,
): (frame: Frame) => number {
  if (!weights.some(isDrawn)) {
    const pick = weightedIndex(cumulativeWeights(weights as readonly number[]));
    return (frame) => pick(frame.stream.open(key, frame).uniform());
  }
  const range = { min: 0, max: Number.MAX_VALUE };
  const numbers = weights.map((weight, i) =>
    compileNumber(weight, scope.child(['weight', names[i] ?? ''], `arm '${names[i]}'`), range),
  );
  return (frame) => {
    const cumulative = cumulativeWeights(numbers.map((number) => number(frame)));
    if (cumulative[cumulative.length - 1] === 0) throw errorFromIssue(noWeight(names, scope));
    return pickIndex(cumulative, frame.stream.open(key, frame).uniform());
  };
}

function plausible(names: readonly string[], weights: readonly unknown[], scope: Scope): boolean {
  return checkWeights([...names, ''], [...weights, 1], scope);
}

function compileBounce(chance: BounceChance, scope: Scope): (frame: Frame) => boolean {
  const key = scope.key();
  const draw = typeof chance === 'function' ? computedBounce(chance, key, scope) : fixedBounce(chance, key, scope);
  const site = scope.world.decisions.site<boolean>(scope.path, 'bounce', draw);
  return (frame) => site(frame, {});
}

function fixedBounce(chance: number, key: Key, scope: Scope): (frame: Frame) => boolean {
  if (!isProbability(chance)) scope.world.issues.add(bounceIssue(chance, scope));
  return (frame) => frame.stream.open(key, frame).uniform() < chance;
}

function computedBounce(chance: (ctx: Context) => number, key: Key, scope: Scope): (frame: Frame) => boolean {
  const place = placeOf(scope.path);
  return (frame) => {
    frame.enter(place);
    const p = chance(frame.context);
    if (!isProbability(p)) throw errorFromIssue(bounceIssue(p, scope));
    return frame.stream.open(key, frame).uniform() < p;
  };
}

function isProbability(value: unknown): boolean {
  return typeof value === 'number' && value >= 0 && value <= 1;
}

function bounceIssue(chance: unknown, scope: Scope): SynodeIssue {
  const isPercent = typeof chance === 'number' && chance > 1 && chance <= 100;
  return {
    code: 'INVALID_BOUNCE_CHANCE',
    path: scope.labels,
    message: 'bounceChance must be between 0 and 1',
    expected: 'a number from 0 to 1',
    received: describeValue(chance),
    suggestion: isPercent ? `Use ${chance / 100} for ${chance} %.` : 'Use 0.15 for 15 %.',
  };
}

/** Actions or adventures that stand at more than one place of these steps, verbs included. */
function sharedItems(steps: readonly unknown[]): ReadonlySet<unknown> {
  const seen = new Set<unknown>();
  const shared = new Set<unknown>();
  const visit = (list: unknown): void => {
    if (!Array.isArray(list)) return;
    for (const step of list as readonly Partial<Verb & { arms: object }>[]) {
      if (step?.kind === undefined) {
        if (seen.has(step)) shared.add(step);
        seen.add(step);
      } else if (step.kind === 'when') [step.then, step.otherwise].forEach(visit);
      else if (step.kind === 'repeat') visit(step.steps);
      else if (step.kind === 'branch')
        for (const arm of Object.values(step.arms ?? {})) visit((arm as { steps?: unknown } | null)?.steps);
    }
  };
  visit(steps);
  return shared;
}

function readOnBounce(onBounce: unknown, scope: Scope): 'stop' | 'skip' {
  if (onBounce === undefined || onBounce === 'stop' || onBounce === 'skip') return onBounce ?? 'stop';
  scope.labelled("'onBounce'").wrongShape('onBounce is unknown', "'stop' or 'skip'", onBounce);
  return 'stop';
}

function readRequires(requires: unknown, scope: Scope): readonly string[] {
  if (requires === undefined) return [];
  if (Array.isArray(requires) && requires.every((id) => typeof id === 'string')) return requires;
  scope.labelled("'requires'").wrongShape('requires is no list of ids', 'a list of journey ids', requires);
  return [];
}

function checkInputSchema(schema: unknown, scope: Scope): void {
  if (schema === undefined) return;
  const standard =
    typeof schema === 'object' || typeof schema === 'function'
      ? (schema as Partial<StandardSchema> | null)?.['~standard']
      : undefined;
  if (typeof standard?.validate === 'function') return;
  scope
    .labelled("'inputSchema'")
    .wrongShape('inputSchema is no schema', 'a zod type, or another Standard Schema', schema);
}

function readCondition(condition: unknown, name: string, scope: Scope): (ctx: Context) => unknown {
  if (typeof condition === 'function') return condition as (ctx: Context) => unknown;
  scope.wrongShape(`${name} is no function`, 'a function (ctx) => boolean', condition);
  return () => false;
}

function isList(value: unknown, key: string, what: string, scope: Scope): value is readonly unknown[] {
  if (Array.isArray(value)) return true;
  scope.fault('INVALID_SHAPE', `${what} has no \`${key}\``, {
    expected: `a list of ${key}`,
    received: describeValue(value),
    suggestion: `Add ${key}: [].`,
  });
  return false;
}

function asList(value: unknown, key: string, scope: Scope): readonly unknown[] {
  if (Array.isArray(value)) return value;
  scope.labelled(`'${key}'`).wrongShape(`\`${key}\` is no list`, 'a list of steps', value);
  return [];
}

function isSpan(delay: Delay): boolean {
  return typeof delay === 'object' && delay !== null && 'min' in delay;
}
