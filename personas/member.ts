import { chance, definePersona, fake, oneOf, weighted } from '../src/index.ts';

/** Somebody with an account of an online service: a plan, a way in, and whether mails are welcome. */
export const member = definePersona({
  id: 'member',
  name: 'Member of an online service',
  attributes: {
    locale: weighted({ en: 0.7, de: 0.1, fr: 0.1, es: 0.1 }),
    name: fake((f) => f.person.fullName()),
    email: fake((f) => f.internet.email().toLowerCase()),
    plan: weighted({ free: 0.72, standard: 0.2, business: 0.08 }),
    channel: oneOf(['search', 'recommendation', 'advertisement', 'direct']),
    acceptsMail: chance(0.41),
  },
});
