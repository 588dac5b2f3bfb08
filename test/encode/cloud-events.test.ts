import { describe, expect, it } from 'vitest';
import fc from 'fast-check';

import {
  cloudEventRecord,
  cloudEventSource,
  structuredText,
  type CloudEventMode,
  type CloudEventRecord,
} from '../../src/encode/cloud-event.ts';
import { cloudEventRecords, structuredLines } from '../../src/encode/cloud-lines.ts';
import { createEncoder } from '../../src/encode/encoder.ts';
import { LineEncoder } from '../../src/encode/line-encoder.ts';
import type { AnyEvent, EventMeta } from '../../src/model/event.ts';

const meta: EventMeta = {
  process: 'sales',
  population: 'customer',
  actor: 3,
  journey: 'shop',
  instance: '0',
  adventure: 'buy',
  action: 'pay',
  occurrence: 0,
  sequence: 17,
};

function eventOf(rest: Partial<AnyEvent> = {}): AnyEvent {
  return {
    id: 'a1',
    userId: 'user-0',
    sessionId: 'user-0:shop:0',
    name: 'order.placed',
    timestamp: new Date('2025-03-01T08:30:00.250Z'),
    payload: { total: 1200, at: new Date('2025-03-02T00:00:00Z') },
    ...rest,
  };
}

/** The events as canonical lines, in one batch. */
function linesOf(events: readonly AnyEvent[]): ReturnType<LineEncoder['take']> {
  const encoder = new LineEncoder(events.length);
  for (const event of events) encoder.encode(event);
  return encoder.take();
}

const readable = ({ value, headers }: CloudEventRecord): unknown => ({
  value: Buffer.from(value).toString('utf8'),
  headers: Object.fromEntries(headers),
});

/** What a key or text of a payload may look like, among it what a careless search would take for the end of it. */
const tricky = (): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'binary', maxLength: 30 }),
    fc.constantFrom('meta', 'process', ',"meta":{"process":"x"', '}', '}}', '5}}', '"', '\\', '\\"', '\n', '€', '😀'),
  );

const payload = (): fc.Arbitrary<object> =>
  fc.oneof(
    fc.dictionary(tricky(), fc.oneof(tricky(), fc.integer(), fc.constant({ process: 'p', sequence: 5 })), {
      maxKeys: 5,
    }),
    fc.constant({ a: 1, meta: { process: 'p', sequence: 5 } }),
    fc.constant({ a: { meta: { process: 'p', sequence: 5 } } }),
    fc.constant({ meta: { process: 'p' }, n: 5 }),
    fc.constant({}),
  );

const anyEvent = (): fc.Arbitrary<AnyEvent> =>
  fc
    .record({
      id: tricky(),
      userId: tricky(),
      sessionId: tricky(),
      name: tricky(),
      timestamp: fc.date({ noInvalidDate: true, min: new Date('1970-01-01'), max: new Date('2100-01-01') }),
      payload: payload(),
      meta: fc.option(
        fc.record({
          process: fc.constantFrom('', 'sales', 'order-to-cash', 'p2p_2.0'),
          sequence: fc.nat(100_000),
        }),
        { nil: undefined },
      ),
    })
    .map(({ meta: some, ...event }) => ({ ...event, ...(some === undefined ? {} : { meta: { ...meta, ...some } }) }));

describe('a structured CloudEvent', () => {
  it('is one document with the payload as data, dates as ISO texts', () => {
    expect(structuredText(eventOf({ meta }), 'company')).toBe(
      '{"specversion":"1.0","id":"a1","source":"synode/company/sales","type":"order.placed","subject":"user-0",' +
        '"time":"2025-03-01T08:30:00.250Z","datacontenttype":"application/json","sessionid":"user-0:shop:0",' +
        '"sequence":"17","data":{"total":1200,"at":"2025-03-02T00:00:00.000Z"}}',
    );
  });

  it('has the media type that tells receivers how to read it', () => {
    const { headers } = cloudEventRecord(eventOf(), { mode: 'structured', scenario: undefined });

    expect(headers).toEqual([['content-type', 'application/cloudevents+json; charset=UTF-8']]);
  });
});

