/** Symmetric matrices: Cholesky factor, eigenvalues, nearest correlation matrix. Rows of plain arrays; small sizes. */
import { sqrt } from '../math.ts';

export type Matrix = readonly (readonly number[])[];

/** Pivots at or below this count as not positive. */
const LEAST_PIVOT = 1e-12;

/** The lower factor L with L·Lᵀ = matrix, or the row at which a pivot was not positive. */
export function cholesky(matrix: Matrix): { readonly lower: Matrix } | { readonly failedRow: number } {
  const lower: number[][] = [];
  for (let i = 0; i < matrix.length; i++) {
    const row: number[] = [];
    for (let j = 0; j < i; j++) row.push((at(matrix, i, j) - dot(row, lower[j] ?? [], j)) / at(lower, j, j));
    const pivot = at(matrix, i, i) - dot(row, row, i);
    if (!(pivot > LEAST_PIVOT)) return { failedRow: i };
    row.push(sqrt(pivot));
    lower.push(row);
  }
  return { lower };
}

function dot(a: readonly number[], b: readonly number[], length: number): number {
  let sum = 0;
  for (let k = 0; k < length; k++) sum += (a[k] ?? 0) * (b[k] ?? 0);
  return sum;
}

function at(matrix: Matrix, i: number, j: number): number {
  return matrix[i]?.[j] ?? 0;
}

/** Eigenvalues with eigenvectors (as rows), by cyclic Jacobi rotations; symmetric input. */
export function eigen(matrix: Matrix): { readonly values: number[]; readonly vectors: number[][] } {
  const n = matrix.length;
  const a = matrix.map((row) => [...row]);
  const v = a.map((_, i) => a.map((__, j) => (i === j ? 1 : 0)));
  for (let sweep = 0; sweep < 60 && offDiagonal(a) > 1e-30; sweep++) {
    for (let p = 0; p < n - 1; p++) for (let q = p + 1; q < n; q++) rotate(a, v, p, q);
  }
  return { values: a.map((row, i) => row[i] ?? 0), vectors: v };
}

function offDiagonal(a: Matrix): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) for (let j = 0; j < i; j++) sum += at(a, i, j) * at(a, i, j);
  return sum;
}

/** One Jacobi rotation that makes a[p][q] zero. */
function rotate(a: number[][], v: number[][], p: number, q: number): void {
  const apq = at(a, p, q);
  if (apq === 0) return;
  const theta = (at(a, q, q) - at(a, p, p)) / (2 * apq);
  const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + sqrt(theta * theta + 1));
  const c = 1 / sqrt(t * t + 1);
  const s = t * c;
  for (const row of a) turn(row, p, q, { c, s });
  turnRows(a, p, q, { c, s });
  turnRows(v, p, q, { c, s });
}

function turn(row: number[], p: number, q: number, { c, s }: { c: number; s: number }): void {
  const [x, y] = [row[p] ?? 0, row[q] ?? 0];
  row[p] = c * x - s * y;
  row[q] = s * x + c * y;
}

function turnRows(a: number[][], p: number, q: number, { c, s }: { c: number; s: number }): void {
  const [x, y] = [a[p] ?? [], a[q] ?? []];
  a[p] = x.map((value, k) => c * value - s * (y[k] ?? 0));
  a[q] = x.map((value, k) => s * value + c * (y[k] ?? 0));
}

/**
 * The correlation matrix nearest to a symmetric one (Frobenius norm), with all eigenvalues at least `floor`.
 * N. J. Higham, Computing the nearest correlation matrix (2002): alternating projections with Dykstra's correction.
 */
export function nearestCorrelation(matrix: Matrix, floor = 1e-6): number[][] {
  let y = matrix.map((row) => [...row]);
  let correction = y.map((row) => row.map(() => 0));
  for (let step = 0; step < 200; step++) {
    const r = y.map((row, i) => row.map((value, j) => value - at(correction, i, j)));
    const x = project(r, floor);
    correction = x.map((row, i) => row.map((value, j) => value - at(r, i, j)));
    y = x.map((row, i) => row.map((value, j) => (i === j ? 1 : value)));
  }
  return y;
}

/** The nearest matrix whose eigenvalues are at least `floor`. */
function project(matrix: Matrix, floor: number): number[][] {
  const { values, vectors } = eigen(matrix);
  return matrix.map((row, i) =>
    row.map((_, j) =>
      values.reduce((sum, value, k) => sum + Math.max(value, floor) * at(vectors, k, i) * at(vectors, k, j), 0),
    ),
  );
}
