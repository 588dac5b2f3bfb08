/** One instance of a journey, told as a generator that yields its waits in ms. */
import { startedBy, type Stream } from './draws.ts';
import {
  DAY,
  ENOUGH,
  FIRST_MS,
  HOUR,
  type ActionProgram,
  type AdventureProgram,
  type Chance,
  type Condition,
  type Deed,
  type JourneyProgram,
  type ScopeName,
  type Step,
  type Steps,
  type Wait,
} from './program.ts';
import type { ActorTwin, Case, Said } from './twin.ts';

/** How an instance ends by itself. */
export type Fate = 'completed' | 'bounced' | 'skipped';

/** A handler or function failed: the actor runs no further step. */
export class Failure extends Error {}

/** The journey has bounced. */
class Stopped extends Error {}

/** This adventure was left. */
class Left extends Error {}

type Waits<T = void> = Generator<number, T>;
/** Runs what stands at a leaf of the steps. */
type Leaf = (at: number) => Waits;

const SCOPES: readonly ScopeName[] = ['action', 'adventure', 'journey'];

export class Life {
  readonly #actor: ActorTwin;
  readonly #case: Case;
  readonly #journey: JourneyProgram;
  readonly #path: readonly string[];
  readonly #entered = new Map<string, number>();
  readonly #scoped = new Map<ScopeName, Map<string, number>>(SCOPES.map((scope) => [scope, new Map()]));
  readonly #session: string;
  #rotation = 0;

  constructor(actor: ActorTwin, of: Case) {
    this.#actor = actor;
    this.#case = of;
    this.#journey = actor.tale.program.journeys[of.journey] as JourneyProgram;
    this.#path = ['journey', `j${of.journey}`];
    this.#session = `user-${actor.index}:j${of.journey}:${of.label}`;
  }

  *live(): Waits<Fate> {
    try {
      if (this.#bounces(this.#journey.bounce, this.#path, 0)) return 'bounced';
      yield* this.#steps(this.#journey.steps, this.#path, (at) => this.#adventure(at));
    } catch (thrown) {
      if (thrown instanceof Stopped) return 'bounced';
      throw thrown;
    }
    this.#actor.completed.add(`j${this.#case.journey}`);
    return 'completed';
  }

  /** How long the end of this instance keeps others away. */
  suppression(): number {
    const { suppression } = this.#journey;
    return suppression === undefined ? 0 : this.#length(suppression, [...this.#path, '@suppression'], 0);
  }

  *#adventure(at: number): Waits {
    const adventure = this.#journey.pool[at];
    if (adventure === undefined) return;
    const { adventures } = this.#actor.tale;
    const path = [...this.#path, 'adventure', `v${at}`];
    const occurrence = this.#enter(path);
    adventures.started++;
    try {
      if (this.#bounces(adventure.bounce, path, occurrence)) {
        adventures.bounced++;
        throw adventure.onBounce === 'stop' ? new Stopped() : new Left();
      }
      yield* this.#steps(adventure.steps, path, (action) => this.#action(adventure, action, path));
    } catch (thrown) {
      if (!(thrown instanceof Left)) throw thrown;
    }
    this.#forget('action');
    this.#forget('adventure');
  }

  *#action(adventure: AdventureProgram, at: number, inside: readonly string[]): Waits {
    const action = adventure.pool[at];
    if (action === undefined) return;
    const { actions } = this.#actor.tale;
    const path = [...inside, 'action', `x${at}`];
    const occurrence = this.#enter(path);
    if (this.#bounces(action.bounce, path, occurrence)) {
      actions.bounced++;
      throw adventure.onBounce === 'stop' ? new Stopped() : new Left();
    }
    const delay = action.timeSpan ?? adventure.timeSpan;
    if (delay !== undefined) yield this.#length(delay, [...path, '@delay'], occurrence);
    this.#act(action, path, occurrence, `x${at}`);
    actions.executed++;
    this.#forget('action');
  }

