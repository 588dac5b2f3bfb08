/** Cost centers of a company: one for each department, production one in each plant, sales two. */
import type { Dataset } from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import { DEPARTMENTS, SEGMENTS, type Department, type Segment } from '../products.ts';
import { hash32 } from './keys.ts';
import { datasetId } from './keys.ts';

/** A cost center: row of `costCenters.<company>`. */
export interface CostCenter {
  /** `<company>-<department>-<nn>`. */
  readonly costCenter: string;
  readonly company: string;
  readonly department: Department;
  readonly name: string;
  readonly segment: Segment;
  readonly plant: string;
  /** Share of the people who work there. */
  readonly headShare: number;
}

/** Shares of people by department. */
export const DEPARTMENT_SHARES: Readonly<Record<Department, number>> = Object.freeze({
  PRD: 0.35,
  SAL: 0.15,
  LOG: 0.12,
  SRV: 0.1,
  FIN: 0.08,
  RND: 0.07,
  ADM: 0.05,
  IT: 0.04,
  HR: 0.02,
  MKT: 0.02,
});
const SALES_CENTERS = 2;

/** The departments of a company: only who makes something has production. */
export function departmentsOf({ role }: Pick<Company, 'role'>): readonly Department[] {
  return (Object.keys(DEPARTMENTS) as readonly Department[]).filter((one) => one !== 'PRD' || role === 'manufacturer');
}

/** Cost centers of a company. */
export function costCenters(company: Company): Dataset<CostCenter> {
  const departments = departmentsOf(company);
  const total = departments.reduce((sum, one) => sum + DEPARTMENT_SHARES[one], 0);
  const rows = departments.flatMap((department) => {
    const count = centersIn(company, department);
    return Array.from({ length: count }, (_, i): CostCenter => {
      const costCenter = `${company.code}-${department}-${String(i + 1).padStart(2, '0')}`;
      return Object.freeze({
        costCenter,
        company: company.code,
        department,
        name: `${DEPARTMENTS[department]}${count > 1 ? ` ${i + 1}` : ''}`,
        segment: SEGMENTS[hash32(costCenter) % SEGMENTS.length] ?? 'A',
        plant: company.plants[department === 'PRD' ? i : 0] ?? '',
        headShare: DEPARTMENT_SHARES[department] / total / count,
      });
    });
  });
  const id = datasetId('costCenters', company.code);
  return Object.freeze({ id, name: `Cost centers of ${company.name}`, rows: Object.freeze(rows) });
}

function centersIn(company: Company, department: Department): number {
  return department === 'PRD' ? company.plants.length : department === 'SAL' ? SALES_CENTERS : 1;
}

/** The cost center of a department that somebody belongs to, by a number of theirs. */
export function costCenterOf(company: Company, department: Department, number: number): string {
  const count = centersIn(company, department);
  return `${company.code}-${department}-${String((number % count) + 1).padStart(2, '0')}`;
}
