import { describe, expect, it } from 'vitest';

import { structuredText } from '../../src/encode/cloud-event.ts';
import type { Event } from '../../src/model/event.ts';
import { adapterContract, type AdapterSubject, type ReceivedEvent } from '../../src/testing/adapter-contract.ts';
import { CorrectAdapter, Sink } from './canary-adapter.ts';

/** An adapter that takes structured CloudEvents. */
class CloudAdapter extends CorrectAdapter {
  override readonly encoding = 'cloudevents';

  protected override lineOf(event: Event): string {
    return structuredText(event, undefined);
  }
}

/** One that writes objects as something else than the bytes it asks for. */
class Confused extends CloudAdapter {
  protected override lineOf(event: Event): string {
    return structuredText(event, 'elsewhere');
  }
}

interface CloudEvent {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly sessionid: string;
  readonly time: string;
  readonly data: object;
}

function eventOf(document: unknown): ReceivedEvent {
  const { id, subject, sessionid, type, time, data } = document as CloudEvent;
  return { id, userId: subject, sessionId: sessionid, name: type, timestamp: time, payload: data };
}

function subjectOf(Adapter: typeof CloudAdapter): AdapterSubject {
  let sink = new Sink();
  return {
    name: 'an adapter of CloudEvents',
    prepare: () => {
      sink = new Sink();
    },
    create: () => new Adapter(sink),
    read: () => sink.read().map(eventOf),
    bytes: () => sink.bytes(),
    deviations: [
      'open-never-fails',
      'never-slow',
      'write-never-fails',
      'no-own-retry',
      'exit-untested',
      'takes-no-secrets',
    ],
  };
}

describe('an adapter that takes CloudEvents keeps the contract', () => {
  for (const { title, run } of adapterContract(subjectOf(CloudAdapter))) it(title, run);
});

it('and the contract finds out one that writes objects otherwise', async () => {
  const cases = adapterContract(subjectOf(Confused)).filter(({ point }) => point === 15);

  expect(cases).toHaveLength(2);
  for (const { run } of cases) await expect(run()).rejects.toThrow('different outputs');
});
