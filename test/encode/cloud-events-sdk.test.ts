/** CloudEvents as the project's own SDK reads them: npm `cloudevents`, which shares no code with what wrote them. */
import { Kafka, type CloudEvent } from 'cloudevents';
import { describe, expect, it } from 'vitest';

import { cloudEventRecords } from '../../src/encode/cloud-lines.ts';
import type { CloudEventMode } from '../../src/encode/cloud-event.ts';
import { defineAction, defineAdventure, defineJourney, generate, int, oneOf, repeat } from '../../src/index.ts';
import type { EncodedBatch } from '../../src/index.ts';

const say = defineAction({
  id: 'say',
  name: 'word.said',
  fields: { word: oneOf(['grüß', 'ok', '"😀"']), nr: int({ min: 0, max: 9 }) },
});
const talk = defineJourney({ id: 'talk', adventures: [defineAdventure({ id: 'a', actions: [repeat(1000, [say])] })] });

/** What a consumer gets: header values as texts, the value as bytes. */
async function readAll(mode: CloudEventMode): Promise<readonly CloudEvent<unknown>[]> {
  const read: CloudEvent<unknown>[] = [];
  const take = (batch: EncodedBatch): void => {
    for (const { value, headers } of cloudEventRecords(batch, { mode, scenario: '' })) {
      const message = { headers: Object.fromEntries(headers), body: Buffer.from(value).toString(), key: '', value: '' };
      read.push(Kafka.toEvent({ ...message, value: message.body } as never) as CloudEvent<unknown>);
    }
  };
  await generate(talk, {
    users: 10,
    seed: 'sdk',
    adapter: { encoding: 'ndjson', write: () => undefined, writeEncoded: take },
  });
  return read;
}

describe('the CloudEvents SDK', () => {
  it.each(['binary', 'structured'] as const)('reads and accepts 10,000 records, %s', async (mode) => {
    const events = await readAll(mode);

    expect(events).toHaveLength(10_000);
    expect(events.filter((event) => !event.validate())).toEqual([]);
    const [first] = events;
    expect(first).toMatchObject({
      specversion: '1.0',
      type: 'word.said',
      source: 'synode/journeys',
      subject: 'user-0',
      sessionid: 'user-0:talk:0',
      time: '2025-01-01T00:00:00.000Z',
    });
    expect(first?.data).toEqual({
      word: expect.stringMatching(/^(grüß|ok|"😀")$/u) as string,
      nr: expect.any(Number) as number,
    });
  });
});
