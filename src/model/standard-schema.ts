/** How any Standard Schema is recognised and its answer read; never by `instanceof`, so that every library counts. */
import type { StandardSchemaV1 } from '@standard-schema/spec';

import type { StandardSchema } from './schema.ts';

/** What a schema answers at once. */
export type SchemaResult = StandardSchemaV1.Result<unknown>;

/** Whether this is a schema of Standard Schema version 1; arktype's are functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return false;
  const standard: unknown = '~standard' in value ? value['~standard'] : undefined;
  if (typeof standard !== 'object' || standard === null) return false;
  return (
    'version' in standard && standard.version === 1 && 'validate' in standard && typeof standard.validate === 'function'
  );
}

/** Whether a schema answered with a promise, which none of ours waits for. */
export function isPending(result: SchemaResult | Promise<SchemaResult>): result is Promise<SchemaResult> {
  return 'then' in result && typeof result.then === 'function';
}

/** The keys from the judged value down to the fault. */
export function issueKeys(issue: StandardSchemaV1.Issue): readonly PropertyKey[] {
  return (issue.path ?? []).map((part) => (typeof part === 'object' ? part.key : part));
}

/** The keys as a person writes them: `lines[0].sku`; empty for the value as a whole. */
export function issuePath(issue: StandardSchemaV1.Issue): string {
  return issueKeys(issue).reduce<string>((path, key) => {
    if (typeof key === 'number') return `${path}[${key}]`;
    return path === '' ? String(key) : `${path}.${String(key)}`;
  }, '');
}
