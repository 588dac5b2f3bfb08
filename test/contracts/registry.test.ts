import { execFile } from 'node:child_process';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

import { afterEach, describe, expect, it } from 'vitest';
import * as z from 'zod';

import { registry, type RegistryOptions, type RegistrySerializer } from '../../adapters/registry.ts';
import shopConfig from '../../examples/shop/synode.config.ts';
import { canonicalLine } from '../../src/encode/canonical.ts';
import {
  defineAction,
  defineAdventure,
  defineJourney,
  dryRun,
  eventSchemas,
  generate,
  type AnyEvent,
  type ContractOptions,
  type EventContract,
} from '../../src/index.ts';
import { StubRegistry } from './stub-registry.ts';

/** The client's own decoder, which knows nothing but the address. */
const client = createRequire(import.meta.url)('@kafkajs/confluent-schema-registry') as {
  readonly SchemaRegistry: new (args: object, options?: object) => { decode(bytes: Uint8Array): Promise<unknown> };
};

const stubs: StubRegistry[] = [];
async function stub(password?: string): Promise<StubRegistry> {
  const made = await StubRegistry.start(password);
  stubs.push(made);
  return made;
}
afterEach(async () => {
  await Promise.all(stubs.splice(0).map((one) => one.stop()));
});

const flow = (...names: readonly string[]) =>
  defineJourney({
    id: 'shop',
    adventures: [
      defineAdventure({ id: 'buy', actions: names.map((name, i) => defineAction({ id: `act-${i}`, name })) }),
    ],
  });

const orders = z.strictObject({
  orderId: z.string(),
  total: z.int(),
  weight: z.number(),
  isGift: z.boolean(),
  country: z.enum(['DE', 'AT']),
  note: z.string().nullable(),
  coupon: z.string().optional(),
  paidAt: z.date().optional(),
  due: z.iso.date(),
  lines: z.array(z.strictObject({ sku: z.string(), price: z.strictObject({ amount: z.int(), currency: z.string() }) })),
  fee: z.strictObject({ amount: z.int(), currency: z.string() }),
  tags: z.record(z.string(), z.int()),
  ref: z.union([z.string(), z.int(), z.strictObject({ id: z.int() })]),
});

const payload = {
  orderId: 'A-1',
  total: -4_503_599_627_370_496,
  weight: 1.25,
  isGift: false,
  country: 'AT',
  note: null,
  paidAt: new Date('2025-03-01T08:30:00.250Z'),
  due: '2025-04-01',
  lines: [{ sku: 'x', price: { amount: 1999, currency: 'EUR' } }],
  fee: { amount: 1, currency: 'EUR' },
  tags: { red: 1, ä: -2 },
  ref: { id: 7 },
};

const placed: AnyEvent = {
  id: 'a1',
  userId: 'user-0',
  sessionId: 'user-0:shop:0',
  name: 'order.placed',
  timestamp: new Date('2025-03-01T08:00:00.001Z'),
  payload,
};

const contractsOf = (schema: object = orders): Promise<readonly EventContract[]> =>
  eventSchemas(flow('order.placed'), { eventSchema: { schema: { 'order.placed': schema as z.ZodType } } });

async function opened(
  { host }: StubRegistry,
  options: Partial<RegistryOptions> = {},
  topics: readonly string[] = ['orders'],
): Promise<RegistrySerializer> {
  const contracts = options.contracts ?? (await contractsOf());
  const serializer = registry({ host, contracts, ...options });
  await serializer.open(topics);
  return serializer;
}

/** The client refuses schemas with formats, such as date-time, unless it is told not to. */
const LENIENT = { JSON: { strict: false, logger: false } };

const decoded = async ({ host }: StubRegistry, bytes: Uint8Array): Promise<unknown> =>
  JSON.parse(JSON.stringify(await new client.SchemaRegistry({ host }, LENIENT).decode(Buffer.from(bytes)))) as unknown;

