/** Duties: who may do what, and that nobody may do two things that control each other. */
import type { Department } from '../products.ts';

/** The pools of duties. Everybody belongs to exactly one, so conflicting duties meet in nobody. */
export const DUTY_POOLS = [
  'controller',
  'paymentReleaser',
  'entryApprover',
  'payrollApprover',
  'creditManager',
  'treasuryConfirmer',
  'buyer',
  'sales',
  'planner',
  'taxAccountant',
  'treasuryDealer',
  'hrMaster',
  'invoiceClerk',
  'paymentProposer',
  'vendorMaster',
  'receiver',
  'shipper',
  'biller',
  'cashApplier',
  'entryPreparer',
  'payrollPreparer',
  'assetKeeper',
  'reconciler',
  'requester',
] as const;
export type DutyPool = (typeof DUTY_POOLS)[number];

/** Where the people of a pool work; requesters work everywhere. */
export const POOL_DEPARTMENTS: Readonly<Record<Exclude<DutyPool, 'requester'>, Department>> = Object.freeze({
  controller: 'FIN',
  paymentReleaser: 'FIN',
  entryApprover: 'FIN',
  payrollApprover: 'HR',
  creditManager: 'FIN',
  treasuryConfirmer: 'FIN',
  buyer: 'ADM',
  sales: 'SAL',
  planner: 'LOG',
  taxAccountant: 'FIN',
  treasuryDealer: 'FIN',
  hrMaster: 'HR',
  invoiceClerk: 'FIN',
  paymentProposer: 'FIN',
  vendorMaster: 'ADM',
  receiver: 'LOG',
  shipper: 'LOG',
  biller: 'SAL',
  cashApplier: 'FIN',
  entryPreparer: 'FIN',
  payrollPreparer: 'HR',
  assetKeeper: 'FIN',
  reconciler: 'FIN',
});

/** Pools that must be different people on one chain of documents. */
export const CONFLICTS: Readonly<Record<string, readonly [DutyPool, DutyPool]>> = Object.freeze({
  SOD03: ['buyer', 'receiver'],
  SOD04: ['receiver', 'invoiceClerk'],
  SOD05: ['invoiceClerk', 'paymentProposer'],
  SOD06: ['paymentProposer', 'paymentReleaser'],
  SOD07: ['vendorMaster', 'paymentProposer'],
  SOD08: ['sales', 'creditManager'],
  SOD09: ['shipper', 'biller'],
  SOD10: ['biller', 'cashApplier'],
  SOD11: ['entryPreparer', 'entryApprover'],
  SOD12: ['payrollPreparer', 'payrollApprover'],
  SOD13: ['hrMaster', 'payrollPreparer'],
  SOD14: ['treasuryDealer', 'treasuryConfirmer'],
  SOD15: ['reconciler', 'entryPreparer'],
});

/** How often a pool needs one more person. */
export const PEOPLE_PER_SET = 100;

/**
 * The pool of a position. Of every hundred positions the first after the leading ones fill one pool each; the rest are
 * requesters. So each pool has somebody in a company of 24 people, and ten in one of a thousand.
 */
export function poolOf(position: number): DutyPool {
  return DUTY_POOLS[position % PEOPLE_PER_SET] ?? 'requester';
}
