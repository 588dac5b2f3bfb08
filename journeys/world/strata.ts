/**
 * Kinds of rows by fixed shares without a draw: the kind of row i, how many of its kind stand before it, and the row of
 * the k-th of a kind, each in closed form. So populations find their rows, rows keep their kind when more are added, and
 * every n rows hold each kind within a few of its share. Each kind has a row among the first few: the rarest comes first.
 */

/** Rows of several kinds in an even mix. */
export interface Strata<K extends string> {
  readonly kinds: readonly K[];
  /** The kind of row `i`. */
  kindOf(i: number): K;
  /** How many rows of the same kind stand before row `i`. */
  rankOf(i: number): number;
  /** How many of the first `n` rows are of a kind. */
  count(kind: K, n: number): number;
  /** The row of the `k`-th of a kind, k from 0. */
  indexOf(kind: K, k: number): number;
}

/** A step that takes `weight` of every `rest` rows that are left. */
interface Level<K extends string> {
  readonly kind: K;
  readonly weight: number;
  readonly rest: number;
}

const SCALE = 10_000;

/** An even mix by weights; shares are kept to a ten-thousandth. Kinds without weight have no rows. */
export function strata<K extends string>(weights: Readonly<Record<K, number>>): Strata<K> {
  const levels = levelsOf(weights);
  const find = (i: number): { readonly kind: K; readonly rank: number } => {
    let j = i;
    for (const { kind, weight, rest } of levels) {
      const before = hits(j, weight, rest);
      if (hits(j + 1, weight, rest) > before) return { kind, rank: before };
      j -= before;
    }
    throw new RangeError(`row ${i} has no kind`);
  };
  const levelOf = (kind: K): number => levels.findIndex((level) => level.kind === kind);
  return {
    kinds: levels.map(({ kind }) => kind),
    kindOf: (i) => find(i).kind,
    rankOf: (i) => find(i).rank,
    count: (kind, n) => {
      let j = n;
      for (const level of levels) {
        const taken = hits(j, level.weight, level.rest);
        if (level.kind === kind) return taken;
        j -= taken;
      }
      return 0;
    },
    indexOf: (kind, k) => {
      const at = levelOf(kind);
      const level = levels[at];
      if (level === undefined) throw new RangeError(`no rows are '${kind}'`);
      let j = Math.floor((k * level.rest) / level.weight);
      for (const { weight, rest } of levels.slice(0, at).toReversed()) {
        j = Math.ceil(((j + 1) * rest) / (rest - weight)) - 1;
      }
      return j;
    },
  };
}

/** Of the first j rows of a level, how many it takes: the first of every run. */
function hits(j: number, weight: number, rest: number): number {
  return Math.floor((j * weight + rest - 1) / rest);
}

function levelsOf<K extends string>(weights: Readonly<Record<K, number>>): readonly Level<K>[] {
  const entries = Object.entries<number>(weights) as [K, number][];
  const total = entries.reduce((sum, [, weight]) => sum + weight, 0);
  const whole = entries
    .map(([kind, weight]) => ({ kind, weight: Math.round((weight / total) * SCALE) }))
    .filter(({ weight }) => weight > 0)
    .sort((a, b) => a.weight - b.weight);
  let rest = whole.reduce((sum, { weight }) => sum + weight, 0);
  return whole.map(({ kind, weight }) => {
    const level = { kind, weight, rest };
    rest -= weight;
    return level;
  });
}
