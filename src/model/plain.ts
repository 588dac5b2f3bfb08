/** What a payload may hold: JSON values and `Date`. */

/** What stands at a place that JSON cannot hold. */
export interface Unencodable {
  readonly path: string;
  readonly received: string;
}

/** The first value JSON would refuse, lose or falsify, if there is one. */
export function findUnencodable(value: unknown, path: string): Unencodable | undefined {
  return isEncodable(value, 0) ? undefined : find(value, path, []);
}

/** Deeper than this a value may contain itself. */
const DEEP = 32;

/** The same question without a path to tell: most values are fine, and asked for each event (bench `encode.fields`). */
function isEncodable(value: unknown, depth: number): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === undefined || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value !== 'object' || depth > DEEP) return false;
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      if (value[i] === undefined || !isEncodable(value[i], depth + 1)) return false;
    }
    return true;
  }
  if (value.constructor !== Object) return false;
  for (const key in value) {
    if (!isEncodable((value as Readonly<Record<string, unknown>>)[key], depth + 1)) return false;
  }
  return true;
}

function find(value: unknown, path: string, ancestors: readonly object[]): Unencodable | undefined {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    // A key without a value is left out.
    case 'undefined':
      return undefined;
    case 'number':
      return Number.isFinite(value) ? undefined : { path, received: String(value) };
    case 'object':
      return value === null ? undefined : findInObject(value, path, ancestors);
    default:
      return { path, received: typeof value === 'bigint' ? `${value}n` : `a ${typeof value}` };
  }
}

function findInObject(value: object, path: string, ancestors: readonly object[]): Unencodable | undefined {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? { path, received: 'an invalid Date' } : undefined;
  if (ancestors.includes(value)) return { path, received: 'an object that contains itself' };
  if (value instanceof Map || value instanceof Set) return { path, received: `a ${value.constructor.name}` };
  const inside = [...ancestors, value];
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) {
      const at = `${path}[${i}]`;
      // A list has no keys to leave out.
      if (value[i] === undefined) return { path: at, received: 'undefined' };
      const fault = find(value[i], at, inside);
      if (fault !== undefined) return fault;
    }
    return undefined;
  }
  for (const [key, item] of Object.entries(value)) {
    const fault = find(item, `${path}.${key}`, inside);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** Assigns a field even when it is called `__proto__`. */
export function setOwn(target: Record<string, unknown>, name: string, value: unknown): void {
  if (name === '__proto__')
    Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
  else target[name] = value;
}
