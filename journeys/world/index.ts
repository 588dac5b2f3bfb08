/** What every process shares, one by one: `world()` for scenarios, and what handlers, fields and checks ask of it. */
export { world, worldOf } from './world.ts';
export type { World, WorldFacts } from './world.ts';
export type { CompanyOptions, WorldOptions } from './options.ts';
export { isConsolidated, ultimateParent } from './companies.ts';
export type { Company, CompanyRole, Framework, Industry } from './companies.ts';
export { REGIONS } from './regions.ts';
export type { RegionFacts } from './regions.ts';
export { INDUSTRY_FACTS } from './industries.ts';
export type { IndustryFacts, MaterialType } from './industries.ts';
export { DEPARTMENTS, groupOf, marketOf, PRODUCT_GROUPS, SEGMENTS } from './products.ts';
export type { Department, ProductGroup, Segment, TaxClass } from './products.ts';
export { CAPTIONS, captionLabel } from './chart/captions.ts';
export { chartOf, rolesWithoutAccount } from './chart/chart.ts';
export type { Complexity } from './chart/chart.ts';
export { determinationOf, ROLE_RULES, SPEND_ROLES } from './chart/determination.ts';
export {
  averageRate9,
  closingRate9,
  crossRate9,
  CURRENCY_ANCHORS,
  isPublished,
  spotRate9,
  usdRates,
} from './rates/rates.ts';
export type { CurrencyAnchor, CurrencyPair, DateSpan, PublishedRate, UsdRate9 } from './rates/rates.ts';
export { adjustsDiscount, purchaseTaxCode, salesTaxCode } from './tax/determine.ts';
export type { TaxedPurchase, TaxedSale, TaxPlace, TaxTable } from './tax/determine.ts';
export type { TaxCode, TaxKind, Treatment } from './tax/codes.ts';
export { INCOME_TAX_BP, withholdingBp } from './tax/withholding.ts';
export { datasetId, indexOfId, rowId, winners } from './masters/keys.ts';
export type { Candidate, MasterKind } from './masters/keys.ts';
export { accountFault, accountText, parseAccount } from './masters/bank-account.ts';
export type { AccountScheme, BankAccount } from './masters/bank-account.ts';
export type { Bank, HouseAccount } from './masters/banks.ts';
export { TERMS } from './masters/terms.ts';
export type { Terms, TermsCode } from './masters/terms.ts';
export { vendorMix } from './masters/vendors.ts';
export type { Vendor, VendorCategory, VendorPersona } from './masters/vendors.ts';
export { CREDIT_MONTHS } from './masters/customers.ts';
export type { Customer, CustomerPersona, Rating } from './masters/customers.ts';
export { CUSTOMER_SEGMENTS, LINES_PER_ORDER, quantityFactor, segmentMix, unitsPerYear } from './masters/segments.ts';
export type { CustomerSegment, SegmentFacts } from './masters/segments.ts';
export { isMade, isSold, listPriceIn, materialMix, standardCostIn } from './masters/materials.ts';
export type { Material } from './masters/materials.ts';
export type { Component, Operation } from './masters/parts.ts';
export { customersOf, listOf, vendorsOf } from './masters/rows.ts';
export type { RowsOfKind } from './masters/rows.ts';
export type { Source } from './masters/sources.ts';
export type { Service } from './masters/services.ts';
export type { CostCenter } from './masters/cost-centers.ts';
export { CONFLICTS, DUTY_POOLS } from './masters/duties.ts';
export type { DutyPool } from './masters/duties.ts';
export { LEVELS } from './masters/levels.ts';
export type { Level } from './masters/levels.ts';
export type { Holder, Position } from './masters/employees.ts';
export { hasSession } from './masters/sessions.ts';
export type { Weekend } from './masters/sessions.ts';
export { approvalChain, isEmployed, peopleIn, personIn } from './masters/people.ts';
export type { Person } from './masters/people.ts';
export { BUDGET_SHARES, RECURRING_ITEMS } from './masters/contracts.ts';
export type { Budget, BudgetCategory, RecurringContract, RecurringItem } from './masters/contracts.ts';
export {
  expectedDemand,
  lotSizeOf,
  openingCash,
  plannedProfit,
  plannedRevenue,
  planYear,
  popularityShares,
  yearPlan,
} from './masters/demand.ts';
export type { PlanningData, YearPlan } from './masters/demand.ts';
export { contractPrice, price, purchasePrice } from './masters/prices.ts';
export type { Purchase, Sale } from './masters/prices.ts';
export { strata } from './strata.ts';
export type { Strata } from './strata.ts';
export { checkAccounts } from './checks/accounts.ts';
export { checkBankAccounts } from './checks/bank-accounts.ts';
export type { AccountRows } from './checks/bank-accounts.ts';
export { hasPassed } from './checks/finding.ts';
export type { CheckOutcome, Finding, Row, WorldCheckId } from './checks/finding.ts';
export { checkKeys } from './checks/keys.ts';
export type { CompanyTables } from './checks/keys.ts';
export { checkPositions } from './checks/people.ts';
export { checkPrices } from './checks/prices.ts';
export type { PricedLine } from './checks/prices.ts';
export { checkCrossRates, checkRates } from './checks/rates.ts';
export type { CrossRate, RateTables } from './checks/rates.ts';
export { checkWorkDays } from './checks/work-days.ts';
export type { HumanEvent } from './checks/work-days.ts';
export { worldChecks } from './checks/file-checks.ts';
export { openingPostings } from './opening/postings.ts';
export type { OpeningItem } from './opening/documents.ts';
export { requirements } from './requirements.ts';
export type { Requirements } from './requirements.ts';
