/**
 * `volume` → arrivals of one actor: the count of a fiscal year from one uniform, then a day and a time of day for each
 * instance. Whole years are drawn and cut to the window, so a longer run only adds.
 */
import { isGenerator } from '../dsl/generator.ts';
import { describeValue, SynodeError } from '../errors.ts';
import type { Volume } from '../model/arrivals.ts';
import type { NumberValue } from '../model/generator.ts';
import type { Key, Occasion } from '../random/keyed.ts';
import { binomialQuantile, poissonQuantile } from '../random/kernel/counts.ts';
import { checkVolume } from '../time/volume-check.ts';
import { compileVolume, splitTotal, type CompiledVolume, type InstantDraw } from '../time/volume.ts';
import { arrive, type ArrivalCursor, type ArrivalPlan, type ArrivalWorld, type DrawnArrivals } from './arrival-plan.ts';
import { compileCalendarOption } from './calendar.ts';
import type { Frame } from './frame.ts';
import { compileNumber } from './number.ts';
import type { Scope } from './scope.ts';

const MOST_PER_YEAR = 1_000_000;
const MOST_IN_ALL = 1_000_000_000;

/** Instance numbers set aside for each fiscal year, so that one more instance renames none of a later year. */
const NUMBERS_PER_YEAR = 10_000_000;

/** So many years in a row whose level is 0 end a schedule that nothing else ends. */
const MOST_EMPTY_YEARS = 100;

type Next = ArrivalPlan['next'];

const NEVER: ArrivalPlan = {
  kind: 'volume',
  isEndless: false,
  opens: false,
  rate: undefined,
  next: (_frame, cursor) => arrive(cursor, Infinity),
};

/** Compiles a volume. `scope` stands at the journey's `@arrivals`. */
export function compileVolumeArrivals(arrivals: Volume, world: ArrivalWorld, scope: Scope): ArrivalPlan {
  const { kind: _kind, rate, total, ...pattern } = arrivals;
  const { issues } = scope.world;
  const before = issues.issues.length;
  for (const { code, path, message, ...rest } of checkVolume(pattern)) {
    scope.labelled(`'${path.join('.')}'`).fault(code, message, rest);
  }
  const { calendar: named } = pattern;
  const calendar =
    named === undefined
      ? scope.world.calendar
      : compileCalendarOption(named, [...scope.labels, "'calendar'"], scope.world.issues);
  checkSize({ rate, total }, scope);
  if (total !== undefined) checkEnd(world, scope);
  const isFixed = typeof rate !== 'function' && !isGenerator(rate);
  const perActor =
    rate === undefined || isFixed
      ? undefined
      : compileNumber(rate, scope.child(['rate'], "'rate'"), { min: 0, max: MOST_PER_YEAR });
  if (issues.issues.length > before) return NEVER;
  const volume = compileVolume(pattern, calendar);
  if (total !== undefined) {
    return world.end === Infinity ? NEVER : { ...NEVER, next: nextOfTotal(total, { volume, world, scope }) };
  }
  const next = nextOfRate(isFixed ? Number(rate) : 0, { volume, world, scope });
  return { ...NEVER, isEndless: rate !== 0, rate: perActor, next };
}

/** What both ways to draw need. */
interface Parts {
  readonly volume: CompiledVolume;
  readonly world: ArrivalWorld;
  readonly scope: Scope;
}

function nextOfRate(fixedRate: number, { volume, world: { start, end }, scope }: Parts): Next {
  const firstYear = volume.yearOf(start);
  const counts = scope.key('value');
  const drawInstant = instants(scope);
  const ofYear = (frame: Frame, { base, rate }: ArrivalCursor, year: number): DrawnArrivals => {
    const mean = (rate > 0 ? rate : fixedRate) * volume.meanOfYear(year);
    const count = mean > 0 ? poissonQuantile(uniform(frame, counts, { instance: year }), mean) : 0;
    if (count >= NUMBERS_PER_YEAR) throw tooMany(count, year, scope);
    const first = (year - firstYear) * NUMBERS_PER_YEAR;
    const found: [number, number][] = [];
    for (let n = 0; n < count; n++) {
      const at = volume.instantOfYear(year, drawInstant(frame, { instance: year, occurrence: n }));
      if (at >= base && at < end) found.push([at, first + n]);
    }
    return inOrder(found, year);
  };
  return (frame, cursor) => {
    if (cursor.rate === 0 && fixedRate === 0) return arrive(cursor, Infinity);
    let drawn = cursor.drawn ?? ofYear(frame, cursor, volume.yearOf(cursor.base));
    let empty = 0;
    while (drawn.at >= drawn.pairs.length) {
      const year = drawn.year + 1;
      if (volume.startOfYear(year) >= end || empty >= MOST_EMPTY_YEARS) return arrive(cursor, Infinity);
      drawn = ofYear(frame, cursor, year);
      empty = volume.meanOfYear(year) > 0 ? 0 : empty + 1;
    }
    takeNext(cursor, drawn);
  };
}

