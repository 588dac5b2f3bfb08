/** What a customer of a segment orders: the one place for figures that orders, credit limits and plans share. */
import { lognormalMean } from './draws.ts';
import { strata, type Strata } from '../strata.ts';

export type CustomerSegment = 'enterprise' | 'mid' | 'smb' | 'consumer';

/** Figures of a segment. */
export interface SegmentFacts {
  readonly share: number;
  readonly ordersPerMonth: number;
  /** Units a line asks for, of goods that cost a hundred dollars. */
  readonly quantity: { readonly median: number; readonly p95: number };
  readonly discountBp: number;
}

export const CUSTOMER_SEGMENTS: Readonly<Record<CustomerSegment, SegmentFacts>> = Object.freeze({
  enterprise: { share: 0.05, ordersPerMonth: 12, quantity: { median: 40, p95: 200 }, discountBp: 800 },
  mid: { share: 0.2, ordersPerMonth: 4, quantity: { median: 12, p95: 60 }, discountBp: 500 },
  smb: { share: 0.5, ordersPerMonth: 1.2, quantity: { median: 5, p95: 25 }, discountBp: 200 },
  consumer: { share: 0.25, ordersPerMonth: 0.5, quantity: { median: 1, p95: 4 }, discountBp: 0 },
});

/** Lines of an order, on average. */
export const LINES_PER_ORDER = 2.4;
/** Standard cost, dollars, of goods that are ordered in the quantities of the segments. */
export const TYPICAL_COST = 100;

/** Which customers are of which segment; the same in every company. */
export const segmentMix: Strata<CustomerSegment> = strata({
  enterprise: CUSTOMER_SEGMENTS.enterprise.share,
  mid: CUSTOMER_SEGMENTS.mid.share,
  smb: CUSTOMER_SEGMENTS.smb.share,
  consumer: CUSTOMER_SEGMENTS.consumer.share,
});

/** Units of typical goods that one customer of a segment orders in a year, on average. */
export function unitsPerYear(segment: CustomerSegment): number {
  const { ordersPerMonth, quantity } = CUSTOMER_SEGMENTS[segment];
  return ordersPerMonth * 12 * LINES_PER_ORDER * lognormalMean(quantity);
}

/**
 * How many more units of a material are ordered than of typical goods: cheap things by the hundred, dear ones singly; kept
 * between a quarter and four so that yearly revenue does not hang on one material.
 */
export function quantityFactor(standardCostUsd: number): number {
  return Math.min(4, Math.max(0.25, TYPICAL_COST / standardCostUsd));
}
