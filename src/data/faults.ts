/** What is wrong with a dataset file, as one error that names the first bad rows and counts the rest. */
import { SynodeError } from '../errors.ts';
import type { SynodeErrorDetails, SynodeIssue } from '../errors.ts';

/** Bad rows named one by one; the rest is counted. */
const NAMED_ROWS = 20;

/** One fault of one row. */
export interface RowFault {
  /** Column or path of the value; none when the whole row is at fault. */
  readonly field?: string;
  readonly message: string;
  readonly received?: string;
  readonly suggestion?: string;
}

/** Collects the faults of a file in the order of its rows. */
export class RowFaults {
  readonly #file: string;
  readonly #issues: SynodeIssue[] = [];
  #badRows = 0;

  constructor(file: string) {
    this.#file = file;
  }

  add(line: number, faults: readonly RowFault[]): void {
    this.#badRows++;
    if (this.#badRows > NAMED_ROWS) return;
    this.#issues.push(...faults.map((fault) => issueOf(this.#file, `line ${line}`, fault)));
  }

  /** @throws SynodeError `DATASET_FILE_INVALID` when a fault was added; `of` is what was looked at */
  throwIfAny(of: { readonly total: number; readonly unit: string; readonly stoppedAt?: number | undefined }): void {
    const [first] = this.#issues;
    if (first === undefined) return;
    const count = `${this.#badRows} of ${of.total} ${of.unit}${of.total === 1 ? '' : 's'} of '${this.#file}'`;
    const stopped = of.stoppedAt === undefined ? '' : `, reading stopped at line ${of.stoppedAt}`;
    const named = this.#badRows > NAMED_ROWS ? `; the first ${NAMED_ROWS} are listed` : '';
    const head = `${count} ${this.#badRows === 1 ? 'is' : 'are'} invalid${stopped}${named}`;
    throw errorOf(head, first, this.#issues);
  }
}

/** The error for a header no row can be read by. */
export function headerInvalid(file: string, faults: readonly RowFault[]): SynodeError {
  const issues = faults.map((fault) => issueOf(file, 'line 1', fault));
  const [first] = issues;
  const head = `the header row of '${file}' is invalid`;
  return first === undefined ? fileInvalid(file, head) : errorOf(head, first, issues);
}

function errorOf(head: string, first: SynodeIssue, issues: readonly SynodeIssue[]): SynodeError {
  const { path, received, suggestion } = first;
  const message = `${head}: ${first.message}`;
  return new SynodeError('DATASET_FILE_INVALID', message, {
    path,
    ...(received === undefined ? {} : { received }),
    ...(suggestion === undefined ? {} : { suggestion }),
    // One fault alone is printed without the headline, and must carry the total itself.
    issues: issues.length === 1 ? [{ ...first, message }] : issues,
  });
}

/** The error for a file that is wrong as a whole. */
export function fileInvalid(file: string, message: string, details: SynodeErrorDetails = {}): SynodeError {
  return new SynodeError('DATASET_FILE_INVALID', message, { path: [`file '${file}'`], ...details });
}

function issueOf(file: string, place: string, fault: RowFault): SynodeIssue {
  const { field, received, suggestion } = fault;
  const message = fault.message.replaceAll(/\s*[\r\n]\s*/g, ' ');
  return {
    code: 'DATASET_FILE_INVALID',
    path: [`file '${file}'`, place, ...(field === undefined ? [] : [`'${field}'`])],
    message: field === undefined ? `${place}: ${message}` : `${place}, ${field}: ${message}`,
    ...(received === undefined ? {} : { received }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}
