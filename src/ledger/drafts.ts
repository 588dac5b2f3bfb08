/** What a posting rule gives, before it is booked: a list of entries of lines, or a fault that says where it is none. */
import { describeValue, SynodeError } from '../errors.ts';
import type { EntryDraft, LineDraft } from '../model/ledger.ts';

/** Whose rule it is. */
interface RulePlace {
  readonly id: string;
  readonly process: string;
}

type Plain = Readonly<Record<string, unknown>>;

/**
 * The entries a rule gives, looked at before anything reads them: rules are the author's.
 *
 * @throws SynodeError `INVALID_POSTING` with process, rule, entry and line
 */
export function draftsOf(given: unknown, place: RulePlace): readonly EntryDraft[] {
  if (!Array.isArray(given)) throw noList(given, place);
  for (let i = 0; i < given.length; i++) {
    const draft: unknown = given[i];
    if (!isDraft(draft)) throw noEntry(draft, place, i + 1);
    const { lines } = draft;
    for (let j = 0; j < lines.length; j++) {
      if (!isLine(lines[j])) throw noLine(lines[j], place, { entry: i + 1, line: j + 1 });
    }
  }
  return given as readonly EntryDraft[];
}

function isObject(value: unknown): value is Plain {
  return typeof value === 'object' && value !== null;
}

function isDraft(value: unknown): value is EntryDraft {
  return isObject(value) && Array.isArray(value['lines']) && isObject(value['header']) && isText(value['journal']);
}

function isText(value: unknown): boolean {
  return typeof value === 'string' && value !== '';
}

/** Its amount may be none that can be booked: that is told when it is. */
function isLine(value: unknown): value is LineDraft {
  if (!isObject(value)) return false;
  const { side, amount, choice, details } = value;
  return (
    (side === 'debit' || side === 'credit') &&
    typeof amount === 'number' &&
    isChoice(choice) &&
    isObject(details) &&
    isClearing(details['clears'])
  );
}

function isChoice(value: unknown): boolean {
  return isObject(value) && isObject(value['account']) && typeof value['role'] === 'string';
}

function isClearing(value: unknown): boolean {
  return value === undefined || (Array.isArray(value) && value.every(isObject));
}

function noList(given: unknown, place: RulePlace): SynodeError {
  return invalidPosting({
    place,
    says: `gives ${describeValue(given)}, no list of entries`,
    below: [],
    expected: "a list of entries: [entry('SAL', [debit(…), credit(…)])], [] for none",
    received: given,
    suggestion: isObject(given)
      ? 'then' in given
        ? 'Let the rule answer at once: it reads nothing but the payload.'
        : 'Put the entry into a list.'
      : 'Return the entries of the event, or [] where there are none.',
  });
}

function noEntry(given: unknown, place: RulePlace, entry: number): SynodeError {
  const isLineAlone = isObject(given) && 'side' in given;
  const { says, expected, received } = entryFaultOf(given);
  return invalidPosting({
    place,
    says: `gives as entry ${entry} ${isLineAlone ? 'a line' : says}`,
    below: [`entry ${entry}`],
    expected,
    received,
    suggestion: isLineAlone
      ? "Put its lines into an entry: entry('SAL', [debit(…), credit(…)])."
      : 'Make it by entry(…).',
  });
}

/** What of an entry is missing or wrong: the first. */
function entryFaultOf(given: unknown): Fault {
  const isAlone = !isObject(given) || 'side' in given;
  if (isAlone) return { says: `${describeValue(given)}, no entry`, expected: ENTRY, received: given };
  const { journal, lines, header } = given;
  if (!isText(journal)) return { says: 'one without a journal', expected: "journal: 'SAL'", received: journal };
  if (!Array.isArray(lines))
    return { says: 'one without lines', expected: 'lines: [debit(…), credit(…)]', received: lines };
  return { says: 'one without a header', expected: 'header: { … }, {} for all from the payload', received: header };
}

const ENTRY = '{ journal, lines, header }';

function noLine(
  given: unknown,
  place: RulePlace,
  { entry, line }: { readonly entry: number; readonly line: number },
): SynodeError {
  const { says, expected, received } = faultOf(given);
  return invalidPosting({
    place,
    says: `gives as line ${line} of entry ${entry} ${says}`,
    below: [`entry ${entry}`, `line ${line}`],
    expected,
    received,
    suggestion: "Make it by debit(…), credit(…) or signed(…): debit(a('receivables.trade'), gross).",
  });
}

interface Fault {
  readonly says: string;
  readonly expected: string;
  readonly received: unknown;
}

/** What of a line is missing or wrong: the first. */
function faultOf(given: unknown): Fault {
  if (!isObject(given)) return { says: `${describeValue(given)}, no line`, expected: LINE, received: given };
  const { side, amount, choice, details } = given;
  if (side !== 'debit' && side !== 'credit')
    return { says: 'one without a side', expected: "side: 'debit' or 'credit'", received: side };
  if (typeof amount !== 'number')
    return { says: 'one without an amount', expected: 'amount: a whole number of minor units', received: amount };
  if (!isChoice(choice)) return { says: 'one without an account', expected: "choice: a('role')", received: choice };
  if (!isObject(details)) return { says: 'one without details', expected: 'details: { … }', received: details };
  return { says: 'one that clears no list', expected: 'clears: [{ item, amount }]', received: details['clears'] };
}

const LINE = '{ side, choice, amount, details }';

interface Told {
  readonly place: RulePlace;
  readonly says: string;
  readonly below: readonly string[];
  readonly expected: string;
  readonly received: unknown;
  readonly suggestion: string;
}

function invalidPosting({ place, says, below, expected, received, suggestion }: Told): SynodeError {
  return new SynodeError('INVALID_POSTING', `rule ${place.id} ${says}`, {
    path: [`process '${place.process}'`, "'postings'", `'${place.id}'`, ...below],
    expected,
    received: describeValue(received),
    suggestion,
  });
}
