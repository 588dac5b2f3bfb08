/**
 * So many seeds, for a test that should hold under each.
 *
 * @example it.each(seeds(20))('no order is paid twice (%s)', (seed) => { … fixture(shop).seed(seed) … })
 */
export function seeds(n: number, base = 'test'): readonly string[] {
  return Array.from({ length: n }, (_, i) => `${base}-${i}`);
}
