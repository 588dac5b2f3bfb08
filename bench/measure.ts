/**
 * The measuring protocol: all sides in one process, interleaved, their order rotated each round. What decides is the
 * ratio of median CPU times, because CPU time survives a busy neighbour and a ratio survives another machine.
 */
import { EVENTS_PER_USER } from './model-job.ts';

export interface Protocol {
  readonly users: number;
  readonly warmUps: number;
  readonly rounds: number;
}

/** 2,000 users of 48 events: 96,000 events for each side and round. */
export const FULL: Protocol = { users: 2000, warmUps: 6, rounds: 25 };

/** For work on the code: says where things stand, decides nothing. */
export const QUICK: Protocol = { users: 2000, warmUps: 3, rounds: 7 };

/** Ratios of rounds further apart than this (p90 ÷ p10) say more about the machine than about the code. */
export const NOISY = 1.25;

/** One of the things compared. */
export interface Side {
  readonly name: string;
  /** Users a run handles, where that is not the number of the protocol: what costs ten times more may do a tenth. */
  readonly users?: number;
  /** Done before each run, and not timed. */
  readonly prepare?: () => void;
  readonly run: () => void | Promise<void>;
}

/** Nanoseconds per event, one entry a round. */
export interface Timing {
  readonly name: string;
  readonly cpu: readonly number[];
  readonly wall: readonly number[];
}

export interface Ratio {
  readonly value: number;
  readonly p10: number;
  readonly p90: number;
}

/** Times the sides, round by round. */
export async function interleave(
  sides: readonly Side[],
  { users, warmUps, rounds }: Protocol,
): Promise<readonly Timing[]> {
  const timings = sides.map(({ name }) => ({ name, cpu: [] as number[], wall: [] as number[] }));
  for (let round = 0; round < warmUps + rounds; round++) {
    for (let turn = 0; turn < sides.length; turn++) {
      const which = (round + turn) % sides.length;
      const [side, timing] = [sides[which], timings[which]];
      if (side === undefined || timing === undefined) continue;
      side.prepare?.();
      const spent = await time(side.run);
      if (round < warmUps) continue;
      const events = (side.users ?? users) * EVENTS_PER_USER;
      timing.cpu.push((1000 * spent.cpuUs) / events);
      timing.wall.push((1000 * spent.wallUs) / events);
    }
  }
  return timings;
}

async function time(run: Side['run']): Promise<{ readonly cpuUs: number; readonly wallUs: number }> {
  const began = performance.now();
  const before = process.cpuUsage();
  const pending = run();
  // Only what is asynchronous is awaited: a turn of the loop would be charged to the side.
  if (pending !== undefined) await pending;
  const { user, system } = process.cpuUsage(before);
  return { cpuUs: user + system, wallUs: 1000 * (performance.now() - began) };
}

/** What one side costs in units of another. */
export function costRatio(of: Timing, by: Timing, clock: 'cpu' | 'wall' = 'cpu'): Ratio {
  const each = of[clock].map((ns, round) => ns / (by[clock][round] ?? NaN));
  return { value: median(of[clock]) / median(by[clock]), p10: quantile(each, 0.1), p90: quantile(each, 0.9) };
}

export function isNoisy({ p10, p90 }: Ratio): boolean {
  return p90 / p10 > NOISY;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** Linear between the neighbouring order statistics. */
export function quantile(values: readonly number[], p: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = p * (sorted.length - 1);
  const low = sorted[Math.floor(at)] ?? NaN;
  const high = sorted[Math.ceil(at)] ?? NaN;
  return low + (at - Math.floor(at)) * (high - low);
}
