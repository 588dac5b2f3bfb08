/** What an industry sells and earns: shares of revenue by role, gross margin, and what kinds of materials it handles. */
import type { CompanyRole, Industry } from './companies.ts';

/** The mix of an industry. Shares of revenue sum to one. */
export interface IndustryFacts {
  readonly product: number;
  readonly service: number;
  readonly project: number;
  /** Gross margin of list prices, from and to. */
  readonly margin: readonly [low: number, high: number];
}

export const INDUSTRY_FACTS: Readonly<Record<Industry, IndustryFacts>> = Object.freeze({
  manufacturing: { product: 0.95, service: 0.05, project: 0, margin: [0.25, 0.5] },
  retail: { product: 1, service: 0, project: 0, margin: [0.22, 0.38] },
  technology: { product: 0.2, service: 0.8, project: 0, margin: [0.55, 0.8] },
  professionalServices: { product: 0, service: 0.15, project: 0.85, margin: [0.3, 0.45] },
  healthcare: { product: 0.3, service: 0.7, project: 0, margin: [0.25, 0.5] },
  energy: { product: 0.9, service: 0.1, project: 0, margin: [0.25, 0.5] },
  transportation: { product: 0.1, service: 0.9, project: 0, margin: [0.25, 0.5] },
  realEstate: { product: 0, service: 1, project: 0, margin: [0.25, 0.5] },
  telecommunications: { product: 0.15, service: 0.85, project: 0, margin: [0.25, 0.5] },
  financialServices: { product: 0, service: 1, project: 0, margin: [0.25, 0.5] },
});

/** Mean of list price ÷ standard cost, 1 ÷ (1 − margin) over the industry's margins. */
export function listMarkup(industry: Industry): number {
  const [low, high] = INDUSTRY_FACTS[industry].margin;
  return Math.log((1 - low) / (1 - high)) / (high - low);
}

export type MaterialType = 'finished' | 'semi' | 'raw' | 'trading' | 'packaging' | 'supply';

/** Shares of material types by what a company does with them. */
export function materialWeights(role: CompanyRole, industry: Industry): Readonly<Record<MaterialType, number>> {
  const none = { finished: 0, semi: 0, raw: 0, trading: 0, packaging: 0, supply: 0 };
  if (role === 'service' || role === 'holding') return { ...none, supply: 1 };
  if (role === 'distributor' || industry === 'retail') return { ...none, trading: 0.9, packaging: 0.05, supply: 0.05 };
  return { finished: 0.3, semi: 0.15, raw: 0.35, trading: 0.1, packaging: 0.05, supply: 0.05 };
}
