/** I1: every account has role, caption and name, and every step between roles ends at an account. */
import { Findings, textOf, type CheckOutcome, type Row } from './finding.ts';

/** Lines of the statements that accounts may be shown in. */
const LINES =
  'BS.CASH BS.AR BS.OR BS.CA BS.IC BS.TAXR BS.INV BS.PPE BS.INT BS.FIN BS.DTA BS.DTL BS.AP BS.ICP BS.ACC BS.TAXP BS.CL ' +
  'BS.DEBT BS.DIV BS.EQ BS.SUSP IS.REV IS.COGS IS.DEP IS.EMP IS.OPEX IS.OTH IS.FIN IS.TAX';
const CAPTIONS = new Set(LINES.split(' '));
const FLAGS = new Set(['C', 'A', 'O', 'V', 'X', 'G', 'N']);

/** Checks the tables `accounts` and `roleRules`. */
export function checkAccounts(accounts: readonly Row[], rules: readonly Row[]): CheckOutcome {
  const found = new Findings('I1');
  found.see(accounts.length);
  const byNumber = new Map<string, Row>();
  for (const account of accounts) {
    const key = nameOf(account);
    found.expect(!byNumber.has(key), key, 'the number stands twice in this company');
    byNumber.set(key, account);
  }
  for (const account of accounts) checkAccount(account, byNumber, found);
  checkTops(accounts, found);
  checkRules(accounts, rules, found);
  return found.outcome();
}

function nameOf(account: Row, number = textOf(account, 'number')): string {
  return `accounts ${textOf(account, 'company')} ${number}`;
}

function checkAccount(account: Row, byNumber: ReadonlyMap<string, Row>, found: Findings): void {
  const key = nameOf(account);
  const caption = textOf(account, 'caption');
  found.expect(textOf(account, 'role') !== '', key, 'has no role');
  found.expect(textOf(account, 'name') !== '', key, 'has no name');
  found.expect(CAPTIONS.has(caption), key, `caption '${caption}' is no line of the statements`);
  for (const flag of (account['flags'] as readonly string[] | undefined) ?? []) {
    found.expect(FLAGS.has(flag), key, `there is no flag '${flag}'`);
  }
  const parent = textOf(account, 'parent');
  if (parent === '') return;
  const above = byNumber.get(nameOf(account, parent));
  found.expect(above !== undefined, key, `its parent ${parent} is not there`);
  const same = above === undefined || (above['role'] === account['role'] && above['caption'] === caption);
  found.expect(same, key, `role and caption differ from those of ${parent}`);
}

/** Of the accounts without a parent each role is one. */
function checkTops(accounts: readonly Row[], found: Findings): void {
  const seen = new Set<string>();
  for (const account of accounts.filter((one) => textOf(one, 'parent') === '')) {
    const key = `${textOf(account, 'company')} ${textOf(account, 'role')}`;
    found.expect(!seen.has(key), nameOf(account), `role ${textOf(account, 'role')} has two accounts`);
    seen.add(key);
  }
}

function checkRules(accounts: readonly Row[], rules: readonly Row[], found: Findings): void {
  const roles = new Set(accounts.map((account) => textOf(account, 'role')));
  const starts = new Set(rules.map((rule) => textOf(rule, 'role')));
  for (const rule of rules) {
    const to = textOf(rule, 'to');
    found.expect(
      roles.has(to) || starts.has(to),
      `roleRules ${textOf(rule, 'role')}`,
      `'${to}' is no role of an account`,
    );
  }
}
