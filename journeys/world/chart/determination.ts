/**
 * How a line finds its account: from a general role by what the line says to a special one, from there by the chart of its
 * company. Rules say `inventory`, `wages`, `expense` and give the dimensions; nobody picks an account by hand.
 */
import type { Determination, RoleRule } from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { costCenterOf } from '../masters/cost-centers.ts';
import { chartOf, type Complexity } from './chart.ts';

/** Categories of spend and the role each is booked to; what is not among them is `other.expense`. */
export const SPEND_ROLES: Readonly<Record<string, string>> = Object.freeze({
  rent: 'rent',
  energy: 'utilities',
  electricity: 'utilities',
  gas: 'utilities',
  telecom: 'it',
  it: 'it',
  software: 'it',
  professional: 'professional',
  insurance: 'insurance',
  marketing: 'marketing',
  supplies: 'supplies',
  maintenance: 'maintenance',
  travel: 'travel',
  'freight.inbound': 'freight.inbound',
  'freight.outbound': 'freight.outbound',
});

/**
 * Dimensions: `materialType`, `department`, `companyRole`, `directOperator`, `projectTagged`, `spendCategory`, `region`.
 * Of the steps of one role the first whose conditions hold is taken.
 */
export const ROLE_RULES: readonly RoleRule[] = Object.freeze([
  { role: 'inventory', when: { materialType: ['raw', 'packaging', 'supply'] }, to: 'inventory.raw' },
  { role: 'inventory', when: { materialType: ['semi'] }, to: 'inventory.semifinished' },
  { role: 'inventory', when: { materialType: ['finished'] }, to: 'inventory.finished' },
  { role: 'inventory', when: { materialType: ['trading'] }, to: 'inventory.trading' },
  {
    role: 'wages',
    when: { companyRole: ['manufacturer'], department: ['PRD'], directOperator: [true] },
    to: 'labor.direct',
  },
  {
    role: 'wages',
    when: { companyRole: ['manufacturer'], department: ['PRD', 'LOG', 'QA'] },
    to: 'overhead.production',
  },
  { role: 'wages', to: 'salaries' },
  {
    role: 'depreciation.asset',
    when: { companyRole: ['manufacturer'], department: ['PRD'] },
    to: 'overhead.production',
  },
  { role: 'depreciation.asset', to: 'depreciation' },
  { role: 'expense', when: { projectTagged: [true] }, to: 'cogs.project' },
  ...Object.entries(SPEND_ROLES).map(([category, to]) => ({
    role: 'expense',
    when: { spendCategory: [category] },
    to,
  })),
  { role: 'expense', to: 'other.expense' },
  { role: 'tax.charged', when: { region: ['US'] }, to: 'tax.sales' },
  { role: 'tax.charged', to: 'tax.output' },
]);

/** The account table of a world: companies, a chart for each, the steps between roles. */
export function determinationOf(companies: readonly Company[], complexity: Complexity): Determination {
  return Object.freeze({
    companies: Object.freeze(
      companies.map((company) => {
        const { code, currency, fiscalCalendar, utcOffsetMinutes } = company;
        // Differences, interest, fees and discounts that no document books elsewhere are finance's.
        const costCenter = costCenterOf(company, 'FIN', 0);
        return Object.freeze({ id: code, currency, chart: code, fiscalCalendar, utcOffsetMinutes, costCenter });
      }),
    ),
    charts: Object.freeze(companies.map((company) => chartOf(company, complexity))),
    roles: ROLE_RULES,
  });
}
