/** From a measured ratio to a verdict, and to the lines a person reads. */
import type { Outcome } from './bench.ts';
import { goalOf, lineOf, type Goal } from './goals.ts';
import { isNoisy, median } from './measure.ts';

export type Status = 'pass' | 'fail' | 'noisy' | 'absent' | 'figure';

export interface Verdict {
  readonly outcome: Outcome;
  readonly goal: Goal | undefined;
  readonly status: Status;
}

export function judge(outcome: Outcome): Verdict {
  const goal = goalOf(outcome.name);
  return { outcome, goal, status: statusOf(outcome, goal) };
}

function statusOf({ ratio, absent }: Outcome, goal: Goal | undefined): Status {
  if (absent !== undefined || ratio === undefined) return 'absent';
  if (goal === undefined) return 'figure';
  if (isNoisy(ratio)) return 'noisy';
  return reaches(ratio.value, goal, 'gate') ? 'pass' : 'fail';
}

function reaches(value: number, goal: Goal, which: 'gate' | 'stretch'): boolean {
  const bound = goal[which][lineOf(process.versions.node)];
  return goal.must === 'at most' ? value <= bound : value >= bound;
}

export function toJson({ outcome, goal, status }: Verdict): object {
  const line = lineOf(process.versions.node);
  const { name, ratio, of, by, absent, note } = outcome;
  return {
    name,
    ratio: ratio?.value ?? null,
    p10: ratio?.p10 ?? null,
    p90: ratio?.p90 ?? null,
    gate: goal?.gate[line] ?? null,
    stretch: goal?.stretch[line] ?? null,
    node: process.versions.node,
    status,
    ...(of === undefined ? {} : { of: { name: of.name, cpuNs: median(of.cpu), wallNs: median(of.wall) } }),
    ...(by === undefined ? {} : { by: { name: by.name, cpuNs: median(by.cpu), wallNs: median(by.wall) } }),
    ...(absent === undefined ? {} : { absent }),
    ...(note === undefined ? {} : { note }),
  };
}

/** Lines for a person: verdict, bounds, and the times of both sides. */
export function describe(verdict: Verdict): string {
  const { outcome, goal, status } = verdict;
  const { name, ratio, of, by, absent, note } = outcome;
  const number = goal === undefined ? '' : `${goal.number} `;
  if (ratio === undefined) return `${number}${name}: absent, ${absent ?? 'not measured'}\n`;
  const spread = `(p10 ${digits(ratio.p10)}, p90 ${digits(ratio.p90)})`;
  const lines = [`${number}${name}: ${digits(ratio.value)} ${spread}${boundsOf(ratio.value, goal)} → ${status}`];
  if (goal !== undefined) lines.push(`    ${goal.ratio}`);
  for (const side of [of, by]) {
    if (side === undefined) continue;
    const times = `${Math.round(median(side.cpu))} ns CPU, ${Math.round(median(side.wall))} ns wall per event`;
    lines.push(`    ${side.name}: ${times}`);
  }
  if (note !== undefined) lines.push(`    ${note}`);
  return `${lines.join('\n')}\n`;
}

function boundsOf(value: number, goal: Goal | undefined): string {
  if (goal === undefined) return '';
  const line = lineOf(process.versions.node);
  const sign = goal.must === 'at most' ? '≤' : '≥';
  const stretch = reaches(value, goal, 'stretch') ? 'reached' : 'missed';
  return `, gate ${sign} ${goal.gate[line]}, stretch ${sign} ${goal.stretch[line]} ${stretch}`;
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(3);
}
