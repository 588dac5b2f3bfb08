/** Options as a page shows them: name, default and description, from their declaration. */
import type { z } from 'zod';

export interface OptionRow {
  readonly name: string;
  /** As written in code, in back ticks; empty where the default depends on others. */
  readonly fallback: string;
  readonly description: string;
}

export function optionRows(schema: z.ZodObject): readonly OptionRow[] {
  return Object.entries(schema.shape).map(([name, option]) => {
    const parsed = (option as z.ZodType).safeParse(undefined);
    const value: unknown = parsed.success ? parsed.data : undefined;
    const isPlain =
      ['string', 'number', 'boolean'].includes(typeof value) || (Array.isArray(value) && value.length === 0);
    return {
      name,
      fallback: isPlain ? `\`${JSON.stringify(value).replaceAll('"', "'")}\`` : '',
      description: (option as z.ZodType).description ?? '',
    };
  });
}
