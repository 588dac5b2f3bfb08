/** Sums by day, as folds keep them that are asked for any day and may forget those long ago. */

/** Day number → sum. */
export type ByDay = Map<number, number>;

export function addOn(days: ByDay, day: number, amount: number): void {
  days.set(day, (days.get(day) ?? 0) + amount);
}

/** Adds the sums of `b` to those of `a`. */
export function mergeDays(a: Map<string, ByDay>, b: ReadonlyMap<string, ByDay>): Map<string, ByDay> {
  for (const [key, days] of b) {
    const known = a.get(key);
    if (known === undefined) a.set(key, days);
    else for (const [day, amount] of days) addOn(known, day, amount);
  }
  return a;
}

/** The sum from one day to before another. */
export function summed(days: ByDay, from: number, to: number): number {
  let sum = 0;
  for (const [day, amount] of days) if (day >= from && day < to) sum += amount;
  return sum;
}

/** Sums up the days before one into the last of them. */
export function sumUp(days: ByDay, before: number): void {
  const sum = summed(days, -Infinity, before);
  for (const day of days.keys()) if (day < before) days.delete(day);
  if (sum !== 0) days.set(before - 1, sum);
}
