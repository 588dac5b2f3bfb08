/** What becomes of a blocked invoice: accepted by who may, or credited by the vendor; then it is paid. */
import { chance, defineAction, int, lineAmount, partOf, type Context } from '../../src/index.ts';
import { approvalChain, personIn } from '../world/masters/people.ts';
import { billOf, type BillingInput } from './open-bill.ts';
import { closing } from './close.ts';
import type { CreditLine, InvoiceLine, P2pEvent, PayloadOf } from './documents.ts';
import { openedValues } from './locals.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { addPayable, schedulePayment } from './pay-plan.ts';
import { postings } from './postings.ts';
import { doer, documentId, localValue, postedOn, rateOn, relationOf, type Order, type Relation } from './relation.ts';
import { goesBack, sendBack } from './reverse.ts';
import { moveUnits, settleOpened } from './units.ts';

const ACCEPTED = chance(0.7);
const NUMBER_STEP = int({ min: 1, max: 40 });

type Invoice = PayloadOf<'vendor_invoice.posted'>;

/** An invoice without a block goes into its payment run at once. */
export function payAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'schedule',
    emits: [],
    handler: (ctx): P2pEvent[] => {
      schedule(ctx, relationOf(ctx, options), billOf(ctx).invoiceId, options);
      return [];
    },
  });
}

function schedule(ctx: Context, relation: Relation, item: string, options: ResolvedP2pOptions): void {
  const payable = relation.payables.get(item);
  if (payable !== undefined) schedulePayment(ctx, relation, payable, options);
}

export function resolveAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'resolve',
    emits: [
      'vendor_credit_memo.posted',
      'vendor_invoice.block_released',
      'vendor_invoice.returned_to_vendor',
      'vendor_invoice.reversed',
      'purchase_order.closed',
    ],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const order = relation.orders.get(ctx.input<BillingInput>()?.orderId ?? '');
      const { posted: invoice, invoiceId } = billOf(ctx);
      if (order === undefined || invoice === undefined) return [];
      if (goesBack(ctx, { order, invoice }))
        return [...sendBack(ctx, relation, { order, invoice }), ...closing(ctx, relation, order)];
      const releaser = releaserOf(ctx, relation, order, invoice);
      // Above every limit nobody may: what is asked too much is credited.
      const accepted = ctx.draw('accepted', ACCEPTED) && releaser.mayAccept;
      const credited = creditedLines(ctx, relation, { order, invoice, accepted });
      const memo = credited.length === 0 ? undefined : creditMemo(ctx, relation, { order, invoice, lines: credited });
      order.invoices--;
      schedule(ctx, relation, invoiceId, options);
      if (memo !== undefined) {
        settleCredit(relation, order, memo, invoiceId);
        const run = relation.payables.get(invoiceId)?.run;
        const payable = relation.payables.get(memo.documentId);
        if (payable !== undefined) payable.run = run;
      }
      const released = ctx.event('vendor_invoice.block_released', {
        documentId: invoiceId,
        documentType: 'VI',
        company: relation.company.code,
        partner: relation.partner,
        performedBy: releaser.employeeId,
        reason: memo === undefined ? ('accepted' as const) : ('credited' as const),
      });
      const events = memo === undefined ? [] : [ctx.event('vendor_credit_memo.posted', memo)];
      return [...events, released, ...closing(ctx, relation, order)];
    },
  });
}

/** The buyer, where the difference is within what he may decide; else who leads him and may. */
function releaserOf(ctx: Context, relation: Relation, { orderId }: Order, invoice: Invoice): Releaser {
  const { company, clock } = relation;
  const date = clock.dateOf(ctx.nowMs);
  const buyer = personIn(ctx, company, { pool: 'buyer', key: orderId, date });
  const above = invoice.lines.reduce((sum, line) => sum + Math.max(0, priceDifference(line)), 0);
  const amount = localValue(relation, above, invoice.rate9);
  const isAbove = buyer.position.approvalLimit < amount;
  const chain = isAbove ? approvalChain(ctx, company, { requester: buyer.position, amount, date }) : [];
  const { employeeId, position } = chain.at(-1) ?? buyer;
  return { employeeId, mayAccept: position.approvalLimit >= amount };
}

/** Who ends a block, and whether what is asked above the order is theirs to accept. */
interface Releaser {
  readonly employeeId: string;
  readonly mayAccept: boolean;
}

function priceDifference({ kind, quantity, unitPrice, orderPrice, uomScale }: InvoiceLine): number {
  if (kind === 'freight' || kind === 'carrier') return 0;
  return lineAmount({ quantity, unitPrice, uomScale }) - lineAmount({ quantity, unitPrice: orderPrice, uomScale });
}

interface Resolving {
  readonly order: Order;
  readonly invoice: Invoice;
  /** Whether the buyer takes the price as it is. */
  readonly accepted: boolean;
}

