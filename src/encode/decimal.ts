/** Minor units as decimal text: whole numbers all the way, so that nothing drifts. */

/** `119.00` for 11900 with 2 decimals, `119` with 0, `-0.05` for -5: exactly so many decimals, a dot between them. */
export function decimalText(minor: number, decimals: number): string {
  const digits = String(Math.abs(minor)).padStart(decimals + 1, '0');
  const sign = minor < 0 ? '-' : '';
  if (decimals === 0) return sign + digits;
  const at = digits.length - decimals;
  return `${sign}${digits.slice(0, at)}.${digits.slice(at)}`;
}
