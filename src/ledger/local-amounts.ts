/**
 * Amounts in company currency: each side's total converted once and shared over its lines; a line that clears an item
 * takes that item's value instead, and the sum of these differences is one line of exchange difference.
 */
import type { Clearing, LineDraft } from '../model/ledger.ts';
import { convert, RATE_SCALE, share } from './amounts.ts';

export interface Conversion {
  readonly rate9: number;
  /** Decimals of the minor units of entry and company currency. */
  readonly from: number;
  readonly to: number;
  readonly isSame: boolean;
}

export interface LocalAmounts {
  /** By line. */
  readonly amounts: readonly number[];
  /** Debits less credits: what the exchange difference has to make up for. */
  readonly difference: number;
}

/** The local amount of each line. `total` is the sum of each side. */
export function localAmounts(lines: readonly LineDraft[], total: number, conversion: Conversion): LocalAmounts {
  if (conversion.isSame && conversion.rate9 === RATE_SCALE) {
    return clearedAmounts(
      lines,
      lines.map(({ amount }) => amount),
    );
  }
  const local = convert(total, conversion.rate9, conversion);
  const amounts: number[] = [];
  for (const side of ['debit', 'credit'] as const) {
    const own = lines.flatMap((line, i) => (line.side === side ? [i] : []));
    const parts = share(
      local,
      own.map((i) => lines[i]?.amount ?? 0),
    );
    for (const [n, i] of own.entries()) amounts[i] = parts[n] ?? 0;
  }
  return clearedAmounts(lines, amounts);
}

function clearedAmounts(lines: readonly LineDraft[], amounts: number[]): LocalAmounts {
  let difference = 0;
  for (let i = 0; i < lines.length; i++) {
    const { side, details } = lines[i] as LineDraft;
    if (details.clears !== undefined) amounts[i] = clearedLocal(details.clears);
    difference += side === 'debit' ? (amounts[i] ?? 0) : -(amounts[i] ?? 0);
  }
  return { amounts, difference };
}

/** What a line that clears takes in company currency. */
function clearedLocal(clears: readonly Clearing[]): number {
  let sum = 0;
  for (const { amount, localAmount = amount } of clears) sum += localAmount;
  return sum;
}
