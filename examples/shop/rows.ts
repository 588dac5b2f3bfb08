/**
 * The rows of the shop's two exports: every cell of a CSV file is text, and these schemas say what it means.
 * `products.csv` comes from a German shop system: semicolons between cells, commas in decimals.
 */
import * as z from 'zod';

/** `'1.249,00'` → 1249.00 as a count of hundredths, without a detour through binary fractions. */
const hundredths = z
  .string()
  .regex(/^\d{1,3}(\.?\d{3})*,\d{2}$/, 'expected a decimal comma and two digits after it')
  .transform((text) => Number(text.replaceAll(/[.,]/g, '')));

/** A line of `data/products.csv`; read it with `csv: { delimiter: ';' }`. */
export const productRow = z
  .strictObject({
    sku: z.string().regex(/^[A-Z]{2}-\d{5}$/, 'expected two letters and five digits'),
    name: z.string().min(1),
    category: z.string().min(1),
    unit: z.string().min(1),
    price: hundredths,
    weight_kg: hundredths,
    tax_percent: z.coerce.number().pipe(z.literal([7, 19])),
    note: z.string().optional(),
  })
  .transform(({ price, weight_kg, tax_percent, ...product }) => ({
    ...product,
    /** Gross, in cents. */
    priceMinor: price,
    weightGrams: weight_kg * 10,
    /** Tax rate in basis points. */
    taxBp: tax_percent * 100,
  }));

/** A line of `data/customers.csv`. */
export const customerRow = z.strictObject({
  id: z.string(),
  name: z.string().min(1),
  street: z.string().min(1),
  /** Text: the postcodes of Saxony begin with 0, those of the Netherlands end in letters. */
  postcode: z.string().min(4),
  city: z.string().min(1),
  country: z.enum(['DE', 'AT', 'NL']),
  segment: z.enum(['retail', 'trade']),
  newsletter: z.stringbool({ truthy: ['yes'], falsy: ['no'] }),
  registered: z.iso.date(),
});

export type Product = z.output<typeof productRow>;
export type Customer = z.output<typeof customerRow>;
