/** O7, O9, O11: reminders, receipts, and the order of dates. */
import { mulDiv, partOf, type FileCheck, type MasterTables } from '../../../src/index.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import type { Options } from '../options.ts';
import { at, dayNumber, fileCheck, judge, weekday, type Row } from './reading.ts';
import type { Receivables } from './receivables.ts';

const WEDNESDAY = 3;
const YEAR_BP = 365 * 10_000;
const CHARGED_FROM_LEVEL = 2;
const CENTS = 100;

/** What was reminded of an item. */
interface Reminded {
  readonly level: number;
  readonly day: number;
}

/** O7: a reminder goes out on a Wednesday, one level above the last, for what is overdue so long; interest and charge follow. */
export function remindersFollow({ dunning }: Options, receivables: Receivables, masters: MasterTables): FileCheck {
  const reminded = new Map<string, Reminded>();
  const dues = new Map<string, string>();
  const charges = new Map<string, number>();
  let isMidway = false;
  return fileCheck({ id: 'O7', name: 'reminders-by-level-and-day', masters, seesAll: true }, (log) => ({
    'customer_invoice.posted': ({ payload }) => void dues.set(payload.documentId, payload.dueDate),
    'opening_document.recorded': () => void (isMidway = true),
    'dunning_notice.sent': (event) => {
      const { documentDate, items, level, interest, charge, currency } = event.payload;
      const day = dayNumber(documentDate);
      let [highest, owed] = [0, 0];
      const faults = items.flatMap(({ invoice, item, daysOverdue, amount }) => {
        const before = reminded.get(item) ?? { level: 0, day: 0 };
        const due = dayNumber(dues.get(invoice) ?? documentDate);
        highest = Math.max(highest, before.level + 1);
        owed += mulDiv(amount, dunning.interestBp * (day - Math.max(due, before.day)), YEAR_BP);
        reminded.set(item, { level: before.level + 1, day });
        const open = receivables.items.get(item)?.amount;
        return [
          daysOverdue !== day - due && `${invoice}: says ${daysOverdue} days overdue, it is ${day - due}`,
          daysOverdue < (dunning.days[before.level] ?? Infinity) && `${invoice}: reminded after ${daysOverdue} days`,
          open !== amount && `${item}: reminded of ${amount}, ${open ?? 0} are open`,
        ];
      });
      // Billed before the file begins: how far they were reminded by then is not told.
      if (isMidway && items.some(({ invoice }) => !dues.has(invoice))) return;
      const fixed = level >= CHARGED_FROM_LEVEL ? chargeIn(charges, { currency, charge, dollars: dunning.charge }) : 0;
      judge(log, event, [
        ...faults,
        weekday(documentDate) !== WEDNESDAY && `sent on ${documentDate}, which is no Wednesday`,
        level !== highest && `is of level ${level}, its highest item of ${highest}`,
        interest !== owed && `asks for ${interest} of interest, the formula gives ${owed}`,
        charge !== fixed && `charges ${charge}, at level ${level} it is ${fixed}`,
      ]);
    },
    // What is opened again is as far as it was.
    'customer_receipt.reversed': ({ payload }) => {
      for (const { item, of } of payload.reopened) reminded.set(item, reminded.get(of) ?? { level: 0, day: 0 });
    },
  }));
}

/** The charge of a currency: known in dollars, elsewhere the first one seen. */
function chargeIn(
  charges: Map<string, number>,
  { currency, charge, dollars }: { readonly currency: string; readonly charge: number; readonly dollars: number },
): number {
  if (currency === 'USD') return Math.round(dollars * CENTS);
  return at(charges, currency, () => charge);
}

/** What an invoice says of its discount, and how much of it is tax. */
interface Agreed {
  readonly date: string;
  readonly bp: number;
  readonly tax: number;
  readonly gross: number;
}

const NOTHING: Agreed = { date: '', bp: 0, tax: 0, gross: 1 };

