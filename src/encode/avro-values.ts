/** How values of JSON become what an Avro writer takes, type by type. */
import { describeValue } from '../errors.ts';

/** An Avro schema as JSON. */
export type AvroSchema = string | readonly AvroSchema[] | { readonly [key: string]: unknown };

/** A schema, and the way of values into it. */
export interface AvroType {
  readonly schema: AvroSchema;
  /** @throws AvroFault where the value does not fit, or would lose something */
  write(value: unknown): unknown;
}

/** Why a schema or a value has no place in Avro. */
export class AvroFault extends Error {
  readonly path: string;
  readonly expected: string;

  constructor(path: string, message: string, expected = '') {
    super(message);
    this.path = path;
    this.expected = expected;
  }
}

/** Where a type stands in a value, and what it would be called. */
export interface Site {
  readonly path: string;
  readonly name: string;
}

/** A type on its way: its branch name is what stands for it in a union. */
export interface Made extends AvroType {
  readonly branch: string;
  /** Whether a value of JSON is one of this type's, as far as a union has to know. */
  fits(value: unknown): boolean;
}

export interface Field {
  readonly name: string;
  readonly type: AvroType;
  readonly isOptional: boolean;
}

const DAY_MS = 86_400_000;

export function fitsRecord(
  value: Readonly<Record<string, unknown>>,
  fields: readonly Field[],
  known: ReadonlySet<string>,
): boolean {
  const hasAll = fields.every(({ name, isOptional, type }) =>
    value[name] === undefined ? isOptional : isWritable(type, value[name]),
  );
  return hasAll && Object.keys(value).every((key) => known.has(key));
}

/** Whether a value fits a type all through. */
export function isWritable(type: Pick<AvroType, 'write'>, value: unknown): boolean {
  try {
    type.write(value);
    return true;
  } catch (thrown) {
    if (thrown instanceof AvroFault) return false;
    throw thrown;
  }
}

/** What the record does not name would be lost, so it is refused. */
export function writeRecord(value: unknown, site: Site, fields: readonly Field[], known: ReadonlySet<string>): object {
  const given = checked(value, site, 'an object', isObject) as Readonly<Record<string, unknown>>;
  for (const key of Object.keys(given)) {
    if (known.has(key) || given[key] === undefined) continue;
    const path = site.path === '' ? key : `${site.path}.${key}`;
    throw new AvroFault(path, 'the schema does not name it, so Avro would lose it', `fields ${[...known].join(', ')}`);
  }
  const record: Record<string, unknown> = {};
  for (const { name, type, isOptional } of fields) {
    const item = given[name];
    record[name] = item === undefined && isOptional ? null : type.write(item);
  }
  return record;
}

/** Absent and null are one to Avro. */
export function nullable(type: AvroType & { readonly branch?: string }): Made {
  const made = type as Made;
  const inner = Array.isArray(made.schema) ? (made.schema as readonly AvroSchema[]) : [made.schema];
  const isUnion = Array.isArray(made.schema);
  return {
    schema: ['null', ...inner],
    branch: 'union',
    fits: (value) => value === null || value === undefined || made.fits(value),
    write: (value) => {
      if (value === null || value === undefined) return null;
      return isUnion ? made.write(value) : { [made.branch]: made.write(value) };
    },
  };
}

export function unionOf(
  branches: readonly Made[],
  { isNullable, site }: { readonly isNullable: boolean; readonly site: Site },
): Made {
  const choose = (value: unknown): Made | undefined => branches.find((branch) => branch.fits(value));
  return {
    schema: [...(isNullable ? ['null'] : []), ...branches.map(({ schema }) => schema)],
    branch: 'union',
    fits: (value) => (isNullable && value === null) || choose(value) !== undefined,
    write: (value) => {
      if (isNullable && value === null) return null;
      const branch = choose(value);
      if (branch === undefined) throw new AvroFault(site.path, 'it fits none of the types', 'one of them');
      return { [branch.branch]: branch.write(value) };
    },
  };
}

export function takesNull(schema: AvroSchema): boolean {
  return Array.isArray(schema) ? schema.includes('null') : schema === 'null';
}

export function primitive(name: string, site: Site, fits: (value: unknown) => boolean): Made {
  return { schema: name, branch: name, fits, write: (value) => checked(value, site, `a ${name}`, fits) };
}

/**
 * What Avro's JavaScript library (avsc 5.7) writes as a long and reads back as the same number: below −2^52 it loses the
 * sign, above 2^53 − 2 it refuses.
 */
const LONGS = { min: -4_503_599_627_370_496, max: 9_007_199_254_740_990 };

export function long(site: Site): Made {
  const fits = (value: unknown): boolean =>
    Number.isSafeInteger(value) && Number(value) >= LONGS.min && Number(value) <= LONGS.max;
  return primitive('long', site, fits);
}

export function double(site: Site): Made {
  return primitive('double', site, Number.isFinite);
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3}0*)?)?(Z|[+-]\d\d:\d\d)$/;

/** Milliseconds since 1970, no finer. Texts are what JSON has, dates what a payload has before it is written. */
export function instant(site: Site): Made {
  const msOf = (value: unknown): number =>
    value instanceof Date
      ? value.getTime()
      : typeof value === 'string' && INSTANT.test(value)
        ? Date.parse(value)
        : NaN;
  return {
    schema: { type: 'long', logicalType: 'timestamp-millis' },
    branch: 'long',
    fits: (value) => !Number.isNaN(msOf(value)),
    write: (value) => msOf(checked(value, site, 'an instant', (one) => !Number.isNaN(msOf(one)))),
  };
}

/** Days since 1970. */
export function day(site: Site): Made {
  const daysOf = (value: unknown): number =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) ? Date.parse(value) / DAY_MS : Number.NaN;
  return {
    schema: { type: 'int', logicalType: 'date' },
    branch: 'int',
    fits: (value) => !Number.isNaN(daysOf(value)),
    write: (value) => daysOf(checked(value, site, 'a date', (one) => !Number.isNaN(daysOf(one)))),
  };
}

export function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

export function checked(value: unknown, { path }: Site, expected: string, fits: (value: unknown) => boolean): unknown {
  if (fits(value)) return value;
  throw new AvroFault(path, `it is ${describeValue(value)}`, expected);
}
