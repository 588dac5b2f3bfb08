/** From raw rows to typed ones, by the row schema. */
import type { StandardSchemaV1 } from '@standard-schema/spec';

import { describeValue, didYouMean, SynodeError } from '../errors.ts';
import type { StandardSchema } from '../model/schema.ts';
import { isPending, issueKeys, issuePath } from '../model/standard-schema.ts';
import type { SchemaResult } from '../model/standard-schema.ts';
import type { RowFault } from './faults.ts';
import { RowFaults } from './faults.ts';
import { deepFreeze } from '../model/freeze.ts';
import type { RawRow, RawRows } from './row.ts';

type Issue = StandardSchemaV1.Issue;

/** What the schema says of a row, and whether it said so by throwing. */
type Answer = SchemaResult & { readonly threw?: true };

/**
 * What an empty cell may stand for, in the order in which it is tried: a key left out (`.optional()`, `.default()`),
 * null (`.nullable()`), text. CSV has one way to write nothing, schemas have three.
 */
const READINGS = [undefined, null, ''] as const;

/** @throws SynodeError `DATASET_FILE_INVALID` with the first bad rows and their number */
export async function typedRows(
  file: string,
  raw: RawRows,
  schema: StandardSchema<object> | undefined,
): Promise<readonly object[]> {
  const faults = new RowFaults(file);
  const typed: object[] = [];
  for (const [index, row] of raw.rows.entries()) {
    const outcome = 'faults' in row ? row.faults : await typedRow(row, schema, raw);
    if (isFaults(outcome)) faults.add(raw.lineOf(index), withHint(outcome, raw.hint));
    else typed.push(deepFreeze(outcome));
  }
  faults.throwIfAny({ total: raw.rows.length, unit: 'row', stoppedAt: raw.stoppedAt });
  return Object.freeze(typed);
}

type Outcome = object | readonly RowFault[];

/** Rows are objects, never arrays. */
function isFaults(outcome: Outcome): outcome is readonly RowFault[] {
  return Array.isArray(outcome);
}

function withHint(faults: readonly RowFault[], hint: string | undefined): readonly RowFault[] {
  return hint === undefined ? faults : faults.map((fault) => ({ ...fault, suggestion: hint }));
}

async function typedRow(row: RawRow, schema: StandardSchema<object> | undefined, raw: RawRows): Promise<Outcome> {
  const { value } = row;
  if (schema === undefined) return value;
  const result = await parse(row, schema);
  if (result.issues) return faultsOf(result.issues, value, raw);
  if (isRow(result.value)) return result.value;
  return [{ message: `the row schema gives ${describeValue(result.value)}, not an object` }];
}

function isRow(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Hands the row to the schema; each empty cell in the first reading its column accepts. */
async function parse(row: RawRow, schema: StandardSchema<object>): Promise<Answer> {
  const empty = new Map((row.empty ?? []).map((column) => [column, 0]));
  for (;;) {
    const result = await validate(schema, empty.size === 0 ? row.value : reading(row.value, empty));
    const refused = [...empty].filter(([column, at]) => at < READINGS.length - 1 && isRefused(result, column, at));
    if (refused.length === 0) return result;
    for (const [column, at] of refused) empty.set(column, at + 1);
  }
}

function reading(value: object, empty: ReadonlyMap<string, number>): object {
  const cells = Object.entries(value).map(([column, cell]) => {
    const at = empty.get(column);
    return [column, at === undefined ? cell : READINGS[at]] as const;
  });
  return Object.fromEntries(cells.filter(([, cell]) => cell !== undefined));
}

function isRefused(result: Answer, column: string, at: number): boolean {
  // A function in the schema that expects text throws on anything else, and does not say where.
  if (result.threw === true) return true;
  if (result.issues) return result.issues.some((issue) => issueKeys(issue)[0] === column);
  const typed = isRow(result.value) ? Object.getOwnPropertyDescriptor(result.value, column)?.value : undefined;
  // `String(null)` and `new Date(null)`, which schemas that coerce take for values.
  return READINGS[at] === null && (typed === 'null' || (typed instanceof Date && typed.getTime() === 0));
}

async function validate(schema: StandardSchema<object>, value: object): Promise<Answer> {
  let result: SchemaResult | Promise<SchemaResult>;
  try {
    result = schema['~standard'].validate(value);
  } catch (error) {
    return thrown(error);
  }
  if (!isPending(result)) return result;
  // zod answers with a promise when a schema throws, too: only waiting tells the two apart.
  return result.then(rejectAsync, thrown);
}

function thrown(error: unknown): Answer {
  const reason = error instanceof Error ? error.message : String(error);
  return { issues: [{ message: `the row schema threw: ${reason}` }], threw: true };
}

function rejectAsync(): never {
  throw new SynodeError('INVALID_OPTION', 'the row schema validates asynchronously', {
    path: ["option 'row'"],
    expected: 'a schema that answers at once',
    received: 'a schema that answers with a promise',
    suggestion: 'Leave out asynchronous refinements and transforms.',
  });
}

/** A schema that refuses without a reason still refuses. */
function faultsOf(issues: readonly Issue[], value: object, raw: RawRows): readonly RowFault[] {
  if (issues.length === 0) return [{ message: 'the row schema refuses it without a reason' }];
  return issues.map((issue) => faultOf(issue, value, raw));
}

function faultOf(issue: Issue, value: object, raw: RawRows): RowFault {
  const [field] = issueKeys(issue);
  if (field === undefined) return { message: issue.message };
  const received: unknown = Object.getOwnPropertyDescriptor(value, field)?.value;
  const suggestion = adviceFor(String(field), received, raw);
  return {
    field: issuePath(issue),
    message: issue.message,
    received: received === undefined ? 'nothing' : describeValue(received),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function adviceFor(field: string, received: unknown, raw: RawRows): string | undefined {
  if (raw.columns === undefined || raw.hint !== undefined) return undefined;
  if (!raw.columns.includes(field)) return `The header has no column '${field}'. ${didYouMean(field, raw.columns)}`;
  if (typeof received === 'string' && /^[+-]?\d+(\.\d{3})*,\d+$/.test(received)) {
    return 'A decimal comma is text: turn it into a point in the row schema, before the text becomes a number.';
  }
  return undefined;
}
