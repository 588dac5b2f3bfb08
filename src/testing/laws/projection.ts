/** What every projection keeps, so that threads, windows, shards and readers may fold apart. */
import type { Event } from '../../model/event.ts';
import type { Projection } from '../../model/projection.ts';
import { parseFixedDuration } from '../../time/duration-text.ts';
import { LawBroken, mustHold } from './broken.ts';

/** Options of `projectionLaws`. */
export interface ProjectionLawsOptions {
  /**
   * Whether processes read it, so that it has to answer for earlier instants. Default true; a projection that nobody
   * reads may ignore `asOf`.
   */
  readonly isRead?: boolean;
}

type Fold<S, R> = Projection<S, R, never, unknown>;

/**
 * The laws of a projection over these events: `merge` is associative and commutative with `init()` as unit; folding two
 * parts and merging gives what folding all gives, for every cut, inside one actor too; what is seen as of an instant does
 * not depend on later events, nor on what was forgotten before it. Results are compared, by `finish` and `view`. Costs
 * the square of the number of events: some hundred are enough.
 *
 * @throws LawBroken the first law that does not hold
 * @example it('stock folds in parts', async () => projectionLaws(stock, (await fixture(p2p()).collect()).events))
 */
export function projectionLaws<S, R>(
  projection: Fold<S, R>,
  events: readonly Event[],
  { isRead = true }: ProjectionLawsOptions = {},
): void {
  const laws = new Laws(projection, events);
  if (laws.count === 0) throw new LawBroken(`'${projection.id}' folds none of the ${events.length} events given`);
  if (projection.ordered !== true) laws.ofMerging();
  if (isRead && projection.ordered !== true) laws.ofViews();
}

class Laws<S, R> {
  readonly #projection: Fold<S, R>;
  readonly #events: readonly Event[];
  /** Instants at which results are looked at: the grains that hold an event, and the end. */
  readonly #instants: readonly number[];

  constructor(projection: Fold<S, R>, events: readonly Event[]) {
    this.#projection = projection;
    const { of } = projection;
    this.#events = of === undefined ? events : events.filter(({ name }) => of.includes(name));
    const grain = grainOf(projection);
    const starts = this.#events.map(({ timestamp }) => Math.floor(timestamp.getTime() / grain) * grain);
    this.#instants = [...new Set(starts.flatMap((start) => [start, start + grain]))].sort((a, b) => a - b);
  }

  readonly #merge = (a: S, b: S): S => this.#projection.merge(a, b);

  get count(): number {
    return this.#events.length;
  }

  ofMerging(): void {
    const events = this.#events;
    const merge = this.#merge;
    const whole = this.#seen(this.#fold(events));
    const unit = this.#seen(merge(this.#projection.init(), this.#fold(events)));
    this.#same(unit, whole, 'init() is the unit of merge', 'merged into an empty state the result changes');
    const other = this.#seen(merge(this.#fold(events), this.#projection.init()));
    this.#same(other, whole, 'init() is the unit of merge', 'an empty state merged in changes the result');
    for (let cut = 1; cut < events.length; cut++) {
      const [x, y] = [events.slice(0, cut), events.slice(cut)];
      const where = `cut behind event ${cut} of ${events.length} (${events[cut - 1]?.name})`;
      this.#same(this.#seen(merge(this.#fold(x), this.#fold(y))), whole, 'folding apart is folding together', where);
      this.#same(this.#seen(merge(this.#fold(y), this.#fold(x))), whole, 'merge is commutative', where);
    }
    this.#associates(whole);
  }

  /** Three parts, dealt in turn: each holds something of every actor. */
  #associates(whole: readonly R[]): void {
    const merge = this.#merge;
    const part = (k: number): S => this.#fold(this.#events.filter((_event, i) => i % 3 === k));
    const left = this.#seen(merge(merge(part(0), part(1)), part(2)));
    const right = this.#seen(merge(part(0), merge(part(1), part(2))));
    this.#same(left, right, 'merge is associative', 'three parts of every third event');
    this.#same(left, whole, 'folding apart is folding together', 'three parts of every third event');
  }

  ofViews(): void {
    const whole = this.#fold(this.#events);
    for (const instant of this.#instants) {
      const earlier = this.#events.filter(({ timestamp }) => timestamp.getTime() < instant);
      const at = `as of ${new Date(instant).toISOString()}`;
      const expected = this.#viewOf(this.#fold(earlier), instant);
      const law = 'later events change no view';
      this.#same(this.#viewOf(whole, instant), expected, law, `${at} (one that nobody reads: { isRead: false })`);
    }
    if (this.#projection.forget !== undefined) this.#forgets();
  }

  #forgets(): void {
    for (const [i, before] of this.#instants.entries()) {
      const [kept, forgetful] = [this.#fold(this.#events), this.#fold(this.#events)];
      this.#projection.forget?.(forgetful, before);
      for (const instant of this.#instants.slice(i)) {
        const at = `as of ${new Date(instant).toISOString()}, after forgetting before ${new Date(before).toISOString()}`;
        const law = 'forgetting changes no later view';
        this.#same(this.#viewOf(forgetful, instant), this.#viewOf(kept, instant), law, at);
      }
    }
  }

  #fold(events: readonly Event[]): S {
    let state = this.#projection.init();
    for (const event of events) state = this.#projection.apply(state, event as never) ?? state;
    return state;
  }

  #viewOf(state: S, asOf: number): R {
    const projection = this.#projection;
    return projection.view === undefined ? projection.finish(state, asOf) : projection.view(state, asOf);
  }

  /** What can be seen of a state: its end result. */
  #seen(state: S): readonly R[] {
    return [this.#projection.finish(state, Infinity)];
  }

  #same(received: unknown, expected: unknown, law: string, where: string): void {
    const { isDeepStrictEqual } = process.getBuiltinModule('node:util');
    mustHold(isDeepStrictEqual(received, expected), `'${this.#projection.id}' breaks a law, ${law}`, () => where);
  }
}

function grainOf({
  id,
  grain = '1d',
}: {
  readonly id: string;
  readonly grain?: Projection<unknown, unknown>['grain'];
}): number {
  const reading = parseFixedDuration(grain);
  if (reading.ok && reading.ms > 0) return reading.ms;
  throw new LawBroken(`the grain of '${id}' is no fixed duration above 0`);
}
