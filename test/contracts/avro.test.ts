import { createRequire } from 'node:module';

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import * as z from 'zod';

import { avroName, avroType } from '../../src/encode/avro.ts';
import type { AvroFault } from '../../src/encode/avro-values.ts';
import { defineAction, defineAdventure, defineJourney, eventSchemas, type JsonSchema } from '../../src/index.ts';
import { objectsOver } from './types.ts';

interface AvroReader {
  toBuffer(value: unknown): Buffer;
  fromBuffer(bytes: Buffer): unknown;
}
const avro = createRequire(import.meta.url)('avsc') as {
  readonly Type: { forSchema(schema: unknown, options?: object): AvroReader };
};

const shop = defineJourney({
  id: 'shop',
  adventures: [defineAdventure({ id: 'buy', actions: [defineAction({ id: 'pay', name: 'paid' })] })],
});

async function payloadOf(schema: z.ZodType): Promise<JsonSchema> {
  const [contract] = await eventSchemas(shop, { eventSchema: { schema: { paid: schema } } });
  return contract?.payload ?? {};
}

const names = { name: 'Paid', namespace: 'synode' };

/** Without what is null: absent and null are one to Avro. */
function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([, one]) => one !== null && one !== undefined);
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutNulls(one)]));
}

const hasUnion = (schema: unknown): boolean =>
  JSON.stringify(schema).includes('"anyOf"') || /"type":\["(?!null")[^\]]*,"(?!null")/.test(JSON.stringify(schema));

describe('values of schemas that nobody thought of, as Avro', () => {
  it('come back as they were, or are refused with field and reason', { timeout: 120_000 }, async () => {
    const seen = { back: 0, plain: 0, refused: 0 };
    await fc.assert(
      fc.asyncProperty(objectsOver(['a', 'total', 'lines', 'kind', 'b_2']), async ({ schema, values }) => {
        const payload = await payloadOf(schema);
        const faults: AvroFault[] = [];
        const type = avroType(payload, names, faults);
        if (faults.length > 0) {
          seen.refused++;
          for (const { message, expected } of faults) expect([message, expected]).not.toContain('');
          return;
        }
        const ours = avro.Type.forSchema(type.schema, { wrapUnions: true });
        const theirs = avro.Type.forSchema(type.schema);
        for (const value of fc.sample(values, { numRuns: 5, seed: 1 })) {
          const written = type.write(value);
          const bytes = ours.toBuffer(written);

          expect(JSON.stringify(ours.fromBuffer(bytes))).toBe(JSON.stringify(written));
          seen.back++;
          if (hasUnion(payload)) continue;
          expect(JSON.stringify(withoutNulls(theirs.fromBuffer(bytes)))).toBe(JSON.stringify(sortedAs(value, schema)));
          seen.plain++;
        }
      }),
      { numRuns: 400, seed: 20250301 },
    );
    expect(seen.refused).toBeGreaterThan(40);
    expect(seen.back).toBeGreaterThan(400);
    expect(seen.plain).toBeGreaterThan(200);
  });
});

/** The value with its keys in the order of its schema, as a record has them, without what is null. */
function sortedAs(value: unknown, schema: z.ZodType): unknown {
  return withoutNulls(schema.parse(value));
}

describe('names in Avro', () => {
  it.each([
    ['order.placed', 'OrderPlaced'],
    ['page_view', 'PageView'],
    ['3d-secure asked', 'E3dSecureAsked'],
    ['größe', 'GrE'],
    ['…', 'E'],
  ])('of %s is %s', (event, name) => {
    expect(avroName(event)).toBe(name);
  });

  it('are given once each, also where two fields would share one', async () => {
    const kinds = z.enum(['a', 'b']);
    const payload = await payloadOf(z.strictObject({ kind_of: kinds, kindOf: kinds }));
    const faults: AvroFault[] = [];

    const { schema } = avroType(payload, names, faults);

    expect(faults).toEqual([]);
    expect(() => avro.Type.forSchema(schema)).not.toThrow();
    expect(JSON.stringify(schema)).toContain('"PaidKindOf2"');
  });
});
