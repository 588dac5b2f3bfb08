/** P4, of terms: orders and invoices are on those of their vendor, and dates follow from them. */
import { AgreedTerms, datesBy } from '../../world/checks/terms.ts';
import type { PayloadOf } from '../documents.ts';
import type { Judge, Written } from './reading.ts';

type OnTerms = PayloadOf<'purchase_order.created' | 'vendor_invoice.posted'>;

export const P4_TERMS: Written = {
  id: 'P4',
  name: 'terms-and-discounts',
  seesAll: true,
  begin: (judge, masters) => {
    const agreed = new AgreedTerms(masters, 'vendors');
    const judgeAgreed = (document: OnTerms): void => {
      const fault = agreed.faultOf(document);
      judge(fault === false, [document.documentId], () => `${document.documentId} ${String(fault)}`);
    };
    return {
      on: {
        'purchase_order.created': judgeAgreed,
        'vendor_invoice.posted': (invoice) => {
          judgeAgreed(invoice);
          judgeDates(invoice, judge);
        },
      },
    };
  },
};

function judgeDates(
  { documentId, terms, baselineDate, dueDate, discountDate, discountBp }: PayloadOf<'vendor_invoice.posted'>,
  judge: Judge,
): void {
  const expected = datesBy(terms, baselineDate);
  judge(
    dueDate === expected.dueDate,
    [documentId],
    () => `${documentId} of ${baselineDate} by ${terms} is due on ${dueDate}, not ${expected.dueDate}`,
  );
  judge(
    discountDate === expected.discountDate && discountBp === expected.discountBp,
    [documentId],
    () => `${documentId} by ${terms} has a discount of ${discountBp} until ${discountDate ?? 'never'}`,
  );
}
