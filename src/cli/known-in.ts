import type { PostingRule } from '../model/ledger.ts';
import type { VerifyOptions } from '../verify/verify.ts';
import type { PreparedRun } from './prepare-run.ts';

/** What a scenario brings: its posting rules, by the event they book, and the checks of its processes. */
export function knownIn(input: PreparedRun['input']): VerifyOptions {
  const rules = postingsOf(input).flatMap(([id, { on, rule }]) =>
    [on].flat().map((name) => [name, { id, rule }] as const),
  );
  const processes = 'kind' in input ? input.processes : [];
  return { rules: new Map(rules), checks: processes.flatMap(({ fileChecks }) => fileChecks.map((make) => make())) };
}

function postingsOf(input: PreparedRun['input']): readonly (readonly [string, PostingRule])[] {
  if (!('kind' in input)) return [];
  return input.processes.flatMap(({ postings }) =>
    Object.entries(postings).map(([id, rule]) => [id, rule as unknown as PostingRule] as const),
  );
}
