import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { afterAll, describe, expect, it } from 'vitest';

import { o2c } from '../../journeys/index.ts';
import { generate, InMemoryAdapter, readDataset, scenario, SynodeError, type Dataset } from '../../src/index.ts';
import type { Customer } from '../../journeys/world/masters/customers.ts';
import { plannedRevenue } from '../../journeys/world/masters/demand.ts';
import type { Material } from '../../journeys/world/masters/materials.ts';
import { customersOf, listOf, vendorsOf } from '../../journeys/world/masters/rows.ts';
import type { Vendor } from '../../journeys/world/masters/vendors.ts';
import { world } from '../../journeys/world/world.ts';
import { verified } from '../procure-to-pay/support.ts';
import { tablesOf } from './tables.ts';

const folder = mkdtempSync(join(tmpdir(), 'synode-masters-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function csv(name: string, text: string): Promise<Dataset> {
  const path = join(folder, `${name}.csv`);
  writeFileSync(path, text);
  return readDataset(path, { id: name });
}

const VENDORS = `vendorId,name,company,category,region,terms,bankAccount
ACME,Acme Steel,1000,material,US,N60,021000021/123456789
BOLT,Bolt GmbH,1000,trading,DE,,DE89370400440532013000
POWER,Power & Light,1000,utility,US,N30,
`;
const CUSTOMERS = `customerId,segment,company,region,state,rating,status
BIG,enterprise,1000,US,TX,AA,final
SMALL,smb,1000,FR,,,
`;
const MATERIALS = `materialId,type,company,standardCost,listPrice
BEAM,raw,1000,1250,
LAMP,trading,1000,4000,8000
DESK,finished,1000,9900,
`;

describe("an author's own masters", () => {
  it('supply goods and energy from the first day on only where they are there a year before', () => {
    const vendor = (vendorId: string, category: string, since: string) => ({ vendorId, category, since, region: 'US' });
    const own = [
      vendor('OLD', 'trading', '2019-05-01'),
      vendor('NEW', 'trading', '2025-03-01'),
      vendor('LATE', 'material', '2024-11-01'),
      vendor('GRID', 'utility', '2018-01-01'),
      vendor('WIND', 'utility', '2024-12-01'),
    ];
    const { all } = tablesOf({ preset: 'distributor', masters: { vendors: { id: 'own', rows: own } } });
    const suppliers = (type: string): readonly string[] => [
      ...new Set(
        all<Material>('materials.1000')
          .filter((material) => material.type === type)
          .flatMap(({ sources }) => sources.map(({ vendorId }) => vendorId)),
      ),
    ];

    expect(suppliers('trading')).toEqual(['OLD']);
    // Nobody else has it.
    expect(suppliers('packaging')).toEqual(['LATE']);
    expect(new Set(all<{ vendorId: string }>('contracts.1000').map(({ vendorId }) => vendorId))).toEqual(
      new Set(['GRID']),
    );
  });

  it('replace those that are made; what a row leaves out is made as for others', async () => {
    const { ctx, company, all } = tablesOf({ masters: { vendors: await csv('vendors', VENDORS) } });
    const [acme, bolt, power] = all<Vendor>('vendors.1000');

    expect(company.vendors).toBe(3);
    expect(acme).toMatchObject({
      vendorId: 'ACME',
      name: 'Acme Steel',
      terms: 'N60',
      currency: 'USD',
      bankAccount: { scheme: 'aba', bankCode: '021000021', number: '123456789' },
    });
    expect(bolt).toMatchObject({ region: 'DE', currency: 'EUR', bankAccount: { scheme: 'iban' } });
    expect(['N30', 'N60', '2/10N30', 'N15', 'IMM']).toContain(bolt?.terms);
    expect(power?.bankAccount.scheme).toBe('aba');
    expect(listOf(vendorsOf(ctx, company, 'utility')).map(({ vendorId }) => vendorId)).toEqual(['POWER']);
  });

  it('are what everything else is bought from, sold to and planned by', async () => {
    const { ctx, company, all } = tablesOf({
      masters: {
        vendors: await csv('vendors', VENDORS),
        customers: await csv('customers', CUSTOMERS),
        materials: await csv('materials', MATERIALS),
      },
    });
    const [beam, lamp, desk] = all<Material>('materials.1000');

    expect(beam?.sources.map(({ vendorId }) => vendorId)).toEqual(['ACME']);
    expect(lamp?.sources.map(({ vendorId }) => vendorId)).toEqual(['BOLT']);
    expect([lamp?.standardCosts['2026'], lamp?.listPrices['2026'], beam?.listPrices['2026']]).toEqual([4000, 8000, 0]);
    expect(desk?.bom).toEqual([]);
    expect(desk?.listPrices['2025']).toBeGreaterThan(9900 / 0.75 - 1);
    expect(customersOf(ctx, company, 'enterprise').size).toBe(1);
    expect(customersOf(ctx, company, 'consumer').size).toBe(0);
    expect(customersOf(ctx, company, 'smb').row(0)).toMatchObject({
      customerId: 'SMALL',
      currency: 'EUR',
      discountBp: 200,
    });
    expect(all<Customer>('customers.1000')[0]).toMatchObject({ state: 'TX', rating: 'AA', status: 'final' });
    expect(plannedRevenue(ctx, company, 2025)).toBeGreaterThan(0);
  });

  it('are divided by company', async () => {
    const vendors = await csv('two', `${VENDORS}ZINC,Zinc AG,2000,material,DE,N30,\n`);
    const { all } = tablesOf({ preset: 'group3', masters: { vendors } });

    expect(all<Vendor>('vendors.1000')).toHaveLength(3);
    expect(all<Vendor>('vendors.2000').map(({ vendorId }) => vendorId)).toEqual(['ZINC']);
    expect(all<Vendor>('vendors.3000')).toHaveLength(0);
  });

  it('with faults are refused, every fault at once, by row and field', async () => {
    const vendors = await csv(
      'bad',
      `vendorId,category,region,bankAccount,termz,company
A,material,US,021000022/1,,1000
B,metal,DE,DE89370400440532013001,,1000
A,service,DD,,,1000
,service,US,,N30,1001
`,
    );
    const customers = await csv('bad-customers', 'customerId,segment,discountBp\nX,smb,20000\nX,smb,5\n');
    let thrown: unknown;
    try {
      world({ masters: { vendors, customers } });
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toBeInstanceOf(SynodeError);
    const issues = (thrown as SynodeError).issues.map(({ code, path }) => `${code} ${path.slice(2).join(' ')}`);
    expect(issues).toEqual([
      "INVALID_OPTION 'vendors' row 1 'bankAccount'",
      "INVALID_OPTION 'vendors' row 2 'bankAccount'",
      "INVALID_OPTION 'vendors' row 2 'category'",
      "INVALID_OPTION 'vendors' row 3 'region'",
      "INVALID_OPTION 'vendors' row 4 'vendorId'",
      "UNKNOWN_KEY 'vendors' row 4 'termz'",
      "DUPLICATE_ID 'vendors' row 3 'vendorId'",
      "UNKNOWN_COMPANY 'vendors' row 4 'company'",
      "INVALID_OPTION 'customers' row 1 'discountBp'",
      "DUPLICATE_ID 'customers' row 2 'customerId'",
    ]);
    expect((thrown as SynodeError).format()).toContain("Did you mean 'terms'?");
    expect((thrown as SynodeError).format()).toContain('routing number 021000022 fails 3-7-1');
  });

  it('of energy, rent and freight bill in the currency of the company, wherever they are', async () => {
    const vendor = (vendorId: string, category: string, region: string, currency: string) =>
      `${vendorId},${category},${region},${currency}`;
    const table = (...rows: readonly string[]) =>
      csv('abroad', `vendorId,category,region,currency\n${rows.join('\n')}\n`);
    const bad = await table(
      vendor('GRID', 'utility', 'DE', ''),
      vendor('SHIP', 'freight', 'US', 'GBP'),
      vendor('PART', 'trading', 'DE', ''),
    );
    const good = await table(vendor('GRID', 'utility', 'DE', 'USD'), vendor('SHIP', 'freight', 'US', ''));
    const refused = ((): unknown => {
      try {
        return world({ masters: { vendors: bad } });
      } catch (error) {
        return error;
      }
    })();

    expect(
      (refused as SynodeError).issues.map(({ path, message }) => `${path.slice(3).join(' ')}: ${message}`),
    ).toEqual([
      "row 1 'region': a vendor of utility bills company 1000 in USD, not in EUR",
      "row 2 'currency': a vendor of freight bills company 1000 in USD, not in GBP",
    ]);
    expect(
      tablesOf({ masters: { vendors: good } })
        .all<Vendor>('vendors.1000')
        .map(({ currency }) => currency),
    ).toEqual(['USD', 'USD']);
  });

  it('are customers who buy: each of a segment is an actor of its population', async () => {
    const customers = await csv(
      'buyers',
      'customerId,segment,company\nONE,enterprise,1000\nTWO,smb,1000\nTHREE,enterprise,1000\n',
    );
    const sink = new InMemoryAdapter();
    const given = { preset: 'distributor', masters: { customers } } as const;
    const sales = scenario({
      ...world(given),
      period: { start: '2025-01-01', end: '2025-02-01' },
      processes: [o2c({ ordersPerMonth: { enterprise: 12, smb: 12 } })],
    });
    await generate(sales, { seed: 1, adapter: sink });

    const buyers = sink.events
      .filter(({ name }) => name === 'sales_order.created')
      .map(({ userId, payload }) => `${userId} ${(payload as unknown as { partner: { id: string } }).partner.id}`);
    expect([...new Set(buyers)].toSorted()).toEqual([
      'order-to-cash/enterprise-1000-0 ONE',
      'order-to-cash/enterprise-1000-1 THREE',
      'order-to-cash/smb-1000-0 TWO',
    ]);
  });

  it('without a vendor for rent and energy leave no contracts, rather than contracts with nobody', async () => {
    const vendors = await csv('no-utility', 'vendorId,category,company\nACME,trading,1000\n');
    const { all } = tablesOf({ preset: 'distributor', masters: { vendors } });
    const { all: withOne } = tablesOf({ masters: { vendors: await csv('vendors', VENDORS) } });

    expect(all('contracts.1000')).toEqual([]);
    expect(new Set(withOne<{ vendorId: string }>('contracts.1000').map(({ vendorId }) => vendorId))).toEqual(
      new Set(['POWER']),
    );
  });

  it('without a vendor for rent and energy are bought from at prices that are proved', async () => {
    const vendors = await csv(
      'traders',
      `vendorId,category,company,region\n${'ABCDEF'
        .split('')
        .map((id) => `${id},trading,1000,US\n`)
        .join('')}`,
    );
    const { checks } = await verified({ world: { scale: 0.6, masters: { vendors } }, end: '2025-02-01' });

    expect(checks.find(({ id }) => id === 'P9')).toMatchObject({ outcome: 'passed', violated: 0 });
    expect(checks.filter(({ outcome }) => outcome === 'failed')).toEqual([]);
  });
});
