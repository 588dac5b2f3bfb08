/** P1, P2: the course of orders, and quantities against them. */
import { calendarById, compileCalendar, type CompiledCalendar } from '../../../src/index.ts';
import { DAY_MS } from '../../world/dates.ts';
import type { PayloadOf } from '../documents.ts';
import { type Judge, OrderLines, type Received, type Written } from './reading.ts';

const ENTRY_DAYS = 3;

/** Calendars by region: pure functions of the tables. */
const calendars = new Map<string, CompiledCalendar>();

function businessDaysBetween(region: string, from: string, to: string): number {
  let calendar = calendars.get(region);
  if (calendar === undefined) calendars.set(region, (calendar = compileCalendar(calendarById(region))));
  return calendar.businessDaysBetween(Date.parse(from), Date.parse(to) + DAY_MS) - 1;
}

interface Course {
  readonly policy: string;
  approved: boolean;
  sent: boolean;
  readonly received: Set<number>;
}

type RequisitionState = 'created' | 'approved' | 'sourced' | 'rejected';

export const P1: Written = {
  id: 'P1',
  name: 'orders-take-their-course',
  begin: (judge) => {
    const requisitions = new Map<string, RequisitionState>();
    const orders = new Map<string, Course>();
    const posted = new Set<string>();
    const receive = ({ documentId, lines }: Received): void => {
      for (const { reference } of lines) {
        const order = orders.get(reference.documentId);
        judge(
          order?.sent === true,
          [documentId, reference.documentId],
          () => `${documentId} receives order ${reference.documentId}, which was not sent`,
        );
        order?.received.add(reference.line);
      }
    };
    return {
      on: {
        ...requisitionSteps(requisitions, judge),
        'purchase_order.created': ({ documentId, references, invoicePolicy }) => {
          const [requisition] = references.map((one) => one.documentId);
          const isSourced = requisition !== undefined && requisitions.get(requisition) === 'sourced';
          judge(isSourced, [documentId], () => `order ${documentId} follows no sourced requisition`);
          requisitions.delete(requisition ?? '');
          orders.set(documentId, { policy: invoicePolicy, approved: false, sent: false, received: new Set() });
        },
        'purchase_order.approved': ({ documentId }) => {
          const order = orders.get(documentId);
          if (order !== undefined) order.approved = true;
        },
        'purchase_order.sent': ({ documentId }) => {
          const order = orders.get(documentId);
          judge(order?.approved === true, [documentId], () => `order ${documentId} is sent before it is approved`);
          if (order !== undefined) order.sent = true;
        },
        'purchase_order.cancelled': ({ documentId }) => void orders.delete(documentId),
        'goods_receipt.posted': receive,
        'service_entry.accepted': receive,
        'vendor_invoice.posted': (invoice) => {
          posted.add(invoice.documentId);
          judgeInvoice(invoice, orders, judge);
        },
        'vendor_invoice.reversed': ({ documentId }) => {
          judge(posted.delete(documentId), [documentId], () => `${documentId} is reversed and was not posted`);
        },
        ...paymentSteps(posted, judge),
        'purchase_order.closed': ({ documentId }) => void orders.delete(documentId),
      },
    };
  },
};

/** Requisitions are approved, and then given to a source or rejected. */
function requisitionSteps(
  requisitions: Map<string, RequisitionState>,
  judge: Judge,
): ReturnType<Written['begin']>['on'] {
  const step = (id: string, from: 'created' | 'approved', to: 'approved' | 'sourced' | 'rejected'): void => {
    const at = requisitions.get(id);
    // One leader approves after the other.
    const isAgain = at === 'approved' && to !== 'sourced';
    judge(at === from || isAgain, [id], () => `requisition ${id} is ${to} before it is ${from}`);
    requisitions.set(id, to);
  };
  return {
    'requisition.created': ({ documentId }) => void requisitions.set(documentId, 'created'),
    'requisition.approved': ({ documentId }) => step(documentId, 'created', 'approved'),
    'requisition.rejected': ({ documentId }) => step(documentId, 'created', 'rejected'),
    'requisition.sourced': ({ documentId }) => step(documentId, 'approved', 'sourced'),
  };
}

