/**
 * Schemas of payloads → JSON Schema of what is written of them. What JSON Schema cannot say is a note, what cannot be
 * written at all is a fault; nothing becomes an empty schema without a word.
 */
import type * as zod from 'zod';

import { IssueList, type SynodeIssue } from '../errors.ts';
import type { StandardSchema } from '../model/schema.ts';
import type { ContractNote, JsonSchema } from '../model/contract.ts';
import { pathText, type SchemaDraft } from './contract.ts';

/** How a schema is read. */
export interface SchemaReading {
  readonly draft: SchemaDraft;
  /** Whether what is written is the parsed output, as with `apply: true`, or what went in. */
  readonly io: 'input' | 'output';
  /** Where faults go, and the place they are told for. */
  readonly issues: IssueList;
  readonly path: readonly string[];
  readonly notes: ContractNote[];
}

/** The JSON Schema of a payload schema: zod's, or what another library says of itself. */
export async function payloadSchema(schema: StandardSchema, reading: SchemaReading): Promise<JsonSchema> {
  const own = await zodOf(schema);
  if (own !== undefined) return fromZod(own, reading);
  const standard = schema['~standard'] as JsonStandard;
  const convert = standard.jsonSchema?.[reading.io];
  if (convert !== undefined) return fromLibrary(() => convert({ target: reading.draft }), reading);
  fault(reading, 'payload', {
    message: `its schema (${standard.vendor}) says nothing about JSON Schema`,
    expected: 'a zod 4 schema, or one that offers ~standard.jsonSchema',
    received: `a schema of ${standard.vendor}`,
    suggestion: 'Declare the payload with defineEventSchema or zod 4.',
  });
  return {};
}

/** What a Standard Schema may offer beside judging (Standard JSON Schema). */
interface JsonStandard {
  readonly vendor: string;
  readonly jsonSchema?: {
    readonly [K in 'input' | 'output']?: (options: { readonly target: SchemaDraft }) => Record<string, unknown>;
  };
}

type ZodType = zod.core.$ZodType;

/** The zod 4 object behind a schema: itself, or the one that `defineEventSchema` builds. */
async function zodOf(schema: StandardSchema): Promise<ZodType | undefined> {
  if ('_zod' in schema) return schema as unknown as ZodType;
  if ('zod' in schema && typeof schema.zod === 'function') {
    return (await (schema.zod as () => Promise<ZodType>)()) as ZodType;
  }
  return undefined;
}

function fromLibrary(convert: () => Record<string, unknown>, reading: SchemaReading): JsonSchema {
  try {
    return withoutVersion(convert());
  } catch (thrown) {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    fault(reading, 'payload', { message: `its schema cannot be told as JSON Schema: ${message}` });
    return {};
  }
}

async function fromZod(schema: ZodType, reading: SchemaReading): Promise<JsonSchema> {
  const { toJSONSchema } = await import('zod');
  const { draft, io } = reading;
  const json = toJSONSchema(schema, {
    target: draft,
    io,
    unrepresentable: ({ zodSchema, path, message }) => unrepresentable(zodSchema, reading, { path, message }),
    override: ({ zodSchema, jsonSchema, path }) =>
      correct(zodSchema, jsonSchema as Record<string, unknown>, { reading, path }),
  });
  return withoutVersion(JSON.parse(JSON.stringify(json)) as Record<string, unknown>);
}

function withoutVersion({ $schema: _version, ...schema }: Record<string, unknown>): JsonSchema {
  return schema;
}

