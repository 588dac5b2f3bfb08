/** Anderson–Darling tail under a fully stated law. G. & J. Marsaglia, Evaluating the Anderson-Darling Distribution (2004). */
import { exp, expm1, polynomial, sqrt } from '../math.ts';

const BELOW_2 = [2.00012, 0.247105, -0.0649821, 0.0347962, -0.011672, 0.00168691];
const FROM_2 = [1.0776, -2.30695, 0.43424, -0.082433, 0.008056, -0.0003146];

/** P(A² > z) for many values (the limit law); absolute error below 1e-5 or so. */
export function andersonDarlingTail(z: number): number {
  if (!(z > 0)) return 1;
  if (z < 2) return 1 - (exp(-1.2337141 / z) / sqrt(z)) * polynomial(BELOW_2, z);
  return -expm1(-exp(polynomial(FROM_2, z)));
}