describe('a value as Avro', () => {
  it('is byte 0, the id of its schema, and what the decoder of the client reads', async () => {
    const stub1 = await stub();
    const serializer = await opened(stub1);

    const bytes = Buffer.from(await serializer.serialize(placed, 'orders'));

    expect([bytes[0], bytes.readUInt32BE(1)]).toEqual([0, 1000]);
    expect(await decoded(stub1, bytes)).toEqual({
      id: 'a1',
      userId: 'user-0',
      sessionId: 'user-0:shop:0',
      name: 'order.placed',
      timestamp: Date.parse('2025-03-01T08:00:00.001Z'),
      payload: {
        ...payload,
        coupon: null,
        paidAt: Date.parse('2025-03-01T08:30:00.250Z'),
        due: Date.parse('2025-04-01') / 86_400_000,
      },
    });
    expect(serializer.contentType).toBe('application/vnd.apache.avro+binary');
  });

  it('has a schema of records, nullable unions, lists, maps, enums and instants', async () => {
    const stub1 = await stub();
    await opened(stub1, { value: 'payload', namespace: 'com.example' });
    const money = {
      type: 'record',
      name: 'Money',
      namespace: 'com.example',
      fields: [
        { name: 'amount', type: 'long' },
        { name: 'currency', type: 'string' },
      ],
    };

    expect(stub1.schemaOf('orders-value')).toEqual({
      type: 'record',
      name: 'OrderPlaced',
      namespace: 'com.example',
      fields: [
        { name: 'orderId', type: 'string' },
        { name: 'total', type: 'long' },
        { name: 'weight', type: 'double' },
        { name: 'isGift', type: 'boolean' },
        { name: 'country', type: { type: 'enum', name: 'OrderPlacedCountry', symbols: ['DE', 'AT'] } },
        { name: 'note', type: ['null', 'string'], default: null },
        { name: 'coupon', type: ['null', 'string'], default: null },
        { name: 'paidAt', type: ['null', { type: 'long', logicalType: 'timestamp-millis' }], default: null },
        { name: 'due', type: { type: 'int', logicalType: 'date' } },
        {
          name: 'lines',
          type: {
            type: 'array',
            items: {
              type: 'record',
              name: 'OrderPlacedLinesItem',
              namespace: 'com.example',
              fields: [
                { name: 'sku', type: 'string' },
                { name: 'price', type: money },
              ],
            },
          },
        },
        { name: 'fee', type: 'com.example.Money' },
        { name: 'tags', type: { type: 'map', values: 'long' } },
        {
          name: 'ref',
          type: [
            'string',
            'long',
            {
              type: 'record',
              name: 'OrderPlacedRef3',
              namespace: 'com.example',
              fields: [{ name: 'id', type: 'long' }],
            },
          ],
        },
      ],
    });
  });

  it('may hold itself, as a part holds parts', async () => {
    const part: z.ZodType = z.strictObject({
      sku: z.string(),
      get parts(): z.ZodType {
        return z.array(part);
      },
    });
    const tree = { part: { sku: 'a', parts: [{ sku: 'b', parts: [] }] } };
    const stub1 = await stub();
    const serializer = await opened(stub1, {
      value: 'payload',
      contracts: await contractsOf(z.strictObject({ part })),
    });

    const bytes = await serializer.serialize({ ...placed, payload: tree }, 'orders');

    expect(await decoded(stub1, bytes)).toEqual(tree);
  });

  it.each<[string, z.ZodType, object, string]>([
    ['a key that the schema does not name', z.object({ a: z.int() }), { a: 1, b: 2 }, 'b of event'],
    ['a whole number too large for a long', z.object({ a: z.int() }), { a: Number.MAX_SAFE_INTEGER }, 'a of event'],
    [
      'an instant finer than a millisecond',
      z.object({ a: z.iso.datetime() }),
      { a: '2025-01-01T00:00:00.123456Z' },
      'a of',
    ],
    ['one below what comes back as it was', z.object({ a: z.int() }), { a: -4_503_599_627_370_497 }, 'a of event'],
    ['a value of no type in a union', z.object({ a: z.union([z.int(), z.boolean()]) }), { a: 'x' }, 'a of event'],
  ])('is refused rather than changed: %s', async (_what, schema, given, text) => {
    const serializer = await opened(await stub(), { value: 'payload', contracts: await contractsOf(schema) });

    expect(() => serializer.serialize({ ...placed, payload: given }, 'orders')).toThrow(
      expect.objectContaining({ code: 'ENCODING_FAILED', message: expect.stringContaining(text) as string }) as Error,
    );
  });

  it.each<[string, z.ZodType, string]>([
    [
      'payloads that nobody declared',
      z.record(z.string(), z.unknown()),
      "payload of 'order.placed' has no type in Avro",
    ],
    ['fields of any type', z.object({ a: z.unknown() }), 'a of'],
    ['names with other signs', z.object({ 'a-b': z.int() }), "'a-b' is no name of a field in Avro"],
    ['tuples', z.object({ a: z.tuple([z.int(), z.string()]) }), 'it is a tuple'],
    ['two lists in one union', z.object({ a: z.union([z.array(z.int()), z.array(z.string())]) }), 'one to Avro'],
    [
      'fields beside any others',
      z.object({ a: z.object({ b: z.int() }).catchall(z.int()) }),
      'it has fields and any others',
    ],
  ])('is refused before the first record, and before anything is registered: %s', async (_what, schema, text) => {
    const stub1 = await stub();
    const contracts = await contractsOf(schema);

    await expect(opened(stub1, { value: 'payload', contracts })).rejects.toMatchObject({
      code: 'EXPORT_VALUE',
      message: expect.stringContaining(text) as string,
    });
    expect(stub1.asked).toEqual([]);
  });
});

