/** Who comes to the shop: people with a garden, and people with a workshop. */
import { definePersona, lognormal, personaMix, weighted, type Context } from 'synode';

import type { Customer } from './rows.ts';

/**
 * The customer of the export that this actor is, if any: the one of its own number, where the segment is the same. The
 * others of the export do not come back this year.
 */
function knownCustomer(ctx: Context): Customer | undefined {
  const customers = ctx.typedDataset<Customer>('customers');
  const { index, persona } = ctx.actor;
  const customer = index < customers.size() ? customers.row(index) : undefined;
  return customer?.segment === persona ? customer : undefined;
}

const LOCALES = { DE: 'de', AT: 'de_AT', NL: 'nl' } as const;

function localeOf(ctx: Context): string {
  const country = knownCustomer(ctx)?.country ?? ctx.random.weighted({ DE: 88, AT: 8, NL: 4 });
  return LOCALES[country];
}

const customer = {
  locale: localeOf,
  country: (ctx: Context) => (ctx.locale === 'nl' ? 'NL' : ctx.locale === 'de_AT' ? 'AT' : 'DE'),
  customerId: (ctx: Context) => knownCustomer(ctx)?.id,
  newsletter: (ctx: Context) => knownCustomer(ctx)?.newsletter ?? false,
} as const;

/** Comes in the evening and on Sundays, compares, buys one of each. */
export const retail = definePersona({
  id: 'retail',
  name: 'Home and garden',
  attributes: {
    ...customer,
    device: weighted({ phone: 0.58, desktop: 0.31, tablet: 0.11 }),
    visitsPerMonth: lognormal({ median: 0.8, sigma: 0.8, max: 12 }),
    looksAt: lognormal({ median: 3.2, sigma: 0.5, max: 14 }),
  },
});

/** Comes on workday mornings, knows what is needed, buys by the pack. */
export const trade = definePersona({
  id: 'trade',
  name: 'Trade',
  attributes: {
    ...customer,
    device: weighted({ desktop: 0.64, phone: 0.3, tablet: 0.06 }),
    visitsPerMonth: lognormal({ median: 2.4, sigma: 0.6, max: 20 }),
    looksAt: lognormal({ median: 2.2, sigma: 0.4, max: 9 }),
  },
});

export const visitors = personaMix([
  [retail, 0.78],
  [trade, 0.22],
]);
