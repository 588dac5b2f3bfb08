/** The invoice line of what nobody ordered: one piece at its net amount, with no order or receipt to stand against. */
import { partOf } from '../../src/index.ts';
import type { TaxCode } from '../world/tax/codes.ts';
import type { InvoiceLine } from './documents.ts';

/** The tax of a line, as it stands on it. */
export type LineTax = Pick<InvoiceLine, 'taxCode' | 'taxBp' | 'selfAssessedBp' | 'deductible'>;

export function lineTax({ code, chargedBp, selfAssessedBp, deductible }: TaxCode): LineTax {
  return { taxCode: code, taxBp: chargedBp, selfAssessedBp, deductible };
}

type Unordered = Pick<InvoiceLine, 'line' | 'net' | 'costCenter' | 'accrued'> & {
  readonly tax: LineTax;
  /** What it says of what is billed. */
  readonly says: Pick<
    InvoiceLine,
    'kind' | 'description' | 'spendCategory' | 'assetId' | 'contractId' | 'servicePeriod' | 'consumption'
  >;
};

export function unorderedLine({ line, says, net, tax, accrued, costCenter }: Unordered): InvoiceLine {
  const { taxCode, taxBp, selfAssessedBp, deductible } = tax;
  return {
    line,
    ...says,
    uomScale: 0,
    quantity: 1,
    unitPrice: net,
    pricePer: 1,
    net,
    taxCode,
    taxBp,
    tax: partOf(net, taxBp),
    selfAssessedBp,
    deductible,
    selfAssessed: partOf(net, selfAssessedBp),
    orderPrice: 0,
    ordered: 0,
    received: 0,
    invoiced: 0,
    grBased: false,
    ...(accrued === undefined ? {} : { accrued }),
    costCenter,
  };
}
