/** The options of `registry`, checked all at once and completed. */
import type { EventContract } from '../src/model/contract.ts';
import { oneOf, OptionCheck, someText, type Rule } from './options.ts';

/** Options of `registry`. */
export interface RegistryOptions {
  /** Address of the registry. */
  readonly host: string;
  /** Default `'avro'`. */
  readonly format?: 'avro' | 'json';
  /**
   * What a schema is called there: `'topic'`, `<topic>-value`, for topics of one event; `'topic-record'`,
   * `<topic>-<record>`; `'record'`, the record's full name. Default `'topic'`.
   */
  readonly subject?: 'topic' | 'topic-record' | 'record';
  /** Whether a value is the whole event or its payload alone, for CloudEvents in binary mode. Default `'event'`. */
  readonly value?: 'event' | 'payload';
  /** Namespace of records. Default `synode.<process>`, `synode` where no one process emits the event. */
  readonly namespace?: string;
  /** Demanded of the subject, and set for a new one. Default `'BACKWARD'`. */
  readonly compatibility?: (typeof COMPATIBILITIES)[number];
  readonly auth?: { readonly username: string; readonly password: string };
  /** From `eventSchemas`. Default: those of the run. */
  readonly contracts?: readonly EventContract[];
  /** The client library, in the place of the one installed. */
  readonly library?: object;
}

const COMPATIBILITIES = [
  'NONE',
  'BACKWARD',
  'BACKWARD_TRANSITIVE',
  'FORWARD',
  'FORWARD_TRANSITIVE',
  'FULL',
  'FULL_TRANSITIVE',
] as const;

export type ResolvedRegistryOptions = Required<Omit<RegistryOptions, 'namespace' | 'auth' | 'contracts' | 'library'>> &
  Pick<RegistryOptions, 'namespace' | 'auth' | 'contracts' | 'library'>;

const anAddress: Rule = (value) => {
  const url = typeof value === 'string' && URL.canParse(value) ? new URL(value) : undefined;
  const isHttp = url?.protocol === 'http:' || url?.protocol === 'https:';
  // An address may hold a password, so it is not shown.
  if (!isHttp)
    return { expected: "an address such as 'http://localhost:8081'", received: 'no address of http or https' };
  if (url.username === '' && url.password === '') return undefined;
  return { expected: 'an address without user and password', received: 'one with them', suggestion: 'Use auth.' };
};

const aNamespace: Rule = (value) =>
  typeof value === 'string' && /^[A-Za-z_]\w*(\.[A-Za-z_]\w*)*$/.test(value)
    ? undefined
    : { expected: "names between dots, such as 'com.example.shop'" };

const isObject = (value: unknown): boolean => typeof value === 'object' && value !== null;

const RULES: Readonly<Record<keyof RegistryOptions, Rule>> = {
  host: anAddress,
  format: oneOf('avro', 'json'),
  subject: oneOf('topic', 'topic-record', 'record'),
  value: oneOf('event', 'payload'),
  namespace: aNamespace,
  compatibility: oneOf(...COMPATIBILITIES),
  auth: (value) => (isObject(value) ? undefined : { expected: 'username and password', received: 'something else' }),
  contracts: (value) => (Array.isArray(value) ? undefined : { expected: 'the list that eventSchemas gives' }),
  library: (value) => (isObject(value) ? undefined : { expected: 'the module @kafkajs/confluent-schema-registry' }),
};

const secret: Rule = (value) => {
  const complaint = someText(value);
  return complaint === undefined ? undefined : { ...complaint, received: 'something else' };
};

/** @throws SynodeError `INVALID_OPTION`, `UNKNOWN_KEY`; `INVALID_CONFIG` with all of them */
export function resolveRegistryOptions(options: RegistryOptions): ResolvedRegistryOptions {
  const check = new OptionCheck('registry');
  check.object(options, RULES, { required: ['host'] });
  const { auth } = (options as unknown as RegistryOptions | null) ?? {};
  if (isObject(auth)) {
    check.object(
      auth,
      { username: someText, password: secret },
      { required: ['username', 'password'], inside: 'auth' },
    );
  }
  check.throwIfAny();
  const { format = 'avro', subject = 'topic', value = 'event', compatibility = 'BACKWARD', ...rest } = options;
  return { ...rest, format, subject, value, compatibility };
}
