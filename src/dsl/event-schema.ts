import type { StandardSchemaV1 } from '@standard-schema/spec';
import type * as zod from 'zod';

import { describeValue, SynodeError } from '../errors.ts';

/** A schema of payloads: a Standard Schema whose zod object is built at first use. */
export interface EventSchema<S extends zod.ZodRawShape = zod.ZodRawShape> extends StandardSchemaV1<
  zod.input<zod.ZodObject<S>>,
  zod.output<zod.ZodObject<S>>
> {
  /** The zod object, for what zod offers beyond judging: `extend`, `toJSONSchema`, … */
  zod(): Promise<zod.ZodObject<S>>;
}

/**
 * The schema of an event's payload, from its fields: means `z.object(shape)`. Payload keys that the shape does not name
 * are allowed. zod is loaded when the schema is first used, not when it is defined.
 *
 * @throws SynodeError `INVALID_SHAPE` when a field is no zod 4 type
 * @example
 * const orderPlaced = defineEventSchema({ orderId: z.string(), total: z.int().min(0) });
 * await generate(shop, { eventSchema: { schema: { 'order.placed': orderPlaced } } });
 */
export function defineEventSchema<S extends zod.ZodRawShape>(shape: S): EventSchema<S> {
  checkShape(shape);
  const fields = { ...shape };
  let object: zod.ZodObject<S> | undefined;
  const build = (): zod.ZodObject<S> => (object ??= loadZod().object(fields) as zod.ZodObject<S>);

  const standard: EventSchema<S>['~standard'] = {
    version: 1,
    vendor: 'synode',
    validate: (value) => build()['~standard'].validate(value),
  };
  return Object.freeze({ '~standard': Object.freeze(standard), zod: async () => build() });
}

/**
 * Synchronous, because a schema must answer at once; the two builds of zod share registry and configuration. Node's own
 * loader is fetched here too: every test loads this file.
 */
function loadZod(): typeof zod {
  return process.getBuiltinModule('node:module').createRequire(import.meta.url)('zod') as typeof zod;
}

function checkShape(shape: unknown): void {
  if (typeof shape !== 'object' || shape === null || Array.isArray(shape) || '~standard' in shape) {
    throw new SynodeError('INVALID_SHAPE', `defineEventSchema got ${describeValue(shape)}`, {
      expected: 'an object of zod types, one per payload field',
      received: describeValue(shape),
      suggestion: 'Write defineEventSchema({ total: z.number() }); a ready schema needs no defineEventSchema.',
    });
  }
  for (const [field, type] of Object.entries(shape)) {
    if (typeof type === 'object' && type !== null && '_zod' in type) continue;
    throw new SynodeError('INVALID_SHAPE', `field '${field}' of the event schema is ${describeValue(type)}`, {
      path: [`'${field}'`],
      expected: 'a zod 4 type, for example z.string()',
      received: describeValue(type),
    });
  }
}
