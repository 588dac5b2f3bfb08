/** What is sold, by groups and segments, and where to: the dimensions that larger charts divide by. */

/** Segments of reporting; every product group and cost center belongs to one. */
export const SEGMENTS = ['A', 'B', 'C'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** A product group: row of the dataset `productGroups`. */
export interface ProductGroup {
  readonly group: string;
  readonly name: string;
  readonly segment: Segment;
  readonly taxClass: TaxClass;
}

/** How the goods of a group are taxed. */
export type TaxClass = 'standard' | 'reduced' | 'exempt';

const TAXED_APART: Readonly<Record<string, TaxClass>> = { G18: 'reduced', G19: 'reduced', G20: 'exempt' };

const NAMES = [
  'Bearings and drives',
  'Sensors and controls',
  'Tools and fixtures',
  'Fasteners',
  'Pumps and valves',
  'Cables and connectors',
  'Hand tools',
  'Coatings and adhesives',
  'Filters',
  'Power supplies',
  'Protective equipment',
  'Motors',
  'Hydraulics',
  'Pneumatics',
  'Lighting',
  'Measuring devices',
  'Storage and shelving',
  'Books and manuals',
  'Food processing parts',
  'Medical supplies',
] as const;

/** Twenty groups in three segments. Seventeen are taxed in full, two at the reduced rate, one not at all. */
export const PRODUCT_GROUPS: readonly ProductGroup[] = Object.freeze(
  NAMES.map((name, i) => {
    const group = `G${String(i + 1).padStart(2, '0')}`;
    const segment = SEGMENTS[i % SEGMENTS.length] ?? 'A';
    return Object.freeze({ group, name, segment, taxClass: TAXED_APART[group] ?? 'standard' });
  }),
);

const BY_ID = new Map(PRODUCT_GROUPS.map((one) => [one.group, one]));

/** The group of an id; of an unknown one, which an author's own materials may have, a group of segment A. */
export function groupOf(group: string): ProductGroup {
  return BY_ID.get(group) ?? { group, name: group, segment: 'A', taxClass: 'standard' };
}

/** Departments, with what each is called. */
export const DEPARTMENTS = Object.freeze({
  PRD: 'Production',
  SAL: 'Sales',
  LOG: 'Logistics',
  SRV: 'Service',
  FIN: 'Finance',
  RND: 'Research and development',
  ADM: 'Administration',
  IT: 'Information technology',
  HR: 'Human resources',
  MKT: 'Marketing',
});
export type Department = keyof typeof DEPARTMENTS;

/** Whether a sale stays in the seller's region. */
export function marketOf({
  seller,
  buyer,
}: {
  readonly seller: string;
  readonly buyer: string;
}): 'domestic' | 'foreign' {
  return seller === buyer ? 'domestic' : 'foreign';
}
