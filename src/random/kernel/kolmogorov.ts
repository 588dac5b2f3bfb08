/**
 * P(D > d) of the two-sided Kolmogorov–Smirnov statistic of n values under a fully stated law.
 *
 * Far tail: twice the one-sided probability, whose error is of the fourth power of the result. Else: exact by Marsaglia,
 * Tsang & Wang (2003) up to n = 500, by Pelz & Good (1976) above.
 */
import { LN_10, SQRT_2PI, exp, log, powInt, sqrt } from '../math.ts';
import { lnGamma } from './ln-gamma.ts';

const EXACT_LIMIT = 500;
/** Above this the one-sided sum has too many terms, and its asymptotic series is exact enough. */
const SUM_LIMIT = 100_000;
/** n·d² from which twice the one-sided tail differs from the two-sided by less than 1e-10 of it. */
const FAR = 4.5;

/** P(D > d), n values. */
export function kolmogorovTail(n: number, d: number): number {
  if (d <= 0.5 / n) return 1;
  if (d >= 1) return 0;
  if (n * d * d > FAR) return Math.min(1, 2 * oneSidedTail(n, d));
  if (n <= EXACT_LIMIT) return Math.max(0, 1 - exactCdf(n, d));
  return Math.min(1, Math.max(0, pelzGoodTail(n, d)));
}

/** P(D⁺ > d): the sum of Birnbaum & Tingey (1951), or its series for large n. */
function oneSidedTail(n: number, d: number): number {
  if (n > SUM_LIMIT) return smirnovSeries(n, d);
  let sum = 0;
  for (let j = 0; j <= Math.floor(n * (1 - d)); j++) {
    const rest = 1 - d - j / n;
    if (rest <= 0) continue;
    const choose = lnGamma(n + 1) - lnGamma(j + 1) - lnGamma(n - j + 1);
    sum += exp(choose + (n - j) * log(rest) + (j - 1) * log(d + j / n));
  }
  return d * sum;
}

/** exp(−2z²) with its corrections in 1/√n and 1/n (Smirnov, 1944). */
function smirnovSeries(n: number, d: number): number {
  const z = d * sqrt(n);
  const s = z * z;
  return exp(-2 * s) * (1 - (2 * z) / (3 * sqrt(n)) + ((2 * s) / (3 * n)) * (1 - (2 * s) / 3));
}

/** P(D < d) by the power of a matrix. */
function exactCdf(n: number, d: number): number {
  const k = Math.floor(n * d) + 1;
  const size = 2 * k - 1;
  const power = matrixPower(transition(size, k - n * d), size, n);
  let value = power.matrix[(k - 1) * size + k - 1] ?? 0;
  let exponent = power.exponent;
  for (let i = 1; i <= n; i++) {
    value *= i / n;
    if (value < 1e-140) {
      value *= 1e140;
      exponent -= 140;
    }
  }
  return exponent === 0 ? value : value * exp(exponent * LN_10);
}

function transition(size: number, h: number): Float64Array {
  const matrix = new Float64Array(size * size);
  const last = size - 1;
  for (let i = 0; i < size; i++) for (let j = 0; j <= Math.min(i + 1, last); j++) matrix[i * size + j] = 1;
  for (let i = 0; i < size; i++) {
    matrix[i * size] = (matrix[i * size] ?? 0) - powInt(h, i + 1);
    matrix[last * size + i] = (matrix[last * size + i] ?? 0) - powInt(h, size - i);
  }
  const corner = 2 * h - 1;
  if (corner > 0) matrix[last * size] = (matrix[last * size] ?? 0) + powInt(corner, size);
  let factorial = 1;
  for (let distance = 2; distance <= size; distance++) {
    factorial *= distance;
    for (let i = distance - 1; i < size; i++) {
      const at = i * size + (i + 1 - distance);
      matrix[at] = (matrix[at] ?? 0) / factorial;
    }
  }
  return matrix;
}

