/**
 * Uniforms for tests of the kernel: a counter through the finaliser of MurmurHash3 (A. Appleby), on the grid of keyed
 * streams. Shares nothing with the streams of the package.
 */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}

/** An endless row of uniforms in (0, 1), a function of its seed. */
export function uniforms(seed: number): () => number {
  const start = mix(seed * 0x9e3779b1 + 1);
  let n = 0;
  return () => {
    n += 1;
    const high = mix(start ^ mix(2 * n)) >>> 6;
    const low = mix(start + Math.imul(mix(2 * n + 1), 0x2545f491)) >>> 6;
    return (high * 67_108_864 + low + 0.5) * 2.220446049250313e-16;
  };
}

/** The first uniform of the golden stream, P with words (0, 0, 0, 0). */
export const GOLDEN_U = 0.5421664396493738;
