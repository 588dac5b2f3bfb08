/** When in a day things happen: mass by time of day, its distribution function and quantile. */
import { DAY_MS, HOUR_MS } from './civil.ts';
import { readTimeOfDay } from './clock-time.ts';
import type { Intraday } from '../model/volume.ts';

/** A pattern ready to be asked; times are ms after midnight. */
export interface CompiledIntraday {
  /** Share of a day's mass before a time. */
  readonly shareBefore: (timeMs: number) => number;
  /** The time before which a share of the mass lies. */
  readonly timeAt: (share: number) => number;
}

const AT_WORK = [
  ['08:00', 1],
  ['08:30', 1.8],
  ['10:00', 1.2],
  ['12:00', 0.4],
  ['13:30', 1.1],
  ['16:00', 1.5],
  ['17:30', 1],
  ['18:00', 0],
] as const;
const SHARE_OUTSIDE_WORK = 0.05;
const SHARE_AT_NIGHT = 0.7;

/** Prepares a checked pattern. */
export function compileIntraday(pattern: Intraday): CompiledIntraday {
  const pieces = piecesOf(pattern);
  const total = pieces.reduce((sum, piece) => sum + piece.mass, 0);

  const shareBefore = (timeMs: number): number => {
    let mass = 0;
    for (const piece of pieces) {
      if (timeMs <= piece.start) break;
      mass += (piece.mass * (Math.min(timeMs, piece.end) - piece.start)) / (piece.end - piece.start);
    }
    return mass / total;
  };
  const timeAt = (share: number): number => {
    let rest = share * total;
    let last = 0;
    for (const piece of pieces) {
      if (piece.mass === 0) continue;
      if (rest <= piece.mass) return piece.start + (rest / piece.mass) * (piece.end - piece.start);
      rest -= piece.mass;
      last = piece.end;
    }
    return last;
  };
  return { shareBefore, timeAt };
}

interface Piece {
  readonly start: number;
  readonly end: number;
  readonly mass: number;
}

function piecesOf(pattern: Intraday): readonly Piece[] {
  if (pattern === 'flat') return [{ start: 0, end: DAY_MS, mass: 1 }];
  if (pattern === 'batch') {
    const [night, day] = [SHARE_AT_NIGHT / 10, (1 - SHARE_AT_NIGHT) / 14];
    return fromDensities([
      ['06:00', day],
      ['20:00', night],
    ]);
  }
  if (pattern !== 'people') return fromDensities(pattern);
  const work = fromDensities(AT_WORK);
  const mass = work.reduce((sum, piece) => sum + piece.mass, 0);
  const outside = (mass * SHARE_OUTSIDE_WORK) / (1 - SHARE_OUTSIDE_WORK) / 14;
  return fromDensities(AT_WORK.map(([from, density]) => [from, from === '18:00' ? outside : density] as const));
}

/** Pieces of a whole day; the last density also holds from midnight to the first time. */
function fromDensities(densities: readonly (readonly [string, number])[]): readonly Piece[] {
  const starts = densities.map(([from]) => readTimeOfDay(from) ?? 0);
  const lastDensity = densities[densities.length - 1]?.[1] ?? 0;
  const pieces = densities.map(([, density], i) => piece(starts[i] ?? 0, starts[i + 1] ?? DAY_MS, density));
  return (starts[0] ?? 0) > 0 ? [piece(0, starts[0] ?? 0, lastDensity), ...pieces] : pieces;
}

function piece(start: number, end: number, density: number): Piece {
  return { start, end, mass: (density * (end - start)) / HOUR_MS };
}
