/** Companies: presets, what follows from region and role, and what must hold between them. */
import {
  didYouMean,
  regionUtcOffsetMinutes,
  type FiscalCalendar,
  type IssueList,
  type RegionCode,
} from '../../src/index.ts';
import {
  companyOptions,
  type CompanyOptions,
  type FRAMEWORKS,
  type INDUSTRIES,
  type PRESETS,
  type ResolvedCompanyOptions,
  type ResolvedWorldOptions,
  type ROLES,
} from './options.ts';
import { CURRENCIES, REGIONS } from './regions.ts';

export type Industry = (typeof INDUSTRIES)[number];
export type CompanyRole = (typeof ROLES)[number];
export type Framework = (typeof FRAMEWORKS)[number];

/** Masters that an author may bring. */
export type GivenMaster = 'vendors' | 'customers' | 'materials';

/** A company, complete: the row of the dataset `companies`. */
export interface Company {
  readonly code: string;
  readonly name: string;
  readonly region: RegionCode;
  /** Of a US company, else `''`. */
  readonly state: string;
  readonly currency: string;
  readonly industry: Industry;
  readonly role: CompanyRole;
  /** `''` for one that nobody owns. */
  readonly parent: string;
  readonly ownershipBp: number;
  readonly framework: Framework;
  readonly fiscalCalendar: FiscalCalendar;
  /** Ids, `1000-P1`. */
  readonly plants: readonly string[];
  /** Ids of its bank accounts, one per currency and one for taxes. */
  readonly bankAccounts: readonly string[];
  readonly utcOffsetMinutes: number;
  /** Which of its masters are the author's own rows. */
  readonly given: readonly GivenMaster[];
  readonly customers: number;
  readonly vendors: number;
  readonly materials: number;
  readonly services: number;
  readonly employees: number;
}

/** Who works and trades in a company of scale 1. */
const DEFAULT_ROWS = { customers: 100, vendors: 50, materials: 200, employees: 90 } as const;
const DISTRIBUTOR_EMPLOYEES = 45;
const DEFAULT_SERVICES = 12;
/** The company of rows that name none. */
const DEFAULT_CODE = '1000';
const GIVEN: readonly GivenMaster[] = ['vendors', 'customers', 'materials'];
/** Each duty pool needs a person of its own. */
export const LEAST_EMPLOYEES = 24;
/** Parts lists choose among the first materials, so there have to be some. */
const LEAST_MATERIALS = 40;

/** Companies of the presets. */
const PRESET_COMPANIES: Readonly<Record<(typeof PRESETS)[number], readonly CompanyOptions[]>> = {
  single: [{ code: '1000' }],
  distributor: [{ code: '1000', role: 'distributor', industry: 'manufacturing' }],
  group3: [
    { code: '1000' },
    { code: '2000', region: 'DE', parent: '1000' },
    { code: '3000', region: 'GB', role: 'distributor', parent: '1000', ownershipBp: 8000 },
  ],
};

/** The companies of completed options; what does not fit together goes to `issues`. */
export function completeCompanies(options: ResolvedWorldOptions, issues: IssueList): readonly Company[] {
  const given = options.companies ?? PRESET_COMPANIES[options.preset].map((one) => companyOptions.parse(one));
  const companies = given.map((one) => completeCompany(one, options));
  checkCodes(companies, issues);
  checkParents(companies, issues);
  for (const company of companies) checkSizes(company, issues);
  return Object.freeze(companies);
}

function completeCompany(given: ResolvedCompanyOptions, { scale, tax, masters }: ResolvedWorldOptions): Company {
  const region = given.region as RegionCode;
  const facts = REGIONS[region];
  const currency = given.currency ?? facts.currency;
  const scaled = (count: number): number => Math.round(count * scale);
  const brought = (kind: GivenMaster): number | undefined =>
    masters[kind]?.rows.filter((row) => companyOfRow(row) === given.code).length;
  const employees = given.role === 'distributor' ? DISTRIBUTOR_EMPLOYEES : DEFAULT_ROWS.employees;
  return Object.freeze({
    code: given.code,
    name: given.name ?? `Company ${given.code} ${facts.name}`,
    region,
    state: region === 'US' ? tax.stateOfCompany : '',
    currency,
    industry: given.industry,
    role: given.role,
    parent: given.parent ?? '',
    ownershipBp: given.ownershipBp,
    framework: given.framework ?? (region === 'US' ? 'US_GAAP' : 'IFRS'),
    fiscalCalendar: given.fiscalCalendar as FiscalCalendar,
    plants: Object.freeze(Array.from({ length: given.plants }, (_, i) => `${given.code}-P${i + 1}`)),
    bankAccounts: Object.freeze([
      ...transactionCurrencies(currency).map((ccy) => `${given.code}-BK-${ccy}`),
      `${given.code}-BK-TAX`,
    ]),
    utcOffsetMinutes: regionUtcOffsetMinutes(region),
    given: Object.freeze(GIVEN.filter((kind) => masters[kind] !== undefined)),
    customers: brought('customers') ?? given.customers ?? scaled(DEFAULT_ROWS.customers),
    vendors: brought('vendors') ?? given.vendors ?? scaled(DEFAULT_ROWS.vendors),
    materials: brought('materials') ?? given.materials ?? scaled(DEFAULT_ROWS.materials),
    services: given.services ?? DEFAULT_SERVICES,
    employees: given.employees ?? scaled(employees),
  });
}