describe('a binary CloudEvent', () => {
  it('is the payload alone, its attributes are headers', () => {
    expect(readable(cloudEventRecord(eventOf({ meta }), { mode: 'binary', scenario: 'company' }))).toEqual({
      value: '{"total":1200,"at":"2025-03-02T00:00:00.000Z"}',
      headers: {
        'content-type': 'application/json',
        ce_specversion: '1.0',
        ce_id: 'a1',
        ce_source: 'synode/company/sales',
        ce_type: 'order.placed',
        ce_subject: 'user-0',
        ce_time: '2025-03-01T08:30:00.250Z',
        ce_sessionid: 'user-0:shop:0',
        ce_sequence: '17',
      },
    });
  });

  it('says neither process nor sequence where events have no meta', () => {
    const { headers } = cloudEventRecord(eventOf(), { mode: 'binary', scenario: '' });

    expect(Object.fromEntries(headers)).toMatchObject({ ce_source: 'synode/journeys' });
    expect(headers.map(([name]) => name)).not.toContain('ce_sequence');
  });

  it('has a source that is a URI reference, whatever the scenario is called', () => {
    expect(cloudEventSource('Händler & Co', 'a/b')).toBe('synode/H%C3%A4ndler%20%26%20Co/a%2Fb');
  });
});

describe('what JSON has no place for', () => {
  it.each(['structured', 'binary'] as const)('is refused with event and field: %s', (mode: CloudEventMode) => {
    const event = eventOf({ payload: { total: 12n } });

    expect(() => cloudEventRecord(event, { mode, scenario: 'company' })).toThrow(
      expect.objectContaining({ code: 'ENCODING_FAILED', path: ["event 'a1'", 'payload.total'] }) as Error,
    );
  });
});

describe('CloudEvents cut from canonical lines', () => {
  it.each(['structured', 'binary'] as const)('are those of the events: %s', (mode) => {
    fc.assert(
      fc.property(
        fc.array(anyEvent(), { minLength: 1, maxLength: 6 }),
        fc.constantFrom(undefined, 'company'),
        (events, scenario) => {
          const form = { mode, scenario };
          const cut = cloudEventRecords(linesOf(events), form).map(readable);

          expect(cut).toEqual(events.map((event) => readable(cloudEventRecord(event, form))));
        },
      ),
      { numRuns: 500, seed: 20250301 },
    );
  });

  it('are written where there is room, and elsewhere where there is not', () => {
    const lines = linesOf([eventOf({ meta }), eventOf()]);
    const room = new Uint8Array(4096);

    const inside = structuredLines(lines, 'company', room);
    const outside = structuredLines(lines, 'company', new Uint8Array(8));

    expect(inside.bytes.buffer).toBe(room.buffer);
    expect(Buffer.from(outside.bytes)).toEqual(Buffer.from(inside.bytes));
    expect([...outside.ends]).toEqual([...inside.ends]);
  });

  it('become records without being made again where they came as structured lines', () => {
    const structured = structuredLines(linesOf([eventOf({ meta })]), 'company');

    const [record] = cloudEventRecords(structured, { mode: 'structured', scenario: 'company' });

    expect(Buffer.from(record?.value ?? []).toString()).toBe(structuredText(eventOf({ meta }), 'company'));
    expect(record?.value.buffer).toBe(structured.bytes.buffer);
  });
});

describe('an encoder of CloudEvents', () => {
  it('gives lines that know ids, users, names and instants of their events', () => {
    fc.assert(
      fc.property(fc.array(anyEvent(), { minLength: 1, maxLength: 8 }), (events) => {
        const encoder = createEncoder('cloudevents', { batchSize: 3, scenario: 'company', meta: true });
        for (const event of events) encoder.encode(event);

        const batch = encoder.take();

        expect(Buffer.from(batch.bytes).toString()).toBe(
          events.map((event) => `${structuredText(event, 'company')}\n`).join(''),
        );
        expect(batch.ids).toEqual(events.map(({ id }) => id));
        expect(batch.userIds).toEqual(events.map(({ userId }) => userId));
        expect(batch.names).toEqual(events.map(({ name }) => name));
        expect([...batch.timestamps]).toEqual(events.map(({ timestamp }) => timestamp.getTime()));
      }),
      { numRuns: 200, seed: 20250301 },
    );
  });

  it('forgets an event it could not write, and goes on', () => {
    const encoder = createEncoder('cloudevents', { batchSize: 3, scenario: '', meta: true });
    encoder.encode(eventOf());

    expect(() => encoder.encode(eventOf({ payload: { n: NaN } }))).toThrow('ENCODING_FAILED');
    encoder.encode(eventOf({ id: 'a2' }));

    expect(encoder.take().ids).toEqual(['a1', 'a2']);
  });
});
