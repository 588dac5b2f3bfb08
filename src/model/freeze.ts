/** Freezes a row with the plain objects and arrays inside it; a Date or an instance of a class stays as it is. */
export function deepFreeze<T extends object>(value: T): T {
  Object.freeze(value);
  for (const inner of Object.values(value)) {
    if (isPlain(inner) && !Object.isFrozen(inner)) deepFreeze(inner);
  }
  return value;
}

function isPlain(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
