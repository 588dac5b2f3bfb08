/** Fixtures as source text: what a failing test prints, to be pasted into the next one. */
import type { Persona } from '../model/persona.ts';
import type { FixtureSpec } from './spec.ts';
import type { Only } from './types.ts';

/** Options that modifiers set; the others stand in the second argument of `fixture`. */
const BY_MODIFIER = new Set([
  'seed',
  'users',
  'persona',
  'startDate',
  'endDate',
  'datasets',
  'preloadedDatasets',
  'calendar',
]);

/** The expression that makes this fixture. Values that only the test knows are named after their ids. */
export function fixtureText({ name, target, options, pins, only }: FixtureSpec): string {
  const own = target.kind === 'scenario' ? target.scenario.seed : undefined;
  const { seed = own ?? 'test', users = 1, persona, startDate, endDate, calendar } = options;
  const datasets = [...(options.datasets ?? []), ...(options.preloadedDatasets ?? [])];
  const parts = [`fixture(${name}${restText(options)})`, `.seed(${literal(seed)})`];
  if (users !== 1 && only.actors === undefined) parts.push(`.users(${users})`);
  if (persona !== undefined) parts.push(`.persona(${personaText(persona)})`);
  if (startDate !== undefined) parts.push(`.at(${literal(startDate)})`);
  if (endDate !== undefined) parts.push(`.until(${literal(endDate)})`);
  for (const { id } of datasets) parts.push(`.dataset(${identifier(id)})`);
  if (calendar !== undefined) {
    parts.push(`.calendar(${typeof calendar === 'string' ? literal(calendar) : identifier(calendar.id)})`);
  }
  if (Object.keys(only).length > 0) parts.push(`.only(${literal(ordered(only))})`);
  for (const { path, value } of pins) parts.push(`.pin(${literal(path)}, ${literal(value)})`);
  return parts.join('');
}

function ordered({ actors, journeys, instances }: Only): Only {
  return {
    ...(actors === undefined ? {} : { actors }),
    ...(journeys === undefined ? {} : { journeys }),
    ...(instances === undefined ? {} : { instances }),
  };
}

function restText(options: FixtureSpec['options']): string {
  const rest = Object.entries(options).filter(([key, value]) => !BY_MODIFIER.has(key) && value !== undefined);
  if (rest.length === 0) return '';
  return `, { ${rest.map(([key, value]) => (isPlain(value) ? `${key}: ${literal(value)}` : key)).join(', ')} }`;
}

function personaText(persona: Persona): string {
  if (!('parts' in persona)) return identifier(persona.id);
  const parts = persona.parts.map(([{ id }, weight]) => `[${identifier(id)}, ${weight}]`);
  return `personaMix([${parts.join(', ')}])`;
}

/** The name a value most likely has in its test: its id in camelCase. */
export function identifier(id: string): string {
  const name = id.replaceAll(/[^A-Za-z0-9_$]+(.)?/g, (_match, next: string | undefined) => next?.toUpperCase() ?? '');
  return /^[A-Za-z_$]/.test(name) ? name : `_${name}`;
}

/** A value as source text. */
export function literal(value: unknown): string {
  if (typeof value === 'string') return quoted(value);
  if (value instanceof Date) return `new Date('${value.toISOString()}')`;
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`;
  if (isMatcher(value)) return value.toAsymmetricMatcher();
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => `${propertyName(key)}: ${literal(item)}`);
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`;
  }
  return String(value);
}

/** `expect.any(Number)` and its like, which stand where a value is only half known. */
function isMatcher(value: unknown): value is { toAsymmetricMatcher(): string } {
  return typeof value === 'object' && value !== null && 'toAsymmetricMatcher' in value;
}

function quoted(text: string): string {
  return `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
}

function propertyName(key: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(key) ? key : quoted(key);
}

function isPlain(value: unknown): boolean {
  if (typeof value === 'function') return false;
  if (typeof value !== 'object' || value === null || value instanceof Date) return true;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every(isPlain);
}
