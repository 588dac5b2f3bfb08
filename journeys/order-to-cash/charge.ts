/** Charges: what a reminder or a bounced receipt costs the customer, and interest. They carry no tax. */
import type { Context } from '../../src/index.ts';
import { tell, type Payload } from './documents.ts';
import { head, localOf, newDocument, today, who, type Receivable, type Relation } from './relation.ts';

type ChargeLine = Payload<'customer_charge.posted'>['lines'][number];

const DUE_DAYS = 14;

/** A charge to be made. */
export interface Charge {
  readonly kind: 'dunning' | 'returnedReceipt';
  readonly charge: number;
  readonly items: readonly Omit<ChargeLine, 'line'>[];
}

/** Posts a charge, if it comes to anything. It is paid with the customer's next receipt. */
export function postCharge(ctx: Context, relation: Relation, { kind, charge, items }: Charge) {
  const interest = items.reduce((sum, item) => sum + item.interest, 0);
  const net = charge + interest;
  if (net === 0) return [];
  const { days } = relation.trade;
  const day = today(ctx, relation);
  const documentId = newDocument(ctx, relation, 'CH');
  const performedBy = kind === 'dunning' ? 'system:dunning' : who(ctx, relation, 'cashApplier', documentId);
  const headed = head(ctx, relation, { documentId, documentType: 'CH', performedBy, status: 'posted' });
  const item: Receivable = {
    item: documentId,
    invoice: documentId,
    kind: 'charge',
    amount: net,
    localAmount: localOf(relation, net, headed.rate9),
    rate9: headed.rate9,
    gross: net,
    tax: 0,
    lines: [],
    salesOrder: '',
    billedDay: day,
    dueDay: day + DUE_DAYS,
    discountDay: 0,
    discountBp: 0,
    payDay: 0,
    takesDiscount: false,
    isTried: false,
    isReserved: false,
    isDisputed: false,
    level: 0,
    noticeDay: 0,
  };
  relation.receivables.push(item);
  return [
    tell(
      ctx,
      'customer_charge.posted',
      Object.assign(headed, {
        net,
        tax: 0,
        gross: net,
        kind,
        dueDate: days.date(item.dueDay),
        charge,
        interest,
        lines: items.map((one, i) => ({ line: i + 1, ...one })),
      }),
    ),
  ];
}
