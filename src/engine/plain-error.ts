/** Errors as data: what is thrown in a worker loses its own fields on the way, so it travels as JSON and is made anew. */
import { describeValue, SynodeError, SynodeValidationError, type ErrorCode, type SynodeIssue } from '../errors.ts';
import type { ValidationIssue } from '../model/schema.ts';
import type { Event } from '../model/event.ts';

export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly path: readonly string[];
  readonly expected: string | undefined;
  readonly received: string | undefined;
  readonly suggestion: string | undefined;
  readonly replay: string | undefined;
  readonly issues: readonly SynodeIssue[];
  readonly cause: string | undefined;
  /** `TypeError`, …: what kind of error the cause was. */
  readonly causeName: string | undefined;
  readonly stack: string | undefined;
  /** Of a schema in strict mode: the event as text, and what is wrong with it. */
  readonly validation: { readonly event: string; readonly issues: readonly ValidationIssue[] } | undefined;
}

export function toPlainError(thrown: unknown): PlainError {
  const error =
    thrown instanceof SynodeError
      ? thrown
      : new SynodeError('HANDLER_ERROR', String(thrown instanceof Error ? thrown.message : thrown), { cause: thrown });
  const cause = error.cause instanceof Error ? error.cause : undefined;
  return {
    code: error.code,
    message: error.rawMessage,
    path: error.path,
    expected: error.expected,
    received: error.received,
    suggestion: error.suggestion,
    replay: error.replay,
    issues: error.issues,
    cause: cause?.message ?? (error.cause === undefined ? undefined : describeValue(error.cause)),
    causeName: cause?.name,
    stack: cause?.stack ?? error.stack,
    validation:
      error instanceof SynodeValidationError
        ? { event: JSON.stringify(error.event, dropUnencodable), issues: error.validationIssues }
        : undefined,
  };
}

export function fromPlainError(plain: PlainError): SynodeError {
  const cause = plain.cause === undefined ? undefined : causeOf(plain.cause, plain);
  const details = {
    path: plain.path,
    issues: plain.issues,
    ...(plain.expected === undefined ? {} : { expected: plain.expected }),
    ...(plain.received === undefined ? {} : { received: plain.received }),
    ...(plain.suggestion === undefined ? {} : { suggestion: plain.suggestion }),
    ...(plain.replay === undefined ? {} : { replay: plain.replay }),
    ...(cause === undefined ? {} : { cause }),
  };
  if (plain.validation === undefined) return new SynodeError(plain.code, plain.message, details);
  const parsed = JSON.parse(plain.validation.event) as Event & { readonly timestamp: string | Date };
  const event = { ...parsed, timestamp: new Date(parsed.timestamp) };
  return new SynodeValidationError(
    plain.code,
    plain.message,
    { event, validationIssues: plain.validation.issues },
    details,
  );
}

/** An error that says what the one in the worker said; its class is of that thread, its name comes along. */
function causeOf(message: string, { causeName, stack }: PlainError): Error {
  return Object.assign(new Error(message), { stack, ...(causeName === undefined ? {} : { name: causeName }) });
}

function dropUnencodable(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? `${value}n` : value;
}
