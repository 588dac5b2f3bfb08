/** The `pacing` option → a schedule. */
import { describeValue, type IssueList } from '../errors.ts';
import { readInstant } from '../time/instant.ts';

/** When events are due on the wall, completed. */
export type PacingRule =
  | { readonly mode: 'realtime'; readonly speed: number; readonly liveFrom: number | 'start' | 'now' }
  | { readonly mode: 'rate'; /** Between two events, ms. */ readonly everyMs: number };

const FORMS =
  "'none', 'realtime', { mode: 'realtime', speed, liveFrom }, { mode: 'fixed', delayMs } or { eventsPerSecond }";

/** Reads the option; `undefined` is as fast as possible. */
export function readPacing(option: unknown, order: 'user' | 'time', issues: IssueList): PacingRule | undefined {
  if (option === undefined || option === 'none') return undefined;
  const fault = (message: string, expected: string, suggestion: string): undefined => {
    const received = describeValue(option);
    issues.add({ code: 'INVALID_RUN_OPTIONS', path: ["option 'pacing'"], message, expected, received, suggestion });
    return undefined;
  };
  if (order !== 'time') fault('pacing needs time order', "order: 'time'", "Add order: 'time'.");
  const rule = option === 'realtime' ? { mode: 'realtime' } : option;
  if (typeof rule !== 'object' || rule === null)
    return fault(`pacing is ${describeValue(option)}`, FORMS, 'Use one of these.');
  const keys = Object.keys(rule);
  const knows = (...known: readonly string[]): boolean => keys.every((key) => known.includes(key));
  const { mode, speed = 1, liveFrom = 'start', delayMs, eventsPerSecond } = rule as Readonly<Record<string, unknown>>;
  if (mode === 'realtime' && knows('mode', 'speed', 'liveFrom')) {
    if (!isPositive(speed))
      return fault(`speed is ${describeValue(speed)}`, 'a number above 0', 'Use 60 for an hour a minute.');
    if (liveFrom === 'start' || liveFrom === 'now') return { mode, speed, liveFrom };
    const reading = readInstant(liveFrom);
    if (reading.ok) return { mode, speed, liveFrom: reading.ms };
    return fault(`liveFrom: ${reading.fault.message}`, "'start', 'now' or an instant", 'Use an ISO 8601 date.');
  }
  if (mode === 'fixed' && knows('mode', 'delayMs')) {
    if (isPositive(delayMs)) return { mode: 'rate', everyMs: delayMs };
    return fault(`delayMs is ${describeValue(delayMs)}`, 'a number above 0', 'Give the ms between two events.');
  }
  if (mode === undefined && knows('eventsPerSecond')) {
    if (isPositive(eventsPerSecond)) return { mode: 'rate', everyMs: 1000 / eventsPerSecond };
    return fault(
      `eventsPerSecond is ${describeValue(eventsPerSecond)}`,
      'a number above 0',
      'Give the events of a second.',
    );
  }
  return fault(`pacing is ${describeValue(option)}`, FORMS, 'Use one of these.');
}

function isPositive(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value);
}