/** Payments: of what is posted, proposed before they are released. `posted`: invoices and credit memos so far. */
function paymentSteps(posted: Set<string>, judge: Judge): ReturnType<Written['begin']>['on'] {
  const proposed = new Set<string>();
  return {
    'vendor_credit_memo.posted': ({ documentId }) => void posted.add(documentId),
    'vendor_payment.proposed': ({ documentId, items }) => {
      proposed.add(documentId);
      for (const item of items) {
        const [document = ''] = item.split('/');
        judge(
          posted.has(document),
          [documentId, document],
          () => `payment ${documentId} is proposed for ${document}, which is not posted`,
        );
      }
    },
    'vendor_payment.released': ({ documentId, valueDate, postingDate }) => {
      judge(proposed.delete(documentId), [documentId], () => `payment ${documentId} is released before it is proposed`);
      judge(
        postingDate <= valueDate,
        [documentId],
        () => `payment ${documentId} of ${postingDate} has the value date ${valueDate}`,
      );
    },
  };
}

function judgeInvoice(
  { documentId, lines, receivedDate, postingDate }: PayloadOf<'vendor_invoice.posted'>,
  orders: ReadonlyMap<string, Course>,
  judge: Judge,
): void {
  const region = lines[0]?.taxCode.slice(0, 2) ?? 'US';
  const days = businessDaysBetween(region, receivedDate, postingDate);
  judge(
    days <= ENTRY_DAYS && postingDate >= receivedDate,
    [documentId],
    () => `${documentId} was received on ${receivedDate} and posted ${days} business days later`,
  );
  for (const { reference } of lines) {
    if (reference === undefined) continue;
    const order = orders.get(reference.documentId);
    const isInTime =
      order !== undefined && order.policy !== 'afterReceipt'
        ? order.sent
        : order?.received.has(reference.line) === true;
    judge(
      isInTime,
      [documentId, reference.documentId],
      () => `${documentId} bills order ${reference.documentId} line ${reference.line} before its time`,
    );
  }
}

export const P2 = (overDeliveryBp: number): Written => ({
  id: 'P2',
  name: 'quantities-against-the-order',
  begin: (judge) => {
    const orders = new OrderLines();
    const receive = (payload: Received): void => {
      orders.received(payload);
      for (const { reference } of payload.lines) {
        const line = orders.get(reference.documentId, reference.line);
        if (line === undefined) continue;
        const kept = line.received - line.returned;
        judge(
          kept * 10_000 <= line.ordered * (10_000 + overDeliveryBp),
          [payload.documentId, reference.documentId],
          () =>
            `${payload.documentId} brings order ${reference.documentId} line ${reference.line} to ${kept} of ${line.ordered} ordered`,
        );
      }
    };
    return {
      on: {
        'purchase_order.created': (payload) => orders.created(payload),
        'purchase_order.changed': (payload) => orders.changed(payload),
        'goods_receipt.posted': receive,
        'service_entry.accepted': receive,
        'purchase_order.cancelled': ({ documentId }) => void orders.close(documentId),
        'vendor_return.posted': (payload) => orders.returned(payload),
        'vendor_invoice.posted': (payload) => orders.invoiced(payload),
        'vendor_invoice.reversed': (payload) => orders.uninvoiced(payload),
        'vendor_credit_memo.posted': (payload) => orders.credited(payload),
        'purchase_order.closed': ({ documentId, reason }) => {
          for (const { line, grBased, invoiced, credited, received, returned } of orders.close(documentId)) {
            if (!grBased || reason !== 'completed') continue;
            judge(
              invoiced - credited <= received - returned,
              [documentId],
              () =>
                `order ${documentId} line ${line} is closed with ${invoiced - credited} billed of ${received - returned} kept`,
            );
          }
        },
      },
    };
  },
});