describe('a value as JSON', () => {
  it('is the canonical event behind its head, with a schema of draft 7', async () => {
    const stub1 = await stub();
    const contracts = await contractsOf(z.strictObject({ at: z.date(), pair: z.tuple([z.int(), z.string()]) }));
    const event = { ...placed, payload: { at: placed.timestamp, pair: [1, 'a'] } };
    const serializer = await opened(stub1, { format: 'json', contracts });

    const bytes = Buffer.from(await serializer.serialize(event, 'orders'));

    expect(bytes.subarray(5).toString()).toBe(canonicalLine(event));
    expect(await decoded(stub1, bytes)).toEqual(JSON.parse(canonicalLine(event)));
    expect(stub1.schemaOf('orders-value')).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      $defs: { payload: { properties: { pair: { items: [{ type: 'integer' }, { type: 'string' }] } } } },
    });
  });
});

describe('schemas are registered', () => {
  it('before the first record, where there is one topic; its labels do not count', async () => {
    const stub1 = await stub();
    await opened(stub1, { contracts: await eventSchemas(flow('a', 'b')), subject: 'topic-record', format: 'json' }, [
      'shop',
      'shop.labels',
    ]);

    expect(stub1.subjects).toEqual(['shop-synode.A', 'shop-synode.B']);
  });

  it('once for each event under its own name, whatever the topic', async () => {
    const stub1 = await stub();
    const serializer = await opened(stub1, { subject: 'record' }, ['a', 'b']);
    const asked = stub1.asked.length;

    const [one, other] = [serializer.serialize(placed, 'a'), serializer.serialize(placed, 'b')];

    expect(stub1.subjects).toEqual(['synode.OrderPlaced']);
    expect(stub1.asked.length).toBe(asked);
    expect(other).toEqual(one);
  });

  it('with the first record of an event in a topic, where several topics are possible', async () => {
    const stub1 = await stub();
    const serializer = await opened(stub1, {}, ['eu', 'us']);
    expect(stub1.subjects).toEqual([]);

    const [one, other] = await Promise.all([
      Promise.resolve(serializer.serialize(placed, 'eu')),
      Promise.resolve(serializer.serialize(placed, 'eu')),
    ]);
    expect(other).toEqual(one);

    expect(stub1.subjects).toEqual(['eu-value']);
    expect(stub1.asked.filter((line) => line.startsWith('POST'))).toHaveLength(1);
    expect(serializer.serialize(placed, 'eu')).toBeInstanceOf(Uint8Array);
  });

  it('in a namespace of the process that emits the event', async () => {
    const stub1 = await stub();
    const contracts = (await contractsOf()).map((contract) => ({ ...contract, process: 'order-to-cash' }));
    await opened(stub1, { contracts, subject: 'record' });

    expect(stub1.subjects).toEqual(['synode.order_to_cash.OrderPlaced']);
  });

  it('from the run itself, where nobody gives contracts', async () => {
    const stub1 = await stub();
    const serializer = registry({ host: stub1.host, value: 'payload' });
    const values: Uint8Array[] = [];
    await generate(
      defineJourney({
        id: 'shop',
        adventures: [
          defineAdventure({ id: 'buy', actions: [defineAction({ id: 'pay', name: 'paid', fields: { amount: 7 } })] }),
        ],
      }),
      {
        users: 3,
        eventSchema: { schema: { paid: z.strictObject({ amount: z.int() }) } },
        adapter: {
          open: (run) => serializer.open(['till'], run),
          write: async (event) => void values.push(await serializer.serialize(event, 'till')),
        },
      },
    );

    expect(await Promise.all(values.map((bytes) => decoded(stub1, bytes)))).toEqual(values.map(() => ({ amount: 7 })));
    expect(values.length).toBe(3);
  });
});

