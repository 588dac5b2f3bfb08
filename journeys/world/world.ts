/** The world of a scenario: companies, accounts, masters, rates and taxes, as one plain value. */
import { IssueList } from '../../src/index.ts';
import type { Context, Dataset, DatasetDefinition, Determination, FileCheckMaker, TablePart } from '../../src/index.ts';
import { worldChecks, worldTables } from './checks/file-checks.ts';
import { determinationOf } from './chart/determination.ts';
import { captionLabel } from './chart/captions.ts';
import { completeCompanies, type Company } from './companies.ts';
import { completeOptions } from './complete.ts';
import { assetPlanDataset } from './masters/asset-plan.ts';
import { bankDataset, houseAccounts } from './masters/banks.ts';
import { budgetDataset, contractDataset } from './masters/contracts.ts';
import { costCenters } from './masters/cost-centers.ts';
import { customerDataset } from './masters/customers.ts';
import { employeeDataset } from './masters/employees.ts';
import { COST_YEARS, materialDataset } from './masters/materials.ts';
import { serviceDataset } from './masters/services.ts';
import { weekendDataset } from './masters/sessions.ts';
import { vendorDataset } from './masters/vendors.ts';
import { PARTNER_TABLES } from './masters/partner-tables.ts';
import type { ResolvedWorldOptions, WorldOptions } from './options.ts';
import { givenRows, readOwnMasters, type OwnMasters } from './own-masters.ts';
import { PRODUCT_GROUPS } from './products.ts';
import { CURRENCY_ANCHORS, rateDatasets } from './rates/rates.ts';
import { checkTax, taxCodes } from './tax/codes.ts';
import { nexusOf, type TaxTable } from './tax/determine.ts';

/** What is known of a world wherever it is: the one row of the dataset `world`. */
export interface WorldFacts {
  readonly companies: readonly Company[];
  readonly determination: Determination;
  readonly tax: TaxTable;
  readonly startYear: number;
  readonly years: number;
}

/** A world, ready to be spread into a scenario. */
export interface World {
  /** Calendar of the first company. */
  readonly calendar: string;
  /** Companies, charts and account determination: what postings are made to. */
  readonly books: Determination;
  readonly datasets: readonly (DatasetDefinition<object> | Dataset<object>)[];
  /** What proves its tables once they are exported. */
  readonly fileChecks: readonly FileCheckMaker[];
  /** The tables that they read, and of those of rates the part around the period. */
  readonly tables: readonly (string | TablePart)[];
}

/**
 * A world for `scenario({ ...world({ preset: 'single' }), processes })`: companies and what they share. Rows of masters are
 * computed when they are asked for, each alone; a million customers cost nothing until then.
 *
 * @throws SynodeError all faults at once: `INVALID_OPTION`, `UNKNOWN_KEY`, `UNKNOWN_COMPANY`, `CIRCULAR_DEPENDENCY`,
 * `TOO_FEW_EMPLOYEES`, `DUPLICATE_ID`, `CALENDAR_YEAR_UNSUPPORTED`
 * @example world({ preset: 'distributor', scale: 2, chart: 'medium' })
 */
export function world(given: WorldOptions = {}): World {
  const issues = new IssueList();
  const options = completeOptions(given, issues);
  if (options === undefined) return neverReached(issues);
  checkYears(options, issues);
  checkTax(options.tax, issues);
  const companies = completeCompanies(options, issues);
  const own = readOwnMasters(options.masters, companies, issues);
  issues.throwIfAny('the world');
  const facts = factsOf(options, companies);
  return Object.freeze({
    calendar: companies[0]?.region ?? 'US',
    books: facts.determination,
    datasets: Object.freeze([
      ...sharedDatasets(facts),
      ...companies.flatMap((company) => companyDatasets(company, options, own)),
    ]),
    fileChecks: worldChecks,
    tables: worldTables,
  });
}

function neverReached(issues: IssueList): never {
  issues.throwIfAny('the world');
  throw new TypeError('options without faults are complete');
}

