import { describeValue, didYouMean, SynodeError } from '../errors.ts';

/** Refuses options of a context's method that nobody knows: a misspelt one would do nothing in silence. */
export function refuseUnknownKeys(method: string, options: object, known: readonly string[]): void {
  for (const key in options) {
    if (known.includes(key)) continue;
    throw new SynodeError('UNKNOWN_KEY', `unknown option '${key}' of ${method}`, {
      path: [`'${method}'`, `'${key}'`],
      expected: `one of ${known.join(', ')}`,
      received: describeValue(key),
      suggestion: didYouMean(key, known),
    });
  }
}
