/**
 * Stable sorting by time. What comes in, in the order of processes, populations, actors and emission, keeps that order
 * at one instant: so the total order needs no further key (bench `order.time`).
 */

const BITS = 11;
const BUCKETS = 1 << BITS;
const MASK = BUCKETS - 1;
/** Offsets up to here fit three passes of eleven bits. */
const SPAN_LIMIT = BUCKETS * BUCKETS * BUCKETS;
/** Below this a comparison sort is quicker than clearing the buckets. */
const FEW = 256;

/** The order in which these instants (ms) are to be taken: positions into `times`. */
export function stableOrder(times: readonly number[]): Uint32Array {
  const order = Uint32Array.from(times, (_, i) => i);
  if (isSorted(times)) return order;
  const first = times.reduce((a, b) => Math.min(a, b), Infinity);
  const span = times.reduce((a, b) => Math.max(a, b), -Infinity) - first;
  if (times.length < FEW || span >= SPAN_LIMIT) return order.sort((a, b) => at(times, a) - at(times, b) || a - b);
  const offsets = Float64Array.from(times, (ms) => ms - first);
  return radixSort(offsets, order, span);
}

/** Least significant digit first; each pass keeps the order of the one before. */
function radixSort(offsets: Float64Array, order: Uint32Array, span: number): Uint32Array {
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(order.length);
  const counts = new Uint32Array(BUCKETS);
  for (let scale = 1; scale <= span; scale *= BUCKETS) {
    const digit = (i: number): number => Math.floor((offsets[i] ?? 0) / scale) & MASK;
    counts.fill(0);
    for (const i of from) counts[digit(i)] = (counts[digit(i)] ?? 0) + 1;
    let sum = 0;
    for (let d = 0; d < BUCKETS; d++) {
      const count = counts[d] ?? 0;
      counts[d] = sum;
      sum += count;
    }
    for (const i of from) {
      const d = digit(i);
      const place = counts[d] ?? 0;
      to[place] = i;
      counts[d] = place + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

function isSorted(times: readonly number[]): boolean {
  for (let i = 1; i < times.length; i++) if (at(times, i - 1) > at(times, i)) return false;
  return true;
}

function at(times: readonly number[], index: number): number {
  return times[index] ?? 0;
}
