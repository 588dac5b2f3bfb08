/**
 * A second engine, written from the description of the semantics and dumb on purpose: each instance is a generator that
 * yields how long it waits, an actor sorts its whole list before every turn, events are sorted at the very end. No steps,
 * windows, batches or lanes, and nothing imported from Synode.
 */
import { Stream } from './draws.ts';
import { Failure, Life, type Fate } from './life.ts';
import { DAY, FIRST_MS, HOUR, type ArrivalsProgram, type Program } from './program.ts';

/** An event as the twin sees it; it has all that can be compared. */
export interface Said {
  readonly id: string;
  readonly userId: string;
  readonly sessionId: string;
  readonly name: string;
  readonly ms: number;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly actor: number;
  readonly sequence: number;
}

export type JourneyCounts = Record<'scheduled' | 'started' | 'suppressed' | Fate | 'censored' | 'failed', number>;

export interface Story {
  /** Actor after actor, in time. */
  readonly events: readonly Said[];
  readonly journeys: Readonly<Record<string, JourneyCounts>>;
  readonly adventures: { started: number; bounced: number };
  readonly actions: { executed: number; bounced: number };
  /** Which actors failed, and when, in the order of actors. */
  readonly failures: readonly { readonly actor: number; readonly ms: number }[];
  readonly droppedAfterEnd: number;
}

/** Runs a program. */
export function tell(program: Program): Story {
  const tale = new Tale(program);
  const events: Said[] = [];
  for (let index = 0; index < program.users; index++) {
    const actor = new ActorTwin(tale, index);
    actor.live();
    // Within an actor by time, then by emission: sorting is stable.
    events.push(...actor.said.sort((a, b) => a.ms - b.ms));
  }
  return {
    events,
    journeys: tale.journeys,
    adventures: tale.adventures,
    actions: tale.actions,
    failures: tale.failures,
    droppedAfterEnd: tale.droppedAfterEnd,
  };
}

/** What all actors of a run share. */
export class Tale {
  readonly program: Program;
  readonly end: number;
  /** No step is executed from here on. */
  readonly horizon: number;
  readonly journeys: Record<string, JourneyCounts> = {};
  readonly adventures = { started: 0, bounced: 0 };
  readonly actions = { executed: 0, bounced: 0 };
  readonly failures: { actor: number; ms: number }[] = [];
  droppedAfterEnd = 0;

  constructor(program: Program) {
    this.program = program;
    this.end = program.days === 0 ? Infinity : FIRST_MS + program.days * DAY;
    this.horizon = program.afterEnd === 'keep' ? Infinity : this.end;
    program.journeys.forEach((_, i) => {
      this.journeys[`j${i}`] = {
        scheduled: 0,
        started: 0,
        completed: 0,
        bounced: 0,
        skipped: 0,
        suppressed: 0,
        censored: 0,
        failed: 0,
      };
    });
  }

  count(journey: number, what: keyof JourneyCounts): void {
    const counts = this.journeys[`j${journey}`];
    if (counts !== undefined) counts[what]++;
  }

  path(...rest: readonly string[]): readonly string[] {
    return ['synode/1', this.program.seed, '', '', 'user', ...rest];
  }
}

/** An instance in the actor's list. */
export interface Case {
  readonly journey: number;
  readonly kind: 'chain' | 'arrival' | 'started';
  readonly number: number;
  readonly origin: number;
  readonly label: string;
  /** Number of the arrival, or how many this actor had started before. */
  readonly rank: number;
  readonly input: number | undefined;
  due: number;
  /** Whether it comes ahead of all else that is due with its beginning. */
  readonly opens?: boolean;
  life: Generator<number, Fate> | undefined;
}

export class ActorTwin {
  readonly tale: Tale;
  readonly index: number;
  readonly said: Said[] = [];
  readonly values = new Map<string, number>();
  readonly completed = new Set<string>();
  readonly #start: number;
  #cases: Case[] = [];
  #starts = 0;
  #now = 0;
  #emitted = 0;
  readonly #uses = new Map<string, number>();
  /** Per journey: arrivals before this instant are suppressed. */
  readonly #quietUntil = new Map<number, number>();
  /** Journeys of the chain that are still to come. */
  readonly #chain: number[];

  constructor(tale: Tale, index: number) {
    this.tale = tale;
    this.index = index;
    const { journeys, starts } = tale.program;
    const isSpread = starts === 'uniform' && tale.end < Infinity;
    const u = this.draw(['@start'], [0, 0, 0]).uniform();
    this.#start = FIRST_MS + (isSpread ? Math.floor(u * (tale.end - FIRST_MS)) : 0);
    this.#chain = journeys.flatMap(({ arrivals }, i) => (arrivals.kind === 'chain' ? [i] : []));
  }

  draw(path: readonly string[], [instance, occurrence, origin]: readonly [number, number, number]): Stream {
    return new Stream(this.tale.path(...path), [this.index, instance, occurrence, origin]);
  }