  *#steps(steps: Steps, path: readonly string[], leaf: Leaf): Waits {
    const kinds: string[] = [];
    for (const step of steps) {
      if (step.kind === 'leaf') {
        yield* leaf(step.at);
        continue;
      }
      const kind = VERBS[step.kind];
      const numbered = `${kind}#${kinds.filter((other) => other === kind).length}`;
      kinds.push(kind);
      const id = step.kind === 'wait' ? (step.id ?? numbered) : numbered;
      const at = [...path, 'step', id];
      yield* this.#verb(step, at, this.#enter(at), leaf);
    }
  }

  *#verb(step: Exclude<Step, { kind: 'leaf' }>, path: readonly string[], occurrence: number, leaf: Leaf): Waits {
    switch (step.kind) {
      case 'wait':
        return yield this.#length(step.delay, path, occurrence);
      case 'until':
        return yield Math.max(0, FIRST_MS + step.ms - this.#case.due);
      case 'daily': {
        const today = Math.floor(this.#case.due / DAY) * DAY + step.hour * HOUR;
        return yield (today > this.#case.due ? today : today + DAY) - this.#case.due;
      }
      case 'when': {
        const holds = this.#holds(step.condition, path, occurrence);
        return yield* holds
          ? this.#steps(step.yes, [...path, 'step', 'then'], leaf)
          : this.#steps(step.no, [...path, 'step', 'otherwise'], leaf);
      }
      case 'branch': {
        const [left, right] = step.weights;
        const isLeft = this.#stream(path, occurrence).uniform() * (left + right) < left;
        return yield* isLeft
          ? this.#steps(step.arms[0], [...path, 'step', 'left'], leaf)
          : this.#steps(step.arms[1], [...path, 'step', 'right'], leaf);
      }
      case 'repeat': {
        const times = step.computed ? this.#random(path, occurrence).int(0, step.times) : step.times;
        for (let round = 0; round < times; round++) yield* this.#steps(step.steps, path, leaf);
        return;
      }
      case 'while': {
        for (let round = 0; ; round++) {
          // Each look at the condition, and each wait behind it, is an occasion of its own.
          const looks = this.#entered.get(roundsOf(path)) ?? 0;
          if (round > 0 && step.every !== undefined) yield this.#length(step.every, [...path, 'every'], looks - 1);
          if (!this.#holds(step.condition, path, this.#enter([roundsOf(path)]))) return;
          if (round === step.max) throw new Failure();
          yield* this.#steps(step.steps, path, leaf);
        }
      }
      default:
        return step satisfies never;
    }
  }

  #act({ deeds, counts }: ActionProgram, path: readonly string[], occurrence: number, starter: string): void {
    const random = this.#random(path, occurrence);
    const named = this.#stream([...path, 'draw', 'named', 'value'], occurrence);
    const ids = this.#stream([...path, '@id'], occurrence);
    const made: Omit<Said, 'userId' | 'actor' | 'sequence'>[] = [];
    const started: number[] = [];
    const nth = counts ? { nth: this.#actor.use(path) } : {};
    const does = (deed: Deed, i: number): void => {
      switch (deed.kind) {
        case 'say': {
          const payload = { ...this.#seen(i), drawn: random.uniform(), named: named.uniform(), ...nth };
          const sessionId = this.#rotation === 0 ? this.#session : `${this.#session}~${this.#rotation}`;
          made.push({ id: ids.id(), sessionId, name: 'said', ms: this.#case.due + deed.after, payload });
          break;
        }
        case 'swallow':
          ids.id();
          break;
        case 'set':
          this.#set(deed.key, random.int(0, 9), deed.scope);
          break;
        case 'start': {
          const nth = started.filter((other) => other === deed.further).length;
          started.push(deed.further);
          this.#start(deed.further, deed.after, { path, occurrence, input: i, starter, nth });
          break;
        }
        case 'complete':
          this.#actor.completed.add(`j${deed.journey}`);
          break;
        case 'rotate':
          this.#rotation++;
          break;
        case 'fail':
          if (random.uniform() < deed.chance) throw new Failure();
          break;
        default:
          deed satisfies never;
      }
    };
    deeds.forEach(does);
    for (const event of made) this.#actor.say(event);
  }

  /** Starts a journey as what stands at the path does it for the nth time in one call. */
  #start(
    further: number,
    after: number,
    by: { path: readonly string[]; occurrence: number; input: number | undefined; starter: string; nth: number },
  ): void {
    const journey = this.#case.journey + further;
    if (journey >= this.#actor.tale.program.journeys.length) return;
    const { number, origin, due } = this.#case;
    const { label, ...who } = startedBy(this.#actor.tale.path(...by.path, '@start', `j${journey}`), [
      by.nth,
      number,
      by.occurrence,
      origin,
    ]);
    this.#actor.start({ journey, ...who, label: `${by.starter}#${label}`, input: by.input, due: due + after });
  }

  #seen(i: number): Readonly<Record<string, unknown>> {
    return {
      i,
      now: this.#case.due,
      a: this.#get('a') ?? null,
      b: this.#get('b') ?? null,
      completed: this.#actor.completed.has('j0'),
      input: this.#case.input ?? null,
      instance: this.#case.label,
    };
  }

  #get(key: string): number | undefined {
    for (const scope of SCOPES) {
      const value = this.#scoped.get(scope)?.get(key);
      if (value !== undefined) return value;
    }
    return this.#actor.values.get(key);
  }

  #set(key: string, value: number, scope: ScopeName | undefined): void {
    if (scope !== undefined) {
      this.#scoped.get(scope)?.set(key, value);
      return;
    }
    for (const scoped of this.#scoped.values()) scoped.delete(key);
    this.#actor.values.set(key, value);
  }

  #forget(scope: ScopeName): void {
    this.#scoped.get(scope)?.clear();
  }

  /** How often this was entered before. */
  #enter(path: readonly string[]): number {
    const name = path.join('/');
    const before = this.#entered.get(name) ?? 0;
    this.#entered.set(name, before + 1);
    return before;
  }

  #stream(path: readonly string[], occurrence: number): Stream {
    return this.#actor.draw(path, [this.#case.number, occurrence, this.#case.origin]);
  }

  /** `ctx.random` at this place. */
  #random(path: readonly string[], occurrence: number): Stream {
    return this.#stream([...path, '@handler'], occurrence);
  }

  #bounces({ p, by }: Chance, path: readonly string[], occurrence: number): boolean {
    if (by === 'state' && (this.#get('a') ?? 0) < ENOUGH) return false;
    return this.#stream([...path, '@bounce'], occurrence).uniform() < p;
  }

  #length(delay: Wait, path: readonly string[], occurrence: number): number {
    switch (delay.kind) {
      case 'fixed':
        return delay.ms;
      case 'span': {
        const { min, max, law } = delay;
        if (min === max) return min;
        const u = this.#stream(path, occurrence).uniform();
        if (law === 'uniform') return Math.round(min + u * (max - min));
        const mean = (max - min) / 3;
        return Math.round(min - mean * Math.log1p(u * Math.expm1(-(max - min) / mean)));
      }
      case 'months':
        return monthsLater(this.#case.due, delay.count) - this.#case.due;
      case 'drawn':
        return this.#random(path, occurrence).int(0, delay.hours) * HOUR;
      default:
        return delay satisfies never;
    }
  }

  #holds(condition: Condition, path: readonly string[], occurrence: number): boolean {
    switch (condition.kind) {
      case 'chance':
        return this.#random(path, occurrence).uniform() < condition.p;
      case 'state':
        return (this.#get(condition.key) ?? 0) >= ENOUGH;
      case 'completed':
        return this.#actor.completed.has(`j${condition.journey}`);
      case 'acts': {
        this.#start(condition.further, 0, { path, occurrence, input: undefined, starter: path.at(-1) ?? '', nth: 0 });
        this.#set('b', 7, undefined);
        return this.#get('a') === undefined;
      }
      case 'odd':
        throw new Failure();
      default:
        return condition satisfies never;
    }
  }
}

const VERBS = {
  wait: 'wait',
  until: 'wait',
  daily: 'wait',
  when: 'when',
  branch: 'branch',
  repeat: 'repeat',
  while: 'repeat',
} as const;

/** The same day so many months later, or the month's last; the time of day stays. */
function monthsLater(ms: number, months: number): number {
  const at = new Date(ms);
  const [year, month] = [at.getUTCFullYear(), at.getUTCMonth() + months];
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return Date.UTC(year, month, Math.min(at.getUTCDate(), last)) + (ms % DAY);
}

const roundsOf = (path: readonly string[]): string => `rounds of ${path.join('/')}`;
