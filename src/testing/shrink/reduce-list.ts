/**
 * Leaves out more and more of a list while what is kept still fails: halves first, single items last (delta debugging,
 * Zeller and Hildebrandt 2002). In the end no single item can go any more.
 */
export async function reduceList<T>(
  list: readonly T[],
  fails: (kept: readonly T[]) => Promise<boolean>,
): Promise<readonly T[]> {
  let kept = list;
  let size = Math.max(1, Math.ceil(kept.length / 2));
  while (kept.length > 0) {
    const before = kept.length;
    for (let at = 0; at < kept.length;) {
      const rest = [...kept.slice(0, at), ...kept.slice(at + size)];
      if (await fails(rest)) kept = rest;
      else at += size;
    }
    if (size === 1 && kept.length === before) break;
    size = Math.max(1, Math.ceil(size / 2));
  }
  return kept;
}
