/** Which topic an event goes to. */
import type { AnyEvent } from '../../src/model/event.ts';
import { kafkaFault, NOTHING_YET } from './errors.ts';
import type { KafkaTopic } from './options.ts';

/** Ground truth stands apart from what it is the truth about. */
const LABEL = 'label.';
const LABELS = '.labels';

/** The topic of a name, where the name alone decides; `undefined` if there is none. */
function topicOfName(topic: Exclude<KafkaTopic<never>, (event: never) => string>, name: string): string | undefined {
  const byName: Readonly<Record<string, string>> = typeof topic === 'string' ? { '*': topic } : topic.byName;
  if (Object.hasOwn(byName, name)) return byName[name];
  const others = byName['*'];
  return others !== undefined && name.startsWith(LABEL) ? others + LABELS : others;
}

/** Finds topics, each name once. */
export class TopicChoice<E extends AnyEvent> {
  readonly #topic: KafkaTopic<E>;
  readonly #byName = new Map<string, string>();

  constructor(topic: KafkaTopic<E>) {
    this.#topic = topic;
  }

  /** Topics that are certain before the first event. @throws AdapterError `KAFKA_TOPIC_MISSING` for names without one */
  expected(eventNames: readonly string[]): readonly string[] {
    const topic = this.#topic;
    if (typeof topic === 'function') return [];
    const homeless = eventNames.filter((name) => topicOfName(topic, name) === undefined);
    if (homeless.length > 0) throw withoutTopic(homeless);
    const named = typeof topic === 'string' ? [topic] : Object.values(topic.byName);
    const ofNames = eventNames.map((name) => this.ofName(name));
    return [...new Set([...named, ...ofNames])];
  }

  of(event: E): string {
    return typeof this.#topic === 'function' ? this.#asked(this.#topic(event), event) : this.ofName(event.name);
  }

  /** For topics that do not depend on more than the name. */
  ofName(name: string): string {
    const known = this.#byName.get(name);
    if (known !== undefined) return known;
    const topic = typeof this.#topic === 'function' ? undefined : topicOfName(this.#topic, name);
    if (topic === undefined) throw withoutTopic([name]);
    this.#byName.set(name, topic);
    return topic;
  }

  #asked(topic: unknown, event: E): string {
    if (typeof topic === 'string' && topic !== '') return topic;
    throw withoutTopic([event.name]);
  }
}

function withoutTopic(names: readonly string[]) {
  const list = names.map((name) => `'${name}'`).join(', ');
  return kafkaFault('KAFKA_TOPIC_MISSING', `there is no topic for ${names.length === 1 ? 'event' : 'events'} ${list}`, {
    context: NOTHING_YET,
    path: ["option 'topic'"],
    expected: "a topic for every event name, or '*'",
    received: `none for ${list}`,
    suggestion: "Add the names to byName, or '*' for all others.",
  });
}
