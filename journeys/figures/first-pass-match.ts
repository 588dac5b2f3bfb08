/** How many vendor invoices with an order match it and its receipt at once: a fold over the stream. */
import type { Event, Figure, Projection } from '../../src/index.ts';

/** Invoices that were matched, and those of them that nothing was wrong with when they came. */
export interface FirstPassMatch {
  readonly matched: number;
  readonly invoices: number;
}

type Posted = Event<'vendor_invoice.posted', { readonly matchStatus: string }>;

/**
 * The first-pass match rate, for `scenario({ projections: [firstPassMatch] })`: invoices that match order and receipt when
 * they are posted, of all that have an order.
 */
export const firstPassMatch: Projection<FirstPassMatch, FirstPassMatch, Posted> = Object.freeze({
  id: 'firstPassMatch',
  of: ['vendor_invoice.posted'],
  init: (): FirstPassMatch => ({ matched: 0, invoices: 0 }),
  apply: ({ matched, invoices }: FirstPassMatch, { payload: { matchStatus } }: Posted): FirstPassMatch => ({
    matched: matched + (matchStatus === 'matched' ? 1 : 0),
    invoices: invoices + (matchStatus === 'notRelevant' ? 0 : 1),
  }),
  merge: (a: FirstPassMatch, b: FirstPassMatch): FirstPassMatch => ({
    matched: a.matched + b.matched,
    invoices: a.invoices + b.invoices,
  }),
  finish: (state: FirstPassMatch): FirstPassMatch => state,
  figures: ({ matched, invoices }: FirstPassMatch): readonly Figure[] => {
    if (invoices === 0) return [];
    const method = `${matched} of ${invoices} vendor invoices matched order and receipt when they were posted`;
    return [{ label: 'first-pass match', value: `${((matched / invoices) * 100).toFixed(1)} %`, method }];
  },
});
