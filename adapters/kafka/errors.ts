/** What a client's failure means to whoever runs the adapter: code, words, counts, and what to do. */
import { AdapterError, SynodeError, type AdapterFailure, type ErrorCode } from '../../src/errors.ts';
import { given, toAdapterError } from '../base.ts';
import { ClientError, type ClientReason } from './port.ts';

/** Where something failed, and what had arrived by then. */
export interface KafkaFailureContext {
  readonly operation: AdapterFailure['operation'];
  readonly acknowledged: number;
  readonly unacknowledged: number;
}

interface Meaning {
  readonly code: ErrorCode;
  /** Whether the same call may succeed later. */
  readonly retriable: boolean;
  readonly suggestion: string;
}

const SEND_FAILED: Meaning = {
  code: 'KAFKA_SEND_FAILED',
  retriable: true,
  suggestion: 'Look whether the brokers run; the run can be started again.',
};

const MEANINGS: Readonly<Record<ClientReason, Meaning>> = {
  connect: SEND_FAILED,
  other: SEND_FAILED,
  stopped: {
    ...SEND_FAILED,
    suggestion: 'The run was stopped while the broker did not answer: what is not acknowledged may be there or not.',
  },
  fenced: {
    code: 'RUN_LOCKED',
    retriable: false,
    suggestion: 'Let the other run finish, or stop it and start this one again.',
  },
  credentials: {
    code: 'KAFKA_AUTH_FAILED',
    retriable: false,
    suggestion: 'Check sasl and ssl: the broker does not take this name and password.',
  },
  forbidden: {
    code: 'KAFKA_AUTH_FAILED',
    retriable: false,
    suggestion:
      'Ask for the right to write to these topics, and to the checkpoint topic and transactional id if there is one.',
  },
  topic: {
    code: 'KAFKA_TOPIC_MISSING',
    retriable: false,
    suggestion: 'Create it, or set createTopics.',
  },
  'too-large': {
    code: 'KAFKA_MESSAGE_TOO_LARGE',
    retriable: false,
    suggestion: "Raise max.message.bytes of the topic, or lower maxBatchBytes below the broker's limit.",
  },
  timestamp: {
    code: 'KAFKA_SEND_FAILED',
    retriable: false,
    suggestion:
      "The broker refuses this time: raise message.timestamp.after.max.ms of the topic, or set timestamp: 'append'.",
  },
};

/** A failure with what arrived before it; `where` names topics and partitions. */
export function kafkaFailure(error: unknown, context: KafkaFailureContext, where = ''): SynodeError {
  if (!(error instanceof ClientError)) return toAdapterError(error, { adapter: 'kafka', ...context });
  if (context.operation === 'open' && isUnreachable(error)) return connectFailed(error, context);
  const { code, retriable, suggestion } = MEANINGS[error.reason];
  const { acknowledged, unacknowledged } = context;
  const place = where === '' ? '' : ` to ${where}`;
  const events = unacknowledged === 1 ? 'event' : 'events';
  return new AdapterError(
    code,
    `${context.operation}${place} failed: ${error.message}; ${acknowledged} acknowledged, ${unacknowledged} ${events} not`,
    { adapter: 'kafka', ...context, retriable, ...given({ systemCode: error.systemCode }) },
    { path: ["adapter 'kafka'"], suggestion, cause: error },
  );
}

function isUnreachable({ reason }: ClientError): boolean {
  return reason === 'connect' || reason === 'stopped' || reason === 'other';
}

function connectFailed(error: ClientError, context: KafkaFailureContext): AdapterError {
  return new AdapterError(
    'KAFKA_CONNECT_FAILED',
    `no broker can be used: ${error.message}`,
    { adapter: 'kafka', ...context, retriable: true, ...given({ systemCode: error.systemCode }) },
    {
      path: ["adapter 'kafka'", "option 'brokers'"],
      suggestion: 'Start the brokers, or correct brokers and ssl.',
      cause: error,
    },
  );
}

/** A fault that no client was asked about. */
export function kafkaFault(
  code: ErrorCode,
  message: string,
  told: {
    readonly context: KafkaFailureContext;
    readonly path?: readonly string[];
    readonly expected?: string;
    readonly received?: string;
    readonly suggestion: string;
  },
): AdapterError {
  const { context, path = [], ...details } = told;
  return new AdapterError(
    code,
    message,
    { adapter: 'kafka', ...context, retriable: false },
    { path: ["adapter 'kafka'", ...path], ...details },
  );
}

export const NOTHING_YET: KafkaFailureContext = { operation: 'open', acknowledged: 0, unacknowledged: 0 };

/** An event that no request could hold. */
export function tooLarge(told: {
  readonly id: string;
  readonly topic: string;
  readonly bytes: number;
  readonly limit: number;
}) {
  const { id, topic, bytes, limit } = told;
  return kafkaFault(
    'KAFKA_MESSAGE_TOO_LARGE',
    `event '${id}' has ${bytes} bytes, and topic '${topic}' takes ${limit}`,
    {
      context: NOTHING_YET,
      path: [`event '${id}'`],
      expected: `at most ${limit} bytes`,
      received: `${bytes} bytes`,
      suggestion: 'Make the payload smaller, or raise max.message.bytes of the topic.',
    },
  );
}

/** The same fault, told by a write. */
export function toldByWrite(
  error: unknown,
  counts: { readonly acknowledged: number; readonly unacknowledged: number },
) {
  const told = kafkaFailure(error, { operation: 'write', ...counts });
  const { code, rawMessage, path, cause, expected, received, suggestion } = told;
  const retriable = told instanceof AdapterError && told.retriable;
  const details = { path, cause: cause ?? error, ...given({ expected, received, suggestion }) };
  return new AdapterError(code, rawMessage, { adapter: 'kafka', operation: 'write', retriable, ...counts }, details);
}

/** A way of compression that the client has no code for. */
export function codecMissing(
  compression: string,
  { library, why }: { readonly library: string; readonly why: string },
): AdapterError {
  const isKafkajs = library === 'kafkajs';
  return kafkaFault('KAFKA_CODEC_MISSING', `compression '${compression}' has no codec: ${why}`, {
    context: NOTHING_YET,
    path: ["option 'compression'"],
    expected: isKafkajs
      ? "'none', 'gzip', or a codec in CompressionCodecs of kafkajs"
      : "'none', 'gzip', or a codec of this Node",
    received: `'${compression}'`,
    suggestion: isKafkajs
      ? `Run: npm install ${CODECS[compression] ?? 'a codec'}, register it as its page says, or use 'gzip'.`
      : "Use 'gzip', or for 'zstd' Node 22.15 or newer.",
  });
}

/** Packages that bring a codec for kafkajs. */
const CODECS: Readonly<Record<string, string>> = {
  snappy: 'kafkajs-snappy',
  lz4: 'kafkajs-lz4',
  zstd: '@kafkajs/zstd',
};
