/** Rows of one kind among a company's masters, without looking at the others where rows are made. */
import type { Context } from '../../../src/index.ts';
import type { Company } from '../companies.ts';
import type { Customer } from './customers.ts';
import { datasetId } from './keys.ts';
import { segmentMix, type CustomerSegment } from './segments.ts';
import { vendorMix, type Vendor, type VendorCategory } from './vendors.ts';

/** Some rows of a table, in order. */
export interface RowsOfKind<T> {
  readonly size: number;
  /** The k-th of them, k from 0. */
  row(k: number): T;
}

type Tables = Pick<Context, 'typedDataset'>;

/** The customers of a segment. */
export function customersOf(ctx: Tables, company: Company, segment: CustomerSegment): RowsOfKind<Customer> {
  const table = ctx.typedDataset<Customer>(datasetId('customers', company.code));
  if (company.given.includes('customers')) return listed(table.where((row) => row.segment === segment));
  const size = segmentMix.count(segment, company.customers);
  return { size, row: (k) => table.row(segmentMix.indexOf(segment, k)) };
}

/** The vendors of a category. */
export function vendorsOf(ctx: Tables, company: Company, category: VendorCategory): RowsOfKind<Vendor> {
  const table = ctx.typedDataset<Vendor>(datasetId('vendors', company.code));
  if (company.given.includes('vendors')) return listed(table.where((row) => row.category === category));
  const mix = vendorMix(company);
  const size = mix.kinds.includes(category) ? mix.count(category, company.vendors) : 0;
  return { size, row: (k) => table.row(mix.indexOf(category, k)) };
}

/** Rows by vendor: pure functions of the masters, which live as long as their rows. */
const byVendor = new WeakMap<object, ReadonlyMap<string, readonly OfVendor[]>>();

interface OfVendor {
  readonly vendorId: string;
}

/** The rows of a table of a company that are of a vendor, in order. */
export function rowsOfVendor<T extends OfVendor>(
  ctx: Tables,
  { code }: Pick<Company, 'code'>,
  { kind, vendorId }: { readonly kind: 'contracts' | 'assetPlan'; readonly vendorId: string },
): readonly T[] {
  const rows = ctx.typedDataset<T>(datasetId(kind, code)).getAllRows();
  const [anchor] = rows;
  if (anchor === undefined) return [];
  let found = byVendor.get(anchor);
  if (found === undefined) byVendor.set(anchor, (found = grouped(rows)));
  return (found.get(vendorId) ?? []) as readonly T[];
}

function grouped<T extends OfVendor>(rows: readonly T[]): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const known = groups.get(row.vendorId);
    if (known === undefined) groups.set(row.vendorId, [row]);
    else known.push(row);
  }
  return groups;
}

/** All of them as a list. */
export function listOf<T>(rows: RowsOfKind<T>): readonly T[] {
  return Array.from({ length: rows.size }, (_, k) => rows.row(k));
}

function listed<T>(rows: readonly T[]): RowsOfKind<T> {
  return {
    size: rows.length,
    row: (k) => {
      const row = rows[k];
      if (row === undefined) throw new RangeError(`row ${k} of ${rows.length}`);
      return row;
    },
  };
}
