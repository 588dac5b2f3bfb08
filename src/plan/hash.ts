/** What shapes content, as one hash: ids, parameters and structure; functions count by their position. */
import { DATA_VERSION } from '../random/keyed.ts';
import { fakerVersion } from '../random/faker.ts';
import { calendarsVersion } from '../time/regional.ts';

/** Options that do not shape content. */
const TRANSPORT = new Set([
  'seed',
  'adapter',
  'lanes',
  'workers',
  'workerModule',
  'debug',
  'telemetryPath',
  'signal',
  'onAbort',
  'logger',
  'closeTimeoutMs',
  'clock',
  'batchSize',
  'digest',
  'shard',
  'deadLetter',
  'onProgress',
  'progressIntervalMs',
  'pacing',
  // What is made of the stream behind the run: no process can read those of a call.
  'projections',
  'checks',
]);

/** SHA-256 of the canonical JSON of what shapes content. */
export function hashPlan(content: Readonly<Record<string, unknown>>, options: object): string {
  const shaping = Object.fromEntries(Object.entries(options).filter(([key]) => !TRANSPORT.has(key)));
  const versions = { dataVersion: DATA_VERSION, faker: fakerVersion(), calendars: calendarsVersion };
  // Loaded when a run asks for it: fixtures never do.
  return process
    .getBuiltinModule('node:crypto')
    .createHash('sha256')
    .update(canonical({ ...content, options: shaping, versions }))
    .digest('hex');
}

/** JSON with sorted keys in which functions, dates and schemas have a form. */
function canonical(value: unknown): string {
  if (typeof value === 'function') return '"ƒ"';
  if (value === undefined) return 'null';
  if (typeof value === 'bigint' || typeof value === 'symbol') return JSON.stringify(String(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof Date) return JSON.stringify(value.getTime());
  if ('~standard' in value) return '"schema"';
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${canonical((value as Record<string, unknown>)[key])}`).join(',')}}`;
}
