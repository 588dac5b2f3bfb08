/** Amounts between currencies, by their codes. */
import { minorDecimals } from '../random/currency.ts';
import { convert } from './amounts.ts';

/**
 * An amount of one currency in another, both in minor units of their own, rounded half away from zero.
 *
 * `rate9`: major units of `to` for one of `from`, times 10⁹.
 *
 * @throws SynodeError `ENTRY_INVALID` above 2⁵³ minor units
 * @example convertAmount(1000, 6_700_000, { from: 'JPY', to: 'USD' }) // ¥1,000 at .0067: 670 cents
 */
export function convertAmount(
  amount: number,
  rate9: number,
  { from, to }: { readonly from: string; readonly to: string },
): number {
  return convert(amount, rate9, { from: minorDecimals(from), to: minorDecimals(to) });
}
