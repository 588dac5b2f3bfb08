/** What can be wrong with an account table, told all at once before a run begins. */
import { describeValue, didYouMean, type IssueList, type SynodeIssue } from '../errors.ts';
import type { Account, Chart, Determination, LedgerCompany, Role } from '../model/ledger.ts';
import { MINOR_UNITS } from '../random/currency.ts';
import { checkFiscal } from '../time/fiscal.ts';

const PATH = ['scenario', "'books'"];

/** Reports every fault of an account table. True when there was none. */
export function checkBooks(books: Determination, issues: IssueList): boolean {
  const before = issues.issues.length;
  const fault = (path: readonly string[], message: string, details: Partial<SynodeIssue> = {}): void =>
    issues.add({ code: 'INVALID_CHART', path: [...PATH, ...path], message, ...details });
  for (const id of repeated(books.companies.map(({ id: one }) => one))) {
    fault([`company '${id}'`], `company '${id}' stands in the books twice`, { expected: 'each company once' });
  }
  for (const id of repeated(books.charts.map(({ id: one }) => one))) {
    fault([`chart '${id}'`], `two charts are called '${id}'`, { expected: 'each chart id once' });
  }
  for (const company of books.companies) checkCompany(company, books, issues);
  for (const chart of books.charts) checkChart(chart, fault);
  checkRoles(books, fault);
  return issues.issues.length === before;
}

type Fault = (path: readonly string[], message: string, details?: Partial<SynodeIssue>) => void;

function checkCompany(
  { id, currency, chart, fiscalCalendar }: LedgerCompany,
  { charts }: Determination,
  issues: IssueList,
): void {
  const path = [...PATH, `company '${id}'`];
  if (!charts.some((one) => one.id === chart)) {
    issues.add({
      code: 'INVALID_CHART',
      path: [...path, "'chart'"],
      message: `company '${id}' keeps its books by chart '${chart}', which is not there`,
      expected: 'the id of a chart',
      received: describeValue(chart),
      suggestion: didYouMean(
        chart,
        charts.map((one) => one.id),
      ),
    });
  }
  if (!MINOR_UNITS.has(currency)) {
    issues.add({
      code: 'INVALID_CHART',
      path: [...path, "'currency'"],
      message: `the currency of company '${id}' is ${describeValue(currency)}`,
      expected: 'an ISO 4217 code',
      received: describeValue(currency),
      suggestion: didYouMean(String(currency), [...MINOR_UNITS.keys()]),
    });
  }
  for (const issue of fiscalCalendar === undefined ? [] : checkFiscal(fiscalCalendar)) {
    issues.add({ ...issue, path: [...path, "'fiscalCalendar'", ...issue.path] });
  }
}

function checkChart({ id, accounts }: Chart, fault: Fault): void {
  const path = [`chart '${id}'`];
  const numbers = new Set(accounts.map(({ number }) => number));
  for (const number of repeated(accounts.map((account) => account.number))) {
    fault([...path, `account '${number}'`], `account ${number} stands in chart '${id}' twice`, {
      expected: 'each number once',
    });
  }
  const tops = accounts.filter(({ parent }) => parent === undefined);
  for (const role of repeated(tops.map((account) => account.role))) {
    fault([...path, `role '${role}'`], `two accounts of chart '${id}' have the role '${role}'`, {
      expected: 'one account for each role; others as its children',
    });
  }
  for (const { number, parent, when } of accounts) {
    if (parent === undefined) continue;
    const at = [...path, `account '${number}'`];
    if (!numbers.has(parent) || parent === number) {
      fault([...at, "'parent'"], `account ${number} details ${parent}, which is not in chart '${id}'`, {
        expected: 'the number of another account',
        received: describeValue(parent),
        suggestion: didYouMean(parent, [...numbers]),
      });
    }
    if (when === undefined) {
      fault([...at, "'when'"], `account ${number} details ${parent}, but for which lines is not said`, {
        expected: "a dimension, such as when: { region: 'DE' }, or when: {} for lines that fit no other",
        received: 'nothing',
      });
    }
  }
}

function checkRoles({ roles, charts }: Determination, fault: Fault): void {
  const known = new Set<Role>([
    ...charts.flatMap(({ accounts }) => accounts.map(({ role }) => role)),
    ...roles.map(({ role }) => role),
  ]);
  for (const { role, to } of roles) {
    if (known.has(to)) continue;
    fault([`role '${role}'`], `role '${role}' leads to '${to}', which no chart has`, {
      expected: 'a role of a chart',
      received: describeValue(to),
      suggestion: didYouMean(to, [...known]),
    });
  }
  for (const { role } of roles) {
    const trail = circleFrom(role, roles);
    if (trail === undefined || trail[0] !== trail.toSorted()[0]) continue;
    fault([`role '${role}'`], `roles lead in a circle: ${[...trail, role].join(' → ')}`, {
      expected: 'roles that lead to accounts',
      suggestion: 'Leave one of the steps out.',
    });
    return;
  }
}

/** The way by which a role leads back to itself, if there is one. */
function circleFrom(start: Role, roles: Determination['roles']): readonly Role[] | undefined {
  const visit = (role: Role, trail: readonly Role[]): readonly Role[] | undefined => {
    for (const { to } of roles.filter((step) => step.role === role)) {
      if (to === start) return trail;
      if (trail.includes(to)) continue;
      const found = visit(to, [...trail, to]);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return visit(start, [start]);
}

/** The roles that a role may become, itself if it becomes no other. */
export function rolesBehind(
  role: Role,
  roles: Determination['roles'],
  seen: ReadonlySet<Role> = new Set(),
): readonly Role[] {
  const steps = roles.filter((step) => step.role === role && !seen.has(step.to));
  const below = steps.flatMap(({ to }) => rolesBehind(to, roles, new Set([...seen, role])));
  // Without a step for every case the role itself may have to do.
  const isAlwaysLed = steps.some(({ when = {} }) => Object.keys(when).length === 0);
  return isAlwaysLed ? below : [...new Set([role, ...below])];
}

/** The accounts of a chart that stand for roles by themselves. */
export function topAccounts({ accounts }: Chart): ReadonlyMap<Role, Account> {
  return new Map(accounts.filter(({ parent }) => parent === undefined).map((account) => [account.role, account]));
}

function repeated(list: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return [...new Set(list.filter((one) => seen.size === seen.add(one).size))];
}
