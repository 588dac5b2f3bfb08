/** O1, O3, O5: quantities from order to return, and what they cost. */
import { lineAmount, partOf, type FileCheck, type FindingLog } from '../../../src/index.ts';
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
  return fileCheck({ id: 'O1', name: 'quantities-follow-the-order', masters }, (log) => {
    const book = new QuantityBook(log);
    return {
      'sales_order.created': ({ payload }) => book.order(payload),
      'sales_order.changed': ({ payload }) => book.order(payload),
      'delivery.goods_issued': (event) => book.deliver(event),
      'customer_invoice.posted': (event) => book.bill(event),
      'credit_memo.posted': (event) => book.count(event, 'credited'),
      'customer_return.received': (event) => book.count(event, 'returned'),
      'customer_invoice.disputed': ({ payload }) => {
        if (payload.reason !== 'shortPayment') book.dispute(payload.documentId);
      },
      'customer_invoice.dispute_resolved': ({ payload }) => book.settle(payload.documentId),
      'sales_order.closed': ({ payload }) => book.close(payload.documentId),
      end: () => book.end(),
    };
  });
}

/** Quantities of orders, found by the lines of the deliveries and invoices that refer to them. */
class QuantityBook {
  readonly #log: FindingLog;
  readonly #orders = new Map<string, Followed>();
  /** Line of a delivery, of an invoice → line of an order. */
  readonly #sources = new Map<string, { readonly order: string; readonly line: number }>();
  /** Invoices that are wrong and not set right, with their order. */
  readonly #disputed = new Map<string, string>();
  readonly #orderOf = new Map<string, string>();
  #lastMs = 0;

  constructor(log: FindingLog) {
    this.#log = log;
  }

  order({ documentId, lines }: Read<'sales_order.created' | 'sales_order.changed'>['payload']): void {
    for (const { line, quantity } of lines) this.#lineOf(documentId, line).ordered = quantity;
  }

  deliver(event: Read<'delivery.goods_issued'>): void {
    const { documentId, salesOrder, lines } = event.payload;
    this.#touch(salesOrder, event);
    const faults = lines.map(({ line, reference, quantity }) => {
      const quantities = this.#refer(`${documentId}/${line}`, reference);
      quantities.delivered += quantity;
      return (
        quantities.delivered > quantities.ordered &&
        `${quantities.delivered} delivered of line ${reference.line} of ${reference.documentId}, ${quantities.ordered} ordered`
      );
    });
    judge(this.#log, event, faults);
  }

  bill(event: Read<'customer_invoice.posted'>): void {
    const { documentId, salesOrder, lines } = event.payload;
    if (salesOrder === '') return;
    this.#touch(salesOrder, event);
    this.#orderOf.set(documentId, salesOrder);
    for (const { line, reference, quantity } of lines)
      this.#refer(`${documentId}/${line}`, reference).invoiced += quantity;
  }

  count(event: Read<'credit_memo.posted'> | Read<'customer_return.received'>, as: 'credited' | 'returned'): void {
    for (const { reference, quantity } of event.payload.lines) {
      const source = this.#sources.get(`${reference.documentId}/${reference.line}`);
      if (source === undefined || quantity === 0) continue;
      this.#touch(source.order, event);
      this.#lineOf(source.order, source.line)[as] += quantity;
    }
  }

  dispute(invoice: string): void {
    this.#disputed.set(invoice, this.#orderOf.get(invoice) ?? '');
  }

  settle(invoice: string): void {
    this.#disputed.delete(invoice);
  }

  close(order: string): void {
    at(this.#orders, order, newOrder).isClosed = true;
  }

  /** Judges orders that are over and at rest. */
  end(): void {
    const pending = new Set(this.#disputed.values());
    for (const [documentId, { lines, isClosed, openMs, atLine }] of this.#orders) {
      if (!isClosed || openMs > this.#lastMs - SETTLED_MS || pending.has(documentId)) continue;
      const faults = [...lines].map(([line, one]) => unsettled(line, one));
      judge(this.#log, { at: atLine, payload: { documentId } }, faults);
    }
  }

  /** The quantities of the order line that a line of a delivery or invoice refers to. */
  #refer(line: string, reference: { readonly documentId: string; readonly line: number }): Quantities {
    const source = { order: reference.documentId, line: reference.line };
    this.#sources.set(line, source);
    return this.#lineOf(source.order, source.line);
  }

  #lineOf(order: string, line: number): Quantities {
    return at(at(this.#orders, order, newOrder).lines, line, newQuantities);
  }

  #touch(order: string, { ms, at: line }: Pick<Row, 'ms' | 'at'>): void {
    const followed = at(this.#orders, order, newOrder);
    followed.openMs = ms;
    followed.atLine = line;
    this.#lastMs = Math.max(this.#lastMs, ms);
  }
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
