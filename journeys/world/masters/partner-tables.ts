/** Customers and vendors as formats of others list them. */
import type { PartnerTable } from '../../../src/index.ts';
import type { Customer } from './customers.ts';
import { TERMS } from './terms.ts';
import type { Vendor } from './vendors.ts';

const customers: PartnerTable = {
  kind: 'customer',
  table: 'customers.*',
  read: ({ customerId, name, company, segment, region, state, taxId, creditLimit, terms }: Customer) => ({
    company,
    id: customerId,
    name,
    group: segment,
    country: region,
    state,
    taxId,
    isActive: true,
    creditLimit,
    termsDays: TERMS[terms].dueDays,
  }),
};

const vendors: PartnerTable = {
  kind: 'vendor',
  table: 'vendors.*',
  read: ({ vendorId, name, company, category, region, state, taxId, status, terms }: Vendor) => ({
    company,
    id: vendorId,
    name,
    group: category,
    country: region,
    state,
    taxId,
    isActive: status === 'active',
    termsDays: TERMS[terms].dueDays,
  }),
};

export const PARTNER_TABLES: readonly PartnerTable[] = Object.freeze([customers, vendors]);