interface Scaled {
  readonly matrix: Float64Array;
  /** Power of ten that was taken out. */
  readonly exponent: number;
}

function matrixPower(base: Float64Array, size: number, n: number): Scaled {
  if (n === 1) return { matrix: base, exponent: 0 };
  const half = matrixPower(base, size, Math.floor(n / 2));
  let matrix = multiply(half.matrix, half.matrix, size);
  if (n % 2 === 1) matrix = multiply(matrix, base, size);
  const exponent = 2 * half.exponent;
  const middle = ((size - 1) / 2) * (size + 1);
  if ((matrix[middle] ?? 0) < 1e140) return { matrix, exponent };
  return { matrix: matrix.map((value) => value * 1e-140), exponent: exponent + 140 };
}

function multiply(a: Float64Array, b: Float64Array, size: number): Float64Array {
  const result = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      const factor = a[i * size + k] ?? 0;
      if (factor === 0) continue;
      for (let j = 0; j < size; j++) {
        result[i * size + j] = (result[i * size + j] ?? 0) + factor * (b[k * size + j] ?? 0);
      }
    }
  }
  return result;
}

const PI_2 = 9.869604401089358;

/** 1 − K₀ − K₁/√n − K₂/n − K₃/n^1.5, the theta-function form that converges for small z. */
function pelzGoodTail(n: number, d: number): number {
  const z = sqrt(n) * d;
  const s = z * z;
  const steps = Math.ceil((16 * z) / Math.PI);
  const main = oddTerms(s, steps);
  const [extra2, extra3] = evenTerms(s, steps);
  const k0 = (main[0] * SQRT_2PI) / z;
  const k1 = (main[1] * SQRT_2PI) / (6 * s * s);
  const k2 = (main[2] * SQRT_2PI) / (72 * powInt(z, 7)) - (PI_2 * SQRT_2PI * extra2) / (36 * s * z);
  const k3 = (main[3] * SQRT_2PI) / (6480 * powInt(z, 10)) + (PI_2 * SQRT_2PI * extra3) / (216 * s * s * s);
  return 1 - k0 - k1 / sqrt(n) - k2 / n - k3 / (n * sqrt(n));
}

/** Sums over odd m of exp(−π²m²/8z²) times the polynomials of K₀..K₃. */
function oddTerms(s: number, steps: number): [number, number, number, number] {
  const p4 = PI_2 * PI_2;
  const a2 = 6 * s * s * s + 2 * s * s;
  const b2 = ((2 * s * s - 5 * s) * PI_2) / 4;
  const c2 = (p4 * (1 - 2 * s)) / 16;
  const a3 = -30 * s * s * s - 90 * s * s * s * s;
  const b3 = (PI_2 * (135 * s * s - 96 * s * s * s)) / 4;
  const c3 = (p4 * (-60 * s + 212 * s * s)) / 16;
  const d3 = (p4 * PI_2 * (5 - 30 * s)) / 64;
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  for (let k = steps; k >= 1; k--) {
    const m = (2 * k - 1) * (2 * k - 1);
    const weight = exp((-PI_2 * m) / (8 * s));
    sums[0] += weight;
    sums[1] += weight * ((PI_2 / 4) * m - s);
    sums[2] += weight * (a2 + b2 * m + c2 * m * m);
    sums[3] += weight * (a3 + b3 * m + c3 * m * m + d3 * m * m * m);
  }
  return sums;
}

/** Sums over all k of exp(−π²k²/2z²)·k² and ·(3z² − π²k²)k². */
function evenTerms(s: number, steps: number): [number, number] {
  let [second, third] = [0, 0];
  for (let k = steps; k >= 1; k--) {
    const weight = exp((-PI_2 * k * k) / (2 * s)) * k * k;
    second += weight;
    third += weight * (3 * s - PI_2 * k * k);
  }
  return [second, third];
}
