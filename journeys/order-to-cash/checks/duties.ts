/** K3 of order to cash: who sells decides on no credit, who ships bills nothing, who bills takes no money. */
import type { FileCheck, FileEvent, MasterTables } from '../../../src/index.ts';
import { apart, dutyCheck, type Fault } from '../../world/checks/duties.ts';
import type { Staff } from '../../world/checks/staff.ts';
import type { EventName, Payload } from '../documents.ts';
import type { Receivables } from './receivables.ts';

/** Whose work is what. */
const POOLS: Readonly<Partial<Record<EventName, string>>> = {
  'quote.created': 'sales',
  'sales_order.created': 'sales',
  'sales_order.changed': 'sales',
  'sales_order.confirmed': 'sales',
  'sales_order.cancelled': 'sales',
  'sales_order.credit_released': 'creditManager',
  'sales_order.rejected': 'creditManager',
  'delivery.picked': 'shipper',
  'delivery.goods_issued': 'shipper',
  'customer_invoice.posted': 'biller',
  'credit_memo.posted': 'biller',
  'customer_receipt.applied': 'cashApplier',
  'customer_receipt.reversed': 'cashApplier',
  'unapplied_receipt.applied': 'cashApplier',
  'customer_refund.released': 'cashApplier',
  'customer_return.received': 'receiver',
  'receivable.written_off': 'creditManager',
  'customer.credit_limit_changed': 'sales',
};

interface Sold {
  readonly by: string;
  /** In company currency, once credit was looked at. */
  amount: number;
}

/** `receivables`: what is open, followed by another check. */
export function dutiesOf(receivables: Receivables, masters: MasterTables): FileCheck {
  const orders = new Map<string, Sold>();
  const shippers = new Map<string, string>();
  const billers = new Map<string, string>();
  const over = judging<'sales_order.closed' | 'sales_order.rejected' | 'sales_order.cancelled'>(({ documentId }) => {
    orders.delete(documentId);
    return [];
  });
  const judge: Readonly<Partial<Record<EventName, (event: FileEvent, staff: Staff) => readonly Fault[]>>> = {
    'sales_order.created': judging<'sales_order.created'>(({ documentId, performedBy }) => {
      orders.set(documentId, { by: performedBy, amount: 0 });
      return [];
    }),
    'sales_order.credit_checked': judging<'sales_order.credit_checked'>(({ documentId, thisOrder }) => {
      const order = orders.get(documentId);
      if (order !== undefined) order.amount = thisOrder;
      return [];
    }),
    'sales_order.credit_released': judging<'sales_order.credit_released'>((release, ms, staff) => {
      const { documentId, performedBy, approvedBy, company } = release;
      const { by, amount = 0 } = orders.get(documentId) ?? {};
      return [
        apart('SOD08', by, performedBy, 'who sold it and who releases its credit'),
        approvedBy !== undefined && apart('SOD08', by, approvedBy, 'who sold it and who approves its release'),
        staff.isKnown &&
          staff.limitFaultOf(performedBy, {
            company,
            approvedBy,
            amount,
            pool: 'creditManager',
            date: staff.dateOf(company, ms),
          }),
      ];
    }),
    'sales_order.rejected': judging<'sales_order.rejected'>(({ documentId, performedBy }) => {
      const fault = apart('SOD08', orders.get(documentId)?.by, performedBy, 'who sold it and who rejects it');
      orders.delete(documentId);
      return [fault];
    }),
    'sales_order.cancelled': over,
    'sales_order.closed': over,
    'delivery.goods_issued': judging<'delivery.goods_issued'>(({ documentId, performedBy }) => {
      shippers.set(documentId, performedBy);
      return [];
    }),
    'customer_invoice.posted': judging<'customer_invoice.posted'>(({ documentId, performedBy, references }) => {
      billers.set(documentId, performedBy);
      return references.map((of) => {
        const fault = apart(
          'SOD09',
          shippers.get(of.documentId),
          performedBy,
          `who sent ${of.documentId} and bills it`,
        );
        shippers.delete(of.documentId);
        return fault;
      });
    }),
    'customer_receipt.applied': judging<'customer_receipt.applied'>(({ performedBy, remittance }) =>
      remittance.map(({ invoice, item, clears }) => {
        const fault = apart('SOD10', billers.get(invoice), performedBy, `who billed ${invoice} and applies its money`);
        const open = receivables.items.get(item)?.amount ?? 0;
        if (open <= clears.amount) billers.delete(invoice);
        return fault;
      }),
    ),
  };
  return dutyCheck({ pools: POOLS as Readonly<Record<string, string>>, judge: judge as Judging }, masters);
}

type Judging = Parameters<typeof dutyCheck>[0]['judge'];

/** A judge of events of one name. */
function judging<N extends EventName>(
  judge: (payload: Payload<N>, ms: number, staff: Staff) => readonly Fault[],
): (event: FileEvent, staff: Staff) => readonly Fault[] {
  return ({ payload, ms }, staff) => judge(payload as unknown as Payload<N>, ms, staff);
}
