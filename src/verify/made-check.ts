/** Checks as their makers give them: an author's are looked at before a file is read. */
import { describeValue, SynodeError } from '../errors.ts';
import type { FileCheckMaker } from '../model/file-check.ts';
import type { FileCheck } from './check.ts';

/** What a check cannot do without: the key, whether a value will do, and what is expected. */
const NEEDED: readonly (readonly [
  key: 'id' | 'name' | 'see' | 'log',
  isOne: (value: unknown) => boolean,
  expected: string,
])[] = [
  ['id', isText, "a text, such as 'X1'"],
  ['name', isText, "a text, such as 'claims-are-approved'"],
  ['see', (value) => typeof value === 'function', 'a function of a line, see(seen)'],
  ['log', isLog, '{ rows, findings }: the number of rows judged, and a list of what was found'],
];

/**
 * A maker whose check, and those beside it, have all they need.
 *
 * @throws SynodeError from it: `INVALID_SHAPE`
 */
export function soundMaker(make: FileCheckMaker, path: readonly string[]): FileCheckMaker {
  return (masters) => {
    if (typeof make !== 'function')
      throw unfit(path, { what: 'fileChecks', expected: 'makers: () => check', value: make });
    return soundCheck(make(masters), path);
  };
}

function soundCheck(check: FileCheck, path: readonly string[]): FileCheck {
  const given: unknown = check;
  if (typeof given !== 'object' || given === null)
    throw unfit(path, {
      what: 'a maker of fileChecks',
      expected: 'to give a check { id, name, see, log }',
      value: given,
    });
  const name = isText(check.id) ? `check '${check.id}'` : 'a check';
  for (const [key, isOne, expected] of NEEDED) {
    if (!isOne(check[key]))
      throw unfit([...path, name, `'${key}'`], { what: name, expected: `${key}: ${expected}`, value: check[key] });
  }
  for (const one of check.beside ?? []) soundCheck(one, [...path, name, "'beside'"]);
  return check;
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

function isLog(value: unknown): boolean {
  const { rows, findings } = (value ?? {}) as Readonly<Record<string, unknown>>;
  return typeof rows === 'number' && Array.isArray(findings);
}

function unfit(
  path: readonly string[],
  { what, expected, value }: { readonly what: string; readonly expected: string; readonly value: unknown },
): SynodeError {
  return new SynodeError('INVALID_SHAPE', `${what} needs ${expected}`, {
    path,
    expected,
    received: describeValue(value),
    suggestion: 'Give it: a check is { id, name, see, log }, see docs/ledger.md.',
  });
}
