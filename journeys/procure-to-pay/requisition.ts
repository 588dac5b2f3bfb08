/** The requisition as a document, whether a planning run or a person asks. */
import type { Context } from '../../src/index.ts';
import { dateOn } from '../world/clock.ts';
import type { PayloadOf, RequisitionLine } from './documents.ts';
import { postedOn, type Relation } from './relation.ts';

interface Requisition {
  readonly requisition: string;
  /** Who asks: a person, or the planning run. */
  readonly requester: string;
  /** The day it is made, and the first day something of it is needed. */
  readonly day: number;
  readonly needDay: number;
  readonly costCenter: string;
  readonly justification: string;
  readonly lines: RequisitionLine[];
}

/** Valued in company currency: no vendor has named a price yet. */
export function requisitionPayload(
  ctx: Context,
  relation: Relation,
  { requisition, requester, day, needDay, costCenter, justification, lines }: Requisition,
): PayloadOf<'requisition.created'> {
  const { company, partner, vendor } = relation;
  const date = dateOn(day);
  return {
    documentId: requisition,
    documentType: 'PR',
    company: company.code,
    partner,
    performedBy: requester,
    ...postedOn(ctx, relation, day),
    currency: company.currency,
    rate9: 1_000_000_000,
    rateDate: date,
    partnerGroup: vendor.category,
    status: 'created',
    references: [],
    requester,
    needDate: dateOn(needDay),
    costCenter,
    justification,
    lines,
  };
}
