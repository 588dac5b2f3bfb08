/** One line that says how far a run is. */
import type { Progress } from '../model/progress.ts';
import { clockTime, grouped, rough, took } from './numbers.ts';
import { lengthOf } from './terminal.ts';

const BAR = 20;

/** `[████████░░░░]  40.0 %  402,113 events  312k/s  0:41 left`; a narrow terminal loses fields from the right. */
export function progressLine(progress: Progress, width: number): string {
  const fields = [bar(progress.percent), share(progress), `${grouped(progress.events)} events`, ...details(progress)];
  const kept = fields.filter((_field, i) => i === 0 || lengthOf(fields.slice(0, i + 1).join('  ')) < width);
  const line = kept.join('  ');
  return lengthOf(line) < width ? line : share(progress);
}

/** The same for a log: nothing is drawn, each line stands alone. */
export function progressText(progress: Progress): string {
  const { phase, state } = progress;
  const head = state === 'running' ? phase : state;
  return [`${head}:`, share(progress).trim(), `${grouped(progress.events)} events`, ...details(progress)].join('  ');
}

function details({ eventsPerSecond, remainingMs, elapsedMs, lagMs, waiting, state }: Progress): readonly string[] {
  const isOver = state === 'done' || state === 'failed';
  const time = remainingMs === undefined ? `${clockTime(elapsedMs)} so far` : `${clockTime(remainingMs)} left`;
  return [
    `${rough(eventsPerSecond)}/s`,
    isOver ? `in ${took(elapsedMs)}` : time,
    ...(lagMs === undefined ? [] : [`late by ${took(lagMs)}`]),
    ...(waiting === undefined ? [] : [`waiting for ${waiting}`]),
    ...(state === 'stopping' ? ['stopping'] : []),
  ];
}

function share({ percent }: Progress): string {
  return `${percent.toFixed(1).padStart(5)} %`;
}

function bar(percent: number): string {
  const full = Math.round((percent / 100) * BAR);
  return `[${'█'.repeat(full)}${'░'.repeat(BAR - full)}]`;
}
