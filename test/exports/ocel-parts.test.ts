/** Event logs of a part of a company: some of its processes, and documents down to their lines. */
import { readdirSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import { company, refusalOf, tellAll, type Told } from './company.ts';
import { countJson, countXml, type JsonLog } from './ocel-counts.ts';

let told: Told;
let whole: JsonLog;
let buying: JsonLog;
let lines: JsonLog;
beforeAll(async () => {
  told = await tellAll({
    whole: { formats: ['ocel-json'] },
    buying: { formats: ['ocel-json', 'xes'], ocel: { processes: ['procure-to-pay'] } },
    lines: { formats: ['ocel-json', 'ocel-xml', 'xes'], ocel: { lines: true, flatten: ['PurchaseOrderItem'] } },
  });
  const read = (way: string): JsonLog => JSON.parse(told.read(`${way}/ocel-json/log.json`)) as JsonLog;
  [whole, buying, lines] = [read('whole'), read('buying'), read('lines')];
});
afterAll(() => told.remove());

type LoggedEvent = JsonLog['events'][number];
type LoggedObject = JsonLog['objects'][number];

const emittersOf = new Map(
  company.processes.flatMap(({ id, emits }) => emits.map((name) => [name, id] as const)).toReversed(),
);

interface Line {
  readonly id: string;
  readonly name: string;
  readonly payload: {
    readonly documentId?: string;
    readonly documentType?: string;
    readonly lines?: readonly object[];
  };
}
const stream = (): readonly Line[] =>
  told
    .read('events.ndjson')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Line);

describe('the log of some processes', () => {
  it('has their events, and of a name that others emit too those about their own documents', () => {
    const types = Object.keys(company.processes.find(({ id }) => id === 'procure-to-pay')?.objectTypes ?? {});
    const shared = ['payment.cleared', 'opening_document.recorded'];
    const expected = stream()
      .filter(({ name }) => !['journal_entry.posted', 'control.performed'].includes(name))
      .filter(({ name, payload: { documentType = '' } }) =>
        shared.includes(name) ? types.includes(documentType) : emittersOf.get(name) === 'procure-to-pay',
      )
      .map(({ id }) => id);

    expect(buying.events.map(({ id }) => id)).toEqual(expected);
    expect(buying.events.filter(({ type }) => type === 'Clear payment').length).toBeGreaterThan(10);
  });

  it('has their documents and entries as the whole log has them, and none of others', () => {
    const ofWhole = new Map(whole.objects.map((object) => [object.id, object]));
    const [documents, entries] = ['PurchaseOrder', 'JournalEntry'].map((type) =>
      buying.objects.filter((object) => object.type === type),
    );

    expect(documents?.length).toBeGreaterThan(50);
    expect(documents).toEqual(whole.objects.filter(({ type }) => type === 'PurchaseOrder'));
    expect(entries?.length).toBeGreaterThan(50);
    expect(entries?.filter((entry) => JSON.stringify(entry) !== JSON.stringify(ofWhole.get(entry.id)))).toEqual([]);
    const types = buying.objectTypes.map(({ name }) => name);
    expect(types).toContain('Vendor');
    expect(types.filter((name) => ['SalesOrder', 'Customer', 'CustomerInvoice'].includes(name))).toEqual([]);
    expect(readdirSync(`${told.folder}/buying/xes`)).not.toContain('SalesOrder.xes');
  });

  it('is refused for a process that the scenario has not, with those it has', () => {
    expect(refusalOf({ processes: ['procure-to-pa'] })).toMatchObject({
      code: 'INVALID_OPTION',
      path: ['exporter', "option 'ocel.processes'"],
      expected: 'some of opening, order-to-cash, procure-to-pay',
      suggestion: "Did you mean 'procure-to-pay'?",
    });
    expect(refusalOf({ processes: ['procure-to-pay'], flatten: ['SalesOrder'] })).toMatchObject({
      code: 'INVALID_OPTION',
      path: ['exporter', "option 'ocel.flatten'"],
    });
    expect(refusalOf({ flatten: ['PurchaseOrderItem'] })).toMatchObject({ code: 'INVALID_OPTION' });
    expect(refusalOf({ processes: [] })).toMatchObject({ code: 'INVALID_OPTION' });
  });
});

