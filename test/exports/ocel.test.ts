import { readdirSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { exporter, type JsonSchema } from '../../src/index.ts';
import { judgeOf } from '../contracts/validators.ts';
import { company, refusalOf, tell, type Told } from './company.ts';
import { countJson, countXml, type Counts, type JsonLog } from './ocel-counts.ts';
import { canWriteSqlite } from './sqlite.ts';

let told: Told;
let log: JsonLog;
beforeAll(async () => {
  told = await tell({ formats: ['ocel-json', 'ocel-xml', 'xes'] });
  log = JSON.parse(told.read('ocel-json/log.json')) as JsonLog;
});
afterAll(() => told.remove());

interface Line {
  readonly id: string;
  readonly name: string;
  readonly timestamp: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const stream = (): readonly Line[] =>
  told
    .read('events.ndjson')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line);

const objectsOf = (type: string): JsonLog['objects'] => log.objects.filter((object) => object.type === type);

describe('the event log', () => {
  it('has every business event at its time, under the name of what was done', () => {
    const business = stream().filter(({ name }) => name !== 'journal_entry.posted' && name !== 'control.performed');

    expect(log.events.map(({ id, time }) => `${id} ${time}`)).toEqual(
      business.map(({ id, timestamp }) => `${id} ${timestamp}`),
    );
    const types = new Set(log.events.map(({ type }) => type));
    for (const activity of [
      'Approve purchase order',
      'Post goods receipt',
      'Issue delivery',
      'Apply customer receipt',
    ]) {
      expect(types).toContain(activity);
    }
  });

  it('has every document that was created, and nothing that no event is about', () => {
    const orders = stream().filter(({ name }) => name === 'purchase_order.created');
    const touched = new Set(log.events.flatMap(({ relationships }) => relationships.map(({ objectId }) => objectId)));

    expect(objectsOf('PurchaseOrder').map(({ id }) => id)).toEqual(orders.map(({ payload }) => payload['documentId']));
    expect(log.objects.filter(({ id }) => !touched.has(id))).toEqual([]);
    expect(log.events.filter(({ relationships }) => relationships.length === 0)).toEqual([]);
  });

  it('says what an event is to a document', () => {
    const invoice = log.events.find(({ type }) => type === 'Post customer invoice');
    const qualifiers = Object.fromEntries(
      (invoice?.relationships ?? []).map(({ objectId, qualifier }) => [objectId.slice(0, 2), qualifier]),
    );

    expect(qualifiers).toMatchObject({
      CI: 'creates',
      DL: 'invoices',
      'C-': 'customer',
      'M-': 'item',
      '10': 'company',
    });
    const payment = log.events.find(({ type }) => type === 'Release vendor payment');
    expect(payment?.relationships).toContainEqual({
      objectId: expect.stringMatching(/^VI-/) as string,
      qualifier: 'pays',
    });
  });

  it('relates documents to what they follow from', () => {
    const delivery = objectsOf('Delivery')[0];
    const order = delivery?.relationships.find(({ qualifier }) => qualifier === 'follows')?.objectId;

    expect(objectsOf('SalesOrder').map(({ id }) => id)).toContain(order);
  });

  it('follows a status from event to event', () => {
    const [order] = objectsOf('SalesOrder').filter(({ attributes }) =>
      attributes.some(({ value }) => value === 'closed'),
    );
    const states = order?.attributes.filter(({ name }) => name === 'status') ?? [];
    const closing = log.events.find(
      ({ type, relationships }) =>
        type === 'Close sales order' && relationships.some(({ objectId }) => objectId === order?.id),
    );

    expect(states.map(({ value }) => value)).toEqual(['open', 'confirmed', 'closed']);
    expect(states.map(({ time }) => time).at(0)).toBe('1970-01-01T00:00:00Z');
    expect(states.map(({ time }) => time).at(-1)).toBe(closing?.time);
  });

  it('holds in its entries what the books hold', () => {
    const debits = told.balances.reduce((sum, { debit }) => sum + BigInt(debit), 0n);
    const local = objectsOf('JournalEntry').map(({ attributes }) =>
      attributes.find(({ name }) => name === 'localAmount'),
    );

    expect(local.reduce((sum, attribute) => sum + BigInt(Number(attribute?.value)), 0n)).toBe(debits);
  });

  it('declares every type and every attribute, with the type of its values', () => {
    const declared = new Map(
      [...log.objectTypes, ...log.eventTypes].map(({ name, attributes }) => [
        name,
        new Map(attributes.map((attribute) => [attribute.name, attribute.type])),
      ]),
    );
    const fits = { string: 'string', integer: 'number', float: 'number', boolean: 'boolean' } as Record<string, string>;
    const wrong = [...log.objects, ...log.events].flatMap(({ type, attributes }) =>
      attributes.filter(({ name, value }) => fits[declared.get(type)?.get(name) ?? ''] !== typeof value),
    );

    expect(wrong).toEqual([]);
  });

  it('has ids once, and no reference that leads nowhere', () => {
    const ids = new Set(log.objects.map(({ id }) => id));
    const named = [...log.objects, ...log.events].flatMap(({ relationships }) => relationships);

    expect(ids.size).toBe(log.objects.length);
    expect(named.filter(({ objectId }) => !ids.has(objectId))).toEqual([]);
  });

  it('is the same in every encoding, and its sidecar says how much it is', () => {
    const counts: Counts = countJson(log);
    const sidecar = JSON.parse(told.read('ocel-json/log.json.synode.json')) as { readonly counts: Counts };

    expect(counts.attributeChanges).toBeGreaterThan(500);
    expect(countXml(told.read('ocel-xml/log.xml'))).toEqual(counts);
    expect(sidecar.counts).toEqual({ ...counts, unresolved: 0 });
  });
});

describe('the rules of OCEL 2.0, as a schema', () => {
  const text = { type: 'string', minLength: 1 };
  const list = (items: object): object => ({ type: 'array', items });
  const record = (properties: Readonly<Record<string, object>>): object => ({
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  });
  const value = { type: ['string', 'number', 'boolean'] };
  const kinds = { enum: ['string', 'time', 'integer', 'float', 'boolean'] };
  const types = list(record({ name: text, attributes: list(record({ name: text, type: kinds })) }));
  const relationships = list(record({ objectId: text, qualifier: text }));
  const instant = { type: 'string', pattern: '^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d{3})?Z$' };
  const timed = list(record({ name: text, time: instant, value }));
  const said = list(record({ name: text, value }));
  const schema = record({
    objectTypes: types,
    eventTypes: types,
    objects: list(record({ id: text, type: text, attributes: timed, relationships })),
    events: list(record({ id: text, type: text, time: instant, attributes: said, relationships })),
  });
  const judge = judgeOf(schema as JsonSchema);

  it('are kept', () => {
    expect(judge(log)).toEqual([]);
  });

  it('are not, by a map where a list belongs', () => {
    const [first, ...rest] = log.events;

    expect(judge({ ...log, events: [{ ...first, attributes: { amount: 1 } }, ...rest] })).not.toEqual([]);
  });
});

describe('flat logs', () => {
  const files = (): readonly string[] => readdirSync(`${told.folder}/xes`);

  it('there is one for each type of documents that occurs', () => {
    const occur = new Set(log.objects.map(({ type }) => type));

    expect(files()).toContain('PurchaseOrder.xes');
    expect(files().every((file) => occur.has(file.replace('.xes', '')))).toBe(true);
    expect(files()).not.toContain('Customer.xes');
  });

  it('has a trace for each purchase order, with what was done to it and what followed from it', () => {
    const text = told.read('xes/PurchaseOrder.xes');
    const traces = text.split('<trace>').slice(1);
    const activities = (trace: string): readonly (string | undefined)[] =>
      trace
        .split('<event>')
        .slice(1)
        .map((event) => /concept:name" value="([^"]*)"/.exec(event)?.[1]);

    expect(traces.length).toBe(objectsOf('PurchaseOrder').length);
    const received = traces.map(activities).find((all) => all.includes('Post goods receipt')) ?? [];
    expect(received.slice(0, 2)).toEqual(['Create purchase order', 'Approve purchase order']);
    for (const trace of traces) {
      const times = [...trace.matchAll(/time:timestamp" value="([^"]*)"/g)].map((match) => match[1] ?? '');
      expect(times).toEqual([...times].sort());
    }
  });
});

describe('options of event logs', () => {
  it('leave masters and entries out', async () => {
    const without = await tell({ formats: ['ocel-json'], ocel: { masters: false, journalEntries: false } });
    const small = JSON.parse(without.read('ocel-json/log.json')) as JsonLog;
    without.remove();

    const types = small.objectTypes.map(({ name }) => name);
    expect(types).toContain('SalesOrder');
    expect(types.filter((name) => ['Customer', 'Material', 'Company', 'JournalEntry'].includes(name))).toEqual([]);
    expect(small.events.length).toBe(log.events.length);
  });

  it('tell the posting of entries as events of their own, each right behind its cause', async () => {
    const formats = ['ocel-json', 'ocel-xml'] as const;
    const other = await tell({ formats, ocel: { journalEvents: true } });
    const full = JSON.parse(other.read('ocel-json/log.json')) as JsonLog;
    const same = [countJson(full), countXml(other.read('ocel-xml/log.xml'))];
    other.remove();
    const isPosting = ({ type }: { readonly type: string }): boolean => type === 'Post journal entry';
    const entries = new Set(objectsOf('JournalEntry').map(({ id }) => id));

    expect(same[0]).toEqual(same[1]);
    expect(full.events.filter((event) => !isPosting(event))).toEqual(log.events);
    expect(full.objects.length).toBe(log.objects.length);
    expect(full.events.filter(isPosting).length).toBe(entries.size);
    for (const [i, event] of full.events.entries()) {
      if (!isPosting(event)) continue;
      const made = event.relationships
        .filter(({ qualifier }) => qualifier === 'creates')
        .map(({ objectId }) => objectId);
      const cause = full.events.slice(0, i).findLast((one) => !isPosting(one));
      expect(entries).toContain(made[0]);
      expect(made.length).toBe(1);
      expect([event.time, made[0]?.startsWith(`${cause?.id}-`)]).toEqual([cause?.time, true]);
    }
  });

  it('post no entries that are no objects', () => {
    const ocel = { journalEvents: true, journalEntries: false };

    expect(() => exporter(company, { folder: 'none', formats: ['ocel-json'], ocel })).toThrow(
      expect.objectContaining({ code: 'INVALID_OPTION', path: ['exporter', "option 'ocel.journalEvents'"] }),
    );
  });

  it('make performers objects, write values as text, and flatten what is asked for', async () => {
    const other = await tell({
      formats: ['ocel-json', 'xes'],
      ocel: { resources: 'objects', valuesAsStrings: true, flatten: ['Quote'] },
    });
    const small = JSON.parse(other.read('ocel-json/log.json')) as JsonLog;
    const flat = readdirSync(`${other.folder}/xes`);
    other.remove();

    expect(small.objects.filter(({ type }) => type === 'Employee').length).toBeGreaterThan(5);
    expect(small.events.flatMap(({ attributes }) => attributes).filter(({ name }) => name === 'performedBy')).toEqual(
      [],
    );
    expect(small.events.flatMap(({ attributes }) => attributes).every(({ value }) => typeof value === 'string')).toBe(
      true,
    );
    expect(flat).toEqual(['Quote.xes']);
  });

  it('are refused with what there is', () => {
    expect(refusalOf({ flatten: ['PurchaseOrdr'] })).toMatchObject({
      code: 'INVALID_OPTION',
      suggestion: "Did you mean 'PurchaseOrder'?",
    });
    expect(refusalOf({ flaten: [] })).toMatchObject({ code: 'UNKNOWN_KEY' });
    expect(refusalOf({ masters: 1 })).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('a database', () => {
  it.skipIf(canWriteSqlite)('needs a library on a Node without SQLite, and says how to get it', async () => {
    await expect(tell({ formats: ['ocel-sqlite'] })).rejects.toMatchObject({
      code: 'MISSING_DEPENDENCY',
      suggestion: 'Run: npm install sql.js@"^1.16.0"',
    });
  });
});
