/** What no entry may break: whole amounts, clearings that add up, two equal sides, partners on control accounts. */
import { describeValue, SynodeError } from '../errors.ts';
import type { LineDraft } from '../model/ledger.ts';

/** Whether a label says that a check will find this entry: then it is posted as it stands. */
export type Excused = (check: string, entryId: string) => boolean;

interface EntryPlace {
  readonly ruleId: string;
  readonly entryId: string;
}

/**
 * Judges the lines of a draft.
 *
 * @returns the total of the debit side
 * @throws SynodeError `ENTRY_INVALID`, `ENTRY_UNBALANCED`, `PARTNER_MISSING`
 */
export function guardEntry(
  lines: readonly LineDraft[],
  place: EntryPlace,
  { isSame, excused }: { readonly isSame: boolean; readonly excused: Excused },
): { readonly total: number } {
  let debits = 0;
  let credits = 0;
  for (const [i, line] of lines.entries()) {
    const { side, amount, details } = line;
    if (!isAmount(amount)) throw invalid(place, `amount of line ${i + 1}`, WHOLE, describeValue(amount));
    if (side === 'debit') debits += amount;
    else credits += amount;
    if (details.clears !== undefined) guardClearing(line, { isSame, line: i + 1 }, place);
  }
  if (debits !== credits && !excused('L1', place.entryId)) throw unbalanced(place, debits, credits);
  for (const [i, line] of lines.entries()) {
    const lacking = lackingOf(line);
    if (lacking !== '' && !excused('L7', place.entryId)) throw partnerMissing(place, line, { lacking, line: i + 1 });
  }
  return { total: debits };
}

const WHOLE = 'a whole number of minor units from 0 to 2⁵³';

function isAmount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** What a line clears adds up to the line; items counted in units do so in company currency alone. */
function guardClearing(
  { amount, details }: LineDraft,
  { isSame, line }: { readonly isSame: boolean; readonly line: number },
  place: EntryPlace,
): void {
  let sum = 0;
  for (const { item, amount: taken, localAmount } of details.clears ?? []) {
    if (!isAmount(taken)) throw invalid(place, `what line ${line} clears of '${item}'`, WHOLE, describeValue(taken));
    if (localAmount === undefined ? !isSame : !isAmount(localAmount)) {
      const what = `localAmount of item '${item}' in line ${line}`;
      throw invalid(place, what, `${WHOLE}, the value of the item in company currency`, describeValue(localAmount));
    }
    sum += taken;
  }
  if (details.quantity !== undefined && !isSame) return;
  if (sum !== amount)
    throw invalid(place, `what line ${line} clears`, `${amount}, the amount of the line`, String(sum));
}

/** What a control account asks for and a line lacks; '' when it has all. */
function lackingOf({ choice, details }: LineDraft): string {
  const flags = choice.account.flags;
  if (flags === undefined || !flags.includes('C')) return '';
  if (flags.includes('A')) return details.assetId === undefined && details.openItem === undefined ? 'assetId' : '';
  if (details.partner === undefined) return 'partner';
  return details.openItem === undefined && details.clears === undefined ? 'open item or clearing' : '';
}

/** A field of an entry that is not what it has to be. */
export function invalid(
  { ruleId, entryId }: EntryPlace,
  what: string,
  expected: string,
  received: string,
): SynodeError {
  return new SynodeError('ENTRY_INVALID', `${ruleId}: ${what} of entry ${entryId} is ${received}`, {
    path: [`rule '${ruleId}'`],
    expected,
    received,
    suggestion: 'Check the payload of the event and the rule.',
  });
}

function unbalanced({ ruleId, entryId }: EntryPlace, debits: number, credits: number): SynodeError {
  return new SynodeError(
    'ENTRY_UNBALANCED',
    `${ruleId} does not balance: debits ${debits}, credits ${credits} (${entryId})`,
    {
      path: [`rule '${ruleId}'`],
      expected: `credits of ${debits}`,
      received: `credits of ${credits}`,
      suggestion: `Look for the ${Math.abs(debits - credits)} that one side lacks.`,
    },
  );
}

function partnerMissing(
  { ruleId, entryId }: EntryPlace,
  { choice }: LineDraft,
  { lacking, line }: { readonly lacking: string; readonly line: number },
): SynodeError {
  const { number } = choice.account;
  return new SynodeError(
    'PARTNER_MISSING',
    `${ruleId}: line ${line} on control account ${number} has no ${lacking} (${entryId})`,
    {
      path: [`rule '${ruleId}'`, `line ${line}`],
      expected: lacking,
      received: 'nothing',
      suggestion: `Give the line its ${lacking}.`,
    },
  );
}
