/** Options of a world → the same completed, or every fault at once. */
import { describeValue, didYouMean, type IssueList } from '../../src/index.ts';
import { companyOptions, ownMasters, taxOptions, worldOptions, type ResolvedWorldOptions } from './options.ts';

/** Completes what an author wrote; faults go to `issues`, and then there is nothing. */
export function completeOptions(given: unknown, issues: IssueList): ResolvedWorldOptions | undefined {
  const parsed = worldOptions.safeParse(given);
  if (parsed.success) return parsed.data;
  for (const issue of parsed.error.issues) addIssue(issue, given, issues);
  return undefined;
}

type ZodIssue = NonNullable<ReturnType<typeof worldOptions.safeParse>['error']>['issues'][number];

function addIssue(issue: ZodIssue, given: unknown, issues: IssueList): void {
  const path = ['world', ...issue.path.map((key) => `'${String(key)}'`)];
  if (issue.code === 'unrecognized_keys') {
    const known = keysAt(issue.path);
    for (const key of issue.keys) {
      issues.add({
        code: 'UNKNOWN_KEY',
        path: [...path, `'${key}'`],
        message: `unknown option '${key}' of the world`,
        expected: `one of ${known.join(', ')}`,
        received: `'${key}'`,
        suggestion: didYouMean(key, known),
      });
    }
    return;
  }
  const received = issue.path.reduce<unknown>(
    (value, key) => (value as Readonly<Record<PropertyKey, unknown>> | undefined)?.[key],
    given,
  );
  const choices = issue.code === 'invalid_value' ? issue.values.map(String) : [];
  issues.add({
    code: 'INVALID_OPTION',
    path,
    message: `${issue.path.map(String).join('.') || 'the world'}: ${issue.message}`,
    expected: choices.length > 0 ? `one of ${choices.join(', ')}` : expectation(issue),
    received: describeValue(received),
    suggestion:
      choices.length > 0 && typeof received === 'string'
        ? didYouMean(received, choices)
        : 'See the options of the world.',
  });
}

function expectation(issue: ZodIssue): string {
  if (issue.code === 'too_big') return `at most ${String(issue.maximum)}`;
  if (issue.code === 'too_small')
    return `${issue.inclusive === false ? 'more than' : 'at least'} ${String(issue.minimum)}`;
  return issue.code === 'invalid_type' ? `a ${issue.expected}` : issue.message;
}

/** The options that stand beside an unknown one. */
function keysAt(path: readonly PropertyKey[]): readonly string[] {
  const [part, , inner] = path;
  if (part === 'companies' && inner === undefined) return Object.keys(companyOptions.shape);
  if (part === 'companies') return ['type', 'startMonth', 'yearEnd', 'weekday', 'month'];
  if (part === 'tax' && path.length === 1) return Object.keys(taxOptions.shape);
  if (part === 'tax') return ['region', 'state', 'taxClass', 'rateBp', 'validFrom'];
  if (part === 'masters') return Object.keys(ownMasters.shape);
  return Object.keys(worldOptions.shape);
}
