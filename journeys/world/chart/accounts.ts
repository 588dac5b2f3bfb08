/**
 * The accounts of the default chart. Posting rules name roles; numbers, names and captions differ by framework, roles
 * never. Columns: number, role, flags, name under US GAAP, name under IFRS where it differs.
 *
 * Flags: C control (partner and open item), A its kind by asset, O open items, V contra, X monetary in foreign currency,
 * G consolidation ledger only, N not postable by manual entries.
 */
import type { AccountFlag } from '../../../src/index.ts';

/** One row of the default chart. */
export interface BaseAccount {
  readonly caption: string;
  readonly number: string;
  readonly role: string;
  readonly flags: readonly AccountFlag[];
  readonly name: string;
  readonly ifrsName: string;
}

type Row = readonly [number: number, role: string, flags: string, name: string, ifrsName?: string];

const BALANCE_SHEET: Readonly<Record<string, readonly Row[]>> = {
  'BS.CASH': [
    [1010, 'cash.bank', 'X', 'Cash at bank'],
    [1030, 'cash.outgoing', 'O', 'Outgoing payments in transit'],
    [1035, 'cash.transfer', 'O', 'Transfers between own accounts'],
    [1040, 'cash.incoming', 'O', 'Incoming payments in transit'],
  ],
  'BS.AR': [
    [1100, 'receivables.trade', 'CX', 'Accounts receivable', 'Trade receivables'],
    [1108, 'receivables.valuation', '', 'Foreign currency valuation of receivables'],
    [1110, 'receivables.allowance', 'V', 'Allowance for credit losses', 'Loss allowance on trade receivables'],
  ],
  'BS.OR': [
    [1120, 'receivables.employees', 'O', 'Advances to employees'],
    [1125, 'receivables.disposals', 'O', 'Receivables from asset disposals'],
    [1180, 'prepaid', '', 'Prepaid expenses', 'Prepayments'],
    [1195, 'advances.vendors', 'O', 'Down payments to vendors', 'Advance payments to suppliers'],
  ],
  'BS.CA': [
    [1130, 'contract.asset', '', 'Contract assets'],
    [1190, 'receivables.retainage', 'O', 'Retainage receivable', 'Retentions receivable'],
  ],
  'BS.IC': [
    [1150, 'receivables.intercompany', 'CX', 'Intercompany receivables', 'Receivables from group companies'],
    [1155, 'loans.intercompany.given', 'CX', 'Intercompany loans given', 'Loans to group companies'],
  ],
  'BS.TAXR': [
    [1160, 'tax.input', 'N', 'Recoverable input tax', 'Recoverable value added tax'],
    [1170, 'tax.withheld.receivable', '', 'Withholding tax receivable'],
  ],
  'BS.INV': [
    [1200, 'inventory.raw', 'N', 'Raw materials, packaging and supplies'],
    [1210, 'inventory.semifinished', 'N', 'Semi-finished goods'],
    [1220, 'inventory.wip', 'N', 'Work in process', 'Work in progress'],
    [1230, 'inventory.finished', 'N', 'Finished goods'],
    [1240, 'inventory.trading', 'N', 'Merchandise', 'Goods for resale'],
    [1250, 'inventory.transit', 'N', 'Goods in transit'],
    [1280, 'inventory.valuation', '', 'Inventory valuation adjustment'],
    [1290, 'inventory.writedown', 'V', 'Inventory write-downs'],
  ],
  'BS.PPE': [
    [1500, 'asset.cost', 'A', 'Property, plant and equipment, at cost'],
    [1505, 'asset.construction', 'A', 'Construction in progress', 'Assets under construction'],
    [1510, 'asset.depreciation', 'AV', 'Accumulated depreciation'],
    [1530, 'asset.rightofuse', 'A', 'Right-of-use assets, at cost'],
    [1535, 'asset.rightofuse.depreciation', 'AV', 'Accumulated depreciation of right-of-use assets'],
  ],
  'BS.INT': [
    [1900, 'intangible.cost', 'A', 'Intangible assets, at cost'],
    [1910, 'intangible.amortization', 'AV', 'Accumulated amortization', 'Accumulated amortisation'],
    [1920, 'goodwill', 'G', 'Goodwill'],
  ],
  'BS.FIN': [
    [1700, 'investments.subsidiaries', '', 'Investments in subsidiaries'],
    [1720, 'derivative.asset', '', 'Derivative assets'],
  ],
  'BS.DTA': [[1600, 'tax.deferred.asset', '', 'Deferred tax assets']],
  'BS.DTL': [[2500, 'tax.deferred.liability', '', 'Deferred tax liabilities']],
  'BS.AP': [
    [2000, 'payables.trade', 'CX', 'Accounts payable', 'Trade payables'],
    [
      2005,
      'payables.capex',
      'CX',
      'Accounts payable for capital expenditure',
      'Payables for property, plant and equipment',
    ],
    [2008, 'payables.valuation', '', 'Foreign currency valuation of payables'],
    [2010, 'payables.employees', 'C', 'Payables to employees'],
  ],
  'BS.ICP': [
    [2050, 'payables.intercompany', 'CX', 'Intercompany payables', 'Payables to group companies'],
    [2055, 'loans.intercompany.taken', 'CX', 'Intercompany loans taken', 'Loans from group companies'],
  ],
  'BS.ACC': [
    [2150, 'accrued.interest', '', 'Accrued interest'],
    [2200, 'accrued.expenses', '', 'Accrued expenses', 'Accruals'],
    [2210, 'accrued.wages.net', 'O', 'Net wages payable'],
    [2220, 'accrued.benefits', 'O', 'Employee benefits payable'],
    [2230, 'accrued.bonus', '', 'Accrued bonuses'],
    [2240, 'accrued.wages', '', 'Accrued wages'],
    [2350, 'provisions', '', 'Accrued contingencies', 'Provisions'],
    [2900, 'grir', 'ON', 'Goods received, not invoiced'],
    [2905, 'grir.capex', 'ON', 'Assets received, not invoiced'],
  ],
  'BS.TAXP': [
    [2100, 'tax.sales', 'N', 'Sales tax payable'],
    [2110, 'tax.output', 'N', 'Output tax', 'Value added tax payable'],
    [2115, 'tax.settlement', 'O', 'Tax settlement account'],
    [2120, 'tax.withheld.payable', 'O', 'Withholding tax payable'],
    [2130, 'tax.income', '', 'Income tax payable', 'Current tax payable'],
    [2140, 'payroll.tax', 'O', 'Payroll tax payable'],
    [2145, 'payroll.social', 'O', 'Social security payable'],
  ],
  'BS.CL': [
    [2070, 'receipts.unapplied', 'C', 'Unapplied customer receipts'],
    [2300, 'contract.liability', '', 'Deferred revenue', 'Contract liabilities'],
  ],
  'BS.DEBT': [
    [2400, 'debt.revolver', '', 'Revolving credit facility'],
    [2410, 'debt.current', '', 'Current portion of long-term debt', 'Current borrowings'],
    [2600, 'debt.longterm', '', 'Long-term debt', 'Non-current borrowings'],
    [2610, 'lease.liability', '', 'Lease liabilities'],
    [2720, 'derivative.liability', '', 'Derivative liabilities'],
  ],
  'BS.DIV': [[2700, 'dividends.payable', '', 'Dividends payable']],
  'BS.EQ': [
    [3000, 'equity.capital', '', 'Common stock', 'Share capital'],
    [3100, 'equity.premium', '', 'Additional paid-in capital', 'Share premium'],
    [3200, 'equity.retained', '', 'Retained earnings'],
    [3290, 'equity.opening', '', 'Opening balances'],
    [3500, 'equity.translation', 'G', 'Cumulative translation adjustment', 'Translation reserve'],
    [3510, 'equity.hedging', '', 'Cash flow hedges in other comprehensive income', 'Hedging reserve'],
    [3520, 'equity.awards', '', 'Share-based compensation', 'Share-based payment reserve'],
    [3600, 'income.summary', 'N', 'Income summary', 'Result of the year'],
    [3700, 'dividends.declared', '', 'Dividends declared'],
    [3800, 'equity.noncontrolling', 'G', 'Noncontrolling interests', 'Non-controlling interests'],
  ],
};

