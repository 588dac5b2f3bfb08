/** Somebody needs something: a requisition, approved up the line as far as its amount asks, or refused, and given to a source. */
import { chance, type Context, lognormal } from '../../src/index.ts';
import { approvalChain, holderOn, type Person, personIn, requesterIn } from '../world/masters/people.ts';
import { dateOn } from '../world/clock.ts';
import type { P2pEvent } from './documents.ts';
import { outlayOf } from './outlay.ts';
import { documentId, inSessions, type Outlay, type Relation, type Unit, workerOn } from './relation.ts';
import { fitted } from './request.ts';
import { requisitionPayload } from './requisition.ts';

const STEP = lognormal({ median: 1, p95: 4 });
const REFUSED = chance(0.03);
/** Nobody who leaves within these days takes on an approval. */
export const APPROVAL_DAYS = 60;
/** Steps take no longer than this together. */
const MOST_DAYS = 20;

/** What is asked for, in company currency. */
export interface Wanted {
  readonly outlay: Outlay;
  readonly unit: Unit;
  /** 10^−scale of the unit. */
  readonly quantity: number;
  /** Minor units of company currency, as the requester sees it. */
  readonly estimate: number;
}

export interface Request {
  readonly requisition: string;
  readonly orderId: string;
  readonly wanted: readonly Wanted[];
  readonly needDay: number;
  readonly justification: string;
  readonly requester: Person;
}

/** The events of a requisition, and when the order is due; `undefined` where it is refused. */
export interface Requested {
  readonly events: readonly P2pEvent<
    'requisition.created' | 'requisition.approved' | 'requisition.rejected' | 'requisition.sourced'
  >[];
  readonly orderAt: number | undefined;
}

/** Who asks; their cost center bears it where nothing else is said. */
export function requesterOf(ctx: Context, { company, clock }: Relation, key: string): Person {
  return requesterIn(ctx, company, { key, date: clock.dateOf(ctx.nowMs) });
}

export function requestOutlay(ctx: Context, relation: Relation, request: Request): Requested {
  const { clock, company, partner } = relation;
  const { requisition, orderId, wanted, requester } = request;
  const day = clock.dayOf(ctx.nowMs);
  const amount = wanted.reduce((sum, { estimate }) => sum + estimate, 0);
  const dates = { date: dateOn(day), until: dateOn(day + APPROVAL_DAYS) };
  const chain = approvalChain(ctx, company, { requester: requester.position, amount, ...dates });
  const refusedAt = ctx.draw('refused', REFUSED) ? chain.length - 1 : -1;
  const steps = [
    ...chain.map((_, i) => ctx.draw(`approve.${i}`, STEP)),
    ctx.draw('source', STEP),
    ctx.draw('order', STEP),
  ];
  const due = fitted(steps, MOST_DAYS).map((days) => clock.workAfter(ctx.nowMs, days));
  const instants = inSessions(ctx, relation, due, (i, on) => {
    const one = chain[i];
    return one === undefined ? workerOn(ctx, relation, { pool: 'buyer', key: orderId }, on) : holderOn(one, dateOn(on));
  });
  const after = (i: number) => ({ after: (instants[i] ?? ctx.nowMs) - ctx.nowMs });
  const step = { documentId: requisition, documentType: 'PR', company: company.code, partner };
  const then = (one: Person, i: number): string => holderOn(one, clock.dateOf(instants[i] ?? ctx.nowMs)).employeeId;
  const created = ctx.event('requisition.created', requisitionOf(ctx, relation, request, day));
  const approvals = chain
    .slice(0, refusedAt === -1 ? chain.length : refusedAt)
    .map((one, i) =>
      ctx.event('requisition.approved', Object.assign({}, step, { performedBy: then(one, i), level: i + 1 }), after(i)),
    );
  const refuser = chain[refusedAt];
  if (refuser !== undefined) {
    const refused = Object.assign({}, step, {
      performedBy: then(refuser, refusedAt),
      level: refusedAt + 1,
      reason: 'not in the budget',
    });
    return {
      events: [created, ...approvals, ctx.event('requisition.rejected', refused, after(refusedAt))],
      orderAt: undefined,
    };
  }
  const n = chain.length;
  const buyer = personIn(ctx, company, { pool: 'buyer', key: orderId, date: clock.dateOf(instants[n] ?? ctx.nowMs) });
  const sourced = Object.assign({}, step, { performedBy: buyer.employeeId, purchaseOrder: orderId });
  return {
    events: [created, ...approvals, ctx.event('requisition.sourced', sourced, after(n))],
    orderAt: instants[n + 1],
  };
}

function requisitionOf(ctx: Context, relation: Relation, request: Request, day: number) {
  const { requisition, wanted, needDay, justification, requester } = request;
  return requisitionPayload(ctx, relation, {
    requisition,
    requester: requester.employeeId,
    day,
    needDay,
    costCenter: wanted[0]?.outlay.costCenter ?? requester.position.costCenter,
    justification,
    lines: wanted.map(({ outlay, unit, quantity, estimate }, i) => ({
      line: i + 1,
      ...outlayOf({ material: { uom: unit }, outlay }),
      quantity,
      estimate,
      needDate: dateOn(needDay),
    })),
  });
}

/** Names of a requisition and of the order it becomes. */
export function newRequest(ctx: Context, relation: Relation): Pick<Request, 'requisition' | 'orderId'> {
  return { requisition: documentId(ctx, 'PR', relation), orderId: documentId(ctx, 'PO', relation) };
}
