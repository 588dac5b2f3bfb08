/** Procure to pay in the words of a log: what each event does, and to which document. */
import type { Life, ObjectType } from '../../src/index.ts';
import type { P2pEventName } from './documents.ts';

/** Activities by event; a control is none. */
export const activities: Readonly<Record<Exclude<P2pEventName, 'control.performed'>, string>> = Object.freeze({
  'requisition.created': 'Create requisition',
  'requisition.approved': 'Approve requisition',
  'requisition.rejected': 'Reject requisition',
  'requisition.sourced': 'Source requisition',
  'purchase_order.created': 'Create purchase order',
  'purchase_order.approved': 'Approve purchase order',
  'purchase_order.sent': 'Send purchase order',
  'purchase_order.confirmed': 'Confirm purchase order',
  'purchase_order.changed': 'Change purchase order',
  'purchase_order.cancelled': 'Cancel purchase order',
  'purchase_order.closed': 'Close purchase order',
  'goods_receipt.posted': 'Post goods receipt',
  'service_entry.submitted': 'Submit service entry',
  'service_entry.accepted': 'Accept service entry',
  'vendor_return.posted': 'Return goods to vendor',
  'vendor_invoice.received': 'Receive vendor invoice',
  'vendor_invoice.posted': 'Post vendor invoice',
  'vendor_invoice.matched': 'Match vendor invoice',
  'vendor_invoice.blocked': 'Block vendor invoice',
  'vendor_invoice.block_released': 'Release vendor invoice',
  'vendor_invoice.returned_to_vendor': 'Return invoice to vendor',
  'vendor_invoice.reversed': 'Reverse vendor invoice',
  'vendor_credit_memo.posted': 'Post vendor credit memo',
  'down_payment.released': 'Release down payment',
  'down_payment.cleared': 'Clear down payment',
  'vendor_payment.proposed': 'Propose vendor payment',
  'vendor_payment.released': 'Release vendor payment',
  'vendor_payment.voided': 'Void vendor payment',
  'payment.cleared': 'Clear payment',
  'payment.returned': 'Return payment',
  'grir_balance.written_off': 'Write off goods receipt balance',
  'vendor.onboarded': 'Onboard vendor',
  'vendor.bank_details_changed': 'Change vendor bank data',
  'vendor.address_changed': 'Change vendor address',
});

/** What comes of an order until it is closed. */
const fulfilled: Life = {
  repeat: {
    oneOf: [
      'goods_receipt.posted',
      'service_entry.accepted',
      'vendor_return.posted',
      'vendor_invoice.posted',
      'vendor_credit_memo.posted',
      'grir_balance.written_off',
      'down_payment.released',
      'down_payment.cleared',
    ],
  },
};

/** Documents by their types. */
export const objectTypes: Readonly<Record<string, ObjectType>> = Object.freeze({
  PR: {
    name: 'Requisition',
    document: 'requisition.created',
    life: [
      'requisition.created',
      { repeat: 'requisition.approved' },
      { oneOf: ['requisition.rejected', ['requisition.sourced', 'purchase_order.created']] },
    ],
  },
  PO: {
    name: 'PurchaseOrder',
    document: 'purchase_order.created',
    life: [
      'purchase_order.created',
      { oneOrMore: 'purchase_order.approved' },
      'purchase_order.sent',
      'purchase_order.confirmed',
      { optional: ['purchase_order.changed', { repeat: 'purchase_order.approved' }] },
      { oneOf: ['purchase_order.cancelled', [fulfilled, 'purchase_order.closed']] },
    ],
  },
  GR: {
    name: 'GoodsReceipt',
    document: 'goods_receipt.posted',
    life: ['goods_receipt.posted', { repeat: 'vendor_return.posted' }],
  },
  SE: {
    name: 'ServiceEntry',
    document: 'service_entry.accepted',
    life: ['service_entry.submitted', 'service_entry.accepted'],
  },
  RV: { name: 'VendorReturn', document: 'vendor_return.posted', life: 'vendor_return.posted' },
  VI: {
    name: 'VendorInvoice',
    document: 'vendor_invoice.posted',
    life: [
      'vendor_invoice.received',
      'vendor_invoice.posted',
      {
        oneOf: [
          'vendor_invoice.matched',
          [
            'vendor_invoice.blocked',
            { repeat: 'vendor_credit_memo.posted' },
            {
              oneOf: [
                'vendor_invoice.block_released',
                ['vendor_invoice.returned_to_vendor', 'vendor_invoice.reversed'],
              ],
            },
          ],
        ],
      },
      { repeat: { oneOf: ['vendor_payment.released', 'vendor_credit_memo.posted', 'down_payment.cleared'] } },
    ],
  },
  VC: {
    name: 'VendorCreditMemo',
    document: 'vendor_credit_memo.posted',
    life: ['vendor_credit_memo.posted', { repeat: 'vendor_payment.released' }],
  },
  PY: {
    name: 'VendorPayment',
    document: 'vendor_payment.released',
    life: [
      'vendor_payment.proposed',
      'vendor_payment.released',
      {
        oneOf: ['vendor_payment.voided', ['payment.cleared', { optional: ['payment.returned', 'payment.cleared'] }]],
      },
    ],
  },
  DP: {
    name: 'DownPayment',
    document: 'down_payment.released',
    life: ['down_payment.released', { optional: 'payment.cleared' }, { repeat: 'down_payment.cleared' }],
  },
  DC: { name: 'DownPaymentClearing', document: 'down_payment.cleared', life: 'down_payment.cleared' },
  VN: { name: 'VendorOnboarding', document: 'vendor.onboarded', life: 'vendor.onboarded' },
  VB: { name: 'VendorBankChange', document: 'vendor.bank_details_changed', life: 'vendor.bank_details_changed' },
  VA: { name: 'VendorAddressChange', document: 'vendor.address_changed', life: 'vendor.address_changed' },
  WO: { name: 'GoodsReceiptWriteOff', document: 'grir_balance.written_off', life: 'grir_balance.written_off' },
});
