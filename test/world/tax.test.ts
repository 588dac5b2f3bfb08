import { describe, expect, it } from 'vitest';

import type { RegionCode } from '../../src/index.ts';
import { taxOptions } from '../../journeys/world/options.ts';
import { taxCodes } from '../../journeys/world/tax/codes.ts';
import {
  adjustsDiscount,
  codeOn,
  nexusOf,
  purchaseTaxCode,
  salesTaxCode,
  type TaxTable,
} from '../../journeys/world/tax/determine.ts';
import { US_STATES } from '../../journeys/world/tax/us-states.ts';
import { INCOME_TAX_BP, withholdingBp } from '../../journeys/world/tax/withholding.ts';

function tableOf(given: object = {}): TaxTable {
  const options = taxOptions.parse(given);
  return {
    codes: taxCodes(options),
    nexusStates: nexusOf(options),
    useTax: options.useTax,
    adjustDiscounts: options.adjustDiscounts,
  };
}

const table = tableOf();
const place = (region: RegionCode, state = '') => ({ region, state });
const sale = (
  seller: RegionCode,
  buyer: { readonly region: RegionCode; readonly state?: string; readonly status?: 'final' | 'reseller' },
  {
    taxClass = 'standard',
    date = '2025-03-03',
  }: { readonly taxClass?: 'standard' | 'reduced' | 'exempt'; readonly date?: string } = {},
) => {
  const { status = 'final', state = '', region } = buyer;
  const { code, chargedBp } = salesTaxCode(
    { seller: place(seller, seller === 'US' ? 'CA' : ''), buyer: { region, state, status }, taxClass, date },
    table,
  );
  return `${code} ${chargedBp}`;
};

describe('rates', () => {
  const rows: readonly (readonly [RegionCode, string, number, number])[] = [
    ['DE', '2025-03-03', 1900, 700],
    ['GB', '2025-03-03', 2000, 500],
    ['FR', '2025-03-03', 2000, 1000],
    ['IT', '2025-03-03', 2200, 1000],
    ['ES', '2025-03-03', 2100, 1000],
    ['JP', '2025-03-03', 1000, 800],
    ['CN', '2025-03-03', 1300, 900],
    ['IN', '2025-03-03', 1800, 1200],
    ['BR', '2025-03-03', 1800, 1800],
    ['MX', '2025-03-03', 1600, 800],
    ['AU', '2025-03-03', 1000, 0],
    ['SG', '2025-03-03', 900, 900],
    ['KR', '2025-03-03', 1000, 1000],
    ['CA', '2025-03-03', 1300, 500],
    ['DE', '2020-10-01', 1600, 500],
    ['DE', '2021-01-01', 1900, 700],
    ['SG', '2022-12-31', 700, 700],
    ['SG', '2023-06-01', 800, 800],
    ['IN', '2025-09-21', 1800, 1200],
    ['IN', '2025-09-22', 1800, 500],
  ];

  it.each(rows)('of %s on %s are %i and %i basis points', (region, date, standard, reduced) => {
    expect(codeOn(table, `${region}-S`, date).chargedBp).toBe(standard);
    expect(codeOn(table, `${region}-R`, date).chargedBp).toBe(reduced);
  });

  it('of US states are those of the table, in whole basis points', () => {
    expect(
      ['CA', 'TX', 'NY', 'FL', 'IL'].map((state) => codeOn(table, `US-${state}-S`, '2025-03-03').chargedBp),
    ).toEqual([725, 625, 400, 600, 625]);
    expect(US_STATES.every(({ rateBp }) => Number.isInteger(rateBp))).toBe(true);
  });

  it('of one code never hold twice on a day, nor leave a day out', () => {
    for (const code of new Set(table.codes.map((one) => one.code))) {
      const spans = table.codes.filter((one) => one.code === code);
      expect(spans.filter(({ validTo }) => validTo === '')).toHaveLength(1);
      for (const [i, { validTo }] of spans.slice(0, -1).entries()) {
        const next = Date.parse(`${spans[i + 1]?.validFrom ?? ''}T00:00:00Z`);
        expect(next - Date.parse(`${validTo}T00:00:00Z`)).toBe(86_400_000);
      }
    }
  });

  it('are replaced from a day on by those of the options', () => {
    const own = tableOf({
      rates: [
        { region: 'DE', rateBp: 2100, validFrom: '2026-07-01' },
        { region: 'US', state: 'CA', rateBp: 800, validFrom: '2020-01-01' },
      ],
    });

    expect(codeOn(own, 'DE-S', '2026-06-30').chargedBp).toBe(1900);
    expect(codeOn(own, 'DE-S', '2026-07-01').chargedBp).toBe(2100);
    expect(codeOn(own, 'DE-RC-S', '2026-07-01').selfAssessedBp).toBe(2100);
    expect(codeOn(own, 'US-CA-S', '2025-01-01').chargedBp).toBe(800);
  });

  it('before the first are refused', () => {
    expect(() => codeOn(table, 'DE-S', '2019-12-31')).toThrow(expect.objectContaining({ code: 'INVALID_OPTION' }));
  });
});

