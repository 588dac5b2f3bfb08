/**
 * Normal law: Φ and erfc after W. J. Cody (Rational Chebyshev approximations for the error function, 1969),
 * Φ⁻¹ after M. J. Wichura (AS 241, PPND16). Constants carry the 17 digits that fix the double.
 */
import { SQRT_2PI, exp, log, sqrt } from '../math.ts';

const CENTRE = 0.67448975;
const FAR = 5.656854249492381; // √32
const INV_SQRT_2PI = 0.3989422804014327;
const SQRT_2 = 1.4142135623730951;

/** P(X ≤ x) of the standard normal law. Relative error below 1e-15 or so, far tails included. */
export function normalCdf(x: number): number {
  const y = Math.abs(x);
  if (y <= CENTRE) return 0.5 + x * centre(x * x);
  if (Number.isNaN(x)) return x;
  const tail = y > 40 ? 0 : expHalfSquare(y) * scaledTail(y);
  return x > 0 ? 1 - tail : tail;
}

/** P(a < X ≤ b) of the standard normal law, without cancellation in the upper tail. */
export function normalBetween(a: number, b: number): number {
  return a > 0 ? normalCdf(-a) - normalCdf(-b) : normalCdf(b) - normalCdf(a);
}

/** Density of the standard normal law. */
export function normalDensity(x: number): number {
  return expHalfSquare(Math.min(Math.abs(x), 40)) / SQRT_2PI;
}

/** Complementary error function, 2·Φ(−x√2). */
export function erfc(x: number): number {
  const y = Math.abs(x) * SQRT_2;
  if (y <= CENTRE) return 1 - 2 * SQRT_2 * x * centre(y * y);
  // The exponent is formed from x itself: forming it from y would cost x² units in the last place.
  const tail = Math.abs(x) > 28 ? 0 : 2 * expSquare(Math.abs(x)) * scaledTail(y);
  return x > 0 ? tail : 2 - tail;
}

/** (Φ(x) − ½)/x near 0, from s = x². */
function centre(s: number): number {
  const top =
    (((0.06568233791820745 * s + 2.2352520354606837) * s + 161.02823106855587) * s + 1067.6894854603709) * s +
    18154.98125334356;
  const bottom = (((s + 47.202581904688245) * s + 976.0985517377767) * s + 10260.932208618979) * s + 45507.78933502673;
  return top / bottom;
}

/** Φ(−y)·exp(y²/2) for y above the centre. */
function scaledTail(y: number): number {
  return y <= FAR ? scaledNear(y) : scaledFar(y);
}

function scaledNear(y: number): number {
  let top = 1.0765576773720192e-8 * y + 0.39894151208813466;
  top = ((top * y + 8.883149794388377) * y + 93.50665613217785) * y + 597.2702763948002;
  top = ((top * y + 2494.5375852903726) * y + 6848.190450536283) * y + 11602.65143764735;
  top = top * y + 9842.714838383978;
  let bottom = (y + 22.266688044328117) * y + 235.387901782625;
  bottom = ((bottom * y + 1519.3775994075547) * y + 6485.558298266761) * y + 18615.571640885097;
  bottom = ((bottom * y + 34900.95272114598) * y + 38912.00328609327) * y + 19685.429676859992;
  return top / bottom;
}

function scaledFar(y: number): number {
  const s = 1 / (y * y);
  let top = (0.023073441764940174 * s + 0.215898534057957) * s + 0.12740116116024736;
  top = (top * s + 0.022235277870649807) * s + 0.0014216191932278934;
  top = top * s + 2.9112874951168793e-5;
  let bottom = (s + 1.284260096144911) * s + 0.4682382124808651;
  bottom = (bottom * s + 0.06598813786892856) * s + 0.0037823963320275824;
  bottom = bottom * s + 7.297515550839662e-5;
  return (INV_SQRT_2PI - (s * top) / bottom) / y;
}

/** exp(−y²/2) with y² split in two parts, so that its rounding does not reach the result. */
function expHalfSquare(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return exp(-head * head * 0.5) * exp(-(y - head) * (y + head) * 0.5);
}

/** exp(−y²), split as above. */
function expSquare(y: number): number {
  const head = Math.trunc(y * 16) / 16;
  return exp(-head * head) * exp(-(y - head) * (y + head));
}

/** Φ⁻¹(u), u in (0, 1). About 1 part in 10¹⁶. */
export function normalQuantile(u: number): number {
  const q = u - 0.5;
  if (Math.abs(q) > 0.425) return quantileOutside(u, q);
  // Written out here: one call more makes a draw half as slow again.
  const r = 0.180625 - q * q;
  let top = (2509.0809287301227 * r + 33430.57558358813) * r + 67265.7709270087;
  top = ((top * r + 45921.95393154987) * r + 13731.69376550946) * r + 1971.5909503065513;
  top = (top * r + 133.14166789178438) * r + 3.3871328727963665;
  let bottom = (5226.495278852854 * r + 28729.085735721943) * r + 39307.89580009271;
  bottom = ((bottom * r + 21213.794301586597) * r + 5394.196021424751) * r + 687.1870074920579;
  bottom = (bottom * r + 42.31333070160091) * r + 1;
  return q * (top / bottom);
}

function quantileOutside(u: number, q: number): number {
  const r = sqrt(-log(q < 0 ? u : 1 - u));
  const z = r <= 5 ? quantileNear(r - 1.6) : quantileFar(r - 5);
  return q < 0 ? -z : z;
}

function quantileNear(r: number): number {
  let top = (7.745450142783414e-4 * r + 0.022723844989269184) * r + 0.2417807251774506;
  top = ((top * r + 1.2704582524523684) * r + 3.6478483247632045) * r + 5.769497221460691;
  top = (top * r + 4.630337846156546) * r + 1.4234371107496835;
  let bottom = (1.0507500716444169e-9 * r + 5.475938084995345e-4) * r + 0.015198666563616457;
  bottom = ((bottom * r + 0.14810397642748008) * r + 0.6897673349851) * r + 1.6763848301838038;
  bottom = (bottom * r + 2.053191626637759) * r + 1;
  return top / bottom;
}

function quantileFar(r: number): number {
  let top = (2.0103343992922881e-7 * r + 2.7115555687434876e-5) * r + 0.0012426609473880784;
  top = ((top * r + 0.026532189526576124) * r + 0.29656057182850487) * r + 1.7848265399172913;
  top = (top * r + 5.463784911164114) * r + 6.657904643501103;
  let bottom = (2.0442631033899397e-15 * r + 1.421511758316446e-7) * r + 1.8463183175100548e-5;
  bottom = ((bottom * r + 7.868691311456133e-4) * r + 0.014875361290850615) * r + 0.1369298809227358;
  bottom = (bottom * r + 0.599832206555888) * r + 1;
  return top / bottom;
}
