/**
 * What is thrown when something goes wrong: the error classes and their text. `message` is one line; `format()` is what a
 * person reads in a terminal. Every code stands in `error-codes.ts`.
 */
import type leven from 'leven';

import { KIND_OF, type ErrorCode, type ErrorKind } from './error-codes.ts';
import type { AnyEvent } from './model/event.ts';
import type { RunResult } from './model/result.ts';
import type { ValidationIssue } from './model/schema.ts';

export type { ErrorCode } from './error-codes.ts';

/** One fault: where it is, what was expected, what stood there, and what to do. */
export interface SynodeIssue {
  readonly code: ErrorCode;
  /** Ids from the outside in, each as it should be read: `["journey 'shop'", "action 'pay'"]`. */
  readonly path: readonly string[];
  readonly message: string;
  readonly expected?: string;
  readonly received?: string;
  readonly suggestion?: string;
}

/** What `new SynodeError` takes beside code and message. */
export interface SynodeErrorDetails {
  readonly path?: readonly string[];
  readonly expected?: string;
  readonly received?: string;
  readonly suggestion?: string;
  readonly issues?: readonly SynodeIssue[];
  readonly replay?: string;
  readonly result?: RunResult;
  readonly cause?: unknown;
}

/**
 * The one error class of Synode. `code` is stable, `kind` says who has to act, `issues` holds every fault of a
 * configuration, `format()` gives the text for a terminal.
 *
 * @example
 * try { validateConfig(journey) } catch (error) { if (error instanceof SynodeError) console.error(error.format()) }
 */
export class SynodeError extends Error {
  override readonly name: string = 'SynodeError';
  readonly code: ErrorCode;
  readonly kind: ErrorKind;
  readonly path: readonly string[];
  readonly rawMessage: string;
  readonly suggestion?: string;
  readonly expected?: string;
  readonly received?: string;
  readonly issues: readonly SynodeIssue[];
  replay?: string;
  result?: RunResult;

  constructor(code: ErrorCode, text: string, details: SynodeErrorDetails = {}) {
    const message = oneLine(text);
    super(`[${code}] ${message}`, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.kind = KIND_OF.get(code) ?? 'invariant';
    this.path = details.path ?? [];
    this.rawMessage = message;
    if (details.suggestion !== undefined) this.suggestion = details.suggestion;
    if (details.expected !== undefined) this.expected = details.expected;
    if (details.received !== undefined) this.received = details.received;
    if (details.replay !== undefined) this.replay = details.replay;
    if (details.result !== undefined) this.result = details.result;
    this.issues = details.issues ?? [issueOf(this)];
  }

  /** Several lines for a person: code, message, path, expected, received, fix; all issues, numbered, if several. */
  format(): string {
    const text =
      this.issues.length > 1
        ? [`[${this.code}] ${this.rawMessage}`, ...this.issues.map((issue, i) => formatNumbered(issue, i + 1))].join(
            '\n',
          )
        : formatIssue(this.issues[0] ?? issueOf(this));
    const cause = isSaid(this.cause, this.code) ? '' : describeError(this.cause);
    const replay = this.replay === undefined ? '' : `\n  Replay:   ${this.replay}`;
    return text + cause + replay;
  }

  /** Plain data, safe for JSON and for crossing threads. */
  toJSON(): object {
    return {
      code: this.code,
      kind: this.kind,
      message: this.rawMessage,
      path: [...this.path],
      ...(this.expected === undefined ? {} : { expected: this.expected }),
      ...(this.received === undefined ? {} : { received: this.received }),
      ...(this.suggestion === undefined ? {} : { suggestion: this.suggestion }),
      ...(this.replay === undefined ? {} : { replay: this.replay }),
      issues: this.issues,
    };
  }
}

/** Whether a cause is our own error that only was told where it happened: its text stands above already. */
function isSaid(cause: unknown, code: ErrorCode): boolean {
  return cause instanceof SynodeError && cause.code === code;
}

function describeError(cause: unknown): string {
  return cause instanceof Error ? `\n  Cause:    ${oneLine(`${cause.name}: ${cause.message}`)}` : '';
}

/** Fields that an adapter's failure adds. */
export interface AdapterFailure {
  readonly adapter: string;
  readonly operation: 'open' | 'write' | 'flush' | 'close';
  /** `ENOSPC`, `EPIPE`, `ECONNREFUSED`, …: what the system said. */
  readonly systemCode?: string;
  /** Whether the same call may succeed later. */
  readonly retriable: boolean;
  /** Events known to have arrived. */
  readonly acknowledged: number;
  /** Events handed over whose arrival is not known. */
  readonly unacknowledged: number;
}

/** A failure of the outside world, with what arrived and what did not. */
export class AdapterError extends SynodeError {
  override readonly name: string = 'AdapterError';
  readonly adapter: string;
  readonly operation: AdapterFailure['operation'];
  readonly systemCode?: string;
  readonly retriable: boolean;
  readonly acknowledged: number;
  readonly unacknowledged: number;

  constructor(code: ErrorCode, message: string, failure: AdapterFailure, details: SynodeErrorDetails = {}) {
    super(code, message, details);
    this.adapter = failure.adapter;
    this.operation = failure.operation;
    if (failure.systemCode !== undefined) this.systemCode = failure.systemCode;
    this.retriable = failure.retriable;
    this.acknowledged = failure.acknowledged;
    this.unacknowledged = failure.unacknowledged;
  }

