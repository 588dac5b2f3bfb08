/**
 * JSON Schema → Avro 1.11: the schema, and how values become what an Avro writer takes (unions as `{ branch: value }`,
 * instants and dates as numbers). What Avro has no type for is a fault, and a value that would lose something is refused.
 */
import type { JsonSchema } from '../model/contract.ts';
import {
  AvroFault,
  checked,
  day,
  double,
  fitsRecord,
  instant,
  isObject,
  isWritable,
  long,
  nullable,
  primitive,
  takesNull,
  unionOf,
  writeRecord,
  type AvroType,
  type Field,
  type Made,
  type Site,
} from './avro-values.ts';

export interface AvroNames {
  /** Name of the outermost record; those within are named after it and their fields. */
  readonly name: string;
  readonly namespace: string;
}

/**
 * The Avro type of an object.
 *
 * @param faults where types go that Avro does not have; the result then is not to be used
 */
export function avroType(root: JsonSchema, { name, namespace }: AvroNames, faults: AvroFault[]): AvroType {
  return new Converter(root, namespace, faults).convert(root, { path: '', name });
}

/** `order.placed` → `OrderPlaced`: a legal name of Avro, whatever the event is called. */
export function avroName(text: string): string {
  const words = text.split(/[^A-Za-z0-9]+/).filter((word) => word !== '');
  const name = words.map((word) => word.slice(0, 1).toUpperCase() + word.slice(1)).join('');
  return /^[A-Za-z]/.test(name) ? name : `E${name}`;
}

const LEGAL = /^[A-Za-z_][A-Za-z0-9_]*$/;

class Converter {
  readonly #root: JsonSchema;
  readonly #namespace: string;
  readonly #faults: AvroFault[];
  readonly #names = new Set<string>();
  /** Records by the reference that leads to them, so that a type may hold itself. */
  readonly #referred = new Map<string, Made>();
  #money: Made | undefined;

  constructor(root: JsonSchema, namespace: string, faults: AvroFault[]) {
    this.#root = root;
    this.#namespace = namespace;
    this.#faults = faults;
  }

