/**
 * Income tax rates of companies, and what is withheld from payments abroad. Rates hold from 2025. Full rates of
 * withholding: services 15 %, royalties and interest 10 %. A treaty takes services to 0 and the others to 5 % (within the
 * limits of the OECD Model Tax Convention, articles 7, 11 and 12), inside the EU everything to 0.
 */
import type { RegionCode } from '../../../src/index.ts';
import { REGIONS } from '../regions.ts';

/** Income tax of companies by region, basis points. */
export const INCOME_TAX_BP: Readonly<Record<RegionCode, number>> = Object.freeze({
  US: 2500,
  DE: 2983,
  GB: 2500,
  CN: 2500,
  JP: 3062,
  IN: 2517,
  BR: 3400,
  MX: 3000,
  AU: 3000,
  SG: 1700,
  KR: 2310,
  FR: 2583,
  IT: 2790,
  ES: 2500,
  CA: 2650,
});

export type WithheldKind = 'service' | 'royalty' | 'interest';

const FULL_BP: Readonly<Record<WithheldKind, number>> = { service: 1500, royalty: 1000, interest: 1000 };
const TREATY_BP: Readonly<Record<WithheldKind, number>> = { service: 0, royalty: 500, interest: 500 };

/** Pairs of the fifteen regions without an income tax treaty in force. */
const WITHOUT_TREATY: readonly string[] = ['BR-DE', 'BR-GB', 'BR-US', 'AU-BR', 'SG-US'];

/** What is withheld from a payment of one region to another, basis points; nothing at home. */
export function withholdingBp(
  kind: WithheldKind,
  { payer, payee }: { readonly payer: RegionCode; readonly payee: RegionCode },
): number {
  if (payer === payee || (REGIONS[payer].inEu && REGIONS[payee].inEu)) return 0;
  const pair = payer < payee ? `${payer}-${payee}` : `${payee}-${payer}`;
  return (WITHOUT_TREATY.includes(pair) ? FULL_BP : TREATY_BP)[kind];
}
