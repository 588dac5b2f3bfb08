/** Levels, limits, and who leads whom: a tree in closed form over positions, so that the leader of any is found alone. */
import { strata } from '../strata.ts';

export type Level = 'executive' | 'vp' | 'director' | 'manager' | 'senior' | 'staff';

/** Shares, approval limits in dollars and median salaries in dollars of levels, highest first. */
export const LEVELS: Readonly<
  Record<Level, { readonly share: number; readonly limitUsd: number; readonly salaryUsd: number }>
> = Object.freeze({
  executive: { share: 0.01, limitUsd: 10_000_000, salaryUsd: 260_000 },
  vp: { share: 0.04, limitUsd: 500_000, salaryUsd: 170_000 },
  director: { share: 0.08, limitUsd: 100_000, salaryUsd: 125_000 },
  manager: { share: 0.12, limitUsd: 25_000, salaryUsd: 88_000 },
  senior: { share: 0.25, limitUsd: 5000, salaryUsd: 62_000 },
  staff: { share: 0.5, limitUsd: 1000, salaryUsd: 44_000 },
});

const mix = strata<Level>({ executive: 1, vp: 4, director: 8, manager: 12, senior: 25, staff: 50 });

/** The level of a position: position 0 is the one at the top. */
export function levelOf(position: number): Level {
  return mix.kindOf(position);
}

/**
 * The position that leads another; undefined at the top. For each leader these follow it: an executive four executives and
 * four vice presidents, a vice president two directors and a manager, a director a manager and two seniors, a manager five
 * of the rest. Leaders stand before those they lead.
 */
export function leaderOf(position: number): number | undefined {
  const rank = mix.rankOf(position);
  switch (levelOf(position)) {
    case 'executive':
      return rank === 0 ? undefined : mix.indexOf('executive', Math.floor((rank - 1) / 4));
    case 'vp':
      return mix.indexOf('executive', Math.floor(rank / 4));
    case 'director':
      return before(position, 'vp', Math.floor(rank / 2));
    case 'manager':
      return rank % 3 === 0
        ? before(position, 'vp', Math.floor(rank / 3))
        : before(position, 'director', rank - Math.floor(rank / 3) - 1);
    case 'senior':
    case 'staff':
      return leaderOfRest(position, restRank(position));
  }
}

/** How many seniors and staff stand before a position. */
function restRank(position: number): number {
  return mix.count('senior', position) + mix.count('staff', position);
}

/** Of every 75 of the rest 16 are led by the eight directors, 59 by the twelve managers. */
function leaderOfRest(position: number, rank: number): number {
  const [set, at] = [Math.floor(rank / 75), rank % 75];
  const slot = Math.floor((at * 16) / 75);
  const isDirectors = Math.floor(((at + 1) * 16) / 75) > slot;
  if (isDirectors) return before(position, 'director', set * 8 + Math.floor(slot / 2));
  return before(position, 'manager', set * 12 + Math.floor(((at - slot) * 12) / 59));
}

/** The k-th of a level, or the last of it that stands before a position: a company may end in the middle of a set. */
function before(position: number, level: Level, k: number): number {
  const last = mix.count(level, position) - 1;
  return mix.indexOf(level, Math.max(0, Math.min(k, last)));
}