const INCOME: Readonly<Record<string, readonly Row[]>> = {
  'IS.REV': [
    [4000, 'revenue.product', '', 'Product sales', 'Revenue from goods'],
    [4010, 'revenue.discount', 'V', 'Cash discounts granted'],
    [4020, 'revenue.returns', 'V', 'Sales returns and allowances'],
    [4100, 'revenue.service', '', 'Service revenue', 'Revenue from services'],
    [4110, 'revenue.project', '', 'Project revenue', 'Revenue from projects'],
    [4500, 'revenue.ic.goods', '', 'Intercompany sales of goods'],
    [4510, 'revenue.ic.service', '', 'Intercompany services'],
    [4520, 'revenue.ic.royalty', '', 'Intercompany royalties'],
  ],
  'IS.COGS': [
    [4800, 'purchase.discount', 'V', 'Cash discounts taken'],
    [5000, 'cogs', '', 'Cost of goods sold', 'Cost of sales'],
    [5010, 'cogs.project', '', 'Cost of projects'],
    [5200, 'labor.direct', '', 'Direct labor', 'Direct labour'],
    [5210, 'labor.absorbed', 'V', 'Labor absorbed', 'Labour absorbed'],
    [5300, 'overhead.production', '', 'Production overhead'],
    [5310, 'overhead.absorbed', 'V', 'Overhead absorbed'],
    [5400, 'variance.price', '', 'Purchase price variance'],
    [5410, 'variance.usage', '', 'Material usage variance'],
    [5420, 'variance.labor', '', 'Labor variance', 'Labour variance'],
    [5430, 'variance.overhead', '', 'Overhead variance'],
    [5440, 'variance.setup', '', 'Setup variance'],
    [5450, 'variance.rounding', '', 'Rounding of production orders'],
    [5460, 'scrap', '', 'Scrap'],
    [5470, 'inventory.difference', '', 'Inventory count differences'],
    [5480, 'inventory.writedown.expense', '', 'Inventory write-down expense'],
    [5490, 'inventory.revaluation', '', 'Revaluation of standard costs'],
    [5510, 'freight.inbound', '', 'Inbound freight'],
    [5520, 'freight.outbound', '', 'Outbound freight'],
  ],
  'IS.DEP': [
    [6000, 'depreciation', '', 'Depreciation'],
    [6010, 'amortization', '', 'Amortization', 'Amortisation'],
    [6020, 'impairment', '', 'Impairment'],
    [6030, 'depreciation.rightofuse', '', 'Depreciation of right-of-use assets'],
  ],
  'IS.EMP': [
    [6100, 'salaries', '', 'Salaries and wages'],
    [6105, 'salaries.charged', 'V', 'Salaries charged to projects'],
    [6120, 'bonus', '', 'Bonuses'],
    [6130, 'awards', '', 'Share-based compensation expense', 'Share-based payments'],
    [6200, 'social.employer', '', 'Payroll taxes of the employer', 'Social security costs'],
    [6210, 'benefits.employer', '', 'Employee benefits'],
  ],
  'IS.OPEX': [
    [6300, 'rent', '', 'Rent'],
    [6400, 'utilities', '', 'Utilities'],
    [6410, 'it', '', 'Information technology'],
    [6500, 'professional', '', 'Professional fees'],
    [6510, 'insurance', '', 'Insurance'],
    [6520, 'marketing', '', 'Marketing'],
    [6530, 'supplies', '', 'Supplies'],
    [6540, 'maintenance', '', 'Repairs and maintenance'],
    [6600, 'travel', '', 'Travel'],
    [6700, 'bank.charges', '', 'Bank charges'],
    [6800, 'ic.services', '', 'Intercompany service charges'],
    [6850, 'other.expense', '', 'Other operating expenses'],
    [6900, 'credit.losses', '', 'Credit losses', 'Expected credit losses'],
    [6980, 'allocation', '', 'Cost allocation'],
  ],
  'IS.OTH': [
    [4900, 'other.income', '', 'Other operating income'],
    [4910, 'disposal.gain', '', 'Gains on disposal of assets'],
    [6910, 'disposal.loss', '', 'Losses on disposal of assets'],
  ],
  'IS.FIN': [
    [7100, 'interest.expense', '', 'Interest expense', 'Finance costs'],
    [7110, 'interest.lease', '', 'Interest on leases'],
    [7120, 'interest.ic.expense', '', 'Intercompany interest expense'],
    [7200, 'interest.income', '', 'Interest income', 'Finance income'],
    [7210, 'interest.ic.income', '', 'Intercompany interest income'],
    [7500, 'fx.realized', '', 'Realized exchange differences', 'Realised exchange differences'],
    [7510, 'fx.unrealized', '', 'Unrealized exchange differences', 'Unrealised exchange differences'],
    [7520, 'hedge.ineffective', '', 'Ineffective part of hedges'],
    [7600, 'dividend.income', '', 'Dividend income'],
  ],
  'IS.TAX': [
    [8000, 'tax.current', '', 'Current income tax'],
    [8010, 'tax.deferred', '', 'Deferred income tax'],
  ],
};

/** Nothing posts here but what is labelled: else it must be 0. */
const SUSPENSE: Readonly<Record<string, readonly Row[]>> = {
  'BS.SUSP': [[9000, 'suspense', 'O', 'Suspense account']],
};

/** The default chart, in the order of its captions. */
export const BASE_ACCOUNTS: readonly BaseAccount[] = Object.freeze(
  Object.entries({ ...BALANCE_SHEET, ...INCOME, ...SUSPENSE }).flatMap(([caption, rows]) =>
    rows.map(([number, role, flags, name, ifrsName = name]) =>
      Object.freeze({
        caption,
        number: String(number),
        role,
        flags: Object.freeze(Array.from(flags) as AccountFlag[]),
        name,
        ifrsName,
      }),
    ),
  ),
);
