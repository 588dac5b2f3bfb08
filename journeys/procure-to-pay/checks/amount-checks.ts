/** P9, of amounts: the net of a line is its quantity at its price, its tax that of its rate, and heads are what their lines sum to. */
import { lineAmount, partOf } from '../../../src/index.ts';
import type { InvoiceLine, PayloadOf } from '../documents.ts';
import type { Judge, Written } from './reading.ts';

type Order = PayloadOf<'purchase_order.created'>;
type Changed = PayloadOf<'purchase_order.changed'>;

/** What a line of an order or an invoice says of its price. */
type Priced = Pick<
  InvoiceLine,
  'line' | 'quantity' | 'unitPrice' | 'pricePer' | 'uomScale' | 'net' | 'taxBp' | 'tax' | 'selfAssessedBp'
> &
  Partial<Pick<InvoiceLine, 'selfAssessed'>>;

interface Totalled {
  readonly documentId: string;
  readonly net: number;
  readonly tax: number;
  readonly gross: number;
  readonly lines: readonly { readonly net: number; readonly tax: number }[];
}

export const P9_AMOUNTS: Written = {
  id: 'P9',
  name: 'prices-are-those-agreed',
  // A document says all of this itself, whenever what it belongs to began.
  seesAll: true,
  begin: (judge) => {
    const orders = new Map<string, Map<number, Priced>>();
    const priced = (document: Totalled & { readonly lines: readonly Priced[] }): void => {
      for (const line of document.lines) judgeLine(document.documentId, line, judge);
      judgeTotals(document, judge);
    };
    return {
      on: {
        'purchase_order.created': (order: Order) => {
          priced(order);
          orders.set(order.documentId, new Map(order.lines.map((line) => [line.line, line])));
        },
        'purchase_order.changed': (changed) => judgeChange(changed, orders.get(changed.documentId), judge),
        'purchase_order.closed': ({ documentId }) => void orders.delete(documentId),
        'purchase_order.cancelled': ({ documentId }) => void orders.delete(documentId),
        'vendor_invoice.posted': priced,
        'vendor_credit_memo.posted': (memo) => judgeTotals(memo, judge),
      },
    };
  },
};

function netOf({ quantity, unitPrice, pricePer, uomScale }: Priced): number {
  return lineAmount({ quantity, unitPrice, pricePer, uomScale });
}

function judgeLine(documentId: string, line: Priced, judge: Judge): void {
  const net = netOf(line);
  const what = `${documentId} line ${line.line}`;
  judge(
    line.net === net,
    [documentId],
    () => `${what} has a net of ${line.net}, ${line.quantity} at ${line.unitPrice} are ${net}`,
  );
  const { taxBp, tax, selfAssessedBp, selfAssessed } = line;
  judge(
    tax === partOf(line.net, taxBp),
    [documentId],
    () => `${what} has a tax of ${tax}, ${taxBp} basis points of ${line.net} are ${partOf(line.net, taxBp)}`,
  );
  if (selfAssessed === undefined) return;
  judge(
    selfAssessed === partOf(line.net, selfAssessedBp),
    [documentId],
    () => `${what} assesses ${selfAssessed} itself, ${selfAssessedBp} basis points of ${line.net} are another amount`,
  );
}

function judgeTotals({ documentId, lines, net, tax, gross }: Totalled, judge: Judge): void {
  const sum = (of: 'net' | 'tax'): number => lines.reduce((all, line) => all + line[of], 0);
  judge(
    net === sum('net') && tax === sum('tax') && gross === net + tax,
    [documentId],
    () => `${documentId} says ${net} net, ${tax} tax, ${gross} gross; its lines sum to ${sum('net')} and ${sum('tax')}`,
  );
}

/** What is changed was as the change says, and the order is worth what it is now. */
function judgeChange(
  { documentId, line, field, from, to, net }: Changed,
  lines: Map<number, Priced> | undefined,
  judge: Judge,
): void {
  const before = lines?.get(line);
  if (lines === undefined || before === undefined) return;
  if (field !== 'promisedDate') {
    judge(
      before[field] === from,
      [documentId],
      () => `${documentId} line ${line} had a ${field} of ${before[field]}, its change says ${from}`,
    );
    lines.set(line, Object.assign({}, before, { [field]: Number(to) }));
  }
  let worth = 0;
  for (const one of lines.values()) worth += netOf(one);
  judge(
    net === worth,
    [documentId],
    () => `${documentId} says ${net} net once it is changed, its lines come to ${worth}`,
  );
}