  convert(schema: JsonSchema, site: Site): Made {
    const { $ref: ref, anyOf, oneOf, type } = schema;
    if (typeof ref === 'string') return this.#reference(ref, site);
    const options = anyOf ?? oneOf;
    if (Array.isArray(options)) return this.#union(options as readonly JsonSchema[], site);
    if (Array.isArray(type))
      return this.#union(
        type.map((one: unknown) => ({ ...schema, type: one })),
        site,
      );
    switch (type) {
      case 'string':
        return this.#text(schema, site);
      case 'integer':
        return long(site);
      case 'number':
        return valuesOf(schema).length > 0 && valuesOf(schema).every(Number.isSafeInteger) ? long(site) : double(site);
      case 'boolean':
        return primitive('boolean', site, (value) => typeof value === 'boolean');
      case 'null':
        return primitive('null', site, (value) => value === null);
      case 'array':
        return this.#list(schema, site);
      case 'object':
        return this.#object(schema, site);
      default:
        return this.#untyped(schema, site);
    }
  }

  /** A constant says by its value what it is. */
  #untyped(schema: JsonSchema, site: Site): Made {
    const types = new Set(valuesOf(schema).map((value) => (value === null ? 'null' : typeof value)));
    const [only] = types;
    if (types.size === 1 && only !== 'object') return this.convert({ ...schema, type: only }, site);
    return this.#fault(site, 'it may hold anything', 'a type that says what is in it');
  }

  #text(schema: JsonSchema, site: Site): Made {
    const { format, enum: values } = schema;
    if (format === 'date-time') return instant(site);
    if (format === 'date') return day(site);
    const isText = (value: unknown): boolean => typeof value === 'string';
    if (!Array.isArray(values) || !values.every((one) => typeof one === 'string' && LEGAL.test(one))) {
      return primitive('string', site, isText);
    }
    const symbols = values as readonly string[];
    const name = this.#claim(site.name);
    return {
      schema: { type: 'enum', name, symbols },
      branch: this.#full(name),
      fits: (value) => symbols.some((symbol) => symbol === value),
      write: (value) => checked(value, site, `one of ${symbols.join(', ')}`, (one) => symbols.some((s) => s === one)),
    };
  }

  #list({ items, prefixItems }: JsonSchema, site: Site): Made {
    if (prefixItems !== undefined) return this.#fault(site, 'it is a tuple', 'a list of one type, or an object');
    const inner = this.convert((items ?? {}) as JsonSchema, { path: `${site.path}[]`, name: `${site.name}Item` });
    return {
      schema: { type: 'array', items: inner.schema },
      branch: 'array',
      fits: Array.isArray,
      write: (value) =>
        (checked(value, site, 'a list', Array.isArray) as readonly unknown[]).map((one) => inner.write(one)),
    };
  }

  #object(schema: JsonSchema, site: Site): Made {
    const { properties, additionalProperties: more, allOf } = schema;
    if (allOf !== undefined) return this.#fault(site, 'it has to fit several schemas at once', 'one schema');
    const hasMore = typeof more === 'object' && more !== null && Object.keys(more).length > 0;
    const names = Object.keys((properties ?? {}) as object);
    if (names.length > 0 && hasMore)
      return this.#fault(site, 'it has fields and any others', 'fields, or a record of one type');
    if (hasMore) return this.#map(more as JsonSchema, site);
    if (names.length === 0 && more !== false) return this.#fault(site, 'nobody said which fields it has', 'a schema');
    return isMoney(schema) ? this.#amount(site) : this.#record(schema, site);
  }

  #map(values: JsonSchema, site: Site): Made {
    const inner = this.convert(values, { path: `${site.path}.*`, name: `${site.name}Value` });
    const write = (value: unknown): object =>
      Object.fromEntries(
        Object.entries(checked(value, site, 'an object', isObject) as object).flatMap(([key, one]) =>
          one === undefined ? [] : [[key, inner.write(one)]],
        ),
      );
    return {
      schema: { type: 'map', values: inner.schema },
      branch: 'map',
      fits: (value) => isObject(value) && isWritable({ write }, value),
      write,
    };
  }

  /** The record's name is taken before its fields are looked at: they may refer to it. */
  #record(schema: JsonSchema, site: Site, ref?: string): Made {
    const name = this.#claim(site.name);
    const fields: Field[] = [];
    const known = new Set<string>();
    const way = {
      branch: this.#full(name),
      fits: (value: unknown) =>
        isObject(value) && fitsRecord(value as Readonly<Record<string, unknown>>, fields, known),
      write: (value: unknown) => writeRecord(value, site, fields, known),
    };
    if (ref !== undefined) this.#referred.set(ref, { ...way, schema: way.branch });
    const required = new Set((schema['required'] ?? []) as readonly string[]);
    for (const [key, inner] of Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>)) {
      known.add(key);
      fields.push(this.#field(key, inner, { site, isRequired: required.has(key) }));
    }
    const told = fields.map(({ name: key, type, isOptional }) => ({
      name: key,
      type: type.schema,
      ...(isOptional ? { default: null } : {}),
    }));
    return { ...way, schema: { type: 'record', name, namespace: this.#namespace, fields: told } };
  }

  /** One record for all amounts of money: said where it comes first, named from then on. */
  #amount(site: Site): Made {
    if (this.#money !== undefined) return this.#money;
    const made = this.#record(MONEY, { ...site, name: 'Money' });
    this.#money = { ...made, schema: made.branch };
    return made;
  }

  #field(
    key: string,
    schema: JsonSchema,
    { site, isRequired }: { readonly site: Site; readonly isRequired: boolean },
  ): Field {
    const path = site.path === '' ? key : `${site.path}.${key}`;
    if (!LEGAL.test(key))
      this.#fault({ ...site, path }, `'${key}' is no name of a field in Avro`, 'letters, digits and _');
    const type = this.convert(schema, { path, name: `${site.name}${avroName(key)}` });
    const isOptional = !isRequired || takesNull(type.schema);
    return { name: key, type: isOptional && !takesNull(type.schema) ? nullable(type) : type, isOptional };
  }

  /** Unions of unions are one union to Avro. */
  #alternatives(schema: JsonSchema, passed: readonly string[] = []): readonly JsonSchema[] {
    const { $ref: ref, anyOf, oneOf, type } = schema;
    if (typeof ref === 'string') {
      const inner = passed.includes(ref) ? undefined : this.#find(ref);
      const alternatives = inner === undefined ? [] : this.#alternatives(inner, [...passed, ref]);
      return alternatives.length > 1 ? alternatives : [schema];
    }
    if (Array.isArray(type)) return type.map((one: unknown) => ({ ...schema, type: one }));
    const options = anyOf ?? oneOf;
    if (!Array.isArray(options)) return [schema];
    return (options as readonly JsonSchema[]).flatMap((option) => this.#alternatives(option, passed));
  }

  #union(given: readonly JsonSchema[], site: Site): Made {
    const options = given.flatMap((option) => this.#alternatives(option));
    const [only, ...others] = options;
    if (only !== undefined && others.length === 0) return this.convert(only, site);
    const isNull = (schema: JsonSchema): boolean => schema['type'] === 'null' || schema['const'] === null;
    const rest = options.filter((option) => !isNull(option));
    const branches = rest.map((option, i) =>
      this.convert(option, rest.length === 1 ? site : { ...site, name: `${site.name}${i + 1}` }),
    );
    const unique = [...new Map(branches.map((branch) => [branch.branch, branch])).values()];
    if (
      unique.length < branches.length &&
      new Set(branches.map(({ schema }) => JSON.stringify(schema))).size > unique.length
    ) {
      return this.#fault(site, 'two of its types are one to Avro', 'types that differ: texts, numbers, lists, records');
    }
    const [first, ...more] = unique;
    if (first === undefined) return primitive('null', site, (value) => value === null);
    const isNullable = rest.length < options.length;
    if (more.length === 0) return isNullable ? nullable(first) : first;
    return unionOf(unique, { isNullable, site });
  }

  #reference(ref: string, site: Site): Made {
    const known = this.#referred.get(ref);
    if (known !== undefined) return known;
    const target = this.#find(ref);
    if (target === undefined) return this.#fault(site, `${ref} leads nowhere`, 'a schema');
    const isRecord = target['type'] === 'object' && target['properties'] !== undefined && !isMoney(target);
    if (isRecord) return this.#record(target, site, ref);
    // Only records have names, so nothing else can hold itself.
    this.#referred.set(ref, this.#failure(site));
    const made = this.convert(target, site);
    this.#referred.delete(ref);
    return made;
  }

  #find(ref: string): JsonSchema | undefined {
    if (ref === '#') return this.#root;
    const keys = ref.replace(/^#\//, '').split('/');
    return keys.reduce<unknown>(
      (inner, key) =>
        (inner as Readonly<Record<string, unknown>> | undefined)?.[key.replaceAll('~1', '/').replaceAll('~0', '~')],
      this.#root,
    ) as JsonSchema | undefined;
  }

  #claim(wanted: string): string {
    let name = wanted;
    for (let i = 2; this.#names.has(name); i++) name = `${wanted}${i}`;
    this.#names.add(name);
    return name;
  }

  #full(name: string): string {
    return `${this.#namespace}.${name}`;
  }

  #fault(site: Site, message: string, expected: string): Made {
    this.#faults.push(new AvroFault(site.path, message, expected));
    return this.#failure(site);
  }

  #failure(site: Site): Made {
    return primitive('null', site, () => false);
  }
}

/** The values that are allowed, where they are listed. */
function valuesOf(schema: JsonSchema): readonly unknown[] {
  return 'const' in schema ? [schema['const']] : ((schema['enum'] ?? []) as readonly unknown[]);
}

const MONEY: JsonSchema = {
  type: 'object',
  properties: { amount: { type: 'integer' }, currency: { type: 'string' } },
  required: ['amount', 'currency'],
};

/** A whole number of minor units with its currency beside it, and nothing else. */
function isMoney({ properties, required }: JsonSchema): boolean {
  const fields = properties as Readonly<Record<string, JsonSchema>> | undefined;
  const isBoth = fields !== undefined && Object.keys(fields).toSorted().join() === 'amount,currency';
  if (!isBoth || !Array.isArray(required) || required.length !== 2) return false;
  const { amount, currency } = fields as { readonly amount: JsonSchema; readonly currency: JsonSchema };
  return amount['type'] === 'integer' && currency['type'] === 'string';
}
