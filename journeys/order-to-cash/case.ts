/** One order on its way: what the steps of an instance know of it. */
import type { Context } from '../../src/index.ts';
import type { OrderLine, QuoteLine } from './documents.ts';
import { relationOf, type Relation, type Seat } from './relation.ts';

/** Where an order stands. */
export type Stage = 'quoting' | 'ordering' | 'blocked' | 'accepted' | 'confirmed' | 'ended';

/** An order, from quote to last invoice. */
export interface Case {
  readonly relation: Relation;
  stage: Stage;
  quoteId: string;
  quoted: readonly QuoteLine[];
  isWon: boolean;
  /** Local day: of the quote's answer, then of the goods issue. */
  nextDay: number;
  validTo: number;
  orderId: string;
  orderDay: number;
  rate9: number;
  incoterm: 'EXW' | 'FCA' | 'DAP';
  customerPo: string;
  lines: readonly OrderLine[];
  change: 'none' | 'change' | 'cancel';
  /** What each delivery takes of each line. */
  portions: readonly (readonly number[])[];
  delivered: number;
  deliveryId: string;
}

const KEY = 'case';

/** Begins the case of this instance. */
export function openCase(ctx: Context, seat: Seat): Case {
  const opened: Case = {
    relation: relationOf(ctx, seat),
    stage: 'ordering',
    quoteId: '',
    quoted: [],
    isWon: false,
    nextDay: 0,
    validTo: 0,
    orderId: '',
    orderDay: 0,
    rate9: 0,
    incoterm: 'EXW',
    customerPo: '',
    lines: [],
    change: 'none',
    portions: [],
    delivered: 0,
    deliveryId: '',
  };
  ctx.set(KEY, opened, { scope: 'journey' });
  return opened;
}

/** The case of this instance. */
export function caseOf(ctx: Context): Case {
  const opened = ctx.get<Case>(KEY);
  if (opened === undefined) throw new TypeError('an order has no case before its first step');
  return opened;
}

/** Whether the case stands at a stage. */
export function at(stage: Stage): (ctx: Context) => boolean {
  return (ctx) => caseOf(ctx).stage === stage;
}