function checkYears({ startYear, years }: ResolvedWorldOptions, issues: IssueList): void {
  const last = startYear + years - 1;
  if (startYear >= COST_YEARS.first && last <= COST_YEARS.last) return;
  issues.add({
    code: 'CALENDAR_YEAR_UNSUPPORTED',
    path: ['world', "'startYear'"],
    message: `a world of ${startYear} to ${last} lies outside the years of the calendars`,
    expected: `years from ${COST_YEARS.first} to ${COST_YEARS.last}`,
    received: `${startYear} to ${last}`,
    suggestion: 'Move startYear, or take fewer years.',
  });
}

function factsOf({ chart, tax, startYear, years }: ResolvedWorldOptions, companies: readonly Company[]): WorldFacts {
  return {
    companies,
    determination: Object.freeze({
      ...determinationOf(companies, chart),
      partners: PARTNER_TABLES,
      opens: `${startYear}-01-01`,
      years: Object.freeze([COST_YEARS.first, COST_YEARS.last] as const),
    }),
    tax: {
      codes: taxCodes(tax),
      nexusStates: nexusOf(tax),
      useTax: tax.useTax,
      adjustDiscounts: tax.adjustDiscounts,
    },
    startYear,
    years,
  };
}

/** What belongs to no single company. Accounts stand here too, flat, so that they are exported with every run. */
function sharedDatasets(facts: WorldFacts): World['datasets'] {
  const { companies, determination, tax } = facts;
  const accounts = companies.flatMap(({ code, framework }) =>
    (determination.charts.find(({ id }) => id === code)?.accounts ?? []).map((account) => ({
      company: code,
      ...account,
      captionLabel: captionLabel(account.caption, framework),
    })),
  );
  return [
    rows('world', 'The world', [facts]),
    rows('companies', 'Companies', companies),
    rows('accounts', 'Accounts', accounts),
    rows('roleRules', 'Steps between roles', determination.roles),
    rows('taxCodes', 'Tax codes', tax.codes),
    rows('currencies', 'Currencies', CURRENCY_ANCHORS),
    rows('productGroups', 'Product groups', PRODUCT_GROUPS),
    bankDataset(),
    ...rateDatasets(),
  ];
}

function rows(id: string, name: string, list: readonly object[]): Dataset<object> {
  return Object.freeze({ id, name, rows: Object.freeze([...list]) });
}

/** Of planned revenue, a year. */
const CAPEX_SHARES: Readonly<Record<Company['role'], number>> = {
  manufacturer: 0.04,
  distributor: 0.02,
  service: 0.04,
  holding: 0.04,
};

function companyDatasets(company: Company, options: ResolvedWorldOptions, own: OwnMasters): World['datasets'] {
  const { startYear } = options;
  const validFrom = `${COST_YEARS.first}-01-01`;
  const vendors = own('vendors', company, vendorDataset(company, startYear));
  return [
    vendors,
    own('customers', company, customerDataset(company, startYear)),
    own('materials', company, materialDataset(company, validFrom)),
    serviceDataset(company),
    costCenters(company),
    employeeDataset(company),
    weekendDataset(company),
    houseAccounts(company, validFrom),
    contractDataset(company, { ...options, hasUtilities: billsUtilities(company, vendors) }),
    budgetDataset(company, options),
    assetPlanDataset(company, {
      ...options,
      capexShareOfRevenue: options.capexShareOfRevenue ?? CAPEX_SHARES[company.role],
    }),
  ];
}

/** Whether somebody can bill rent and energy: always, where vendors are made. */
function billsUtilities({ given }: Company, vendors: object): boolean {
  return !given.includes('vendors') || givenRows(vendors).some(({ category }) => category === 'utility');
}

/**
 * The facts of the world a handler or a field runs in.
 *
 * @throws SynodeError `DATASET_NOT_FOUND` in a scenario without a world
 */
export function worldOf(ctx: Pick<Context, 'typedDataset'>): WorldFacts {
  return ctx.typedDataset<WorldFacts>('world').row(0);
}
