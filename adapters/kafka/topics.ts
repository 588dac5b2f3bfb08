/** The topics a run writes to: whether they are there, how many partitions they have, and what they allow. */
import { setTimeout } from 'node:timers/promises';

import type { AnyEvent } from '../../src/model/event.ts';
import { kafkaFault, NOTHING_YET } from './errors.ts';
import type { ResolvedKafkaOptions } from './options.ts';
import { ClientError, type AdminPort, type NewTopic, type TopicFacts } from './port.ts';

/** The broker's default of `max.message.bytes`, where it does not tell. */
const DEFAULT_LIMIT = 1_048_588;
/** How long a new topic may take to be known: 10 s. */
const SPREAD_TRIES = 100;
const SPREAD_MS = 100;

/** What is asked about topics. */
export type TopicOptions = Pick<ResolvedKafkaOptions<AnyEvent>, 'createTopics' | 'timestamp'>;

/** What is known of a topic. */
interface Known {
  readonly partitions: number;
  /** Most bytes of one batch of records. */
  readonly limit: number;
}

export interface TopicWarning {
  readonly code: string;
  readonly message: string;
}

export class Topics {
  readonly warnings: TopicWarning[] = [];
  readonly #options: TopicOptions;
  readonly #known = new Map<string, Known>();

  constructor(options: TopicOptions) {
    this.#options = options;
  }

  get names(): readonly string[] {
    return [...this.#known.keys()];
  }

  has(topic: string): boolean {
    return this.#known.has(topic);
  }

  partitionsOf(topic: string): number {
    return this.#known.get(topic)?.partitions ?? 1;
  }

  limitOf(topic: string): number {
    return this.#known.get(topic)?.limit ?? DEFAULT_LIMIT;
  }

  /**
   * Looks the topics up, makes those that are missing where that is wanted.
   *
   * @throws AdapterError `KAFKA_TOPIC_MISSING` with all that are missing
   */
  async ensure(
    admin: AdminPort,
    names: readonly string[],
    told: { readonly checkpoint?: string | undefined; readonly windowStart: string; readonly now: number },
  ): Promise<void> {
    const { checkpoint } = told;
    const wanted = [...new Set([...names, ...(checkpoint === undefined ? [] : [checkpoint])])];
    const isMade = await this.#makeMissing(admin, wanted, checkpoint);
    // What is missing may be made by another run in this moment, too.
    const isWaitedFor = this.#options.createTopics !== undefined;
    const facts = isWaitedFor ? await whenThere(admin, wanted) : await admin.describe(wanted);
    const missing = wanted.filter((topic) => !facts.has(topic));
    if (missing.length > 0) throw topicsMissing(missing);
    const configs = await admin.configOf(wanted);
    for (const topic of wanted) {
      const config = configs?.get(topic);
      const limit = Number(config?.get('max.message.bytes') ?? DEFAULT_LIMIT);
      this.#known.set(topic, { partitions: facts.get(topic)?.partitions ?? 1, limit });
    }
    if (checkpoint !== undefined) this.#checkCheckpoint(checkpoint, configs?.get(checkpoint), isMade);
    if (this.#options.timestamp === 'event') {
      this.#warnOfRetention(names, configs, told);
    }
  }

  async #makeMissing(admin: AdminPort, wanted: readonly string[], checkpoint: string | undefined): Promise<boolean> {
    const { createTopics } = this.#options;
    if (createTopics === undefined) return false;
    const facts = (await knownBy(() => admin.describe(wanted))) ?? new Map<string, TopicFacts>();
    const missing = wanted.filter((topic) => !facts.has(topic));
    if (missing.length === 0) return false;
    const made = missing.map((topic) => (topic === checkpoint ? checkpointOf(topic) : this.#newTopic(topic)));
    await knownBy(() => admin.create(made));
    return true;
  }

  #newTopic(topic: string): NewTopic {
    const { partitions = -1, replicationFactor = -1, config = {} } = this.#options.createTopics ?? {};
    const texts = Object.entries(config).map(([name, value]) => [name, String(value)]);
    const time = this.#options.timestamp === 'append' ? { 'message.timestamp.type': 'LogAppendTime' } : {};
    const all = { 'retention.ms': '-1', ...time, ...Object.fromEntries(texts) };
    return { topic, partitions, replicationFactor, config: all };
  }

  /** Positions in another partition would not be read, and a topic that forgets would make a run begin again. */
  #checkCheckpoint(topic: string, config: ReadonlyMap<string, string> | undefined, isMade: boolean): void {
    const partitions = this.partitionsOf(topic);
    if (partitions !== 1) {
      throw kafkaFault('KAFKA_TOPIC_MISSING', `topic '${topic}' has ${partitions} partitions`, {
        context: NOTHING_YET,
        path: ["option 'checkpointTopic'"],
        expected: 'a topic with one partition, cleanup.policy=compact',
        received: `${partitions} partitions`,
        suggestion: 'Name another topic as checkpointTopic, or make one that fits.',
      });
    }
    const policy = config?.get('cleanup.policy');
    if (isMade || policy === undefined || policy === 'compact') return;
    this.#warn(
      'KAFKA_RETENTION',
      `topic '${topic}' has cleanup.policy=${policy}: it forgets how far a run was; use compact`,
    );
  }

  #warnOfRetention(
    names: readonly string[],
    configs: ReadonlyMap<string, ReadonlyMap<string, string>> | undefined,
    { windowStart, now }: { readonly windowStart: string; readonly now: number },
  ): void {
    for (const topic of names) {
      const config = configs?.get(topic);
      const retention = Number(config?.get('retention.ms') ?? -1);
      const deletes = config?.get('cleanup.policy')?.includes('delete') ?? false;
      if (!deletes || retention < 0 || Date.parse(windowStart) >= now - retention) continue;
      this.#warn(
        'KAFKA_RETENTION',
        `topic '${topic}' keeps records for ${retention} ms, and this run begins ${windowStart}: the broker will delete what is older; set retention.ms=-1, or timestamp: 'append'`,
      );
    }
  }

  #warn(code: string, message: string): void {
    if (!this.warnings.some((known) => known.message === message)) this.warnings.push({ code, message });
  }
}

