import { readFileSync } from 'node:fs';

import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { FileAdapter, type FileOptions } from '../../adapters/file.ts';
import type { Event, EventMeta } from '../../src/model/event.ts';
import { drive, type DriveOptions } from '../../src/testing/adapter-driver.ts';
import { events, withPayload } from './events.ts';
import { Place } from './place.ts';

const place = new Place();
beforeEach(place.prepare);
afterEach(place.cleanup);

async function csv(sent: readonly Event[], options: Partial<FileOptions> = {}, how: DriveOptions = {}) {
  const path = place.path('out.csv');
  const { error } = await drive(new FileAdapter({ path, ...options }), sent, how);
  if (error !== undefined) throw error;
  return readFileSync(path, 'utf8');
}

/** The cells behind the event's own, of the only row. */
async function cells(payload: Event['payload'], options: Partial<FileOptions>): Promise<string> {
  const text = await csv(withPayload(payload), options);
  return text.split('2025-01-01T00:00:00.000Z,').slice(1).join('').trimEnd();
}

describe('a CSV file', () => {
  it('has the event, then the payload as JSON', async () => {
    const text = await csv(events(2));

    expect(text).toBe(
      [
        'id,userId,sessionId,name,timestamp,payload',
        'e0,u,s,order.placed,2025-01-01T00:00:00.000Z,"{""n"":0}"',
        'e1,u,s,order.placed,2025-01-01T00:00:01.000Z,"{""n"":1}"',
        '',
      ].join('\n'),
    );
  });

  it('has a header and nothing else where nothing happened', async () => {
    expect(await csv([], { columns: ['total'] })).toBe('id,userId,sessionId,name,timestamp,total,payload\n');
  });

  it('has a column for each path, and what is left of the payload as JSON', async () => {
    const payload = { total: 5, customer: { country: 'DE', city: 'Ulm' }, note: 'x' };

    expect(await cells(payload, { columns: ['total', 'customer.country'] })).toBe(
      '5,DE,"{""customer"":{""city"":""Ulm""},""note"":""x""}"',
    );
  });

  it("leaves out what has no column with rest: 'drop'", async () => {
    expect(await csv(withPayload({ a: 1, b: 2 }), { columns: ['b'], rest: 'drop' })).toBe(
      'id,userId,sessionId,name,timestamp,b\ne0,u,s,order.placed,2025-01-01T00:00:00.000Z,2\n',
    );
  });

  it('tells an empty text from nothing, and keeps truth, instants and lists', async () => {
    const payload = { a: '', b: null, d: true, e: false, f: new Date(0), g: [1, 'x'], h: 0, i: -1.5e-7 };

    expect(await cells(payload, { columns: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'], rest: 'drop' })).toBe(
      '"",,,true,false,1970-01-01T00:00:00.000Z,"[1,""x""]",0,-1.5e-7',
    );
  });

  it('quotes what would not come back otherwise, and nothing else', async () => {
    const payload = { a: 'a,b', b: 'say "x"', c: 'two\nlines', d: 'two\rlines', e: ' edge', f: 'plain text' };

    expect(await cells(payload, { columns: ['a', 'b', 'c', 'd', 'e', 'f'], rest: 'drop' })).toBe(
      '"a,b","say ""x""","two\nlines","two\rlines"," edge",plain text',
    );
  });

  it.each(['\n', '\r\n'] as const)('quotes both characters that can end a line, where lines end in %j', async (eol) => {
    const payload = { a: 'two\nlines', b: 'two\rlines' };

    expect(await cells(payload, { columns: ['a', 'b'], rest: 'drop', eol })).toBe('"two\nlines","two\rlines"');
  });

  it("heads a payload field that is named like an event's own with payload.", async () => {
    const [header] = (await csv([], { columns: ['name', 'payload', 'nick'] })).split('\n');

    expect(header).toBe('id,userId,sessionId,name,timestamp,payload.name,payload.payload,nick,payload');
  });

  it('reads into lists but leaves them whole', async () => {
    expect(await cells({ lines: [{ sku: 'a' }] }, { columns: ['lines.0.sku'] })).toBe(
      'a,"{""lines"":[{""sku"":""a""}]}"',
    );
  });

  it('says where events come from in a run with meta', async () => {
    const meta: EventMeta = {
      process: 'p',
      population: 'pop',
      actor: 3,
      journey: 'j',
      instance: '0',
      adventure: 'a',
      action: 'x',
      occurrence: 1,
      sequence: 9,
    };

    const text = await csv(
      events(1, () => ({ meta })),
      { rest: 'drop' },
      { run: { meta: true } },
    );

    expect(text.split('\n').slice(0, 2)).toEqual([
      'id,userId,sessionId,name,timestamp,meta.process,meta.population,meta.actor,meta.journey,meta.instance,meta.adventure,meta.action,meta.occurrence,meta.sequence',
      'e0,u,s,order.placed,2025-01-01T00:00:00.000Z,p,pop,3,j,0,a,x,1,9',
    ]);
  });

  it('ends lines as asked, and opens with a byte order mark if asked', async () => {
    const text = await csv(events(1), { eol: '\r\n', bom: true, rest: 'drop' });

    expect(text).toBe('\uFEFFid,userId,sessionId,name,timestamp\r\ne0,u,s,order.placed,2025-01-01T00:00:00.000Z\r\n');
  });

  it('refuses a number that is none, naming the event and the field, and keeps the rows before it', async () => {
    const sent = events(3, (i) => ({ payload: { total: i === 1 ? Number.NaN : i } }));

    await expect(csv(sent)).rejects.toMatchObject({
      code: 'ENCODING_FAILED',
      path: ["event 'e1'", 'payload.total'],
      acknowledged: 1,
      unacknowledged: 2,
    });
    expect(readFileSync(place.path('out.csv.part'), 'utf8').split('\n')).toHaveLength(3);
  });

  it('gives every text back to an independent reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: 'binary', minLength: 1 }), { minLength: 1 }), async (texts) => {
        const sent = events(texts.length, (i) => ({ payload: { text: texts[i], rest: texts } }));

        const text = await csv(sent, { columns: ['text'], eol: '\r\n', fsync: false });

        const rows = parse<{ text: string; payload: string }>(text, { columns: true });
        expect(rows.map((row) => row.text)).toEqual(texts.map((each) => Buffer.from(each).toString('utf8')));
        expect(rows.map((row) => JSON.parse(row.payload) as object)).toEqual(texts.map(() => ({ rest: texts })));
      }),
      { numRuns: 60, seed: 1 },
    );
  });
});
