import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import {
  defineAction,
  defineAdventure,
  defineEventSchema,
  defineJourney,
  definePopulation,
  definePersona,
  defineProcess,
  dryRun,
  eventSchemas,
  scenario,
  type EventContract,
  type Transform,
} from '../../src/index.ts';
import type { StandardSchema } from '../../src/model/schema.ts';
import shopConfig from '../../examples/shop/synode.config.ts';
import { objectsOver } from './types.ts';
import { contractOf, judgeOf, onTheWire } from './validators.ts';

const placed = defineAction({ id: 'place', name: 'order.placed' });
const shop = defineJourney({ id: 'shop', adventures: [defineAdventure({ id: 'buy', actions: [placed] })] });

/** The contract of `order.placed` under this schema of its payload. */
async function contractFor(schema: StandardSchema, more: object = {}): Promise<EventContract> {
  const contracts = await eventSchemas(shop, { eventSchema: { schema: { 'order.placed': schema }, ...more } });
  return contractOf(contracts, 'order.placed');
}

/** Its payload alone, without what every schema says of itself. */
async function payloadFor(schema: StandardSchema, more: object = {}): Promise<unknown> {
  const {
    $schema: _version,
    title: _title,
    $comment: _comment,
    ...payload
  } = (await contractFor(schema, more)).payload;
  return payload;
}

async function faultsOf(schema: StandardSchema, more: object = {}): Promise<unknown> {
  return contractFor(schema, more).then(
    () => 'no fault',
    (error: { code: string; issues: { message: string }[] }) => [error.code, ...error.issues.map((one) => one.message)],
  );
}

describe('the contract of an event', () => {
  it('is the event as a line has it, with the payload in its definitions', async () => {
    const { schema } = await contractFor(defineEventSchema({ total: z.int().min(0) }));

    expect(schema).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'order.placed',
      type: 'object',
      properties: { name: { const: 'order.placed' }, payload: { $ref: '#/$defs/payload' } },
      required: ['id', 'userId', 'sessionId', 'name', 'timestamp', 'payload'],
      additionalProperties: false,
      $defs: { payload: { properties: { total: { type: 'integer', minimum: 0 } }, required: ['total'] } },
    });
  });

  it('has meta where the run has it', async () => {
    const without = contractOf(await eventSchemas(shop), 'order.placed');
    const withMeta = contractOf(await eventSchemas(shop, { meta: true }), 'order.placed');
    const [event] = await dryRun(shop, 1, { meta: true });
    if (event === undefined) throw new Error('no event');

    expect(judgeOf(withMeta.schema)(onTheWire(event))).toEqual([]);
    expect(judgeOf(without.schema)(onTheWire(event))).not.toEqual([]);
  });

  it('says dates as the texts that are written', async () => {
    expect(await payloadFor(z.strictObject({ at: z.date(), due: z.iso.date() }))).toMatchObject({
      properties: { at: { type: 'string', format: 'date-time' }, due: { type: 'string', format: 'date' } },
      additionalProperties: false,
    });
  });

  it('is open where the schema lets other keys through, and closed where it cuts them off', async () => {
    const schema = z.object({ total: z.int() });

    expect(await payloadFor(schema)).not.toHaveProperty('additionalProperties');
    expect(await payloadFor(schema, { apply: true })).toHaveProperty('additionalProperties', false);
  });

  it('refers to itself where the schema does', async () => {
    const part: z.ZodType = z.strictObject({
      sku: z.string(),
      get parts(): z.ZodType {
        return z.array(part);
      },
    });
    const { schema } = await contractFor(z.strictObject({ part }));
    const [event] = await dryRun(shop, 1);
    const carrying = (payload: object): unknown => onTheWire({ ...event, payload } as never);
    const judge = judgeOf(schema);

    expect(judge(carrying({ part: { sku: 'A', parts: [{ sku: 'B', parts: [] }] } }))).toEqual([]);
    expect(judge(carrying({ part: { sku: 'A', parts: [{ sku: 7, parts: [] }] } }))).not.toEqual([]);
  });

  it('of a name without a schema allows any object, and says so', async () => {
    const contract = contractOf(await eventSchemas(shop), 'order.placed');

    expect(contract.isDeclared).toBe(false);
    expect(contract.notes).toEqual([
      { path: 'payload', message: 'nobody declared a schema, so any object is allowed' },
    ]);
    expect(contract.payload['$comment']).toContain('nobody declared a schema');
  });

  it('takes another library at its word where that knows JSON Schema', async () => {
    const other = {
      '~standard': {
        version: 1,
        vendor: 'other',
        validate: (value: unknown) => ({ value }),
        jsonSchema: { input: () => ({ type: 'object', required: ['total'] }), output: () => ({ type: 'object' }) },
      },
    } as unknown as StandardSchema;

    expect(await payloadFor(other)).toEqual({ type: 'object', required: ['total'] });
  });
});