/** Units billed and not kept, and prices that nobody agreed to. */
function creditedLines(
  ctx: Context,
  relation: Relation,
  { order, invoice, accepted }: Resolving,
): readonly CreditLine[] {
  const lines: CreditLine[] = [];
  for (const line of invoice.lines) {
    const ordered = order.lines.find((one) => one.line === line.reference?.line);
    if (ordered === undefined) continue;
    const kept = Math.max(0, ordered.received - ordered.returned);
    const excess = line.grBased ? Math.min(line.quantity, Math.max(0, ordered.invoiced - ordered.credited - kept)) : 0;
    const isCounted = invoice.blockReasons.includes('quantity') || invoice.blockReasons.includes('noReceipt');
    if (isCounted && excess > 0) {
      const kind = ordered.returned > 0 ? 'return' : 'quantity';
      const net = lineAmount({ quantity: excess, unitPrice: line.unitPrice, uomScale: line.uomScale });
      const { rate9 } = nowIn(ctx, relation);
      const day = relation.clock.dayOf(ctx.nowMs);
      const { value: _value, ...units } = moveUnits(relation, order, ordered, {
        side: 'credit',
        quantity: excess,
        rate9,
        isLocal: false,
        day,
      });
      ordered.credited += excess;
      lines.push(Object.assign(creditOf(invoice, line, { n: lines.length + 1, net, kind, quantity: excess }), units));
    }
    const difference = priceDifference(Object.assign({}, line, { quantity: line.quantity - (isCounted ? excess : 0) }));
    if (!accepted && invoice.blockReasons.includes('price') && difference > 0) {
      lines.push(creditOf(invoice, line, { n: lines.length + 1, net: difference, kind: 'price', quantity: 0 }));
    }
  }
  return lines;
}

interface Credited {
  readonly n: number;
  readonly net: number;
  readonly kind: CreditLine['kind'];
  readonly quantity: number;
}

function creditOf(
  { documentId: invoice }: Invoice,
  line: InvoiceLine,
  { n, net, kind, quantity }: Credited,
): CreditLine {
  return {
    line: n,
    kind,
    ...(line.materialId === undefined ? {} : { materialId: line.materialId }),
    ...(line.spendCategory === undefined ? {} : { spendCategory: line.spendCategory }),
    ...(line.assetId === undefined ? {} : { assetId: line.assetId }),
    uomScale: line.uomScale,
    quantity,
    net,
    tax: partOf(net, line.taxBp),
    selfAssessed: partOf(net, line.selfAssessedBp),
    deductible: line.deductible,
    taxCode: line.taxCode,
    reference: line.reference ?? { documentId: invoice, line: line.line },
    invoiceLine: { documentId: invoice, line: line.line },
    costCenter: line.costCenter,
  };
}

function nowIn(ctx: Context, relation: Relation): { readonly date: string; readonly rate9: number } {
  const date = relation.clock.dateOf(ctx.nowMs);
  return { date, rate9: rateOn(ctx, relation, date) };
}

function creditMemo(
  ctx: Context,
  relation: Relation,
  { invoice, lines }: { readonly order: Order; readonly invoice: Invoice; readonly lines: readonly CreditLine[] },
): PayloadOf<'vendor_credit_memo.posted'> {
  const { date, rate9 } = nowIn(ctx, relation);
  const net = lines.reduce((sum, line) => sum + line.net, 0);
  const tax = lines.reduce((sum, line) => sum + line.tax, 0);
  relation.invoiceNumber += ctx.draw('number', NUMBER_STEP);
  return {
    documentId: documentId(ctx, 'VC', relation),
    documentType: 'VC',
    company: relation.company.code,
    partner: relation.partner,
    performedBy: doer(ctx, relation, 'invoiceClerk', invoice.documentId),
    ...postedOn(ctx, relation, relation.clock.dayOf(ctx.nowMs)),
    currency: invoice.currency,
    rate9,
    rateDate: date,
    partnerGroup: invoice.partnerGroup,
    status: 'posted',
    references: [{ documentId: invoice.documentId, documentType: 'VI', relation: 'credits' }],
    net,
    tax,
    gross: net + tax,
    vendorInvoiceNumber: `${relation.vendor.taxId.slice(-2)}-${relation.invoiceNumber}C`,
    lines: [...lines],
  };
}

/** What the memo opens: the vendor's debt, and units where it credits more than was open. */
function settleCredit(
  relation: Relation,
  order: Order,
  memo: PayloadOf<'vendor_credit_memo.posted'>,
  invoice: string,
): void {
  const isSame = memo.currency === relation.company.currency;
  const values = isSame ? undefined : openedValues(relation, postings['PP07'], memo);
  const localAmount = values?.get(memo.documentId) ?? memo.gross;
  addPayable(relation, { kind: 'creditMemo', payload: memo, localAmount, invoice });
  if (values === undefined) return;
  for (const { opened, reference } of memo.lines) {
    const line = order.lines.find((one) => one.line === reference.line);
    if (opened !== undefined && line !== undefined) settleOpened(line, values.get(opened.item) ?? 0);
  }
}
