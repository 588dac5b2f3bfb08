/** `module#export`: how a config that is data, or a flag, names a value of the author's code. */
import { existsSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';

import { didYouMean, SynodeError, type SynodeIssue } from '../errors.ts';
import { collected, throwFaults } from './faults.ts';
import { importModule, type OnFallback } from './load-module.ts';
import { shownPath } from './show-error.ts';

/** Keys of a config whose values are code, so that text there is a reference. */
export const REFERENCE_KEYS = [
  'journeys',
  'scenario',
  'persona',
  'datasets',
  'preloadedDatasets',
  'eventSchema',
  'idGenerator',
  'projections',
  'checks',
  'transforms',
] as const;

/** Where a reference stands. */
export interface ReferencePlace {
  /** The file it is relative to. */
  readonly file: string;
  readonly key: string;
  readonly onFallback: OnFallback;
}

/** Replaces references by what they name; a list may mix both. */
export async function resolveReferences(value: unknown, place: ReferencePlace): Promise<unknown> {
  if (typeof value === 'string') return resolveReference(value, place);
  if (!Array.isArray(value) || !value.some((item) => typeof item === 'string')) return value;
  const issues: SynodeIssue[] = [];
  const items: unknown[] = [];
  for (const item of value) items.push(await collected(issues, () => resolveReferences(item, place)));
  throwFaults(issues, `'${place.key}'`);
  return items.flat();
}

/**
 * The value that `module#export` names.
 *
 * @throws SynodeError `CONFIG_INVALID` without `#` or without such a module, `EXPORT_NOT_FOUND`
 */
export async function resolveReference(reference: string, { file, key, onFallback }: ReferencePlace): Promise<unknown> {
  const [module = '', name = '', ...more] = reference.split('#');
  if (module === '' || name === '' || more.length > 0) throw notReference(reference, key);
  const path = resolve(dirname(file), module);
  if (!existsSync(path)) {
    throw new SynodeError('CONFIG_INVALID', `'${key}' names '${module}', which is not there`, {
      path: [`'${key}'`],
      expected: 'a module, relative to the config',
      received: shownPath(path),
      suggestion: 'Correct the path.',
    });
  }
  const exports = await importModule(path, onFallback);
  if (Object.hasOwn(exports, name)) return exports[name];
  const names = Object.keys(exports).sort();
  throw new SynodeError('EXPORT_NOT_FOUND', `'${module}' has no export '${name}'`, {
    path: [`'${key}'`, `file '${basename(path)}'`],
    expected: `one of ${names.join(', ')}`,
    received: `'${name}'`,
    suggestion: names.length === 0 ? `Export it: export const ${name} = …` : didYouMean(name, names),
  });
}

function notReference(reference: string, key: string): SynodeError {
  return new SynodeError('CONFIG_INVALID', `'${key}' is the text '${reference}'`, {
    path: [`'${key}'`],
    expected: "a module and one of its exports, as in './shop.ts#journeys'",
    received: `'${reference}'`,
    suggestion: `Write '${reference.split('#')[0] === '' ? './shop.ts' : reference.split('#')[0]}#${key}'.`,
  });
}
