/** The options of event schemas, checked all at once and completed. */
import { describeValue, didYouMean, IssueList } from '../errors.ts';
import type { SynodeIssue } from '../errors.ts';
import type { EventSchemaOptions, StandardSchema } from '../model/schema.ts';
import { isStandardSchema } from '../model/standard-schema.ts';

/** Event schemas as the judge needs them: nothing optional, schemas found by any event name whatever it is. */
export interface ResolvedEventSchemas {
  readonly mode: 'strict' | 'warn' | 'skip';
  readonly unknown: 'allow' | 'warn' | 'reject';
  readonly apply: boolean;
  /** Every n-th event is checked; 1 is all. */
  readonly sample: number;
  /** One schema for all events, or one per event name. */
  readonly schemas: StandardSchema | ReadonlyMap<string, StandardSchema>;
}

const KEYS = ['schema', 'mode', 'unknown', 'apply', 'sample'] as const;
const MODES = ['strict', 'warn', 'skip'] as const;
const UNKNOWNS = ['allow', 'warn', 'reject'] as const;
const MAX_SAMPLE = 65_536;

type Given = { readonly [K in (typeof KEYS)[number]]?: unknown };

/** Where the options stand and where their faults go. */
interface Place {
  readonly issues: IssueList;
  readonly path: readonly string[];
}

/**
 * Checks and completes the options.
 *
 * @throws SynodeError `INVALID_RUN_OPTIONS` or `UNKNOWN_KEY`; `INVALID_CONFIG` with all of them when there are several
 */
export function resolveEventSchemas(options: EventSchemaOptions): ResolvedEventSchemas {
  const issues = new IssueList();
  const resolved = checkEventSchemas(options, { issues, path: ["option 'eventSchema'"] });
  issues.throwIfAny("option 'eventSchema'");
  return resolved;
}

/** As `resolveEventSchemas`, with the faults added to those of the caller; the result then is not to be used. */
export function checkEventSchemas(options: unknown, place: Place): ResolvedEventSchemas {
  const given = givenOptions(options, place);
  const schemas = checkSchemas(given.schema, place);
  const mode = checkChoice('mode', given.mode, { choices: MODES, place });
  const unknown = checkChoice('unknown', given.unknown, { choices: UNKNOWNS, place });
  const apply = checkApply(given.apply, place);
  const sample = checkSample(given.sample, place);
  if (unknown !== 'allow' && !(schemas instanceof Map)) {
    refuse(place, 'unknown', {
      message: `unknown: '${unknown}' has no effect where one schema judges all events`,
      suggestion: 'Leave it out, or give a record of schemas by event name.',
    });
  }
  if (sample > 1 && (mode === 'skip' || apply)) {
    const other = mode === 'skip' ? "mode: 'skip'" : 'apply: true';
    refuse(place, 'sample', {
      message: `sample and ${other} exclude each other: a sample must not decide what is written`,
      suggestion: `Leave out sample, or ${other}.`,
    });
  }
  return { mode, unknown, apply, sample, schemas };
}

function givenOptions(options: unknown, { issues, path }: Place): Given {
  if (typeof options !== 'object' || options === null || isStandardSchema(options)) {
    const isSchema = isStandardSchema(options);
    issues.add({
      code: 'INVALID_RUN_OPTIONS',
      path,
      message: isSchema ? 'eventSchema is a schema' : `eventSchema is ${describeValue(options)}`,
      expected: 'an object with a key schema',
      received: isSchema ? 'a schema' : describeValue(options),
      suggestion: 'Write eventSchema: { schema: … }.',
    });
    // Stands for a schema that accepts everything, so that one fault is reported once.
    return { schema: {} };
  }
  for (const key of Object.keys(options)) {
    if (KEYS.some((known) => known === key)) continue;
    issues.add({
      code: 'UNKNOWN_KEY',
      path: [...path, `'${key}'`],
      message: `unknown option '${key}' of eventSchema`,
      expected: `one of ${KEYS.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, KEYS),
    });
  }
  return options;
}

function checkSchemas(schema: unknown, place: Place): ResolvedEventSchemas['schemas'] {
  if (isStandardSchema(schema)) return schema;
  const schemas = new Map<string, StandardSchema>();
  if (!isRecord(schema)) {
    refuse(place, 'schema', {
      message: `schema is ${describeValue(schema)}`,
      expected: 'a Standard Schema (zod from 3.24, valibot, arktype, …), or a record of them by event name',
      received: describeValue(schema),
    });
    return schemas;
  }
  for (const [name, one] of Object.entries(schema)) {
    if (isStandardSchema(one)) schemas.set(name, one);
    else {
      refuse({ ...place, path: [...place.path, "'schema'"] }, name, {
        message: `the schema of event '${name}' is ${describeValue(one)}`,
        expected: 'a Standard Schema: zod from 3.24, valibot, arktype, …',
        received: describeValue(one),
      });
    }
  }
  return schemas;
}

/** A plain object; a Map or an instance of a class has no entries of its own to read. */
function isRecord(value: unknown): value is object {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}

function checkChoice<T extends string>(
  key: string,
  given: unknown,
  { choices, place }: { readonly choices: readonly [T, ...T[]]; readonly place: Place },
): T {
  if (given === undefined) return choices[0];
  const choice = choices.find((one) => one === given);
  if (choice !== undefined) return choice;
  refuse(place, key, {
    message: `${key} is ${describeValue(given)}`,
    expected: `one of ${choices.map((one) => `'${one}'`).join(', ')}`,
    received: describeValue(given),
    ...(typeof given === 'string' ? { suggestion: didYouMean(given, choices) } : {}),
  });
  return choices[0];
}

function checkApply(given: unknown, place: Place): boolean {
  if (given === undefined || typeof given === 'boolean') return given ?? false;
  refuse(place, 'apply', {
    message: `apply is ${describeValue(given)}`,
    expected: 'true or false',
    received: describeValue(given),
  });
  return false;
}

function checkSample(given: unknown, place: Place): number {
  if (given === undefined) return 1;
  if (typeof given === 'number' && Number.isInteger(given) && given >= 2 && given <= MAX_SAMPLE) return given;
  refuse(place, 'sample', {
    message: `sample is ${describeValue(given)}`,
    expected: 'a whole number from 2 to 65,536',
    received: describeValue(given),
    suggestion: 'Leave it out to check every event.',
  });
  return 1;
}

function refuse({ issues, path }: Place, key: string, issue: Omit<SynodeIssue, 'code' | 'path'>): void {
  issues.add({ code: 'INVALID_RUN_OPTIONS', path: [...path, `'${key}'`], ...issue });
}
