/** I5: the price on a sold line is that of the list at its date, or somebody with a name has overridden it. */
import { Findings, numberOf, textOf, type CheckOutcome, type Row } from './finding.ts';

/** A line that was sold, as a document tells it. Amounts in minor units of the company's currency. */
export interface PricedLine {
  readonly line: string;
  readonly materialId: string;
  readonly customerId: string;
  readonly date: string;
  readonly unitPrice: number;
  /** Where the price comes from; only `list` is recomputed here. */
  readonly source: 'list' | 'contract' | 'quote' | 'override';
  /** Who overrode it. */
  readonly overriddenBy?: string;
}

/** Checks lines against the tables of materials and customers. */
export function checkPrices(
  lines: readonly PricedLine[],
  { materials, customers }: { readonly materials: readonly Row[]; readonly customers: readonly Row[] },
): CheckOutcome {
  const found = new Findings('I5');
  const materialOf = new Map(materials.map((row) => [textOf(row, 'materialId'), row]));
  const customerOf = new Map(customers.map((row) => [textOf(row, 'customerId'), row]));
  for (const line of lines) {
    if (line.source === 'override') {
      found.see(1);
      found.expect((line.overriddenBy ?? '') !== '', line.line, 'is overridden by nobody');
    }
    if (line.source !== 'list') continue;
    found.see(1);
    const expected = listPrice(line, materialOf.get(line.materialId), customerOf.get(line.customerId));
    found.expect(
      line.unitPrice === expected,
      line.line,
      `costs ${line.unitPrice}, the list of ${line.date} says ${expected}`,
    );
  }
  return found.outcome();
}

/** List of the year × index of the quarter × (1 − discount), half away from zero. */
function listPrice({ date }: PricedLine, material: Row | undefined, customer: Row | undefined): number {
  const list = (material?.['listPrices'] as Readonly<Record<string, number>> | undefined)?.[date.slice(0, 4)];
  if (list === undefined || customer === undefined) return Number.NaN;
  const quarter = Math.ceil(Number(date.slice(5, 7)) / 3);
  const thousandths = BigInt(1000 + 5 * (quarter - 1));
  const product = BigInt(list) * thousandths * BigInt(10_000 - numberOf(customer, 'discountBp'));
  return Number((2n * product + 10_000_000n) / 20_000_000n);
}
