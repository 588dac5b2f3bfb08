/** The formats of others that a run can be told in; names, and what each needs. */

/** What a format is, by its id. */
export const EXPORT_FORMATS = {
  'journal-csv': 'the journal, a row a line, and the trial balance',
  'documents-csv': 'documents as tables: a row for each, its lines, what changed',
  hledger: 'a journal for each company, for hledger',
  beancount: 'a file for each company, for beancount',
  ads: 'ledger, receivables and payables by the AICPA Audit Data Standards',
  'ocel-json': 'an object-centric event log, OCEL 2.0 as JSON',
  'ocel-xml': 'the same log as XML',
  'ocel-sqlite': 'the same log as an SQLite database',
  xes: 'a flat event log for each type of documents, IEEE 1849',
} as const;

/** Id of a format. */
export type ExportFormat = keyof typeof EXPORT_FORMATS;

/** In the order in which they are told. */
export const EXPORT_IDS = Object.keys(EXPORT_FORMATS) as readonly ExportFormat[];
