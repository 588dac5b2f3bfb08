/**
 * Tax codes: what a line is charged, by region, class and date. Rates are the general and the (first) reduced one of
 * value added, goods and services, consumption and sales taxes as in force from 2020 on; Brazil's several taxes stand as
 * one outside the price, Canada's as those of Ontario, our simplifications.
 */
import { regionCodes, type IssueList, type RegionCode } from '../../../src/index.ts';
import { DAY_MS } from '../dates.ts';
import type { ResolvedTaxOptions } from '../options.ts';
import type { TaxClass } from '../products.ts';
import { US_STATES } from './us-states.ts';

export type TaxKind = 'salesTax' | 'vat' | 'gst' | 'consumptionTax';

/** Why a line is taxed as it is. */
export type Treatment =
  'taxed' | 'exempt' | 'export' | 'intraCommunity' | 'reverseCharge' | 'import' | 'resale' | 'noNexus' | 'useTax';

/** A code for a time: row of the dataset `taxCodes`. */
export interface TaxCode {
  /** `DE-S`; of a US state `US-CA-S`. */
  readonly code: string;
  readonly region: RegionCode;
  /** Of a US state's code, else `''`. */
  readonly state: string;
  readonly kind: TaxKind;
  readonly taxClass: TaxClass;
  readonly treatment: Treatment;
  /** Charged by the seller. */
  readonly chargedBp: number;
  /** Assessed by the buyer itself. */
  readonly selfAssessedBp: number;
  /** Whether the buyer gets it back. */
  readonly deductible: boolean;
  readonly validFrom: string;
  /** Last day; `''` without end. */
  readonly validTo: string;
}

type Rates = readonly (readonly [validFrom: string, standard: number, reduced: number])[];

const KINDS: Readonly<Record<RegionCode, TaxKind>> = {
  US: 'salesTax',
  DE: 'vat',
  GB: 'vat',
  CN: 'vat',
  JP: 'consumptionTax',
  IN: 'gst',
  BR: 'salesTax',
  MX: 'vat',
  AU: 'gst',
  SG: 'gst',
  KR: 'vat',
  FR: 'vat',
  IT: 'vat',
  ES: 'vat',
  CA: 'gst',
};

const FIRST = '2020-01-01';

/** Per cent. Germany: Zweites Corona-Steuerhilfegesetz; Singapore: GST rate changes 2023, 2024; India: 56th GST Council. */
const RATES: Readonly<Partial<Record<RegionCode, Rates>>> = {
  DE: [
    [FIRST, 19, 7],
    ['2020-07-01', 16, 5],
    ['2021-01-01', 19, 7],
  ],
  GB: [[FIRST, 20, 5]],
  FR: [[FIRST, 20, 10]],
  IT: [[FIRST, 22, 10]],
  ES: [[FIRST, 21, 10]],
  JP: [[FIRST, 10, 8]],
  CN: [[FIRST, 13, 9]],
  IN: [
    [FIRST, 18, 12],
    ['2025-09-22', 18, 5],
  ],
  BR: [[FIRST, 18, 18]],
  CA: [[FIRST, 13, 5]],
  AU: [[FIRST, 10, 0]],
  SG: [
    [FIRST, 7, 7],
    ['2023-01-01', 8, 8],
    ['2024-01-01', 9, 9],
  ],
  KR: [[FIRST, 10, 10]],
  MX: [[FIRST, 16, 8]],
};

/** A rate before it is a code. */
interface Rate {
  readonly region: RegionCode;
  readonly state: string;
  readonly taxClass: 'standard' | 'reduced';
  readonly rateBp: number;
  readonly validFrom: string;
}

/** The codes of a world, those that replace others by its options among them. */
export function taxCodes(options: ResolvedTaxOptions): readonly TaxCode[] {
  const overrides = options.rates.map((rate): Rate => ({
    ...rate,
    region: rate.region as RegionCode,
    state: rate.state ?? '',
  }));
  const rates = withEnds([...builtIn(), ...overrides]);
  return Object.freeze(
    [...rates.flatMap(codesOfRate), ...regionCodes.flatMap(untaxedCodes)].map((code) => Object.freeze(code)),
  );
}

function builtIn(): readonly Rate[] {
  const ofRegions = regionCodes.flatMap((region) =>
    (RATES[region] ?? []).flatMap(([validFrom, standard, reduced]): Rate[] => [
      { region, state: '', taxClass: 'standard', rateBp: Math.round(standard * 100), validFrom },
      { region, state: '', taxClass: 'reduced', rateBp: Math.round(reduced * 100), validFrom },
    ]),
  );
  const ofStates = US_STATES.map(({ state, rateBp }): Rate => ({
    region: 'US',
    state,
    taxClass: 'standard',
    rateBp,
    validFrom: FIRST,
  }));
  return [...ofRegions, ...ofStates];
}

