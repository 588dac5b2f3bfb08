import { describe, expect, it } from 'vitest';

import {
  defineAction,
  defineAdventure,
  defineJourney,
  definePopulation,
  defineProcess,
  generate,
  InMemoryAdapter,
  scenario,
  SynodeContext,
  SynodeError,
} from '../../src/index.ts';
import { isConsolidated, ultimateParent } from '../../journeys/world/companies.ts';
import type { Customer } from '../../journeys/world/masters/customers.ts';
import { spotRate9, usdRates } from '../../journeys/world/rates/rates.ts';
import type { WorldOptions } from '../../journeys/world/options.ts';
import { world, worldOf } from '../../journeys/world/world.ts';
import { tablesOf } from './tables.ts';

function faultsOf(options: unknown): readonly { readonly code: string; readonly text: string }[] {
  try {
    world(options as WorldOptions);
  } catch (error) {
    if (error instanceof SynodeError)
      return error.issues.map((issue) => ({ code: issue.code, text: JSON.stringify(issue) }));
    throw error;
  }
  return [];
}

describe('the presets', () => {
  it('single is one US manufacturer', () => {
    expect(tablesOf().companies).toMatchObject([
      {
        code: '1000',
        region: 'US',
        currency: 'USD',
        role: 'manufacturer',
        framework: 'US_GAAP',
        customers: 100,
        employees: 90,
      },
    ]);
  });

  it('distributor is one US company that makes nothing, with half the people', () => {
    expect(tablesOf({ preset: 'distributor' }).companies).toMatchObject([
      { code: '1000', role: 'distributor', employees: 45, vendors: 50, materials: 200 },
    ]);
  });

  it('group3 is a US parent with a German manufacturer and most of a British distributor', () => {
    const { companies } = tablesOf({ preset: 'group3' });

    expect(companies.map(({ code, region, currency, ownershipBp }) => [code, region, currency, ownershipBp])).toEqual([
      ['1000', 'US', 'USD', 10_000],
      ['2000', 'DE', 'EUR', 10_000],
      ['3000', 'GB', 'GBP', 8000],
    ]);
    expect(companies.map(isConsolidated)).toEqual([false, true, true]);
    expect(ultimateParent(companies, '3000')?.currency).toBe('USD');
  });
});

describe('a world', () => {
  it('gives each company what its region says: currency, framework, zone, accounts', () => {
    const { companies } = tablesOf({ companies: [{ code: '4000', region: 'JP', plants: 2 }] });

    expect(companies).toMatchObject([
      {
        currency: 'JPY',
        framework: 'IFRS',
        utcOffsetMinutes: 540,
        plants: ['4000-P1', '4000-P2'],
        state: '',
      },
    ]);
    expect(companies[0]?.bankAccounts).toContain('4000-BK-JPY');
    expect(companies[0]?.bankAccounts).toContain('4000-BK-TAX');
  });

  it('multiplies its masters by its scale, and takes counts as they are given', () => {
    const { company } = tablesOf({ scale: 3, companies: [{ code: '1000', customers: 7 }] });

    expect(company).toMatchObject({ customers: 7, vendors: 150, materials: 600, employees: 270, services: 12 });
  });

  it('is spread into a scenario, whose handlers find companies, masters and rates', async () => {
    const look = defineAction({
      id: 'look',
      handler: (ctx) => {
        const { companies } = worldOf(ctx);
        const customer = ctx.typedDataset<Customer>('customers.2000').row(3);
        const rate9 = spotRate9({ from: 'EUR', to: 'USD' }, '2025-03-03', usdRates(ctx));
        return [ctx.event('looked', { companies: companies.length, customer: customer.customerId, rate9 })];
      },
    });
    const journey = defineJourney({ id: 'visit', adventures: [defineAdventure({ id: 'see', actions: [look] })] });
    const audit = defineProcess({
      id: 'audit',
      emits: ['looked'],
      populations: [definePopulation({ id: 'auditor', size: 1, journeys: [journey] })],
    });
    const sink = new InMemoryAdapter();
    await generate(scenario({ ...world({ preset: 'group3' }), seed: 7, processes: [audit()] }), {
      adapter: sink,
      logger: false,
    });

    const payload = sink.events[0]?.payload as { readonly rate9: number } | undefined;

    expect(payload).toMatchObject({ companies: 3, customer: 'C-2000-0004' });
    expect(payload?.rate9).toBeGreaterThan(0.7e9);
  });

  /** A process in which nothing happens. */
  const idle = defineProcess({ id: 'idle', populations: [] });

  it.each(['small', 'medium', 'large'] as const)(
    'of chart %s is a scenario whose books are in order',
    async (chart) => {
      const { books } = world({ preset: 'group3', chart });

      expect(books.charts.map(({ id }) => id)).toEqual(['1000', '2000', '3000']);
      await expect(
        generate(scenario({ ...world({ preset: 'group3', chart }), processes: [idle()] }), {
          adapter: new InMemoryAdapter(),
          logger: false,
        }),
      ).resolves.toMatchObject({ status: 'completed' });
    },
  );

  it('keeps every row of a company when another company or more rows of another table come in', () => {
    const one = tablesOf({ preset: 'single' });
    const three = tablesOf({ preset: 'group3' });
    const more = tablesOf({ companies: [{ code: '1000', customers: 500 }] });

    for (const id of ['customers.1000', 'vendors.1000', 'materials.1000', 'employees.1000', 'services.1000']) {
      expect(three.all(id)).toEqual(one.all(id));
    }
    expect(more.all('customers.1000').slice(0, 100)).toEqual(one.all('customers.1000'));
    expect(more.all('vendors.1000')).toEqual(one.all('vendors.1000'));
  });

  it('computes a row alone as it does among all', () => {
    const { datasets } = world();
    const alone = new SynodeContext(undefined, undefined, 'en', { seed: 'world', datasets })
      .typedDataset('materials.1000')
      .row(180);

    expect(alone).toEqual(tablesOf().all('materials.1000')[180]);
  });
});

