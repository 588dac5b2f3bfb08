/** Schemas that nobody thought of, with values that they take. */
import fc from 'fast-check';
import * as z from 'zod';

/** A schema, and values that it takes. */
export interface Typed {
  readonly schema: z.ZodType;
  readonly values: fc.Arbitrary<unknown>;
}

const ascii = fc.string({ maxLength: 8 });
const leaf = (): fc.Arbitrary<Typed> =>
  fc.oneof(
    fc.tuple(fc.nat(3), fc.nat(5)).map(([min, more]) => ({
      schema: z
        .string()
        .min(min)
        .max(min + more),
      values: fc.string({ minLength: min, maxLength: min + more, unit: 'grapheme-ascii' }),
    })),
    fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(100)).map(([min, more]) => ({
      schema: z
        .int()
        .min(min)
        .max(min + more),
      values: fc.integer({ min, max: min + more }),
    })),
    fc.constant({ schema: z.number(), values: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
    fc.constant({ schema: z.boolean(), values: fc.boolean() }),
    fc.constant({ schema: z.null(), values: fc.constant(null) }),
    fc.constant({ schema: z.string().regex(/^[A-Z]{2}-\d+$/), values: fc.constantFrom('AB-1', 'ZZ-999') }),
    fc.uniqueArray(ascii, { minLength: 1, maxLength: 4 }).map((words) => ({
      schema: z.enum(words as [string, ...string[]]),
      values: fc.constantFrom(...words),
    })),
    fc
      .oneof(ascii, fc.integer(), fc.boolean())
      .map((value) => ({ schema: z.literal(value), values: fc.constant(value) })),
  );

const KEYS = ['a', 'total', 'lines', 'a b', '$ref', 'ä', '0x'];

/** Objects of types built of types, their fields called by some of these keys. */
export function objectsOver(keys: readonly string[] = KEYS): fc.Arbitrary<Typed> {
  const typed = fc.letrec<{ type: Typed }>((tie) => ({
    type: fc.oneof(
      { maxDepth: 3, withCrossShrink: true },
      leaf(),
      tie('type').map(({ schema, values }) => ({
        schema: z.array(schema).min(1),
        values: fc.array(values, { minLength: 1, maxLength: 3 }),
      })),
      tie('type').map(({ schema, values }) => ({ schema: schema.nullable(), values: fc.option(values) })),
      tie('type').map(({ schema, values }) => ({
        schema: z.record(z.string(), schema),
        values: fc.dictionary(
          ascii.filter((key) => key !== '__proto__'),
          values,
          { maxKeys: 3, noNullPrototype: true },
        ),
      })),
      fc.tuple(tie('type'), tie('type')).map(([one, other]) => ({
        schema: z.union([one.schema, other.schema]),
        values: fc.oneof(one.values, other.values),
      })),
      objectOf(tie('type'), keys),
    ),
  })).type;
  return objectOf(typed, keys);
}

function objectOf(inner: fc.Arbitrary<Typed>, keys: readonly string[]): fc.Arbitrary<Typed> {
  return fc
    .tuple(
      fc.uniqueArray(fc.constantFrom(...keys), { maxLength: 4 }),
      fc.array(inner, { minLength: 4, maxLength: 4 }),
      fc.array(fc.boolean(), { minLength: 4, maxLength: 4 }),
      fc.boolean(),
    )
    .map(([names, types, optional, isStrict]) => {
      const shape = Object.fromEntries(
        names.map((name, i) => {
          const schema = types[i]?.schema ?? z.null();
          return [name, optional[i] === true ? schema.optional() : schema];
        }),
      );
      const model = Object.fromEntries(names.map((name, i) => [name, types[i]?.values ?? fc.constant(null)]));
      return {
        schema: isStrict ? z.strictObject(shape) : z.object(shape),
        values: fc.record(model, {
          requiredKeys: names.filter((_name, i) => optional[i] !== true),
          noNullPrototype: true,
        }),
      };
    });
}
