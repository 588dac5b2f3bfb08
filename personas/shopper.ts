import { definePersona, fake, lognormal, weighted } from '../src/index.ts';

/**
 * A private customer of a shop: name, e-mail and city in the language of the locale, a yearly income, how often they
 * come and what they come with.
 */
export const shopper = definePersona({
  id: 'shopper',
  name: 'Private customer',
  attributes: {
    locale: weighted({ en: 0.6, de: 0.15, fr: 0.15, es: 0.1 }),
    name: fake((f) => f.person.fullName()),
    email: fake((f) => f.internet.email().toLowerCase()),
    city: fake((f) => f.location.city()),
    /** Gross, a year, in whole units of the currency. */
    income: lognormal({ median: 38_000, sigma: 0.5, min: 9000, max: 400_000, integer: true }),
    device: weighted({ phone: 0.6, desktop: 0.3, tablet: 0.1 }),
    visitsPerMonth: lognormal({ median: 1.2, sigma: 0.8, max: 15 }),
  },
});
