/** The posting rules of a scenario → which event is booked by which rule; every fault before the run. */
import { describeValue, didYouMean, type IssueList } from '../errors.ts';
import { Books } from '../ledger/books.ts';
import { checkBooks, rolesBehind, topAccounts } from '../ledger/check-books.ts';
import type { CompiledRule } from '../ledger/post.ts';
import { ENTRY_EVENT, type Determination, type PostingRule } from '../model/ledger.ts';
import type { Process, Scenario } from '../model/scenario.ts';

/** What the engine posts by. */
export interface PostingPlan {
  /** By the name of the event; of several the first whose `when` holds books it. */
  readonly rules: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly books: Books;
}

const RULE_ID = /^[A-Z]{2}\d{2}$/;

/** The postings of each process by its id; processes without rules are not in it. */
export function compilePostings(
  { processes, books }: Pick<Scenario, 'processes' | 'books'>,
  { issues, startMs }: { readonly issues: IssueList; readonly startMs: number },
): ReadonlyMap<string, PostingPlan> {
  const posting = processes.filter(({ postings }) => Object.keys(postings).length > 0);
  const isKept = books !== undefined && checkBooks(books, issues);
  checkOwners(posting, issues);
  for (const process of posting) for (const rule of Object.entries(process.postings)) checkRule(process, rule, issues);
  if (books === undefined) {
    for (const process of posting) addBookless(process, issues);
    return new Map();
  }
  if (!isKept) return new Map();
  for (const process of posting) checkRoles(process, books, issues);
  const compiled = new Books(books, startMs);
  return new Map(posting.map(({ id, postings }) => [id, { books: compiled, rules: rulesByEvent(id, postings) }]));
}

function rulesByEvent(process: string, postings: Process['postings']): ReadonlyMap<string, readonly CompiledRule[]> {
  const byEvent = new Map<string, CompiledRule[]>();
  for (const [id, authored] of Object.entries(postings)) {
    const { rule, roles, when } = authored as unknown as PostingRule;
    const compiled: CompiledRule = { id, process, when, roles: new Set(roles), rule };
    for (const name of eventsOf(authored)) byEvent.set(name, [...(byEvent.get(name) ?? []), compiled]);
  }
  return byEvent;
}

function eventsOf({ on }: PostingRule<never>): readonly string[] {
  return typeof on === 'string' ? [on] : (on as readonly string[]);
}

/** A rule id means one rule in all processes; an event is booked by one rule, or by those that say which of it is theirs. */
function checkOwners(processes: readonly Process[], issues: IssueList): void {
  const known = new Map<string, { readonly rule: unknown; readonly process: string }>();
  for (const { id, postings } of processes) {
    const byEvent = new Map<string, string>();
    for (const [ruleId, rule] of Object.entries(postings)) {
      const path = [`process '${id}'`, "'postings'", `'${ruleId}'`];
      const other = known.get(ruleId);
      if (other !== undefined && other.rule !== rule) {
        issues.add({
          code: 'DUPLICATE_ID',
          path,
          message: `rule ${ruleId} of '${id}' is another one than that of '${other.process}'`,
          expected: 'each rule id once, or the same rule',
          received: describeValue(ruleId),
          suggestion: 'Rename one, or share the value.',
        });
      }
      known.set(ruleId, { rule, process: id });
      for (const name of eventsOf(rule)) {
        const first = byEvent.get(name);
        const isTold = 'when' in rule && 'when' in (postings[first ?? ''] ?? {});
        if (first !== undefined && !isTold) {
          issues.add({
            code: 'DUPLICATE_ID',
            path,
            message: `event '${name}' is booked by ${first} and by ${ruleId}`,
            expected: 'one rule for an event, or rules with `when`',
            received: `${first}, ${ruleId}`,
            suggestion: 'Let one rule give all entries of the event.',
          });
        }
        byEvent.set(name, ruleId);
      }
    }
  }
}

function checkRule(
  { id, emits }: Process,
  [ruleId, rule]: readonly [string, PostingRule<never>],
  issues: IssueList,
): void {
  const path = [`process '${id}'`, "'postings'", `'${ruleId}'`];
  if (!RULE_ID.test(ruleId)) {
    issues.add({
      code: 'INVALID_ID',
      path,
      message: `rule id ${describeValue(ruleId)} is not valid`,
      expected: "two capitals and two digits, 'OC01'",
      received: describeValue(ruleId),
      suggestion: 'Rename the rule.',
    });
  }
  if (typeof rule.rule !== 'function' || !Array.isArray(rule.roles)) {
    issues.add({
      code: 'INVALID_POSTING',
      path,
      message: `rule ${ruleId} has no ${typeof rule.rule === 'function' ? 'roles' : 'rule'}`,
      expected: '{ on, roles, rule }',
      received: describeValue(rule),
      suggestion: 'Say which event it books, which roles it posts to, and how.',
    });
  }
  for (const name of eventsOf(rule)) {
    if (emits.includes(name) && name !== ENTRY_EVENT) continue;
    issues.add({
      code: 'INVALID_POSTING',
      path: [...path, "'on'"],
      message: `rule ${ruleId} books '${name}', which '${id}' does not emit`,
      expected: "a name among the process's emits",
      received: describeValue(name),
      suggestion: didYouMean(
        name,
        emits.filter((one) => one !== ENTRY_EVENT),
      ),
    });
  }
}

/** Each role of each rule has to lead to an account in each chart that is in use. */
function checkRoles({ id, postings }: Process, { charts, companies, roles }: Determination, issues: IssueList): void {
  const used = charts.filter((chart) => companies.some((company) => company.chart === chart.id));
  for (const [ruleId, { roles: asked }] of Object.entries(postings)) {
    for (const role of Array.isArray(asked) ? (asked as readonly string[]) : []) {
      for (const chart of used) {
        const tops = topAccounts(chart);
        const leaves = rolesBehind(role, roles);
        // A role that only stands for others needs no account of its own.
        const lacking = leaves.filter((leaf) => !tops.has(leaf) && (leaf !== role || leaves.length === 1));
        for (const leaf of lacking) {
          issues.add({
            code: 'UNKNOWN_ACCOUNT_ROLE',
            path: [`process '${id}'`, "'postings'", `'${ruleId}'`, "'roles'"],
            message: `rule ${ruleId} posts to '${leaf}'${leaf === role ? '' : ` (as '${role}')`}, which chart '${chart.id}' lacks`,
            expected: 'a role of the chart',
            received: describeValue(leaf),
            suggestion: didYouMean(leaf, [...tops.keys()]),
          });
        }
      }
    }
  }
}

function addBookless({ id, postings }: Process, issues: IssueList): void {
  const [first = ''] = Object.keys(postings);
  issues.add({
    code: 'INVALID_POSTING',
    path: ['scenario', "'books'"],
    message: `process '${id}' posts by ${first} and others, but the scenario keeps no books`,
    expected: 'books: { companies, charts, roles }',
    received: 'nothing',
    suggestion: 'Give the scenario its books.',
  });
}
