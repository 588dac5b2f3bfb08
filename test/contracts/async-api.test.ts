import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import {
  asyncApi,
  defineAction,
  defineAdventure,
  defineJourney,
  dryRun,
  type AsyncApiDocument,
  type AsyncApiOptions,
  type Transform,
} from '../../src/index.ts';
import { canonicalLine } from '../../src/encode/canonical.ts';
import { cloudEventRecord } from '../../src/encode/cloud-event.ts';
import type { CloudEventsMode } from '../../src/contracts/envelope.ts';
import type { AnyEvent } from '../../src/model/event.ts';
import shopConfig from '../../examples/shop/synode.config.ts';
import { judgedBy, loaded, nodeModule } from '../outside/tools.ts';
import { judgeOfHeaders, judgeOfMessage } from './validators.ts';

const {
  journeys,
  adapter: _adapter,
  ...options
} = shopConfig as unknown as {
  journeys: Parameters<typeof asyncApi>[0];
  adapter: unknown;
};

const action = (name: string, at: number) => defineAction({ id: `act-${at}`, name });
const flow = (...names: readonly string[]) =>
  defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: names.map(action) })] });

/** A record as a consumer gets it. */
function received(event: AnyEvent, mode: CloudEventsMode): { readonly value: unknown; readonly headers: object } {
  if (mode === 'off') return { value: JSON.parse(canonicalLine(event)), headers: {} };
  const { value, headers } = cloudEventRecord(event, { mode, scenario: undefined });
  return { value: JSON.parse(Buffer.from(value).toString('utf8')), headers: Object.fromEntries(headers) };
}

/** Every `$ref` of the document, and what it leads to. */
function refsOf(document: AsyncApiDocument): readonly (readonly [ref: string, target: unknown])[] {
  const refs: string[] = [];
  JSON.stringify(document, (key, value: unknown) => {
    if (key === '$ref' && typeof value === 'string') refs.push(value);
    return value;
  });
  return refs.map((ref) => [ref, at(document, ref)]);
}

function at(document: AsyncApiDocument, ref: string): unknown {
  return ref
    .slice(2)
    .split('/')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown> | undefined)?.[key], document);
}

describe.each(['off', 'binary', 'structured'] as const)('the document of records with cloudEvents %s', (mode) => {
  it.each([false, true])('fits 1,000 records of the shop, with meta: %s', { timeout: 60_000 }, async (meta) => {
    const run = { ...options, meta };
    const document = await asyncApi(journeys, run, { topic: 'shop', cloudEvents: mode });
    const events = (await dryRun(journeys, 60, { ...run, maxEvents: 1000 })) as readonly AnyEvent[];
    const judges = new Map(
      Object.keys(document.components.messages).map((name) => [name, judgeOfMessage(document, name)]),
    );
    const headerJudges = new Map(
      mode === 'binary' ? [...judges.keys()].map((name) => [name, judgeOfHeaders(document, name)]) : [],
    );
    const faults = events.flatMap((event) => {
      const { value, headers } = received(event, mode);
      const ofHeaders = mode === 'binary' ? (headerJudges.get(event.name)?.(headers) ?? ['no headers']) : [];
      return [...(judges.get(event.name)?.(value) ?? [`no message: ${event.name}`]), ...ofHeaders];
    });

    expect(events.length).toBe(1000);
    expect(faults).toEqual([]);
  });

  it('refuses records with a fault', { timeout: 60_000 }, async () => {
    const document = await asyncApi(journeys, options, { topic: 'shop', cloudEvents: mode });
    const placed = (await dryRun(journeys, 60, options)).find(({ name }) => name === 'order_placed') as AnyEvent;
    const judge = judgeOfMessage(document, 'order_placed');
    const faulty: readonly AnyEvent[] = [
      { ...placed, payload: { ...placed.payload, total: '12' } },
      { ...placed, payload: { ...placed.payload, currency: 'USD' } },
      { ...placed, payload: {} },
    ];

    expect(judge(received(placed, mode).value)).toEqual([]);
    for (const event of faulty) expect(judge(received(event, mode).value)).not.toEqual([]);
    if (mode !== 'binary') {
      const renamed = received({ ...placed, name: 'order_cancelled' }, mode).value;
      expect(judge(renamed)).not.toEqual([]);
    } else {
      const { ce_id: _id, ...rest } = received(placed, mode).headers as Record<string, string>;
      expect(judgeOfHeaders(document, 'order_placed')(rest)).not.toEqual([]);
      expect(judgeOfHeaders(document, 'order_placed')({ ...rest, ce_id: '1', ce_type: 'other' })).not.toEqual([]);
    }
  });

  it('has an example of each message, which fits it', { timeout: 60_000 }, async () => {
    const document = await asyncApi(journeys, options, { topic: 'shop', cloudEvents: mode });
    const shown = Object.entries(document.components.messages).filter(([, message]) => 'examples' in message);
    const faults = shown.flatMap(([name, message]) => {
      const [example] = (message as { examples: readonly { payload: unknown; headers?: unknown }[] }).examples;
      const ofHeaders = mode === 'binary' ? judgeOfHeaders(document, name)(example?.headers) : [];
      return [...judgeOfMessage(document, name)(example?.payload), ...ofHeaders];
    });

    expect(shown.length).toBeGreaterThan(10);
    expect(faults).toEqual([]);
  });

  it('leads from channels and operations to messages and schemas without a gap', async () => {
    const document = await asyncApi(flow('order.placed', 'order.paid'), {}, { topic: 'shop', cloudEvents: mode });
    const refs = refsOf(document);

    expect(refs.length).toBeGreaterThan(7);
    expect(refs.filter(([, target]) => target === undefined)).toEqual([]);
  });
});

