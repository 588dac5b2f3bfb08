/** Who may decide on how much: a credit manager up to a limit, beyond it together with who leads that one and may. */
import type { Context } from '../../src/index.ts';
import { approvalChain, peopleIn } from '../world/masters/people.ts';
import { today, type Relation } from './relation.ts';

/** Who signs beside a credit manager; undefined where one's own limit reaches. Amount in company currency. */
export function whoApproves(
  ctx: Context,
  relation: Relation,
  { performedBy, amount }: { readonly performedBy: string; readonly amount: number },
): string | undefined {
  const { company, days } = relation.trade;
  const date = days.date(today(ctx, relation));
  const managers = peopleIn(ctx, company, { pool: 'creditManager', date });
  const own = managers.find(({ employeeId }) => employeeId === performedBy)?.position;
  if (own === undefined || own.approvalLimit >= amount) return undefined;
  const chain = approvalChain(ctx, company, { requester: own, amount, date });
  // Beyond every limit the one at the top decides.
  const found = chain.find(({ position }) => position.approvalLimit >= amount || position.leaderId === '');
  return found?.employeeId;
}
