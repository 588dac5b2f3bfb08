/** O1, O3, O5: quantities from order to return, and what they cost. */
import { lineAmount, partOf, type FileCheck } from '../../../src/index.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import { DAY_MS } from '../../world/dates.ts';
import { at, fileCheck, judge, type Read, type Row } from './reading.ts';

/** Quantities of a line of an order. */
interface Quantities {
  ordered: number;
  delivered: number;
  invoiced: number;
  credited: number;
  returned: number;
}

/** An order as it is followed. */
interface Followed {
  readonly lines: Map<number, Quantities>;
  isClosed: boolean;
  /** Invoices and returns that may still be corrected or credited. */
  openMs: number;
  atLine: number;
}

/** What is young may still be corrected when the file ends. */
const SETTLED_MS = 60 * DAY_MS;

/** O1: no more is delivered than ordered; what is billed and not credited is what was delivered and not returned. */
export function quantitiesFollow(masters = eventsAlone()): FileCheck {
  const orders = new Map<string, Followed>();
  /** Line of a delivery, of an invoice → line of an order. */
  const sources = new Map<string, { readonly order: string; readonly line: number }>();
  /** Invoices that are wrong and not set right, with their order. */
  const disputed = new Map<string, string>();
  const orderOf = new Map<string, string>();
  let lastMs = 0;
  const lineOf = (order: string, line: number): Quantities =>
    at(at(orders, order, newOrder).lines, line, newQuantities);
  const touch = (order: string, { ms, at: line }: Pick<Row, 'ms' | 'at'>): void => {
    const followed = at(orders, order, newOrder);
    followed.openMs = ms;
    followed.atLine = line;
    lastMs = Math.max(lastMs, ms);
  };
  const count = (
    { payload, ...event }: Read<'credit_memo.posted'> | Read<'customer_return.received'>,
    as: 'credited' | 'returned',
  ): void => {
    for (const { reference, quantity } of payload.lines) {
      const source = sources.get(`${reference.documentId}/${reference.line}`);
      if (source === undefined || quantity === 0) continue;
      touch(source.order, event);
      lineOf(source.order, source.line)[as] += quantity;
    }
  };
  return fileCheck({ id: 'O1', name: 'quantities-follow-the-order', masters }, (log) => {
    const ordered = ({ payload }: Read<'sales_order.created'> | Read<'sales_order.changed'>): void => {
      for (const line of payload.lines) lineOf(payload.documentId, line.line).ordered = line.quantity;
    };
    return {
      'sales_order.created': ordered,
      'sales_order.changed': ordered,
      'delivery.goods_issued': (event) => {
        touch(event.payload.salesOrder, event);
        const faults = event.payload.lines.map((line) => {
          const { documentId: order, line: ofOrder } = line.reference;
          sources.set(`${event.payload.documentId}/${line.line}`, { order, line: ofOrder });
          const quantities = lineOf(order, ofOrder);
          quantities.delivered += line.quantity;
          return (
            quantities.delivered > quantities.ordered &&
            `${quantities.delivered} delivered of line ${ofOrder} of ${order}, ${quantities.ordered} ordered`
          );
        });
        judge(log, event, faults);
      },
      'customer_invoice.posted': ({ payload, ...event }) => {
        if (payload.salesOrder === '') return;
        touch(payload.salesOrder, event);
        orderOf.set(payload.documentId, payload.salesOrder);
        for (const line of payload.lines) {
          const { documentId: order, line: ofOrder } = line.reference;
          sources.set(`${payload.documentId}/${line.line}`, { order, line: ofOrder });
          lineOf(order, ofOrder).invoiced += line.quantity;
        }
      },
      'credit_memo.posted': (event) => count(event, 'credited'),
      'customer_return.received': (event) => count(event, 'returned'),
      'customer_invoice.disputed': ({ payload }) => {
        if (payload.reason === 'shortPayment') return;
        disputed.set(payload.documentId, orderOf.get(payload.documentId) ?? '');
      },
      'customer_invoice.dispute_resolved': ({ payload }) => void disputed.delete(payload.documentId),
      'sales_order.closed': ({ payload }) => {
        at(orders, payload.documentId, newOrder).isClosed = true;
      },
      end: () => {
        const pending = new Set(disputed.values());
        for (const [documentId, { lines, isClosed, openMs, atLine }] of orders) {
          if (!isClosed || openMs > lastMs - SETTLED_MS || pending.has(documentId)) continue;
          const faults = [...lines].map(([line, one]) => unsettled(line, one));
          judge(log, { at: atLine, payload: { documentId } }, faults);
        }
      },
    };
  });
}

function newOrder(): Followed {
  return { lines: new Map(), isClosed: false, openMs: 0, atLine: 0 };
}

