/** The invoice of what was not ordered: there is nothing to match it with, so it is posted, and paid when it is due. */
import type { Context } from '../../src/index.ts';
import { billOf } from './open-bill.ts';
import type { InvoiceLine, P2pEvent, PayloadOf } from './documents.ts';
import { invoiceHead } from './invoice.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { addPayable, schedulePayment } from './pay-plan.ts';
import type { Relation } from './relation.ts';

export function postUnordered(
  ctx: Context,
  relation: Relation,
  { line, options }: { readonly line: InvoiceLine; readonly options: ResolvedP2pOptions },
): P2pEvent[] {
  const payload = invoiceWith(ctx, relation, line);
  addPayable(relation, { kind: 'invoice', payload, localAmount: payload.gross });
  const payable = relation.payables.get(payload.documentId);
  if (payable !== undefined) schedulePayment(ctx, relation, payable, options);
  const { documentId, documentType, company, partner, matchStatus } = payload;
  const matched = { documentId, documentType, company, partner, performedBy: 'system:matching', matchStatus };
  return [ctx.event('vendor_invoice.posted', payload), ctx.event('vendor_invoice.matched', matched)];
}

function invoiceWith(ctx: Context, relation: Relation, line: InvoiceLine): PayloadOf<'vendor_invoice.posted'> {
  const gross = line.net + line.tax;
  return Object.assign(invoiceHead(ctx, relation, billOf(ctx)), {
    references: [],
    net: line.net,
    tax: line.tax,
    gross,
    statedGross: gross,
    lines: [line],
    matchStatus: 'notRelevant' as const,
    blockReasons: [],
  });
}