describe('what the registry refuses stops the run with its own words', () => {
  const failure = (error: object) => expect.objectContaining({ code: 'REGISTRY_FAILED', ...error }) as unknown;

  it('a schema that is incompatible with the last one', async () => {
    const stub1 = await stub();
    await opened(stub1, { contracts: await contractsOf(z.strictObject({ a: z.int() })) });

    const next = opened(stub1, { contracts: await contractsOf(z.strictObject({ a: z.int(), b: z.int() })) });

    await expect(next).rejects.toEqual(
      failure({
        message: expect.stringContaining('incompatible with an earlier schema for subject "orders-value"') as string,
        suggestion: 'Keep the schema compatible with its earlier versions, or use another subject.',
        retriable: false,
      }),
    );
  });

  it('and takes one that only adds what may be absent', async () => {
    const stub1 = await stub();
    const before = await opened(stub1, { contracts: await contractsOf(z.strictObject({ a: z.int() })) });
    const after = await opened(stub1, {
      contracts: await contractsOf(z.strictObject({ a: z.int(), b: z.int().optional() })),
    });
    const event = { ...placed, payload: { a: 1 } };
    const [old, fresh] = [await before.serialize(event, 'orders'), await after.serialize(event, 'orders')];

    expect(await decoded(stub1, old)).toMatchObject({ payload: { a: 1 } });
    expect(await decoded(stub1, fresh)).toMatchObject({ payload: { a: 1, b: null } });
  });

  it('a subject that keeps another compatibility', async () => {
    const stub1 = await stub();
    stub1.level = ['orders-value', 'FULL'];

    await expect(opened(stub1)).rejects.toEqual(failure({ suggestion: 'Set compatibility to that of the subject.' }));
    await expect(opened(stub1, { compatibility: 'FULL' })).resolves.toBeDefined();
  });

  it('a wrong password, which shows nowhere', async () => {
    const stub1 = await stub('secret-7');
    const auth = { username: 'me', password: 'wrong-8' };

    const error: unknown = await opened(stub1, { auth }).catch((thrown: unknown) => thrown);

    expect(error).toEqual(failure({ suggestion: 'Check auth.', retriable: false }));
    expect(JSON.stringify(error) + (error as Error).message).not.toContain('wrong-8');
    await expect(opened(stub1, { auth: { ...auth, password: 'secret-7' } })).resolves.toBeDefined();
  });

  it('a registry that is down may be up later', { timeout: 30_000 }, async () => {
    const stub1 = await stub();
    stub1.breakDown();

    await expect(opened(stub1)).rejects.toEqual(
      failure({ message: expect.stringContaining('being restarted') as string, retriable: true }),
    );
  });
});