/** A topic that was just made, here or by another run, is not known to every broker at once. */
async function whenThere(admin: AdminPort, topics: readonly string[]): Promise<ReadonlyMap<string, TopicFacts>> {
  for (let tries = 1; ; tries++) {
    const isLast = tries === SPREAD_TRIES;
    const facts = await (isLast ? admin.describe(topics) : knownBy(() => admin.describe(topics)));
    if (facts !== undefined && (isLast || topics.every((topic) => facts.has(topic)))) return facts;
    await setTimeout(SPREAD_MS);
  }
}

/** What brokers say of topics that are being made, by us or by another run. */
const BEING_MADE: readonly (string | undefined)[] = ['UNKNOWN_TOPIC_OR_PARTITION', 'LEADER_NOT_AVAILABLE'];

/** An answer about topics; `undefined` while a broker has heard of one and does not know it yet. */
async function knownBy<T>(ask: () => Promise<T>): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof ClientError && BEING_MADE.includes(error.type)) return undefined;
    throw error;
  }
}

function checkpointOf(topic: string): NewTopic {
  return { topic, partitions: 1, replicationFactor: -1, config: { 'cleanup.policy': 'compact' } };
}

function topicsMissing(topics: readonly string[]) {
  const names = topics.map((topic) => `'${topic}'`).join(', ');
  const verb = topics.length === 1 ? 'topic' : 'topics';
  return kafkaFault('KAFKA_TOPIC_MISSING', `${verb} ${names} ${topics.length === 1 ? 'does' : 'do'} not exist`, {
    context: NOTHING_YET,
    path: topics.map((topic) => `topic '${topic}'`),
    expected: 'topics that exist, or createTopics',
    received: `no ${names}`,
    suggestion: 'Create them, or set createTopics: true.',
  });
}