  override toJSON(): object {
    const { adapter, operation, systemCode, retriable, acknowledged, unacknowledged } = this;
    return {
      ...super.toJSON(),
      adapter,
      operation,
      ...(systemCode === undefined ? {} : { systemCode }),
      retriable,
      acknowledged,
      unacknowledged,
    };
  }
}

/** What an event's schema found: the event as it was judged, and every fault of it. */
export interface EventFailure {
  readonly event: AnyEvent;
  readonly validationIssues: readonly ValidationIssue[];
}

/** An event that its schema refuses, or that has no schema where each must have one. */
export class SynodeValidationError extends SynodeError {
  override readonly name: string = 'SynodeValidationError';
  readonly event: AnyEvent;
  readonly validationIssues: readonly ValidationIssue[];

  constructor(code: ErrorCode, message: string, failure: EventFailure, details: SynodeErrorDetails = {}) {
    super(code, message, details);
    this.event = failure.event;
    this.validationIssues = failure.validationIssues;
  }

  /** Without the payload: what a schema refused may be what JSON cannot hold. */
  override toJSON(): object {
    const { id, userId, sessionId, name, timestamp } = this.event;
    return {
      ...super.toJSON(),
      event: { id, userId, sessionId, name, timestamp: timestamp.toISOString() },
      validationIssues: this.validationIssues,
    };
  }
}

/** Collects faults in document order and throws them together. */
export class IssueList {
  readonly issues: SynodeIssue[] = [];

  add(issue: SynodeIssue): void {
    this.issues.push(issue);
  }

  /** Throws when there is any: with the fault's own code if there is one, `INVALID_CONFIG` if there are several. */
  throwIfAny(what = 'the configuration'): void {
    const [first, ...more] = this.issues;
    if (first === undefined) return;
    if (more.length === 0) throw errorFromIssue(first);
    throw new SynodeError('INVALID_CONFIG', `${this.issues.length} problems in ${what}`, { issues: this.issues });
  }
}

/** The error that stands for one issue. */
export function errorFromIssue(issue: SynodeIssue): SynodeError {
  const { code, message, ...details } = issue;
  return new SynodeError(code, message, { ...details, issues: [issue] });
}

/**
 * "Did you mean 'x'?" when one candidate is near (Levenshtein distance at most max(2, a third of the length)),
 * else the list of candidates.
 */
export function didYouMean(word: string, candidates: readonly string[]): string {
  const reach = Math.max(2, Math.floor(word.length / 3));
  const distanceOf = loadLeven();
  let nearest: string | undefined;
  let least = reach + 1;
  for (const candidate of candidates) {
    const distance = distanceOf(word, candidate, { maxDistance: reach + 1 });
    if (distance < least) [nearest, least] = [candidate, distance];
  }
  if (nearest !== undefined) return `Did you mean '${nearest}'?`;
  if (candidates.length === 0) return 'There is none to choose from.';
  const shown = candidates.slice(0, 12).map((name) => `'${name}'`);
  if (candidates.length === 1) return `Use ${shown[0]}.`;
  return `Use one of ${shown.join(', ')}${candidates.length > 12 ? `, … (${candidates.length})` : ''}.`;
}

/** Synchronous and on first use: every test loads this file, few misspell anything. */
function loadLeven(): typeof leven {
  const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);
  return (require('leven') as { readonly default: typeof leven }).default;
}

/** A short, safe text of any received value, for messages. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return value.length > 60 ? `'${value.slice(0, 57)}…'` : `'${value}'`;
  if (typeof value === 'bigint') return `${value}n`;
  if (typeof value === 'function') return value.name === '' ? 'a function' : `function ${value.name}`;
  if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString();
  if (typeof value === 'object' && value !== null) return describeObject(value);
  return String(value);
}

function describeObject(value: object): string {
  const keys = Object.keys(value);
  if (keys.length === 0) return 'an empty object';
  return `an object with ${keys.slice(0, 4).join(', ')}${keys.length > 4 ? ', …' : ''}`;
}

/**
 * Text that stays on its line and does nothing to a terminal: line ends, which errors of others have, become blanks,
 * other control characters their escapes.
 */
function oneLine(text: string): string {
  return text.replaceAll(/\s*[\r\n\u2028\u2029]\s*/g, ' ').replaceAll(CONTROL, escaped);
}

// eslint-disable-next-line no-control-regex -- these are what must not be shown
const CONTROL = /[\u0000-\u001f\u007f-\u009f]/g;

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function issueOf(error: SynodeError): SynodeIssue {
  const { code, path, rawMessage, expected, received, suggestion } = error;
  return {
    code,
    path,
    message: rawMessage,
    ...(expected === undefined ? {} : { expected }),
    ...(received === undefined ? {} : { received }),
    ...(suggestion === undefined ? {} : { suggestion }),
  };
}

function formatIssue(issue: SynodeIssue): string {
  const lines = [`[${issue.code}] ${issue.message}`];
  if (issue.path.length > 0) lines.push(`  Path:     ${issue.path.join(' > ')}`);
  if (issue.expected !== undefined) lines.push(`  Expected: ${issue.expected}`);
  if (issue.received !== undefined) lines.push(`  Received: ${issue.received}`);
  if (issue.suggestion !== undefined) lines.push(`  Fix:      ${issue.suggestion}`);
  return lines.map(oneLine).join('\n');
}

function formatNumbered(issue: SynodeIssue, number: number): string {
  const label = `${number}. `;
  return label + formatIssue(issue).replaceAll('\n', `\n${' '.repeat(label.length)}`);
}
