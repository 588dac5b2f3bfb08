/** What is sold, by groups and segments, and where to: the dimensions that larger charts divide by. */

/** Segments of reporting; every product group and cost center belongs to one. */
export const SEGMENTS = ['A', 'B', 'C'] as const;
export type Segment = (typeof SEGMENTS)[number];

/** A product group: row of the dataset `productGroups`. */
export interface ProductGroup {
  readonly group: string;
  readonly name: string;
  readonly segment: Segment;
}

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
  'Packaging',
] as const;

/** Twelve groups, four for each segment. */
export const PRODUCT_GROUPS: readonly ProductGroup[] = Object.freeze(
  NAMES.map((name, i) =>
    Object.freeze({ group: `G${String(i + 1).padStart(2, '0')}`, name, segment: SEGMENTS[i % SEGMENTS.length] ?? 'A' }),
  ),
);

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
