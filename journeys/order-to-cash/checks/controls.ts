/** K1 and K2 of order to cash: credit before an order is taken (C021), prices and quantities of what is billed (C020). */
import type { FileCheck, FileEvent, MasterTables } from '../../../src/index.ts';
import { controlChecks, type Asked } from '../../world/checks/controls.ts';
import type { EventName, Payload } from '../documents.ts';
import type { Exposures } from './credit.ts';

/** Prices of an order and quantities of its deliveries, until nothing of it is to be billed. */
interface Agreed {
  readonly prices: ReadonlyMap<number, number>;
  /** By `delivery/line`. */
  readonly quantities: Map<string, number>;
  isClosed: boolean;
  /** Invoices that are wrong and not written again. */
  wrong: number;
}

/** `exposures`: what O4 finds of each order. */
export function controlsOf(exposures: Exposures, masters: MasterTables): FileCheck {
  const billing = new Billing();
  const ended = reading<'sales_order.cancelled'>(({ documentId }) => billing.forget(documentId));
  return controlChecks(
    {
      controls: [
        {
          id: 'C021',
          on: 'sales_order.created',
          ask: reading<'sales_order.created', Asked>(({ documentId }) => ({
            objectId: documentId,
            evidence: [],
            holds: () => exposures.isJudgedRightly(documentId),
          })),
        },
        {
          id: 'C020',
          on: 'customer_invoice.posted',
          ask: reading<'customer_invoice.posted', Asked | undefined>((invoice) => billing.billed(invoice)),
        },
      ],
      follow: {
        'sales_order.created': reading<'sales_order.created'>((order) => billing.ordered(order)),
        'delivery.goods_issued': reading<'delivery.goods_issued'>((delivery) => billing.delivered(delivery)),
        'sales_order.closed': reading<'sales_order.closed'>(({ documentId }) => billing.closed(documentId)),
        'sales_order.cancelled': ended,
        'sales_order.rejected': ended,
      },
    },
    masters,
  );
}

/** A reader of events of one name. */
function reading<N extends EventName, T = void>(read: (payload: Payload<N>) => T): (event: FileEvent) => T {
  return ({ payload }) => read(payload as unknown as Payload<N>);
}

class Billing {
  readonly #orders = new Map<string, Agreed>();

  ordered({ documentId, lines }: Payload<'sales_order.created'>): void {
    const prices = new Map(lines.map(({ line, unitPrice }) => [line, unitPrice]));
    this.#orders.set(documentId, { prices, quantities: new Map(), isClosed: false, wrong: 0 });
  }

  delivered({ salesOrder, documentId, lines }: Payload<'delivery.goods_issued'>): void {
    const order = this.#orders.get(salesOrder);
    for (const { line, quantity } of lines) order?.quantities.set(`${documentId}/${line}`, quantity);
  }

  /** An invoice of an order: with what it is compared, and how that comes out. */
  billed({ documentId, salesOrder, kind, lines, references }: Payload<'customer_invoice.posted'>): Asked | undefined {
    if (salesOrder === '') return undefined;
    const order = this.#orders.get(salesOrder);
    const isRight = lines.every(({ reference, deliveryLine: from, unitPrice, quantity }) => {
      const sent = from === undefined ? undefined : order?.quantities.get(`${from.documentId}/${from.line}`);
      return order?.prices.get(reference.line) === unitPrice && sent === quantity;
    });
    if (order !== undefined) {
      if (!isRight) order.wrong++;
      else if (kind === 'rebill') order.wrong--;
      this.#drop(salesOrder, order);
    }
    const deliveries = references.filter(({ documentType }) => documentType === 'DL');
    const evidence = [salesOrder, ...deliveries.map((one) => one.documentId)];
    return { objectId: documentId, evidence, holds: () => isRight };
  }

  closed(salesOrder: string): void {
    const order = this.#orders.get(salesOrder);
    if (order === undefined) return;
    order.isClosed = true;
    this.#drop(salesOrder, order);
  }

  forget(salesOrder: string): void {
    this.#orders.delete(salesOrder);
  }

  #drop(salesOrder: string, { isClosed, wrong }: Agreed): void {
    if (isClosed && wrong === 0) this.#orders.delete(salesOrder);
  }
}
