/** What @platformatic/kafka throws → what it is about. Its errors hold others, by list and by cause. */
import { oneLine, systemCodeOf } from '../base.ts';
import { REASONS } from './kafkajs-errors.ts';
import { ClientError, type ClientReason } from './port.ts';

/** A failure, and whether another try may help. */
export interface Failure {
  readonly told: ClientError;
  readonly mayPass: boolean;
}

const BY_CODE: Readonly<Record<string, ClientReason>> = {
  PLT_KFK_AUTHENTICATION: 'credentials',
  PLT_KFK_NETWORK: 'connect',
  PLT_KFK_TIMEOUT: 'connect',
  // An answer that ends in the middle: what sent it went away.
  OUT_OF_BOUNDS: 'connect',
};

export function failureOf(error: unknown, isCut: boolean): Failure {
  if (error instanceof ClientError) return { told: error, mayPass: false };
  const all = allOf(error);
  const words = all.map((each) => textOf(each, 'apiId')).filter((word) => word !== undefined);
  const codes = all.map((each) => textOf(each, 'code')).filter((code) => code !== undefined);
  const word = words.find((each) => Object.hasOwn(REASONS, each));
  const reason = isCut ? 'stopped' : word === undefined ? reasonOf(all, codes) : (REASONS[word] ?? 'other');
  const systemCode = all.map(systemCodeOf).find((code) => code !== undefined);
  const deepest = all.at(-1) ?? error;
  const told = new ClientError(oneLine(deepest), { reason, type: word ?? words[0], systemCode });
  // What the protocol says may be tried again, and what is about a connection; a missing topic may be a new one.
  const isRetriable = all.some((each) => 'canRetry' in each && each.canRetry === true) && word === undefined;
  return { told, mayPass: !isCut && (reason === 'connect' || (reason === 'other' && isRetriable)) };
}

function reasonOf(all: readonly Error[], codes: readonly string[]): ClientReason {
  if (all.some(({ message }) => message.startsWith('Unknown topic'))) return 'topic';
  const known = codes.map((code) => BY_CODE[code]).filter((reason) => reason !== undefined);
  return known.includes('credentials') ? 'credentials' : (known[0] ?? 'other');
}

/** The error and all that it holds, outermost first. */
function allOf(error: unknown): readonly Error[] {
  const found: Error[] = [];
  const look = (at: unknown): void => {
    if (!(at instanceof Error) || found.includes(at)) return;
    found.push(at);
    if (at instanceof AggregateError) for (const each of at.errors as readonly unknown[]) look(each);
    look(at.cause);
  };
  look(error);
  return found;
}

function textOf(error: Error, name: 'apiId' | 'code'): string | undefined {
  const value: unknown = name in error ? (error as unknown as Readonly<Record<string, unknown>>)[name] : undefined;
  return typeof value === 'string' ? value : undefined;
}
