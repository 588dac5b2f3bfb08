/** Order to cash in the words of a log: what each event does, and to which document. */
import type { Life, ObjectType } from '../../src/index.ts';
import type { EventName } from './documents.ts';

/** Activities by event. */
export const activities: Readonly<Record<Exclude<EventName, 'control.performed'>, string>> = Object.freeze({
  'quote.created': 'Create quote',
  'quote.sent': 'Send quote',
  'quote.won': 'Win quote',
  'quote.lost': 'Lose quote',
  'quote.expired': 'Let quote expire',
  'sales_order.created': 'Create sales order',
  'sales_order.credit_checked': 'Check credit',
  'sales_order.credit_blocked': 'Block sales order',
  'sales_order.credit_released': 'Release sales order',
  'sales_order.rejected': 'Reject sales order',
  'sales_order.confirmed': 'Confirm sales order',
  'sales_order.changed': 'Change sales order',
  'sales_order.cancelled': 'Cancel sales order',
  'sales_order.closed': 'Close sales order',
  'delivery.created': 'Create delivery',
  'delivery.picked': 'Pick delivery',
  'delivery.packed': 'Pack delivery',
  'delivery.goods_issued': 'Issue delivery',
  'delivery.proof_received': 'Receive proof of delivery',
  'outbound_freight.accrued': 'Accrue outbound freight',
  'customer_invoice.posted': 'Post customer invoice',
  'customer_invoice.sent': 'Send customer invoice',
  'customer_invoice.disputed': 'Dispute customer invoice',
  'customer_invoice.dispute_resolved': 'Settle customer invoice',
  'receipt.banked': 'Bank receipt',
  'receipt.returned': 'Return receipt',
  'customer_receipt.applied': 'Apply customer receipt',
  'customer_receipt.reversed': 'Reverse customer receipt',
  'unapplied_receipt.applied': 'Apply unapplied receipt',
  'customer_refund.released': 'Release customer refund',
  'payment.cleared': 'Clear payment',
  'customer_charge.posted': 'Post customer charge',
  'credit_memo.posted': 'Post credit memo',
  'customer_return.announced': 'Announce customer return',
  'customer_return.received': 'Receive customer return',
  'customer_return.scrapped': 'Scrap customer return',
  'dunning_notice.sent': 'Send dunning notice',
  'receivable.written_off': 'Write off receivable',
  'receivable.recovered': 'Recover receivable',
  'deferred_revenue.released': 'Release deferred revenue',
  'subscription.signed': 'Sign subscription',
  'subscription.renewed': 'Renew subscription',
  'subscription.ended': 'End subscription',
  'customer.onboarded': 'Onboard customer',
  'customer.credit_limit_changed': 'Change credit limit',
  'customer.insolvency_declared': 'Declare insolvency',
});

/** What settles an invoice, or a part of it; what it is disputed for. */
const settled: Life = {
  repeat: {
    oneOf: [
      'customer_receipt.applied',
      'customer_receipt.reversed',
      'unapplied_receipt.applied',
      'credit_memo.posted',
      'customer_invoice.posted',
      'receivable.written_off',
      'receivable.recovered',
    ],
  },
};

/** Documents by their types. */
export const objectTypes: Readonly<Record<string, ObjectType>> = Object.freeze({
  QT: {
    name: 'Quote',
    document: 'quote.created',
    life: [
      'quote.created',
      'quote.sent',
      { oneOf: ['quote.lost', 'quote.expired', ['quote.won', 'sales_order.created']] },
    ],
  },
  SO: {
    name: 'SalesOrder',
    document: 'sales_order.created',
    life: [
      'sales_order.created',
      'sales_order.credit_checked',
      {
        optional: [
          'sales_order.credit_blocked',
          { oneOf: ['sales_order.credit_released', { last: 'sales_order.rejected' }] },
        ],
      },
      'sales_order.confirmed',
      { optional: 'sales_order.changed' },
      { oneOf: ['sales_order.cancelled', [{ oneOrMore: 'delivery.created' }, 'sales_order.closed']] },
    ],
  },
  DL: {
    name: 'Delivery',
    document: 'delivery.created',
    life: [
      'delivery.created',
      'delivery.picked',
      'delivery.packed',
      'delivery.goods_issued',
      {
        together: [
          { optional: 'outbound_freight.accrued' },
          'delivery.proof_received',
          { repeat: 'customer_invoice.posted' },
          { repeat: 'customer_return.announced' },
        ],
      },
    ],
  },
  CI: {
    name: 'CustomerInvoice',
    document: 'customer_invoice.posted',
    life: [
      'customer_invoice.posted',
      'customer_invoice.sent',
      {
        together: [settled, { repeat: ['customer_invoice.disputed', 'customer_invoice.dispute_resolved'] }],
      },
    ],
  },
  RC: {
    name: 'Receipt',
    document: 'customer_receipt.applied',
    life: [
      { together: ['receipt.banked', 'customer_receipt.applied'] },
      { repeat: 'unapplied_receipt.applied' },
      { optional: ['receipt.returned', 'customer_receipt.reversed'] },
    ],
  },
  RA: { name: 'ReceiptApplication', document: 'unapplied_receipt.applied', life: 'unapplied_receipt.applied' },
  RF: {
    name: 'CustomerRefund',
    document: 'customer_refund.released',
    life: ['customer_refund.released', 'payment.cleared'],
  },
  CH: {
    name: 'CustomerCharge',
    document: 'customer_charge.posted',
    life: [
      'customer_charge.posted',
      { repeat: { oneOf: ['customer_receipt.applied', 'customer_receipt.reversed', 'receivable.written_off'] } },
    ],
  },
  CM: {
    name: 'CreditMemo',
    document: 'credit_memo.posted',
    life: ['credit_memo.posted', { repeat: { oneOf: ['unapplied_receipt.applied', 'customer_refund.released'] } }],
  },
  RT: {
    name: 'CustomerReturn',
    document: 'customer_return.announced',
    life: [
      'customer_return.announced',
      'customer_return.received',
      { optional: 'customer_return.scrapped' },
      'credit_memo.posted',
    ],
  },
  DN: { name: 'DunningNotice', document: 'dunning_notice.sent', life: 'dunning_notice.sent' },
  WO: {
    name: 'ReceivableWriteOff',
    document: 'receivable.written_off',
    life: ['receivable.written_off', { repeat: 'receivable.recovered' }],
  },
  SU: {
    name: 'Subscription',
    document: 'subscription.signed',
    life: [
      'subscription.signed',
      {
        together: [
          { repeat: { oneOf: ['customer_invoice.posted', 'deferred_revenue.released', 'subscription.renewed'] } },
          { optional: 'subscription.ended' },
        ],
      },
    ],
  },
});
