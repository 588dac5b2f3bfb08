/** Journeys → step lists. Reads like the semantics: requires, bounce, delay, act, clear, complete, suppress. */
import type { Action, Adventure, BounceChance, Delay, Journey } from '../model/flow.ts';
import type { StandardSchema } from '../model/schema.ts';
import { compileAction, type ActionPlan } from './action.ts';
import { compileBounce } from './bounce.ts';
import { compileDelay } from './delay.ts';
import { checkInputSchema, isList, readOnBounce, readRequires, sharedItems } from './flow-shape.ts';
import { checkId, IdScope, type Scope } from './scope.ts';
import type { Level, Step } from './step.ts';
import { StepList } from './step-list.ts';
import { VerbCompiler } from './verbs.ts';

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

/** Where an action stands. */
interface InAdventure {
  readonly adventure: Adventure;
  readonly ids: IdScope;
  readonly leaving: Step[];
  readonly scope: Scope;
}

/** Compiles a journey. `scope` stands at the journey. */
export function compileJourney(journey: Journey, index: number, scope: Scope): JourneyPlan {
  return new JourneyCompiler(journey, index, scope).compile();
}

class JourneyCompiler {
  readonly #journey: Journey;
  readonly #index: number;
  readonly #scope: Scope;
  readonly #list = new StepList();
  readonly #verbs = new VerbCompiler(this.#list);
  readonly #actions: ActionPlan[] = [];
  /** Jumps to where the journey stops, which is not there yet. */
  readonly #stops: Step[] = [];

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
    this.#list.add('requires', { requires });
    this.#bounce(journey.bounceChance, 'journey', -1, scope, this.#stops);
    const ids = new IdScope();
    if (isList(journey.adventures, 'adventures', `journey '${journey.id}'`, scope)) {
      const shared = sharedItems(journey.adventures);
      this.#verbs.compile(journey.adventures, scope, (item) => this.#adventure(item, ids, shared.has(item)));
    }
    this.#list.add('complete');
    this.#list.land(this.#stops);
    checkInputSchema(journey.inputSchema, scope);
    const suppresses = journey.suppressionPeriod !== undefined;
    if (suppresses) this.#suppress(journey.suppressionPeriod, scope);
    this.#list.add('end');
    return {
      id: journey.id,
      index: this.#index,
      source: journey,
      steps: this.#list.steps,
      actions: this.#actions,
      counters: this.#list.counters,
      loops: this.#list.loops,
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
    const add = (): void => this.#inside(adventure, isShared, scope);
    // What stands at several places can be entered again, and everything inside it too.
    if (isShared) this.#list.again(add);
    else add();
  }

  #inside(adventure: Adventure, isShared: boolean, scope: Scope): void {
    const slot = this.#list.slotFor(`adventure ${adventure.id}`, isShared);
    const onBounce = readOnBounce(adventure.onBounce, scope);
    const skips: Step[] = [];
    const leaving = onBounce === 'skip' ? skips : this.#stops;
    this.#list.enter(slot, scope.labels, 'adventure');
    this.#bounce(adventure.bounceChance, 'adventure', slot, scope, leaving);
    if (isList(adventure.actions, 'actions', `adventure '${adventure.id}'`, scope)) {
      const shared = sharedItems(adventure.actions);
      const into = { adventure, ids: new IdScope(), leaving, scope };
      this.#verbs.compile(adventure.actions, scope, (action) => this.#action(action, shared.has(action), into));
    }
    this.#list.land(skips);
    this.#list.add('clear', { level: 'adventure' });
  }

  #action(item: unknown, isShared: boolean, into: InAdventure): void {
    const { adventure, leaving } = into;
    const action = item as Action;
    if (!checkId(action.id, 'action', into.scope)) return;
    const scope = into.scope.child(['action', action.id], `action '${action.id}'`);
    into.ids.claim(action.id, action, 'action', scope);
    const slot = this.#list.slotFor(`action ${adventure.id}/${action.id}`, isShared);
    // The same value at several places of one adventure shares path, counter and compiled form.
    const known = this.#actions.find((plan) => plan.source === action && plan.adventure === adventure.id);
    const plan = known ?? compileAction(action, adventure.id, this.#actions.length, scope);
    if (known === undefined) this.#actions.push(plan);
    this.#list.enter(slot, scope.labels);
    this.#bounce(action.bounceChance, 'action', slot, scope, leaving);
    const timeSpan = action.timeSpan === undefined ? adventure.timeSpan : action.timeSpan;
    if (timeSpan !== undefined) this.#list.delay(timeSpan, slot, scope.child(['@delay']));
    this.#list.add('act', { slot, action: plan, labels: scope.labels });
    this.#list.add('clear', { level: 'action' });
  }

  #suppress(delay: Delay | undefined, scope: Scope): void {
    if (delay === undefined) return;
    const at = scope.child(['@suppression'], "'suppressionPeriod'");
    this.#list.add('suppress', { delay: compileDelay(delay, at, 'INVALID_SUPPRESSION_PERIOD'), authored: delay });
  }

  #bounce(chance: BounceChance | undefined, level: Level, slot: number, scope: Scope, leaving: Step[]): void {
    if (chance === undefined || chance === 0) return;
    const bounces = compileBounce(chance, scope.child(['@bounce'], "'bounceChance'"));
    const stops = leaving === this.#stops;
    leaving.push(this.#list.add('bounce', { bounces, stops, level, slot, labels: scope.labels, authored: chance }));
  }
}
