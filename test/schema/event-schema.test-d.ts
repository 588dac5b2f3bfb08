import type { StandardSchemaV1 } from '@standard-schema/spec';
import { expectTypeOf, it } from 'vitest';
import * as z from 'zod';

import { defineEventSchema } from '../../src/dsl/event-schema.ts';
import type { EventSchemaOptions, StandardSchema } from '../../src/model/schema.ts';

const orderPlaced = defineEventSchema({
  orderId: z.string(),
  total: z.coerce.number<string>(),
  note: z.string().optional(),
});

it('infers what goes in and what comes out', () => {
  expectTypeOf<StandardSchemaV1.InferInput<typeof orderPlaced>>().toEqualTypeOf<{
    orderId: string;
    total: string;
    note?: string | undefined;
  }>();
  expectTypeOf<StandardSchemaV1.InferOutput<typeof orderPlaced>>().toEqualTypeOf<{
    orderId: string;
    total: number;
    note?: string | undefined;
  }>();
});

it('gives the zod object with its fields', async () => {
  expectTypeOf((await orderPlaced.zod()).shape.orderId).toEqualTypeOf<z.ZodString>();
});

it('is a Standard Schema like any other', () => {
  expectTypeOf(orderPlaced).toExtend<StandardSchema<{ orderId: string }>>();
  expectTypeOf({ schema: { 'order.placed': orderPlaced } }).toExtend<EventSchemaOptions>();
});

it('refuses fields that are no zod types', () => {
  // @ts-expect-error a text is no type
  defineEventSchema({ total: 'number' });
});