  live(): void {
    const { tale } = this;
    if (tale.program.persona) {
      const attribute = ['persona', 'shopper', 'attribute', 'a', 'value'];
      this.values.set('a', this.draw(attribute, [0, 0, 0]).int(0, 9));
    }
    tale.program.journeys.forEach(({ arrivals }, i) => this.#schedule(i, arrivals));
    this.#goOnInChain(this.#start);
    try {
      for (;;) {
        const next = this.#cases.sort(inOrder)[0];
        if (next === undefined || next.due >= tale.horizon) break;
        this.#advance(next);
      }
      this.#close('censored');
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown;
      tale.failures.push({ actor: this.index, ms: this.#now });
      this.#close('failed');
    }
  }

  /** Takes a new instance on; it has an order of start even where it lies past the end. */
  start(one: Pick<Case, 'journey' | 'number' | 'origin' | 'label' | 'input' | 'due'>): void {
    const rank = this.#starts++;
    if (one.due < this.tale.end) this.#cases.push({ ...one, kind: 'started', rank, life: undefined });
  }

  /** How often the field at this place was used, this time included. */
  use(path: readonly string[]): number {
    const name = path.join('/');
    const uses = (this.#uses.get(name) ?? 0) + 1;
    this.#uses.set(name, uses);
    // Without a block actors count alike, each from its own index.
    return uses;
  }

  say(event: Omit<Said, 'userId' | 'actor' | 'sequence'>): void {
    const sequence = this.#emitted++;
    if (event.ms >= this.tale.horizon) {
      this.tale.droppedAfterEnd++;
      return;
    }
    this.said.push({ ...event, userId: `user-${this.index}`, actor: this.index, sequence });
  }

  #close(as: 'censored' | 'failed'): void {
    for (const { journey, life } of this.#cases) if (life !== undefined) this.tale.count(journey, as);
  }

  /** Begins a case, or lets it go on until it waits. */
  #advance(next: Case): void {
    const { tale } = this;
    if (next.life === undefined) {
      tale.count(next.journey, 'scheduled');
      if (next.kind !== 'chain' && next.due < (this.#quietUntil.get(next.journey) ?? -Infinity)) {
        tale.count(next.journey, 'suppressed');
        return this.#remove(next);
      }
      const requires = tale.program.journeys[next.journey]?.requires ?? [];
      if (!requires.every((i) => this.completed.has(`j${i}`))) {
        tale.count(next.journey, 'skipped');
        return this.#finish(next, 0);
      }
      tale.count(next.journey, 'started');
      next.life = new Life(this, next).live();
    }
    for (;;) {
      this.#now = next.due;
      const { done, value } = next.life.next();
      if (done === true) {
        const quiet = new Life(this, next).suppression();
        tale.count(next.journey, value);
        return this.#finish(next, quiet);
      }
      next.due += value;
      if (value > 0) return;
    }
  }

  #finish(ended: Case, quiet: number): void {
    const until = ended.due + quiet;
    if (quiet > 0) this.#quietUntil.set(ended.journey, Math.max(until, this.#quietUntil.get(ended.journey) ?? 0));
    this.#remove(ended);
    if (ended.kind === 'chain') this.#goOnInChain(until);
  }

  #remove(gone: Case): void {
    this.#cases = this.#cases.filter((other) => other !== gone);
  }

  #goOnInChain(due: number): void {
    if (due >= this.tale.end) return;
    const journey = this.#chain.shift();
    if (journey === undefined) return;
    const first = { number: 0, origin: 0, label: '0', rank: 0, input: undefined };
    this.#cases.push({ journey, kind: 'chain', ...first, due, life: undefined });
  }

  #schedule(journey: number, arrivals: ArrivalsProgram): void {
    const u = (k: number): number => this.draw(['journey', `j${journey}`, '@arrivals'], [0, k, 0]).uniform();
    instants(arrivals, this.#start, u).forEach((due, number) => {
      if (due < this.#start || due >= this.tale.end) return;
      const called = { number, origin: 0, label: String(number), rank: number, input: undefined };
      const opens = arrivals.kind === 'opening';
      this.#cases.push({ journey, kind: 'arrival', ...called, due, opens, life: undefined });
    });
  }
}

/** All instants of a schedule, inside the window or not. */
function instants(arrivals: ArrivalsProgram, start: number, u: (k: number) => number): readonly number[] {
  switch (arrivals.kind) {
    case 'chain':
    case 'never':
      return [];
    case 'once':
      return [start + arrivals.ms];
    case 'opening':
      return [start];
    case 'every': {
      const { ms, offset, jitter, count } = arrivals;
      return numbers(count).map((k) => start + offset + k * ms + Math.round(ms * jitter * (2 * u(k) - 1)));
    }
    case 'poisson': {
      let at = start;
      return numbers(arrivals.count).map((k) => {
        at += (-Math.log1p(-u(k)) * DAY) / arrivals.perDay;
        return Math.floor(at);
      });
    }
    case 'daily': {
      const { hour, jitter, count } = arrivals;
      const today = Math.floor(start / DAY) * DAY + hour * HOUR;
      const first = today >= start ? today : today + DAY;
      return numbers(count).map((k) => first + k * DAY + Math.floor(jitter * u(k)));
    }
    default:
      return arrivals satisfies never;
  }
}

const numbers = (count: number): number[] => [...Array(count).keys()];

/** Due time, the journey's position, chain and arrivals before started ones, number or order of start. */
function inOrder(a: Case, b: Case): number {
  const isStarted = ({ kind }: Case): number => Number(kind === 'started');
  const opens = ({ opens, life }: Case): number => Number(opens === true && life === undefined);
  return (
    a.due - b.due || opens(b) - opens(a) || a.journey - b.journey || isStarted(a) - isStarted(b) || a.rank - b.rank
  );
}
