/** What shapes content, as one hash: ids, parameters and structure; functions count by their position. */
import { isGenerator } from '../dsl/generator.ts';
import { DATA_VERSION } from '../random/keyed.ts';
import { fakerVersion } from '../random/faker.ts';
import { calendarsVersion } from '../time/regional.ts';

/** Options that do not shape content. */
const TRANSPORT = new Set([
  'seed',
  'adapter',
  'output',
  'overwrite',
  'codeVersion',
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

/** What a plan is known by. */
export interface PlanHashes {
  /** SHA-256 of the canonical JSON of what shapes content, and of the versions that content depends on. */
  readonly hash: string;
  /** The same without the versions: compiled steps and every option that shapes content, as the author has said them. */
  readonly configHash: string;
}

export function hashesOf(
  { input, window }: { readonly input: unknown; readonly window: unknown },
  options: object,
): PlanHashes {
  const shaping = Object.fromEntries(Object.entries(options).filter(([key]) => !TRANSPORT.has(key)));
  const versions = { dataVersion: DATA_VERSION, faker: fakerVersion(), calendars: calendarsVersion };
  // Made once: a world is large. Keys stand in order, as they do everywhere below.
  const said = `"input":${canonical(input)},"options":${canonical(shaping)}`;
  const until = `"window":${canonical(window)}`;
  return {
    hash: sha256Of(`{${said},"versions":${canonical(versions)},${until}}`),
    configHash: sha256Of(`{${said},${until}}`),
  };
}

function sha256Of(text: string): string {
  // Loaded when a run asks for it: fixtures never do.
  return process.getBuiltinModule('node:crypto').createHash('sha256').update(text).digest('hex');
}

/** Texts of the generators met so far: fields of many actions draw from one, and it may hold long lists. */
type Met = Map<object, string>;

/** JSON with sorted keys in which functions, dates and schemas have a form. */
function canonical(value: unknown, met: Met = new Map()): string {
  if (!isGenerator(value)) return canonicalValue(value, met);
  const text = met.get(value) ?? canonicalValue(value, met);
  met.set(value, text);
  return text;
}

function canonicalValue(value: unknown, met: Met): string {
  if (typeof value === 'function') return '"ƒ"';
  if (value === undefined) return 'null';
  if (typeof value === 'bigint' || typeof value === 'symbol') return JSON.stringify(String(value));
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  if (value instanceof Date) return JSON.stringify(value.getTime());
  if ('~standard' in value) return '"schema"';
  if (Array.isArray(value)) return canonicalList(value, met);
  const keys = Object.keys(value).sort();
  const said = (key: string): string => canonical((value as Record<string, unknown>)[key], met);
  return `{${keys.map((key) => `${JSON.stringify(key)}:${said(key)}`).join(',')}}`;
}

/** Lists are most often texts, and long: those go through in one call. */
function canonicalList(items: readonly unknown[], met: Met): string {
  if (items.every((item) => typeof item === 'string')) return JSON.stringify(items);
  return `[${items.map((item) => canonical(item, met)).join(',')}]`;
}