describe('what JSON Schema does not say is a note', () => {
  it.each<[string, StandardSchema, string, object?]>([
    ['refinements', z.object({ n: z.int().refine((n) => n !== 7) }), 'payload.n: a refinement is not told'],
    ['flags of patterns', z.object({ s: z.string().regex(/^ab$/i) }), 'payload.s: the pattern /^ab$/i is not told'],
    ['patterns that Unicode refuses', z.object({ s: z.string().regex(/^[\w-.]+$/) }), 'payload.s: the pattern'],
    ['decimal steps', z.object({ n: z.number().multipleOf(0.01) }), 'payload.n: a multiple of 0.01 is not told'],
    ['ranges of dates', z.object({ d: z.date().min(new Date(0)) }), 'payload.d: the range of the date is not told'],
    ['coercion', z.object({ n: z.coerce.number() }), 'payload.n: a coercion accepts any value'],
    ['catch', z.object({ n: z.int().catch(0) }), 'payload.n: catch() accepts any value'],
    ['preprocess', z.object({ n: z.preprocess(Number, z.int()) }), 'payload.n: preprocess() accepts any value'],
    [
      'lines of a list',
      z.object({ l: z.array(z.object({ s: z.string().refine(Boolean) })) }),
      'payload.l[].s: a refinement',
    ],
    [
      'events that break it',
      z.object({ n: z.int() }),
      "payload: events that break it are written too (mode: 'warn')",
      { mode: 'warn' },
    ],
  ])('%s', async (_what, schema, note, more = {}) => {
    const contract = await contractFor(schema, more);

    expect(contract.notes.map(({ path, message }) => `${path}: ${message}`)).toEqual([expect.stringContaining(note)]);
    expect(contract.schema['$comment']).toContain(note);
  });

  it('and is not told wrongly: what the schema takes, the contract takes', async () => {
    const schema = z.object({
      code: z.string().regex(/^ab$/i),
      price: z.number().multipleOf(0.01),
      count: z.coerce.number(),
      grade: z.enum(['a', 'b']).catch('a'),
    });
    const payload = { code: 'AB', price: 19.99, count: '7', grade: 'z' };

    expect(schema.safeParse(payload).success).toBe(true);
    expect(judgeOf((await contractFor(schema)).payload)(payload)).toEqual([]);
  });

  it('transforms stand behind the schemas, so they are named', async () => {
    const blur: Transform = { id: 'blur', stage: 'noise', apply: (batch) => batch };
    const contracts = await eventSchemas(shop, {
      transforms: [blur],
      eventSchema: { schema: { 'order.placed': z.object({}) } },
    });

    expect(contractOf(contracts, 'order.placed').notes).toEqual([
      { path: 'payload', message: 'transforms stand behind the schemas and may break it: blur' },
    ]);
  });
});

describe('what cannot be written as JSON is refused, every fault at once', () => {
  it('names event, field and type', async () => {
    const schema = z.object({
      big: z.bigint(),
      tags: z.set(z.string()),
      nested: z.object({ when: z.map(z.string(), z.int()) }),
    });

    expect(await faultsOf(schema)).toEqual([
      'INVALID_CONFIG',
      'payload.big cannot be told as JSON Schema: BigInt cannot be represented in JSON Schema',
      'payload.tags cannot be told as JSON Schema: Set cannot be represented in JSON Schema',
      'payload.nested.when cannot be told as JSON Schema: Map cannot be represented in JSON Schema',
    ]);
  });

  it('also what a transform gives, where it is what is written', async () => {
    const schema = z.object({ total: z.string().transform(Number) });

    expect(await faultsOf(schema)).toBe('no fault');
    expect(await faultsOf(schema, { apply: true })).toEqual(['EXPORT_VALUE', expect.stringContaining('payload.total')]);
  });

  it('a schema of a library that says nothing of JSON Schema', async () => {
    const silent = {
      '~standard': { version: 1, vendor: 'silent', validate: (value: unknown) => ({ value }) },
    } as const;

    expect(await faultsOf(silent)).toEqual(['EXPORT_VALUE', 'its schema (silent) says nothing about JSON Schema']);
  });
});