/** O9: a receipt is what its lines and its rest sum to; a discount is taken in time, and as large as agreed. */
export function receiptsAddUp({ shortPaymentTolerance }: Options, masters = eventsAlone()): FileCheck {
  const terms = new Map<string, Agreed>();
  const banked = new Map<string, number>();
  const applied = new Map<string, number>();
  return fileCheck({ id: 'O9', name: 'receipts-add-up', masters }, (log) => ({
    'customer_invoice.posted': ({ payload }) => {
      const { documentId, discountDate = '', discountBp = 0, tax, gross } = payload;
      terms.set(documentId, { date: discountDate, bp: discountBp, tax, gross });
    },
    'receipt.banked': (event) => {
      const { documentId, amount } = event.payload;
      const told = applied.get(documentId);
      if (told === undefined) banked.set(documentId, amount);
      else judge(log, event, [told !== amount && `the bank says ${amount}, ${told} was applied`]);
      applied.delete(documentId);
    },
    'customer_receipt.applied': (event) => {
      const { documentId, amount, remittance, unapplied, valueDate, currency } = event.payload;
      const told = banked.get(documentId);
      if (told === undefined) applied.set(documentId, amount);
      banked.delete(documentId);
      const sum = remittance.reduce((total, line) => total + line.amount, unapplied?.amount ?? 0);
      const faults = remittance.flatMap((line) => {
        const { bp, date, tax, gross } = terms.get(line.invoice) ?? NOTHING;
        // Whether a discount takes its tax with it, a country says, and the author for all of its companies.
        const part = line.discountTax === 0 ? 0 : mulDiv(line.discount, tax, gross);
        const all = line.amount + line.discount + line.tolerated;
        const most = partOf(line.clears.amount, shortPaymentTolerance.bp);
        return [
          all !== line.clears.amount && `${line.item}: clears ${line.clears.amount}, its parts sum to ${all}`,
          line.discount > 0 &&
            valueDate > date &&
            `${line.item}: a discount on ${valueDate}, it ended ${date || 'never began'}`,
          line.discount > 0 && line.discount !== partOf(all, bp) && `${line.item}: a discount of ${line.discount}`,
          line.discountTax !== part &&
            `${line.item}: ${line.discountTax} of tax in a discount of ${line.discount}, its part is ${part}`,
          line.tolerated > most && `${line.item}: ${line.tolerated} forgiven, at most ${most}`,
          currency === 'USD' &&
            line.tolerated > shortPaymentTolerance.max * CENTS &&
            `${line.item}: ${line.tolerated} forgiven`,
        ];
      });
      judge(log, event, [
        sum !== amount && `receives ${amount}, its lines and its rest sum to ${sum}`,
        told !== undefined && told !== amount && `applies ${amount}, the bank says ${told}`,
        ...faults,
      ]);
    },
  }));
}

/** O11: a quote is before its order, an order before its goods, these before their invoice, that before its money. */
export function datesFollow(masters = eventsAlone()): FileCheck {
  const seen = new Map<string, { readonly ms: number; readonly name: string }>();
  return fileCheck({ id: 'O11', name: 'documents-follow-one-another', masters }, (log) => {
    const note = (id: string, name: string, ms: number): void => void seen.set(id, { name, ms });
    const behind = (event: Row, name: string, ids: readonly string[]): void => {
      judge(
        log,
        event,
        ids.map((id) => {
          const before = seen.get(id);
          if (before === undefined) return `${name} follows ${id}, which has not happened`;
          return before.ms > event.ms && `${name} is before the ${before.name} of ${id}`;
        }),
      );
    };
    return {
      'quote.created': ({ payload, ms }) => note(payload.documentId, 'quote', ms),
      'sales_order.created': (event) => {
        note(event.payload.documentId, 'order', event.ms);
        behind(
          event,
          'the order',
          event.payload.references.map(({ documentId }) => documentId),
        );
      },
      'delivery.goods_issued': (event) => {
        note(event.payload.documentId, 'goods issue', event.ms);
        behind(event, 'the goods issue', [event.payload.salesOrder]);
      },
      'delivery.proof_received': (event) => behind(event, 'the proof', [event.payload.documentId]),
      'customer_invoice.posted': (event) => {
        note(event.payload.documentId, 'invoice', event.ms);
        const goods = event.payload.references.filter(({ documentType }) => documentType === 'DL');
        behind(
          event,
          'the invoice',
          goods.map(({ documentId }) => documentId),
        );
      },
      'customer_charge.posted': ({ payload, ms }) => note(payload.documentId, 'charge', ms),
      'customer_receipt.applied': (event) =>
        behind(
          event,
          'the application',
          event.payload.remittance.map(({ invoice }) => invoice),
        ),
    };
  });
}
