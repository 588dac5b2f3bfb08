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
  const { length } = times;
  const order = new Uint32Array(length);
  let first = Infinity;
  let last = -Infinity;
  let isSorted = true;
  for (let i = 0; i < length; i++) {
    const ms = at(times, i);
    if (ms < last) isSorted = false;
    if (ms < first) first = ms;
    if (ms > last) last = ms;
    order[i] = i;
  }
  if (isSorted) return order;
  const span = last - first;
  if (length < FEW || span >= SPAN_LIMIT) return order.sort((a, b) => at(times, a) - at(times, b) || a - b);
  const offsets = new Float64Array(length);
  for (let i = 0; i < length; i++) offsets[i] = at(times, i) - first;
  return radixSort(offsets, order, span);
}

/** Least significant digit first; each pass keeps the order of the one before. */
function radixSort(offsets: Float64Array, order: Uint32Array, span: number): Uint32Array {
  let from: Uint32Array = order;
  let to: Uint32Array = new Uint32Array(order.length);
  const counts = new Uint32Array(BUCKETS);
  for (let scale = 1; scale <= span; scale *= BUCKETS) {
    counts.fill(0);
    for (let k = 0; k < from.length; k++) add(counts, digit(offsets, from[k] as number, scale));
    let sum = 0;
    for (let d = 0; d < BUCKETS; d++) {
      const count = counts[d] as number;
      counts[d] = sum;
      sum += count;
    }
    for (let k = 0; k < from.length; k++) {
      const i = from[k] as number;
      const d = digit(offsets, i, scale);
      const place = counts[d] as number;
      to[place] = i;
      counts[d] = place + 1;
    }
    [from, to] = [to, from];
  }
  return from;
}

function digit(offsets: Float64Array, i: number, scale: number): number {
  return Math.floor((offsets[i] as number) / scale) & MASK;
}

function add(counts: Uint32Array, d: number): void {
  counts[d] = (counts[d] as number) + 1;
}

function at(times: readonly number[], index: number): number {
  return times[index] ?? 0;
}