function newQuantities(): Quantities {
  return { ordered: 0, delivered: 0, invoiced: 0, credited: 0, returned: 0 };
}

/** What is wrong with a line of an order that is over. */
function unsettled(line: number, { invoiced, credited, delivered, returned }: Quantities): string | false {
  const [billed, kept] = [invoiced - credited, delivered - returned];
  return billed !== kept && `line ${line}: ${billed} billed and not credited, ${kept} delivered and kept`;
}

/** O3: what is sold leaves at its standard, which is one for a material and a year; the entry says the same. */
export function costAtStandard(masters = eventsAlone()): FileCheck {
  const standards = new Map<string, number>();
  const expected = new Map<string, number>();
  const costOf = (lines: Read<'delivery.goods_issued'>['payload']['lines']): number =>
    lines.reduce(
      (sum, { quantity, unitCost, uomScale }) => sum + lineAmount({ quantity, unitPrice: unitCost, uomScale }),
      0,
    );
  return fileCheck({ id: 'O3', name: 'cost-of-sales-at-standard', masters, seesAll: true }, (log) => {
    const moved = (event: Read<'delivery.goods_issued'> | Read<'customer_return.received'>): void => {
      const { company, fiscalYear: year } = event.payload;
      expected.set(event.id, costOf(event.payload.lines));
      const faults = event.payload.lines.map(({ materialId, unitCost, line }) => {
        if (materialId === undefined) return unitCost !== 0 && `line ${line}: a service has no stock`;
        const standard = at(standards, `${company}/${materialId}/${year}`, () => unitCost);
        return (
          standard !== unitCost && `line ${line}: ${materialId} at ${unitCost}, the standard of ${year} is ${standard}`
        );
      });
      judge(log, event, faults);
    };
    return {
      'delivery.goods_issued': moved,
      'customer_return.received': moved,
      entry: ({ ruleId, sourceId, entryId, lines, documentId }, line) => {
        if (ruleId !== 'OC01' && ruleId !== 'OC12') return;
        const cost = lines
          .filter(({ role }) => role === 'cogs')
          .reduce(
            (sum, { side, amount }) => sum + (side === (ruleId === 'OC01' ? 'debit' : 'credit') ? amount : -amount),
            0,
          );
        const said = expected.get(sourceId);
        expected.delete(sourceId);
        judge(log, { at: line, payload: { documentId } }, [
          cost !== said &&
            `${entryId} books ${cost} as cost of sales, quantities times standard are ${said ?? 'not told'}`,
        ]);
      },
    };
  });
}

/** O5: what comes back is credited at the price of its invoice, with its tax, and is no more than was sent. */
export function returnsAreConsistent(masters = eventsAlone()): FileCheck {
  const delivered = new Map<string, number>();
  const invoices = new Map<string, { readonly unitPrice: number; readonly taxBp: number }>();
  const returned = new Map<string, number>();
  return fileCheck({ id: 'O5', name: 'returns-take-back-what-was-sold', masters }, (log) => ({
    'delivery.goods_issued': ({ payload }) => {
      for (const { line, quantity } of payload.lines) delivered.set(`${payload.documentId}/${line}`, quantity);
    },
    'customer_invoice.posted': ({ payload }) => {
      for (const { line, unitPrice, taxBp } of payload.lines) {
        invoices.set(`${payload.documentId}/${line}`, { unitPrice, taxBp });
      }
    },
    'customer_return.received': (event) => {
      const faults = event.payload.lines.map(({ reference, quantity }) => {
        const key = `${reference.documentId}/${reference.line}`;
        const sent = delivered.get(key) ?? 0;
        returned.set(event.payload.documentId, quantity);
        return quantity > sent && `${quantity} come back of ${key}, of which ${sent} were sent`;
      });
      judge(log, event, faults);
    },
    'credit_memo.posted': (event) => {
      const { payload } = event;
      if (payload.reason !== 'return') return;
      const of = payload.references.find(({ documentType }) => documentType === 'RT')?.documentId ?? '';
      const faults = payload.lines.flatMap(({ reference, quantity, unitPrice, uomScale, net, tax, line }) => {
        const sold = invoices.get(`${reference.documentId}/${reference.line}`);
        const price = sold?.unitPrice ?? -1;
        const right = lineAmount({ quantity, unitPrice: Math.max(0, price), uomScale });
        return [
          price !== unitPrice && `line ${line}: credited at ${unitPrice}, billed at ${price}`,
          net !== right && `line ${line}: net ${net}, quantity times price of the invoice is ${right}`,
          tax !== partOf(net, sold?.taxBp ?? 0) && `line ${line}: tax ${tax} is not that of its net`,
          quantity !== returned.get(of) && `line ${line}: ${quantity} credited, ${returned.get(of) ?? 0} came back`,
        ];
      });
      judge(log, event, faults);
    },
  }));
}
