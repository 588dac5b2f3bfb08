/**
 * What the adapter asks of a Kafka client: small enough that another library can stand behind it. A binding speaks to
 * its library and nobody else does; its failures are `ClientError`s.
 */

/** One record as a binding takes it. Field names and types are those that kafkajs reads, so that it needs no copy. */
export interface KafkaRecord {
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  partition: number;
  /** Milliseconds since 1970 as text; absent: the time of sending. */
  readonly timestamp: string | undefined;
  readonly headers: KafkaHeaders | undefined;
}

/** Header values; texts are written as UTF-8. */
export type KafkaHeaders = Readonly<Record<string, string | Buffer>>;

/** Records of one topic, in order. */
export interface TopicRecords {
  readonly topic: string;
  readonly records: readonly KafkaRecord[];
}

/** The broker's word for the records of one partition: they are there, from this offset on. */
export interface PartitionAck {
  readonly topic: string;
  readonly partition: number;
  /** `undefined` where the broker does not say (acks 0). */
  readonly baseOffset: bigint | undefined;
}

/** How records are compressed on their way. */
export type Compression = 'none' | 'gzip' | 'snappy' | 'lz4' | 'zstd';

/** How a producer sends. */
export interface ProducerSettings {
  readonly acks: -1 | 0 | 1;
  readonly idempotent: boolean;
  readonly compression: Compression;
  /** Tries after the first, of one request. */
  readonly retries: number;
  readonly maxInFlight: number;
  readonly transactional?: { readonly id: string; readonly timeoutMs: number };
  /** Called for every try that failed and will be repeated. */
  readonly onRetry: () => void;
}

/** Sends records. After a failure within a transaction it is thrown away and another one opened. */
export interface ProducerPort {
  /** How far the times of one partition's records may lie apart in one request, ms. Absent: as far as they like. */
  readonly spreadMs?: number;
  connect(): Promise<void>;
  /** Resolves when the broker has acknowledged; says for which partitions. Inside a transaction it is part of that. */
  sendBatch(batch: readonly TopicRecords[]): Promise<readonly PartitionAck[]>;
  beginTransaction(): Promise<void>;
  commit(): Promise<void>;
  abort(): Promise<void>;
  /** Waits for what is under way, then closes. */
  disconnect(): Promise<void>;
  /** Closes the sockets at once: what is under way rejects soon, and nothing is tried again. */
  kill(): void;
}

/** A topic as the broker has it. */
export interface TopicFacts {
  readonly partitions: number;
}

/** A topic to be made; −1 leaves a number to the broker. */
export interface NewTopic {
  readonly topic: string;
  readonly partitions: number;
  readonly replicationFactor: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Looks at topics and makes them, with a bounded number of tries. */
export interface AdminPort {
  connect(): Promise<void>;
  /** Those of the named topics that exist. */
  describe(topics: readonly string[]): Promise<ReadonlyMap<string, TopicFacts>>;
  create(topics: readonly NewTopic[]): Promise<void>;
  /** Settings of each topic by name, or `undefined` where the broker does not tell. */
  configOf(topics: readonly string[]): Promise<ReadonlyMap<string, ReadonlyMap<string, string>> | undefined>;
  disconnect(): Promise<void>;
  kill(): void;
}

/** A record as it is read back. */
export interface ReadRecord {
  readonly topic: string;
  readonly partition: number;
  readonly key: Buffer | null;
  readonly value: Buffer | null;
  readonly headers: Readonly<Record<string, string>>;
}

/** How far a topic is read. */
export interface ReadRequest {
  readonly topic: string;
  /** Whether records of open and aborted transactions are seen too. */
  readonly isUncommitted: boolean;
  /** Called for each record from the start, those of a partition in their order; `true` ends the reading. */
  readonly onRecord: (record: ReadRecord) => boolean;
  /** Whether the end of the log as it was at the start ends the reading too. */
  readonly stopAtEnd: boolean;
  readonly signal: AbortSignal;
}

/** What was seen beside the records. */
export interface ReadEnd {
  /** Records that stand behind an open transaction, where committed readers do not see them yet. */
  readonly waiting: number;
}

/** A client library, set up for one cluster. */
export interface KafkaClient {
  readonly library: string;
  /** Why a way of compression cannot be used, or `undefined` if it can. */
  missingCodec(compression: Compression): string | undefined;
  producer(settings: ProducerSettings): ProducerPort;
  admin(): AdminPort;
  /** Reads a topic from its start. */
  read(request: ReadRequest): Promise<ReadEnd>;
}

/** What a failure of the client is about. */
export type ClientReason =
  'connect' | 'credentials' | 'forbidden' | 'topic' | 'too-large' | 'timestamp' | 'fenced' | 'stopped' | 'other';

/** A failure of a client library in words, without anything that could hold a secret. */
export class ClientError extends Error {
  readonly reason: ClientReason;
  /** The protocol's own word, such as `NOT_LEADER_FOR_PARTITION`. */
  readonly type: string | undefined;
  readonly systemCode: string | undefined;

  constructor(
    message: string,
    told: { reason: ClientReason; type?: string | undefined; systemCode?: string | undefined },
  ) {
    super(message);
    this.name = 'KafkaClientError';
    this.reason = told.reason;
    this.type = told.type;
    this.systemCode = told.systemCode;
  }
}
