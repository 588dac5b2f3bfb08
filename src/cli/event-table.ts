/** Events as an aligned table: time, time since the actor's last event, actor, event, payload. */
import type { AnyEvent } from '../model/event.ts';
import { clip, type Screen } from './terminal.ts';

const HEAD = ['time', '+', 'actor', 'event', 'payload'] as const;

/** The table, one line an event; payloads are cut where a terminal would break them. */
export function eventTable(events: readonly AnyEvent[], screen: Screen): string {
  if (events.length === 0) return 'no events\n';
  const last = new Map<string, number>();
  const rows = events.map((event) => {
    const ms = event.timestamp.getTime();
    const before = last.get(event.userId);
    last.set(event.userId, ms);
    return [
      event.timestamp.toISOString(),
      before === undefined ? '' : since(ms - before),
      event.userId,
      event.name,
      JSON.stringify(event.payload),
    ] as const;
  });
  const widths = [0, 1, 2, 3].map((i) => Math.max(...[HEAD, ...rows].map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[]): string => {
    const left = row
      .slice(0, -1)
      .map((cell, i) => (i === 1 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0)));
    return clip([...left, row.at(-1) ?? ''].join('  ').trimEnd(), screen.width);
  };
  return [screen.style('dim', line(HEAD)), ...rows.map(line)].join('\n') + '\n';
}

/** `+12.3s`, `+5m`, `+2h 05m`, `+3d 4h`: two units at most. */
function since(ms: number): string {
  if (ms === 0) return '0';
  if (ms < 1000) return `${ms}ms`;
  const seconds = ms / 1000;
  if (seconds < 60) return `${seconds.toFixed(1)}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes}m ${String(Math.floor(seconds % 60)).padStart(2, '0')}s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours}h ${String(minutes % 60).padStart(2, '0')}m`;
  return `${Math.floor(hours / 24)}d ${String(hours % 24).padStart(2, '0')}h`;
}
