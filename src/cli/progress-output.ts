/** Progress on standard error: a line that is drawn anew, plain lines, objects, or nothing. */
import { clearLine, cursorTo } from 'node:readline';

import { didYouMean, SynodeError } from '../errors.ts';
import type { Progress } from '../model/progress.ts';
import { progressLine, progressText } from './progress-line.ts';
import type { Screen } from './terminal.ts';

const MODES = ['auto', 'line', 'ndjson', 'none'] as const;
type Mode = (typeof MODES)[number];

/** Least time between two drawings of the line, and between two plain lines, ms. */
const REDRAW_MS = 100;
const PLAIN_MS = 5000;

export interface ProgressOutput {
  /** Undefined where nothing is shown. */
  readonly onProgress: ((progress: Progress) => void) | undefined;
  readonly intervalMs: number;
  /** Takes the line from the screen: before other text, and at the end. */
  readonly clear: () => void;
}

export interface ProgressSettings {
  readonly mode: string | undefined;
  /** ms, where the flag was given. */
  readonly intervalMs: number | undefined;
  readonly screen: Screen;
  /** Whether events are drawn on the same terminal. */
  readonly isShared: boolean;
  readonly isQuiet: boolean;
}

/** Chooses how progress is shown. `auto`: one line on a terminal, else a plain line every 5 s. */
export function progressOutput({ mode, intervalMs, screen, isShared, isQuiet }: ProgressSettings): ProgressOutput {
  const chosen = readMode(mode);
  if (chosen === 'ndjson') return lines((progress) => JSON.stringify(progress), screen, intervalMs ?? 1000);
  if (isQuiet || chosen === 'none' || (chosen === 'auto' && isShared))
    return { onProgress: undefined, intervalMs: 0, clear: () => undefined };
  if (chosen === 'auto' && screen.isTerminal) return redrawn(screen, intervalMs ?? REDRAW_MS);
  return lines(progressText, screen, intervalMs ?? PLAIN_MS);
}

function readMode(mode = 'auto'): Mode {
  const known = MODES.find((one) => one === mode);
  if (known !== undefined) return known;
  throw new SynodeError('INVALID_OPTION', `progress is '${mode}'`, {
    path: ["flag '--progress'"],
    expected: MODES.join(', '),
    received: `'${mode}'`,
    suggestion: didYouMean(mode, MODES),
  });
}

/** Nothing is said of a run too short for a first line, but its end. */
function lines(text: (progress: Progress) => string, screen: Screen, intervalMs: number): ProgressOutput {
  let toldAt = 0;
  const onProgress = (progress: Progress): void => {
    const isBegin = progress.state === 'running' && progress.elapsedMs - toldAt < intervalMs;
    if (isBegin && intervalMs > 0) return;
    toldAt = progress.elapsedMs;
    screen.write(`${text(progress)}\n`);
  };
  return { onProgress, intervalMs, clear: () => undefined };
}

function redrawn(screen: Screen, intervalMs: number): ProgressOutput {
  let isDrawn = false;
  const clear = (): void => {
    if (!isDrawn) return;
    cursorTo(process.stderr, 0);
    clearLine(process.stderr, 0);
    isDrawn = false;
  };
  const onProgress = (progress: Progress): void => {
    clear();
    if (progress.state === 'done' || progress.state === 'failed') return;
    screen.write(progressLine(progress, screen.width));
    isDrawn = true;
  };
  return { onProgress, intervalMs, clear };
}
