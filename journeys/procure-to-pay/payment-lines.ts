/** What payments of vendors book: what is owed, what leaves the bank, discounts and what is withheld. */
import { credit, debit, type Accounts, type LineDraft } from '../../src/index.ts';
import type { PayloadOf } from './documents.ts';

/** Roles that a payment touches. */
export const PAID_ROLES: readonly string[] = [
  'payables.trade',
  'payables.capex',
  'cash.outgoing',
  'purchase.discount',
  'tax.input',
  'tax.withheld.payable',
];

/** Accounts of partners may be divided by their groups. */
export function groupOf({ partnerGroup }: { readonly partnerGroup: string }): { readonly partnerGroup: string } {
  return { partnerGroup };
}

/** What is owed for assets stands apart. */
export function payables({ partnerGroup }: { readonly partnerGroup: string }): string {
  return partnerGroup === 'capex' ? 'payables.capex' : 'payables.trade';
}

type Payment = Pick<
  PayloadOf<'vendor_payment.released'>,
  'items' | 'partner' | 'partnerGroup' | 'amount' | 'discount' | 'withholding' | 'costCenter' | 'documentId'
>;

/** What is withheld from a payment, as an item that is owed to an authority. */
export function withheldItem({ documentId }: Pick<Payment, 'documentId'>): string {
  return `${documentId}/W`;
}

function discountTax({ items }: Pick<Payment, 'items'>): number {
  return items.reduce((sum, item) => sum + item.discountTax, 0);
}

export function paymentLines(a: Accounts, p: Payment): readonly LineDraft[] {
  const tax = discountTax(p);
  return [
    ...p.items.map(({ kind, amount, clears }) =>
      (kind === 'invoice' ? debit : credit)(a(payables(p), groupOf(p)), amount, {
        partner: p.partner,
        clears: [clears],
      }),
    ),
    credit(a('cash.outgoing'), p.amount, { openItem: { id: p.documentId } }),
    credit(a('purchase.discount'), p.discount - tax, { costCenter: p.costCenter }),
    credit(a('tax.input'), tax),
    credit(a('tax.withheld.payable'), p.withholding, { openItem: { id: withheldItem(p) } }),
  ];
}

/** A payment taken back: what it cleared is owed again. */
export function voidedLines(a: Accounts, p: PayloadOf<'vendor_payment.voided'>): readonly LineDraft[] {
  const tax = discountTax(p);
  return [
    ...p.reopens.map(({ item, amount, kind }) =>
      (kind === 'invoice' ? credit : debit)(a(payables(p), groupOf(p)), amount, {
        partner: p.partner,
        openItem: item,
      }),
    ),
    debit(a('cash.outgoing'), p.amount, { clears: [p.clears] }),
    debit(a('purchase.discount'), p.discount - tax, { costCenter: p.costCenter }),
    debit(a('tax.input'), tax),
    ...(p.withheld === undefined
      ? []
      : [debit(a('tax.withheld.payable'), p.withheld.amount, { clears: [p.withheld] })]),
  ];
}