describe('contracts of a scenario', () => {
  const clerk = definePersona({ id: 'clerk', attributes: {} });
  const emitting = (id: string, name: string, schema?: StandardSchema) =>
    defineProcess({
      id,
      populations: [
        definePopulation({
          id: 'clerk',
          size: 1,
          persona: clerk,
          journeys: [
            defineJourney({
              id: 'work',
              adventures: [defineAdventure({ id: 'do', actions: [defineAction({ id: 'act', name })] })],
            }),
          ],
        }),
      ],
      emits: [name],
      ...(schema === undefined ? {} : { schemas: { [name]: schema } }),
    })();

  const period = { start: '2025-01-01', end: '2025-02-01' };
  const strict = (field: string) => z.strictObject({ [field]: z.int() });

  it('take the schemas of its processes, either of two that share a name', async () => {
    const company = scenario({
      period,
      processes: [emitting('sales', 'done', strict('a')), emitting('support', 'done', strict('b'))],
    });
    const judge = judgeOf(contractOf(await eventSchemas(company), 'done').payload);

    expect(judge({ a: 1 })).toEqual([]);
    expect(judge({ b: 1 })).toEqual([]);
    expect(judge({ c: 1 })).not.toEqual([]);
  });

  it('promise nothing for a name that one of its processes emits without a schema', async () => {
    const company = scenario({
      period,
      processes: [emitting('sales', 'done', strict('a')), emitting('support', 'done')],
    });
    const contract = contractOf(await eventSchemas(company), 'done');

    expect(contract.isDeclared).toBe(false);
    expect(contract.notes[0]?.message).toBe('process support emits it without a schema');
  });

  it('ask for both where the run has a schema too', async () => {
    const company = scenario({ period, processes: [emitting('sales', 'done', z.object({ a: z.int() }))] });
    const contracts = await eventSchemas(company, { eventSchema: { schema: { done: z.object({ b: z.int() }) } } });
    const judge = judgeOf(contractOf(contracts, 'done').payload);

    expect(judge({ a: 1, b: 2 })).toEqual([]);
    expect(judge({ a: 1 })).not.toEqual([]);
    expect(judge({ b: 1 })).not.toEqual([]);
  });
});

it('labels have a contract of their own, and keep it', async () => {
  const marking: Transform = {
    id: 'marking',
    stage: 'anomaly',
    apply: (batch, t) => [
      ...batch,
      ...batch.map((event) =>
        t.label({
          type: 'E.late',
          category: 'E',
          targetKind: 'event',
          targetId: event.id,
          change: 'added',
          difficulty: 2,
        }),
      ),
    ],
  };
  const judged = z.looseObject({});
  const contracts = await eventSchemas(shop, { transforms: [marking], eventSchema: { schema: judged } });
  const labels = (await dryRun(shop, 2, { transforms: [marking] })).filter(
    ({ name }) => String(name) === 'label.assigned',
  );
  const judge = judgeOf(contractOf(contracts, 'label.assigned').schema);

  expect(labels.length).toBe(2);
  for (const label of labels) expect(judge(onTheWire(label))).toEqual([]);
  expect(judge({ ...(onTheWire(labels[0] as never) as object), payload: { type: 'E.late' } })).not.toEqual([]);
});

describe('the shop of the examples', () => {
  const {
    journeys,
    adapter: _adapter,
    ...options
  } = shopConfig as unknown as {
    journeys: Parameters<typeof eventSchemas>[0];
    adapter: unknown;
  };

  it('keeps the contract of every event it sends', { timeout: 60_000 }, async () => {
    const contracts = await eventSchemas(journeys, options);
    const judges = new Map(contracts.map(({ name, schema }) => [name, judgeOf(schema)]));
    const events = await dryRun(journeys, 60, options);
    const faults = events.flatMap(
      (event) => judges.get(event.name)?.(onTheWire(event)) ?? [`no contract: ${event.name}`],
    );

    expect(events.length).toBeGreaterThan(1000);
    expect(new Set(events.map(({ name }) => name)).size).toBe(contracts.length);
    expect(faults).toEqual([]);
  });
});

describe('contracts of schemas that nobody thought of', () => {
  const asJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value)) as unknown;

  it('take what the schema takes, and refuse what it refuses', { timeout: 120_000 }, async () => {
    let refused = 0;
    await fc.assert(
      fc.asyncProperty(objectsOver(), objectsOver(), fc.context(), async (own, other, context) => {
        const contract = await contractFor(own.schema);
        const judge = judgeOf(contract.payload);
        expect(contract.notes).toEqual([]);

        for (const value of fc.sample(own.values, { numRuns: 5, seed: 1 })) {
          context.log(JSON.stringify([contract.payload, value]));
          expect(judge(asJson(value))).toEqual([]);
        }
        for (const value of fc.sample(other.values, { numRuns: 5, seed: 2 })) {
          const isTaken = own.schema.safeParse(asJson(value)).success;
          context.log(JSON.stringify([contract.payload, value, isTaken]));
          expect(judge(asJson(value)).length === 0).toBe(isTaken);
          if (!isTaken) refused++;
        }
      }),
      { numRuns: 200, seed: 20250301 },
    );
    expect(refused).toBeGreaterThan(100);
  });
});
