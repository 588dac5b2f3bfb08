/** The models beside event logs: what the cases of a run do is what they say. */
import { readdirSync } from 'node:fs';

import { afterAll, beforeAll, describe, expect, it } from 'vitest';

import type { JourneyModel, Life } from '../../src/index.ts';
import { company, tellAll, type Told } from './company.ts';
import { canDo, instancesIn } from './instances.ts';
import { casesIn, readNet, replay, unsound, type Fit } from './nets.ts';

let told: Told;
beforeAll(async () => {
  told = await tellAll({ '': { formats: ['xes'] } }, { meta: true });
});
afterAll(() => told.remove());

const files = (): readonly string[] => readdirSync(`${told.folder}/models`);
const netOf = (type: string) => readNet(told.read(`models/${type}.pnml`));
const logged = (): readonly string[] => readdirSync(`${told.folder}/xes`).map((file) => file.replace('.xes', ''));

const casesOf = (type: string) => casesIn(told.read(`xes/${type}.xes`));

function fits(type: string, cases: readonly (readonly string[])[]): Readonly<Record<Fit, number>> {
  const net = netOf(type);
  const found = { whole: 0, begun: 0, off: 0 };
  for (const one of cases) found[replay(net, one)]++;
  return found;
}

describe('the net of a type of documents', () => {
  it('there is one for each type with a life, and a log', () => {
    expect(files()).toEqual(expect.arrayContaining(logged().map((type) => `${type}.pnml`)));
    expect(logged().length).toBeGreaterThan(15);
  });

  it('has one source and one sink, and is sound', () => {
    const nets = files().filter((file) => file.endsWith('.pnml'));

    expect(
      nets.flatMap((file) => unsound(readNet(told.read(`models/${file}`))).map((why) => `${file}: ${why}`)),
    ).toEqual([]);
  });

  it('lets every case of the run through: to its end, or as far as the period goes', () => {
    const off = logged().map((type) => [type, fits(type, casesOf(type)).off]);

    expect(off.filter(([, count]) => count !== 0)).toEqual([]);
    for (const type of ['PurchaseOrder', 'SalesOrder', 'Delivery', 'CustomerInvoice', 'VendorInvoice']) {
      expect([type, fits(type, casesOf(type)).whole > 10]).toEqual([type, true]);
    }
  });

  it.each([
    ['PurchaseOrder', 'an order that nobody approved', 'Approve purchase order', []],
    [
      'PurchaseOrder',
      'an order that was confirmed before it was sent',
      'Send purchase order',
      ['Confirm purchase order', 'Send purchase order'],
    ],
    ['Delivery', 'goods that left twice', 'Issue delivery', ['Issue delivery', 'Issue delivery']],
    [
      'VendorPayment',
      'a payment that cleared before it was released',
      'Release vendor payment',
      ['Clear payment', 'Release vendor payment'],
    ],
    ['VendorInvoice', 'an invoice that was neither matched nor blocked', 'Match vendor invoice', []],
    ['Quote', 'a quote that was lost and won', 'Win quote', ['Lose quote', 'Win quote']],
  ] as const)('%s: refuses %s', (type, _, activity, instead) => {
    const cases = casesOf(type).filter((one) => one.includes(activity) && one.length > one.lastIndexOf(activity) + 1);
    const bent = cases.map((one) => one.flatMap((done) => (done === activity ? instead : [done])));

    expect(cases.length).toBeGreaterThan(5);
    expect(fits(type, cases).off).toBe(0);
    expect(fits(type, bent)).toEqual({ whole: 0, begun: 0, off: cases.length });
  });
});

interface WrittenModel {
  readonly process: string;
  readonly journeys: readonly JourneyModel[];
  readonly documents: readonly { readonly name: string; readonly life: Life | null }[];
}

const modelOf = (text: string): WrittenModel => JSON.parse(text) as WrittenModel;

describe('the model of a process', () => {
  it('has every journey that ran, and lets each instance through', () => {
    const models = new Map(
      company.processes.map(({ id }) => [id, modelOf(told.read(`models/${id}.json`)).journeys] as const),
    );
    const instances = instancesIn(told.read('events.ndjson'));
    const off = instances.filter(({ of, actions }) => {
      const model = models
        .get(of.process)
        ?.find(
          ({ journey, populations }) => journey === of.journey && populations.some(({ id }) => id === of.population),
        );
      return model === undefined || !canDo(model, actions, false);
    });

    expect(instances.length).toBeGreaterThan(500);
    expect(off).toEqual([]);
    const longest = instances.toSorted((a, b) => b.actions.length - a.actions.length)[0];
    const model = models.get('order-to-cash')?.find(({ journey }) => journey === longest?.of.journey);
    expect(longest?.actions.length).toBeGreaterThan(5);
    expect(model && canDo(model, longest?.actions.toReversed() ?? [], false)).toBe(false);
  });

  it('says of each action which events it may emit', () => {
    const said = new Map<string, readonly string[]>();
    for (const { id } of company.processes) {
      for (const { journey, transitions } of modelOf(told.read(`models/${id}.json`)).journeys) {
        for (const { action, emits } of transitions) {
          if (action !== undefined && emits !== undefined) said.set(`${id} ${journey} ${action}`, emits);
        }
      }
    }
    const strange = instancesIn(told.read('events.ndjson')).flatMap(({ events }) =>
      events.filter(
        ({ name, meta: { process, journey, adventure, action } }) =>
          said.get(`${process} ${journey} ${adventure}/${action}`)?.includes(name) === false,
      ),
    );

    expect(said.size).toBeGreaterThan(40);
    expect(strange).toEqual([]);
  });

  it('says which documents there are, and what happens to them', () => {
    const { documents } = modelOf(told.read('models/procure-to-pay.json'));

    expect(documents.find(({ name }) => name === 'ServiceEntry')).toEqual({
      documentType: 'SE',
      name: 'ServiceEntry',
      document: 'service_entry.accepted',
      life: ['service_entry.submitted', 'service_entry.accepted'],
    });
  });
});
