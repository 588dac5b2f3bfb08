/** Instants of files as the clocks of a company show them. */
import { MINUTE_MS } from './civil.ts';

/**
 * An ISO 8601 instant in UTC as clocks say it that are so many minutes ahead: `2024-12-31T22:15:00.000-05:00`. Where they
 * are not ahead it stays as it is.
 */
export function localText(instant: string, utcOffsetMinutes: number): string {
  const ms = Date.parse(instant);
  if (utcOffsetMinutes === 0 || Number.isNaN(ms)) return instant;
  const local = new Date(ms + utcOffsetMinutes * MINUTE_MS).toISOString().slice(0, -1);
  const ahead = Math.abs(utcOffsetMinutes);
  const [hours, minutes] = [Math.floor(ahead / 60), ahead % 60].map((one) => String(one).padStart(2, '0'));
  return `${local}${utcOffsetMinutes < 0 ? '-' : '+'}${hours ?? ''}:${minutes ?? ''}`;
}
