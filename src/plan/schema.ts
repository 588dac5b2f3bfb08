/** Judges events by their schemas, one by one, as they leave the handlers. */
import type { StandardSchemaV1 } from '@standard-schema/spec';

import { describeValue, didYouMean, SynodeError, SynodeValidationError } from '../errors.ts';
import type { SynodeIssue } from '../errors.ts';
import type { AnyEvent } from '../model/event.ts';
import type { StandardSchema, ValidationIssue } from '../model/schema.ts';
import { isPending, issueKeys, issuePath } from '../model/standard-schema.ts';
import type { SchemaResult } from '../model/standard-schema.ts';
import type { ResolvedEventSchemas } from './schema-options.ts';
import { firstSamples } from './schema-summary.ts';
import type { EventCounts, ValidationPart, ValidationSample } from './schema-summary.ts';

/** What becomes of an event: it goes on, it goes on with another payload, or it does not go on. */
export type Verdict = 'ok' | 'drop' | { readonly payload: object };

/** Who emitted the event, as far as sampling needs it. The engine's positions may say more. */
export interface EventPosition {
  /** Index of the actor in its population, from 0. */
  readonly actorIndex: number;
  /** Position among the events this actor emitted, from 0. */
  readonly sequence: number;
}

/** Judges the events of one lane, chunk or run. */
export interface EventJudge<P extends EventPosition = EventPosition> {
  /**
   * @throws SynodeValidationError `EVENT_INVALID` in mode `strict`, `EVENT_UNKNOWN` with `unknown: 'reject'`;
   *   SynodeError `EVENT_SCHEMA_ASYNC` when a schema answers with a promise
   */
  judge(event: AnyEvent, position: P): Verdict;
  /** What was found so far; parts of several judges go through `mergeSummaries`. */
  part(): ValidationPart;
}

/**
 * A judge by these schemas. `orderOf` gives the place of an event in the output as numbers compared one after the other
 * (say population, actor, sequence); it is asked for faulty events only, and decides which faults are the first 20.
 */
export function createEventJudge<P extends EventPosition>(
  schemas: ResolvedEventSchemas,
  orderOf: (event: AnyEvent, position: P) => readonly number[],
): EventJudge<P> {
  return new Judge(schemas, orderOf);
}

interface MutableCounts {
  readonly name: string;
  checked: number;
  invalid: number;
  unknown: number;
}

/** A fault as the schema tells it, and what it threw if it threw. */
interface Fault {
  readonly issues: readonly StandardSchemaV1.Issue[];
  readonly cause?: unknown;
}

class Judge<P extends EventPosition> implements EventJudge<P> {
  readonly #schemas: ResolvedEventSchemas;
  readonly #orderOf: (event: AnyEvent, position: P) => readonly number[];
  readonly #one: StandardSchema | undefined;
  readonly #byName: ReadonlyMap<string, StandardSchema>;
  readonly #counts = new Map<string, MutableCounts>();
  #samples: readonly ValidationSample[] = [];
  #dropped = 0;

  constructor(schemas: ResolvedEventSchemas, orderOf: (event: AnyEvent, position: P) => readonly number[]) {
    this.#schemas = schemas;
    this.#orderOf = orderOf;
    this.#one = isMap(schemas.schemas) ? undefined : schemas.schemas;
    this.#byName = isMap(schemas.schemas) ? schemas.schemas : new Map();
  }