describe('lines of documents as objects', () => {
  const itemsOf = (type: string): readonly LoggedObject[] => lines.objects.filter((object) => object.type === type);
  const related = (item: string): readonly LoggedEvent[] =>
    lines.events.filter(({ relationships }) => relationships.some(({ objectId }) => objectId === item));

  it('are one each, part of its document', () => {
    const orders = stream().filter(({ name }) => name === 'purchase_order.created');
    const expected = orders.flatMap(({ payload: { documentId, lines: all = [] } }) =>
      all.map((line) => `${documentId}/${(line as { readonly line: number }).line}`),
    );

    expect(expected.length).toBeGreaterThan(orders.length);
    expect(itemsOf('PurchaseOrderItem').map(({ id }) => id)).toEqual(expected);
    for (const { id, relationships } of itemsOf('PurchaseOrderItem')) {
      expect(relationships).toContainEqual({ objectId: id.split('/')[0], qualifier: 'partOf' });
    }
  });

  it('say what stands in the line, by the types of its schema', () => {
    const [item] = itemsOf('PurchaseOrderItem');
    const values = Object.fromEntries((item?.attributes ?? []).map(({ name, value }) => [name, value]));
    const type = lines.objectTypes.find(({ name }) => name === 'PurchaseOrderItem');
    const order = stream().find(
      ({ name, payload }) => name === 'purchase_order.created' && payload.documentId === item?.id.split('/')[0],
    );

    expect(order?.payload.lines?.[0]).toMatchObject(values);
    expect(Object.keys(values)).toEqual(expect.arrayContaining(['line', 'quantity', 'unitPrice', 'net']));
    expect(type?.attributes).toContainEqual({ name: 'quantity', type: 'integer' });
  });

  it('go through all that is done to their order, and to them alone what names them', () => {
    const receipt = lines.events.find(
      ({ type, relationships }) =>
        type === 'Post goods receipt' &&
        relationships.some(({ objectId, qualifier }) => objectId.includes('/') && qualifier === 'follows'),
    );
    const received = (receipt?.relationships ?? []).filter(
      ({ objectId, qualifier }) => objectId.startsWith('PO-') && objectId.includes('/') && qualifier === 'follows',
    );
    const own = stream().find(({ id }) => id === receipt?.id)?.payload.lines ?? [];
    const named = own.map((line) => (line as { readonly reference: { documentId: string; line: number } }).reference);

    expect(received.map(({ objectId }) => objectId)).toEqual([
      ...new Set(named.map(({ documentId, line }) => `${documentId}/${line}`)),
    ]);
    const item = received[0]?.objectId ?? '';
    expect(
      related(item)
        .map(({ type }) => type)
        .slice(0, 4),
    ).toEqual(['Create purchase order', 'Approve purchase order', 'Send purchase order', 'Confirm purchase order']);
  });

  it('have a flat log, a trace each', () => {
    const text = told.read('lines/xes/PurchaseOrderItem.xes');

    expect(readdirSync(`${told.folder}/lines/xes`)).toEqual(['PurchaseOrderItem.xes']);
    expect(text.split('<trace>').length - 1).toBe(itemsOf('PurchaseOrderItem').length);
  });

  it('change nothing of the rest, and are the same in every encoding', () => {
    const isLine = (id: string): boolean => /^[A-Z]{2}-.*\/\d+$/.test(id);
    const events = lines.events.map((event) => ({
      ...event,
      relationships: event.relationships.filter(({ objectId }) => !isLine(objectId)),
    }));

    expect(events).toEqual(whole.events);
    expect(lines.objects.filter(({ id }) => !isLine(id))).toEqual(whole.objects);
    expect(countXml(told.read('lines/ocel-xml/log.xml'))).toEqual(countJson(lines));
  });
});
