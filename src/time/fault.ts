import { didYouMean, type ErrorCode, type SynodeIssue } from '../errors.ts';

/** What is wrong with one authored value. Whoever reads the value knows its place, so code and path are added there. */
export interface Fault {
  readonly message: string;
  readonly expected: string;
  readonly received: string;
  readonly suggestion?: string;
}

/** The issue of a fault; the path is relative to the value that was checked. */
export function issueFrom(fault: Fault, code: ErrorCode, ...path: string[]): SynodeIssue {
  return { code, path, ...fault };
}

/** An issue for every key of a value that nobody knows. */
export function unknownKeys(
  value: object,
  { known, what }: { readonly known: readonly string[]; readonly what: string },
): SynodeIssue[] {
  return Object.keys(value)
    .filter((key) => !known.includes(key))
    .map((key) => ({
      code: 'UNKNOWN_KEY',
      path: [key],
      message: `unknown key '${key}' of ${what}`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    }));
}
