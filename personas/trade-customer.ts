import { definePersona, fake, lognormal, weighted } from '../src/index.ts';

/** A business that buys from a shop: a company, somebody who orders for it, terms of payment, and a steady rhythm. */
export const tradeCustomer = definePersona({
  id: 'trade-customer',
  name: 'Trade customer',
  attributes: {
    locale: weighted({ en: 0.6, de: 0.2, fr: 0.2 }),
    company: fake((f) => f.company.name()),
    contact: fake((f) => f.person.fullName()),
    city: fake((f) => f.location.city()),
    employees: lognormal({ median: 8, sigma: 1.1, min: 1, max: 5000, integer: true }),
    /** Days. */
    paymentTerm: weighted([
      [14, 0.3],
      [30, 0.6],
      [60, 0.1],
    ]),
    device: weighted({ desktop: 0.7, phone: 0.25, tablet: 0.05 }),
    visitsPerMonth: lognormal({ median: 3, sigma: 0.6, max: 25 }),
  },
});