/** The company a row of an author's own masters belongs to. */
export function companyOfRow(row: Readonly<Record<string, unknown>>): string {
  const { company } = row;
  return typeof company === 'string' && company !== '' ? company : DEFAULT_CODE;
}

/** Its own currency first: any customer or vendor may have another. */
export function transactionCurrencies(own: string): readonly string[] {
  return [own, ...CURRENCIES.filter((currency) => currency !== own)];
}

function checkCodes(companies: readonly Company[], issues: IssueList): void {
  const seen = new Set<string>();
  for (const [i, { code }] of companies.entries()) {
    if (seen.has(code)) {
      issues.add({
        code: 'DUPLICATE_ID',
        path: ['world', "'companies'", `'${i}'`, "'code'"],
        message: `two companies have the code ${code}`,
        expected: 'each code once',
        received: `'${code}'`,
        suggestion: 'Give one of them another code.',
      });
    }
    seen.add(code);
  }
}

function checkParents(companies: readonly Company[], issues: IssueList): void {
  const byCode = new Map(companies.map((company) => [company.code, company]));
  const reported = new Set<string>();
  for (const { code, parent } of companies) {
    const path = ['world', `company '${code}'`, "'parent'"];
    if (parent !== '' && !byCode.has(parent)) {
      issues.add({
        code: 'UNKNOWN_COMPANY',
        path,
        message: `company ${code} has a parent that is not there`,
        expected: 'the code of another company of this world',
        received: `'${parent}'`,
        suggestion: didYouMean(
          parent,
          [...byCode.keys()].filter((other) => other !== code),
        ),
      });
      continue;
    }
    const circle = circleFrom(code, byCode);
    if (circle === undefined || circle.some((member) => reported.has(member))) continue;
    for (const member of circle) reported.add(member);
    issues.add({
      code: 'CIRCULAR_DEPENDENCY',
      path,
      message: 'companies own each other in a circle',
      expected: 'owners that end at a company without a parent',
      received: [...circle, circle[0]].join(' → '),
      suggestion: 'Remove one of these parents.',
    });
  }
}

/** The companies from `code` through its parents back to it, where they lead back to it. */
function circleFrom(code: string, byCode: ReadonlyMap<string, Company>): readonly string[] | undefined {
  const chain: string[] = [];
  let at: string | undefined = code;
  while (at !== undefined && at !== '' && !chain.includes(at)) {
    chain.push(at);
    at = byCode.get(at)?.parent;
  }
  return at === code ? chain : undefined;
}

function checkSizes({ code, employees, materials, role, given }: Company, issues: IssueList): void {
  if (employees < LEAST_EMPLOYEES) {
    issues.add({
      code: 'TOO_FEW_EMPLOYEES',
      path: ['world', `company '${code}'`, "'employees'"],
      message: `company ${code} cannot give each duty a person of its own`,
      expected: `at least ${LEAST_EMPLOYEES} employees`,
      received: String(employees),
      suggestion: 'Raise employees, or the scale.',
    });
  }
  const makesParts = role === 'manufacturer' && !given.includes('materials');
  if (makesParts && materials > 0 && materials < LEAST_MATERIALS) {
    issues.add({
      code: 'INVALID_OPTION',
      path: ['world', `company '${code}'`, "'materials'"],
      message: `company ${code} has too few materials for parts lists`,
      expected: `0, or at least ${LEAST_MATERIALS}`,
      received: String(materials),
      suggestion: `Use ${LEAST_MATERIALS} or more, or role 'distributor'.`,
    });
  }
}

/** The company at the top of a company's owners: its currency is that of the group. */
export function ultimateParent(companies: readonly Company[], code: string): Company | undefined {
  const company = companies.find((one) => one.code === code);
  return company === undefined || company.parent === '' ? company : ultimateParent(companies, company.parent);
}

/** Whether a group consolidates it: more than half is held. */
export function isConsolidated({ parent, ownershipBp }: Company): boolean {
  return parent !== '' && ownershipBp > 5000;
}
