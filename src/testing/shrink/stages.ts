/** What is tried, in this order: fewer actors, fewer journeys and instances, shorter ways, plainer values. */
import { rangeOf, simplestOf, type Choices, type NumberRange } from './range.ts';
import { reduceList } from './reduce-list.ts';
import type { Shrinker } from './shrinker.ts';
import type { Trial } from './trial.ts';

export async function fewerActors(shrinker: Shrinker): Promise<void> {
  await reduceList(shrinker.best.actors, (actors) => shrinker.keep({ actors }));
}

export async function fewerInstances(shrinker: Shrinker): Promise<void> {
  const journeys = [...new Set(shrinker.best.instances.map((instance) => instance.split(':').at(-2) ?? ''))];
  if (journeys.length > 1) await reduceList(journeys, (kept) => shrinker.keep({ journeys: kept }));
  const { instances } = shrinker.best;
  if (instances.length > 1) await reduceList(instances, (kept) => shrinker.keep({ instances: kept }));
}

/** Kinds of decisions that say which way a journey takes. */
const WAYS = new Set(['bounce', 'branch', 'repeat']);

const fewerEvents = (candidate: Trial, best: Trial): boolean => candidate.events.length < best.events.length;
/** A pin that nothing shows would only lengthen the text. */
const plainerEvents = (candidate: Trial, best: Trial): boolean =>
  candidate.events.length <= best.events.length && JSON.stringify(candidate.events) !== JSON.stringify(best.events);

/** Bounces, arms and rounds that make the history shorter. */
export async function shorterWays(shrinker: Shrinker): Promise<void> {
  for (const path of shrinker.best.decided.keys()) {
    const kind = shrinker.best.sites.get(path)?.kind ?? '';
    if (WAYS.has(kind)) await simplify(shrinker, path, fewerEvents);
  }
}

/** Numbers towards 0, 1 or the next whole one, lists towards the first option. */
export async function plainerValues(shrinker: Shrinker): Promise<void> {
  for (const path of shrinker.best.decided.keys()) {
    const kind = shrinker.best.sites.get(path)?.kind ?? '';
    if (!WAYS.has(kind)) await simplify(shrinker, path, plainerEvents);
  }
}

type Better = (candidate: Trial, best: Trial) => boolean;

async function simplify(shrinker: Shrinker, path: string, better: Better): Promise<void> {
  const { sites, decided } = shrinker.best;
  const site = sites.get(path);
  const range = site === undefined ? undefined : rangeOf(site);
  // A better world met on the way may not come here any more.
  const values = decided.get(path);
  if (range === undefined || values === undefined) return;
  if (range.kind === 'choices') await firstOption(shrinker, path, { range, values, better });
  else await nearestNumber(shrinker, path, { range, values, better });
}

interface Search<R> {
  readonly range: R;
  /** What was decided there until now. */
  readonly values: readonly unknown[];
  readonly better: Better;
}

async function firstOption(
  shrinker: Shrinker,
  path: string,
  { range, values, better }: Search<Choices>,
): Promise<void> {
  for (const value of range.values) {
    if (values.length === 1 && values[0] === value) return;
    if (await shrinker.pin(path, value, better)) return;
  }
}

/** The plainest number that still fails: by halving, as if all beyond a bound failed and none before it. */
async function nearestNumber(
  shrinker: Shrinker,
  path: string,
  { range, values, better }: Search<NumberRange>,
): Promise<void> {
  const goal = simplestOf(range);
  const numbers = values.filter((value) => typeof value === 'number').toSorted((a, b) => away(a, goal) - away(b, goal));
  if (numbers.length === 1 && numbers[0] === goal) return;
  if (await shrinker.pin(path, goal, better)) return;
  const failing = await firstFailing(shrinker, path, { range: numbers, values: numbers, better });
  if (failing === undefined) return;
  const { low, high, perUnit } = range;
  const step = goal < failing ? 1 : -1;
  let holds = Math.round(goal * perUnit);
  // The first whole step at or beyond what fails.
  let fails = step * Math.ceil(step * failing * perUnit - 1e-9);
  const start = fails / perUnit;
  if (start !== failing && (start < low || start > high || !(await shrinker.pin(path, start, better)))) return;
  while (Math.abs(fails - holds) > 1) {
    const middle = Math.trunc((holds + fails) / 2);
    if (await shrinker.pin(path, middle / perUnit, better)) fails = middle;
    else holds = middle;
  }
}

/** One value for all that still fails. Where only one was decided there is nothing to try. */
async function firstFailing(
  shrinker: Shrinker,
  path: string,
  { range: numbers, better }: Search<readonly number[]>,
): Promise<number | undefined> {
  if (numbers.length === 1) return numbers[0];
  for (const value of numbers) if (await shrinker.pin(path, value, better)) return value;
  return undefined;
}

function away(value: number, goal: number): number {
  return Math.abs(value - goal);
}
