/** Procure to pay in the words of a log: what each event does, and to which document. */
import type { ObjectType } from '../../src/index.ts';
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

/** Documents by their types. */
export const objectTypes: Readonly<Record<string, ObjectType>> = Object.freeze({
  PR: { name: 'Requisition', document: 'requisition.created' },
  PO: { name: 'PurchaseOrder', document: 'purchase_order.created' },
  GR: { name: 'GoodsReceipt', document: 'goods_receipt.posted' },
  SE: { name: 'ServiceEntry', document: 'service_entry.accepted' },
  RV: { name: 'VendorReturn', document: 'vendor_return.posted' },
  VI: { name: 'VendorInvoice', document: 'vendor_invoice.posted' },
  VC: { name: 'VendorCreditMemo', document: 'vendor_credit_memo.posted' },
  PY: { name: 'VendorPayment', document: 'vendor_payment.released' },
  DP: { name: 'DownPayment', document: 'down_payment.released' },
  DC: { name: 'DownPaymentClearing', document: 'down_payment.cleared' },
  VN: { name: 'VendorOnboarding', document: 'vendor.onboarded' },
  VB: { name: 'VendorBankChange', document: 'vendor.bank_details_changed' },
  VA: { name: 'VendorAddressChange', document: 'vendor.address_changed' },
  WO: { name: 'GoodsReceiptWriteOff', document: 'grir_balance.written_off' },
});
