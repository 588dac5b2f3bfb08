/** How generator values are made: frozen data with a brand, no behaviour but `map`. */
import { SynodeError, describeValue } from '../errors.ts';
import type { Generator } from '../model/generator.ts';

// A registered symbol, so that values made by a second copy of the package are still known.
const BRAND = Symbol.for('synode.generator');

/** A generator as the plan reads it: kind and parameters. */
export interface GeneratorValue<T = unknown> extends Generator<T> {
  readonly [parameter: string]: unknown;
}

const behaviour = {
  [BRAND]: true,
  map(this: Generator<unknown>, fn: (value: never) => unknown): Generator<unknown> {
    if (typeof fn !== 'function') throw invalidShape('map', 'a function', fn);
    return makeGenerator('mapped', { source: this, fn });
  },
};

/** A frozen generator of this kind. Parameters are checked when the plan is compiled, all faults at once. */
export function makeGenerator<T>(kind: string, parameters: object): Generator<T> {
  return Object.freeze(Object.assign(Object.create(behaviour) as object, { kind, ...parameters })) as Generator<T>;
}

/** Whether a value is a generator. */
export function isGenerator(value: unknown): value is GeneratorValue {
  return typeof value === 'object' && value !== null && BRAND in value;
}

/** The fault of a builder that got something unusable. */
export function invalidShape(what: string, expected: string, received: unknown): SynodeError {
  return new SynodeError('INVALID_SHAPE', `${what} needs ${expected}`, {
    path: [what],
    expected,
    received: describeValue(received),
    suggestion: `Pass ${expected}.`,
  });
}
