/** Terms of payment. */

/** Days until an item is due; a discount for paying early, in basis points, 0 without one. */
export interface Terms {
  readonly code: string;
  readonly dueDays: number;
  readonly discountDays: number;
  readonly discountBp: number;
}

/** Every code that masters use. */
export const TERMS = Object.freeze({
  IMM: { code: 'IMM', dueDays: 0, discountDays: 0, discountBp: 0 },
  N15: { code: 'N15', dueDays: 15, discountDays: 0, discountBp: 0 },
  N30: { code: 'N30', dueDays: 30, discountDays: 0, discountBp: 0 },
  N60: { code: 'N60', dueDays: 60, discountDays: 0, discountBp: 0 },
  '2/10N30': { code: '2/10N30', dueDays: 30, discountDays: 10, discountBp: 200 },
}) satisfies Readonly<Record<string, Terms>>;
export type TermsCode = keyof typeof TERMS;
