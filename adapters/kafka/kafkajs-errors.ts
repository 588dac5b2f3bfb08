/** What kafkajs throws → what it is about. Its errors wrap each other, and some hold more than may be shown. */
import { oneLine, systemCodeOf } from '../base.ts';
import { ClientError, type ClientReason } from './port.ts';

/** The protocol's words and the classes of kafkajs, each with what it means to us. */
export const REASONS: Readonly<Record<string, ClientReason>> = {
  SASL_AUTHENTICATION_FAILED: 'credentials',
  ILLEGAL_SASL_STATE: 'credentials',
  UNSUPPORTED_SASL_MECHANISM: 'credentials',
  KafkaJSSASLAuthenticationError: 'credentials',
  TOPIC_AUTHORIZATION_FAILED: 'forbidden',
  GROUP_AUTHORIZATION_FAILED: 'forbidden',
  CLUSTER_AUTHORIZATION_FAILED: 'forbidden',
  TRANSACTIONAL_ID_AUTHORIZATION_FAILED: 'forbidden',
  UNKNOWN_TOPIC_OR_PARTITION: 'topic',
  INVALID_TOPIC_EXCEPTION: 'topic',
  MESSAGE_TOO_LARGE: 'too-large',
  RECORD_LIST_TOO_LARGE: 'too-large',
  INVALID_TIMESTAMP: 'timestamp',
  INVALID_PRODUCER_EPOCH: 'fenced',
  PRODUCER_FENCED: 'fenced',
  KafkaJSConnectionError: 'connect',
  KafkaJSConnectionClosedError: 'connect',
  KafkaJSRequestTimeoutError: 'connect',
  KafkaJSBrokerNotFound: 'connect',
};

/** Any failure as a `ClientError`. */
export function toClientError(error: unknown, isCut: boolean): ClientError {
  if (error instanceof ClientError) return error;
  const chain = chainOf(error);
  const words = chain.flatMap((each) => [typeOf(each), each.name]);
  const known = words.find((word) => word !== undefined && Object.hasOwn(REASONS, word)) ?? '';
  const reason = isCut ? 'stopped' : (REASONS[known] ?? 'other');
  const deepest = chain.at(-1) ?? error;
  const systemCode = systemCodeOf(error) ?? chain.map(codeOf).find((code) => code !== undefined);
  return new ClientError(oneLine(deepest), { reason, type: chain.map(typeOf).find((type) => type), systemCode });
}

function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let at: unknown = error; at instanceof Error && !chain.includes(at); at = at.cause) chain.push(at);
  return chain;
}

function typeOf(error: Error): string | undefined {
  return 'type' in error && typeof error.type === 'string' ? error.type : undefined;
}

function codeOf(error: Error): string | undefined {
  return 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