const keyOf = ({ region, state, taxClass }: Rate): string => `${region}/${state}/${taxClass}`;

/** Each rate with its last day: the one before the next of its kind. Of two from one day the later in the list holds. */
function withEnds(rates: readonly Rate[]): readonly (Rate & { readonly validTo: string })[] {
  const byKey = new Map<string, Map<string, Rate>>();
  for (const rate of rates) {
    const dated = byKey.get(keyOf(rate)) ?? new Map<string, Rate>();
    byKey.set(keyOf(rate), dated.set(rate.validFrom, rate));
  }
  return [...byKey.values()].flatMap((dated) => {
    const sorted = [...dated.values()].sort((a, b) => (a.validFrom < b.validFrom ? -1 : 1));
    return sorted.map((rate, i) => Object.assign({}, rate, { validTo: dayBefore(sorted[i + 1]?.validFrom) }));
  });
}

function dayBefore(date: string | undefined): string {
  return date === undefined ? '' : new Date(Date.parse(`${date}T00:00:00.000Z`) - DAY_MS).toISOString().slice(0, 10);
}

/** What follows from one rate: sales at it, and where buyers assess it themselves those purchases. */
function codesOfRate({
  region,
  state,
  taxClass,
  rateBp,
  validFrom,
  validTo,
}: Rate & { readonly validTo: string }): readonly TaxCode[] {
  const start = state === '' ? region : `${region}-${state}`;
  const letter = taxClass === 'standard' ? 'S' : 'R';
  const base = { region, state, kind: KINDS[region], taxClass, validFrom, validTo };
  // Assigned and not spread: codes are looked up for every line, and spreads would give each a hidden class of its own.
  const taxed: TaxCode = Object.assign({}, base, {
    code: `${start}-${letter}`,
    treatment: 'taxed',
    chargedBp: rateBp,
    selfAssessedBp: 0,
    deductible: region !== 'US',
  } as const);
  const own = Object.assign({}, base, { chargedBp: 0, selfAssessedBp: rateBp });
  const bySelf: Pick<TaxCode, 'code' | 'treatment' | 'deductible'> =
    region === 'US'
      ? { code: `${start}-U`, treatment: 'useTax', deductible: false }
      : { code: `${start}-RC-${letter}`, treatment: 'reverseCharge', deductible: true };
  return [taxed, Object.assign({}, own, bySelf)];
}

const UNTAXED: readonly (readonly [end: string, treatment: Treatment])[] = [
  ['E', 'exempt'],
  ['X', 'export'],
  ['M', 'import'],
];

function untaxedCodes(region: RegionCode): readonly TaxCode[] {
  const more: readonly (readonly [end: string, treatment: Treatment])[] =
    region === 'US'
      ? [
          ['RS', 'resale'],
          ['N', 'noNexus'],
        ]
      : [['IC', 'intraCommunity']];
  return [...UNTAXED, ...more].map(([end, treatment]) => ({
    code: `${region}-${end}`,
    region,
    state: '',
    kind: KINDS[region],
    taxClass: 'exempt',
    treatment,
    chargedBp: 0,
    selfAssessedBp: 0,
    deductible: false,
    validFrom: FIRST,
    validTo: '',
  }));
}

/** Reports options of tax that fit nothing: a state without a rate, a rate of a state outside the US. */
export function checkTax(options: ResolvedTaxOptions, issues: IssueList): void {
  const states = US_STATES.map(({ state }) => state);
  if (!states.includes(options.stateOfCompany)) addUnknownState(options.stateOfCompany, "'stateOfCompany'", issues);
  for (const [i, { region, state }] of options.rates.entries()) {
    const path = ['world', "'tax'", "'rates'", `'${i}'`];
    if (state !== undefined && region === 'US' && !states.includes(state))
      addUnknownState(state, `'rates' > '${i}'`, issues);
    if ((state === undefined) === (region === 'US')) {
      issues.add({
        code: 'INVALID_OPTION',
        path,
        message: region === 'US' ? 'a US rate needs a state' : `a rate of ${region} has a state`,
        expected: region === 'US' ? 'the state whose rate it is' : 'no state',
        received: state === undefined ? 'none' : `'${state}'`,
        suggestion: region === 'US' ? "Add state: 'CA', for example." : 'Leave state out.',
      });
    }
  }
}

function addUnknownState(state: string, at: string, issues: IssueList): void {
  issues.add({
    code: 'INVALID_OPTION',
    path: ['world', "'tax'", at],
    message: `state '${state}' has no sales tax rate here`,
    expected: 'a state whose rate is a whole number of basis points',
    received: `'${state}'`,
    suggestion: "Use another state, such as 'CA' or 'TX'.",
  });
}
