/** The vendor's invoice: received, posted, matched against order and receipts. */
import { chance, type Context, defineAction, type Generator, int, lognormal, uniform } from '../../src/index.ts';
import { dateOn } from '../world/clock.ts';
import { closing } from './close.ts';
import type { P2pEvent, PayloadOf } from './documents.ts';
import { clearAdvance } from './down-payment.ts';
import { type Faults, invoiceOf } from './invoice.ts';
import { openedValues } from './locals.ts';
import { type BillingInput, billOf, keepBill } from './open-bill.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { addPayable } from './pay-plan.ts';
import { postings } from './postings.ts';
import { documentId, inSession, type Order, type Relation, relationOf } from './relation.ts';
import { settleOpened } from './units.ts';

const ENTRY_DAYS = uniform({ low: 0, high: 2.9 });

const NUMBER_STEP = int({ min: 1, max: 40 });

/** The vendor's paper is in the house: it gets a number, and its turn. */
export function startBill(ctx: Context, relation: Relation): P2pEvent<'vendor_invoice.received'> {
  const { clock, company, partner, vendor } = relation;
  const invoiceId = documentId(ctx, 'VI', relation);
  relation.invoiceNumber += ctx.draw('number', NUMBER_STEP);
  const number = `${vendor.taxId.slice(-2)}-${relation.invoiceNumber}`;
  const receivedDay = clock.dayOf(ctx.nowMs);
  const due = clock.workAfter(ctx.nowMs, ctx.draw('entry', ENTRY_DAYS));
  const next = inSession(ctx, relation, due, { pool: 'invoiceClerk', key: invoiceId });
  keepBill(ctx, { invoiceId, number, receivedDay, next, postedId: '', posted: undefined });
  return ctx.event('vendor_invoice.received', {
    documentId: invoiceId,
    documentType: 'VI',
    company: company.code,
    partner,
    performedBy: 'system:inbox',
    vendorInvoiceNumber: number,
    receivedDate: dateOn(receivedDay),
  });
}

export function receiveInvoiceAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'receive-invoice',
    emits: ['vendor_invoice.received'],
    handler: (ctx): P2pEvent<'vendor_invoice.received'>[] => [startBill(ctx, relationOf(ctx, options))],
  });
}

export function postInvoiceAction(options: ResolvedP2pOptions) {
  const scaled = (p: number): Generator<boolean> => chance(Math.min(1, p * options.messiness));
  const faults: Faults = {
    price: scaled(options.priceDeviationChance),
    quantity: scaled(options.quantityDeviationChance),
    freight: scaled(options.freightAddedChance),
  };
  return defineAction({
    id: 'post-invoice',
    emits: [
      'vendor_invoice.posted',
      'vendor_invoice.matched',
      'vendor_invoice.blocked',
      'control.performed',
      'down_payment.cleared',
      'purchase_order.closed',
    ],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const input = ctx.input<BillingInput>();
      const order = relation.orders.get(input?.orderId ?? '');
      const bill = billOf(ctx);
      if (input === undefined || order === undefined) return [];
      const wrong = input.isCorrected === true ? NO_FAULTS : faults;
      const payload = invoiceOf(ctx, relation, { order, bill, quantities: input.quantities, faults: wrong, options });
      bill.posted = payload;
      const step = {
        documentId: bill.invoiceId,
        documentType: 'VI',
        company: relation.company.code,
        partner: relation.partner,
      };
      const { matchStatus, blockReasons } = payload;
      const isFree = matchStatus === 'matched';
      const isSame = payload.currency === relation.company.currency;
      const values = isSame ? undefined : openedValues(relation, postings['PP05'], payload);
      if (values !== undefined) settleUnits(order, payload, values);
      addPayable(relation, { kind: 'invoice', payload, localAmount: values?.get(bill.invoiceId) ?? payload.gross });
      if (isFree) order.invoices--;
      else bill.next = relation.clock.workAfter(ctx.nowMs, ctx.draw('blocked', BLOCKED_DAYS));
      const performedBy = 'system:matching';
      const told = ctx.event('vendor_invoice.posted', payload);
      bill.postedId = told.id;
      return [
        told,
        ctx.event('control.performed', {
          company: relation.company.code,
          controlId: 'C010',
          objectId: bill.invoiceId,
          result: 'effective',
          performedBy,
          evidence: [bill.invoiceId, order.orderId],
        }),
        isFree
          ? ctx.event('vendor_invoice.matched', Object.assign({}, step, { performedBy, matchStatus }))
          : ctx.event('vendor_invoice.blocked', Object.assign({}, step, { performedBy, matchStatus, blockReasons })),
        ...clearAdvance(ctx, relation, { order, invoice: payload }),
        ...(isFree ? closing(ctx, relation, order) : []),
      ];
    },
  });
}

const NO_FAULTS: Faults = { price: chance(0), quantity: chance(0), freight: chance(0) };

const BLOCKED_DAYS = lognormal({ median: 4, p95: 20 });

/** In another currency, what an invoice opens is worth what its entry makes of it. */
function settleUnits(
  order: Order,
  { lines }: PayloadOf<'vendor_invoice.posted'>,
  values: ReadonlyMap<string, number>,
): void {
  for (const { opened, reference } of lines) {
    const line = order.lines.find((one) => one.line === reference?.line);
    if (opened !== undefined && line !== undefined) settleOpened(line, values.get(opened.item) ?? 0);
  }
}
