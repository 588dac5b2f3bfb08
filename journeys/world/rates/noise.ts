/**
 * Noise of thirteen octaves: at a day the sum of linearly interpolated normals, one octave every 4096 days, the next every
 * 2048, … the last every day, weights 1, 2^−½, 2^−1, …; divided so that it has unit variance on every day. Any day is
 * computed in thirteen steps and depends on no other.
 */
import { defineDataset, normal, type DatasetDefinition } from '../../../src/index.ts';

/** A normal at the knots of an octave: row of the datasets `rateNoise.<currency>`. */
export interface NoiseNode {
  readonly octave: number;
  readonly node: number;
  readonly z: number;
}

/** The normal at a node, counted through all octaves. */
export type NoiseAt = (index: number) => number;

export const OCTAVES = 13;
const LONGEST_DAYS = 4096;
/** Days the noise is made for, from day 0 on. */
export const NOISE_DAYS = 4 * LONGEST_DAYS;
/** 2^(−k/2). */
const WEIGHTS = Object.freeze(
  Array.from({ length: OCTAVES }, (_, octave) => (octave % 2 === 0 ? 1 : Math.SQRT1_2) / half(octave)),
);

/** 2^⌊k/2⌋. */
function half(octave: number): number {
  return 1 << Math.floor(octave / 2);
}

/** Nodes of all octaves before this one: 4·2^p + 1 in octave p. */
function firstNode(octave: number): number {
  return 4 * ((1 << octave) - 1) + octave;
}

/** Number of nodes of all octaves. */
export const NODE_COUNT = firstNode(OCTAVES);

/** The noise of a day, 0 ≤ day < `NOISE_DAYS`; mean 0, variance 1. */
export function noiseOn(day: number, at: NoiseAt): number {
  let sum = 0;
  let variance = 0;
  for (let octave = 0; octave < OCTAVES; octave++) {
    const period = LONGEST_DAYS >> octave;
    const knot = Math.floor(day / period);
    const t = (day - knot * period) / period;
    const weight = WEIGHTS[octave] ?? 0;
    const first = firstNode(octave) + knot;
    sum += weight * ((1 - t) * at(first) + (t === 0 ? 0 : t * at(first + 1)));
    variance += weight * weight * ((1 - t) * (1 - t) + t * t);
  }
  return sum / Math.sqrt(variance);
}

/** Octave and number within it of a node. */
export function placeOfNode(index: number): { readonly octave: number; readonly node: number } {
  let octave = 0;
  while (octave < OCTAVES - 1 && index >= firstNode(octave + 1)) octave++;
  return { octave, node: index - firstNode(octave) };
}

/** The normals of one series, one row per node. */
export function noiseDataset(id: string): DatasetDefinition<NoiseNode> {
  return defineDataset({
    id,
    name: `Noise nodes of ${id}`,
    count: NODE_COUNT,
    fields: {
      octave: (_ctx: unknown, { index }: { readonly index: number }) => placeOfNode(index).octave,
      node: (_ctx: unknown, { index }: { readonly index: number }) => placeOfNode(index).node,
      z: normal({ mean: 0, sd: 1 }),
    },
  });
}