describe('the code of a sale', () => {
  it('at home follows the class of the goods', () => {
    const home = { region: 'DE' } as const;

    expect(sale('DE', home)).toBe('DE-S 1900');
    expect(sale('DE', home, { taxClass: 'reduced' })).toBe('DE-R 700');
    expect(sale('DE', home, { taxClass: 'exempt' })).toBe('DE-E 0');
  });

  it('abroad is nothing; inside the EU a business assesses it itself, a final customer pays it', () => {
    expect(sale('DE', { region: 'US' })).toBe('DE-X 0');
    expect(sale('DE', { region: 'FR', status: 'reseller' })).toBe('DE-IC 0');
    expect(sale('DE', { region: 'FR', status: 'final' })).toBe('DE-S 1900');
    expect(sale('GB', { region: 'FR', status: 'reseller' })).toBe('GB-X 0');
  });

  it('in the US taxes final customers in states with nexus only', () => {
    expect(sale('US', { region: 'US', state: 'CA' })).toBe('US-CA-S 725');
    expect(sale('US', { region: 'US', state: 'CA', status: 'reseller' })).toBe('US-RS 0');
    expect(sale('US', { region: 'US', state: 'WY' })).toBe('US-N 0');
    expect(sale('US', { region: 'US', state: 'CA' }, { taxClass: 'exempt' })).toBe('US-E 0');
    expect(sale('US', { region: 'DE' })).toBe('US-X 0');
  });

  it('reaches as many states as there is nexus in, the own one first', () => {
    expect(nexusOf({ stateOfCompany: 'CA', nexusStates: 6 })).toEqual(['CA', 'TX', 'FL', 'NY', 'PA', 'IL']);
    expect(nexusOf({ stateOfCompany: 'WY', nexusStates: 2 })).toEqual(['WY', 'CA']);
  });
});

describe('the code of a purchase', () => {
  const buy = (
    buyer: RegionCode,
    vendor: RegionCode,
    what: Partial<Parameters<typeof purchaseTaxCode>[0]> = {},
    own: TaxTable = table,
  ) => {
    const line = { taxClass: 'standard', supply: 'goods', use: 'production', date: '2025-03-03', ...what } as const;
    const { code, chargedBp, selfAssessedBp, deductible } = purchaseTaxCode(
      { vendor: place(vendor, vendor === 'US' ? 'TX' : ''), buyer: place(buyer, buyer === 'US' ? 'CA' : ''), ...line },
      own,
    );
    return `${code} ${chargedBp}/${selfAssessedBp} ${deductible}`;
  };

  it('at home is what the vendor charges, and comes back', () => {
    expect(buy('DE', 'DE')).toBe('DE-S 1900/0 true');
    expect(buy('DE', 'DE', { taxClass: 'reduced' })).toBe('DE-R 700/0 true');
    expect(buy('DE', 'DE', { taxClass: 'exempt' })).toBe('DE-E 0/0 false');
  });

  it('from the EU and for services from anywhere is assessed by the buyer, both ways', () => {
    expect(buy('DE', 'FR')).toBe('DE-RC-S 0/1900 true');
    expect(buy('DE', 'US', { supply: 'service' })).toBe('DE-RC-S 0/1900 true');
    expect(buy('DE', 'US')).toBe('DE-M 0/0 false');
  });

  it('in the US is use tax on goods for own use, where the option says so', () => {
    expect(buy('US', 'US', { use: 'own' })).toBe('US-CA-U 0/725 false');
    expect(buy('US', 'US', { use: 'own' }, tableOf({ useTax: false }))).toBe('US-E 0/0 false');
    expect(buy('US', 'US', { use: 'resale' })).toBe('US-RS 0/0 false');
    expect(buy('US', 'US')).toBe('US-RS 0/0 false');
  });
});

describe('a cash discount', () => {
  it('takes its tax with it but in the US, and nowhere where the option says so', () => {
    expect(adjustsDiscount('DE', table)).toBe(true);
    expect(adjustsDiscount('US', table)).toBe(false);
    expect(adjustsDiscount('DE', tableOf({ adjustDiscounts: false }))).toBe(false);
  });
});

describe('income tax and withholding', () => {
  it('have a rate for every region', () => {
    expect(Object.keys(INCOME_TAX_BP)).toHaveLength(15);
    expect([INCOME_TAX_BP.US, INCOME_TAX_BP.SG]).toEqual([2500, 1700]);
  });

  it('withhold nothing at home and in the EU, half under a treaty, all without one', () => {
    const of = (payer: RegionCode, payee: RegionCode) =>
      (['service', 'royalty', 'interest'] as const).map((kind) => withholdingBp(kind, { payer, payee }));

    expect(of('US', 'US')).toEqual([0, 0, 0]);
    expect(of('DE', 'FR')).toEqual([0, 0, 0]);
    expect(of('US', 'JP')).toEqual([0, 500, 500]);
    expect(of('US', 'BR')).toEqual([1500, 1000, 1000]);
    expect(of('BR', 'US')).toEqual(of('US', 'BR'));
  });
});
