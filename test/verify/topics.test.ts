import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

import { canonicalLine } from '../../src/encode/canonical.ts';
import { canonicalOfBinary, canonicalOfStructured } from '../../src/encode/cloud-canonical.ts';
import { cloudEventRecord } from '../../src/encode/cloud-event.ts';
import { SetDigest } from '../../src/engine/set-digest.ts';
import type { Event, EventMeta } from '../../src/model/event.ts';
import { SeenIds } from '../../src/verify/seen-ids.ts';
import { TopicChecks, type CheckpointPlace } from '../../src/verify/topic-checks.ts';
import type { TopicRecord } from '../../src/verify/topic-record.ts';
import type { Written } from '../../src/verify/written.ts';
import { events } from '../adapters/events.ts';

type Form = 'off' | 'binary' | 'structured';

function recordOf(event: Event, form: Form = 'off', partition = 0): TopicRecord {
  const place = { topic: 't', partition, key: Buffer.from(event.userId) };
  if (form === 'off') return { ...place, value: Buffer.from(canonicalLine(event)), headers: {} };
  const { value, headers } = cloudEventRecord(event, { mode: form, scenario: 'shop' });
  return { ...place, value: Buffer.from(value), headers: Object.fromEntries(headers) };
}

function writtenOf(sent: readonly Event[], changes: Partial<Written> = {}): Written {
  const digest = new SetDigest();
  digest.events(sent);
  const run = { seed: 's', planHash: 'p', parts: 1, order: 'user', events: sent.length, set: digest.finish() };
  return { ...run, ...changes };
}

interface Told {
  readonly written?: Written | undefined;
  readonly waiting?: number;
  readonly place?: CheckpointPlace;
}

function outcomes(records: readonly TopicRecord[], { written, waiting = 0, place = { missing: 'none' } }: Told) {
  const digest = new SetDigest();
  const checks = new TopicChecks({
    written,
    recoding: { structured: canonicalOfStructured, binary: canonicalOfBinary },
    set: {
      add: (line) => digest.lines({ bytes: line, ends: Uint32Array.of(line.length + 1), count: 1 }),
      finish: () => digest.finish(),
    },
    expected: 1,
  });
  for (const record of records) checks.see(record);
  return Object.fromEntries(checks.results(waiting, place).map((check) => [check.id, check]));
}

const sent = events(40, (i) => ({ userId: `u${i % 3}`, payload: { n: i, 'ü"\n': '\\' } }));
const metaOf = (sequence: number): EventMeta => ({
  process: 'p',
  population: 'u',
  actor: 0,
  journey: 'j',
  instance: 'j:0',
  adventure: 'a',
  action: 'b',
  occurrence: 0,
  sequence,
});
const records = (form: Form = 'off') => sent.map((event) => recordOf(event, form));
const failedOf = (told: ReturnType<typeof outcomes>) =>
  Object.values(told).flatMap(({ id, outcome }) => (outcome === 'failed' ? [id] : []));

