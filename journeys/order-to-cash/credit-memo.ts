/** Credit memos: what an invoice was too much, or what came back. They clear the invoice; what is above it waits on 2070. */
import { clearing, mulDiv, share, type Context } from '../../src/index.ts';
import { tell, type CreditLine, type InvoiceLine, type Payload } from './documents.ts';
import { totalsOf } from './lines.ts';
import { head, localOf, newDocument, settle, today, who, type Receivable, type Relation } from './relation.ts';

/** What is credited. */
export interface Credit {
  readonly invoice: string;
  readonly rate9: number;
  readonly rateDay: number;
  readonly reason: Payload<'credit_memo.posted'>['reason'];
  readonly lines: readonly CreditLine[];
  readonly reference?: Payload<'credit_memo.posted'>['references'][number];
  /** What its biller is chosen by, where that is known before it is written. Default: the memo. */
  readonly biller?: string;
}

/** Posts a credit memo at the rate of its invoice. */
export function postCredit(ctx: Context, relation: Relation, credit: Credit) {
  const { invoice, rate9, rateDay, reason, lines, reference } = credit;
  const totals = totalsOf(lines);
  if (totals.gross === 0) return [];
  const documentId = newDocument(ctx, relation, 'CM');
  const performedBy = who(ctx, relation, 'biller', credit.biller ?? documentId);
  const credits = { documentId: invoice, documentType: 'CI', relation: 'credits' as const };
  const references = reference === undefined ? [credits] : [credits, reference];
  const headed = head(ctx, relation, {
    documentId,
    documentType: 'CM',
    performedBy,
    status: 'posted',
    references,
    rate9,
    rateDay,
  });
  const clears = clearInvoice(relation, invoice, totals.gross);
  const surplus = totals.gross - clears.reduce((sum, { amount }) => sum + amount, 0);
  if (surplus > 0) openSurplus(ctx, relation, { documentId, gross: totals.gross, clears, surplus, rate9 });
  return [
    tell(
      ctx,
      'credit_memo.posted',
      Object.assign({}, headed, {
        net: totals.net,
        tax: totals.tax,
        gross: totals.gross,
        reason,
        invoice,
        lines,
        clears,
        ...(surplus === 0 ? {} : { surplus: { item: `${documentId}/unapplied`, amount: surplus } }),
      }),
    ),
  ];
}

/** Takes an amount off the open items of an invoice, as far as they go. What is being paid is left alone. */
function clearInvoice(relation: Relation, invoice: string, gross: number) {
  const clears: Payload<'credit_memo.posted'>['clears'][number][] = [];
  let left = gross;
  for (const receivable of relation.receivables.filter((one) => one.invoice === invoice && !one.isReserved)) {
    const amount = Math.min(left, receivable.amount);
    if (amount === 0) continue;
    const taken = clearing({ id: receivable.item, ...amounts(receivable) }, amount);
    receivable.amount = taken.rest.amount;
    receivable.localAmount = taken.rest.localAmount;
    clears.push(taken.clears);
    settle(relation, receivable);
    left -= amount;
  }
  return clears;
}

const amounts = ({ amount, localAmount }: Receivable) => ({ amount, localAmount });

interface Surplus {
  readonly documentId: string;
  readonly gross: number;
  readonly clears: readonly { readonly amount: number }[];
  readonly surplus: number;
  readonly rate9: number;
}

function openSurplus(ctx: Context, relation: Relation, { documentId, gross, clears, surplus, rate9 }: Surplus): void {
  const item = `${documentId}/unapplied`;
  const local = localOf(relation, gross, rate9);
  const localAmount = share(local, [...clears.map(({ amount }) => amount), surplus]).at(-1) ?? 0;
  relation.unapplied.push({ item, amount: surplus, localAmount, day: today(ctx, relation) });
  ctx.start('unapplied-money', { after: `${ctx.random.int(2, 10)}d`, input: { item } });
}

/** Lines that credit an amount without goods: net and tax as the invoice has them, spread over its lines. */
export function amountLines({ invoice, gross, tax, lines }: Receivable, amount: number): readonly CreditLine[] {
  const taxPart = mulDiv(amount, tax, gross);
  const nets = share(
    amount - taxPart,
    lines.map(({ net }) => net),
  );
  const taxes =
    tax === 0
      ? lines.map(() => 0)
      : share(
          taxPart,
          lines.map((line) => line.tax),
        );
  return lines
    .map((line, i) => Object.assign(creditLine(line, invoice), { quantity: 0, net: nets[i] ?? 0, tax: taxes[i] ?? 0 }))
    .filter(({ net, tax: part }) => net + part > 0)
    .map((line, i) => Object.assign({}, line, { line: i + 1 }));
}

/** A line of an invoice as it is credited. */
export function creditLine({ deliveryLine: _delivery, ...line }: InvoiceLine, invoice: string): CreditLine {
  return Object.assign({}, line, { reference: { documentId: invoice, line: line.line } });
}