describe('an AsyncAPI document', () => {
  it('tells of topic, brokers, key and settings as the adapter has them', async () => {
    const document = await asyncApi(
      flow('order.placed'),
      { seed: 7 },
      {
        topic: 'shop.events',
        brokers: ['b1:9092', 'b2:9092'],
        key: 'customer.id',
        partitions: 6,
        replicationFactor: 3,
        config: { 'retention.ms': -1 },
        title: 'Shop',
        version: '2.1.0',
        description: 'All of it.',
        examples: false,
      },
    );

    expect(document).toMatchObject({
      asyncapi: '3.0.0',
      info: { title: 'Shop', version: '2.1.0', description: 'All of it.' },
      servers: {
        broker1: { host: 'b1:9092', protocol: 'kafka' },
        broker2: { host: 'b2:9092', protocol: 'kafka' },
      },
      channels: {
        'shop.events': {
          address: 'shop.events',
          messages: { 'order.placed': { $ref: '#/components/messages/order.placed' } },
          bindings: {
            kafka: {
              topic: 'shop.events',
              partitions: 6,
              replicas: 3,
              topicConfiguration: { 'retention.ms': -1 },
              bindingVersion: '0.5.0',
            },
          },
        },
      },
      operations: {
        sendShopEvents: {
          action: 'send',
          channel: { $ref: '#/channels/shop.events' },
          messages: [{ $ref: '#/channels/shop.events/messages/order.placed' }],
        },
      },
    });
    expect(document.components.messageTraits['canonical']).toMatchObject({
      bindings: { kafka: { key: { type: 'string', description: 'The value of customer.id in the payload.' } } },
    });
    expect(document.components.messages['order.placed']).not.toHaveProperty('examples');
  });

  it('says nothing of a key where records have none', async () => {
    const { components } = await asyncApi(flow('a'), {}, { topic: 'shop', key: null });

    expect(components.messageTraits['canonical']).toMatchObject({ bindings: { kafka: { bindingVersion: '0.5.0' } } });
    expect(JSON.stringify(components.messageTraits)).not.toContain('"key"');
  });

  it('has a channel for each topic of a map, and one for the labels', async () => {
    const mark: Transform = { id: 'mark', stage: 'anomaly', apply: (batch) => batch };
    const { channels } = await asyncApi(
      flow('order.placed', 'page.viewed', 'page.left'),
      { transforms: [mark] },
      { topic: { byName: { 'order.placed': 'orders', '*': 'web' } } },
    );
    const messages = Object.entries(channels).map(([key, channel]) => [
      key,
      Object.keys((channel as { messages: object }).messages),
    ]);

    expect(Object.fromEntries(messages)).toEqual({
      orders: ['order.placed'],
      web: ['page.left', 'page.viewed'],
      'web.labels': ['label.assigned'],
    });
  });

  it('keeps operations apart whose topics read alike', async () => {
    const topic = { byName: { a: 'shop.web', b: 'shop-web', c: 'bank' } };
    const { operations } = await asyncApi(flow('a', 'b', 'c'), {}, { topic });

    expect(Object.keys(operations)).toEqual(['send-shop.web', 'send-shop-web', 'sendBank']);
  });

  it('gives names that no key may have keys of their own', async () => {
    const { components } = await asyncApi(flow('order placed', 'order/placed'), {}, { topic: 'shop' });
    const named = Object.entries(components.messages).map(([key, message]) => [
      key,
      (message as { name: string }).name,
    ]);

    expect(named).toEqual([
      ['order_placed', 'order placed'],
      ['order_placed_2', 'order/placed'],
    ]);
  });

  it('says in a message what its schema does not', async () => {
    const schema = z.object({ n: z.int().refine((n) => n !== 7) });
    const { components } = await asyncApi(
      flow('a'),
      { eventSchema: { schema: { a: schema }, mode: 'warn' } },
      { topic: 'shop' },
    );

    expect(components.messages['a']).toMatchObject({
      summary:
        "Not told by the schema: payload.n: a refinement is not told; payload: events that break it are written too (mode: 'warn').",
    });
  });

  it('is the same for one seed, byte by byte', { timeout: 60_000 }, async () => {
    const once = JSON.stringify(await asyncApi(journeys, options, { topic: 'shop' }));
    const again = JSON.stringify(await asyncApi(journeys, { ...options, workers: 0 }, { topic: 'shop' }));

    expect(again).toBe(once);
  });

  it.each<[string, Partial<Record<keyof AsyncApiOptions | 'topics', unknown>>, string]>([
    ['no topic', {}, 'topic of asyncApi is nothing'],
    ['a topic no broker takes', { topic: 'a b' }, "topic of asyncApi is 'a b'"],
    ['a map without topics', { topic: { byName: {} } }, 'topic of asyncApi is'],
    ['an unknown option', { topic: 'a', topics: 'b' }, "unknown option 'topics' of asyncApi"],
    ['brokers without ports', { topic: 'a', brokers: ['localhost'] }, 'brokers of asyncApi is'],
    ['an unknown mode', { topic: 'a', cloudEvents: 'batch' }, "cloudEvents of asyncApi is 'batch'"],
    ['no partitions', { topic: 'a', partitions: 0 }, 'partitions of asyncApi is 0'],
  ])('is refused for %s', async (_what, given, message) => {
    await expect(asyncApi(flow('a'), {}, given as unknown as AsyncApiOptions)).rejects.toThrow(message);
  });

  it('is refused where events have no topic, all of them at once', async () => {
    const given = { topic: { byName: { a: 'as' } } };

    await expect(asyncApi(flow('a', 'b', 'c'), {}, given)).rejects.toThrow("topic.byName has no topic for 'b', 'c'");
  });
});

interface Parser {
  parse(text: string): Promise<{ readonly document?: object; readonly diagnostics: readonly { severity: number }[] }>;
}

/** The authority's own parser; it is no dependency of this package. */
const tool = nodeModule('@asyncapi/parser');

judgedBy(tool, () => {
  const newParser = (): Parser => new (loaded(tool) as { readonly Parser: new () => Parser }).Parser();

  it.each(['off', 'binary', 'structured'] as const)(
    'the document is accepted, and one with a fault is not: %s',
    { timeout: 60_000 },
    async (cloudEvents) => {
      const told: AsyncApiOptions = { topic: 'shop', brokers: ['localhost:9092'], partitions: 3, cloudEvents };
      const text = JSON.stringify(await asyncApi(journeys, options, told));
      const parser = newParser();
      const { document, diagnostics } = await parser.parse(text);

      expect(diagnostics.filter(({ severity }) => severity <= 1)).toEqual([]);
      expect(document).toBeDefined();
      const broken = await parser.parse(text.replace('"asyncapi":"3.0.0"', '"asyncapi":"3.0.0","operation":{}'));
      expect(broken.diagnostics.some(({ severity }) => severity === 0)).toBe(true);
    },
  );
});