interface Hit {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

/** Dates are written as texts; whatever else has no place in JSON Schema has none in a line of JSON either. */
function unrepresentable(schema: ZodType, reading: SchemaReading, { path, message }: Hit): JsonSchema | 'any' {
  const { type } = schema._zod.def;
  if (type === 'date') return { type: 'string', format: 'date-time' };
  const isTransform = type === 'transform';
  // What a transform begins with has no schema, and what it gives is not what is written: `correct` says so.
  if (isTransform && reading.io === 'input') return 'any';
  fault(reading, pathText(path), {
    message: `${pathText(path)} cannot be told as JSON Schema: ${message}`,
    expected: 'a type that JSON has, or z.date()',
    received: `z.${type}()`,
    suggestion: isTransform ? 'Say what comes out of it: .transform(…).pipe(z.string()).' : 'Use a type that JSON has.',
  });
  return 'any';
}

interface Place {
  readonly reading: SchemaReading;
  readonly path: readonly (string | number)[];
}

/** Makes what zod says of a type true of what is written, and notes what it leaves out. */
function correct(schema: ZodType, json: Record<string, unknown>, { reading, path }: Place): void {
  const note = (message: string): void => void reading.notes.push({ path: pathText(path), message });
  if (reading.io === 'input' && opensInput(schema, json, note)) return;
  for (const check of checksOf(schema)) {
    const untold = untoldCheck(check, schema, json);
    if (untold !== undefined) note(untold);
  }
  dropFlagged(schema, json, note);
}

type Note = (message: string) => void;
type Def = Readonly<Record<string, unknown>>;

/** Types that take more than they give: what stands on the wire was not made by them. */
function opensInput(schema: ZodType, json: Record<string, unknown>, note: Note): boolean {
  const def = schema._zod.def as unknown as Def;
  const from = def['in'] as ZodType | undefined;
  const reason =
    def['coerce'] === true
      ? 'a coercion'
      : def['type'] === 'catch'
        ? 'catch()'
        : def['type'] === 'pipe' && from?._zod.def.type === 'transform'
          ? 'preprocess()'
          : undefined;
  if (reason === undefined) return false;
  for (const key of Object.keys(json)) delete json[key];
  note(`${reason} accepts any value, so any is allowed; with apply: true what it gives is told`);
  return true;
}

interface CheckDef {
  readonly check: string;
  readonly format?: string;
  readonly pattern?: RegExp;
  readonly value?: unknown;
}

function checksOf(schema: ZodType): readonly CheckDef[] {
  const { checks = [] } = schema._zod.def;
  return checks.map((check) => check._zod.def as unknown as CheckDef);
}

/** Checks that `toJSONSchema` writes as keywords. */
const TOLD = new Set([
  'greater_than',
  'less_than',
  'number_format',
  'min_length',
  'max_length',
  'length_equals',
  'string_format',
  'overwrite',
]);

/** What a check demands that the schema does not. Division of decimals is not exact, so validators disagree on it. */
function untoldCheck({ check, value }: CheckDef, schema: ZodType, json: Record<string, unknown>): string | undefined {
  const isDate = schema._zod.def.type === 'date';
  if (isDate) return 'the range of the date is not told';
  if (check === 'multiple_of') {
    if (Number.isInteger(value)) return undefined;
    if (json['multipleOf'] === value) delete json['multipleOf'];
    return `a multiple of ${String(value)} is not told: decimals do not divide exactly`;
  }
  if (TOLD.has(check)) return undefined;
  return check === 'custom' ? 'a refinement is not told' : `the check '${check}' is not told`;
}

/** A pattern of JSON Schema has no flags, and is read as Unicode. */
function dropFlagged(schema: ZodType, json: Record<string, unknown>, note: Note): void {
  const own = (schema._zod.def as unknown as CheckDef).pattern;
  const patterns = [...checksOf(schema).map(({ pattern }) => pattern), own].filter((one) => one !== undefined);
  for (const pattern of patterns) {
    if (!/[ims]/.test(pattern.flags) && isUnicode(pattern)) continue;
    if (json['pattern'] === pattern.source) delete json['pattern'];
    if (Array.isArray(json['allOf'])) dropFrom(json, json['allOf'], pattern.source);
    note(`the pattern ${String(pattern)} is not told: JSON Schema has no flags and reads patterns as Unicode`);
  }
}

function dropFrom(json: Record<string, unknown>, all: readonly unknown[], source: string): void {
  const kept = all.filter((one) => (one as { readonly pattern?: unknown }).pattern !== source);
  if (kept.length === 0) delete json['allOf'];
  else json['allOf'] = kept;
}

function isUnicode({ source }: RegExp): boolean {
  try {
    return new RegExp(source, 'u') instanceof RegExp;
  } catch {
    // What stands here was a pattern before: without the flag it is one.
    return false;
  }
}

function fault({ issues, path }: SchemaReading, where: string, issue: Omit<SynodeIssue, 'code' | 'path'>): void {
  issues.add({ code: 'EXPORT_VALUE', path: [...path, `'${where}'`], ...issue });
}
