/** What is bought to be used up, or put to use: how a line says so in each document, and how it is taxed. */
import { purchaseTaxCode } from '../world/tax/determine.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import type { InvoiceLine } from './documents.ts';
import { isOutlay, isStock, UOM_SCALE, type OrderLine, type Outlay, type Relation } from './relation.ts';

/** The tax code of what a company uses itself. */
export function outlayTax(
  { company, vendor, facts }: Relation,
  { supply }: Pick<Outlay, 'supply'>,
  date: string,
): TaxCode {
  return purchaseTaxCode({ vendor, buyer: company, taxClass: 'standard', supply, use: 'own', date }, facts.tax);
}

/** What a line of a requisition, order or receipt says of it. */
export function outlayOf({
  material: { uom },
  outlay,
}: { readonly material: OrderLine['material'] } & {
  readonly outlay: Outlay;
}) {
  const { description, spendCategory, assetId } = outlay;
  return { description, spendCategory, ...(assetId === undefined ? {} : { assetId }), uom, uomScale: UOM_SCALE[uom] };
}

/** What a line of an invoice says of what is billed. */
export function billedAs(
  line: OrderLine,
): Pick<InvoiceLine, 'kind' | 'materialId' | 'materialType' | 'description' | 'spendCategory' | 'assetId'> {
  if (isStock(line)) return { kind: 'goods', materialId: line.material.materialId, materialType: line.material.type };
  if (!isOutlay(line)) throw new TypeError('a line is of goods or of an outlay');
  const { description, spendCategory, assetId } = line.outlay;
  if (assetId === undefined) return { kind: 'expense', description, spendCategory };
  return { kind: 'asset', description, spendCategory, assetId };
}

/** What its account is chosen by, where a document names nothing else of it. */
export function accountOf(line: OrderLine): { readonly spendCategory?: string; readonly assetId?: string } {
  if (!isOutlay(line)) return {};
  const { spendCategory, assetId } = line.outlay;
  return { spendCategory, ...(assetId === undefined ? {} : { assetId }) };
}

/** Who bears what a line costs. */
export function costCenterOfLine({ costCenters }: Relation, line: OrderLine): string {
  return isOutlay(line) ? line.outlay.costCenter : costCenters.purchasing;
}
