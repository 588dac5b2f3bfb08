/** What is put to use: one order for each thing of the asset plan, for large ones now and then with a part paid in advance. */
import { defineAction, lognormal } from '../../src/index.ts';
import { DAY_MS, dayOfDate } from '../world/dates.ts';
import type { PlannedAsset } from '../world/masters/asset-plan.ts';
import { minorInCurrency } from '../world/masters/draws.ts';
import { rowsOfVendor } from '../world/masters/rows.ts';
import type { P2pEvent } from './documents.ts';
import type { ResolvedP2pOptions } from './options.ts';
import { keepOutlay } from './outlay-purchase.ts';
import { newRequest, requesterOf, requestOutlay, type Wanted } from './outlay-request.ts';
import { type Outlay, relationOf } from './relation.ts';

const LEAD_DAYS = lognormal({ median: 30, p95: 75 });
/** What costs less is no asset, dollars. */
const THRESHOLD = 1000;

/** What is planned from the first day on is asked for on its day; what was before is in place. */
export function planCapexAction(options: ResolvedP2pOptions, runInDays: number) {
  return defineAction({
    id: 'plan-capex',
    emits: [],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const { clock, company, vendor } = relation;
      const { category, vendorId } = vendor;
      if (category !== 'capex') return [];
      for (const planned of rowsOfVendor<PlannedAsset>(ctx, company, { kind: 'assetPlan', vendorId })) {
        const at = clock.at(clock.following(dayOfDate(planned.date)), 10);
        if (at >= ctx.nowMs + runInDays * DAY_MS && planned.amount > 0)
          ctx.start('capex-purchase', { at, input: planned });
      }
      return [];
    },
  });
}

export function requestCapexAction(options: ResolvedP2pOptions) {
  return defineAction({
    id: 'request-capex',
    emits: ['requisition.created', 'requisition.approved', 'requisition.rejected', 'requisition.sourced'],
    handler: (ctx): P2pEvent[] => {
      const relation = relationOf(ctx, options);
      const planned = ctx.input<PlannedAsset>();
      if (planned === undefined) return [];
      const { clock, company } = relation;
      const ids = newRequest(ctx, relation);
      const requester = requesterOf(ctx, relation, ids.requisition);
      const needDay = clock.following(clock.dayOf(ctx.nowMs) + 21 + Math.round(ctx.draw('lead', LEAD_DAYS)));
      const { amount: estimate, assetClass, costCenter, assetId } = planned;
      const isAsset = estimate >= minorInCurrency(THRESHOLD, company.currency);
      const outlay: Outlay = {
        description: assetClass,
        spendCategory: isAsset ? 'capex' : 'other',
        costCenter,
        supply: assetClass === 'software' ? 'service' : 'goods',
        ...(isAsset ? { assetId } : {}),
      };
      const wanted: readonly Wanted[] = [{ outlay, unit: 'EA', quantity: 1, estimate }];
      const justification = 'asset plan';
      const { events, orderAt } = requestOutlay(
        ctx,
        relation,
        Object.assign({}, ids, { wanted, needDay, justification, requester }),
      );
      if (orderAt !== undefined)
        keepOutlay(ctx, Object.assign({}, ids, { wanted, needDay }), { kind: 'asset', orderAt });
      return [...events];
    },
  });
}