describe('faults of a world', () => {
  it('come all at once, each with what was expected and what is near', () => {
    const faults = faultsOf({
      presett: 'single',
      scale: 0,
      chart: 'medum',
      companies: [{ code: '1', region: 'DEE', plant: 2, ownershipBp: 20_000 }],
      tax: { nexusStates: 0, useTaxes: true },
    });

    expect(faults.map(({ code }) => code).toSorted()).toEqual([
      ...Array.from({ length: 6 }, () => 'INVALID_OPTION'),
      ...Array.from({ length: 3 }, () => 'UNKNOWN_KEY'),
    ]);
    const text = faults.map((fault) => fault.text).join('\n');
    expect(text).toContain("Did you mean 'preset'?");
    expect(text).toContain("Did you mean 'plants'?");
    expect(text).toContain("Did you mean 'medium'?");
    expect(text).toContain("Did you mean 'useTax'?");
  });

  it('tell of companies that do not fit together', () => {
    const faults = faultsOf({
      companies: [
        { code: '1000', parent: '2000' },
        { code: '2000', parent: '1000', employees: 23 },
        { code: '3000', parent: '9000' },
        { code: '3000', materials: 10 },
      ],
    });

    expect(faults.map(({ code }) => code)).toEqual([
      'DUPLICATE_ID',
      'CIRCULAR_DEPENDENCY',
      'UNKNOWN_COMPANY',
      'TOO_FEW_EMPLOYEES',
      'INVALID_OPTION',
    ]);
    expect(faults[1]?.text).toContain('1000 → 2000 → 1000');
    expect(faults[3]?.text).toContain('at least 24 employees');
  });

  it('tell of years outside the calendars, and of states without a rate', () => {
    expect(faultsOf({ startYear: 2030, years: 2 })).toMatchObject([{ code: 'CALENDAR_YEAR_UNSUPPORTED' }]);
    expect(faultsOf({ startYear: 2019 })).toMatchObject([{ code: 'CALENDAR_YEAR_UNSUPPORTED' }]);
    expect(faultsOf({ startYear: 2030, years: 1 })).toEqual([]);
    expect(
      faultsOf({ tax: { stateOfCompany: 'XX', rates: [{ region: 'US', rateBp: 5, validFrom: '2025-01-01' }] } }),
    ).toMatchObject([{ code: 'INVALID_OPTION' }, { code: 'INVALID_OPTION' }]);
  });

  it('are also a scale that leaves too few people for the duties', () => {
    expect(faultsOf({ scale: 0.2 }).map(({ code }) => code)).toEqual(['TOO_FEW_EMPLOYEES']);
    expect(faultsOf({ preset: 'distributor', scale: 0.52 })).toMatchObject([{ code: 'TOO_FEW_EMPLOYEES' }]);
  });
});
