/** Times of day as authors write them, `'17:00'`, in milliseconds after midnight. */
import { HOUR_MS, MINUTE_MS } from './civil.ts';

const TIME = /^(\d{2}):(\d{2})(?::(\d{2}))?$/;

/** `HH:mm` or `HH:mm:ss` from 00:00 to 23:59:59 → ms after midnight; `24:00` is read where a window may end there. */
export function readTimeOfDay(text: string): number | undefined {
  if (text === '24:00') return 24 * HOUR_MS;
  const match = TIME.exec(text);
  if (match === null) return undefined;
  const [hour, minute, second] = [Number(match[1]), Number(match[2]), Number(match[3] ?? 0)];
  if (hour > 23 || minute > 59 || second > 59) return undefined;
  return hour * HOUR_MS + minute * MINUTE_MS + second * 1000;
}