describe('options of registry', () => {
  it.each<[string, object, string]>([
    ['no address', {}, 'host of registry is nothing'],
    ['an address of no registry', { host: 'kafka://b1:9092' }, 'host of registry is no address of http or https'],
    ['a password in the address', { host: 'http://me:secret-7@registry' }, 'host of registry is one with them'],
    ['an unknown format', { host: 'http://r', format: 'protobuf' }, "format of registry is 'protobuf'"],
    ['an unknown subject', { host: 'http://r', subject: 'name' }, "subject of registry is 'name'"],
    ['a namespace that Avro refuses', { host: 'http://r', namespace: 'a-b' }, "namespace of registry is 'a-b'"],
    ['an unknown option', { host: 'http://r', formt: 'avro' }, "unknown option 'formt' of registry"],
    ['half of auth', { host: 'http://r', auth: { username: 'me' } }, 'auth.password of registry is nothing'],
  ])('are refused: %s', (_what, options, text) => {
    const made = (): unknown => registry(options as unknown as RegistryOptions);

    expect(made).toThrow(text);
    expect(made).not.toThrow('secret-7');
  });

  it('subjects by topic are refused where a topic has several events', async () => {
    const stub1 = await stub();
    const contracts = await eventSchemas(flow('a', 'b'));

    await expect(opened(stub1, { contracts, format: 'json' })).rejects.toMatchObject({
      code: 'INVALID_OPTION',
      suggestion: "Use subject: 'topic-record'.",
    });
    expect(stub1.asked).toEqual([]);
  });

  it('contracts are missed where neither options nor run have them', async () => {
    const { host } = await stub();

    await expect(registry({ host }).open(['a'])).rejects.toThrow('contracts of registry are missing');
  });
});

it('says how to install the client where it is missing', { timeout: 30_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), 'synode-registry-'));
  try {
    await cp(fileURLToPath(new URL('../../dist', import.meta.url)), join(folder, 'dist'), { recursive: true });
    await writeFile(
      join(folder, 'main.mjs'),
      `import { registry } from './dist/adapters/registry.js';
       await registry({ host: 'http://127.0.0.1:1', contracts: [] }).open(['a']).catch((error) => console.log(error.format()));`,
    );
    await writeFile(join(folder, 'package.json'), '{ "type": "module" }');

    const { stdout } = await promisify(execFile)(process.execPath, ['main.mjs'], { cwd: folder, timeout: 20_000 });

    expect(stdout).toContain('[MISSING_DEPENDENCY] registry() needs @kafkajs/confluent-schema-registry');
    expect(stdout).toContain('Run: npm install @kafkajs/confluent-schema-registry@"^3.9.0"');
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

it('events of the shop come back as they were', { timeout: 60_000 }, async () => {
  const {
    journeys,
    adapter: _adapter,
    ...options
  } = shopConfig as unknown as ContractOptions & {
    journeys: Parameters<typeof eventSchemas>[0];
    adapter: unknown;
  };
  const stub1 = await stub();
  const declared = (await eventSchemas(journeys, options)).filter(({ isDeclared }) => isDeclared);
  // The schemas of the others are open: what they do not name would be lost, and is refused.
  const contracts = declared.filter(({ name }) => ['order_placed', 'refund_issued'].includes(name));
  const serializer = await opened(stub1, { contracts, subject: 'topic-record', value: 'payload' }, ['shop']);
  const events = (await dryRun(journeys, 100, { ...options, maxEvents: 8000 } as object)) as readonly AnyEvent[];
  const sent = events.filter(({ name }) => contracts.some((contract) => contract.name === name));
  const reader = new client.SchemaRegistry({ host: stub1.host });

  for (const event of sent) {
    const read: unknown = await reader.decode(Buffer.from(await serializer.serialize(event, 'shop')));
    expect(JSON.parse(JSON.stringify(read))).toEqual(event.payload);
  }
  expect(sent.length).toBeGreaterThan(100);
});