describe('topics of a run', () => {
  it.each<Form>(['off', 'binary', 'structured'])('hold its events, each once and in order, as %s', (form) => {
    const told = outcomes(records(form), { written: writtenOf(sent), place: { ordinal: 40 } });

    expect(Object.values(told).map(({ id, outcome, rows }) => [id, outcome, rows])).toEqual([
      ['records', 'passed', 40],
      ['count', 'passed', 40],
      ['set', 'passed', 40],
      ['ids', 'passed', 40],
      ['order', 'passed', 40],
      ['transactions', 'passed', 1],
      ['checkpoint', 'passed', 1],
    ]);
  });

  const changed = records().with(7, recordOf({ ...(sent[7] as Event), payload: { n: 8 } }));
  it.each<[string, readonly TopicRecord[], Told, readonly string[]]>([
    ['an event is lost', records().slice(1), {}, ['count', 'set']],
    ['an event is changed', changed, {}, ['set']],
    ['an event is strange', [...records(), recordOf({ ...(sent[39] as Event), id: 'x' })], {}, ['count', 'set']],
    ['an event is changed and stands there once more', [...records(), changed[7] as TopicRecord], {}, ['ids']],
    ['an event stands twice', [...records(), records()[39] as TopicRecord], {}, ['ids']],
    ['all stand twice', [...records(), ...records()], {}, ['ids']],
    [
      'a user goes back in time',
      records()
        .toSpliced(3, 1)
        .toSpliced(0, 0, records()[3] as TopicRecord),
      {},
      ['order'],
    ],
    ['a user stands in two partitions', records().with(39, recordOf(sent[39] as Event, 'off', 2)), {}, ['order']],
    [
      'a record is no event',
      [...records(), { ...(records()[0] as TopicRecord), value: Buffer.from('{"a":1}') }],
      {},
      ['records'],
    ],
    ['a transaction is open', records(), { waiting: 3 }, ['transactions']],
    ['the run has not come to its end', records(), { place: { ordinal: 39 } }, ['checkpoint']],
  ])('are found out where %s', (_what, found, told, failed) => {
    expect(failedOf(outcomes(found, { written: writtenOf(sent), ...told }))).toEqual(failed);
  });

  it('are in order of the numbers of each user, where they are told and time is the same', () => {
    const three = events(3, (i) => ({ timestamp: new Date(0), meta: metaOf(i) }));
    const swapped = [three[1], three[0], three[2]].map((event) => recordOf(event as Event));

    expect(failedOf(outcomes(swapped, { written: writtenOf(three) }))).toEqual(['order']);
  });

  it('cannot be compared whole where CloudEvents leave meta out, and it is said', () => {
    const withMeta = sent.map((event, i) => ({ ...event, meta: metaOf(i) }));
    for (const form of ['binary', 'structured'] as const) {
      const told = outcomes(
        withMeta.map((event) => recordOf(event, form)),
        { written: writtenOf(withMeta) },
      );

      expect(failedOf(told)).toEqual([]);
      expect(told['set']).toMatchObject({
        outcome: 'notAvailable',
        missing: expect.stringContaining('meta') as string,
      });
    }
  });

  it('are counted only, where a serializer made their values', () => {
    const avro = records().map((record) => ({ ...record, value: Buffer.from([0, 0, 0, 0, 1, 2]) }));
    const told = outcomes(avro, { written: writtenOf(sent) });

    expect(Object.values(told).map(({ id, outcome }) => [id, outcome])).toEqual([
      ['records', 'passed'],
      ['count', 'passed'],
      ['set', 'notAvailable'],
      ['ids', 'notAvailable'],
      ['order', 'notAvailable'],
      ['transactions', 'passed'],
      ['checkpoint', 'notAvailable'],
    ]);
  });

  it('are compared with themselves alone, where nobody says what was written', () => {
    const told = outcomes(records(), { written: undefined });

    expect([told['count'], told['set']].map((check) => check?.outcome)).toEqual(['notAvailable', 'notAvailable']);
    expect(told['ids']?.outcome).toBe('passed');
  });
});

describe('a line that is got back from a CloudEvent', () => {
  it('is the canonical one, byte by byte, for any texts and payloads', () => {
    const text = fc.string({ minLength: 1, unit: 'binary' });
    const event = fc.record({
      id: text,
      userId: text,
      sessionId: text,
      name: text,
      timestamp: fc.date({ min: new Date(0), max: new Date(4e12), noInvalidDate: true }),
      payload: fc.dictionary(text, fc.jsonValue() as fc.Arbitrary<never>),
    });
    fc.assert(
      fc.property(event, (one) => {
        const line = canonicalLine(one);
        const [binary, structured] = (['binary', 'structured'] as const).map((form) => recordOf(one, form));

        expect(String(canonicalOfStructured(structured?.value ?? Buffer.alloc(0)))).toBe(line);
        expect(String(canonicalOfBinary(binary?.value ?? Buffer.alloc(0), binary?.headers ?? {}))).toBe(line);
      }),
      { seed: 7 },
    );
  });
});

describe('ids that were seen', () => {
  it('are new once each, however many come', () => {
    const seen = new SeenIds(10);
    const ids = Array.from({ length: 50_000 }, (_, i) => `id-${i % 40_000}`);

    expect(ids.filter((id) => seen.add(id))).toEqual(ids.slice(0, 40_000));
  });
});
