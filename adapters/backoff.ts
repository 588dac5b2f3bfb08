/** Waiting between attempts. */
import { createHash } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';

/**
 * Milliseconds before attempt `attempt` + 1: min(maxMs, baseMs · 2^attempt) · (0.5..1). The jitter is a function of
 * `key` and attempt, not of ambient randomness: callers with different keys spread, and a failure can be repeated.
 */
export function backoffMs(backoff: {
  readonly attempt: number;
  readonly baseMs: number;
  readonly maxMs: number;
  readonly key: string;
}): number {
  const { attempt, baseMs, maxMs, key } = backoff;
  let delay = baseMs;
  for (let i = 0; i < attempt && delay < maxMs; i++) delay *= 2;
  const word = createHash('sha256').update(`${key}#${attempt}`).digest().readUInt32BE(0);
  return Math.min(maxMs, delay) * (0.5 + word / 8_589_934_592);
}

/**
 * Waits; false if the signal ended the wait. The timer holds the program: somebody awaits the write behind it, and a
 * program that ended here would have lost events without a word.
 */
export async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await setTimeout(ms, undefined, { signal });
    return true;
  } catch (error) {
    if (signal.aborted) return false;
    throw error;
  }
}