  judge(event: AnyEvent, position: P): Verdict {
    const schema = this.#one ?? this.#byName.get(event.name);
    if (schema === undefined) return this.#judgeUnknown(event);
    if (!isSampled(this.#schemas.sample, position)) return 'ok';

    const counts = this.#countsOf(event.name);
    counts.checked++;
    const result = validate(schema, event);
    if (result.issues) return this.#judgeInvalid(event, position, result);
    if (!this.#schemas.apply || result.value === event.payload) return 'ok';
    if (isPayload(result.value)) return { payload: result.value };
    return this.#judgeInvalid(event, position, { issues: [notAPayload(result.value)] });
  }

  part(): ValidationPart {
    const events = [...this.#counts.values()].map((counts): EventCounts => ({ ...counts }));
    return {
      mode: this.#schemas.mode,
      dropped: this.#dropped,
      events: events.sort((a, b) => (a.name < b.name ? -1 : 1)),
      samples: this.#samples,
    };
  }

  #judgeUnknown(event: AnyEvent): Verdict {
    this.#countsOf(event.name).unknown++;
    if (this.#schemas.unknown !== 'reject') return 'ok';
    throw new SynodeValidationError(
      'EVENT_UNKNOWN',
      `event '${event.name}' has no schema`,
      { event, validationIssues: [] },
      {
        path: [`event '${event.name}'`],
        suggestion: `${didYouMean(event.name, [...this.#byName.keys()])} Or give it a schema.`,
      },
    );
  }

  #judgeInvalid(event: AnyEvent, position: P, fault: Fault): Verdict {
    this.#countsOf(event.name).invalid++;
    const found = fault.issues.map((issue) => validationIssue(event, issue));
    const order = this.#orderOf(event, position);
    this.#samples = firstSamples([...this.#samples, ...found.map((issue, i) => ({ order: [...order, i], issue }))]);
    if (this.#schemas.mode === 'strict') throw eventInvalid(event, fault, found);
    if (this.#schemas.mode === 'warn') return 'ok';
    this.#dropped++;
    return 'drop';
  }

  #countsOf(name: string): MutableCounts {
    const known = this.#counts.get(name);
    if (known !== undefined) return known;
    const counts = { name, checked: 0, invalid: 0, unknown: 0 };
    this.#counts.set(name, counts);
    return counts;
  }
}

function isMap(schemas: ResolvedEventSchemas['schemas']): schemas is ReadonlyMap<string, StandardSchema> {
  return schemas instanceof Map;
}

/** All events of the first actor of each population, and of the others every n-th, shifted from actor to actor. */
function isSampled(sample: number, { actorIndex, sequence }: EventPosition): boolean {
  return sample === 1 || actorIndex === 0 || (actorIndex + sequence) % sample === 0;
}

function validate(schema: StandardSchema, event: AnyEvent): SchemaResult | Fault {
  let result: SchemaResult | Promise<SchemaResult>;
  try {
    result = schema['~standard'].validate(event.payload);
  } catch (error) {
    return { issues: [{ message: `the schema threw: ${messageOf(error)}` }], cause: error };
  }
  if (!isPending(result)) return result;
  // Nobody waits for it; a rejection must not end the program as an unhandled one.
  result.then(undefined, () => undefined);
  throw new SynodeError('EVENT_SCHEMA_ASYNC', `the schema of event '${event.name}' answers with a promise`, {
    path: [`event '${event.name}'`],
    expected: 'a schema that answers at once',
    received: 'a promise',
    suggestion:
      'Leave out asynchronous refinements and transforms. zod also answers with a promise when a refinement throws.',
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function isPayload(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function notAPayload(value: unknown): StandardSchemaV1.Issue {
  return { message: `the schema gives ${describeValue(value)}, which is no payload` };
}

function validationIssue(event: AnyEvent, issue: StandardSchemaV1.Issue): ValidationIssue {
  return {
    eventName: event.name,
    eventId: event.id,
    userId: event.userId,
    path: issuePath(issue),
    message: issue.message,
    code: 'code' in issue && typeof issue.code === 'string' ? issue.code : 'invalid',
  };
}

function eventInvalid(event: AnyEvent, fault: Fault, found: readonly ValidationIssue[]): SynodeValidationError {
  const issues = fault.issues.map((issue): SynodeIssue => {
    const received = valueAt(event.payload, issueKeys(issue));
    const path = issuePath(issue);
    return {
      code: 'EVENT_INVALID',
      path: [`event '${event.name}'`, ...(path === '' ? [] : [`'${path}'`])],
      message: `${event.name}${path === '' ? '' : ` ${path}`}: ${issue.message.replaceAll(/\s+/g, ' ')}`,
      received: describeValue(received),
      suggestion: 'Correct the handler that makes it, or the schema.',
    };
  });
  const [first] = issues;
  const more = issues.length > 1 ? ` (and ${issues.length - 1} more)` : '';
  return new SynodeValidationError(
    'EVENT_INVALID',
    `${first?.message ?? `${event.name}: refused without a reason`}${more}`,
    { event, validationIssues: found },
    {
      path: first?.path ?? [`event '${event.name}'`],
      ...(first?.received === undefined ? {} : { received: first.received }),
      ...(first?.suggestion === undefined ? {} : { suggestion: first.suggestion }),
      ...(first === undefined ? {} : { issues }),
      ...(fault.cause === undefined ? {} : { cause: fault.cause }),
    },
  );
}

/** The value at these keys, by own properties alone. */
function valueAt(value: unknown, keys: readonly PropertyKey[]): unknown {
  return keys.reduce<unknown>(
    (inner, key) =>
      typeof inner === 'object' && inner !== null ? Object.getOwnPropertyDescriptor(inner, key)?.value : undefined,
    value,
  );
}
