/** Faults of a process's options, told so that one can act on them. */
import { describeValue, didYouMean, SynodeError, type SynodeIssue } from '../errors.ts';

/** A fault as a schema tells it. */
export interface OptionFault {
  readonly message: string;
  readonly path: readonly PropertyKey[];
  /** Keys that nobody knows, where the schema says which. */
  readonly keys?: readonly string[];
}

interface Asked {
  readonly id: string;
  /** The schema of the options. */
  readonly schema?: unknown;
  readonly given: unknown;
}

/** All faults as one error. */
export function optionFaults(asked: Asked, faults: readonly OptionFault[]): SynodeError {
  const issues = faults.flatMap((fault) => issuesOf(asked, fault));
  const [first] = issues;
  if (issues.length === 1 && first !== undefined)
    return new SynodeError(first.code, first.message, { ...first, issues });
  return new SynodeError('INVALID_CONFIG', `${issues.length} problems in the options of process '${asked.id}'`, {
    issues,
  });
}

function issuesOf({ id, schema, given }: Asked, { message, path, keys = [] }: OptionFault): readonly SynodeIssue[] {
  const where = path.map(String);
  const place = [`process '${id}'`, ...where.map((key) => `'${key}'`)];
  const known = knownKeys(schema, where);
  if (keys.length > 0 && known.length > 0) {
    return keys.map((key) => ({
      code: 'UNKNOWN_KEY',
      path: [...place, `'${key}'`],
      message: `unknown option '${[...where, key].join('.')}' of ${id}`,
      expected: `one of ${known.join(', ')}`,
      received: `'${key}'`,
      suggestion: didYouMean(key, known),
    }));
  }
  return [
    {
      code: /unrecognized|unknown key|no options/i.test(message) ? 'UNKNOWN_KEY' : 'INVALID_OPTION',
      path: place,
      message: `${id} ${where.length === 0 ? 'options' : where.join('.')}: ${message}`,
      expected: message.replace(/^(?:Too (?:big|small)|Invalid (?:input|option)): expected /, ''),
      received: describeValue(where.reduce(partOf, given)),
      suggestion: 'See the options of the process.',
    },
  ];
}

/** What stands beside an unknown key; nothing where the schema does not show its keys. */
function knownKeys(schema: unknown, where: readonly string[]): readonly string[] {
  return Object.keys(where.reduce<object>((shape, key) => shapeOf(partOf(shape, key)), shapeOf(schema)));
}

/** The fields that a schema shows as `shape` or, of a record by fixed names, as `entries`, behind its defaults. */
function shapeOf(schema: unknown): object {
  for (let at = schema; at !== undefined; at = partOf(partOf(at, 'def'), 'innerType')) {
    const shape = partOf(at, 'shape') ?? partOf(at, 'entries');
    if (typeof shape === 'object' && shape !== null) return shape;
  }
  return {};
}

function partOf(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[key] : undefined;
}
