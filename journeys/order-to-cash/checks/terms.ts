/** O9, of terms: orders and invoices are on those of their customer, and what is due when follows from them. */
import type { FileCheck, MasterTables } from '../../../src/index.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import { AgreedTerms, datesBy } from '../../world/checks/terms.ts';
import { fileCheck, judge } from './reading.ts';

export function termsAreKept(masters: MasterTables = eventsAlone()): FileCheck {
  const agreed = new AgreedTerms(masters, 'customers');
  // A document says its terms itself, whenever what it belongs to began.
  return fileCheck({ id: 'O9', name: 'receipts-add-up', masters, seesAll: true }, (log) => ({
    'sales_order.created': (event) => judge(log, event, [agreed.faultOf(event.payload)]),
    'customer_invoice.posted': (event) => {
      const { terms, billingDate, documentDate, dueDate, discountDate, discountBp = 0 } = event.payload;
      const expected = datesBy(terms, billingDate);
      judge(log, event, [
        agreed.faultOf(event.payload),
        billingDate !== documentDate && `is billed on ${billingDate} and dated ${documentDate}`,
        dueDate !== expected.dueDate && `of ${billingDate} by ${terms} is due on ${dueDate}, not ${expected.dueDate}`,
        (discountDate !== expected.discountDate || discountBp !== expected.discountBp) &&
          `by ${terms} has a discount of ${discountBp} until ${discountDate ?? 'never'}`,
      ]);
    },
  }));
}
