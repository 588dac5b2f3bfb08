import { describe, expect, it } from 'vitest';

import { ClientError, type AdminPort, type NewTopic } from '../../adapters/kafka/port.ts';
import { Topics } from '../../adapters/kafka/topics.ts';

const notYet = (type: string) => new ClientError('not known yet', { reason: 'topic', type });

/** A broker that has heard of a topic and does not know it for a while: what a test cannot make a real one do. */
function slowBroker(answers: (ClientError | 'missing')[]): { readonly admin: AdminPort; readonly made: NewTopic[] } {
  const made: NewTopic[] = [];
  const admin: AdminPort = {
    connect: () => Promise.resolve(),
    describe: (topics) => {
      const answer = answers.shift();
      if (answer instanceof ClientError) return Promise.reject(answer);
      return Promise.resolve(new Map(answer === 'missing' ? [] : topics.map((topic) => [topic, { partitions: 3 }])));
    },
    create: (topics) => {
      made.push(...topics);
      return Promise.reject(notYet('UNKNOWN_TOPIC_OR_PARTITION'));
    },
    configOf: () => Promise.resolve(undefined),
    disconnect: () => Promise.resolve(),
    kill: () => undefined,
  };
  return { admin, made };
}

describe('topics that another run makes in this moment', () => {
  const told = { windowStart: '2025-01-01T00:00:00.000Z', now: 0 };
  const createTopics = { partitions: 3 };

  it('are waited for where topics may be made', async () => {
    const { admin, made } = slowBroker([
      notYet('UNKNOWN_TOPIC_OR_PARTITION'),
      notYet('UNKNOWN_TOPIC_OR_PARTITION'),
      notYet('LEADER_NOT_AVAILABLE'),
      'missing',
    ]);
    const topics = new Topics({ createTopics, timestamp: 'append' });

    await topics.ensure(admin, ['events'], told);

    expect(made.map(({ topic }) => topic)).toEqual(['events']);
    expect(topics.partitionsOf('events')).toBe(3);
  });

  it('are missing where none may be made', async () => {
    const { admin, made } = slowBroker(['missing']);
    const topics = new Topics({ createTopics: undefined, timestamp: 'append' });

    await expect(topics.ensure(admin, ['events'], told)).rejects.toMatchObject({ code: 'KAFKA_TOPIC_MISSING' });
    expect(made).toEqual([]);
  });

  it('are not waited for where their name cannot be', async () => {
    const { admin } = slowBroker([notYet('INVALID_TOPIC_EXCEPTION')]);
    const topics = new Topics({ createTopics, timestamp: 'append' });

    await expect(topics.ensure(admin, ['events'], told)).rejects.toMatchObject({ type: 'INVALID_TOPIC_EXCEPTION' });
  });
});
