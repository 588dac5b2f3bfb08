import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { defineEventSchema } from '../../src/dsl/event-schema.ts';
import { SynodeError } from '../../src/errors.ts';
import { packagesLoadedBy } from './loaded-modules.ts';

const errorOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error;
  }
  return undefined;
};

describe('an event schema', () => {
  const orderPlaced = defineEventSchema({ orderId: z.string(), total: z.int().min(0), placedAt: z.coerce.date() });

  it('judges a payload as z.object of the same shape does', () => {
    const object = z.object({ orderId: z.string(), total: z.int().min(0), placedAt: z.coerce.date() });
    const payloads = [
      { orderId: 'a', total: 5, placedAt: '2025-01-02' },
      { orderId: 'a', total: 5, placedAt: '2025-01-02', more: 1 },
      { orderId: 7, total: -1 },
      null,
      'text',
    ];

    const answers = payloads.map((payload) => orderPlaced['~standard'].validate(payload));

    expect(answers).toEqual(payloads.map((payload) => object['~standard'].validate(payload)));
  });

  it('gives its zod object, always the same', async () => {
    const object = await orderPlaced.zod();

    expect(object).toBeInstanceOf(z.ZodObject);
    expect(await orderPlaced.zod()).toBe(object);
    expect(object.extend({ note: z.string() }).safeParse({ orderId: 'a', total: 1, placedAt: 0 }).success).toBe(false);
  });

  it('is frozen, and deaf to later changes of the shape', () => {
    const shape: Record<string, z.ZodType> = { total: z.number() };
    const schema = defineEventSchema(shape);
    shape['total'] = z.string();

    expect(Object.isFrozen(schema)).toBe(true);
    expect(schema['~standard'].validate({ total: 1 })).toEqual({ value: { total: 1 } });
  });

  it.each([
    [{ total: 'number' }, "field 'total' of the event schema is 'number'"],
    [{ total: undefined }, "field 'total' of the event schema is undefined"],
    [undefined, 'defineEventSchema got undefined'],
    [z.object({ total: z.number() }), 'defineEventSchema got an object with'],
  ])('has zod types as fields: %s', (shape, message) => {
    const error = errorOf(() => defineEventSchema(shape as unknown as z.ZodRawShape));

    expect(error).toBeInstanceOf(SynodeError);
    expect(error).toMatchObject({ code: 'INVALID_SHAPE', message: expect.stringContaining(message) as unknown });
  });
});

describe('zod', () => {
  const field = '{ _zod: {} }';

  it('is not loaded by importing synode', async () => {
    const loaded = await packagesLoadedBy(`import './src/index.ts';`);

    expect(loaded).not.toContain('zod');
  });

  it('is not loaded by defining an event schema', async () => {
    const loaded = await packagesLoadedBy(`
      import { defineEventSchema } from './src/dsl/event-schema.ts';
      defineEventSchema({ total: ${field} });
    `);

    expect(loaded).not.toContain('zod');
  });

  it('is loaded by the first judgement', async () => {
    const loaded = await packagesLoadedBy(`
      import { defineEventSchema } from './src/dsl/event-schema.ts';
      defineEventSchema({})['~standard'].validate({});
    `);

    expect(loaded).toContain('zod');
  });

  it('is loaded by asking for the zod object', async () => {
    const loaded = await packagesLoadedBy(`
      import { defineEventSchema } from './src/dsl/event-schema.ts';
      await defineEventSchema({}).zod();
    `);

    expect(loaded).toContain('zod');
  });

  it('and no CSV library are loaded by the modules for datasets and judging', async () => {
    const loaded = await packagesLoadedBy(`
      import './src/data/read-dataset.ts';
      import './src/data/write-dataset.ts';
      import './src/plan/schema.ts';
      import './src/plan/schema-options.ts';
    `);

    expect(loaded.filter((name) => ['zod', 'csv-parse', 'csv-stringify'].includes(name))).toEqual([]);
  });
});