function nextOfTotal(total: number, { volume, world: { periodEnd, size }, scope }: Parts): Next {
  const countOf = shareOf(total, size, scope);
  const drawInstant = instants(scope);
  const all = (frame: Frame, { base }: ArrivalCursor): DrawnArrivals => {
    const count = countOf(frame);
    const found: [number, number][] = [];
    for (let n = 0; n < count; n++) {
      const draw = drawInstant(frame, { occurrence: n });
      found.push([volume.instantBetween({ start: base, end: periodEnd }, draw), n]);
    }
    return inOrder(found, 0);
  };
  return (frame, cursor) => {
    const drawn = cursor.drawn ?? all(frame, cursor);
    if (drawn.at >= drawn.pairs.length) return arrive(cursor, Infinity);
    takeNext(cursor, drawn);
  };
}

/** An actor's part of the total. Neighbours share all but the end of their way down the tree, so the way is kept. */
function shareOf(total: number, size: number, scope: Scope): (frame: Frame) => number {
  const key = scope.key('value');
  const way: { readonly node: number; readonly lower: number }[] = [];
  return (frame) => {
    let asked = 0;
    return splitTotal({
      total,
      size,
      index: frame.actor,
      uniform: (node) => {
        asked = node;
        // Not drawn again where the answer is kept.
        return way[Math.clz32(node)]?.node === node ? 0 : uniform(frame, key, { actor: node });
      },
      binomialQuantile: ({ n, p }, u) => {
        const depth = Math.clz32(asked);
        const known = way[depth];
        if (known?.node === asked) return known.lower;
        const lower = binomialQuantile(u, n, p);
        way[depth] = { node: asked, lower };
        return lower;
      },
    });
  };
}

function instants(scope: Scope): (frame: Frame, words: Words) => InstantDraw {
  const [day, time] = [scope.key('day'), scope.key('time')];
  return (frame, words) => ({ day: uniform(frame, day, words), time: uniform(frame, time, words) });
}

type Words = Partial<Pick<Occasion, 'actor' | 'instance' | 'occurrence'>>;

/** The uniform of an occasion of its own; instant and context are there for who traces draws. */
function uniform(frame: Frame, key: Key, { actor = frame.actor, instance = 0, occurrence = 0 }: Words = {}): number {
  const { nowMs, context } = frame;
  const at = { actor, instance, occurrence, origin: 0, nowMs, context };
  return frame.stream.open(key, at).uniform();
}

/** Arrivals by time; those of one instant by number. */
function inOrder(found: [number, number][], year: number): DrawnArrivals {
  found.sort(([a, i], [b, j]) => a - b || i - j);
  return { year, pairs: Float64Array.from(found.flat()), at: 0 };
}

function takeNext(cursor: ArrivalCursor, drawn: DrawnArrivals): void {
  cursor.drawn = drawn;
  cursor.number = drawn.pairs[drawn.at + 1] ?? 0;
  arrive(cursor, drawn.pairs[drawn.at] ?? Infinity);
  drawn.at += 2;
}

interface Size {
  readonly rate: NumberValue | undefined;
  readonly total: number | undefined;
}

function checkSize({ rate, total }: Size, scope: Scope): void {
  if ((rate === undefined) === (total === undefined)) {
    scope.fault('INVALID_ARRIVALS', `volume has ${rate === undefined ? 'neither rate nor total' : 'rate and total'}`, {
      expected: 'rate, or total',
      received: rate === undefined ? 'neither' : 'both',
      suggestion: 'Give rate, instances of an actor per year, or total, instances of all actors.',
    });
  }
  const isFixed = rate !== undefined && typeof rate !== 'function' && !isGenerator(rate);
  if (isFixed && !(typeof rate === 'number' && rate >= 0 && rate <= MOST_PER_YEAR)) {
    scope.labelled("'rate'").fault('INVALID_ARRIVALS', `rate is ${describeValue(rate)}`, {
      expected: 'a number from 0 to 1,000,000',
      received: describeValue(rate),
      suggestion: 'Give the instances of an actor per year.',
    });
  }
  if (total !== undefined && !(Number.isInteger(total) && total >= 0 && total <= MOST_IN_ALL)) {
    scope.labelled("'total'").fault('INVALID_ARRIVALS', `total is ${describeValue(total)}`, {
      expected: 'a whole number from 0 to 1,000,000,000',
      received: describeValue(total),
      suggestion: 'Give the instances of all actors together.',
    });
  }
}

/** A total is spread over a window. Where datasets are not known either, the run will say what they are. */
function checkEnd({ end }: ArrivalWorld, scope: Scope): void {
  if (end !== Infinity || scope.world.datasets === undefined) return;
  scope.labelled("'total'").fault('UNBOUNDED_ARRIVALS', 'a total needs a run with an end', {
    expected: 'a run with endDate or duration',
    received: 'a run without an end',
    suggestion: 'Set endDate, or give rate instead of total.',
  });
}

function tooMany(count: number, year: number, { labels }: Scope): SynodeError {
  return new SynodeError('INVALID_ARRIVALS', `an actor would start ${count} instances in ${year}`, {
    path: labels,
    expected: 'fewer than 10,000,000 instances of an actor in a year',
    received: String(count),
    suggestion: 'Spread the volume over more actors, or lower its level.',
  });
}
