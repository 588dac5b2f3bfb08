/** Lines of the statements, and what each framework calls them. Ids never change. */
import type { Framework } from '../companies.ts';

type Labels = readonly [usGaap: string, ifrs: string, frPcg: string, deSkr04: string];

const LABELS: Readonly<Record<string, Labels>> = {
  'BS.CASH': ['Cash', 'Cash and cash equivalents', 'Disponibilités', 'Kassenbestand, Guthaben bei Kreditinstituten'],
  'BS.AR': [
    'Accounts receivable, net',
    'Trade receivables',
    'Créances clients',
    'Forderungen aus Lieferungen und Leistungen',
  ],
  'BS.OR': ['Other current assets', 'Other receivables', 'Autres créances', 'Sonstige Vermögensgegenstände'],
  'BS.CA': ['Contract assets', 'Contract assets', 'Factures à établir', 'Noch nicht abgerechnete Leistungen'],
  'BS.IC': [
    'Due from affiliates',
    'Receivables from group companies',
    'Créances sur le groupe',
    'Forderungen gegen verbundene Unternehmen',
  ],
  'BS.TAXR': ['Taxes receivable', 'Current tax assets', "Créances sur l'État", 'Steuerforderungen'],
  'BS.INV': ['Inventories', 'Inventories', 'Stocks et en-cours', 'Vorräte'],
  'BS.PPE': [
    'Property, plant and equipment, net',
    'Property, plant and equipment',
    'Immobilisations corporelles',
    'Sachanlagen',
  ],
  'BS.INT': [
    'Intangible assets and goodwill, net',
    'Intangible assets and goodwill',
    'Immobilisations incorporelles',
    'Immaterielle Vermögensgegenstände',
  ],
  'BS.FIN': ['Investments', 'Financial assets', 'Immobilisations financières', 'Finanzanlagen'],
  'BS.DTA': ['Deferred tax assets', 'Deferred tax assets', 'Impôts différés actif', 'Aktive latente Steuern'],
  'BS.DTL': [
    'Deferred tax liabilities',
    'Deferred tax liabilities',
    'Impôts différés passif',
    'Passive latente Steuern',
  ],
  'BS.AP': [
    'Accounts payable',
    'Trade payables',
    'Dettes fournisseurs',
    'Verbindlichkeiten aus Lieferungen und Leistungen',
  ],
  'BS.ICP': [
    'Due to affiliates',
    'Payables to group companies',
    'Dettes envers le groupe',
    'Verbindlichkeiten gegenüber verbundenen Unternehmen',
  ],
  'BS.ACC': [
    'Accrued liabilities',
    'Accruals and provisions',
    'Charges à payer et provisions',
    'Rückstellungen und Abgrenzungen',
  ],
  'BS.TAXP': [
    'Taxes payable',
    'Current tax liabilities',
    'Dettes fiscales et sociales',
    'Verbindlichkeiten aus Steuern',
  ],
  'BS.CL': [
    'Deferred revenue',
    'Contract liabilities',
    "Produits constatés d'avance",
    'Erhaltene Anzahlungen, Abgrenzungen',
  ],
  'BS.DEBT': [
    'Debt',
    'Borrowings and lease liabilities',
    'Emprunts et dettes financières',
    'Verbindlichkeiten gegenüber Kreditinstituten',
  ],
  'BS.DIV': [
    'Dividends payable',
    'Dividends payable',
    'Dividendes à payer',
    'Verbindlichkeiten gegenüber Gesellschaftern',
  ],
  'BS.EQ': ["Stockholders' equity", 'Equity', 'Capitaux propres', 'Eigenkapital'],
  'BS.SUSP': ['Suspense', 'Suspense', "Compte d'attente", 'Verrechnungskonto'],
  'IS.REV': ['Revenue', 'Revenue', "Chiffre d'affaires", 'Umsatzerlöse'],
  'IS.COGS': ['Cost of goods sold', 'Cost of sales', 'Coût des ventes', 'Herstellungskosten des Umsatzes'],
  'IS.DEP': [
    'Depreciation and amortization',
    'Depreciation and amortisation',
    'Dotations aux amortissements',
    'Abschreibungen',
  ],
  'IS.EMP': ['Personnel expenses', 'Employee benefits expense', 'Charges de personnel', 'Personalaufwand'],
  'IS.OPEX': [
    'Other operating expenses',
    'Other operating expenses',
    'Autres charges externes',
    'Sonstige betriebliche Aufwendungen',
  ],
  'IS.OTH': [
    'Other income, net',
    'Other operating income',
    'Autres produits et charges',
    'Sonstige betriebliche Erträge',
  ],
  'IS.FIN': ['Interest and other, net', 'Net finance costs', 'Résultat financier', 'Finanzergebnis'],
  'IS.TAX': [
    'Income tax expense',
    'Income tax expense',
    'Impôts sur les bénéfices',
    'Steuern vom Einkommen und vom Ertrag',
  ],
};

const COLUMN: Readonly<Record<Framework, number>> = { US_GAAP: 0, IFRS: 1, FR_PCG: 2, DE_SKR04: 3 };

/** Ids of all captions, balance sheet first. */
export const CAPTIONS: readonly string[] = Object.freeze(Object.keys(LABELS));

/** What a framework calls a line of the statements; the id itself for one that is none. */
export function captionLabel(caption: string, framework: Framework): string {
  return LABELS[caption]?.[COLUMN[framework]] ?? caption;
}
