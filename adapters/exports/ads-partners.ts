/**
 * Customers and suppliers by the names of the Audit Data Standards: account id, name, group, state and province as the
 * subledger standards (order to cash, procure to pay, 2015) have them, the others after the same fields of the Audit Data API.
 * Columns of which nothing is known, such as streets, are left out.
 */
import { join } from 'node:path';

import { decimalText } from '../../src/encode/decimal.ts';
import type { FileReport } from '../../src/model/adapter.ts';
import type { ListedPartner } from '../../src/model/ledger.ts';

import { apiFile } from './ads-api.ts';
import { adsDate, type AdsPlace } from './ads-ledger.ts';
import { CsvTable } from './csv-table.ts';
import { record, text } from './json-array.ts';

const NAMES = {
  customer: { file: 'Customer_Master', column: 'Customer', schema: 'Customer', field: 'customer' },
  vendor: { file: 'Supplier_Listing', column: 'Supplier', schema: 'Supplier', field: 'supplier' },
} as const;

const COLUMNS = [
  'Account_ID',
  'Account_Name',
  'Group',
  'Physical_State_Province',
  'Physical_Country',
  'TIN',
  'Active_Status',
  'Credit_Limit',
  'Terms_Due_Days',
];

/** Writes a row for each partner, in the order in which they come. */
export interface PartnerWriter {
  add(partner: ListedPartner): void;
  finish(): readonly FileReport[];
  abandon(): void;
}

/** `Customer_Master_<last day>.csv` and `api/Customer.json`, or `Supplier_Listing_<last day>.csv` and `api/Supplier.json`. */
export function adsPartners(place: AdsPlace, kind: keyof typeof NAMES): PartnerWriter {
  const { file, column, schema, field } = NAMES[kind];
  const table = new CsvTable(join(place.folder, `${file}_${adsDate(place.to)}.csv`), [
    'Business_Unit_Code',
    ...COLUMNS.map((name) => `${column}_${name}`),
  ]);
  const json = apiFile(place, schema);
  return {
    add: ({ company, id, name, group, state, country, taxId, isActive, creditLimit, termsDays }) => {
      const { decimals = 2 } = place.companies.get(company) ?? {};
      const limit = creditLimit === undefined ? undefined : decimalText(creditLimit, decimals);
      table.add([company, id, name, group, state, country, taxId, isActive, limit, termsDays]);
      json.add(
        record({
          [`${field}AccountId`]: text(id),
          [`${field}AccountName`]: text(name),
          [`${field}TIN`]: text(taxId),
          [`${field}PhysicalCountry`]: text(country),
          [`${field}ActiveStatus`]: String(isActive),
          [`${field}CreditLimit`]: limit,
          [`${field}TermsDueDays`]: termsDays === undefined ? undefined : String(termsDays),
        }),
      );
    },
    finish: () => [table.finish(), json.finish()],
    abandon: () => {
      table.abandon();
      json.abandon();
    },
  };
}
