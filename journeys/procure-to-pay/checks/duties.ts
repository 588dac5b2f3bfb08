/** K3 of procure to pay: who asks, buys, receives, enters, proposes and releases are different people, each within limits. */
import { convertAmount, partOf, type FileCheck, type FileEvent, type MasterTables } from '../../../src/index.ts';
import { apart, dutyCheck, type Fault } from '../../world/checks/duties.ts';
import { eventsAlone } from '../../world/checks/file-checks.ts';
import type { Staff } from '../../world/checks/staff.ts';
import type { P2pEventName, PayloadOf } from '../documents.ts';

/** Whose work is what. */
const POOLS: Readonly<Partial<Record<P2pEventName, string>>> = {
  'requisition.sourced': 'buyer',
  'purchase_order.created': 'buyer',
  'purchase_order.sent': 'buyer',
  'goods_receipt.posted': 'receiver',
  'vendor_return.posted': 'receiver',
  'vendor_invoice.posted': 'invoiceClerk',
  'vendor_credit_memo.posted': 'invoiceClerk',
  'vendor_payment.proposed': 'paymentProposer',
  'vendor_payment.released': 'paymentReleaser',
  'vendor_payment.voided': 'paymentReleaser',
};

/** A rise up to this share needs nobody's word again. */
const REAPPROVAL_BP = 500;

interface Order {
  readonly buyer: string;
  readonly currency: string;
  readonly rate9: number;
  readonly receivers: Set<string>;
  /** Minor units of the document, as it has to be approved. */
  net: number;
  /** Who has approved that much. */
  approvers: readonly string[];
}

export function dutiesOf(masters: MasterTables = eventsAlone()): FileCheck {
  const orders = new Map<string, Order>();
  const requesters = new Map<string, string>();
  const clerks = new Map<string, string>();
  const proposers = new Map<string, string>();
  const judge: Readonly<Partial<Record<P2pEventName, Judge>>> = {
    'requisition.created': judging<'requisition.created'>(({ documentId, requester }) => {
      requesters.set(documentId, requester);
      return [];
    }),
    'requisition.approved': judging<'requisition.approved'>(({ documentId, performedBy }) => [
      apart('SOD01', requesters.get(documentId), performedBy, 'who asked for it and who approves it'),
    ]),
    'requisition.sourced': judging<'requisition.sourced'>(({ documentId }) => {
      requesters.delete(documentId);
      return [];
    }),
    ...orderJudges(orders),
    'vendor_invoice.posted': judging<'vendor_invoice.posted'>(({ documentId, performedBy, references }) => {
      clerks.set(documentId, performedBy);
      const receivers = references.flatMap((of) => [...(orders.get(of.documentId)?.receivers ?? [])]);
      return receivers.map((one) => apart('SOD04', one, performedBy, 'who received it and who enters its invoice'));
    }),
    'vendor_payment.proposed': judging<'vendor_payment.proposed'>(({ documentId, performedBy, items }) => {
      proposers.set(documentId, performedBy);
      return items.map((item) => apart('SOD05', clerks.get(item), performedBy, `who entered ${item} and proposes it`));
    }),
    'vendor_payment.released': judging<'vendor_payment.released'>((payment) => {
      const { documentId, performedBy, countersignedBy, items } = payment;
      const proposer = proposers.get(documentId);
      proposers.delete(documentId);
      for (const { invoice } of items) clerks.delete(invoice);
      return [
        apart('SOD06', proposer, performedBy, 'who proposed it and who releases it'),
        countersignedBy !== undefined && apart('SOD06', proposer, countersignedBy, 'who proposed it and who signs it'),
      ];
    }),
  };
  return dutyCheck({ pools: POOLS as Readonly<Record<string, string>>, judge: judge as Judging }, masters);
}

/** Orders are approved up to their value by people who did not place them, and received by others. */
function orderJudges(orders: Map<string, Order>): Readonly<Partial<Record<P2pEventName, Judge>>> {
  return {
    'purchase_order.created': judging<'purchase_order.created'>((order) => {
      const { documentId, performedBy: buyer, currency, rate9, net } = order;
      orders.set(documentId, { buyer, currency, rate9, receivers: new Set(), net, approvers: [] });
      return [];
    }),
    'purchase_order.approved': judging<'purchase_order.approved'>(({ documentId, performedBy, company }, ms, staff) => {
      const order = orders.get(documentId);
      if (order === undefined) return [];
      order.approvers = [...order.approvers, performedBy];
      return [
        apart('SOD02', order.buyer, performedBy, 'who buys and who approves'),
        staff.isKnown && staff.faultOf(performedBy, { company, pool: '', date: staff.dateOf(company, ms) }),
      ];
    }),
    'purchase_order.sent': judging<'purchase_order.sent'>(({ documentId, company }, _ms, staff) => [
      limitFault(orders.get(documentId), company, staff),
    ]),
    'purchase_order.changed': judging<'purchase_order.changed'>(({ documentId, net }) => {
      const order = orders.get(documentId);
      if (order === undefined || net - order.net <= partOf(order.net, REAPPROVAL_BP)) return [];
      order.net = net;
      order.approvers = [];
      return [];
    }),
    'goods_receipt.posted': judging<'goods_receipt.posted'>(({ performedBy, references, company }, _ms, staff) =>
      references.flatMap(({ documentId }) => {
        const order = orders.get(documentId);
        order?.receivers.add(performedBy);
        return [
          apart('SOD03', order?.buyer, performedBy, 'who buys and who receives'),
          limitFault(order, company, staff),
        ];
      }),
    ),
    'purchase_order.closed': judging<'purchase_order.closed'>(({ documentId }) => {
      orders.delete(documentId);
      return [];
    }),
  };
}

/** Beyond every limit two at the top sign, or the one there is. */
function limitFault(order: Order | undefined, company: string, staff: Staff): Fault {
  if (order === undefined || !staff.isKnown) return false;
  const own = staff.currencyOf(company);
  const { currency, net, rate9, approvers } = order;
  const amount = currency === own ? net : convertAmount(net, rate9, { from: currency, to: own });
  if (staff.mayApprove(company, approvers, amount)) return false;
  const limit = approvers.reduce((most, one) => Math.max(most, staff.find(company, one)?.approvalLimit ?? 0), 0);
  return `it is worth ${amount}, those who approved it may decide on ${limit}`;
}

type Judge = (event: FileEvent, staff: Staff) => readonly Fault[];
type Judging = Parameters<typeof dutyCheck>[0]['judge'];

/** A judge of events of one name. */
function judging<N extends P2pEventName>(
  judge: (payload: PayloadOf<N>, ms: number, staff: Staff) => readonly Fault[],
): Judge {
  return ({ payload, ms }, staff) => judge(payload as unknown as PayloadOf<N>, ms, staff);
}
