/** Why a request was given up, and the errors made of it. */
import { AdapterError, SynodeError, type ErrorCode } from '../src/errors.ts';

import { given, oneLine, toAdapterError } from './base.ts';

/** What a request ended with, in words that show no secret. */
export class HttpFault extends Error {
  readonly code: ErrorCode;
  readonly isRetriable: boolean;
  readonly systemCode: string | undefined;
  /** First KiB of the answer. */
  readonly answer: string | undefined;

  constructor(
    message: string,
    told: { code: ErrorCode; isRetriable: boolean; systemCode?: string | undefined; answer?: string | undefined },
  ) {
    super(message);
    this.code = told.code;
    this.isRetriable = told.isRetriable;
    this.systemCode = told.systemCode;
    this.answer = told.answer;
  }
}

/** A failure with what arrived before it. */
export function httpFailure(cause: unknown, counts: { acknowledged: number; unacknowledged: number }): SynodeError {
  if (!(cause instanceof HttpFault)) return toAdapterError(cause, { adapter: 'http', operation: 'write', ...counts });
  const { code, isRetriable, systemCode, answer } = cause;
  return new AdapterError(
    code,
    `${cause.message}; ${counts.unacknowledged} ${counts.unacknowledged === 1 ? 'event' : 'events'} undelivered`,
    { adapter: 'http', operation: 'write', retriable: isRetriable, ...counts, ...given({ systemCode }) },
    {
      ...given({ received: answer }),
      suggestion: isRetriable
        ? 'Raise maxRetries, or keep what is undelivered with onUndelivered.'
        : 'Check url, headers and body: the server will not take this request.',
    },
  );
}

/** The same failure, where the caller's own function could not cope with it. */
export function withHandlerError(error: SynodeError, handlerError: unknown): SynodeError {
  if (!(error instanceof AdapterError)) return error;
  const { received, suggestion } = error;
  const message = `${error.rawMessage}; onUndelivered failed too: ${oneLine(handlerError)}`;
  return new AdapterError(error.code, message, error, { cause: handlerError, ...given({ received, suggestion }) });
}
